"""Where what is shared may be written: never over a run of the team's own, nor the other way round."""

from __future__ import annotations

import shutil
from pathlib import Path

from pipeline.io.manifest import read_manifest
from pipeline.io.outputs import CACHE, MANIFEST
from pipeline.study.problems import Problem, fault

MARK = "shared"
"""A file in `.cache`, for as long as a shared run is being written: one that is killed leaves no manifest."""


def is_shared_run(out: Path) -> bool:
    """Whether the run in a folder is one that may be handed out."""
    return read_manifest(out).data.get("is_shared") is True or (out / CACHE / MARK).is_file()


def is_run(out: Path) -> bool:
    """Whether a folder holds a run, whoever's."""
    return (out / CACHE).is_dir() or (out / MANIFEST).is_file()


def problems_with_sharing(out: Path, is_shared: bool, option: str = "--out") -> tuple[Problem, ...]:
    """Why a run or an export may not be written to `out`: it, or a folder around it, holds a run of the other kind.

    `option` names the place on the command line.
    """
    own = out.resolve()
    # Around it a `.cache` alone says nothing: every home folder has one.
    around = [folder for folder in own.parents if read_manifest(folder).files]
    for folder in ([own] if is_run(own) else []) + around:
        if is_shared_run(folder) != is_shared:
            what = "what is shared" if not is_shared else "the team's own run"
            message = f"{folder} holds {what}, and the two are kept apart."
            remedy = f"Name another folder with `{option}`; nothing was changed."
            return (fault(out, 0, message, remedy),)
    return ()


def begin_sharing(out: Path) -> None:
    """Mark a folder whose `.cache` is there as one that a shared run is being written into."""
    (out / CACHE / MARK).touch()


def end_sharing(out: Path) -> None:
    """Leave nothing in a shared folder but what was made to be handed out."""
    if (out / CACHE / MARK).is_file() and (out / MANIFEST).is_file():
        shutil.rmtree(out / CACHE, ignore_errors=True)
