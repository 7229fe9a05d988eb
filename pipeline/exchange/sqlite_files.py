"""Databases of other tools, read without changing a byte: on a copy in memory, with nothing but selects."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.corpus.formats.lines import RefusedError

MAX_BYTES = 500_000_000
"""Of any file of another tool: a project with its recordings and pictures is larger, and they are not read."""
_AGAIN = "Close the program that has it open, and export the project once more."


@contextlib.contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A database that is only read.

    Raises:
        RefusedError: It is none, is damaged, or is larger than 500 MB.
    """
    # A database that SQLite opens on the disk may gain a log beside it; bytes in memory leave the file as it is.
    raw = path.read_bytes() if path.stat().st_size <= MAX_BYTES else b""
    if not raw.startswith(b"SQLite format 3\0"):
        raise RefusedError("is no SQLite database, or larger than 500 MB.", _AGAIN)
    if raw[18:20] == b"\x02\x02":  # written ahead: what is in its log is not in the file, and memory has no log
        raw = raw[:18] + b"\x01\x01" + raw[20:]
    database = sqlite3.connect(":memory:")
    database.text_factory = lambda raw: raw.decode("utf-8", "replace")  # a damaged byte costs one sign, not the file
    try:
        database.deserialize(raw)
        # Views and triggers of the file are outside text: they may run no function and change nothing.
        database.execute("pragma trusted_schema = off")
        database.execute("pragma query_only = on")
        yield database
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise RefusedError(f"is a damaged database ({error}).", _AGAIN) from error
    finally:
        database.close()


def rows(database: sqlite3.Connection, query: str) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    return list(database.execute(query))


def whole(value: Any) -> int:
    """A cell as an offset; -1, which lies in no text, where it holds none: SQLite keeps anything in any column."""
    return value if isinstance(value, int) else -1


def tables(database: sqlite3.Connection) -> frozenset[str]:
    """Names of the tables, in lower case."""
    return frozenset(
        str(name).lower() for (name,) in database.execute("select name from sqlite_master where type = 'table'")
    )
