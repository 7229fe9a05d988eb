"""What hindered a case by type, with the members' own ranking beside what was told."""

from __future__ import annotations

from pipeline.comparison.ranking import Exercise
from pipeline.memos.context import MemoContext
from pipeline.memos.exercise import exercise_of
from pipeline.memos.links import code_link
from pipeline.memos.sentences import deny_words, marks
from pipeline.memos.short.parts import Table, some
from pipeline.memos.stages.types_of_barriers import FAMILY, UNTYPED, type_of
from pipeline.stages.findings import CodeLine, Finding
from pipeline.wording.escaping import md
from pipeline.wording.numbers import in_brackets
from pipeline.wording.vocabulary import PRESENT

MOST = 4


def hindrances(finding: Finding, context: MemoContext) -> Table:
    """A row a type of the codebook (`substantive`, `process`, …): what is judged or told, what members marked.

    Without barriers, or where nothing is told or marked, there is none; nor where the codebook has no types and nobody
    ranked anything, since the paragraphs below say it all then.
    """
    exercise = exercise_of(finding, context)
    by_type = _by_type(finding, context)
    rows: list[tuple[str, ...]] = []
    if set(by_type) == {UNTYPED} and exercise is None:
        return Table((), ())
    for kind, members in by_type.items():
        told = _told(members)
        ours = {line.code_id for line in members}
        cells = [some([_said(line, context) for line in told], MOST) or "—"]
        if exercise is not None:
            cells.append(_picks(exercise, ours, context) or "—")
        if any(cell != "—" for cell in cells):
            rows.append((kind, *cells))
    heads = ("what hindered, by type", "judged present or told", *(["marked by members"] if exercise else []))
    if set(by_type) == {UNTYPED}:
        return Table(("what hindered: judged present or told", *heads[2:]), tuple(row[1:] for row in rows))
    return Table(heads, tuple(rows))


def counted_in_the_table(finding: Finding, context: MemoContext) -> frozenset[str]:
    """The barriers whose counts the table prints."""
    if not hindrances(finding, context).rows:
        return frozenset()
    # Beyond these there may be a number alone.
    return frozenset(line.code_id for members in _by_type(finding, context).values() for line in _told(members)[:MOST])


def _by_type(finding: Finding, context: MemoContext) -> dict[str, list[CodeLine]]:
    by_type: dict[str, list[CodeLine]] = {}
    for line in finding.family(FAMILY):
        by_type.setdefault(type_of(line.code_id, context), []).append(line)
    return by_type


def _told(lines: list[CodeLine]) -> list[CodeLine]:
    """Those that are judged present or told, by how many tell them."""
    told = [line for line in lines if _is_there(line)]
    return sorted(told, key=lambda line: -(line.frequency.n_respondents if line.frequency else 0))


def _is_there(line: CodeLine) -> bool:
    # The team's judgement decides; the count speaks only where nobody judged, and never where nobody checked it.
    if line.judgement is not None:
        return line.judgement.judgement in PRESENT
    row = line.frequency
    return row is not None and not row.is_unchecked and row.n_mentioning > 0


def _said(line: CodeLine, context: MemoContext) -> str:
    """`*Two hats* ! (0 of 3)`: with its marks, and how many tell and deny it."""
    row = line.frequency
    words = f"{code_link(line)}{marks(line)}"
    count = "" if row is None or context.is_interpretive else in_brackets(row)
    if row is None or not count:
        return words
    denying = f", {deny_words(row.n_denying)}" if row.n_denying else ""
    return f"{words} ({count}{denying})"


def _picks(exercise: Exercise, ours: set[str], context: MemoContext) -> str:
    """`most challenging: A (4 of 5)`; of members who only ranked, what stands first in their orders together."""
    parts = []
    for words, counts in (
        ("most", [(row.item, row.n_most) for row in exercise.picks]),
        ("least", [(row.item, row.n_least) for row in exercise.picks]),
    ):
        named = [_named(item, n, exercise, context) for item, n in counts if n and item in ours]
        if named:
            parts.append(f"{words} challenging: {some(named, 3)}")
    # A mark and an order answer two questions: they are never added.
    if not exercise.picks and exercise.order is not None and exercise.order.items[0].item in ours:
        parts.append(f"ranked first: {md(exercise.order.items[0].label)}")
    return "; ".join(parts)


def _named(item: str, n: int, exercise: Exercise, context: MemoContext) -> str:
    name = md(context.codebook.codes[item].name)
    return name if context.is_interpretive else f"{name} ({n} of {exercise.n_picking})"
