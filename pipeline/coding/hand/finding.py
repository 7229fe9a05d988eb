"""Finds a passage of which only the words are known, also where somebody edited the quotation by hand."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from functools import lru_cache

from pipeline.coding.hand.relocate import find_again
from pipeline.study.dataclass import dataclass

ALIKE = 0.75
"""Of 1, as difflib measures words in order: a quotation with some words left out, smoothed or corrected."""
CLEARLY = 0.12
"""The best place must be this much more alike than the next, or nobody can say which was meant."""

# Apostrophes, straight or curly, are inside a word ("don't", "d’accord"), so that both spellings compare alike.
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# "Ana K.: " or "O'Brien-Smith: " before a quotation that was copied with its speaker.
_LABEL = re.compile(r"[^\W\d_][\w .'’-]{0,40}:\s+")
# An omission as people mark it: "[...]", "( … )", or bare dots between the words.
_LEFT_OUT = re.compile(r"\[\s*(?:\.{3}|…)\s*\]|\(\s*(?:\.{3}|…)\s*\)|\.{3}|…")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quotation stands. `status`: exact, moved (found by most of its words), ambiguous or lost.

    `candidates` are (start, end) of the nearest two where it is ambiguous or lost.
    """

    status: str
    start: int = 0
    end: int = 0
    candidates: tuple[tuple[int, int], ...] = ()


def find_words(text: str, words: str, before: str = "", after: str = "") -> Place:
    """The one place at which a quotation stands in a transcript, or the two nearest to it."""
    words = _without_marks(words)
    if not _WORD.search(words):
        return Place("lost")
    hit = find_again(text, None, None, words, before, after)
    if hit.start is not None and hit.end is not None:
        return Place("exact", hit.start, hit.end)
    if not hit.candidates and (label := _LABEL.match(words)):  # copied with its speaker, who is no part of the text
        bare = find_again(text, None, None, words[label.end() :], before, after)
        if bare.start is not None and bare.end is not None:
            return Place("moved", bare.start, bare.end)
    if hit.candidates:
        width = len(" ".join(words.split()))
        return Place("ambiguous", candidates=tuple((start, start + width) for start in hit.candidates[:2]))
    return _alike(text, words)


def _without_marks(words: str) -> str:
    """The quotation without quotation marks and dots of omission around it."""
    words = " ".join(words.split())
    pairs = {'"': '"', "“": "”", "„": "“", "«": "»", "'": "'", "‘": "’"}
    if len(words) > 2 and pairs.get(words[0]) == words[-1] and words[0] not in words[1:-1]:
        words = words[1:-1]
    return words.strip().removeprefix("...").removeprefix("…").removesuffix("...").removesuffix("…").strip()


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text as they are compared, with their places, and where each word stands."""

    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    places: dict[str, tuple[int, ...]]


@lru_cache(maxsize=64)
def _words_of(text: str) -> _Words:
    matches = list(_WORD.finditer(text))
    words = tuple(_plain(match.group()) for match in matches)
    places: dict[str, list[int]] = {}
    for n, word in enumerate(words):
        places.setdefault(word, []).append(n)
    spans = tuple(match.span() for match in matches)
    return _Words(words, spans, {word: tuple(numbers) for word, numbers in places.items()})


def _plain(word: str) -> str:
    return word.casefold().replace("’", "'")


def _alike(text: str, quotation: str) -> Place:
    """The place whose words are most like the quotation's, by votes of each word for where the quotation begins."""
    known = _words_of(text)
    pieces = [piece for piece in _LEFT_OUT.split(quotation) if _WORD.search(piece)]
    # What stands on both sides of an omission is one quotation: the gap costs in `_score`, not here.
    wanted = [_plain(word) for piece in pieces for word in _WORD.findall(piece)]
    # One or two words that are not found as they stand are like too many places to name one.
    if len(wanted) < 3 or not known.words:
        return Place("lost")
    votes: Counter[int] = Counter()
    for n, word in enumerate(wanted):
        stands = known.places.get(word, ())
        # A word that stands everywhere ("the") says nothing of where, and would cost the most.
        for place in stands if len(stands) <= 400 else ():
            # Four neighbouring beginnings share a vote: words left out before this one shift its count a little.
            votes[(place - n) // 4] += 1
    tried: dict[int, tuple[float, int, int]] = {}
    for bucket, _ in sorted(votes.items(), key=lambda pair: (-pair[1], pair[0]))[:8]:
        score, first, last = _score(known.words, wanted, bucket * 4)
        if last > first:
            tried[first] = max(tried.get(first, (0.0, 0, 0)), (score, first, last))
    ranked = _apart(sorted(tried.values(), key=lambda place: (-place[0], place[1])))
    if not ranked or ranked[0][0] < 0.4:
        return Place("lost")
    spans = tuple((known.spans[first][0], known.spans[last - 1][1]) for _, first, last in ranked[:2])
    if ranked[0][0] >= ALIKE and (len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= CLEARLY):
        return Place("moved", *_with_its_end(text, quotation, spans[0]))
    return Place("ambiguous" if len(ranked) > 1 and ranked[1][0] >= ALIKE else "lost", candidates=spans)


def _score(words: tuple[str, ...], wanted: list[str], start: int) -> tuple[float, int, int]:
    """How like the words around `start` are to the wanted ones, and the first and last word that they share."""
    margin = max(6, len(wanted) // 2)
    low, high = max(0, start - margin), min(len(words), start + len(wanted) + 2 * margin)
    blocks = [
        # difflib's own guess at "junk" would drop the commonest words of a long passage.
        block for block in SequenceMatcher(None, wanted, words[low:high], autojunk=False).get_matching_blocks()
        if block.size
    ]  # fmt: skip
    if not blocks:
        return 0.0, 0, 0
    first, last = low + blocks[0].b, low + blocks[-1].b + blocks[-1].size
    shared = sum(block.size for block in blocks)
    # Words that the quotation leaves out cost half of those that it has and the text has not.
    return shared / (len(wanted) + max(0, last - first - shared) * 0.5), first, last


def _apart(ranked: list[tuple[float, int, int]]) -> list[tuple[float, int, int]]:
    """Places that do not overlap a better one."""
    kept: list[tuple[float, int, int]] = []
    for place in ranked:
        if all(place[2] <= other[1] or other[2] <= place[1] for other in kept):
            kept.append(place)
    return kept


def _with_its_end(text: str, quotation: str, span: tuple[int, int]) -> tuple[int, int]:
    """The sentence's last sign is part of the passage where the quotation ends in one."""
    start, end = span
    if quotation.rstrip()[-1:] in ".?!" and text[end : end + 1] in tuple(".?!"):
        end += 1
    return start, end
