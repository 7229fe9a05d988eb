"""Events and episodes with the codings that they name: who tells what happened."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from pipeline.stages.findings import CitingRow, Told, teller
from pipeline.store.rows import Event, Voice
from pipeline.study.people_files import several
from pipeline.study.records import COUNTED_KINDS

DATED = re.compile(r"\d{4}(-\d\d){0,2}")


def in_time(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Events by their beginning where all that have one write it as a year, month or day; else in the file's order.

    A response whose day is not written comes after what is dated within the same month or year: it answers something.
    """
    dates = [event.from_ for event in events if event.from_]
    # One date that cannot be compared letter by letter, and the file's own order is all that is known.
    if not all(DATED.fullmatch(date) for date in dates):
        return events
    return tuple(sorted(events, key=lambda event: (event.from_ is None, _beginning(event), event.to or "")))


def _beginning(event: Event) -> str:
    """A date that sorts: a response after all that happened within the month or year that it names."""
    begun = event.from_ or ""
    return f"{begun}-99" if event.kind == "response" and len(begun) < len("2020-01-01") else begun


class CitedCodings:
    """Finds the codings that a cell `codings` names, by their published ids, else by a coder's own or as CODER:ID."""

    def __init__(self, voices: Sequence[Voice]) -> None:
        self._voices = voices

    @cached_property
    def _published(self) -> dict[str, Voice]:
        # Not before a cell names a coding: most studies have many codings, and few cells that name any.
        return {voice.coding_id: voice for voice in self._voices}

    @cached_property
    def _by_id(self) -> dict[str, list[Voice]]:
        by_id: dict[str, list[Voice]] = defaultdict(list)
        for voice in self._voices:
            bare = voice.coding_id.removeprefix(f"{voice.coder}:")
            # A published id has its coder in front only where two coders share it: people may write either.
            for name in {voice.coding_id, bare, f"{voice.coder}:{bare}"}:
                by_id[name].append(voice)
        return by_id

    def named(self, ids: str | None) -> tuple[Voice, ...]:
        """The codings of a cell, each passage once: two coders' codings of one sentence are one telling."""
        by_passage: dict[tuple[str, int, int], Voice] = {}
        for coding_id in several(ids or ""):
            published = self._published.get(coding_id)
            # A published id means that coding alone; a bare one may be several coders'.
            for voice in self._by_id.get(coding_id, ()) if published is None else (published,):
                by_passage.setdefault((voice.transcript_id, voice.start_char, voice.end_char), voice)
        return tuple(by_passage.values())

    def told(self, row: CitingRow) -> Told[CitingRow]:
        """An event or episode with its quotations, its tellers and the documents that mention it."""
        quotes = self.named(row.codings)
        spoken = [voice for voice in quotes if voice.kind in COUNTED_KINDS]
        return Told(
            row,
            quotes,
            tuple(dict.fromkeys(teller(voice) for voice in spoken)),
            tuple(dict.fromkeys(voice.organisation for voice in spoken if voice.organisation)),
            tuple(dict.fromkeys(voice.transcript_id for voice in quotes if voice.kind not in COUNTED_KINDS)),
        )
