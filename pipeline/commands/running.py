"""An analysis as several commands need it: run, or say that nothing has changed, before anything dear is imported."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.commands.printing import print_cautions, print_problems
from pipeline.study.dataclass import dataclass
from pipeline.study.problems import WrongUsage, as_data, did_you_mean

if TYPE_CHECKING:
    from pipeline.io.engines import Engine
    from pipeline.loaded_study import LoadedStudy
    from pipeline.run import Analysis
    from pipeline.study.study import Study

OUTPUTS, SHARED = "outputs", "shared"
"""Folders that are written where none is named: the team's own, and what can be handed out."""
INDEX = "index.html"
"""The way in, which names every caution."""


def folders_of_outputs(studies: Sequence[Path], out: Path) -> list[tuple[Path, Path]]:
    """Each study with the folder of its outputs: DIR for one, DIR/FOLDER for several.

    Raises:
        WrongUsage: A study is named twice, or two folders have one name (neither capitals nor how accents are stored
            count: on many disks these are one folder).
    """
    if len(studies) == 1:
        return [(studies[0], out)]
    from pipeline.study.people_files import file_name_key

    by_name: dict[str, Path] = {}
    for study in studies:
        name = study.resolve().name
        if (other := by_name.setdefault(file_name_key(name), study)) is not study:
            if other.resolve() == study.resolve():
                raise WrongUsage(f"{study} is named twice. Name each study once.")
            raise WrongUsage(
                f"{other} and {study} would both write into {out / name}. Rename one folder, or analyze them apart."
            )
    return [(study, out / study.resolve().name) for study in studies]


def asked_engine(name: str | None, n_workers: int | None, scheduler: str) -> Engine | None:
    """The engine that the options ask for; None is two processes where that pays, as ever.

    Raises:
        WrongUsage: There is no such engine, or an option that it does not take.
    """
    if name is None:
        if n_workers is not None or scheduler:
            raise WrongUsage("--workers and --scheduler go with --engine: add --engine processes, or --engine dask.")
        return None
    from pipeline.io.engines import ENGINES, Engine, is_address, is_of_this_machine

    if name not in ENGINES:
        raise WrongUsage(f"there is no engine '{name}'. " + did_you_mean(name, ENGINES, "name processes or dask."))
    if scheduler and name != "dask":
        raise WrongUsage("--scheduler goes with --engine dask.")
    if scheduler and n_workers is not None:
        raise WrongUsage("a scheduler has the workers that it has: leave --workers or --scheduler out.")
    if scheduler and not is_address(scheduler):
        raise WrongUsage(f"--scheduler '{scheduler}' is no address: write it as tcp://HOST:PORT.")
    if not is_of_this_machine(scheduler):
        print(f"… the transcripts leave this machine: {scheduler} is another one", file=sys.stderr)
    return Engine(name, n_workers, scheduler)


def run_or_reuse(study: Path, out: Path, stage: str | None) -> dict[str, Any]:
    """What `analyze --json` prints: the way in, the material, the cautions, how many files were written.

    Raises:
        FilesNeedAHand: There is a fault.
        WrongUsage: The study has no such stage.
    """
    from pipeline.io.manifest import is_unchanged
    from pipeline.io.outputs import sweep_after_a_kill
    from pipeline.io.told import told_before

    # First, by the standard library alone: a run that has nothing to do answers before spaCy is imported.
    former = is_unchanged(study, out, stage) if (study / "study.yaml").is_file() else None
    if former is not None:
        print("… nothing has changed since the last run", file=sys.stderr)
        sweep_after_a_kill(out)
        cautions = told_before(out, former.data)
        print_cautions(cautions, study, out / INDEX)
        return {
            "index": str(out / INDEX),
            "material": former.data["material"],
            "cautions": cautions,
            "n_written": 0,
        }
    from pipeline.run import analyze

    require_known_stage(study, stage)
    analysis: Analysis = analyze(study, out, stage)
    print_problems(analysis.problems, out / INDEX)
    return {
        "index": str(out / INDEX),
        "material": dict(analysis.material),
        "cautions": [as_data(problem, study) for problem in analysis.problems],
        "n_written": analysis.n_written,
    }


def share_run(study: Path, out: Path, stage: str | None = None) -> dict[str, Any]:
    """The same for what can be handed out, with the report that a person reads before it is; always made anew.

    Raises:
        FilesNeedAHand: There is a fault, in the study or in names.csv, or `out` holds a run of the team's own.
        WrongUsage: The study has no such stage.
    """
    analysis = _shared(study, out, stage)
    assert analysis.sharing is not None
    return {
        "index": str(out / INDEX),
        "material": dict(analysis.material),
        "cautions": [as_data(problem, study) for problem in analysis.problems],
        "n_written": analysis.n_written,
        "sharing": analysis.sharing.as_data(),
        "sharing_lines": list(analysis.sharing.lines()),
    }


@dataclass(frozen=True)
class RunToHandOver:
    """The folder of the run from which a command exports, and the study as it is handed out (None: the team's own)."""

    out: Path
    shared: LoadedStudy | None = None

    @property
    def study(self) -> Study | None:
        """The study of a run to be handed out."""
        return self.shared.study if self.shared is not None else None


def run_to_hand_over(study: Path, out: Path | None, share: bool) -> RunToHandOver:
    """The run of the whole study in `out`, by default ./outputs, or ./shared where it is to be handed out.

    The team's own is made where it is missing or older than the study. What is shared is made always, and the report
    on what could still identify somebody printed on standard error: its folder keeps no digest of what people wrote,
    by which one could tell that it still stands. Files that would be the same are not touched.

    Raises:
        FilesNeedAHand: There is a fault, or `out` holds a run of the other kind.
    """
    folder = out or Path(SHARED if share else OUTPUTS)
    if not share:
        run_or_reuse(study, folder, None)
        return RunToHandOver(folder)
    analysis = _shared(study, folder, None)
    assert analysis.sharing is not None
    for line in analysis.sharing.lines():
        print(line, file=sys.stderr)
    return RunToHandOver(folder, analysis.shared)


def _shared(study: Path, out: Path, stage: str | None) -> Analysis:
    from pipeline.run import analyze

    require_known_stage(study, stage)
    analysis = analyze(study, out, stage, share=True)
    print_problems(analysis.problems)
    return analysis


def require_known_stage(study: Path, stage: str | None) -> None:
    """Refuse a stage that the study has not (exit status 2); a study that cannot be opened is told of later.

    Raises:
        WrongUsage: The study has no such stage.
    """
    from pipeline.study.study import open_study

    if stage is None:
        return
    opened = open_study(study)
    if opened.records is not None and stage not in opened.records.stages:
        raise WrongUsage(
            f"'{stage}' is no stage of this study. "
            + did_you_mean(stage, opened.records.stages, f"name one of {', '.join(opened.records.stages)}.")
        )
