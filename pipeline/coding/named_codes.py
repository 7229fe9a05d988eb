"""People's files that name codes, read with today's ids: a former or merged id leads where its codings go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pipeline.codebook.renames import current_id
from pipeline.corpus.peoples_tables import PeoplesTable
from pipeline.study.records import Codebook, Row

NAMING = {"judgements": "code_id", "rankings": "barrier"}
"""Tables that name a code, and the column in which they do; rankings by id or by name."""

CODE_COLUMNS = ("code_id", "code_a", "code_b")
"""Columns of a measure's `where` that name codes."""


def code_named_today(word: str, codebook: Codebook) -> str | None:
    """The code that a word names today by its id or its name, in any capitals; None where none does."""
    by_name = {code.name.casefold(): code_id for code_id, code in codebook.codes.items()}
    by_id = {code_id.casefold(): code_id for code_id in codebook.codes}
    # Ids win over names: a code may be named as another one's id.
    return {**by_name, **by_id}.get(word.casefold())


def code_of(table: str, word: str, codebook: Codebook) -> str | None:
    """Today's id of the code that a cell of a people's table names; None where no code takes its place."""
    # Only rankings.csv may name a code by its name (contract, section 2).
    named = code_named_today(word, codebook) if table == "rankings" else None
    return current_id(named or word, codebook)


def with_todays_codes(table: PeoplesTable, codebook: Codebook) -> PeoplesTable:
    """The table with today's ids; rows of a code that leads nowhere, as one that was split, are left out.

    A cell that names its code as it is today stays as it was written. `check` names what is left out.
    """
    column = NAMING.get(table.name)
    if column is None:
        return table
    rows = []
    for row in table.rows:
        today = code_of(table.name, row[column], codebook)
        if today is not None:
            rows.append(row if _names(row[column], today, codebook) else _with(row, column, today))
    return replace(table, rows=tuple(rows))


def _names(word: str, code_id: str, codebook: Codebook) -> bool:
    return code_named_today(word, codebook) == code_id


def _with(row: Row, column: str, cell: str) -> Row:
    return replace(row, cells={**row.cells, column: cell})


def measure_of_today(measure: Any, codebook: Codebook) -> Any:
    """A measure whose `where` names today's codes; anything else as it is. Pairs of codes keep their order a < b."""
    where = measure.get("where") if isinstance(measure, Mapping) else None
    if not isinstance(where, Mapping):
        return measure
    named = {name: _today(value, codebook) if name in CODE_COLUMNS else value for name, value in where.items()}
    if named != where and {"code_a", "code_b"} <= set(named):
        a, b = named["code_a"], named["code_b"]
        # The published table holds each pair once, code_a < code_b: a new id may turn them round.
        if isinstance(a, str) and isinstance(b, str) and a > b:
            named |= {"code_a": b, "code_b": a}
    return {**measure, "where": named}


def _today(value: object, codebook: Codebook) -> object:
    if isinstance(value, list):
        return list(dict.fromkeys(current_id(str(code_id), codebook) or str(code_id) for code_id in value))
    return value if value is None else current_id(str(value), codebook) or value
