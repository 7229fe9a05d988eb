"""What spaCy's tokenizer of English cuts by a list ("cannot" -> can, not), known without spaCy once it was looked up.

An edited phrase of plain words is checked, and looked for in what was read, by this list alone: importing spaCy and
making its tokenizer was a tenth of such a run at 4.8 million words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache

from pipeline.coding.cues.language import UNSPACED, folded, loosened, lower_words, tokenised, tokenizer
from pipeline.io.cache import Cache, code_digest
from pipeline.study.dataclass import dataclass

# Unspaced signs come first: each is a run of its own, never part of a stretch of letters.
RUN = re.compile(rf"[{UNSPACED}]|[^\W\d_{UNSPACED}]+|\d+")
"""A stretch of letters, or of digits, or one character of Chinese or Japanese."""

# What spaCy cuts at blanks alone: letters of the plain alphabet with one blank between.
_PLAIN_WORDS = re.compile(r"[A-Za-z]+(?: [A-Za-z]+)*")
_ENDS_PLAIN = re.compile(r"(?:[A-Za-z]+ )*[A-Za-z]?[a-z]{2,}")
_ROOM = "special-cases"


@dataclass(frozen=True)
class SpecialCases:
    """`written`: what is cut by the list. `hidden_in`: (token, run of it) -> longer runs of special cases in which it
    hides: ("ca", "ca") -> {"can"}, of can't."""

    written: frozenset[str]
    hidden_in: Mapping[tuple[str, str], frozenset[str]]


_known: list[SpecialCases] = []


def special_cases() -> SpecialCases:
    """The list; spaCy is asked where no `kept_special_cases` brought it."""
    if not _known:
        _known.append(SpecialCases(frozenset(tokenizer().rules or ()), _hidden_in()))
    return _known[0]


@contextmanager
def kept_special_cases(kept: Cache) -> Iterator[None]:
    """Within it the list that an earlier run looked up is used; what is looked up within it is kept for the next."""
    key = code_digest("coding/cues")
    answer = kept.get(_ROOM, key)
    if answer and not _known:
        hidden_in = {(token, run): frozenset(longer) for token, run, longer in answer["hidden_in"]}
        _known.append(SpecialCases(frozenset(answer["written"]), hidden_in))
    yield
    if _known and not answer:
        hidden = [[*of_token, sorted(longer)] for of_token, longer in sorted(_known[0].hidden_in.items())]
        kept.put(_ROOM, key, {"written": sorted(_known[0].written), "hidden_in": hidden})
    kept.keep_only(_ROOM, {key})


def _hidden_in() -> dict[tuple[str, str], frozenset[str]]:
    hidden: dict[tuple[str, str], set[str]] = {}
    for written in tokenizer().rules:
        text = folded(written).lower()
        whole = [(match.start(), match.end()) for match in RUN.finditer(text)]
        for token in tokenizer()(folded(written)):
            for match in RUN.finditer(token.lower_):
                start, end = token.idx + match.start(), token.idx + match.end()
                around = next((text[a:b] for a, b in whole if a <= start and end <= b), "")
                # Only where the token is part of a longer run; else the run itself is looked for already.
                if around and around != match.group():
                    hidden.setdefault((token.lower_, match.group()), set()).add(around)
    return {key: frozenset(longer_runs) for key, longer_runs in hidden.items()}


def is_plain(phrase: str) -> bool:
    """Whether spaCy cuts a phrase at its blanks and nowhere else, and a stop after it from it.

    It cuts a stretch of plain letters nowhere, but in its special cases ("cannot", "gonna"), and a stop from two small
    letters, but in others ("Corp.").
    """
    words = phrase.split(" ")
    return bool(_ENDS_PLAIN.fullmatch(phrase)) and special_cases().written.isdisjoint([*words, f"{words[-1]}."])


@cache
def lowers(text: str) -> tuple[str, ...]:
    """Lower-cased tokens of a short text (a phrase), apostrophes and hyphens folded, white space left out."""
    words = text.split(" ")
    if _PLAIN_WORDS.fullmatch(text) and special_cases().written.isdisjoint(words):
        return tuple(word.lower() for word in words)
    return tuple(word for word in lower_words(tokenised(loosened(text))) if not word.isspace())
