"""What people's files link in time: which event followed from which, and what became of each answer to a setback."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import field

from pipeline.comparison.loops import Episode, Loops, event_of
from pipeline.comparison.material import Material
from pipeline.store.rows import Episode as EpisodeRow
from pipeline.store.rows import Event
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import several

BEGINNINGS = ("initial_trust", "commitment")
"""Codes that tell how a case began, in the order in which the loops do."""


@dataclass(frozen=True, slots=True)
class Links:
    """Links over all cases, each only because somebody wrote it under `after` in events.csv.

    `begun`: in how many cases somebody tells each of BEGINNINGS; `n_events` by kind; `between` by (kind, kind of what
    followed); `followed` by (answer, trust after it, kind of what followed the response): answer and trust are those of
    the episode, `differing` and '' where analysts differ. `n_linked` of all events follow from another.
    """

    n_cases: int = 0
    begun: Mapping[str, int] = field(default_factory=dict)
    n_events: Mapping[str, int] = field(default_factory=dict)
    between: Mapping[tuple[str, str], int] = field(default_factory=dict)
    followed: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    n_linked: int = 0


def links_of(material: Material, loops: Loops) -> Links:
    """What `after` links, in the study's order."""
    between: Counter[tuple[str, str]] = Counter()
    followed: Counter[tuple[str, str, str]] = Counter()
    linked = 0
    for case in loops.cases:
        events = material.of(Event, case.case_id)
        by_id = {event.event_id: event for event in events if event.event_id}
        answered = _answered(material, case.case_id, case.episodes, events)
        for event in events:
            befores = [by_id[name] for name in several(str(event.cell("after") or "")) if name in by_id]
            linked += bool(befores)
            for before in befores:
                between[(before.kind, event.kind)] += 1
                for response in answered.get(before.event_id or "", ()):
                    followed[(*response, event.kind)] += 1
    return Links(
        len(loops.cases),
        _begun(loops),
        dict(Counter(event.kind for event in material.rows(Event))),
        dict(between),
        dict(followed),
        linked,
    )


def _begun(loops: Loops) -> Mapping[str, int]:
    told = [code_id for case in loops.cases for code_id, _, who in case.win_path if who.respondents]
    return {code_id: told.count(code_id) for code_id in BEGINNINGS}


def _answered(
    material: Material, case_id: str, episodes: tuple[Episode, ...], events: tuple[Event, ...]
) -> Mapping[str, list[tuple[str, str]]]:
    """Id of a response event -> (answer, trust) of the episode whose setback it followed."""
    by_setback: dict[str, tuple[str, str]] = {}
    rows = material.of(EpisodeRow, case_id)
    for episode in episodes:
        row = next((row for row in rows if (row.episode or "") == episode.episode), None)
        setback = event_of(row, events) if row is not None else None
        if setback is not None and setback.event_id:
            trust = episode.trust[0] if len(set(episode.trust)) == 1 else ""
            by_setback[setback.event_id] = (episode.response or "differing", trust)
    answers: dict[str, list[tuple[str, str]]] = {}
    for event in events:
        if event.kind == "response" and event.event_id:
            for name in several(str(event.cell("after") or "")):
                if name in by_setback:
                    answers.setdefault(event.event_id, []).append(by_setback[name])
    return answers
