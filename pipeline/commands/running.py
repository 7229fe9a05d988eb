"""An analysis as several commands need it: run, or say that nothing has changed, before anything dear is imported."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.commands.printing import print_cautions, print_problems
from pipeline.study.problems import WrongUsage, as_data, did_you_mean

if TYPE_CHECKING:
    from pipeline.run import Analysis


def run_or_reuse(study: Path, out: Path, stage: str | None) -> dict[str, Any]:
    """What `analyze --json` prints: the way in, the material, the cautions, how many files were written.

    Raises:
        FilesNeedAHand: There is a fault.
        WrongUsage: The study has no such stage.
    """
    from pipeline.io.manifest import is_unchanged
    from pipeline.io.outputs import sweep_after_a_kill

    # First, by the standard library alone: a run that has nothing to do answers before spaCy is imported.
    former = is_unchanged(study, out, stage) if (study / "study.yaml").is_file() else None
    if former is not None:
        print("… nothing has changed since the last run", file=sys.stderr)
        sweep_after_a_kill(out)
        print_cautions(former.data["cautions"], study)
        return {
            "index": str(out / "index.html"),
            "material": former.data["material"],
            "cautions": former.data["cautions"],
            "n_written": 0,
        }
    from pipeline.run import analyze

    require_known_stage(study, stage)
    analysis: Analysis = analyze(study, out, stage)
    print_problems(analysis.problems)
    return {
        "index": str(out / "index.html"),
        "material": dict(analysis.material),
        "cautions": [as_data(problem, study) for problem in analysis.problems],
        "n_written": analysis.n_written,
    }


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
