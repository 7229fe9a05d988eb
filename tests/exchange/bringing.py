"""What tests of imports ask again and again."""

from __future__ import annotations

import csv
from pathlib import Path

from pipeline.exchange.importing import Imported, import_files
from pipeline.exchange.landing import Wishes
from pipeline.exchange.reading import ReadingWishes


def bring(into: Path, *files: Path, coder: str = "", case: str = "", dry: bool = False, **columns: str) -> Imported:
    """Import files into a study."""
    return import_files(files, into, Wishes(coder, case), ReadingWishes(columns), dry)


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a table."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def counts(imported: Imported, kind: str = "codings") -> tuple[int, int, int, int, int]:
    """in_file, imported, moved, ambiguous, lost."""
    count = imported.report.counts[kind]
    return count.in_file, count.imported, count.moved, count.ambiguous, count.lost
