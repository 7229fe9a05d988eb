"""`crosscase memos`: the memos of one stage, as a folder that opens anywhere."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.printing import RunFolder, Share, StudyFolder, listed
from pipeline.commands.running import require_known_stage, run_to_hand_over
from pipeline.study.problems import WrongUsage, did_you_mean

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
    out: RunFolder = None,
    share: Share = False,
) -> None:
    """Export the memos of one stage as a folder that opens anywhere. They come from the run in --out."""
    wanted = tuple(dict.fromkeys(listed(formats)))
    for name in wanted:
        if name not in FORMATS:
            raise WrongUsage(
                f"There is no format '{name}'. "
                + did_you_mean(name, FORMATS, "use md, html, docx, or several: md,docx.")
            )
    require_known_stage(study, stage)
    from pipeline.handing_over.places import refuse_place
    from pipeline.handing_over.whose import whose

    refuse_place(to, study, is_shared=share)
    run = run_to_hand_over(study, out, share)
    from pipeline.site.export_memos import export_memos
    from pipeline.study.study import open_study
    from pipeline.word.writer import word_of_page

    opened = open_study(study).records
    is_fiction = opened is not None and opened.settings.fiction
    as_word = partial(word_of_page, is_fiction=is_fiction, notice=whose(share))
    for path in export_memos(run.out, stage, wanted, subject, to, {"docx": as_word}, share):
        print(path)
