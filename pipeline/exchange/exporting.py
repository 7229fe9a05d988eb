"""`crosscase export`: a study for other programs, and a report of what goes with it and what stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipeline.exchange.refi_write import codebook_file, project_file
from pipeline.exchange.report import Report
from pipeline.io.cache import Cache
from pipeline.io.outputs import CACHE, handed_out, inside_the_study, leads_out
from pipeline.loaded_study import LoadedStudy
from pipeline.loading import load_study
from pipeline.study.problems import FilesNeedAHand, WrongUsage, fault
from pipeline.study.study import open_study

FORMATS: dict[str, Callable[[LoadedStudy, Report], bytes]] = {
    "qdpx": project_file,
    "qdc": lambda loaded, report: codebook_file(loaded.codebook, report),
}
"""Each format and what makes its file."""


def require_known_format(form: str) -> None:
    """Refuse a format that nothing here makes.

    Raises:
        WrongUsage: There is no such format.
    """
    if form not in FORMATS:
        raise WrongUsage(f"--format '{form}' is unknown: there is xlsx, parquet, {', '.join(FORMATS)}, archive.")


def export_study(folder: Path, form: str, to: Path, out: Path) -> Report:
    """Write a study in one format to `to`.

    Raises:
        WrongUsage: There is no such format.
        FilesNeedAHand: The study has faults, or the file cannot be written there.
    """
    require_known_format(form)
    opened = open_study(folder)
    if opened.records is None:
        raise FilesNeedAHand(opened.problems)
    if to.is_dir():
        raise FilesNeedAHand([fault(to, 0, "this is a folder.", f"Name a file, such as {to / folder.name}.{form}.")])
    # The folder of a study holds what people wrote; what a program makes never lands in it.
    problems = inside_the_study(to, folder)
    if problems:
        raise FilesNeedAHand(problems)
    kept = out / CACHE  # what a run has worked out already is not worked out again
    loaded = load_study(opened.records, Cache(kept if kept.is_dir() and not leads_out(out, kept / "x") else None))
    faults = [problem for problem in (*opened.problems, *loaded.problems) if problem.is_fault]
    if faults or loaded.records is None:
        raise FilesNeedAHand(faults or loaded.problems)
    return write_study(loaded.records, form, to)


def write_study(loaded_study: LoadedStudy, form: str, to: Path) -> Report:
    """A study as it was read, or as it is shared, in one of FORMATS."""
    report = Report()
    raw = FORMATS[form](loaded_study, report)
    with handed_out(to) as aside:
        aside.write_bytes(raw)
    report.headings.append(f"{to}: {loaded_study.study.title}")
    return report
