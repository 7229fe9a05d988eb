"""`crosscase screen`: candidates by declared criteria."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.printing import FILES_NEED_A_HAND, Json, print_json, print_problems, problems_as_data
from pipeline.study.problems import FilesNeedAHand


def register(app: typer.Typer) -> None:
    """Add this family of commands."""
    app.command()(screen)


def screen(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Holds cities.csv, candidates.csv, criteria.yaml.")],
    as_json: Json = False,
) -> None:
    """Screen candidates by criteria, to the first complete matrix. The funnel is printed step by step."""
    from pipeline.selection.screen import screen as screen_candidates
    from pipeline.selection.words import screening_as_data, screening_as_text

    loaded = screen_candidates(folder)
    n_faults = sum(problem.is_fault for problem in loaded.problems)
    if loaded.records is None or n_faults:
        if not as_json:
            raise FilesNeedAHand(loaded.problems)
        print_json({"folder": str(folder), "n_faults": n_faults, "problems": problems_as_data(loaded.problems)})
        raise typer.Exit(FILES_NEED_A_HAND)
    print_problems(loaded.problems)
    if as_json:
        print_json(screening_as_data(loaded.records))
        return
    print(screening_as_text(loaded.records))
