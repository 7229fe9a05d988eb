"""Commands and their words. Prints, never computes: what is dear is imported when a command needs it."""

from __future__ import annotations

import gc
import io
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from pipeline.study.problems import FilesNeedAHand, Problem, WrongUsage, did_you_mean

if TYPE_CHECKING:
    from pipeline.run import Analysis

SELDOM = (1_000_000, 50, 100)
"""How often Python looks for rings among what is in memory: a run keeps nearly all that it makes, so that looking at
the default rate costs a twelfth of its time, at every 50,000th thing a fiftieth, and finds nothing."""

DONE, FILES_NEED_A_HAND, WRONG_USAGE = 0, 1, 2

app = typer.Typer(
    name="crosscase",
    help="From the interview transcripts of a comparative case study to findings that a reader can check.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

StudyFolder = Annotated[Path, typer.Argument(metavar="STUDY", help="The folder that holds study.yaml.")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Where outputs are written.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on standard output, and nothing else there.")]


def main() -> None:
    """Run a command; whatever a user's file holds, no traceback."""
    gc.set_threshold(*SELDOM)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal that knows no such letter
    try:
        app()
    except FilesNeedAHand as error:
        _say_problems(error.problems)
        sys.exit(FILES_NEED_A_HAND)
    except WrongUsage as error:
        print(error, file=sys.stderr)
        sys.exit(WRONG_USAGE)
    except BrokenPipeError:
        sys.exit(DONE)
    except OSError as error:
        where, why = error.filename or "the disk", error.strerror or error
        print(f"{where}: {why}. What stands there is whole.", file=sys.stderr)
        sys.exit(FILES_NEED_A_HAND)


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder that is not there yet, or empty.")],
) -> None:
    """Make a small commented study that already runs."""
    from pipeline.starter.make import make_study

    make_study(folder)
    print(f"{folder}: a small study, ready to run. Next: crosscase analyze {folder}")


@app.command()
def check(
    study: StudyFolder,
    strict: Annotated[bool, typer.Option("--strict", help="Cautions count as faults: exit 1.")] = False,
    with_voices: Annotated[bool, typer.Option("--voices", help="Who speaks in each transcript, and who asks.")] = False,
    as_json: Json = False,
) -> None:
    """Name every problem in a study's files at once, with file, line and remedy."""
    from pipeline.corpus.voices import voices_as_data, voices_as_text
    from pipeline.loading import check_with_voices
    from pipeline.run import as_data

    problems, voices = check_with_voices(study)
    n_faults = sum(problem.is_fault for problem in problems)
    n_cautions = len(problems) - n_faults
    if as_json:
        found = [as_data(problem, _base(problem)) for problem in problems]
        heard = [voices_as_data(each) for each in voices]
        counts = {"n_faults": n_faults, "n_cautions": n_cautions}
        _print_json({"study": str(study), **counts, "problems": found, "voices": heard})
    else:
        if with_voices and voices:
            print(voices_as_text(voices))
        for problem in problems:
            print(problem.shown(_base(problem)))
        print(f"{study}: {_count(n_faults, 'fault')}, {_count(n_cautions, 'caution')}.")
    if n_faults or (strict and n_cautions):
        raise typer.Exit(FILES_NEED_A_HAND)


@app.command()
def analyze(
    study: StudyFolder,
    out: Out = Path("outputs"),
    stage: Annotated[str | None, typer.Option("--stage", metavar="NAME", help="Stop after this stage.")] = None,
    as_json: Json = False,
) -> None:
    """Do the main job: codings, frequencies, memos of every stage, evidence pages, tables."""
    try:
        done = _analyze(study, out, stage)
    except FilesNeedAHand as error:
        if as_json:
            from pipeline.run import as_data

            found = [as_data(problem, _base(problem)) for problem in error.problems]
            _print_json({"study": str(study), "n_faults": sum(p.is_fault for p in error.problems), "problems": found})
            raise typer.Exit(FILES_NEED_A_HAND) from None
        _say_problems(error.problems)
        print(_stopped(error.problems, out), file=sys.stderr)
        raise typer.Exit(FILES_NEED_A_HAND) from None
    if as_json:
        _print_json(done)
        return
    material = done["material"]
    print(done["index"])
    print(
        f"material: {_count(material['n_cases'], 'case')}, {_count(material['n_transcripts'], 'transcript')}, "
        f"{material['n_words']} words"
    )
    print(
        f"codings: {material['n_codings_hand']} by people, {material['n_codings_machine']} by machine; "
        f"{material['n_codings_counted']} counted"
    )
    print(f"cautions: {len(done['cautions'])}")


def _stopped(problems: Iterable[Problem], out: Path) -> str:
    """The last line of a run that stopped at faults: how many, and what is in the folder of outputs."""
    n_faults = sum(problem.is_fault for problem in problems)
    former = f"; what {out} holds is of an earlier run" if (out / "run.json").is_file() else ""
    return f"{_count(n_faults, 'fault')}, named first: nothing was written{former}."


def _analyze(study: Path, out: Path, stage: str | None) -> dict[str, Any]:
    """Run, or say that nothing has changed, before anything dear is imported."""
    from pipeline.io.manifest import is_unchanged

    former = is_unchanged(study, out, stage) if (study / "study.yaml").is_file() else None
    if former is not None:
        print("… nothing has changed since the last run", file=sys.stderr)
        data = former.data
        _say_cautions(data["cautions"], study)
        return {
            "index": str(out / "index.html"),
            "material": data["material"],
            "cautions": data["cautions"],
            "n_written": 0,
        }
    from pipeline.run import analyze as run
    from pipeline.run import as_data

    _known_stage(study, stage)
    done: Analysis = run(study, out, stage)
    _say_problems(done.problems)
    cautions = [as_data(problem, study) for problem in done.problems]
    return {
        "index": str(out / "index.html"),
        "material": dict(done.material),
        "cautions": cautions,
        "n_written": done.n_written,
    }


def _known_stage(study: Path, stage: str | None) -> None:
    from pipeline.study.study import open_study

    if stage is None:
        return
    opened = open_study(study)
    if opened.records is not None and stage not in opened.records.stages:
        raise WrongUsage(
            f"'{stage}' is no stage of this study. "
            + did_you_mean(stage, opened.records.stages, f"name one of {', '.join(opened.records.stages)}.")
        )


FORMATS = ("md", "html")


@app.command()
def memos(
    study: StudyFolder,
    stage: Annotated[str, typer.Option("--stage", metavar="NAME", help="The stage whose memos are exported.")],
    formats: Annotated[str, typer.Option("--format", metavar="LIST", help="md, html, or both: md,html.")] = "md,html",
    subject: Annotated[str | None, typer.Option("--subject", metavar="ID", help="One memo only.")] = None,
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Where the memos go.")] = Path("memos"),
    out: Out = Path("outputs"),
) -> None:
    """Export the memos of one stage from the run in --out, as a folder that opens anywhere."""
    wanted = tuple(dict.fromkeys(one.strip() for one in formats.split(",") if one.strip()))
    for one in wanted:
        if one not in FORMATS:
            raise WrongUsage(f"There is no format '{one}'. " + did_you_mean(one, FORMATS, "use md, html, or md,html."))
    _known_stage(study, stage)
    from pipeline.io.outputs import inside_the_study

    if inside := inside_the_study(to, study):
        raise FilesNeedAHand(inside)
    _analyze(study, out, None)
    from pipeline.site.export_memos import export_memos

    made = export_memos(out, stage, wanted, subject, to)
    for path in made:
        print(path)


notes_commands = typer.Typer(no_args_is_help=True, help="Analysts' notes.", rich_markup_mode=None)
app.add_typer(notes_commands, name="notes")


@notes_commands.callback()
def _notes() -> None:
    """Analysts' notes."""


@notes_commands.command("sign")
def notes_sign(
    study: StudyFolder,
    stage: Annotated[str, typer.Option("--stage", metavar="NAME", help="The stage of the note.")],
    subject: Annotated[str, typer.Option("--subject", metavar="ID", help="The subject of the note.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who signs.")],
    out: Out = Path("outputs"),
) -> None:
    """Sign an analyst's note off against the run's evidence: only the note's front matter is written."""
    _known_stage(study, stage)
    _analyze(study, out, None)
    from pipeline.notes.sign import sign_note

    print(f"{sign_note(study, out, stage, subject, by)}: signed off by {by}.")


@app.command()
def screen(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Holds cities.csv, candidates.csv, criteria.yaml.")],
    as_json: Json = False,
) -> None:
    """Screen candidates by declared criteria: the funnel, step by step, to the first complete matrix."""
    from pipeline.run import as_data
    from pipeline.selection.screen import screen as screened
    from pipeline.selection.words import screening_as_data, screening_as_text

    loaded = screened(folder)
    if loaded.records is None or any(problem.is_fault for problem in loaded.problems):
        if as_json:
            found = [as_data(problem, _base(problem)) for problem in loaded.problems]
            _print_json(
                {"folder": str(folder), "n_faults": sum(p.is_fault for p in loaded.problems), "problems": found}
            )
            raise typer.Exit(FILES_NEED_A_HAND)
        raise FilesNeedAHand(loaded.problems)
    _say_problems(loaded.problems)
    if as_json:
        _print_json(screening_as_data(loaded.records))
        return
    print(screening_as_text(loaded.records))


@app.command()
def stats(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="agreement, exact, configurations, ranking, icc, saturation or prevalence."
        ),
    ],
    table: Annotated[Path, typer.Option("--table", metavar="FILE.csv", help="The table, as CSV.")],
    as_json: Json = False,
    metric: Annotated[str, typer.Option(help="agreement: nominal, ordinal, interval or ratio.")] = "nominal",
    cluster: Annotated[
        str | None, typer.Option(metavar="C", help="agreement: column of what is resampled whole.")
    ] = None,
    outcome: Annotated[
        str | None, typer.Option(metavar="C", help="exact, configurations: column of the outcome.")
    ] = None,
    order: Annotated[str, typer.Option(metavar="LIST", help="exact: tiers from worst to best, commas between.")] = "",
    predictor: Annotated[
        list[str] | None, typer.Option(metavar="C", help="exact: a column; may be given several times.")
    ] = None,
    block: Annotated[str | None, typer.Option(metavar="C", help="exact: the attribute held constant.")] = None,
    conditions: Annotated[str, typer.Option(metavar="LIST", help="configurations: columns, commas between.")] = "",
    cut: Annotated[float, typer.Option(help="configurations: the least consistency of a row.")] = 0.8,
    expect: Annotated[
        str, typer.Option(metavar="LIST", help="configurations: 1, 0 or - a condition, commas between.")
    ] = "",
    negate: Annotated[
        bool, typer.Option("--negate", help="configurations: explain the absence of the outcome.")
    ] = False,
    base: Annotated[int, typer.Option(help="saturation: transcripts in the base.")] = 4,
    run: Annotated[int, typer.Option(help="saturation: transcripts in a run.")] = 2,
) -> None:
    """Compute one statistic on anybody's table."""
    from pipeline.user_tables.run_statistic import StatisticOptions, run_statistic

    options = StatisticOptions(
        metric=metric,
        cluster=cluster,
        outcome=outcome,
        order=_listed(order),
        predictor=tuple(predictor or ()),
        block=block,
        conditions=_listed(conditions),
        cut=cut,
        expect=_listed(expect),
        negate=negate,
        base=base,
        run=run,
    )
    try:
        result = run_statistic(name, table, options)
    except FilesNeedAHand as error:
        if not as_json:
            raise
        from pipeline.run import as_data

        _print_json({"table": str(table), "problems": [as_data(problem, _base(problem)) for problem in error.problems]})
        raise typer.Exit(FILES_NEED_A_HAND) from None
    if as_json:
        _print_json(result)
        return
    for key, value in result.items():
        print(f"{key}: {json.dumps(value, ensure_ascii=False)}")


def _listed(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.split(",") if word.strip())


codebook_commands = typer.Typer(no_args_is_help=True, help="Codebooks.", rich_markup_mode=None)
app.add_typer(codebook_commands, name="codebook")


@codebook_commands.callback()
def _codebook() -> None:
    """Codebooks."""


@codebook_commands.command("schema")
def codebook_schema() -> None:
    """Print the JSON Schema of a codebook, for completion in editors."""
    from pipeline.codebook.schema import json_schema

    print(json.dumps(json_schema(), ensure_ascii=False, indent=2))


def _base(problem: Problem) -> Path | None:
    """Paths under the current folder are shown from there, others as they were given."""
    path, here = problem.source.path.absolute(), Path.cwd()
    return here if path.is_relative_to(here) else None


def _say_problems(problems: Iterable[Problem]) -> None:
    for problem in problems:
        print(problem.shown(_base(problem)), file=sys.stderr)


def _say_cautions(cautions: Iterable[dict[str, Any]], study: Path) -> None:
    for one in cautions:
        line = f":{one['line']}" if one["line"] else ""
        print(
            f"{(study / one['file']).as_posix()}{line}: caution: {one['fault']}\n    {one['remedy']}", file=sys.stderr
        )


def _print_json(data: Any) -> None:
    """One object, in letters that any output takes: a name of a file may hold half a character."""
    text = json.dumps(data, ensure_ascii=False)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(data)
    print(text)


def _count(n: int, word: str) -> str:
    return f"{n} {word}{'' if n == 1 else 's'}"


def _stop(message: str) -> NoReturn:
    raise WrongUsage(message)
