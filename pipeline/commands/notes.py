"""`crosscase notes …`: analysts' notes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.printing import Out, StudyFolder, command_group
from pipeline.commands.running import require_known_stage, run_or_reuse


def register(app: typer.Typer) -> None:
    """Add this family of commands."""
    group = command_group("notes", "Begin an analyst's note, or sign it off.", app)
    group.command("new")(new)
    group.command("sign")(sign)


def new(
    study: StudyFolder,
    stage: Annotated[str, typer.Option("--stage", metavar="NAME", help="The stage of the note.")],
    subject: Annotated[str, typer.Option("--subject", metavar="ID", help="The subject of the note.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who writes it.")],
) -> None:
    """Begin an analyst's note with the questions of its stage: notes/STAGE/SUBJECT.md, where there is none yet."""
    require_known_stage(study, stage)
    from pipeline.notes.new import begin_note
    from pipeline.study.problems import FilesNeedAHand
    from pipeline.study.study import open_study

    opened = open_study(study)
    if opened.records is None:
        raise FilesNeedAHand(opened.problems)
    print(begin_note(opened.records, stage, subject, by))


def sign(
    study: StudyFolder,
    stage: Annotated[str, typer.Option("--stage", metavar="NAME", help="The stage of the note.")],
    subject: Annotated[str, typer.Option("--subject", metavar="ID", help="The subject of the note.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who signs.")],
    out: Out = Path("outputs"),
) -> None:
    """Sign an analyst's note off against the run's evidence: only the note's front matter is written."""
    require_known_stage(study, stage)
    run_or_reuse(study, out, None)
    from pipeline.notes.sign import sign_note

    print(f"{sign_note(study, out, stage, subject, by)}: signed off by {by.removesuffix('.')}.")
