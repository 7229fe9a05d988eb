"""Signs of a page, each with its place -> rows of words in reading order. Part of the child process of `pdf_glyphs`."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any

BLANKS = frozenset(" \t\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000")
BLANK_STORED = 0.17
BLANK_LEFT_OUT = 0.12
_BLANK_OF_INK = 0.25
"""The gap, in parts of the type size, that is a blank. Letters of a word stand .00-.09 apart in the files measured, and
words .18-.28. Where a page stores its blanks as signs, a narrow gap more likely is kerning; where a font tells no
advance, signs are as wide as their ink, and the room around it belongs to the gap."""


@dataclass(slots=True)
class Glyph:
    """A sign where it is drawn, in points.

    `y` is its baseline, `size` its type size, `nth` its place in the file, `drawn` the object of the page that holds
    it.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    face: str
    nth: float
    angle: int = 0
    drawn: int = 0


@dataclass(slots=True)
class GlyphRow:
    """Signs on one baseline."""

    y: float
    size: float
    glyphs: list[Glyph] = field(default_factory=list)


def rows_of(glyphs: Sequence[Glyph]) -> list[GlyphRow]:
    """Signs by baseline, from top to bottom; raised and lowered ones are in the row that they belong to."""
    levels: dict[float, list[Glyph]] = {}
    # Signs of one line follow each other, so that its level is looked up once.
    for y, level in groupby(glyphs, key=attrgetter("y")):
        # To half a point: baselines of one line differ by rounding.
        levels.setdefault(round(y * 2) / 2, []).extend(level)
    rows: list[GlyphRow] = []
    for y in sorted(levels, reverse=True):
        row = GlyphRow(y, max(glyph.size for glyph in levels[y]), levels[y])
        if rows and _is_same_row(rows[-1], row):
            larger = max(rows[-1], row, key=lambda either: (either.size, len(either.glyphs)))
            rows[-1] = GlyphRow(larger.y, larger.size, rows[-1].glyphs + row.glyphs)
        else:
            rows.append(row)
    return rows


def _is_same_row(upper: GlyphRow, lower: GlyphRow) -> bool:
    apart, size = upper.y - lower.y, max(upper.size, lower.size)
    if apart > size * 0.55:
        return False
    is_raised = min(upper.size, lower.size) < size * 0.85
    if not is_raised and apart > size * 0.25:
        return False
    # Signs that stand above each other are two lines, however near these are.
    return not any(
        first.x0 < second.x1 - size * 0.2 and second.x0 < first.x1 - size * 0.2
        for first in _spans(upper.glyphs)
        for second in _spans(lower.glyphs)
    )


def _spans(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Stretches of signs without a wide gap, in the order of the file: each as one long sign."""
    spans: list[Glyph] = []
    for glyph in glyphs:
        if glyph.text in BLANKS:
            continue
        if spans and -0.5 * glyph.size < glyph.x0 - spans[-1].x1 < glyph.size:
            spans[-1].x1 = max(spans[-1].x1, glyph.x1)
        else:
            spans.append(replace(glyph))
    return spans


def rows_across(glyphs: Sequence[Glyph]) -> Iterator[GlyphRow]:
    """Signs that run another way than the page, one row a direction and baseline, in the order of the file."""
    by_line: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in glyphs:
        slope = math.radians(glyph.angle if glyph.angle % 90 else 0)
        distance = glyph.y * math.cos(slope) - glyph.x0 * math.sin(slope)
        by_line.setdefault((glyph.angle, round(distance / max(glyph.size, 1.0))), []).append(glyph)
    for line in by_line.values():
        # Below all others, also where the rows are sorted by height.
        yield GlyphRow(-1.0, line[0].size, line)


def pieces_of(row: GlyphRow, least: float, is_ink: Callable[[Glyph], bool]) -> list[Any]:
    """A row's pieces from left to right: a blank stands before a piece that is not glued to the one before it.

    Args:
        row: Signs on one baseline.
        least: The gap, in parts of the type size, that is a blank.
        is_ink: Whether a sign's font tells no advance, so that it is as wide as what is seen of it; seldom asked.
    """
    glyphs = _in_reading_order(row.glyphs)
    least += _tracking(glyphs)
    is_ascii = _is_ascii(glyphs)
    pieces: list[list[Any]] = []
    before: Glyph | None = None
    is_apart = False
    for glyph in glyphs:
        text = glyph.text
        if text in BLANKS:
            is_apart = True
            continue
        if before is not None and before.text == text and _is_drawn_twice(before, glyph):
            pieces[-1][3] = pieces[-1][3] if "bold" in pieces[-1][3] else f"bold {pieces[-1][3]}".strip()
            continue
        # Most signs touch the one before: they are spared the question.
        if before is None or not -glyph.size <= glyph.x0 - before.x1 <= least * glyph.size or not is_ascii:
            is_apart = is_apart or before is None or _is_blank_between(before, glyph, least, is_ink)
        is_apart = is_apart or (len(pieces) == 1 and _is_number_of_another_size(pieces[0][2], before, glyph))
        if is_apart or glyph.face != pieces[-1][3]:
            pieces.append([glyph.x0, glyph.x1, text, glyph.face, not is_apart])
        else:
            pieces[-1][1] = max(pieces[-1][1], glyph.x1)
            pieces[-1][2] += text
        before, is_apart = glyph, False
    for piece in pieces:
        piece[:2] = round(piece[0], 1), round(piece[1], 1)
    return [round(row.y, 1), round(row.size, 1), pieces]


def _is_blank_between(before: Glyph, glyph: Glyph, least: float, is_ink: Callable[[Glyph], bool]) -> bool:
    gap, size = glyph.x0 - before.x1, glyph.size
    if _runs_left(glyph) or _runs_left(before):
        gap = max(gap, before.x0 - glyph.x1)
    if gap <= least * size:
        return gap < -size
    return gap > _BLANK_OF_INK * size or not (is_ink(before) and is_ink(glyph))


def _is_number_of_another_size(number: str, before: Glyph | None, glyph: Glyph) -> bool:
    """A small number at the start of a row counts it, however near it stands to the first word."""
    return before is not None and number.isdecimal() and glyph.text.isalpha() and before.size < glyph.size * 0.85


def _runs_left(glyph: Glyph) -> bool:
    # Asked of every sign several times: nothing of ASCII runs to the left.
    return not glyph.text[:1].isascii() and unicodedata.bidirectional(glyph.text[:1]) in ("R", "AL")


def _is_ascii(glyphs: Sequence[Glyph]) -> bool:
    """Whether no sign can run to the left, told of all at once."""
    return "".join([glyph.text for glyph in glyphs]).isascii()


def _in_reading_order(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Stretches from left to right, each in the order of the file; in Arabic or Hebrew, signs from right to left."""
    by_file = sorted(glyphs, key=attrgetter("nth"))
    if any(glyph.angle % 90 for glyph in glyphs):
        return by_file
    if not _is_ascii(glyphs) and sum(map(_runs_left, glyphs)) * 2 > sum(glyph.text.isalpha() for glyph in glyphs):
        return _leftward(glyphs)
    starts = [
        nth
        for nth, (before, glyph) in enumerate(pairwise(by_file), 1)
        if not -0.5 * glyph.size < glyph.x0 - before.x1 < glyph.size
    ]
    stretches = [by_file[first:last] for first, last in pairwise([0, *starts, len(by_file)])]
    return [glyph for stretch in sorted(stretches, key=lambda stretch: stretch[0].x0) for glyph in stretch]


def _leftward(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Signs from right to left, but for numbers and Latin words, which run to the right inside such a row."""
    ordered: list[Glyph] = []
    rightward: list[Glyph] = []
    shown = [glyph for glyph in glyphs if glyph.drawn]  # where a blank drawn alone stands among them is not known
    for glyph in sorted(shown, key=lambda glyph: -glyph.x1):
        if unicodedata.bidirectional(glyph.text[:1] or " ") in ("L", "EN", "AN") or (rightward and glyph.text in ".,:"):
            rightward.append(glyph)
        else:
            ordered += [*reversed(rightward), glyph]
            rightward = []
    return [*ordered, *reversed(rightward)]


def _tracking(glyphs: Sequence[Glyph]) -> float:
    """How far apart the letters of a spaced-out row stand, in parts of the type size."""
    gaps = [
        (after.x0 - before.x1) / after.size
        for before, after in pairwise(glyphs)
        if before.text not in BLANKS and after.text not in BLANKS
    ]
    # The spacing of a few letters says nothing.
    middle = _median(gaps) if len(gaps) >= 8 else 0.0
    return middle if -0.3 < middle < 0.8 else 0.0


def _median(numbers: Sequence[float]) -> float:
    """As `statistics.median`, whose import costs as much as reading a page."""
    ordered, half = sorted(numbers), len(numbers) // 2
    return ordered[half] if len(numbers) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _is_drawn_twice(before: Glyph, glyph: Glyph) -> bool:
    """Some programs make letters bold by drawing them twice, a hair apart; the letters of a ligature are one object."""
    return before.drawn != glyph.drawn and before.text == glyph.text and abs(glyph.x0 - before.x0) < glyph.size * 0.08
