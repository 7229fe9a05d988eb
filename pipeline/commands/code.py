"""`crosscase code`: the page where people read and code."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.printing import Out, StudyFolder, listed
from pipeline.study.problems import WrongUsage

KNEW_TIER = ("yes", "no")


def register(app: typer.Typer) -> None:
    """Add this family of commands."""
    app.command()(code)


def code(
    study: StudyFolder,
    coder: Annotated[str, typer.Option("--coder", metavar="NAME", help="Who codes: NAME.csv holds the codings.")] = "",
    transcript: Annotated[str | None, typer.Option("--transcript", metavar="ID", help="Open this one.")] = None,
    codes: Annotated[str, typer.Option("--code", metavar="ID[,ID]", help="Read for these codes only.")] = "",
    family: Annotated[str | None, typer.Option("--family", metavar="ID", help="Read for the codes under this.")] = None,
    question: Annotated[
        str | None, typer.Option("--question", metavar="ID", help="Walk all answers to this question.")
    ] = None,
    is_blind: Annotated[
        bool, typer.Option("--blind", help="Neither suggestions nor anybody else's codings are shown.")
    ] = False,
    is_settling: Annotated[
        bool, typer.Option("--settle", help="Settle differences between coders at the team desk.")
    ] = False,
    is_recoding: Annotated[
        bool, typer.Option("--recode", help="Code a sample of what you read weeks ago again, blind to yourself.")
    ] = False,
    knew_tier: Annotated[
        str | None, typer.Option("--knew-tier", metavar="yes|no", help="Whether you know how the cases turned out.")
    ] = None,
    out: Out = Path("outputs"),
    # Always the same: a browser keeps changed keys and what was seen by address and port.
    port: Annotated[int, typer.Option("--port", metavar="N", help="On this machine only.")] = 8321,
    rename: Annotated[
        tuple[str, str] | None,
        typer.Option("--rename", metavar="OLD NEW", help="Open no page: give a coder another name in all files."),
    ] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Print the address; open no browser.")] = False,
) -> None:
    """Open a page in the browser to read and code; Ctrl-C ends it."""
    if rename is not None:
        rename_in_all_files(study, *rename)
        return
    if not coder:
        raise WrongUsage("Say who codes: crosscase code STUDY --coder ana")
    if knew_tier is not None and knew_tier not in KNEW_TIER:
        raise WrongUsage(f"--knew-tier is yes or no, not '{knew_tier}'.")
    from pipeline.page.command import Asked, open_page
    from pipeline.page.session import Choice

    choice = Choice(
        coder=coder,
        transcript=transcript,
        codes=listed(codes),
        family=family,
        question=question,
        is_blind=is_blind,
        is_settling=is_settling,
        is_recoding=is_recoding,
        knew_tier=knew_tier or "",
    )
    open_page(Asked(study, out, port, not no_open), choice, lambda address: print(address, flush=True))


def rename_in_all_files(study: Path, old: str, new: str) -> None:
    """Rename a coder, and print what was changed."""
    from pipeline.page.command import rename

    for path in rename(study, old, new):
        print(path)
