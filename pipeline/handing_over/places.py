"""Where an export may be written, asked before anything is made for it."""

from __future__ import annotations

from pathlib import Path

from pipeline.io.outputs import inside_the_study
from pipeline.sharing.folders import problems_with_sharing
from pipeline.study.problems import FilesNeedAHand, fault


def refuse_place(to: Path, study: Path, example: str = "", is_shared: bool = False) -> None:
    """Refuse a place for an export: in the study, in a run of the other kind, or a folder where a file is meant.

    Raises:
        FilesNeedAHand: It is such a place.
    """
    problems = [*inside_the_study(to, study), *problems_with_sharing(to, is_shared, "--to")]
    if example and to.is_dir():
        problems.append(fault(to, 0, "this is a folder.", f"Name a file, such as {to / example}."))
    if problems:
        raise FilesNeedAHand(problems)
