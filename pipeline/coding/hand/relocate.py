"""Finds a hand coding again in a transcript that was corrected after it was coded.

A coder's row keeps the offsets, the words (`quotation`) and a few characters on each side (`before`, `after`). The
contract's first rule, in this order: at its offsets if the quotation agrees; by before + quotation + after; by a
quotation that stands there once; else a person has to look.

What can be guaranteed where `before` or `after` is given: a passage that is found with `needs_a_look` false has the
coded words between the recorded surroundings. So it is the coded passage, unless the very same words between the very
same surroundings stand in the text more than once. Then the recorded offsets decide, and where they do not, it is
`ambiguous`. What cannot be guaranteed: without `before` and `after`, a passage at its offsets is taken at its word
("Yeah." may by chance stand where another "Yeah." was coded).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from pipeline.study.dataclass import dataclass

Status = Literal["in_place", "moved", "ambiguous", "lost"]

# One or two words are found inside longer ones by chance (`trust` in `distrust`); three in a row are not.
MIN_WORDS_CUT_MIDWAY = 3
# Characters on a side that tell one "Yeah." from another.
MIN_SURROUNDINGS = 8

_WHITE_SPACE = re.compile(r"\s+")
_TO_FOLD = re.compile(r"\s\s|[^\S \n]")


@dataclass(frozen=True, slots=True)
class Found:
    """Where a coding stands now.

    `start` and `end` are None unless `status` is in_place or moved. `candidates` are the starts of all places at which
    the quotation stands, in order, where it is ambiguous. `needs_a_look` is true for a coding that was found by
    its words alone (`before` and `after` were given and do not agree there), or that moved and has under 8 characters
    of surroundings on a side (at the transcript's edge, or where they were not recorded).
    """

    status: Status
    start: int | None = None
    end: int | None = None
    candidates: tuple[int, ...] = ()
    needs_a_look: bool = False


def find_again(text: str, start: int | None, end: int | None, quotation: str, before: str, after: str) -> Found:
    """The place of one coding in `text`, or why there is none.

    Args:
        text: The transcript as it is now.
        start, end: The recorded offsets, None where the row has none.
        quotation: The coded words; '' where the row has none, and then the offsets stand.
        before, after: What stood on either side, '' where not recorded (or at the transcript's edge).

    Runs of white space count as one blank in all three, and blanks at their ends do not count: spreadsheets change
    them. Nothing else is forgiven, and a quotation of one or two words is never found inside of a longer word.
    """
    folded = _fold(text)
    words = _folded(quotation)
    is_in_range = start is not None and end is not None and 0 <= start < end <= len(text)
    # Offsets alone are all that the row says.
    if not words:
        return Found("in_place", start, end) if is_in_range else Found("lost")
    sides = _Sides.of(quotation, before, after)
    if start is not None and end is not None and is_in_range and _folded(text[start:end]) == words:
        # Offsets may take in a blank at the passage's beginning, which folding has trimmed from the words.
        at = folded.position(start + len(text[start:end]) - len(text[start:end].lstrip()))
        return _from_its_offsets(folded, words, sides, at, (start, end))
    return _from_anywhere(folded, words, sides)


@dataclass(frozen=True, slots=True)
class _Folded:
    """A text whose runs of white space are one blank each. `origin[i]` is where its i-th character came from.

    `origin` is None where both have the same length, as in every transcript that a reader made.
    """

    text: str
    origin: tuple[int, ...] | None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the unfolded text of a stretch that neither begins nor ends with a blank."""
        if self.origin is None:
            return start, end
        return self.origin[start], self.origin[end - 1] + 1

    def position(self, offset: int) -> int:
        """Where the character at `offset` of the unfolded text stands here."""
        return offset if self.origin is None else bisect_left(self.origin, offset)


@dataclass(frozen=True, slots=True)
class _Sides:
    """What a coder's row says about the surroundings, folded; and whether a blank lay at the quotation's edge.

    Where the row shows a blank there must be one ("not able" is not "notable"). Where it shows none there may be one:
    it may have been trimmed.
    """

    before: str
    after: str
    needs_blank_before: bool
    needs_blank_after: bool

    @classmethod
    def of(cls, quotation: str, before: str, after: str) -> _Sides:
        return cls(
            _folded(before),
            _folded(after),
            before[-1:].isspace() or quotation[:1].isspace(),
            after[:1].isspace() or quotation[-1:].isspace(),
        )

    @property
    def are_given(self) -> bool:
        return bool(self.before or self.after)

    @property
    def are_enough(self) -> bool:
        """Whether both are long enough to tell one "Yeah." from another."""
        return min(len(self.before), len(self.after)) >= MIN_SURROUNDINGS

    def agree(self, text: str, start: int, end: int) -> bool:
        """Whether all that is given stands around this stretch."""
        return self.before_agrees(text, start) and self.after_agrees(text, end)

    def one_agrees(self, text: str, start: int, end: int) -> bool:
        """Whether at least one side is given and stands there."""
        return bool(self.before and self.before_agrees(text, start)) or bool(
            self.after and self.after_agrees(text, end)
        )

    def before_agrees(self, text: str, start: int) -> bool:
        if not self.before:
            return True
        has_blank = start > 0 and text[start - 1] == " "
        # A blank between was trimmed with the cell; without one the words must join directly.
        return (has_blank or not self.needs_blank_before) and text.endswith(self.before, 0, start - has_blank)

    def after_agrees(self, text: str, end: int) -> bool:
        if not self.after:
            return True
        has_blank = text.startswith(" ", end)
        return (has_blank or not self.needs_blank_after) and text.startswith(self.after, end + has_blank)


def _from_its_offsets(folded: _Folded, words: str, sides: _Sides, at: int, offsets: tuple[int, int]) -> Found:
    """The quotation stands at its offsets: is it the one that was coded, or do its surroundings stand elsewhere?"""
    stays = Found("in_place", *offsets)
    # Nothing given agrees with everything: then the offsets are taken at their word.
    if sides.agree(folded.text, at, at + len(words)):
        return stays
    places = list(_places(folded.text, words))
    exact = [place for place in places if sides.agree(folded.text, place, place + len(words))]
    if len(exact) == 1:
        return _moved(folded, words, exact[0], is_sure=sides.are_enough)
    elsewhere = [place for place in _whole(folded.text, words, places) if place != at]
    half = [place for place in (at, *elsewhere) if sides.one_agrees(folded.text, place, place + len(words))]
    # The words stand here only, or one side still does: it is the passage, with its surroundings corrected.
    if not exact and (not elsewhere or half == [at]):
        return Found("in_place", *offsets, needs_a_look=True)
    # Never a guess: a coding at the wrong place is worse than one that a person has to look for.
    return _ambiguous(folded, words, exact or sorted((at, *elsewhere)))


def _from_anywhere(folded: _Folded, words: str, sides: _Sides) -> Found:
    """The quotation is not at its offsets: look for it with its surroundings, then alone."""
    places = list(_places(folded.text, words))
    # Surroundings that are not given agree with every place: they would make all of them exact.
    exact = [place for place in places if sides.are_given and sides.agree(folded.text, place, place + len(words))]
    candidates = exact or _whole(folded.text, words, places)
    if not candidates:
        return Found("lost")
    if len(candidates) > 1:
        return _ambiguous(folded, words, candidates)
    return _moved(folded, words, candidates[0], is_sure=bool(exact) and sides.are_enough)


def _moved(folded: _Folded, words: str, place: int, is_sure: bool) -> Found:
    return Found("moved", *folded.original(place, place + len(words)), needs_a_look=not is_sure)


def _ambiguous(folded: _Folded, words: str, places: list[int]) -> Found:
    return Found("ambiguous", candidates=tuple(folded.original(place, place + len(words))[0] for place in places))


def _places(text: str, words: str) -> Iterator[int]:
    """Every start of `words`, also of those that overlap."""
    place = text.find(words)
    while place >= 0:
        yield place
        # By one character on, so that "no no" stands twice in "no no no".
        place = text.find(words, place + 1)


def _whole(text: str, words: str, places: list[int]) -> list[int]:
    """The places that do not begin or end inside of a word ("trust" in "distrust").

    Where there are none, all of them for a longer quotation: coders' marks do begin in mid-word.
    """
    whole = [place for place in places if not _is_cut(text, place) and not _is_cut(text, place + len(words))]
    return whole or (places if len(words.split()) >= MIN_WORDS_CUT_MIDWAY else [])


def _is_cut(text: str, at: int) -> bool:
    """Whether a word goes on across this offset."""
    # Letters and digits only: a quotation may begin or end at a hyphen or an apostrophe.
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _folded(words: str) -> str:
    return " ".join(words.split())


def let_go() -> None:
    """Forget the folded texts, once all codings of a study are placed: they take as much room as all transcripts."""
    _fold.cache_clear()


@lru_cache(maxsize=1024)
def _fold(text: str) -> _Folded:
    """The text with its runs of white space folded; kept for other codings of the transcript, in whatever order."""
    # As every transcript is that a reader made: one sign between words, a line a turn.
    if not _TO_FOLD.search(text):
        return _Folded(text.replace("\n", " "), None)
    folded = _WHITE_SPACE.sub(" ", text)
    if len(folded) == len(text):
        return _Folded(folded, None)
    runs = {match.start(): match.end() for match in _WHITE_SPACE.finditer(text)}
    origin: list[int] = []
    at = 0
    while at < len(text):
        origin.append(at)
        at = runs.get(at, at + 1)
    return _Folded(folded, tuple(origin))
