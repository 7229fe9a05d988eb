"""Every published table as Parquet, with a datapackage.json that says what they hold."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.handing_over.data_package import DESCRIPTOR, descriptor, packaged
from pipeline.handing_over.finished_run import FinishedRun
from pipeline.handing_over.handed import Handed
from pipeline.io.outputs import handed_out
from pipeline.site.export import OURS_ALONE, PUBLISHED
from pipeline.study.problems import FilesNeedAHand, fault


def write_parquet(run: FinishedRun, to: Path) -> Handed:
    """`to`/NAME.parquet for every published table, and `to`/datapackage.json.

    Raises:
        FilesNeedAHand: `to` is a file, or holds somebody else's files of these names.
    """
    _refuse_others_files(to)
    handed = Handed(f"{to}: {run.study.title}")
    # First: by it the next export knows the folder, also where this one is killed.
    with handed_out(to / DESCRIPTOR) as aside:
        aside.write_text(descriptor(run.study, packaged(run.library, PUBLISHED, "{}.parquet")), encoding="utf-8")
    for name in PUBLISHED:
        with handed_out(to / f"{name}.parquet") as aside:
            n_rows = run.store.parquet(name, aside, OURS_ALONE, run.unprinted(name))
        handed.wrote(name, n_rows)
    return handed


def _refuse_others_files(to: Path) -> None:
    if to.exists() and not to.is_dir():
        raise FilesNeedAHand([fault(to, 0, "this is a file.", "Name a folder for the tables.")])
    own = [to / DESCRIPTOR, *(to / f"{name}.parquet" for name in PUBLISHED)]
    here = [path for path in own if path.exists()]
    if here and not _is_of_an_export(to / DESCRIPTOR):
        message = "a file of this name is here already, and no export of ours made it."
        raise FilesNeedAHand([fault(here[0], 0, message, "Name an empty folder, or one that an earlier export made.")])


def _is_of_an_export(path: Path) -> bool:
    """Whether a descriptor lists our tables and nothing else; one that somebody wrote is left alone."""
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))["resources"]
        return [resource["path"] for resource in listed] == [f"{name}.parquet" for name in PUBLISHED]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return False
