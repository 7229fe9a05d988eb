"""Where a passage of a source's text stands in the text of a transcript, which lacks labels, times and markup.

Both texts are compared without their white space. A transcript leaves out some of what its source holds and adds
nothing, so that one pass from front to back finds each of its stretches in the source.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from functools import lru_cache

from pipeline.study.dataclass import dataclass

# The longest look ahead first: a long stretch that agrees is the place, a single sign may agree anywhere.
_PROBES = (32, 16, 8, 4, 2, 1)
_FARTHEST = 4000  # signs; a source's stretch that no transcript has (a header, a page of notes) is seldom longer
_NEAR = 80  # signs of a label, a name, a time
_STEP = 2048
_WORDS = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Compact:
    """A text without white space; `places[i]` is where its i-th sign stood."""

    signs: str
    places: array[int]


@lru_cache(maxsize=256)
def compact(text: str) -> Compact:
    """The text without white space."""
    places = array("L")
    for run in _WORDS.finditer(text):
        places.extend(range(run.start(), run.end()))
    return Compact("".join(text.split()), places)


@dataclass(frozen=True, slots=True)
class Alignment:
    """Stretches that both texts share, in order: where each begins in the source, in the transcript, its length.

    All count signs without white space. `share` is the part of the transcript that the source has, `source_share` the
    part of the source that the transcript has.
    """

    source: Compact
    transcript: Compact
    in_source: tuple[int, ...]
    in_transcript: tuple[int, ...]
    lengths: tuple[int, ...]

    @property
    def share(self) -> float:
        return sum(self.lengths) / max(1, len(self.transcript.signs))

    @property
    def source_share(self) -> float:
        return sum(self.lengths) / max(1, len(self.source.signs))

    def passage(self, start: int, end: int) -> tuple[int, int] | None:
        """The transcript's passage for one of the source's; None where the transcript has nothing of it."""
        first = self._at_or_after(bisect_left(self.source.places, start))
        last = self._at_or_before(bisect_left(self.source.places, end) - 1)
        if first is None or last is None or last < first:
            return None
        return self.transcript.places[first], self.transcript.places[last] + 1

    def _at_or_after(self, sign: int) -> int | None:
        n = max(0, bisect_right(self.in_source, sign) - 1)
        while n < len(self.lengths):
            inside = max(0, sign - self.in_source[n])
            if inside < self.lengths[n]:
                return self.in_transcript[n] + inside
            n += 1
        return None

    def _at_or_before(self, sign: int) -> int | None:
        n = bisect_right(self.in_source, sign) - 1
        if n < 0:
            return None
        return self.in_transcript[n] + min(sign - self.in_source[n], self.lengths[n] - 1)


def align(source: str, transcript: str) -> Alignment:
    """The stretches that a source's text and a transcript's share, by one pass from front to back.

    A turn is looked for as a whole first: its first words may be those of the label before it. Where it is not there as
    a whole (a time stood in it, a word was corrected) it is followed sign by sign.
    """
    there, here = compact(source), compact(transcript)
    stretches: list[tuple[int, int, int]] = []
    # Neither pointer ever goes back: a transcript keeps its source's order, and only leaves things out.
    s = t = 0
    for line in transcript.split("\n"):
        words = "".join(line.split())
        if not words:
            continue
        # A short line ("Yes.") recurs everywhere, so it may only skip a label; a long one may skip a page of notes.
        reach = len(words) + (_FARTHEST if len(words) >= _PROBES[0] else _NEAR)
        place = there.signs.find(words, s, s + reach)
        if place >= 0:
            stretches.append((place, t, len(words)))
            s = place + len(words)
        else:
            s = _follow(there.signs, s, here.signs, t, t + len(words), stretches)
        t += len(words)
    columns = list(zip(*stretches, strict=True)) if stretches else [(), (), ()]
    return Alignment(there, here, *(tuple(column) for column in columns))


def _follow(a: str, s: int, b: str, t: int, end: int, stretches: list[tuple[int, int, int]]) -> int:
    """Add what `b[t:end]` shares with `a` from `s` on; where the source goes on after it."""
    while t < end and s < len(a):
        n = min(_run(a, s, b, t), end - t)
        if n:
            stretches.append((s, t, n))
            s, t = s + n, t + n
            continue
        following = _next(a, s, b, t)
        if following is None:
            t += 1  # a sign that the source has not: a correction
        else:
            s = following
    return s


def _run(a: str, s: int, b: str, t: int) -> int:
    """How many signs agree from here on."""
    n = 0
    while True:
        x, y = a[s + n : s + n + _STEP], b[t + n : t + n + _STEP]
        if x == y and len(x) == _STEP:
            n += _STEP
            continue
        for sign, other in zip(x, y, strict=False):
            if sign != other:
                return n
            n += 1
        return n


def _next(a: str, s: int, b: str, t: int) -> int | None:
    """Where the source goes on with what the transcript has next: the longest look ahead that finds anything."""
    for probe in _PROBES:
        wanted = b[t : t + probe]
        # Fewer signs are left than this look ahead wants: a shorter one asks the same.
        if len(wanted) < probe and probe > 1:
            continue
        place = a.find(wanted, s, s + (_FARTHEST if probe >= 8 else _NEAR) + probe)
        if place >= 0:
            return place
    return None


def likeness(source: str, transcript: str) -> float:
    """The part of the transcript's signs that the source has in order; 0 at once where a few probes show none."""
    there, here = compact(source).signs, compact(transcript).signs
    # A transcript only leaves out labels and times: one much shorter or longer than its source is another text.
    if not here or not 0.7 * len(there) <= len(here) <= 1.05 * len(there):
        return 0.0
    width = min(24, len(here))
    starts = [len(here) * n // 12 for n in range(12)]
    n_there = sum(here[start : start + width] in there for start in starts)
    return align(source, transcript).share if n_there >= 8 else 0.0
