"""Rows of the store for tests, in which only the columns that a test is about need to be written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from pipeline.stages.findings import CaseLine, Tables
from pipeline.store.rows import ROW_NO, ROW_OF, CodeFrequency, Row, StoredRow, Voice

FIELDS = {"from": "from_", ROW_NO: "row_no"}
BLANKS: dict[str, Any] = {"str": "", "int": 0, "bool": False, "float": 0.0}


def row(row_class: type[Row], /, **cells: Any) -> Row:
    """A row of a table: None, 0, False or '' where nothing is written; columns of a study's own go to `extra`."""
    names = {field.name: str(field.type) for field in fields(row_class)}
    own = {name: cell for name, cell in cells.items() if name in names}
    added = {name: cell for name, cell in cells.items() if name not in names}
    if added and not row_class.HAS_EXTRA:
        raise TypeError(f"{row_class.TABLE} has no column {', '.join(added)}")
    blank = {name: BLANKS.get(type_) for name, type_ in names.items() if name != "extra"}
    extra = {"extra": {**cells.get("extra", {}), **added}} if row_class.HAS_EXTRA else {}
    return row_class(**{**blank, **own, **extra})


def typed(table: str, rows: Iterable[StoredRow | Mapping[str, Any]]) -> tuple[StoredRow, ...]:
    """Rows of a table written as cells by column, or typed already."""
    return tuple(
        cells
        if isinstance(cells, StoredRow)
        else row(ROW_OF[table], **{FIELDS.get(column, column): cell for column, cell in cells.items()})
        for cells in rows
    )


def tables(**rows: Iterable[StoredRow | Mapping[str, Any]]) -> Tables:
    """Tables as a stage is given them, by name."""
    return Tables({table: typed(table, some) for table, some in rows.items()})


def voice(code_id: str = "trust", respondent_id: str | None = "r1", **cells: Any) -> Voice:
    """A counted coding by a person, of a respondent's words in an interview."""
    usual = {
        "coding_id": "ana:1", "transcript_id": "t1", "kind": "interview", "family": "enabler", "coder": "ana",
        "origin": "hand", "polarity": "affirmed", "is_counted": True, "would_count": True, "end_char": 10,
        "speaker": "Respondent", "turn": 1, "quotation": "words",
    }  # fmt: skip
    return row(Voice, **{**usual, "code_id": code_id, "respondent_id": respondent_id, **cells})


def case_line(case_id: str, **cells: Any) -> CaseLine:
    """One case of a later stage's line: nothing told, nothing judged, nothing known."""
    blank: dict[str, Any] = {"name": case_id, "tier": None, "judgement": None, "state": "unknown", "at_odds": False}
    silent: dict[str, Any] = {"quotes": (), "denials": (), "wishes": (), "disputes": ()}
    frequency = row(CodeFrequency, case_id=case_id)
    return CaseLine(case_id=case_id, **{"frequency": frequency, **blank, **silent, **cells})
