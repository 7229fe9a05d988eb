"""Each class of rows beside DuckDB's own description of its table: a column renamed in one of the two fails here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import duckdb
import pytest

from pipeline.io.manifest import DATABASE
from pipeline.store.rows import ROWS, StoredRow, column_of

TYPES = {
    "VARCHAR": "str", "BIGINT": "int", "INTEGER": "int", "HUGEINT": "int", "UBIGINT": "int", "UINTEGER": "int",
    "DOUBLE": "float", "FLOAT": "float", "BOOLEAN": "bool",
}  # fmt: skip
OF_PEOPLE = {kind.TABLE for kind in ROWS if kind.HAS_EXTRA}


@pytest.fixture(scope="module")
def database(ledger_outputs: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(ledger_outputs / DATABASE), read_only=True) as connection:
        yield connection


def described(database: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str, str, bool]]:
    """(column, type in Python's words, whether a cell is never null) in the table's order."""
    rows = database.execute(
        "select column_name, data_type, not is_nullable from duckdb_columns() where table_name = ? "
        "and schema_name = 'main' order by column_index",
        [table],
    ).fetchall()
    return [(column, TYPES.get(type_, type_), is_never_null) for column, type_, is_never_null in rows]


def declared(kind: type[StoredRow]) -> list[tuple[str, str, bool]]:
    """The same of a row's class."""
    own = [(column_of(field.name), str(field.type)) for field in fields(kind) if field.name != "extra"]
    return [(column, type_.removesuffix(" | None"), not type_.endswith("| None")) for column, type_ in own]


@pytest.mark.parametrize("kind", ROWS, ids=lambda kind: kind.TABLE)
def test_a_row_has_the_columns_of_its_table_in_their_order_and_with_their_types(kind, database):
    columns = [(column, type_) for column, type_, _ in described(database, kind.TABLE)]
    own = [(column, type_) for column, type_, _ in declared(kind)]
    names = {column for column, _ in own}

    assert [column for column in columns if column[0] in names or not kind.HAS_EXTRA] == own


@pytest.mark.parametrize("kind", ROWS, ids=lambda kind: kind.TABLE)
def test_a_column_that_is_never_null_is_declared_so(kind, database):
    never_null = {column for column, _, is_never_null in described(database, kind.TABLE) if is_never_null}
    declared_so = {column for column, _, is_never_null in declared(kind) if is_never_null}

    assert never_null <= declared_so
