"""`crosscase memos`: the memos of one stage, as a folder that opens anywhere."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.printing import Out, StudyFolder, listed
from pipeline.commands.running import require_known_stage, run_or_reuse
from pipeline.study.problems import FilesNeedAHand, WrongUsage, did_you_mean

FORMATS = ("md", "html", "docx")


def register(app: typer.Typer) -> None:
    """Add this family of commands."""
    app.command()(memos)


def memos(
    study: StudyFolder,
    stage: Annotated[str, typer.Option("--stage", metavar="NAME", help="The stage whose memos are exported.")],
    formats: Annotated[
        str, typer.Option("--format", metavar="LIST", help="md, html, docx, or several: md,docx.")
    ] = "md,html",
    subject: Annotated[str | None, typer.Option("--subject", metavar="ID", help="One memo only.")] = None,
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Where the memos go.")] = Path("memos"),
    out: Out = Path("outputs"),
) -> None:
    """Export the memos of one stage from the run in --out, as a folder that opens anywhere."""
    wanted = tuple(dict.fromkeys(listed(formats)))
    for name in wanted:
        if name not in FORMATS:
            raise WrongUsage(
                f"There is no format '{name}'. "
                + did_you_mean(name, FORMATS, "use md, html, docx, or several: md,docx.")
            )
    require_known_stage(study, stage)
    from pipeline.io.outputs import inside_the_study

    if inside := inside_the_study(to, study):
        raise FilesNeedAHand(inside)
    run_or_reuse(study, out, None)
    from pipeline.site.export_memos import export_memos
    from pipeline.study.study import open_study
    from pipeline.word.writer import word_of_page

    opened = open_study(study).records
    as_word = partial(word_of_page, is_fiction=opened is not None and opened.settings.fiction)
    for path in export_memos(out, stage, wanted, subject, to, {"docx": as_word}):
        print(path)
