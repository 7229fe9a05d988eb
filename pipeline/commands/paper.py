"""`crosscase paper`: tables, figures, exhibits and appendices as a journal asks for them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.printing import Out, StudyFolder
from pipeline.commands.running import run_or_reuse
from pipeline.study.problems import FilesNeedAHand


def register(app: typer.Typer) -> None:
    """Add this family of commands."""
    app.command()(paper)


def paper(
    study: StudyFolder,
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Where the parts of the paper go.")],
    out: Out = Path("outputs"),
) -> None:
    """Export tables, figures, exhibits and appendices, numbered, each with its data; what is missing is named."""
    from pipeline.io.outputs import inside_the_study

    if inside := inside_the_study(to, study):
        raise FilesNeedAHand(inside)
    run_or_reuse(study, out, None)
    from pipeline.paper.write import write_paper
    from pipeline.study.study import open_study

    opened = open_study(study)
    # The run before has read it whole.
    assert opened.records is not None
    written, missing = write_paper(opened.records, out, to)
    for line in missing:
        print(f"… {line}", file=sys.stderr)
    for path in written:
        print(path)
