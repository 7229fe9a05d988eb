"""`crosscase new`, `check` and `analyze`: a study from its first file to its memos."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.printing import (
    FILES_NEED_A_HAND,
    Json,
    Out,
    StudyFolder,
    print_json,
    print_problems,
    problems_as_data,
    seen_from,
)
from pipeline.commands.running import run_or_reuse
from pipeline.study.problems import FilesNeedAHand
from pipeline.wording.numbers import plural


def register(app: typer.Typer) -> None:
    """Add this family of commands."""
    app.command()(new)
    app.command()(check)
    app.command()(analyze)


def new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder that is not there yet, or empty.")],
) -> None:
    """Make a small commented study that already runs."""
    from pipeline.starter.make import make_study

    make_study(folder)
    print(f"{folder}: a small study, ready to run. Next: crosscase analyze {folder}")


def check(
    study: StudyFolder,
    strict: Annotated[bool, typer.Option("--strict", help="Cautions count as faults: exit 1.")] = False,
    with_voices: Annotated[bool, typer.Option("--voices", help="Who speaks in each transcript, and who asks.")] = False,
    as_json: Json = False,
) -> None:
    """Name every problem in a study's files at once, with file, line and remedy."""
    from pipeline.corpus.voices import voices_as_data, voices_as_text
    from pipeline.loading import check_study

    problems, voices = check_study(study)
    n_faults = sum(problem.is_fault for problem in problems)
    n_cautions = len(problems) - n_faults
    if as_json:
        print_json(
            {
                "study": str(study),
                "n_faults": n_faults,
                "n_cautions": n_cautions,
                "problems": problems_as_data(problems),
                "voices": [voices_as_data(heard) for heard in voices],
            }
        )
    else:
        if with_voices and voices:
            print(voices_as_text(voices))
        for problem in problems:
            print(problem.shown(seen_from(problem)))
        print(f"{study}: {plural(n_faults, 'fault')}, {plural(n_cautions, 'caution')}.")
    if n_faults or (strict and n_cautions):
        raise typer.Exit(FILES_NEED_A_HAND)


def analyze(
    study: StudyFolder,
    out: Out = Path("outputs"),
    stage: Annotated[str | None, typer.Option("--stage", metavar="NAME", help="Stop after this stage.")] = None,
    as_json: Json = False,
) -> None:
    """Do the main job: codings, frequencies, memos of every stage, evidence pages, tables."""
    try:
        summary = run_or_reuse(study, out, stage)
    except FilesNeedAHand as error:
        if as_json:
            n_faults = sum(problem.is_fault for problem in error.problems)
            print_json({"study": str(study), "n_faults": n_faults, "problems": problems_as_data(error.problems)})
        else:
            print_problems(error.problems)
            print(_why_it_stopped(error, out), file=sys.stderr)
        raise typer.Exit(FILES_NEED_A_HAND) from None
    if as_json:
        print_json(summary)
        return
    material = summary["material"]
    print(summary["index"])
    print(
        f"material: {plural(material['n_cases'], 'case')}, {plural(material['n_transcripts'], 'transcript')}, "
        f"{material['n_words']} words"
    )
    print(
        f"codings: {material['n_codings_hand']} by people, {material['n_codings_machine']} by machine; "
        f"{material['n_codings_counted']} counted"
    )
    print(f"cautions: {len(summary['cautions'])}")


def _why_it_stopped(error: FilesNeedAHand, out: Path) -> str:
    """The last line of a run that stopped: how many faults, and what is in the folder of outputs now."""
    from pipeline.io.outputs import OutputsNotWritten

    named = f"{plural(sum(problem.is_fault for problem in error.problems), 'fault')}, named first"
    if isinstance(error, OutputsNotWritten):
        message = f"{out} may hold files of this run beside older ones, each of them whole"
        return f"{named}: the run stopped while it was writing. {message}; the next run completes them."
    former = f"; what {out} holds is of an earlier run" if (out / "run.json").is_file() else ""
    return f"{named}: nothing was written{former}."
