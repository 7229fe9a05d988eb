"""`crosscase quotes`: the quotations of a code, a sector, a case, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.printing import RunFolder, Share, StudyFolder, listed
from pipeline.commands.running import run_to_hand_over
from pipeline.study.problems import WrongUsage, did_you_mean, visible


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(quotes)


def quotes(
    study: StudyFolder,
    code: Annotated[
        list[str] | None, typer.Option("--code", metavar="ID[,ID]", help="Codes, with all below them; else every code.")
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option("--where", metavar="ATTRIBUTE=VALUE", help="Of a case, transcript or participant; all must hold."),
    ] = None,
    with_uncounted: Annotated[bool, typer.Option("--all", help="Also codings that do not count, marked.")] = False,
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help="md, docx, xlsx or csv.")] = "",
    to: Annotated[Path | None, typer.Option("--to", metavar="PATH", help="The file to write.")] = None,
    out: RunFolder = None,
    share: Share = False,
) -> None:
    """Print or write quotations by case, with their sources. They come from the run in --out."""
    from pipeline.handing_over.finished_run import finished_run
    from pipeline.handing_over.places import refuse_place
    from pipeline.handing_over.quotations import Wanted
    from pipeline.handing_over.quotes import FORMATS, PRINTABLE, quotes_as_text, write_quotes

    form = form or (to.suffix.removeprefix(".").lower() if to is not None else "") or "md"
    if form not in FORMATS:
        raise WrongUsage(f"There is no format '{form}'. {did_you_mean(form, FORMATS, 'use md, docx, xlsx or csv.')}")
    if to is None and form not in PRINTABLE:
        raise WrongUsage(f"--format {form} makes a file: name it with --to, such as --to quotes.{form}.")
    codes = tuple(dict.fromkeys(name for words in code or () for name in listed(words)))
    wanted = Wanted(codes, tuple(_condition(words) for words in where or ()), with_uncounted)
    if to is not None:
        refuse_place(to, study, f"quotes.{form}", share)
    handed = run_to_hand_over(study, out, share)
    with finished_run(study, handed.out, handed.study) as run:
        if to is None:
            print(quotes_as_text(run, wanted, form), end="")
            return
        for line in write_quotes(run, wanted, form, to).as_table():
            print(visible(line))


def _condition(words: str) -> tuple[str, str]:
    name, sign, value = words.partition("=")
    if not sign or not name.strip() or not value.strip():
        raise WrongUsage(f"--where '{words}' is no condition: write attribute=value, such as sector=public.")
    return name.strip(), value.strip()
