"""Which segments can hold a cue, told from their letters alone: nothing is tokenised that cannot match.

A *run* is a stretch of letters, or of digits, or one character of Chinese or Japanese. The tokenizer never cuts a run
but in its special cases ("cannot" -> can, not); these are added as further runs to look for. So a token stands in a
text only if each of its runs does, and what is sifted out here can hold no match (a test compares with the Matcher on
everything).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.coding.cues.language import UNSPACED, folded, tokenizer

Needs = tuple[frozenset[str], ...]
"""What a segment must hold: one run at least of each set."""

# Unspaced signs come first: each is a run of its own, never part of a stretch of letters.
_RUN = re.compile(rf"[{UNSPACED}]|[^\W\d_{UNSPACED}]+|\d+")
_DIGIT = re.compile(r"[0-9]")
# A table for str.translate: anything in ASCII that is no letter becomes a blank.
_LETTERS_APART = "".join(chr(n).lower() if chr(n).isalpha() else " " for n in range(128))


def runs(text: str) -> list[str]:
    """The runs of a text, lower case, in order."""
    return _RUN.findall(text.lower())


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


def index(texts: Sequence[str], vocabulary: frozenset[str]) -> dict[str, set[int]]:
    """{run: positions of the texts that hold it}, for the runs of the vocabulary only."""
    positions_by_run: defaultdict[str, set[int]] = defaultdict(set)
    meet = vocabulary.intersection
    for position, text in enumerate(texts):
        for run in meet(_runs_apart(text)):
            positions_by_run[run].add(position)
    return dict(positions_by_run)


def _runs_apart(text: str) -> list[str]:
    """As `runs`; a text in ASCII without a digit is cut in a third of the time."""
    if text.isascii() and _DIGIT.search(text) is None:
        return text.translate(_LETTERS_APART).split()
    return runs(text)


def candidates(needs: Needs, index: Mapping[str, set[int]]) -> set[int] | None:
    """Positions of the texts that hold what is needed; None where nothing is needed (any text can match)."""
    left: set[int] | None = None
    for options in needs:
        have = [index[run] for run in options if run in index]
        if not have:
            return set()
        positions = have[0] if len(have) == 1 else set().union(*have)
        # Rarest first (`join`), so that most segments are gone after the first set.
        left = positions if left is None else left & positions
        if not left:
            return set()
    return left


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


def shape_of(*sequences: Sequence[frozenset[str] | None]) -> Shape:
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


def _longest_stretch(places: Sequence[frozenset[str] | None]) -> Stretch:
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


def _hiding(token: str) -> list[tuple[str, frozenset[str]]]:
    return list(zip(runs(token), needs_of_token(token), strict=True))


@cache
def _rarity(options: frozenset[str]) -> int:
    """Longer runs are rarer; a guess that costs time, never a match."""
    return min(len(run) for run in options)


@cache
def needs_of_token(token: str) -> Needs:
    """What must stand in a text that holds this token."""
    return tuple(frozenset((run,)) | _hidden_in().get((token, run), frozenset()) for run in runs(token))


@cache
def _hidden_in() -> dict[tuple[str, str], frozenset[str]]:
    """{(token, run of it): longer runs of special cases in which it hides}: ("ca", "ca") -> {"can"}, of can't."""
    hidden: dict[tuple[str, str], set[str]] = {}
    for written in tokenizer().rules:
        text = folded(written).lower()
        whole = [(match.start(), match.end()) for match in _RUN.finditer(text)]
        for token in tokenizer()(folded(written)):
            for match in _RUN.finditer(token.lower_):
                start, end = token.idx + match.start(), token.idx + match.end()
                around = next((text[a:b] for a, b in whole if a <= start and end <= b), "")
                # Only where the token is part of a longer run; else the run itself is looked for already.
                if around and around != match.group():
                    hidden.setdefault((token.lower_, match.group()), set()).add(around)
    return {key: frozenset(longer_runs) for key, longer_runs in hidden.items()}
