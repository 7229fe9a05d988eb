"""Where an export may be written, asked before anything is made for it."""

from __future__ import annotations

from pathlib import Path

from pipeline.io.outputs import inside_the_study, refused_by_the_disk
from pipeline.sharing.folders import problems_with_sharing
from pipeline.study.problems import FilesNeedAHand, Problem, fault


def refuse_place(to: Path, study: Path, example: str = "", is_shared: bool = False) -> None:
    """Refuse a place for an export: in the study, in a run of the other kind, a folder where a file is meant, or
    where nothing can be written.

    Raises:
        FilesNeedAHand: It is such a place.
    """
    problems = [*inside_the_study(to, study), *problems_with_sharing(to, is_shared, "--to")]
    if example and to.is_dir():
        problems.append(fault(to, 0, "this is a folder.", f"Name a file, such as {to / example}."))
    problems = problems or _refused(to, is_file=bool(example))
    if problems:
        raise FilesNeedAHand(problems)


def require_place_for(*files: Path | None) -> None:
    """Refuse files that cannot be written, before the work for them is done; None is no file.

    Raises:
        FilesNeedAHand: The disk refuses one, or it is a folder.
    """
    problems = [problem for file in files if file is not None for problem in _refused(file, is_file=True)]
    if problems:
        raise FilesNeedAHand(problems)


def _refused(to: Path, is_file: bool) -> list[Problem]:
    if is_file and to.is_dir():
        return [fault(to, 0, "this is a folder.", "Name a file in it.")]
    why_not = refused_by_the_disk(to.parent if is_file else to)
    message = f"nothing can be written here ({why_not})."
    return [fault(to, 0, message, "Name another place.")] if why_not else []
