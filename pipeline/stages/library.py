"""Hands each stage the rows that it may read, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast, overload

from pipeline.corpus.cases import PARTICIPANT_CASES
from pipeline.io.outputs import TEMPORARY
from pipeline.stages.cited_events import CitedCodings
from pipeline.stages.findings import Rows, Tables
from pipeline.store.rows import (
    ROW_OF,
    AnyTranscript,
    Attendance,
    Event,
    ExhibitRow,
    FigureQuotation,
    ParticipantRow,
    Row,
    StageOther,
    StoredRow,
    Voice,
    rows_of,
)
from pipeline.store.store import Store
from pipeline.study.people_files import several
from pipeline.study.study import FIRST_STAGE

OF_A_SUBJECT = ("claims", "contrasts", "code_presence", "code_frequency_other", "stage_other")
FOR_ALL = ("codes", "participants", "attendance", "team", "propositions", "agreement")
"""Tables that every stage which names them gets whole; stage 1 gets of people only those of its case."""


class Library:
    """The store's rows, each table read once and shelved by case."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rows: dict[str, Rows] = {}
        self._columns: dict[str, tuple[str, ...]] = {}
        self._by_case: dict[str, dict[str | None, list[StoredRow]]] = {}
        self._case_by_transcript: dict[str, str | None] | None = None

    @overload
    def rows(self, table: str) -> Rows: ...
    @overload
    def rows(self, table: type[Row]) -> tuple[Row, ...]: ...
    def rows(self, table: str | type[Row]) -> Rows | tuple[Row, ...]:
        """A table or view, whole: by its class for typed rows."""
        name = table if isinstance(table, str) else table.TABLE
        if name not in self._rows:
            columns = tuple(self._store.types(name))
            self._columns[name] = columns
            # Some thousand at a time: rows as DuckDB gives them are as large as those that come of them.
            cells = (row for batch in self._store.in_batches(name) for row in batch)
            self._rows[name] = rows_of(ROW_OF[name], columns, cells)
        return self._rows[name]

    def in_batches(self, table: str) -> Iterator[list[tuple[Any, ...]]]:
        """The cells of a table or view, row by row in its own order, some thousand rows at a time: nothing is kept."""
        return self._store.in_batches(table)

    def csv(self, table: str, folder: Path, formula: Sequence[str]) -> bytes:
        """A long table as CSV; made in a file of `folder` that is gone afterwards."""
        return self._store.csv(table, folder / f"{TEMPORARY}{table}.csv", formula)

    def types(self, table: str) -> dict[str, str]:
        """column -> its type in DuckDB's words, in the table's order."""
        return self._store.types(table)

    def columns(self, table: str) -> tuple[str, ...]:
        """The names of a table's columns, in their order."""
        self.rows(table)
        return self._columns[table]

    def of_cases(self, table: str, cases: Iterable[str]) -> Rows:
        """The rows of some cases, in the table's order."""
        if table not in self._by_case:
            shelves: dict[str | None, list[StoredRow]] = defaultdict(list)
            for row in self.rows(table):
                shelves[self._case_of(row)].append(row)
            self._by_case[table] = shelves
        wanted = list(cases)
        # Stage 1 asks once a case: shelved, it does not go through the table for each of them.
        if len(wanted) == 1:
            return tuple(self._by_case[table].get(wanted[0], ()))
        ids = set(wanted)
        return tuple(row for row in self.rows(table) if self._case_of(row) in ids)

    def _case_of(self, row: StoredRow) -> str | None:
        """The case of a row, by its own word or by that of its transcript."""
        if hasattr(row, "case_id"):
            return cast("str | None", row.case_id)
        if self._case_by_transcript is None:
            self._case_by_transcript = {row.transcript_id: row.case_id for row in self.rows(AnyTranscript)}
        return self._case_by_transcript.get(getattr(row, "transcript_id", ""))

    def given(self, reads: Iterable[str], stage: str, subject: str, cases: tuple[str, ...]) -> Tables:
        """What a stage may read of a subject: rows of its cases, of the subject itself, and the shared tables.

        A name `other:TABLE` stands for that table's rows of the transcripts that belong to the subject and to no case,
        `cited:voices` for the codings that events and exhibits of its cases name.
        """
        given: dict[str, Rows] = {}
        for name in reads:
            if name.startswith("other:"):
                given[name] = self._of_other(name.removeprefix("other:"), stage, subject)
            elif name == "cited:voices":
                given[name] = self._cited(cases)
            elif name in OF_A_SUBJECT:
                given[name] = self._of_subject(name, stage, subject)
            elif name == Attendance.TABLE and stage == FIRST_STAGE:
                given[name] = self._attending(cases)
            elif name == ParticipantRow.TABLE and stage == FIRST_STAGE:
                given[name] = self._participants(cases)
            elif name in FOR_ALL:
                given[name] = self.rows(name)
            elif name == FigureQuotation.TABLE:
                places = (stage, *cases)
                rows = self.rows(FigureQuotation)
                # A figure's id begins with its case, or with its stage.
                given[name] = tuple(row for row in rows if row.figure_id.split("/")[0] in places)
            else:
                given[name] = self.of_cases(name, cases)
        return Tables(given)

    def _of_subject(self, table: str, stage: str, subject: str) -> Rows:
        rows = self.rows(table)
        return tuple(
            row for row in rows if (getattr(row, "stage", ""), getattr(row, "subject", "")) == (stage, subject)
        )

    def _attending(self, cases: tuple[str, ...]) -> tuple[Attendance, ...]:
        here = {getattr(row, "transcript_id", "") for row in self.of_cases(AnyTranscript.TABLE, cases)}
        return tuple(row for row in self.rows(Attendance) if row.transcript_id in here)

    def _participants(self, cases: tuple[str, ...]) -> tuple[ParticipantRow, ...]:
        """Who speaks in the cases' transcripts, or was meant to: participants.csv may say so in a column `case_id`."""
        speaking = {getattr(row, "respondent_id", None) for row in self.of_cases(AnyTranscript.TABLE, cases)}
        speaking |= {row.respondent_id for row in self._attending(cases)}
        return tuple(
            row
            for row in self.rows(ParticipantRow)
            if row.respondent_id in speaking
            or any(case in several(row.extra.get(column) or "") for column in PARTICIPANT_CASES for case in cases)
        )

    def _cited(self, cases: tuple[str, ...]) -> tuple[Voice, ...]:
        """The quotations behind events and exhibits, in the table's order: of other codings a stage sees no words."""
        events, exhibits = (self.of_cases(kind.TABLE, cases) for kind in (Event, ExhibitRow))
        cells = [*(row.cell("codings") for row in events), *(row.cell("coding_id") for row in exhibits)]
        voices = cast("tuple[Voice, ...]", self.of_cases(Voice.TABLE, cases))
        cited = CitedCodings(voices)
        named = {voice.coding_id for cell in cells for voice in cited.named(str(cell or ""))}
        return tuple(voice for voice in voices if voice.coding_id in named)

    def _of_other(self, table: str, stage: str, subject: str) -> Rows:
        """A table's rows of the transcripts that a stage reads and that belong to none of its cases."""
        others = {row.transcript_id for row in self.rows(StageOther) if (row.stage, row.subject) == (stage, subject)}
        return tuple(row for row in self.rows(table) if getattr(row, "transcript_id", None) in others)
