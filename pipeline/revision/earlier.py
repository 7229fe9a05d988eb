"""The earlier text with which a codebook is compared: a version beside it, a file, or the last run's copy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.codebook.load import read_codebook
from pipeline.codebook.retired_codes import in_force
from pipeline.codebook.versions import is_same_version
from pipeline.io.outputs import CACHE
from pipeline.study.problems import FilesNeedAHand, did_you_mean, fault
from pipeline.study.records import Codebook

COPY = "codebook.yaml"
"""What `analyze` keeps in its outputs of the codebook that it read."""


def earlier_codebook(codebook: Codebook, since: str | None, out: Path) -> Codebook:
    """The text to compare with.

    Args:
        codebook: Today's, with its earlier versions.
        since: A version, a file, or None for the highest earlier version; where there is none, the last run's copy if
            it holds another text.
        out: Where the last run is. Its copy stands for the codebook's own version where that was edited since.

    Raises:
        FilesNeedAHand: There is no such version or file, or it cannot be read.
    """
    if since is None:
        if codebook.earlier:
            # Kept in the order of time: the last is the highest.
            return list(codebook.earlier.values())[-1]
        copy = _copy(codebook, out)
        if copy is not None:
            return copy
        what = "there is no earlier version beside the codebook, nor another text of it in a run's outputs."
        remedy = "Name the file of the old text with --from FILE, or run analyze before you edit: it keeps a copy."
        raise FilesNeedAHand([fault(codebook.source.path, 0, what, remedy)])
    known = {**codebook.earlier}
    for version, book in known.items():
        if is_same_version(version, since):
            return book
    if is_same_version(since, codebook.version) and (copy := _copy(codebook, out)) is not None:
        return copy
    # Versions before files: a file called `4` beside the command must not hide version 4.
    path = Path(since)
    if path.is_file():
        return read_earlier(path)
    what = f"'{since}' is no earlier version of the codebook, and no file."
    if is_same_version(since, codebook.version):
        what = f"'{since}' is the codebook's own version, and no run has kept another text of it."
    remedy = did_you_mean(since, known, "name a version that lies beside the codebook as NAME@VERSION.yaml, or a file.")
    raise FilesNeedAHand([fault(codebook.source.path, 0, what, remedy)])


def read_earlier(path: Path) -> Codebook:
    """A codebook of an earlier time, from its file alone. `NAME@VERSION.yaml` has the version of its name.

    Raises:
        FilesNeedAHand: It cannot be used.
    """
    read = read_codebook(path)
    faults = [problem for problem in read.problems if problem.is_fault]
    if read.records is None or faults:
        raise FilesNeedAHand(faults or read.problems)
    book = read.records.codebook
    _, at, version = path.stem.rpartition("@")
    return in_force(replace(book, version=version) if at and version else book)


def first_copy(out: Path, version: str) -> Path:
    """Where the first text of a version is kept that had several."""
    return out / CACHE / f"codebook@{version}.yaml"


def _copy(codebook: Codebook, out: Path) -> Codebook | None:
    """What the last run kept of the codebook's version: its copy, or, where that is today's text already because the
    codebook was edited under its version between runs, the first text kept."""
    for path in (out / COPY, first_copy(out, codebook.version)):
        try:
            copy = read_earlier(path) if path.is_file() else None
        # A damaged copy is as good as none: the remedy then is a file, not to mend an output.
        except FilesNeedAHand:
            continue
        # The first copy has its version in its name.
        if copy is not None and is_same_version(copy.version, codebook.version) and copy.codes != codebook.codes:
            return copy
    return None
