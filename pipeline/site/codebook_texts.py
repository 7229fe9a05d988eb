"""Two texts of a code set side by side, word by word, for the pages on a codebook's changes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from pipeline.study.dataclass import dataclass

# A word with the blanks behind it, so that the pieces joined are the line again.
_WORD = re.compile(r"\S+\s*")
ALIKE = 0.4
"""Share of common words from which two lines are shown as one line changed: below, marked words make no sense."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line, and whether the other text has them not."""

    words: str
    is_other: bool


Line = tuple[Piece, ...]


def side_by_side(before: str, after: str) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines of both texts in pieces, those words marked that the other text does not have in this place."""
    old, new = before.splitlines(), after.splitlines()
    marked_old: list[Line] = []
    marked_new: list[Line] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for left, right in zip_longest(old[a:b], new[c:d]):
            if what == "equal":
                sides: tuple[Line, Line] = (Piece(left, False),), (Piece(right, False),)
            else:
                sides = _words_of(left or "", right or "")
            marked_old += [sides[0]] if left is not None else []
            marked_new += [sides[1]] if right is not None else []
    return tuple(marked_old), tuple(marked_new)


def _words_of(left: str, right: str) -> tuple[Line, Line]:
    old, new = _WORD.findall(left), _WORD.findall(right)
    matcher = SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new], autojunk=False)
    if matcher.ratio() < ALIKE:
        return (Piece(left, True),), (Piece(right, True),)
    steps = matcher.get_opcodes()
    return (
        _pieces([(old[a:b], what != "equal") for what, a, b, _, _ in steps]),
        _pieces([(new[c:d], what != "equal") for what, _, _, c, d in steps]),
    )


def _pieces(runs: Sequence[tuple[list[str], bool]]) -> Line:
    return tuple(Piece("".join(words), is_other) for words, is_other in runs if words)
