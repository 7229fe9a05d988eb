"""What is wrong with a file that people edit, said so that they can mend it."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Generic, TypeVar

from pipeline.study.dataclass import dataclass

R = TypeVar("R")


# Control characters, marks that turn the direction of writing, and halves of surrogate pairs.
HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def visible(text: str) -> str:
    """Text in which nothing steers a terminal or turns the direction of writing: `\\x1b`, `\\u202e` in their places."""
    return text if text.isprintable() else HIDDEN.sub(lambda sign: ascii(sign[0])[1:-1], text)


class Severity(StrEnum):
    """A fault stops a run before anything is written; a caution is printed and counted, and the run goes on."""

    FAULT = "fault"
    CAUTION = "caution"


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """Where something stands: a file, and its line counted from 1 (0: the file as a whole)."""

    path: Path
    line: int = 0

    def shown(self, base: Path | None = None) -> str:
        """`file:line` as seen from `base`, with `/` between folders on every system."""
        path = self.path if base is None else Path(os.path.relpath(self.path, base))
        name = visible(path.as_posix())
        return f"{name}:{self.line}" if self.line else name


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that a person should look at: where, what was found, what to do.

    `also`: the other places of the same cause, which `fault` names.
    """

    severity: Severity
    source: Source
    fault: str
    remedy: str
    also: tuple[Source, ...] = ()

    @property
    def is_fault(self) -> bool:
        """Whether the run stops here."""
        return self.severity is Severity.FAULT

    def shown(self, base: Path | None = None) -> str:
        """The message as people read it: `file:line: what is wrong`, then what to do on a line of its own."""
        word = "" if self.is_fault else "caution: "
        return f"{self.source.shown(base)}: {word}{visible(self.fault)}\n    {visible(self.remedy)}"


@dataclass(frozen=True, slots=True)
class Loaded(Generic[R]):
    """What a loader read, and every problem that it met on the way."""

    records: R
    problems: tuple[Problem, ...] = ()


class CrosscaseError(Exception):
    """The parent of every error that crosscase raises on purpose."""


class FilesNeedAHand(CrosscaseError):
    """Some files must be mended before anything can be written (exit status 1)."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.shown() for problem in self.problems))


class WrongUsage(CrosscaseError):
    """The command line asks for something that there is not (exit status 2)."""


def fault(path: Path, line: int, message: str, remedy: str) -> Problem:
    """A problem that stops the run."""
    return Problem(Severity.FAULT, Source(path, line), message, remedy)


def caution(path: Path, line: int, message: str, remedy: str) -> Problem:
    """A problem that is named and counted, and the run goes on."""
    return Problem(Severity.CAUTION, Source(path, line), message, remedy)


def as_data(problem: Problem, base: Path | None) -> dict[str, object]:
    """A problem as JSON gives it; `file` is seen from `base`, and so is `also`, where one cause has several places."""
    return {
        "severity": problem.severity.value,
        "file": replace(problem.source, line=0).shown(base),
        "line": problem.source.line or None,
        "fault": problem.fault,
        "remedy": problem.remedy,
        **({"also": [source.shown(base) for source in problem.also]} if problem.also else {}),
    }


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that `word` was probably meant to be, or None."""
    names = sorted(known)
    folded = {name.casefold(): name for name in names}
    if word.casefold() in folded:
        return folded[word.casefold()]
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)  # 0.6: difflib's own default; a guess does no harm
    return near[0] if near else None


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """`Did you mean 'x'?` where a known name is near, followed by what to do otherwise."""
    near = nearest(word, known)
    return f"Did you mean '{near}'? Otherwise {otherwise}" if near else otherwise[:1].upper() + otherwise[1:]


def about_an_unknown_field(name: str, is_empty: bool, known: Iterable[str], otherwise: str) -> str:
    """What to do about a field that nobody knows; one without a value is mostly the rest of words with a comma."""
    remedy = did_you_mean(name, known, otherwise)
    # Between braces YAML takes `{definition: Trust, and its lack}` for two fields.
    return (
        f'Put words that hold a comma between double quotes: "one, two". If a field is meant: {remedy}'
        if is_empty
        else remedy
    )


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once; faults first, then by file and line."""
    unique = dict.fromkeys(problems)
    return tuple(
        sorted(unique, key=lambda p: (not p.is_fault, str(p.source.path), p.source.line, p.fault)),
    )
