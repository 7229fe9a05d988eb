"""`crosscase paper`: tables, figures, exhibits and appendices as a journal asks for them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.printing import RunFolder, Share, StudyFolder
from pipeline.commands.running import run_to_hand_over


def register(app: typer.Typer) -> None:
    """Add this family of commands."""
    app.command()(paper)


def paper(
    study: StudyFolder,
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Where the parts of the paper go.")],
    out: RunFolder = None,
    share: Share = False,
) -> None:
    """Export a paper's tables, figures, exhibits and appendices.

    They are numbered, each with its data; what is missing is named.
    """
    from pipeline.handing_over.places import refuse_place

    refuse_place(to, study, is_shared=share)
    run = run_to_hand_over(study, out, share)
    from pipeline.paper.write import write_paper
    from pipeline.study.study import open_study

    opened = open_study(study)
    # The run before has read it whole.
    assert opened.records is not None
    written, missing = write_paper(opened.records, run.out, to, run.shared)
    for line in missing:
        print(f"… {line}", file=sys.stderr)
    for path in written:
        print(path)
