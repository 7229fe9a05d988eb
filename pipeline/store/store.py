"""Fills the tables of tables.sql and asks them the questions of views/*.sql. The only module that knows DuckDB."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.io.outputs import (
    CACHE,
    OutputsNotWritten,
    cannot_be_written,
    describe_os_error,
    private_temporary_folder,
    put_in_place,
)
from pipeline.study.problems import CrosscaseError, Problem, fault

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from pipeline.store.frames import Frame

SQL = Path(__file__).parent
VIEWS = tuple(sorted(path.stem for path in (SQL / "views").glob("*.sql")))
CHECKS = tuple(sorted(path.stem for path in (SQL / "checks").glob("*.sql")))
# An older layout than this DuckDB's own, so that readers with an earlier one (1.4) can open the database too.
STORAGE_VERSION = "v1.0.0"
MEMORY = "1200MB"
TYPES = (
    "select table_name, column_name, data_type from duckdb_columns() "
    "where database_name = current_database() order by table_name, column_index"
)


class BrokenPromiseError(CrosscaseError):
    """A promise about the filled store does not hold: a mistake of this software, not of the study."""


class Store:
    """An open store. Tables are filled from frames; names that come from a study never enter SQL text."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, has_texts: bool = False) -> None:
        """`has_texts`: it began with the tables of texts.sql, filled."""
        self._connection = connection
        self._types: dict[str, dict[str, str]] = {}
        self.has_texts = has_texts

    def create_texts(self) -> None:
        """Make the tables of texts.sql, where they are not there."""
        self._connection.execute((SQL / "texts.sql").read_text(encoding="utf-8"))

    def create_tables(self) -> None:
        """Make the empty tables of texts.sql and tables.sql."""
        self.create_texts()
        self._connection.execute((SQL / "tables.sql").read_text(encoding="utf-8"))

    def fill(self, table: str, frame: Frame | pd.DataFrame) -> None:
        """Append a frame to one of the tables of tables.sql, columns matched by name."""
        if not len(frame) or not any(len(column) for _, column in frame.items()):
            return
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
        # All tables at once: to describe one costs DuckDB nearly as much as all, and a run asks for each of them twice.
        if table not in self._types:
            self._types = {}
            for name, column, kind in self._connection.execute(TYPES).fetchall():
                self._types.setdefault(name, {})[column] = kind
        return self._types[table]

    def parquet(self, table: str, to: Path, without: Sequence[str], emptied: Sequence[str], about: str) -> int:
        """A table or view as Parquet, without some columns of ours and with others empty; how many rows it has.

        `about`, a sentence of ours, stands in the file's own metadata under `whose`; readers of tables pass it over.
        """
        columns = self.types(table)
        left_out = ", ".join(f'"{name}"' for name in without if name in columns)
        empty = ", ".join(f'cast(null as {columns[name]}) as "{name}"' for name in emptied if name in columns)
        # Only names of ours stand in the text; a study's own columns come with the star.
        asked = f"select *{f' exclude ({left_out})' if left_out else ''}{f' replace ({empty})' if empty else ''}"
        path = str(to).replace("'", "''")
        said = about.replace("'", "''")
        # No sentence of a study: text of others never enters SQL.
        copied = (
            f"copy ({asked} from {_own(table)}) to '{path}' "
            f"(format parquet, compression zstd, kv_metadata {{whose: '{said}'}})"
        )
        with self._in_order():
            return int(self._connection.execute(copied).fetchall()[0][0])

    def csv(self, table: str, aside: Path, formula: Sequence[str]) -> bytes:
        """A table or view as CSV with a header; made by DuckDB in a file at `aside`.

        Text that begins with one of the signs of `formula` gets a `'` before it; what is missing is an empty cell.
        """
        asked = f"select * from {_own(table)}"  # noqa: S608 — own name
        columns = self._connection.execute(f"describe {asked}").fetchall()
        # Text that a spreadsheet would take for a formula is made harmless here, as `safe_cell` does for other tables.
        cells = ", ".join(_safe_in_a_spreadsheet(name, kind, formula) for name, kind, *_ in columns)
        to = str(aside).replace("'", "''")
        copied = f"copy (select {cells} from {_own(table)}) to '{to}' (format csv, header true, nullstr '')"  # noqa: S608
        try:
            with self._in_order():
                self._connection.execute(copied)
            return aside.read_bytes()
        finally:
            aside.unlink(missing_ok=True)

    @contextmanager
    def _in_order(self) -> Iterator[None]:
        """Let rows be copied in the order of their view."""
        # DuckDB 2.0 copies by several threads what is worked out of the cells of a long ordered view (over some 100,000
        # rows) in another order each time.
        self._connection.execute("set threads = 1")
        try:
            yield
        finally:
            self._connection.execute("reset threads")

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
def new_store(path: Path, begun: Path | None = None, spill_in: Path | None = None) -> Iterator[Store]:
    """A new database beside `path`, put in its place when the block ends well; memory and extensions bounded.

    What does not fit into memory is spilt into a folder of its own in `spill_in`, gone when the block ends.

    Args:
        path: Where it comes to stand.
        begun: A database of texts, of which a copy is the beginning.
        spill_in: `.cache` beside `path`, where nothing else is said.

    Raises:
        OutputsNotWritten: The disk refuses the database or what is spilt, or memory is at its end.
    """
    import duckdb  # noqa: PLC0415 — costs a tenth of a second, and not every command needs it

    aside = path.with_name(f".crosscase-{path.name}")
    with describe_os_error(path):
        _unlink(aside)
        spill = private_temporary_folder(spill_in or path.parent / CACHE)
        if begun is not None:
            shutil.copyfile(begun, aside)
    try:
        connection = duckdb.connect(":memory:", config={**_settings(), "temp_directory": str(spill)})
        try:
            connection.execute(
                f"attach '{str(aside).replace(chr(39), chr(39) * 2)}' as study (storage_version '{STORAGE_VERSION}')"
            )
            connection.execute("use study")
            yield Store(connection, has_texts=begun is not None)
            connection.execute("use memory")
            connection.execute("detach study")
        except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
            _forget(connection, aside)
            raise OutputsNotWritten([_about(error, path, spill)]) from error
        except BaseException:
            _forget(connection, aside)
            raise
        connection.close()
    finally:
        shutil.rmtree(spill, ignore_errors=True)
    with describe_os_error(path):
        # Only now that it is closed is the database whole in its one file, without a log beside it.
        os.chmod(aside, 0o600)
        with aside.open("rb+") as written:
            os.fsync(written.fileno())
        put_in_place(aside, path)


def _about(error: duckdb.Error, path: Path, spill: Path) -> Problem:
    """What the database met with, as it is: no memory, no room for what memory cannot hold, or no room for itself."""
    said = str(error)
    if "max_temp_directory_size" in said or str(spill) in said:
        return fault(
            spill.parent, 0, f"there is no room for what the database cannot hold in memory ({_first_line(said)}).",
            "Make room on this disk, or name a folder on a larger one with `--out`; then run again.",
        )  # fmt: skip
    if "Out of Memory" in said:
        return fault(
            path, 0, f"the database ran out of memory: it may take {MEMORY} ({_first_line(said)}).",
            "The disk is not full. Close other programs and run again; where that does not help, analyse part of the "
            "study with fewer transcripts, and tell us how many words and codings it has.",
        )  # fmt: skip
    return cannot_be_written(path, _first_line(said))


def _first_line(said: str) -> str:
    return said.partition("\n")[0]


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
        "memory_limit": MEMORY,
        # Empty: nothing is spilt to disk unless a caller names a folder for it.
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
