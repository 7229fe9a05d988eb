"""`crosscase new`, `check` and `analyze`: a study from its first file to its memos."""

from __future__ import annotations

import gc
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.commands.printing import (
    FILES_NEED_A_HAND,
    Json,
    StudyFolder,
    print_json,
    print_problems,
    problems_as_data,
    seen_from,
    stop_as_data,
)
from pipeline.commands.running import OUTPUTS, SHARED, asked_engine, folders_of_outputs, run_or_reuse, share_run
from pipeline.study.problems import FilesNeedAHand
from pipeline.wording.numbers import plural


def register(app: typer.Typer) -> None:
    """Add this family of commands."""
    app.command()(new)
    app.command()(check)
    app.command()(analyze)


def new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder that is not there yet, or empty.")],
    transcripts: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="TRANSCRIPTS",
            help="Of the transcripts in this folder: copied, listed; each subfolder a case.",
        ),
    ] = None,
) -> None:
    """Make a small commented study that already runs, or one of your own transcripts."""
    from pipeline.starter.make import make_study, make_study_of
    from pipeline.wording.escaping import command

    if transcripts is None:
        make_study(folder)
        print(f"{folder}: a small study, ready to run. Next: {command('analyze', folder)}")
        return
    made = make_study_of(folder, transcripts)
    cases = ", ".join(made.cases)
    print(
        f"{folder}: a study of {plural(len(made.taken), 'transcript')} in {plural(len(made.cases), 'case')}: {cases}."
    )
    for file, why in made.left_out:
        print(f"not taken: {file}: {why}.")
    print(f"Next: put the right case and kind into transcripts.csv, then {command('check', folder, '--voices')}")


def check(
    study: StudyFolder,
    strict: Annotated[bool, typer.Option("--strict", help="Cautions count as faults: exit 1.")] = False,
    with_voices: Annotated[bool, typer.Option("--voices", help="Who speaks in each transcript, and who asks.")] = False,
    as_json: Json = False,
) -> None:
    """Name every problem in a study's files at once. Each comes with file, line and remedy."""
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
    studies: Annotated[list[Path], typer.Argument(metavar="STUDY…", help="Folders that hold study.yaml.")],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            help="Where outputs are written (outputs, or shared with --share); several studies: DIR/FOLDER each.",
        ),
    ] = None,
    stage: Annotated[str | None, typer.Option("--stage", metavar="NAME", help="Stop after this stage.")] = None,
    share: Annotated[
        bool, typer.Option("--share", help="What can be handed out: names replaced, words without consent withheld.")
    ] = False,
    engine: Annotated[
        str | None,
        typer.Option("--engine", metavar="processes|dask", help="Who reads and matches; the files are the same."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", min=1, help="How many; one a core if not said.")
    ] = None,
    scheduler: Annotated[
        str, typer.Option("--scheduler", metavar="ADDRESS", help="A Dask scheduler, tcp://HOST:PORT.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Do the main job: codings, frequencies, memos, evidence, tables."""
    from pipeline.io.engines import using

    by = asked_engine(engine, workers, scheduler)
    folders = folders_of_outputs(studies, out or Path(SHARED if share else OUTPUTS))
    summaries: dict[str, dict[str, Any]] = {}
    has_faults = False
    with using(by):
        for study, folder in folders:
            if len(folders) > 1:
                # What is left of the study before hangs together in rings, for which Python looks seldom (SELDOM).
                gc.collect()
                print(f"{study}:", file=sys.stderr)
            try:
                summary = share_run(study, folder, stage) if share else run_or_reuse(study, folder, stage)
            except FilesNeedAHand as error:
                has_faults = True
                summaries[study.resolve().name] = _stopped(study, folder, error, as_json)
                continue
            summaries[study.resolve().name] = summary
            if not as_json:
                _print_summary(summary)
    if as_json:
        for summary in summaries.values():
            summary.pop("sharing_lines", None)
        print_json(summaries if len(folders) > 1 else next(iter(summaries.values())))
    if has_faults:
        raise typer.Exit(FILES_NEED_A_HAND)


def _stopped(study: Path, out: Path, error: FilesNeedAHand, as_json: bool) -> dict[str, Any]:
    """A study whose files need a hand: its faults told, or given as data; the other studies go on."""
    if not as_json:
        print_problems(error.problems)
        print(_why_it_stopped(error, out), file=sys.stderr)
    return stop_as_data(error, study=str(study))


def _print_summary(summary: Mapping[str, Any]) -> None:
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
    for line in summary.get("sharing_lines", ()):
        print(line)


def _why_it_stopped(error: FilesNeedAHand, out: Path) -> str:
    """The last line of a run that stopped: how many faults, and what is in the folder of outputs now."""
    from pipeline.io.outputs import OutputsNotWritten

    named = f"{plural(sum(problem.is_fault for problem in error.problems), 'fault')}, named first"
    if isinstance(error, OutputsNotWritten):
        message = f"{out} may hold files of this run beside older ones, each of them whole"
        return f"{named}: the run stopped while it was writing. {message}; the next run completes them."
    former = f"; what {out} holds is of an earlier run" if (out / "run.json").is_file() else ""
    return f"{named}: nothing was written{former}."
