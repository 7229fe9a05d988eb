"""`crosscase worklist`: what to read next for a code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.printing import Out, StudyFolder, listed, print_json, print_problems
from pipeline.study.problems import FilesNeedAHand, WrongUsage, did_you_mean, fault

if TYPE_CHECKING:
    from pipeline.io.cache import Cache
    from pipeline.loaded_study import LoadedStudy
    from pipeline.reliability.worklist import WorklistRow

FORMATS = ("csv", "md", "json")
A_BATCH = 20
IN_LIST = "name one that transcripts.csv lists."
IN_CODEBOOK = "name one that the codebook has."


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command("worklist")(worklist)


def worklist(
    study: StudyFolder,
    code: Annotated[str, typer.Option("--code", metavar="ID[,ID]", help="The codes to read for, commas between.")],
    transcript: Annotated[str, typer.Option("--transcript", metavar="ID", help="Only this transcript.")] = "",
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=0, help="At most so many rows; 0: all.")] = A_BATCH,
    written: Annotated[str, typer.Option("--format", metavar="csv|md|json", help="How to print.")] = "csv",
    out: Out = Path("outputs"),
) -> None:
    """Say what to read next for a code, best first. Sentences of transcripts that nobody has read for it.

    Writes nothing. What an earlier run into DIR has learnt is used again.
    """
    if written not in FORMATS:
        raise WrongUsage(f"'{written}' is no format of a worklist: {', '.join(FORMATS)}.")
    from pipeline.io.cache import Cache
    from pipeline.reliability.worklist import rank_study
    from pipeline.reliability.worklist import worklist as listed_rows

    cache = Cache(out / ".cache" if (out / ".cache").is_dir() else None)
    loaded_study = load_to_rank(study, cache)
    codes = _codes(code, loaded_study)
    known = {listed.transcript_id for listed in loaded_study.corpus.transcripts}
    if transcript and transcript not in known:
        raise WrongUsage(f"'{transcript}' is no transcript of this study. {did_you_mean(transcript, known, IN_LIST)}")
    ranker = rank_study(loaded_study, codes, cache)
    rows = listed_rows(loaded_study, ranker, codes, {transcript} if transcript else None, limit)
    _print(rows, written)


def load_to_rank(study: Path, cache: Cache) -> LoadedStudy:
    """A study of which passages may be ranked.

    Raises:
        FilesNeedAHand: It has a fault, or its team reads interpretively.
    """
    from pipeline.loading import load_study
    from pipeline.study.study import open_study

    opened = open_study(study)
    if opened.records is None:
        raise FilesNeedAHand(tuple(opened.problems))
    loaded = load_study(opened.records, cache)
    problems = (*opened.problems, *loaded.problems)
    if loaded.records is None or any(problem.is_fault for problem in problems):
        raise FilesNeedAHand(problems)
    settings = opened.records.settings
    if settings.reading == "interpretive":
        message = "this team reads interpretively, and then the machine learns and ranks nothing."
        remedy = "Read in order, or choose `reading: negotiated` or `coefficients`."
        raise FilesNeedAHand((fault(opened.records.file, opened.records.line("reading"), message, remedy),))
    print_problems(problems)
    return loaded.records


def _codes(named: str, loaded_study: LoadedStudy) -> list[str]:
    from pipeline.reliability.worklist import codes_meant

    codes = loaded_study.codebook.codes
    if not listed(named):
        raise WrongUsage("--code names no code.")
    try:
        return codes_meant(listed(named), codes)
    except KeyError as error:
        code_id = str(error.args[0])
        raise WrongUsage(
            f"'{code_id}' is no code of this codebook. {did_you_mean(code_id, codes, IN_CODEBOOK)}"
        ) from None
    except ValueError as error:
        raise WrongUsage(f"'{error.args[0]}' is no code that passages are given: name an analytic code.") from None


def _print(rows: list[WorklistRow], written: str) -> None:
    from pipeline.reliability.worklist import COLUMNS
    from pipeline.site.export import as_csv
    from pipeline.wording.escaping import cell

    if written == "json":
        print_json([row.as_row() for row in rows])
    elif written == "csv":
        print(as_csv(COLUMNS, [row.as_row() for row in rows]), end="")
    else:
        print(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}")
        for row in rows:
            print(f"| {' | '.join(str(cell(value)) for value in row.as_row().values())} |")
