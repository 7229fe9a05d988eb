"""Hands each stage the rows that it may read, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, overload

from pipeline.io.outputs import TEMPORARY
from pipeline.stages.findings import Rows, Tables
from pipeline.store.rows import ROW_OF, Row, rows_of
from pipeline.store.store import Store
from pipeline.study.people_files import several
from pipeline.study.study import FIRST_STAGE

OF_A_SUBJECT = ("code_presence", "code_frequency_other", "stage_other")
FOR_ALL = ("codes", "participants", "attendance", "team", "propositions", "agreement")
OF_PEOPLE = ("participants", "attendance")
BELONGS = ("case_id", "cases")


class Library:
    """The store's rows as dictionaries, read once each and shelved by case."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rows: dict[str, Rows] = {}
        self._columns: dict[str, tuple[str, ...]] = {}
        self._by_case: dict[str, dict[Any, list[Mapping[str, Any]]]] = {}
        self._case_by_transcript: dict[Any, Any] | None = None

    @overload
    def rows(self, table: str) -> Rows: ...
    @overload
    def rows(self, table: type[Row]) -> tuple[Row, ...]: ...
    def rows(self, table: str | type[Row]) -> Rows | tuple[Row, ...]:
        """A table or view, whole: by its class for typed rows."""
        name = table if isinstance(table, str) else table.TABLE
        if name not in self._rows:
            columns, rows = self._store.rows(name)
            self._columns[name] = columns
            self._rows[name] = rows_of(ROW_OF[name], columns, rows)  # type: ignore[assignment]
        return self._rows[name]

    def csv(self, table: str, folder: Path, formula: Sequence[str]) -> tuple[bytes, int]:
        """A long table as CSV, and how many rows it has; made in a file of `folder` that is gone afterwards."""
        return self._store.csv(table, folder / f"{TEMPORARY}{table}.csv", formula)

    def columns(self, table: str) -> tuple[str, ...]:
        """The names of a table's columns, in their order."""
        self.rows(table)
        return self._columns[table]

    def of_cases(self, table: str, cases: Iterable[str]) -> Rows:
        """The rows of some cases, in the table's order."""
        if table not in self._by_case:
            shelves: dict[Any, list[Mapping[str, Any]]] = defaultdict(list)
            for row in self.rows(table):
                shelves[self._case_of(row)].append(row)
            self._by_case[table] = shelves
        wanted = list(cases)
        if len(wanted) == 1:
            return tuple(self._by_case[table].get(wanted[0], ()))
        kept = set(wanted)
        return tuple(row for row in self.rows(table) if self._case_of(row) in kept)

    def _case_of(self, row: Mapping[str, Any]) -> Any:
        """The case of a row, by its own word or by that of its transcript."""
        if "case_id" in row:
            return row["case_id"]
        if self._case_by_transcript is None:
            self._case_by_transcript = {one["transcript_id"]: one["case_id"] for one in self.rows("all_transcripts")}
        return self._case_by_transcript.get(row.get("transcript_id"))

    def given(self, reads: Iterable[str], stage: str, subject: str, cases: tuple[str, ...]) -> Tables:
        """What a stage may read of a subject: rows of its cases, of the subject itself, and the shared tables.

        A name `other:TABLE` stands for that table's rows of the transcripts that belong to the subject and to no case.
        """
        found: dict[str, Rows] = {}
        for name in reads:
            if name.startswith("other:"):
                found[name] = self._of_other(name.removeprefix("other:"), stage, subject)
            elif name in OF_A_SUBJECT:
                found[name] = tuple(r for r in self.rows(name) if r["stage"] == stage and r["subject"] == subject)
            elif name in OF_PEOPLE and stage == FIRST_STAGE:
                found[name] = self._of_people(name, cases)
            elif name in FOR_ALL:
                found[name] = self.rows(name)
            elif name == "quotations":
                found[name] = tuple(r for r in self.rows(name) if r["figure_id"].split("/")[0] in (stage, *cases))
            else:
                found[name] = self.of_cases(name, cases)
        return Tables(found)

    def _of_people(self, table: str, cases: tuple[str, ...]) -> Rows:
        """Who speaks in the cases' transcripts, or was meant to: participants.csv may say so in a column `case_id`."""
        here = {row["transcript_id"]: row["respondent_id"] for row in self.of_cases("all_transcripts", cases)}
        attending = tuple(row for row in self.rows("attendance") if row["transcript_id"] in here)
        if table == "attendance":
            return attending
        speaking = {*here.values(), *(row["respondent_id"] for row in attending)}
        return tuple(
            row
            for row in self.rows("participants")
            if row["respondent_id"] in speaking
            or any(case in several(row.get(column) or "") for column in BELONGS for case in cases)
        )

    def _of_other(self, table: str, stage: str, subject: str) -> Rows:
        ids = {r["transcript_id"] for r in self.rows("stage_other") if r["stage"] == stage and r["subject"] == subject}
        return tuple(row for row in self.rows(table) if row["transcript_id"] in ids)
