"""`crosscase import` and `export`: in from other tools, out to other people."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from pipeline.commands.printing import (
    FILES_NEED_A_HAND,
    Json,
    RunFolder,
    Share,
    StudyFolder,
    print_json,
    print_problems,
    problems_as_data,
    stop_as_data,
)
from pipeline.study.problems import FilesNeedAHand, WrongUsage
from pipeline.wording.escaping import command

if TYPE_CHECKING:
    from pipeline.exchange.report import Report
    from pipeline.handing_over.handed import Handed

TABLES = ("xlsx", "parquet")
"""Formats that hold the tables of a run; the others hold the study itself."""

ARCHIVE = "archive"

ReportFile = Annotated[Path | None, typer.Option("--report", metavar="FILE.json", help="Write the whole report there.")]


def register(app: typer.Typer) -> None:
    """Add this family of commands."""
    app.command("import")(import_)
    app.command()(export)


def import_(
    into: Annotated[Path, typer.Option("--into", metavar="STUDY", help="The study; it is made where it is not there.")],
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILE…", help="Files of other tools.")] = None,
    coder: Annotated[str, typer.Option("--coder", metavar="NAME", help="Who coded, where the file does not say.")] = "",
    case: Annotated[str, typer.Option("--case", metavar="ID", help="The case of new transcripts.")] = "",
    columns: Annotated[
        str, typer.Option("--columns", metavar="FIELD=HEADER,…", help="Which column of a table is what.")
    ] = "",
    undo: Annotated[str, typer.Option("--undo", metavar="ID", help="Take an import back.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would come in; write nothing.")] = False,
    as_json: Json = False,
    report: ReportFile = None,
) -> None:
    """Bring a coded project from another tool into a study."""
    signal.signal(signal.SIGTERM, _stop)  # what was begun is put back, as after Ctrl-C
    from pipeline.handing_over.places import require_place_for

    try:
        require_place_for(report)
        if undo:
            _undo(undo, files, into, dry_run, as_json)
        else:
            _import(files or [], into, coder, case, columns, dry_run, as_json, report)
    except FilesNeedAHand as error:
        if as_json:
            print_json(stop_as_data(error))
        else:
            print_problems(error.problems)
            print("Nothing was written.", file=sys.stderr)
        raise typer.Exit(FILES_NEED_A_HAND) from None


def export(
    study: StudyFolder,
    form: Annotated[
        str,
        typer.Option("--format", metavar="FORMAT", help="xlsx, parquet, qdpx, qdc (the codebook), or archive."),
    ],
    to: Annotated[Path, typer.Option("--to", metavar="PATH", help="The file to write; for parquet a folder.")],
    out: RunFolder = None,
    share: Share = False,
    reviewed_by: Annotated[
        str, typer.Option("--reviewed-by", metavar="NAME", help="Who has read what is shared; the archive needs it.")
    ] = "",
    as_json: Json = False,
    report: ReportFile = None,
) -> None:
    """Write a study for spreadsheets, R, Python and REFI-QDA programs."""
    from pipeline.handing_over.places import require_place_for

    _require_for_the_archive(form, study, share, reviewed_by)
    try:
        require_place_for(report)
        if form == ARCHIVE:
            _archive(study, to, out, " ".join(reviewed_by.split()), as_json, report)
            return
        if form in TABLES:
            handed = _export_tables(study, form, to, out, share)
            _tell(handed.as_data(), handed.as_table(), as_json, report)
            return
        done = _export_study(study, form, to, out, share)
    except FilesNeedAHand as error:
        if as_json:
            print_json(stop_as_data(error))
        else:
            print_problems(error.problems)
        raise typer.Exit(FILES_NEED_A_HAND) from None
    _tell(done.as_data(), done.as_table("in study", "written"), as_json, report)


def _export_study(study: Path, form: str, to: Path, out: Path | None, share: bool) -> Report:
    """The study itself for programs of the field; to be handed out, the shared study, with nothing of the other."""
    from pipeline.commands.running import OUTPUTS, run_to_hand_over
    from pipeline.exchange.exporting import export_study, require_known_format, write_study
    from pipeline.handing_over.places import refuse_place

    require_known_format(form)
    refuse_place(to, study, f"{study.resolve().name}.{form}", share)
    if not share:
        return export_study(study, form, to, out or Path(OUTPUTS))
    shared = run_to_hand_over(study, out, share).shared
    assert shared is not None
    return write_study(shared, form, to)


def _export_tables(study: Path, form: str, to: Path, out: Path | None, share: bool) -> Handed:
    """The run in `out` as a workbook or as Parquet; where it is missing or older than the study, it is made first."""
    from pipeline.commands.running import run_to_hand_over
    from pipeline.handing_over.finished_run import finished_run
    from pipeline.handing_over.places import refuse_place

    refuse_place(to, study, f"{study.resolve().name}.xlsx" if form == "xlsx" else "", share)
    finished = run_to_hand_over(study, out, share)
    with finished_run(study, finished.out, finished.study) as run:
        if form == "xlsx":
            from pipeline.handing_over.study_workbook import write_workbook

            return write_workbook(run, finished.out, to)
        from pipeline.handing_over.parquet import write_parquet

        return write_parquet(run, to)


def _require_for_the_archive(form: str, study: Path, share: bool, reviewed_by: str) -> None:
    """Refuse an archive that nobody shares or signs, and what only an archive takes.

    Raises:
        WrongUsage: An option is missing, or goes with another format.
    """
    if form != ARCHIVE:
        if reviewed_by:
            raise WrongUsage("--reviewed-by goes with --format archive.")
        return
    if not share:
        raise WrongUsage("an archive leaves the team, and is made of what is shared alone: add --share.")
    if not reviewed_by.strip() or not reviewed_by.isprintable():
        raise WrongUsage(
            f"an archive is signed by whoever has read it: run {command('analyze', study, '--share')}, read its report "
            "and what it wrote to the end, then add --reviewed-by NAME."
        )


def _archive(study: Path, to: Path, out: Path | None, reviewed_by: str, as_json: bool, report: Path | None) -> None:
    """The archive, with the report before sharing on top of what is printed."""
    from pipeline.archive.write import write_archive
    from pipeline.commands.running import SHARED

    archived = write_archive(study, to, out or Path(SHARED), reviewed_by)
    print_problems(archived.problems)
    data = {**archived.as_data(), "cautions": problems_as_data(archived.problems)}
    _tell(data, list(archived.lines()), as_json, report)


def _stop(signum: int, frame: object) -> NoReturn:
    # As shells say that a signal ended a program.
    sys.exit(128 + signum)


def _undo(undo: str, files: list[Path] | None, into: Path, dry_run: bool, as_json: bool) -> None:
    from pipeline.exchange.writing import take_back

    if files:
        raise WrongUsage("--undo takes back an import and reads no file.")
    left = take_back(into, undo, dry_run)
    if as_json:
        print_json({"undone": undo, "left": left})
        return
    print(f"{into}: import {undo} {'would be' if dry_run else 'was'} taken back.")
    for line in left:
        print(f"  {line}")


def _import(
    files: list[Path], into: Path, coder: str, case: str, columns: str, dry_run: bool, as_json: bool,
    report: Path | None,
) -> None:  # fmt: skip
    from pipeline.exchange.importing import import_files
    from pipeline.exchange.landing import Wishes
    from pipeline.exchange.reading import ReadingWishes

    if not files:
        raise WrongUsage("Name a file to import, or an import to take back with --undo ID.")
    _require_names(coder, case)
    done = import_files(files, into, Wishes(coder, case), ReadingWishes(_columns(columns)), dry_run)
    data = {**done.report.as_data(), "import": done.import_id or None, "dry_run": dry_run}
    _tell(data, done.report.as_table(), as_json, report)
    if not as_json:
        print(_last_line(done.import_id, into, dry_run))


def _tell(data: dict[str, object], lines: Sequence[str], as_json: bool, file: Path | None) -> None:
    """A report as a table or as JSON, and as a file where one is asked for."""
    from pipeline.io.outputs import handed_out
    from pipeline.study.problems import visible

    if file is not None:
        with handed_out(file) as aside:
            aside.write_bytes((json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace"))
    if as_json:
        print_json(data)
        return
    for line in lines:
        print(visible(line))


def _last_line(import_id: str, into: Path, dry_run: bool) -> str:
    if dry_run:
        return "Nothing was written (--dry-run)."
    if not import_id:
        return "Nothing was added: all of it was here already."
    return f"Taken back by: {command('import', '--undo', import_id, '--into', into)}"


def _require_names(coder: str, case: str) -> None:
    from pipeline.coding.hand.hand_work import CONSENSUS, MACHINE
    from pipeline.study.people_files import is_id

    if coder and (not is_id(coder) or coder in (CONSENSUS, MACHINE)):
        raise WrongUsage(
            f"--coder '{coder}' cannot be a coder's name: letters, digits, '-' and '_', and no reserved name."
        )
    if case and not is_id(case):
        raise WrongUsage(f"--case '{case}' is not an id: use letters, digits, '-' and '_'.")


def _columns(written: str) -> dict[str, str]:
    """`field=header,…` as a dictionary; a header may hold anything but a comma."""
    pairs = [part.partition("=") for part in written.split(",") if part.strip()]
    if any(not sign or not header.strip() for _, sign, header in pairs):
        raise WrongUsage("--columns wants field=header, such as quotation=Segment,code=Code.")
    return {field.strip().casefold(): header.strip() for field, _, header in pairs}
