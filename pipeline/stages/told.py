"""Events and episodes with the codings that they name: who tells what happened."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from pipeline.stages.findings import Rows, Told, teller
from pipeline.study.people_files import several
from pipeline.study.records import COUNTED_KINDS

DATED = re.compile(r"\d{4}(-\d\d){0,2}")


def in_time(rows: Rows) -> Rows:
    """Events by their beginning where all that have one write it as a year, month or day; else in the file's order."""
    dates = [row["from"] for row in rows if row["from"]]
    if not all(DATED.fullmatch(str(date)) for date in dates):
        return rows
    return tuple(sorted(rows, key=lambda row: (row["from"] is None, row["from"] or "", row["to"] or "")))


class Cited:
    """Finds the codings that a cell `codings` names, by their published ids, else by a coder's own or as CODER:ID."""

    def __init__(self, voices: Rows) -> None:
        self._published = {str(row["coding_id"]): row for row in voices}
        self._by_id: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for row in voices:
            own = str(row["coding_id"])
            bare = own.removeprefix(f"{row['coder']}:")
            for name in {own, bare, f"{row['coder']}:{bare}"}:
                self._by_id[name].append(row)

    def rows(self, ids: str | None) -> Rows:
        """The codings of a cell, each passage once: two coders' codings of one sentence are one telling."""
        found: dict[tuple[Any, ...], Mapping[str, Any]] = {}
        for coding_id in several(ids or ""):
            published = self._published.get(coding_id)
            for row in self._by_id.get(coding_id, ()) if published is None else (published,):
                found.setdefault((row["transcript_id"], row["start_char"], row["end_char"]), row)
        return tuple(found.values())

    def told(self, row: Mapping[str, Any]) -> Told:
        """An event or episode with its quotations, its tellers and the documents that mention it."""
        quotes = self.rows(row["codings"])
        spoken = [one for one in quotes if one["kind"] in COUNTED_KINDS]
        return Told(
            row,
            quotes,
            tuple(dict.fromkeys(teller(one) for one in spoken)),
            tuple(dict.fromkeys(str(one["organisation"]) for one in spoken if one["organisation"])),
            tuple(dict.fromkeys(str(one["transcript_id"]) for one in quotes if one["kind"] not in COUNTED_KINDS)),
        )
