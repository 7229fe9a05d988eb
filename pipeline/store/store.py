"""Fills the tables of tables.sql and asks them the questions of views/*.sql. The only module that knows DuckDB."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.io.outputs import OutputsNotWritten, cannot_be_written, describe_os_error
from pipeline.study.problems import CrosscaseError

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from pipeline.store.frames import Frame

SQL = Path(__file__).parent
VIEWS = tuple(sorted(path.stem for path in (SQL / "views").glob("*.sql")))
CHECKS = tuple(sorted(path.stem for path in (SQL / "checks").glob("*.sql")))
# An older layout than this DuckDB's own, so that readers with an earlier one (1.4) can open the database too.
STORAGE_VERSION = "v1.0.0"


class BrokenPromiseError(CrosscaseError):
    """A promise about the filled store does not hold: a mistake of this software, not of the study."""


class Store:
    """An open store. Tables are filled from frames; names that come from a study never enter SQL text."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def create_tables(self) -> None:
        """Make the empty tables of tables.sql."""
        self._connection.execute((SQL / "tables.sql").read_text(encoding="utf-8"))

    def fill(self, table: str, frame: Frame | pd.DataFrame) -> None:
        """Append a frame to one of the tables of tables.sql, columns matched by name."""
        self._connection.register("incoming", frame)
        self._connection.execute(f"insert into {_own(table)} by name select * from incoming")  # noqa: S608 — own name
        self._connection.unregister("incoming")

    def create(self, table: str, frame: Frame | pd.DataFrame) -> None:
        """Make a table of a people's file: its columns are those of the frame, text unless they are numbers."""
        self._connection.register("incoming", frame)
        self._connection.execute(f"create table {_own(table)} as select * from incoming")  # noqa: S608 — own name
        self._connection.unregister("incoming")

    def create_views(self) -> None:
        """Make every view of views/, in the order of their names."""
        for name in VIEWS:
            self._connection.execute((SQL / "views" / f"{name}.sql").read_text(encoding="utf-8"))

    def check(self) -> None:
        """Ask every question of checks/; a row that comes back is a broken promise.

        Raises:
            BrokenPromiseError: Names the promise and the first rows that break it.
        """
        for name in CHECKS:
            rows = self._connection.execute((SQL / "checks" / f"{name}.sql").read_text(encoding="utf-8")).fetchmany(5)
            if rows:
                raise BrokenPromiseError(f"{name.replace('_', ' ')}: {rows}")

    def rows(self, table: str) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """(columns, rows) of a table or view, whole, in its own order, cells as Python's own types."""
        done = self._connection.execute(f"select * from {_own(table)}")  # noqa: S608 — own name
        return tuple(column[0] for column in done.description), done.fetchall()

    def in_batches(self, table: str, at_once: int = 10_000) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a table or view in its own order, so many at once: not all need fit into memory."""
        done = self._connection.execute(f"select * from {_own(table)}")  # noqa: S608 — own name
        while batch := done.fetchmany(at_once):
            yield batch

    def types(self, table: str) -> dict[str, str]:
        """column -> its type in DuckDB's words, in the table's order."""
        described = self._connection.execute(f"describe select * from {_own(table)}").fetchall()  # noqa: S608 — own name
        return {str(column): str(kind) for column, kind, *_ in described}

    def parquet(self, table: str, to: Path, without: Sequence[str], emptied: Sequence[str]) -> int:
        """A table or view as Parquet, without some columns of ours and with others empty; how many rows it has."""
        columns = self.types(table)
        left_out = ", ".join(f'"{name}"' for name in without if name in columns)
        empty = ", ".join(f'cast(null as {columns[name]}) as "{name}"' for name in emptied if name in columns)
        # Only names of ours stand in the text; a study's own columns come with the star.
        asked = f"select *{f' exclude ({left_out})' if left_out else ''}{f' replace ({empty})' if empty else ''}"
        path = str(to).replace("'", "''")
        copied = f"copy ({asked} from {_own(table)}) to '{path}' (format parquet, compression zstd)"
        return int(self._connection.execute(copied).fetchall()[0][0])

    def csv(self, table: str, aside: Path, formula: Sequence[str]) -> tuple[bytes, int]:
        """A table or view as CSV with a header, and how many rows it has; made by DuckDB in a file at `aside`.

        Text that begins with one of the signs of `formula` gets a `'` before it; what is missing is an empty cell.
        """
        asked = f"select * from {_own(table)}"  # noqa: S608 — own name
        columns = self._connection.execute(f"describe {asked}").fetchall()
        # Text that a spreadsheet would take for a formula is made harmless here, as `safe_cell` does for other tables.
        cells = ", ".join(_safe_in_a_spreadsheet(name, kind, formula) for name, kind, *_ in columns)
        to = str(aside).replace("'", "''")
        copied = f"copy (select {cells} from {_own(table)}) to '{to}' (format csv, header true, nullstr '')"  # noqa: S608
        try:
            n_rows = self._connection.execute(copied).fetchall()[0][0]
            return aside.read_bytes(), int(n_rows)
        finally:
            aside.unlink(missing_ok=True)

    def frame(self, table: str) -> pd.DataFrame:
        """A table or view, whole, in its own order."""
        return self._connection.execute(f"select * from {_own(table)}").df()  # noqa: S608 — own name

    def query(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> pd.DataFrame:
        """A question of ours with bound values."""
        return self._connection.execute(sql, values).df()


def _safe_in_a_spreadsheet(column: str, kind: str, formula: Sequence[str]) -> str:
    if kind != "VARCHAR":
        return f'"{column}"'
    # By their numbers: a quote or backslash among them needs no escape in SQL.
    signs = ", ".join(f"chr({ord(sign)})" for sign in formula)
    return f'case when left("{column}", 1) in ({signs}) then chr(39) || "{column}" else "{column}" end as "{column}"'


def _own(name: str) -> str:
    """A name of ours, as it may stand in SQL text."""
    # The one place where a name enters SQL text: letters and `_` cannot end it.
    if not name.replace("_", "").isalpha() or not name.isascii():
        raise ValueError(f"{name!r} is no table of this project")
    return name


@contextmanager
def new_store(path: Path) -> Iterator[Store]:
    """A new database beside `path`, put in its place when the block ends well; memory and extensions bounded."""
    import duckdb  # noqa: PLC0415 — costs a tenth of a second, and not every command needs it

    aside = path.with_name(f".crosscase-{path.name}")
    with describe_os_error(path):
        _unlink(aside)
    connection = duckdb.connect(":memory:", config=_settings())
    try:
        connection.execute(
            f"attach '{str(aside).replace(chr(39), chr(39) * 2)}' as study (storage_version '{STORAGE_VERSION}')"
        )
        connection.execute("use study")
        yield Store(connection)
        connection.execute("use memory")
        connection.execute("detach study")
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        _forget(connection, aside)
        raise OutputsNotWritten([cannot_be_written(path, str(error).partition("\n")[0])]) from error
    except BaseException:
        _forget(connection, aside)
        raise
    connection.close()
    with describe_os_error(path):
        # Only now that it is closed is the database whole in its one file, without a log beside it.
        os.chmod(aside, 0o600)
        with aside.open("rb+") as written:
            os.fsync(written.fileno())
        os.replace(aside, path)


@contextmanager
def stored(path: Path) -> Iterator[Store]:
    """The database of a finished run, which nothing here changes."""
    import duckdb  # noqa: PLC0415 — costs a tenth of a second, and not every command needs it

    connection = duckdb.connect(str(path), read_only=True, config=_settings())
    try:
        yield Store(connection)
    finally:
        connection.close()


@contextmanager
def store_in_memory() -> Iterator[Store]:
    """A database of which nothing reaches the disk."""
    import duckdb  # noqa: PLC0415 — costs a tenth of a second, and not every command needs it

    connection = duckdb.connect(":memory:", config=_settings())
    try:
        yield Store(connection)
    finally:
        connection.close()


def _settings() -> dict[str, str | bool | int | float | list[str]]:
    return {
        # An extension would be fetched from the network in the middle of a run.
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        # Same input, same bytes: tables are written in the order in which rows went in.
        "preserve_insertion_order": "true",
        "pandas_analyze_sample": 0,  # no type is guessed: a column of Python's objects is text until a table says more
        "memory_limit": "1200MB",
        # Empty: nothing is spilt to disk; a query over the memory limit ends the run in words.
        "temp_directory": "",
    }


def _forget(connection: duckdb.DuckDBPyConnection, aside: Path) -> None:
    with contextlib.suppress(OSError):
        connection.close()
        _unlink(aside)


def _unlink(database: Path) -> None:
    """Remove a database and its log."""
    for path in (database, database.with_name(f"{database.name}.wal")):
        path.unlink(missing_ok=True)
