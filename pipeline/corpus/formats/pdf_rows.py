"""Signs of a page, each with its place -> rows of words in reading order. Part of the child process of `pdf_glyphs`.

Signs are handled in runs, a line or a word at once: what Python does for each of a page's 2,000 signs is most of the
work of reading it. A run is taken apart where a question is one of single signs.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise
from operator import attrgetter, sub

TYPE_CHECKING = False  # as `typing` says it, whose import costs as much as reading a page
if TYPE_CHECKING:
    from typing import Any

BLANKS = frozenset(" \t\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000")
"""All of them are read as the first."""
BLANK_STORED = 0.17
BLANK_LEFT_OUT = 0.12
_BLANK_OF_INK = 0.25
"""The gap, in parts of the type size, that is a blank. Letters of a word stand .00-.09 apart in the files measured, and
words .18-.28. Where a page stores its blanks as signs, a narrow gap more likely is kerning; where a font tells no
advance, signs are as wide as their ink, and the room around it belongs to the gap."""


RAISED = "raised"
"""Stands in the face of a small raised number: that of a note, if one begins with it at the foot of the page."""

_LONGEST_MARK = 8
"""Signs of the numbers of notes on one line."""
_type_size = attrgetter("size")


class Run:
    """Signs that follow each other in the file and on one baseline, set alike, less than a type size apart; in points.

    `text` has a letter for each sign; that of a run of a single sign may have several (a ligature) or none. `lefts` and
    `rights` are the edges of each sign, `y` is their baseline, `size` their type size, `nth` the place of the first in
    the file, `first` and `last` the objects of the page that hold the first and the last.
    """

    __slots__ = ("angle", "face", "first", "last", "lefts", "nth", "rights", "size", "text", "y")

    def __init__(
        self, text: str, lefts: list[float], rights: list[float], y: float, size: float, face: str, nth: float,
        angle: int = 0, first: int = 0, last: int = 0,
    ) -> None:  # fmt: skip
        self.text, self.lefts, self.rights, self.y, self.size, self.face = text, lefts, rights, y, size, face
        self.nth, self.angle, self.first, self.last = nth, angle, first, last or first

    @property
    def n_blanks(self) -> int:
        """How many of its signs are blanks."""
        return self.text.count(" ") if len(self.lefts) > 1 else int(self.text == " ")

    def signs(self) -> list[Run]:
        """Its signs, each as a run of its own."""
        if len(self.lefts) == 1:
            return [self]
        signs = [
            Run(text, [left], [right], self.y, self.size, self.face, self.nth + nth, self.angle, self.first)
            for nth, (text, left, right) in enumerate(zip(self.text, self.lefts, self.rights, strict=True))
        ]
        signs[-1].first = signs[-1].last = self.last
        return signs

    def words(self) -> list[tuple[int, int]]:
        """Where its stretches without a blank begin and end."""
        if len(self.lefts) == 1:
            return [] if self.text == " " else [(0, 1)]
        place, words = 0, []
        for word in self.text.split(" "):
            if word:
                words.append((place, place + len(word)))
            place += len(word) + 1
        return words

    def gaps(self) -> list[float]:
        """How far each sign stands from the one before it."""
        return list(map(sub, self.lefts[1:], self.rights))

    def sign(self, nth: int) -> str:
        """The text of a sign."""
        return self.text[nth] if len(self.lefts) > 1 else self.text


def signs_of(runs: Sequence[Run]) -> list[Run]:
    """Every sign of some runs as a run of its own."""
    return [sign for run in runs for sign in run.signs()]


class RunRow:
    """Runs on one baseline."""

    __slots__ = ("runs", "size", "y")

    def __init__(self, y: float, size: float, runs: list[Run]) -> None:
        self.y, self.size, self.runs = y, size, runs

    @property
    def n_signs(self) -> int:
        """How many signs it has."""
        return sum(len(run.lefts) for run in self.runs)


def rows_of(runs: Sequence[Run]) -> list[RunRow]:
    """Runs by baseline, from top to bottom; raised and lowered ones are in the row that they belong to."""
    levels: dict[float, list[Run]] = {}
    # Runs of one line follow each other, so that its level is looked up once.
    for y, level in groupby(runs, key=attrgetter("y")):
        # To half a point: baselines of one line differ by rounding.
        levels.setdefault(round(y * 2) / 2, []).extend(level)
    rows: list[RunRow] = []
    for y in sorted(levels, reverse=True):
        row = RunRow(y, max(run.size for run in levels[y]), levels[y])
        if rows and _is_same_row(rows[-1], row):
            larger = max(rows[-1], row, key=lambda either: (either.size, either.n_signs))
            rows[-1] = RunRow(larger.y, larger.size, rows[-1].runs + row.runs)
        else:
            rows.append(row)
    return rows


def _is_same_row(upper: RunRow, lower: RunRow) -> bool:
    apart, size = upper.y - lower.y, max(upper.size, lower.size)
    if apart > size * 0.55:
        return False
    is_raised = min(upper.size, lower.size) < size * 0.85
    if not is_raised and apart > size * 0.25:
        return False
    # Signs that stand above each other are two lines, however near these are. The number of a note stands in a gap.
    widest = 0.2 if is_raised and min(upper, lower, key=_type_size).n_signs <= _LONGEST_MARK else 1.0
    return not any(
        x0 < other_x1 - size * 0.2 and other_x0 < x1 - size * 0.2
        for x0, x1 in _spans(upper.runs, widest)
        for other_x0, other_x1 in _spans(lower.runs, widest)
    )


def _spans(runs: Sequence[Run], widest: float) -> list[list[float]]:
    """Left and right edge of stretches of signs without a wide gap, in the order of the file."""
    spans: list[list[float]] = []
    for sign in signs_of(runs):
        if sign.text == " ":
            continue
        left, right = sign.lefts[0], sign.rights[0]
        if spans and -0.5 * sign.size < left - spans[-1][1] < widest * sign.size:
            spans[-1][1] = max(spans[-1][1], right)
        else:
            spans.append([left, right])
    return spans


def rows_across(runs: Sequence[Run]) -> Iterator[RunRow]:
    """Signs that run another way than the page, one row a direction and baseline, in the order of the file."""
    by_line: dict[tuple[int, int], list[Run]] = {}
    for run in runs:
        slope = math.radians(run.angle if run.angle % 90 else 0)
        distance = run.y * math.cos(slope) - run.lefts[0] * math.sin(slope)
        by_line.setdefault((run.angle, round(distance / max(run.size, 1.0))), []).append(run)
    for line in by_line.values():
        # Below all others, also where the rows are sorted by height.
        yield RunRow(-1.0, line[0].size, line)


def pieces_of(row: RunRow, least: float, is_ink: Callable[[Run, int], bool]) -> list[list[Any]]:
    """A row's pieces from left to right, each `[x0, x1, text, face, is_glued]`: is glued what no blank stands before.

    Args:
        row: Signs on one baseline.
        least: The gap, in parts of the type size, that is a blank.
        is_ink: Whether the font of a run's sign tells no advance, so that it is as wide as what is seen of it; seldom
            asked.
    """
    runs = row.runs
    if has_leftward := any(map(_runs_left, set("".join([run.text for run in runs])))):
        runs = signs_of(runs)
    read = [(run, run.words(), run.gaps()) for run in _in_reading_order(runs, has_leftward)]
    blank = least + _tracking(read)
    pieces: list[list[Any]] = []
    before, last = None, 0  # the sign that is not blank before the next: the run that holds it, and where
    is_apart = False
    for run, words, gaps in read:
        widest = blank * run.size
        if gaps and max(gaps) > widest:
            words = _parted(run, words, gaps, widest, is_ink)  # noqa: PLW2901 — the same, cut at gaps as well
        for nth, (start, end) in enumerate(words):
            is_apart = is_apart or start > 0 or before is None
            if before is not None and not nth:
                if _is_drawn_twice(before, last, run, start):
                    if len(run.lefts) > 1:
                        return pieces_of(RunRow(row.y, row.size, signs_of(row.runs)), least, is_ink)
                    pieces[-1][3] = pieces[-1][3] if "bold" in pieces[-1][3] else f"bold {pieces[-1][3]}".strip()
                    continue
                # Most signs touch the one before: they are spared the question.
                if has_leftward or not -run.size <= run.lefts[start] - before.rights[last] <= widest:
                    is_apart = is_apart or _is_blank_between(before, last, run, start, widest, is_ink)
                is_apart = is_apart or (len(pieces) == 1 and _is_number_of_another_size(pieces[0][2], before, run))
            text = run.text if len(run.lefts) == 1 else run.text[start:end]
            face = run.face if run.size >= row.size * 0.85 else _face_of_small(run, text, row)
            if is_apart or face != pieces[-1][3]:
                pieces.append([run.lefts[start], max(run.rights[start:end]), text, face, not is_apart])
            else:
                pieces[-1][1] = max(pieces[-1][1], *run.rights[start:end])
                pieces[-1][2] += text
            before, last, is_apart = run, end - 1, False
        is_apart = is_apart or not words or words[-1][1] < len(run.lefts)
    return pieces


def _parted(
    run: Run, words: Sequence[tuple[int, int]], gaps: Sequence[float], widest: float, is_ink: Callable[[Run, int], bool]
) -> list[tuple[int, int]]:
    """The words of a run in which gaps are blanks too."""
    parted: list[tuple[int, int]] = []
    for start, end in words:
        cuts = [
            nth + 1
            for nth in range(start, end - 1)
            if gaps[nth] > widest and _is_blank_between(run, nth, run, nth + 1, widest, is_ink)
        ]
        parted += pairwise([start, *cuts, end])
    return parted


def _is_blank_between(
    before: Run, last: int, run: Run, nth: int, widest: float, is_ink: Callable[[Run, int], bool]
) -> bool:
    gap, size = run.lefts[nth] - before.rights[last], run.size
    # Where signs run to the left, each is a run of its own.
    if _runs_left(run.text[:1]) or _runs_left(before.text[:1]):
        gap = max(gap, before.lefts[last] - run.rights[nth])
    if gap <= widest:
        return gap < -size
    return gap > _BLANK_OF_INK * size or not (is_ink(before, last) and is_ink(run, nth))


def _face_of_small(run: Run, text: str, row: RunRow) -> str:
    is_mark = text.isdecimal() and len(text) <= 3 and run.y - row.y > 0.15 * row.size
    return f"{RAISED} {run.face}".rstrip() if is_mark else run.face


def _is_number_of_another_size(number: str, before: Run, run: Run) -> bool:
    """A small number at the start of a row counts it, however near it stands to the first word."""
    return before.size < run.size * 0.85 and number.isdecimal() and run.sign(0).isalpha()


def _runs_left(letter: str) -> bool:
    return letter > "\u0590" and unicodedata.bidirectional(letter) in ("R", "AL")


def _in_reading_order(runs: Sequence[Run], has_leftward: bool) -> list[Run]:
    """Stretches from left to right, each in the order of the file; in Arabic or Hebrew, signs from right to left."""
    by_file = sorted(runs, key=attrgetter("nth"))
    if any(run.angle % 90 for run in runs):
        return by_file
    if has_leftward and sum(_runs_left(run.text[:1]) for run in runs) * 2 > sum(run.text.isalpha() for run in runs):
        return _leftward(runs)
    starts = [
        nth
        for nth, (before, run) in enumerate(pairwise(by_file), 1)
        if not -0.5 * run.size < run.lefts[0] - before.rights[-1] < run.size
    ]
    if not starts:
        return by_file
    stretches = [by_file[first:last] for first, last in pairwise([0, *starts, len(by_file)])]
    return [run for stretch in sorted(stretches, key=lambda stretch: stretch[0].lefts[0]) for run in stretch]


def _leftward(signs: Sequence[Run]) -> list[Run]:
    """Signs from right to left, but for numbers and Latin words, which run to the right inside such a row."""
    ordered: list[Run] = []
    rightward: list[Run] = []
    shown = [sign for sign in signs if sign.first]  # where a blank drawn alone stands among them is not known
    for sign in sorted(shown, key=lambda sign: -sign.rights[0]):
        if unicodedata.bidirectional(sign.text[:1] or " ") in ("L", "EN", "AN") or (rightward and sign.text in ".,:"):
            rightward.append(sign)
        else:
            ordered += [*reversed(rightward), sign]
            rightward = []
    return [*ordered, *reversed(rightward)]


def _tracking(read: Sequence[tuple[Run, list[tuple[int, int]], list[float]]]) -> float:
    """How far apart the letters of a spaced-out row stand, in parts of the type size."""
    apart: list[float] = []
    before: Run | None = None
    for run, words, gaps in read:
        size = run.size
        if before is not None and words and not words[0][0]:
            apart.append((run.lefts[0] - before.rights[-1]) / size)
        for start, end in words:
            apart += [gap / size for gap in gaps[start : end - 1]]
        before = run if words and words[-1][1] == len(run.lefts) else None
    # The spacing of a few letters says nothing.
    middle = _median(apart) if len(apart) >= 8 else 0.0
    return middle if -0.3 < middle < 0.8 else 0.0


def _median(numbers: Sequence[float]) -> float:
    """As `statistics.median`, whose import costs as much as reading a page."""
    ordered, half = sorted(numbers), len(numbers) // 2
    return ordered[half] if len(numbers) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _is_drawn_twice(before: Run, last: int, run: Run, nth: int) -> bool:
    """Some programs make letters bold by drawing them twice, a hair apart; the letters of a ligature are one object."""
    is_near = abs(run.lefts[nth] - before.lefts[last]) < run.size * 0.08
    return is_near and before.last != run.first and before.sign(last) == run.sign(nth)
