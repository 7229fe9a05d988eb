"""The texts in a database that an earlier run made, whatever its tables are called."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def text_cells(path: Path) -> Iterator[str]:
    """Every cell that is text; nothing of a file that is no database, or one of another version."""
    import duckdb  # noqa: PLC0415 — costs a tenth of a second, and not every command needs it

    try:
        with duckdb.connect(str(path), read_only=True) as store:
            for (table,) in store.execute("select table_name from duckdb_tables()").fetchall():
                quoted = table.replace('"', '""')
                for row in store.execute(f'select * from "{quoted}"').fetchall():  # noqa: S608 — quoted, and read only
                    yield from (cell for cell in row if isinstance(cell, str))
    except duckdb.Error:
        return
