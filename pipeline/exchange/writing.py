"""Writes what an import adds, all or nothing, and takes it back.

Nothing of an import shows before all its files lie, whole and on the disk, in a folder of its own inside the study. A
journal there says which files they replace, with a copy of each; then they are moved into place one after another, and
the folder goes. Whoever comes next after a kill in between puts the copies back.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.exchange.people_rows import records_of, without_rows
from pipeline.io.lock import Lock
from pipeline.io.outputs import describe_os_error, leads_out, make_private, put_in_place, replace_file, sha256
from pipeline.study.people_files import MAX_CELL
from pipeline.study.problems import FilesNeedAHand, WrongUsage, fault

STAGING = ".crosscase-import"
JOURNAL = "journal.json"
FOLDER = "imports"
OF_EVERY_STUDY = ("study.yaml", "codebook.yaml", "cases.csv", "transcripts.csv")
NAMING = ("transcript_id", "code_id", "case_id", "respondent_id", "codes")
"""Columns that name what another table lists."""
Changes = Mapping[str, bytes | None]
"""By path in the study: a file's new bytes, or None where it goes."""


def write(folder: Path, changes: Changes) -> None:
    """Bring a study to what `changes` says, all or nothing; make it where it is not there.

    Raises:
        FilesNeedAHand: Another import is writing here, a folder is a link, or the disk refuses.
    """
    # A link would lead the import out of the study, to files that are not its own.
    links = [problem for name in changes if (problem := leads_out(folder, folder / name))]
    if links:
        raise FilesNeedAHand(links)
    with describe_os_error(folder):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()  # the new study takes its place in one step
        if not folder.exists():
            _make_study(folder, changes)
            return
        with alone(folder):
            _stage(folder, changes)
            try:
                _move_into_place(folder, changes)
            except BaseException:
                _put_back(folder)
                raise


def _make_study(folder: Path, changes: Changes) -> None:
    """A new study in one step: written beside its place, then renamed."""
    make_private(folder.parent)
    staged = Path(tempfile.mkdtemp(prefix=STAGING + "-", dir=folder.parent))
    try:
        for name, raw in changes.items():
            if raw is not None:
                replace_file(staged / name, raw)
        os.rename(staged, folder)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """The study is ours to write in for as long as the block runs; what a killed import left is put right first.

    Raises:
        FilesNeedAHand: Another import is writing here.
    """
    staging = folder / STAGING
    if staging.is_symlink():
        message = "this is a link, and nothing is written through links."
        raise FilesNeedAHand([fault(staging, 0, message, "Remove it.")])
    make_private(staging)
    lock = Lock(staging / "lock")
    if not lock.take(is_made=True):
        message = "another import is writing into this study at this moment."
        raise FilesNeedAHand([fault(folder, 0, message, "Wait until it has ended; nothing was changed.")])
    try:
        _put_back(folder)
        yield
    finally:
        lock.release()
        # With its journal it stays: what could not be put back (a file that is open elsewhere) is put back next time.
        if not (staging / JOURNAL).exists():
            shutil.rmtree(staging, ignore_errors=True)


def mend(folder: Path) -> None:
    """Put right what a killed import left in a study, if anything."""
    if (folder / STAGING).exists():
        with alone(folder):
            pass


def _stage(folder: Path, changes: Changes) -> None:
    staging = folder / STAGING
    plan = []
    for n, (name, raw) in enumerate(changes.items()):
        target = folder / name
        existed = target.exists()
        if raw is not None:
            replace_file(staging / f"{n}.new", raw)
        if existed:
            replace_file(staging / f"{n}.old", target.read_bytes())
            for copy in ("old", "new") if raw is not None else ("old",):
                shutil.copymode(target, staging / f"{n}.{copy}")
        plan.append({"n": n, "name": name, "existed": existed})
    # The journal last: as long as there is none, nothing of the study was touched.
    replace_file(staging / JOURNAL, json.dumps(plan).encode("utf-8"))


def _move_into_place(folder: Path, changes: Changes) -> None:
    for n, (name, raw) in enumerate(changes.items()):
        target = folder / name
        if raw is None:
            target.unlink(missing_ok=True)
            _remove_empty(target.parent, folder)
        else:
            make_private(target.parent)
            # Which file it was that a spreadsheet has open, not only which study.
            with describe_os_error(target):
                put_in_place(folder / STAGING / f"{n}.new", target)
    # Without its journal the import is done: a kill from here on takes nothing back.
    (folder / STAGING / JOURNAL).unlink()


def _put_back(folder: Path) -> None:
    """Every file that the journal names as it was before."""
    journal = folder / STAGING / JOURNAL
    if not journal.is_file():
        return
    for step in json.loads(journal.read_text(encoding="utf-8")):
        target, old = folder / step["name"], folder / STAGING / f"{step['n']}.old"
        if step["existed"]:
            # Not in its place already, by a kill while copies are put back, and not left alone: a file that somebody
            # has open was never replaced, and cannot be now.
            if old.is_file() and not (target.is_file() and target.read_bytes() == old.read_bytes()):
                make_private(target.parent)
                with describe_os_error(target):
                    put_in_place(old, target)
        else:
            target.unlink(missing_ok=True)
            _remove_empty(target.parent, folder)
    journal.unlink()


def _remove_empty(folder: Path, top: Path) -> None:
    while folder != top and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def records(folder: Path) -> dict[str, dict[str, Any]]:
    """What every import into a study added, by its id."""
    by_id = {}
    for path in sorted((folder / FOLDER).glob("*.json")) if (folder / FOLDER).is_dir() else ():
        try:
            by_id[path.stem] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            message = f"this record of an import cannot be read ({error})."
            raise FilesNeedAHand(
                [fault(path, 0, message, "Restore it, or move it away: what it added then stays.")]
            ) from None
    return {
        name: data for name, data in by_id.items() if isinstance(data, dict) and isinstance(data.get("added"), list)
    }


def take_back(folder: Path, import_id: str, is_dry: bool = False) -> list[str]:
    """Remove what one import added, and say what was left because people went on from there.

    Raises:
        WrongUsage: The study has no import of this id.
        FilesNeedAHand: A file cannot be read or written.
    """
    mend(folder)
    known = records(folder)
    if import_id not in known:
        there = f" There is: {', '.join(known)}." if known else " Nothing was imported into this study."
        raise WrongUsage(f"{folder} has no import '{import_id}'.{there}")
    record = known[import_id]
    others = [name for name in known if name != import_id]
    if record.get("made_study") and others:
        message = f"import '{import_id}' made this study, and {', '.join(others)} came into it afterwards."
        raise FilesNeedAHand([fault(folder, 0, message, "Take those back first.")])
    changes: dict[str, bytes | None] = {}
    said: list[str] = []
    for added in record["added"]:
        _without(folder, added, changes, said)
    _keep_what_is_used(folder, record["added"], changes, said)
    changes[f"{FOLDER}/{import_id}.json"] = None
    if record.get("made_study") and not _is_made_whole(folder, record, changes):
        for name in OF_EVERY_STUDY:
            changes.pop(name, None)
        said.append(f"{', '.join(OF_EVERY_STUDY)} stay, because there are files of yours beside them")
    if not is_dry:
        write(folder, changes)
        if not any(folder.iterdir()):
            folder.rmdir()
    return said


def _without(folder: Path, added: Mapping[str, Any], changes: dict[str, bytes | None], said: list[str]) -> None:
    """How one file looks without what was added."""
    name = str(added["file"])
    path = folder / name
    if leads_out(folder, path):
        return
    if not path.is_file():
        said.append(f"{name} is not there any more")
        return
    raw = path.read_bytes()
    if added["created"] and sha256(raw) == added["sha256"]:
        changes[name] = None
    elif added.get("rows"):
        rest, n_missing = without_rows(raw, added["rows"])
        if n_missing:
            said.append(
                f"{name}: {n_missing} of {len(added['rows'])} rows were changed or removed since; they are left"
            )
        # A table that this import made, and of which only the header is left, goes as a whole.
        is_bare = added["created"] and len(list(records_of(rest))) <= 1
        changes[name] = None if is_bare else rest
    elif added.get("text"):
        piece = str(added["text"]).encode("utf-8")
        # Twice, and nobody can say which of the two people wrote.
        if raw.count(piece) == 1:
            changes[name] = raw.replace(piece, b"")
        else:
            said.append(f"{name}: the entries were changed since; they are left")
    else:
        said.append(f"{name} was changed since: it is left")


def _keep_what_is_used(
    folder: Path, added: list[Mapping[str, Any]], changes: dict[str, bytes | None], said: list[str]
) -> None:
    """Transcripts, codes and cases that other rows speak of stay, or those rows would hang in the air."""
    for entry in reversed(added):  # transcripts stay before the cases that they belong to are looked at
        used = sorted(_spoken_of(folder, str(entry["file"]), changes) & set(entry.get("ids", ())))
        if used and entry["file"] in changes:
            del changes[entry["file"]]
            for file in entry.get("files", ()):
                changes.pop(file, None)
            said.append(f"{entry['file']}: {', '.join(used[:5])} stay, because other rows speak of them")


def _spoken_of(folder: Path, name: str, changes: Changes) -> set[str]:
    """Every id that the tables beside a file name, as they will be."""
    ids: set[str] = set()
    for path in (*sorted(folder.glob("*.csv")), *sorted((folder / "codings").glob("*.csv"))):
        other = path.relative_to(folder).as_posix()
        raw = changes[other] if other in changes else path.read_bytes()
        if other == name or raw is None:
            continue
        csv.field_size_limit(MAX_CELL)
        text = raw.decode("utf-8-sig", "replace")
        delimiter = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
        for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter):
            ids |= {part.strip() for column in NAMING for part in (row.get(column) or "").split(";")}
    return ids


def _is_made_whole(folder: Path, record: Mapping[str, Any], changes: Changes) -> bool:
    """Whether nothing of anybody's is left in a study that this import had made."""
    left = [path for path in folder.rglob("*") if path.is_file() and STAGING not in path.parts]
    return all(changes.get(path.relative_to(folder).as_posix(), b"") is None for path in left)
