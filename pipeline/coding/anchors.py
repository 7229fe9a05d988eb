"""Which segments can hold a cue, told from their letters alone: nothing is tokenised that cannot match.

A *run* is a stretch of letters, or of digits. spaCy's tokenizer never cuts a run but in its special cases
("cannot" -> can, not); these are added as further runs to look for. So a token stands in a text only if each of
its runs does, and what is sifted out here can hold no match (a test compares with the Matcher on everything).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from pipeline.coding.language import folded, tokenizer

Needs = tuple[frozenset[str], ...]
"""What a segment must hold: one run at least of each set."""

_RUN = re.compile(r"[^\W\d_]+|\d+")


def runs(text: str) -> list[str]:
    """The runs of a text, lower case, in order."""
    return _RUN.findall(text.lower())


def needs_of_words(words: Iterable[str]) -> Needs:
    """What must stand in a text that holds any of these tokens (one token in its forms)."""
    options = [_needs_of_token(word) for word in words]
    if not options or not all(options):
        return ()
    if len(options) == 1:
        return options[0]
    return (frozenset().union(*(max(option, key=_rarity) for option in options)),)


def join(needs: Iterable[Needs]) -> Needs:
    """All of several needs at once, each set once, the rarer (longer) first: they leave the fewest segments."""
    return tuple(sorted(dict.fromkeys(one for need in needs for one in need), key=_rarity, reverse=True))


def index(texts: Sequence[str], vocabulary: frozenset[str]) -> dict[str, set[int]]:
    """{run: positions of the texts that hold it}, for the runs of the vocabulary only."""
    found: dict[str, set[int]] = {}
    findall, meet = _RUN.findall, vocabulary.intersection
    for position, text in enumerate(texts):
        for run in meet(findall(text.lower())):
            found.setdefault(run, set()).add(position)
    return found


def candidates(needs: Needs, found: Mapping[str, set[int]]) -> set[int] | None:
    """Positions of the texts that hold what is needed; None where nothing is needed (any text can match)."""
    left: set[int] | None = None
    for options in needs:
        have = [found[run] for run in options if run in found]
        if not have:
            return set()
        positions = have[0] if len(have) == 1 else set().union(*have)
        left = positions if left is None else left & positions
        if not left:
            return set()
    return left


def fixed_runs(tokens: Iterable[str]) -> str:
    """The longest stretch of a phrase whose runs stand in a text as they are, as ` run run `; '' where there is none.

    A text in which the phrase stands holds it among its own runs, written the same way.
    """
    stretches, stretch = [""], " "
    for token in tokens:
        for options in _needs_of_token(token):
            stretch = f"{stretch}{next(iter(options))} " if len(options) == 1 else " "
            stretches.append(stretch)
    return max(stretches, key=len)


def _rarity(options: frozenset[str]) -> int:
    """Longer runs are rarer; a guess that costs time, never a match."""
    return min(len(run) for run in options)


def _needs_of_token(token: str) -> Needs:
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
                if around and around != match.group():
                    hidden.setdefault((token.lower_, match.group()), set()).add(around)
    return {key: frozenset(found) for key, found in hidden.items()}
