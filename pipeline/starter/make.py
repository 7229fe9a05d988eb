"""What `crosscase new` writes: the small commented study of this package, or a study of transcripts that are there."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from pipeline.corpus.formats.read import READERS, READERS_OF_PROGRAMS
from pipeline.corpus.listing import IGNORED_NAMES
from pipeline.exchange.names import distinct, slug
from pipeline.io.outputs import is_inside, replace_file
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import MAX_BYTES
from pipeline.study.problems import FilesNeedAHand, fault

STARTER = Path(__file__).parent / "study"
OWN = Path(__file__).parent / "own"
"""Settings and codebook for transcripts of one's own: nothing in it is fiction."""

GITIGNORE = """\
# What was told in confidence stays out of git. Delete a line only if the team has agreed to that.
transcripts/
codings/
names.csv
names.csv.age
notes/respondent/
imports/
.backup/
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """One file for a study: where it lies, its place in transcripts/, and what transcripts.csv says of it."""

    path: Path
    file: str
    transcript_id: str
    case_id: str
    case_name: str


@dataclass(frozen=True, slots=True)
class OwnStudy:
    """A study that was made of a folder of transcripts. `left_out`: (file as seen from that folder, why)."""

    taken: tuple[Taken, ...]
    left_out: tuple[tuple[str, str], ...]

    @property
    def cases(self) -> dict[str, str]:
        """case_id -> its name."""
        return {taken.case_id: taken.case_name for taken in self.taken}


def make_study(folder: Path) -> tuple[Path, ...]:
    """Write the starter study into `folder`, which is not there yet or empty; the files that were made.

    Raises:
        FilesNeedAHand: The folder holds something, or cannot be made.
    """
    _require_room(folder)
    return _write(folder, _package_data(STARTER))


def make_study_of(folder: Path, transcripts: Path) -> OwnStudy:
    """Write a study of all transcripts in a folder and the folders in it: each is copied, and one line lists it.

    The case of a transcript is the folder that it lies in, of those in `transcripts`; files that lie in none are one
    case. Ids are made of files' names.

    Args:
        folder: Not there yet, or empty.
        transcripts: Where the files are. Nothing in it is changed.

    Raises:
        FilesNeedAHand: There is no such folder, or no transcript in it; `folder` holds something, lies in it, or cannot
            be made.
    """
    _require_room(folder)
    if not transcripts.is_dir():
        raise FilesNeedAHand(
            [fault(transcripts, 0, "there is no such folder.", "Name the folder of your transcripts.")]
        )
    if is_inside(folder, transcripts):
        message = "the study would lie among the transcripts of which it is made."
        raise FilesNeedAHand([fault(folder, 0, message, f"Name a folder that is not in {transcripts}.")])
    study = _taken(transcripts)
    if not study.taken:
        found = "".join(f" {name}: {why}." for name, why in study.left_out)
        message = f"no transcript lies in this folder, or in a folder in it.{found}"
        raise FilesNeedAHand([fault(transcripts, 0, message, f"These kinds are read: {' '.join(READERS)}.")])
    header = ("transcript_id", "file", "case_id", "kind", "respondent_id", "guide", "date")
    rows = [(taken.transcript_id, taken.file, taken.case_id, "interview", "", "", "") for taken in study.taken]
    tables = [
        ("cases.csv", _csv([("case_id", "name"), *study.cases.items()])),
        ("transcripts.csv", _csv([header, *rows])),
    ]
    copies = ((f"transcripts/{taken.file}", taken.path.read_bytes()) for taken in study.taken)
    _write(folder, chain(_package_data(OWN), tables, copies))
    return study


def _taken(transcripts: Path) -> OwnStudy:
    taken: dict[str, Taken] = {}
    case_ids: dict[str, str] = {}
    left_out = []
    for path in _files(transcripts):
        file = path.relative_to(transcripts).as_posix()
        why = _why_not(path)
        if why:
            left_out.append((file, why))
            continue
        # The folder right below, whatever lies deeper; a folder without a letter in its name gives no id.
        name = file.partition("/")[0] if "/" in file else transcripts.resolve().name
        if name not in case_ids:
            case_ids[name] = distinct(slug(name) or "case", case_ids.values())
        transcript_id = distinct(slug(path.stem) or "transcript", taken)
        taken[transcript_id] = Taken(path, file, transcript_id, case_ids[name], name)
    return OwnStudy(tuple(taken.values()), tuple(left_out))


def _files(folder: Path) -> Iterator[Path]:
    """Every file in a folder and those in it, in the order of their names; none that is hidden or behind a link."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(root) / name for name in sorted(names) if not name.startswith(IGNORED_NAMES))


def _why_not(path: Path) -> str:
    """Why a file cannot be taken into a study, '' where it can."""
    if path.suffix.lower() not in {**READERS, **READERS_OF_PROGRAMS}:
        return "no kind of file that is read"
    try:
        path.name.encode()
        size = path.stat().st_size
        path.open("rb").close()
    except UnicodeEncodeError:
        return "its name has letters that no table can hold"
    except OSError as error:
        return error.strerror or "it cannot be read"
    return f"over {MAX_BYTES // 1_000_000} MB" if size > MAX_BYTES else "" if size else "empty"


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def _require_room(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = "this folder is not empty, and nothing of yours is overwritten."
        raise FilesNeedAHand([fault(folder, 0, message, "Name a folder that is not there yet.")])


def _package_data(folder: Path) -> Iterator[tuple[str, bytes]]:
    return ((path.relative_to(folder).as_posix(), path.read_bytes()) for path in _files(folder))


def _write(folder: Path, files: Iterable[tuple[str, bytes]]) -> tuple[Path, ...]:
    """Write files by their names, one at a time, and what keeps git from what was told in confidence.

    Raises:
        FilesNeedAHand: The disk refuses.
    """
    written = []
    try:
        # Written from here: packages leave files out whose names begin with a dot.
        for name, raw in chain(files, [(".gitignore", GITIGNORE.encode())]):
            replace_file(folder / name, raw)
            written.append(folder / name)
    except OSError as error:
        message = f"the study cannot be written here ({error.strerror or 'unknown reason'})."
        remedy = "Name a folder that you may write to, or make room; what was begun there can be deleted."
        raise FilesNeedAHand([fault(folder, 0, message, remedy)]) from None
    return tuple(written)
