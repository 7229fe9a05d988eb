"""What is done with a coder's files as a whole: kept beside them for a week, and renamed."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.io.outputs import put_in_place, replace_file
from pipeline.page.coders import coders_in
from pipeline.page.files import BOM
from pipeline.study.people_files import read_csv
from pipeline.study.problems import FilesNeedAHand, WrongUsage, did_you_mean, fault

BACKUP = ".backup"
KEPT_FOR = timedelta(days=7)
ENDINGS = (".csv", ".read.csv", ".proposed.csv", ".sessions.csv", ".recoded.csv", ".recoded.read.csv")
NAMED_IN = {
    "judgements.csv": ("by",),
    "episodes.csv": ("by",),
    "settlements.csv": ("coders", "outcome", "by", "yielded"),
    "contrasts.csv": ("by",),
    "team.csv": ("person",),
}
"""Tables beside study.yaml that name coders, and in which columns."""


def keep_a_copy(study: Path, coder: str) -> Path | None:
    """Copy the coder's files into `.backup/NAME-DATE/`, and drop copies older than a week; None where there are none.

    A copy that cannot be made loses nothing: what was saved is in the files themselves.
    """
    files = [path for ending in ENDINGS if (path := study / "codings" / f"{coder}{ending}").is_file()]
    if not files:
        return None
    now = datetime.now(UTC)
    # One a day: the last session of a day replaces the copy of an earlier one.
    folder = study / BACKUP / f"{coder}-{now:%Y-%m-%d}"
    with contextlib.suppress(OSError):
        for path in files:
            replace_file(folder / path.name, path.read_bytes())
        _drop_old(study / BACKUP, coder, now)
        return folder
    return None


def _drop_old(backup: Path, coder: str, now: datetime) -> None:
    for folder in backup.iterdir():
        name, _, date = folder.name.partition(f"{coder}-")
        with contextlib.suppress(ValueError):
            # A copy is of some hour of its day: the week begins when that day is over.
            day_after = datetime.strptime(date, "%Y-%m-%d").replace(tzinfo=UTC) + timedelta(days=1)
            if not name and folder.is_dir() and not folder.is_symlink() and now - day_after > KEPT_FOR:
                shutil.rmtree(folder, ignore_errors=True)


def rename_coder(study: Path, old: str, new: str) -> list[Path]:
    """Give a coder another name in all files that name them; the files that were changed.

    Everything is read and checked before the first file is touched.

    Raises:
        WrongUsage: There is no such coder.
        FilesNeedAHand: The new name is taken, or a table cannot be read.
    """
    folder = study / "codings"
    known = coders_in(folder)
    moved = [path for ending in ENDINGS if (path := folder / f"{old}{ending}").is_file()]
    if not moved:
        raise WrongUsage(f"There is no coder '{old}'. {did_you_mean(old, known, 'look into codings/.')}")
    taken = [path for ending in ENDINGS if (path := folder / f"{new}{ending}").exists()]
    # Where capitals do not count the old file itself answers to the new name.
    taken = [path for path in taken if not any(os.path.samefile(path, former) for former in moved)]
    if taken:
        remedy = "Choose another name; two people's work is not put together by a rename."
        raise FilesNeedAHand([fault(taken[0], 0, f"'{new}' has a file already.", remedy)])
    renewed = {path: text for path in _naming(study) if (text := _renamed_cells(path, old, new)) is not None}
    for path, raw in renewed.items():
        replace_file(path, raw)
    changed = list(renewed)
    # Last: until then the coder's files still answer to the old name, and the rename can be tried again.
    for path in moved:
        target = folder / (new + path.name.removeprefix(old))
        put_in_place(path, target)
        changed.append(target)
    return changed


def _naming(study: Path) -> list[Path]:
    notes = sorted((study / "notes").rglob("*.md")) if (study / "notes").is_dir() else []
    return [*(path for name in NAMED_IN if (path := study / name).is_file()), *notes]


def _renamed_cells(path: Path, old: str, new: str) -> bytes | None:
    """A file with the new name in its place; None where the old one does not stand there."""
    raw = path.read_bytes()
    if path.suffix == ".md":
        return _renamed_front(raw, old, new)
    loaded = read_csv(path)
    if any(problem.is_fault for problem in loaded.problems):
        raise FilesNeedAHand(loaded.problems)
    columns = NAMED_IN[path.name]
    rows = [dict(row.cells) for row in loaded.records.rows]
    has_changed = False
    for cells in rows:
        for column, cell in cells.items():
            renamed = _renamed(cell, old, new, is_ids=column == "codings", is_name=column in columns)
            has_changed |= renamed != cell
            cells[column] = renamed
    if not has_changed:
        return None
    return _as_csv(raw, loaded.records.columns, rows)


def _renamed(cell: str, old: str, new: str, is_ids: bool, is_name: bool) -> str:
    """A cell whose names, or CODER:ID citations, are renewed."""
    parts = cell.split(";")
    if is_ids:
        # `ana:4` is ana's coding 4; an id without a name before it is nobody's to rename.
        named = [part.strip() for part in parts]
        if not any(part.startswith(f"{old}:") for part in named):
            return cell
        return ";".join(new + part[len(old) :] if part.startswith(f"{old}:") else part for part in named)
    if is_name and any(part.strip() == old for part in parts):
        return ";".join(new if part.strip() == old else part for part in parts)
    return cell


def _as_csv(raw: bytes, columns: tuple[str, ...], rows: list[dict[str, str]]) -> bytes:
    header = raw.removeprefix(BOM).split(b"\n", 1)[0]
    delimiter = ";" if header.count(b";") > header.count(b",") else ","
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n" if b"\r\n" in raw else "\n")
    writer.writerow(columns)
    writer.writerows([[cells.get(column, "") for column in columns] for cells in rows])
    bom = BOM if raw.startswith(BOM) else b""
    return bom + out.getvalue().encode("utf-8", "surrogatepass")


def _renamed_front(raw: bytes, old: str, new: str) -> bytes | None:
    """A note whose front matter is by the renamed coder; its words are nobody's to change."""
    lines = raw.split(b"\n")
    if lines[0].removeprefix(BOM).strip() != b"---":
        return None
    for n, line in enumerate(lines[1:], start=1):
        if line.strip() == b"---":
            return None
        if line.strip() == f"by: {old}".encode():
            lines[n] = line.replace(f"by: {old}".encode(), f"by: {new}".encode())
            return b"\n".join(lines)
    return None
