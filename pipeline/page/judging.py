"""Judging a case: judgements, episodes, events and governance entered with the passages that they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.coding.hand.ids import Names
from pipeline.io.lock import Lock
from pipeline.page.files import AppendedFile
from pipeline.page.rows import Done, Refused
from pipeline.page.session import Session, now_utc
from pipeline.page.transcript_view import code_name
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import is_id, read_csv
from pipeline.study.records import Coding


@dataclass(frozen=True, slots=True)
class Column:
    """A cell to fill in: free words, or one of some choices."""

    name: str
    choices: tuple[str, ...] = ()
    is_needed: bool = False

    @property
    def words(self) -> str:
        """Its name as people say it: `code_id` is *code*, `is_disputed` *disputed*."""
        return self.name.removeprefix("is_").removesuffix("_id").replace("_", " ")


@dataclass(frozen=True, slots=True)
class Entry:
    """A people's table that the page adds rows to. `columns` are those of a file made new, in the contract's order."""

    table: str
    title: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The header of a file made new."""
        return ("case_id", *(column.name for column in self.columns))


YES_NO = ("yes", "no")
FILLED_IN = ("case_id", "codings", "by", "at", "knew_tier")
"""Columns that the page fills in by itself."""

ENTRIES = (
    Entry(
        "judgements", "Judgements",
        (
            Column("code_id", is_needed=True), Column("judgement", ("present", "absent", "mixed", "unknown"), True),
            Column("role", ("at_launch", "in_response", "both")), Column("why", is_needed=True), Column("codings"),
            Column("by"), Column("at"), Column("knew_tier"),
            Column("mixed_how", ("over_time", "by_position", "by_degree", "undecided")),
        ),
    ),
    Entry(
        "episodes", "Episodes",
        (
            Column("episode", is_needed=True), Column("setback", is_needed=True),
            Column("response", ("learning", "blaming", "both", "none"), True),
            Column("trust_after", ("up", "same", "down")), Column("severity"), Column("codings"), Column("by"),
            Column("knew_tier"),
        ),
    ),
    Entry(
        "events", "Events",
        (
            Column("event_id", is_needed=True), Column("from", is_needed=True), Column("to"),
            Column(
                "kind",
                ("prior", "launch", "action", "win", "setback", "response", "governance", "departure", "outcome"), True,
            ),
            Column("what", is_needed=True), Column("codings"), Column("is_disputed", YES_NO),
            Column("after"),
        ),
    ),
    Entry(
        "governance", "Governance",
        (
            Column("step", is_needed=True), Column("mode", ("shared", "lead", "nao"), True), Column("from"),
            Column("note"),
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CitedPassage:
    """A coding that a judgement can rest on: how to name it, and its words."""

    name: str
    transcript_id: str
    code_id: str
    code: str
    coder: str
    quotation: str


def entry_of(table: str) -> Entry:
    """The table of that name.

    Raises:
        Refused: The page does not write it.
    """
    entry = next((entry for entry in ENTRIES if entry.table == table), None)
    if entry is None:
        raise Refused("The page does not write this table.")
    return entry


def rows_of_case(session: Session, entry: Entry, case_id: str) -> list[Mapping[str, str]]:
    """What stands in a table about a case, in the order of the file."""
    path = session.kept.folder / f"{entry.table}.csv"
    if not path.exists():
        return []
    rows = read_csv(path, ("case_id",), entry.names).records.rows
    return [row.cells for row in rows if row["case_id"] == case_id]


def passages_of_case(session: Session, case_id: str) -> list[CitedPassage]:
    """Everybody's codings in a case's material, consensus first, in the order of the text."""
    transcripts = [transcript for transcript in session.material.corpus.transcripts if transcript.case_id == case_id]
    codings = [coding for transcript in transcripts for coding in session.shown_in(transcript.transcript_id)]
    names = Names(coding for work in session.work.values() for row in work.by_id.values() if row.is_shown
                  for coding in (row.coding,))  # fmt: skip
    return [_cited(session, names, coding) for coding in codings if coding.code_id in session.material.codebook.codes]


def add_row(session: Session, asked: Mapping[str, Any]) -> Done:
    """Append one row to a table of judgements, episodes, events or governance."""
    entry = entry_of(str(asked.get("table", "")))
    case_id = str(asked.get("case_id", ""))
    if case_id not in {case.case_id for case in session.material.corpus.cases}:
        raise Refused("This case is not in the study any more.", 409)
    given = {str(name): " ".join(str(cell).split()) for name, cell in dict(asked.get("cells", {})).items()}
    row = {"case_id": case_id}
    for column in entry.columns:
        cell = given.get(column.name, "")
        if column.is_needed and not cell:
            raise Refused(f"'{column.words}' is needed.")
        if column.choices and cell and cell not in column.choices:
            raise Refused(f"{column.words}: choose one of {', '.join(column.choices)}.")
        row[column.name] = cell
    if entry.table == "judgements" and row["code_id"] not in session.material.codebook.codes:
        raise Refused(f"The codebook has no code '{row['code_id']}'.")
    for name in ("event_id",):
        if row.get(name) and not is_id(row[name]):
            raise Refused(f"{name}: letters, digits, - and _ only.")
    passages = asked.get("codings", [])
    filled = {
        "codings": ";".join(str(name) for name in passages) if isinstance(passages, list) else "",
        "by": session.coder, "at": now_utc(), "knew_tier": session.choice.knew_tier,
    }  # fmt: skip
    row |= {name: cell for name, cell in filled.items() if name in row}
    # Every coder's page writes these tables: the lock on one's own files does not keep others out.
    lock = Lock(session.folder / ".team.lock")
    if not lock.take(is_made=True):
        raise Refused("Another page is writing at this moment: try again.", 423)
    try:
        AppendedFile(session.kept.folder / f"{entry.table}.csv", entry.names).append([row])
    finally:
        lock.release()
    session.revision += 1
    return Done(extra={"reloads": True})


def _cited(session: Session, names: Names, coding: Coding) -> CitedPassage:
    return CitedPassage(
        names.of(coding), coding.transcript_id, coding.code_id, code_name(coding.code_id, session.material),
        coding.coder, coding.quotation,
    )  # fmt: skip
