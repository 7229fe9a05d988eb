"""Every published table as Parquet, with a datapackage.json that says what they hold."""

from __future__ import annotations

import tempfile
from pathlib import Path

from pipeline.handing_over.data_package import DESCRIPTOR, descriptor, packaged
from pipeline.handing_over.finished_run import FinishedRun
from pipeline.handing_over.handed import Handed
from pipeline.handing_over.whose import notices
from pipeline.io.exported import ExportedFolder
from pipeline.io.outputs import TEMPORARY, describe_os_error
from pipeline.site.export import OURS_ALONE, PUBLISHED
from pipeline.study.problems import FilesNeedAHand, fault


def write_parquet(run: FinishedRun, to: Path) -> Handed:
    """`to`/NAME.parquet for every published table, and `to`/datapackage.json.

    Raises:
        FilesNeedAHand: `to` is a file, or holds somebody else's files of these names.
    """
    if to.exists() and not to.is_dir():
        raise FilesNeedAHand([fault(to, 0, "this is a file.", "Name a folder for the tables.")])
    handed = Handed(f"{to}: {run.study.title}")
    folder = ExportedFolder.begin(to, run.study.is_shared)
    about = " ".join(notices(run.study))
    files = {DESCRIPTOR: descriptor(run.study, packaged(run.library, PUBLISHED, "{}.parquet")).encode()}
    with describe_os_error(to):
        to.mkdir(parents=True, exist_ok=True)
        # DuckDB writes to a path alone: into a folder that is its owner's, until it is known what may be replaced.
        with tempfile.TemporaryDirectory(prefix=TEMPORARY, dir=to) as private:
            for name in PUBLISHED:
                aside = Path(private) / name
                handed.wrote(name, run.store.parquet(name, aside, OURS_ALONE, run.unprinted(name), about))
                files[f"{name}.parquet"] = aside.read_bytes()
    folder.require_ours(files)
    for name, raw in files.items():
        folder.write(name, raw)
    folder.end()
    return handed
