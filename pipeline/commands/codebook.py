"""`crosscase codebook …`: codebooks, and what a change of one does."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.printing import (
    FILES_NEED_A_HAND,
    Json,
    Out,
    StudyFolder,
    command_group,
    print_json,
    print_problems,
)
from pipeline.study.problems import FilesNeedAHand, in_order, visible

if TYPE_CHECKING:
    from pipeline.loaded_study import LoadedStudy
    from pipeline.study.problems import Problem
    from pipeline.study.study import Study


def register(app: typer.Typer) -> None:
    """Add this family of commands."""
    group = command_group("codebook", "Versions, releases and proposals of a codebook.", app)
    group.command("schema")(schema)
    group.command("diff")(diff)
    group.command("release")(release)
    group.command("inbox")(inbox)


def schema() -> None:
    """Print the JSON Schema of a codebook, for completion in editors."""
    from pipeline.codebook.schema import json_schema

    print(json.dumps(json_schema(), ensure_ascii=False, indent=2))


def diff(
    study: StudyFolder,
    since: Annotated[
        str | None,
        typer.Option("--from", metavar="VERSION|FILE", help="The earlier text (default: the highest earlier version)."),
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="PAGE.html", help="Write the same as a page, outside the study.")
    ] = None,
    out: Out = Path("outputs"),
    as_json: Json = False,
) -> None:
    """Tell what a change of the codebook does to counts, memos and notes, and what to read again."""
    from pipeline.handing_over.places import require_place_for
    from pipeline.revision.committed import about_committed_texts
    from pipeline.revision.consequences import as_json as as_data
    from pipeline.revision.consequences import consequences
    from pipeline.revision.earlier import earlier_codebook
    from pipeline.revision.printed import as_text
    from pipeline.revision.told import told

    require_place_for(to)
    loaded, faults = _loaded(study, out)
    effects = consequences(loaded, earlier_codebook(loaded.codebook, since, out), out)
    said = told(effects, str(study))
    if to is not None:
        from pipeline.site.codebook_diff_page import write_diff_page

        write_diff_page(to, said, loaded.study, str(study))
    if as_json:
        print_json(as_data(effects))
    else:
        print(visible_lines(as_text(said)))
        if to is not None:
            print(f"\n{to}")
    print_problems(about_committed_texts(loaded.codebook))
    if faults:
        print("The study does not run as it stands, so that something may be missing above:", file=sys.stderr)
        print_problems(faults)
        raise typer.Exit(FILES_NEED_A_HAND)


def release(
    study: StudyFolder,
    version: Annotated[str, typer.Option("--as", metavar="VERSION", help="The version that the codebook becomes.")],
    since: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="The old text, where no run has kept it.")
    ] = None,
    out: Out = Path("outputs"),
) -> None:
    """File the old text as NAME@OLD.yaml, raise the codebook's version, begin a paragraph in CHANGES.md."""
    from pipeline.revision.release import release_codebook

    for line in release_codebook(_opened(study), version, since, out):
        print(visible_lines(line))


def inbox(study: StudyFolder, as_json: Json = False) -> None:
    """List the codes that people proposed and nobody has decided on, with their passages."""
    from pipeline.revision.proposals import inbox_of, inbox_text, proposal_as_data

    loaded = inbox_of(_opened(study))
    if as_json:
        print_json({"study": str(study), "proposals": [proposal_as_data(proposal) for proposal in loaded.records]})
    else:
        print(visible_lines(inbox_text(loaded.records)))
    print_problems(loaded.problems)
    if any(problem.is_fault for problem in loaded.problems):
        raise typer.Exit(FILES_NEED_A_HAND)


def visible_lines(text: str) -> str:
    """People's words line by line, nothing in them that steers a terminal."""
    return "\n".join(visible(line) for line in text.split("\n"))


def _loaded(folder: Path, out: Path) -> tuple[LoadedStudy, list[Problem]]:
    """A study whose codebook can be used, and the faults that it has elsewhere: a code whose new name nobody has told
    yet leaves some behind, and that is what the comparison is asked about.

    Raises:
        FilesNeedAHand: The codebook or the list of transcripts cannot be used.
    """
    from pipeline.io.cache import Cache
    from pipeline.loading import load_study

    study = _opened(folder)
    # Where there is no folder of outputs none is made for a cache's sake.
    loaded = load_study(study, Cache(out / ".cache" if out.is_dir() else None))
    faults = [problem for problem in loaded.problems if problem.is_fault]
    book = study.codebook.resolve()
    if loaded.records is None or any(problem.source.path.resolve() == book for problem in faults):
        raise FilesNeedAHand(loaded.problems)
    return loaded.records, faults


def _opened(folder: Path) -> Study:
    """The study of a folder.

    Raises:
        FilesNeedAHand: study.yaml cannot be used.
    """
    from pipeline.study.study import open_study

    opened = open_study(folder)
    if opened.records is None:
        raise FilesNeedAHand(in_order(opened.problems))
    return opened.records
