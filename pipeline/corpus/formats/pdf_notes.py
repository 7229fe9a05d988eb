"""Footnotes of a PDF: a small raised number in the text, and lines at the foot of the page that begin with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.corpus.formats.pdf_pages import Page, PageRow, Piece
from pipeline.corpus.formats.pdf_rows import RAISED

_MOST_OF_A_PAGE = 0.6
_LONGEST_NUMBER = 6
_SMALLER, _APART = 0.95, 1.6


def without_footnotes(pages: Sequence[Page]) -> tuple[list[Page], list[str]]:
    """Pages without footnotes and their numbers in the text; and the notes, each as its words.

    A number to which no note on its page belongs is a power or a note of another kind: it stays.
    """
    kept: list[Page] = []
    notes: list[str] = []
    for page in pages:
        rows = page.rows
        first, numbers = _foot(page)
        if numbers:
            notes += _notes(rows[first:], numbers)
            rows = [without for row in rows[:first] if (without := _without_numbers(row, numbers)) is not None]
        kept.append(replace(page, rows=[_unmarked(row) for row in rows]))
    return kept, notes


def _foot(page: Page) -> tuple[int, list[str]]:
    """The row from which on a page has notes, and their numbers as they stand in its text; none where it has none."""
    # By number the first row in which it stands.
    raised: dict[str, int] = {}
    for nth, row in enumerate(page.rows):
        for piece in row.pieces[1:]:
            if _is_raised(piece):
                raised.setdefault(piece.text, nth)
    numbers: list[str] = []
    first = len(page.rows)
    # From the last row upwards: what is said may begin with a number as well.
    for nth in range(len(page.rows) - 1, 0, -1) if raised else ():
        number = _number_of(page.rows[nth])
        if raised.get(number, nth) < nth and (not numbers or int(number) < int(numbers[-1])):
            first = nth
            numbers.append(number)
    numbers.reverse()
    is_small = (len(page.rows) - first) <= _MOST_OF_A_PAGE * len(page.rows)
    return (first, numbers) if numbers and is_small and _is_set_off(page.rows, first) else (len(page.rows), [])


def _is_set_off(rows: Sequence[PageRow], first: int) -> bool:
    """Whether notes are smaller than the text above, stand apart from it, or begin with a raised number."""
    if _is_raised(rows[first].pieces[0]):
        return True
    gaps = sorted(before.y - row.y for before, row in pairwise(rows[:first]))
    usual = gaps[len(gaps) // 2] if gaps else rows[first].size
    return rows[first].size < rows[first - 1].size * _SMALLER or rows[first - 1].y - rows[first].y > _APART * usual


def _is_raised(piece: Piece) -> bool:
    return piece.face.startswith(RAISED)


def _number_of(row: PageRow) -> str:
    """The number at the start of a row, however it is set: `1`, `1.`, `(1)`; else ''."""
    number = row.pieces[0].text[:_LONGEST_NUMBER].strip("().[]")
    return number if len(row.pieces) > 1 and number.isdecimal() else ""


def _notes(rows: Sequence[PageRow], numbers: Sequence[str]) -> Iterator[str]:
    starts: list[int] = []
    for nth, row in enumerate(rows):
        if len(starts) < len(numbers) and _number_of(row) == numbers[len(starts)]:
            starts.append(nth)
    for start, end in pairwise([*starts, len(rows)]):
        first = replace(rows[start], pieces=rows[start].pieces[1:])
        yield " ".join(" ".join(row.text for row in (first, *rows[start + 1 : end])).split())


def _without_numbers(row: PageRow, numbers: Sequence[str]) -> PageRow | None:
    pieces = [
        piece for nth, piece in enumerate(row.pieces) if not (nth and _is_raised(piece) and piece.text in numbers)
    ]
    return replace(row, pieces=pieces) if pieces else None


def _unmarked(row: PageRow) -> PageRow:
    if not any(_is_raised(piece) for piece in row.pieces):
        return row
    pieces = [
        replace(piece, face=piece.face[len(RAISED) :].strip()) if _is_raised(piece) else piece for piece in row.pieces
    ]
    return replace(row, pieces=pieces)
