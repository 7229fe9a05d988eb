"""Numbers, plurals and lists in words: one way each, so that no page counts or formats by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

from pipeline.study.dataclass import dataclass

WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
ENOUGH_FOR_PERCENT = 20
"""A percentage of fewer suggests a precision that a handful of interviews does not have."""

MOST_WORDS = 120

VOWEL = re.compile(r"\W*(?!uni|use|eu|one)[aeiou]", re.IGNORECASE)
"""A first sound that takes `an`; a unit, a user, a European and a one-off begin with a consonant when spoken."""


def number_word(n: int) -> str:
    """`three` up to twelve, digits beyond; 0 is `none`."""
    return WORDS[n] if 0 <= n < len(WORDS) else str(n)


def plural(n: int, singular: str, many: str | None = None) -> str:
    """`1 interview`, `2 interviews`, `2 studies`, `3 kinds of firm`, `2 bosses`."""
    return f"{n} {singular if n == 1 else many or several_of(singular)}"


def several_of(singular: str) -> str:
    """A word, or a few of which the first carries the number, as it is said of several: `kinds of firm`."""
    head, of, rest = singular.partition(" of ")
    # Cities, yet journeys.
    if re.search(r"[^aeiou]y$", head):
        return f"{head[:-1]}ies{of}{rest}"
    return f"{head}{'es' if re.search(r'(?:s|x|z|ch|sh)$', head) else 's'}{of}{rest}"


def with_article(word: str) -> str:
    """`a case`, `an initiative`: a study's own word with its article, by its first letter."""
    return f"{'an' if VOWEL.match(word) else 'a'} {word}"


def shortened(text: object) -> str:
    """A passage of at most 120 words; what is left out is marked `[…]`."""
    words = str(text if text is not None else "").split()
    return " ".join(words) if len(words) <= MOST_WORDS else " ".join(words[:MOST_WORDS]) + " […]"


def listed(parts: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    words = list(parts)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def first_upper(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def in_prose(name: str) -> str:
    """An id that people gave, as words: `lost-ballot` is `Lost ballot`."""
    return first_upper(name.replace("-", " ").replace("_", " "))


def share_words(k: int, n: int) -> str:
    """`4 of 6`; with its percentage from n = 20 on, never below."""
    return f"{k} of {n} ({round(100 * k / n)} %)" if n >= ENOUGH_FOR_PERCENT else f"{k} of {n}"


class Counted(Protocol):
    """What a count in words needs of a row: a row of code_frequency has it, and so has `Count`."""

    @property
    def n_transcripts(self) -> int: ...
    @property
    def n_known(self) -> int: ...
    @property
    def n_mentioning(self) -> int: ...
    @property
    def n_hand_mentioning(self) -> int: ...
    @property
    def n_machine_mentioning(self) -> int: ...
    @property
    def n_suggested(self) -> int: ...
    @property
    def n_outdated(self) -> int: ...
    @property
    def is_telling_only(self) -> bool: ...
    @property
    def is_unchecked(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Count:
    """One code in the transcripts of one case that count, where no row of the store is at hand."""

    n_transcripts: int
    n_known: int
    n_mentioning: int
    n_hand_mentioning: int = 0
    n_machine_mentioning: int = 0
    n_suggested: int = 0
    n_outdated: int = 0
    is_telling_only: bool = False
    is_unchecked: bool = False


class Tellers(Protocol):
    """What whose voices in words needs of a row of code_frequency."""

    @property
    def n_respondents(self) -> int: ...
    @property
    def n_organisations(self) -> int: ...
    @property
    def n_sectors(self) -> int: ...


class Interval(Protocol):
    """The bounds of a share, as in code_frequency."""

    @property
    def mention_low(self) -> float | None: ...
    @property
    def mention_high(self) -> float | None: ...


def counted(row: Counted) -> str:
    """`4 of 6 known, of 7`; `4 of 6` where all are known; `not known, of 7` where none is.

    Where somebody coded and nobody marked what was read, the telling is known and not the silence: no share, and where
    nothing is told no number. A silence of a machine that nobody checked is no "no" either.
    """
    n_known, n_all = row.n_known, row.n_transcripts
    if n_all == 0:
        return "no interviews"
    if row.is_unchecked and n_known:
        return f"the machine finds it in {share_words(row.n_mentioning, n_all)}; nobody has checked"
    if row.is_telling_only and n_known:
        return f"{_told_at_least(row)}; nobody marked what was read"
    known = f"{share_words(row.n_mentioning, n_known)} known" if n_known else "not known"
    return share_words(row.n_mentioning, n_known) if n_known and n_known == n_all else f"{known}, of {n_all}"


def _told_at_least(row: Counted) -> str:
    """`told in at least 2 of 6`; `told in 6 of 6` where there are no more; `not coded as told, of 6` where none is."""
    if not row.n_mentioning:
        return f"not coded as told, of {row.n_transcripts}"
    return f"told in {_at_least(row)}"


def _at_least(row: Counted) -> str:
    at_least = "at least " if row.n_mentioning < row.n_transcripts else ""
    return f"{at_least}{row.n_mentioning} of {row.n_transcripts}"


def in_brackets(row: Counted) -> str:
    """What stands in brackets after a code's name: `4 of 6`; `at least 2 of 6` where nobody marked what was read.

    '' where nothing is known, or where only a machine that nobody checked says anything.
    """
    if not row.n_known or row.is_unchecked:
        return ""
    if row.is_telling_only:
        return _at_least(row) if row.n_mentioning else "not coded as told"
    return f"{row.n_mentioning} of {row.n_known}"


def k_of_n(row: Counted, versions: Sequence[str] = ()) -> str:
    """A count with hand and machine before their union, and the machine's suggestions beside it, never inside.

    `versions`: of the codebook, under which was told what no longer stands, where they are at hand.
    """
    n_known, n_all = row.n_known, row.n_transcripts
    said = counted(row)
    if row.is_unchecked and n_known:
        return said
    if row.n_machine_mentioning and row.n_hand_mentioning:
        said += f" ({row.n_hand_mentioning} by people, {row.n_machine_mentioning} by machine)"
    elif row.n_machine_mentioning:
        said += " (by machine)"
    if row.n_suggested:
        said += f"; the machine suggests {row.n_suggested} of {n_all - n_known} unread"
    if row.n_outdated:
        earlier = f"version {listed(versions)}" if versions else "an earlier text of the code"
        said += f"; {row.n_outdated} told under {earlier}"
    return said


def voices(row: Tellers) -> str:
    """`3 organisations, 2 sectors`; `one voice` where one respondent tells it."""
    if row.n_respondents == 1:
        return "one voice"
    if not row.n_organisations:
        return plural(row.n_respondents, "respondent") if row.n_respondents else ""
    return f"{plural(row.n_organisations, 'organisation')}, {plural(row.n_sectors, 'sector')}"


def interval(row: Interval) -> str:
    """`Wilson interval 0.06 to 0.79`, as a share; '' where nothing is known."""
    if row.mention_low is None or row.mention_high is None:
        return ""
    return f"95 % Wilson interval {row.mention_low:.2f} to {row.mention_high:.2f}"
