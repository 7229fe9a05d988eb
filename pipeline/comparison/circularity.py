"""Whether outcome and explanation were seen by the same eyes in the same words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.comparison.loops import kinds_of_codes, yes_or_no
from pipeline.comparison.material import Material, descendants
from pipeline.comparison.measures import coding_ids, named
from pipeline.comparison.propositions import Propositions, Variant
from pipeline.comparison.rivals import HABIT
from pipeline.stages.findings import Rows

ENOUGH_WORDS = 5
JUDGED_TABLES = ("judgements", "episodes")


@dataclass(frozen=True, slots=True)
class Shared:
    """A passage used twice: as an input of success, and as evidence for what should explain success."""

    case_id: str
    used_for: str
    success: Mapping[str, Any]
    predictor: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Knower:
    """How many judgements or episodes one person made knowing the tier, not knowing it, or without saying."""

    table: str
    by: str
    knew: int
    did_not: int
    unsaid: int


@dataclass(frozen=True, slots=True)
class Member:
    """One of the team, with what else this person did; None where team.csv does not say."""

    person: str
    relation: str
    interviewed: bool | None
    coded: bool | None
    rated: bool | None

    @property
    def did_all(self) -> bool:
        """Interviewed, coded and rated."""
        return bool(self.interviewed and self.coded and self.rated)


@dataclass(frozen=True, slots=True)
class Meeting:
    """In how many of a case's segments the habit and a part of the answer meet, and how much of either that is."""

    case_id: str
    code_id: str
    n_segments: int
    jaccard: float


@dataclass(frozen=True, slots=True)
class FromElsewhere:
    """A proposition with outcomes from sources that took no part in the coding."""

    name: str
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True)
class Circularity:
    """The audit. `n_success_passages`: how many passages are an input of success at all."""

    shared: tuple[Shared, ...]
    n_success_passages: int
    knowers: tuple[Knower, ...]
    team: tuple[Member, ...]
    meetings: tuple[Meeting, ...]
    has_both_codes: bool
    elsewhere: tuple[FromElsewhere, ...]


def circularity(material: Material, found: Propositions) -> Circularity:
    """What was used twice, who knew what, which constructs share their words, and what outside sources say."""
    shared: list[Shared] = []
    n_passages = 0
    for case_id in material.cases:
        inputs = success_passages(material, case_id)
        n_passages += len(inputs)
        shared += _shared(material, case_id, inputs)
    learning = descendants(material.rows("codes"), "mutual_learning")
    return Circularity(
        shared=tuple(shared),
        n_success_passages=n_passages,
        knowers=_knowers(material),
        team=tuple(
            Member(
                row["person"], row["relation"] or "", *(yes_or_no(row[c]) for c in ("interviewed", "coded", "rated"))
            )
            for row in material.rows("team")
        ),
        meetings=_meetings(material, learning),
        has_both_codes=HABIT in material.codes and bool(learning),
        elsewhere=tuple(FromElsewhere(one.name, one.variants) for one in found.results if one.variants),
    )


def success_passages(material: Material, case_id: str) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    """(what it is used for, coding) of every passage that an outcome event, a rating or an indicator rests on.

    A passage counts when the row names its coding, or when what a rater is proud of stands in it word for word.
    """
    voices = material.own(case_id, "voices")
    found: dict[str, tuple[str, Mapping[str, Any]]] = {}
    events = [row for row in material.of("events", case_id) if row["kind"] == "outcome"]
    for what, rows in (("outcome event", events), ("rating", material.of("ratings", case_id))):
        for row in rows:
            for voice in named(voices, set(coding_ids(row))):
                found.setdefault(voice["coding_id"], (what, voice))
    for row in material.of("indicators", case_id):
        for voice in named(voices, set(coding_ids(row))):
            found.setdefault(voice["coding_id"], ("indicator", voice))
    for row in material.of("ratings", case_id):
        for words in (row["proud_of"], row["why"]):
            if words and len(words.split()) >= ENOUGH_WORDS:
                for voice in voices:
                    if words.casefold() in voice["quotation"].casefold():
                        found.setdefault(voice["coding_id"], ("rating, word for word", voice))
    return tuple(found.values())


def _shared(material: Material, case_id: str, inputs: tuple[tuple[str, Mapping[str, Any]], ...]) -> list[Shared]:
    kinds = kinds_of_codes(material.rows("codes"))
    predictors = [
        voice
        for voice in material.own(case_id, "voices")
        if voice["is_counted"]
        and (voice["family"] == "enabler" or kinds.get(voice["code_id"]) in ("learning", "blaming"))
    ]
    return [
        Shared(case_id, what, passage, predictor)
        for what, passage in inputs
        for predictor in predictors
        if predictor["transcript_id"] == passage["transcript_id"]
        and predictor["start_char"] < passage["end_char"]
        and passage["start_char"] < predictor["end_char"]
    ]


def _knowers(material: Material) -> tuple[Knower, ...]:
    counts: dict[tuple[str, str], list[bool | None]] = {}
    for table in JUDGED_TABLES:
        for row in material.rows(table):
            counts.setdefault((table, row["by"] or ""), []).append(yes_or_no(row["knew_tier"]))
    for (coder, _), knew in _readers(material.rows("read_rows")).items():
        counts.setdefault(("transcripts read", coder), []).append(knew)
    return tuple(
        Knower(table, by, knew.count(True), knew.count(False), knew.count(None))
        for (table, by), knew in sorted(counts.items())
    )


def _readers(rows: Rows) -> dict[tuple[str, str], bool | None]:
    """(coder, transcript) -> whether the tier was known; a transcript read again for another code is one transcript."""
    said: dict[tuple[str, str], set[bool | None]] = {}
    for row in rows:
        said.setdefault((row["coder"], row["transcript_id"]), set()).add(yes_or_no(row["knew_tier"]))
    return {pair: True if True in knew else None if None in knew else False for pair, knew in said.items()}


def _meetings(material: Material, learning: frozenset[str]) -> tuple[Meeting, ...]:
    found = []
    for row in material.rows("cooccurrence"):
        pair = {row["code_a"], row["code_b"]}
        other = pair - {HABIT}
        if HABIT in pair and other <= learning:
            found.append(Meeting(row["case_id"], next(iter(other)), row["n_segments"], row["jaccard"]))
    return tuple(sorted(found, key=lambda one: (-one.n_segments, one.case_id, one.code_id)))
