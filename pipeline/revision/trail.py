"""The audit trail of a codebook: for each code who decided what, when and why, beside its versions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from pipeline.codebook.changes import CodeChange, changes_between
from pipeline.codebook.history import lines_on, read_history
from pipeline.codebook.next_version import as_of_its_time, with_those_before
from pipeline.codebook.renames import current_id, earlier_and_later_names, parts_today
from pipeline.loaded_study import LoadedStudy
from pipeline.notes.read import codes_of_meeting
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Codebook, Note

MEETING = "meeting"
# Ids as a line of minutes holds them, hyphens inside: `mutual-learning` is one.
_TOKEN = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class Step:
    """What one version did to one code, and what the codebook says of it."""

    version: str
    change: CodeChange
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A meeting that names a code: its date, who wrote it down, and the lines of its minutes on this code."""

    date: str
    by: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodeTrail:
    """One code's history, by its id of today (or its last one, where it is gone).

    `told`: version -> what the team's CHANGES.md says of it there.
    """

    code_id: str
    name: str
    names: tuple[str, ...]
    steps: tuple[Step, ...]
    decisions: tuple[Decision, ...]
    told: Mapping[str, tuple[str, ...]]


def code_trails(loaded_study: LoadedStudy) -> tuple[CodeTrail, ...]:
    """The trail of every code to which a version or a meeting did something, in the order of the codebook; then of
    codes that are gone."""
    book = loaded_study.codebook
    steps: dict[str, list[Step]] = {}
    for code_id, step in steps_between_versions(book):
        steps.setdefault(code_id, []).append(step)
    decisions: dict[str, list[Decision]] = {}
    for note in sorted(loaded_study.notes.in_folder(MEETING), key=lambda note: note.subject):
        for written in codes_of_meeting(note):
            for code_id in _today(written, book):
                decisions.setdefault(code_id, []).append(_decision(note, {written, code_id}))
    history = read_history(book)
    ids = [*book.codes, *(code_id for code_id in (*steps, *decisions) if code_id not in book.codes)]
    return tuple(
        _trail(code_id, book, tuple(steps.get(code_id, ())), tuple(decisions.get(code_id, ())), history)
        for code_id in dict.fromkeys(ids)
        if code_id in steps or code_id in decisions
    )


def steps_between_versions(book: Codebook) -> Iterator[tuple[str, Step]]:
    """(today's id, step) from version to version, the oldest first."""
    for old, new in pairwise((*book.earlier.values(), book)):
        # With the versions before each, so that a code that was renamed on the way keeps one trail.
        later = as_of_its_time(new, book) if new is not book else book
        for change in changes_between(with_those_before(old, book), later):
            by, why = _said(change, later)
            for code_id in _today(change.code, book):
                yield code_id, Step(later.version, change, by, why)
            # A part begins with the split, which is told of the whole.
            for part in change.later.split(";") if change.kind == "split" else ():
                yield from ((code_id, Step(later.version, change, by, why)) for code_id in _today(part, book))


def _said(change: CodeChange, book: Codebook) -> tuple[str, str]:
    code = book.codes.get(change.code)
    if code is None:
        return "", ""
    if change.kind == "merged":
        return "", code.merge_why
    declared = [declaration for declaration in code.changed if declaration.how == change.kind and change.is_declared]
    return (declared[-1].by, declared[-1].why) if declared else ("", "")


def _today(code_id: str, book: Codebook) -> tuple[str, ...]:
    """Under which of today's codes one of any time is told: itself, what it became, or the parts it was split into."""
    if code_id in book.codes:
        return (code_id,)
    now = current_id(code_id, book)
    return (now,) if now is not None else parts_today(code_id, book) or (code_id,)


def _decision(note: Note, ids: set[str]) -> Decision:
    lines = [" ".join(line.split()) for line in note.body.splitlines() if ids & set(_TOKEN.findall(line))]
    return Decision(note.subject, str(note.front.get("by") or ""), tuple(lines))


def _trail(
    code_id: str, book: Codebook, steps: tuple[Step, ...], decisions: tuple[Decision, ...], history: str
) -> CodeTrail:
    stands_for = earlier_and_later_names(book)
    root = stands_for.get(code_id, code_id)
    names = tuple(sorted(other for other, standing in stands_for.items() if standing == root and other != code_id))
    code = book.codes.get(code_id)
    told = {step.version: lines_on(history, step.version, {code_id, *names}) for step in steps}
    return CodeTrail(code_id, code.name if code is not None else code_id, names, steps, decisions, told)
