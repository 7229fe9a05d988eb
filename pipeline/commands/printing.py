"""What every command says in the same way: problems, cautions, JSON, exit statuses, and the options they share."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.study.problems import FilesNeedAHand, Problem, as_data, caution

DONE, FILES_NEED_A_HAND, WRONG_USAGE = 0, 1, 2

StudyFolder = Annotated[Path, typer.Argument(metavar="STUDY", help="The folder that holds study.yaml.")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="The run that is used, and its cache.")]
RunFolder = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="The run's folder; outputs if not named, or shared with --share."),
]
Share = Annotated[
    bool,
    typer.Option(
        "--share",
        help="From a run that can be handed out, made first: names replaced, words without consent withheld.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on standard output, and nothing else there.")]


def command_group(name: str, about: str, app: typer.Typer) -> typer.Typer:
    """A group of commands under one word, such as `crosscase codebook …`, added to `app`.

    The callback keeps a group of one command a group: Typer would else drop the second word.
    """
    group = typer.Typer(no_args_is_help=True, help=about, rich_markup_mode=None)

    @group.callback()
    def _about() -> None:
        pass

    app.add_typer(group, name=name, help=about)
    return group


def seen_from(problem: Problem) -> Path | None:
    """The folder from which a problem's path is shown: the current one where it lies under it, else none."""
    path, here = problem.source.path.absolute(), Path.cwd()
    return here if path.is_relative_to(here) else None


def problems_as_data(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """Problems as `--json` gives them."""
    return [as_data(problem, seen_from(problem)) for problem in problems]


def stop_as_data(error: FilesNeedAHand, **about: str) -> dict[str, object]:
    """What `--json` prints where a command stops because files need a hand; `about` names what it was about."""
    n_faults = sum(problem.is_fault for problem in error.problems)
    return {**about, "n_faults": n_faults, "problems": problems_as_data(error.problems)}


LONGEST_ON_A_SCREEN = 1_000
"""Signs of a message, about a dozen lines: one that names hundreds of files would push all others off the screen."""


def print_problems(problems: Iterable[Problem], page: Path | None = None) -> None:
    """Each problem with its remedy, on standard error; a long list of places is cut where `page` has them all."""
    for problem in problems:
        shown = problem if page is None else replace(problem, fault=_begun(problem.fault, page))
        print(shown.shown(seen_from(problem)), file=sys.stderr)


def _begun(fault: str, page: Path) -> str:
    """The message up to the last place that a screen has room for, and where the others stand."""
    if len(fault) <= LONGEST_ON_A_SCREEN:
        return fault
    # A file's own words without a comma are cut where they stand.
    end = fault.rfind(", ", 0, LONGEST_ON_A_SCREEN)
    return f"{fault[: LONGEST_ON_A_SCREEN if end < 0 else end]} … (in full in {page})"


def print_cautions(cautions: Iterable[Mapping[str, Any]], study: Path, page: Path | None = None) -> None:
    """The cautions of an earlier run, as it kept them, on standard error; `page` as `print_problems` takes it."""
    print_problems(
        (caution(study / told["file"], told["line"] or 0, told["fault"], told["remedy"]) for told in cautions), page
    )


def print_json(data: object) -> None:
    """One object. A file's name may hold half a surrogate pair, which no encoding takes: then all is escaped."""
    text = json.dumps(data, ensure_ascii=False)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(data)
    print(text)


def listed(words: str) -> tuple[str, ...]:
    """The words of an option that takes several, commas between."""
    return tuple(word.strip() for word in words.split(",") if word.strip())
