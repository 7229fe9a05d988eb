"""Which segments can hold a cue, told from their letters alone: nothing is tokenised that cannot match.

A *run* is a stretch of letters, or of digits, or one character of Chinese or Japanese. The tokenizer never cuts a run
but in its special cases ("cannot" -> can, not); these are added as further runs to look for. So a token stands in a
text only if each of its runs does, and what is sifted out here can hold no match (a test compares with the Matcher on
everything).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from functools import cache
from itertools import chain, pairwise, product
from typing import NamedTuple

from pipeline.coding.cues.special_cases import RUN, special_cases
from pipeline.study.dataclass import dataclass

Needs = tuple[frozenset[str], ...]
"""What a segment must hold: one run at least of each set."""

_DIGIT = re.compile(r"[0-9]")
# A table for str.translate: anything in ASCII that is no letter becomes a blank.
_LETTERS_APART = "".join(chr(n).lower() if chr(n).isalpha() else " " for n in range(128))


def runs(text: str) -> list[str]:
    """The runs of a text, lower case, in order."""
    # A text in ASCII without a digit is cut in a third of the time.
    if text.isascii() and _DIGIT.search(text) is None:
        return text.translate(_LETTERS_APART).split()
    return RUN.findall(text.lower())


def needs_of_words(words: Iterable[str]) -> Needs:
    """What must stand in a text that holds any of these tokens (one token in its forms)."""
    options = [needs_of_token(word) for word in words]
    # A sign without letters or digits has no run: any segment might hold it.
    if not options or not all(options):
        return ()
    if len(options) == 1:
        return options[0]
    # One of several words: of each its rarest run is enough, since the segment holds one of the words.
    return (frozenset().union(*(max(option, key=_rarity) for option in options)),)


def join(needs: Iterable[Needs]) -> Needs:
    """All of several needs at once, each set once, the rarer (longer) first: they leave the fewest segments."""
    return tuple(sorted(dict.fromkeys(options for need in needs for options in need), key=_rarity, reverse=True))


Trigger = str | tuple[str, str]
"""A run, or two side by side."""

Places = Sequence[frozenset[str] | None]
"""The tokens that may stand at each place, one after the other; None: any."""

# Two places with many words each would be hundreds of pairs: then runs alone are looked for.
_MOST_PAIRS = 100


def triggers_of(needs: Needs, *sequences: Places) -> frozenset[Trigger] | None:
    """Of which one at least stands in a text that holds one of the sequences; None where any text can hold one.

    Args:
        needs: What such a text must hold.
        sequences: The ways in which a cue is written.
    """
    pairs = [_rarest_pairs(sequence) for sequence in sequences]
    if pairs and all(pairs):
        return frozenset[Trigger]().union(*pairs)
    return frozenset[Trigger](needs[0]) if needs else None


def _rarest_pairs(sequence: Places) -> frozenset[tuple[str, str]]:
    """The runs side by side of two tokens side by side, of the two with the longest; none where no two can be told."""
    rarest: frozenset[tuple[str, str]] = frozenset()
    length = 0
    for before, after in pairwise([_edges(place or frozenset()) for place in sequence]):
        longest = before.n_last + after.n_first
        is_few = 0 < len(before.last) * len(after.first) <= _MOST_PAIRS
        # Two tokens that may hide in one run ("do" and "n't" in "dont") need not have two.
        if is_few and longest > length and before.last.isdisjoint(after.first):
            rarest, length = frozenset(product(before.last, after.first)), longest
    return rarest


class _Edges(NamedTuple):
    """In which runs the tokens of a place begin and end, and how long the shortest are; none where that is not told."""

    first: frozenset[str]
    last: frozenset[str]
    n_first: int
    n_last: int


@cache
def _edges(place: frozenset[str]) -> _Edges:
    needs = [needs_of_token(token) for token in place]
    if not all(needs):
        return _Edges(frozenset(), frozenset(), 0, 0)
    first = frozenset[str]().union(*(token_needs[0] for token_needs in needs))
    last = frozenset[str]().union(*(token_needs[-1] for token_needs in needs))
    return _Edges(first, last, min(map(len, first), default=0), min(map(len, last), default=0))


def index(written: Sequence[Sequence[str]], vocabulary: frozenset[Trigger]) -> dict[Trigger, list[int]]:
    """{trigger: positions of the texts that hold it}, for the triggers of the vocabulary only.

    Args:
        written: The runs of each text, in order.
        vocabulary: Runs, and pairs of runs side by side.
    """
    positions: defaultdict[Trigger, list[int]] = defaultdict(list)
    meet = vocabulary.intersection
    for position, text_runs in enumerate(written):
        for trigger in meet(chain(text_runs, pairwise(text_runs))):
            positions[trigger].append(position)
    return dict(positions)


def letters_of(written: Sequence[Sequence[str]]) -> str:
    """The runs of texts in one string that `is_met` can ask: a line a text, a blank before and after each run."""
    return "\n".join(f" {' '.join(text_runs)} " for text_runs in written)


def written_in(letters: str) -> list[list[str]]:
    """The runs of the texts of which these are the letters."""
    return [line.split() for line in letters.split("\n")] if letters else []


def is_met(trigger: Trigger, letters: str) -> bool:
    """Whether `index` would have the trigger for the texts of which these are the letters."""
    # No run holds a blank or the end of a line, so that none is met across two texts or inside a longer run.
    return f" {trigger if isinstance(trigger, str) else ' '.join(trigger)} " in letters


def holds(needs: Needs, written: Set[str]) -> bool:
    """Whether all that is needed stands among a text's runs."""
    return not any(options.isdisjoint(written) for options in needs)


Stretch = tuple[frozenset[str], ...]
"""Runs side by side: at each place one of several."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a cue looks among a segment's runs: one of the stretches, or one of the runs `hiding`.

    Tokens side by side have their runs side by side; only where a token hides in a longer run ("do" in "dont") they
    have not, and then that run is there.
    """

    stretches: tuple[Stretch, ...]
    hiding: frozenset[str]

    def fits(self, written: Sequence[str]) -> bool:
        """Whether the cue can stand in a text with these runs."""
        return any(_stands(stretch, written) for stretch in self.stretches) or not self.hiding.isdisjoint(written)


def shape_of(*sequences: Places) -> Shape:
    """The shape of tokens side by side, at each place one of several (None: any); several sequences: one of them."""
    tokens = {token for sequence in sequences for place in sequence for token in place or ()}
    # A hidden token breaks the rule that tokens side by side have runs side by side: one such run fits alone.
    hiding = (options - {run} for token in tokens for run, options in _hiding(token))
    return Shape(tuple(dict.fromkeys(map(_longest_stretch, sequences))), frozenset().union(*hiding))


def _stands(stretch: Stretch, written: Sequence[str]) -> bool:
    if not stretch:
        return True
    first, others = stretch[0], tuple(enumerate(stretch))[1:]
    for start, run in enumerate(written[: max(0, len(written) - len(others))]):
        if run in first and all(written[start + n] in allowed for n, allowed in others):
            return True
    return False


def _longest_stretch(places: Places) -> Stretch:
    """The longest stretch without a place that can be any word, a sign, or words of several runs."""
    stretches: list[Stretch] = [()]
    for allowed in places:
        written = [runs(token) for token in allowed or ()]
        if len(written) == 1 and written[0]:
            stretches.append((*stretches[-1], *(frozenset((run,)) for run in written[0])))
        # Words of one run each can take each other's place; of several runs they would shift what follows.
        elif written and all(len(token_runs) == 1 for token_runs in written):
            stretches.append((*stretches[-1], frozenset(token_runs[0] for token_runs in written)))
        else:
            stretches.append(())
    return max(stretches, key=len)


@cache
def _hiding(token: str) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple(zip(runs(token), needs_of_token(token), strict=True))


@cache
def _rarity(options: frozenset[str]) -> int:
    """Longer runs are rarer; a guess that costs time, never a match."""
    return min(len(run) for run in options)


@cache
def needs_of_token(token: str) -> Needs:
    """What must stand in a text that holds this token."""
    return tuple(frozenset((run,)) | special_cases().hidden_in.get((token, run), frozenset()) for run in runs(token))
