"""Words of a PDF that are divided at the end of a line: whole again, with their hyphen where it is their own.

A page does not say whether a word processor put a hyphen at the end of a line or the writer did. The rest of the text
says it: how the word is spelt elsewhere, whether both halves are words, and whether any word is divided that has no
hyphen. Where nothing divides words, every hyphen is the writer's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pipeline.corpus.formats.lines import Line
from pipeline.corpus.formats.lines import words as list_of_words
from pipeline.study.dataclass import dataclass

_BROKEN_WORD = re.compile(
    r"(?P<head>(?:^|.*\s)\d*-?[^\W\d_][\w'’]*(?:[-‐][\w'’]+)*)(?P<hyphen>[-‐\u00ad])\s*$", re.DOTALL
)
_FIRST_WORD = re.compile(r"\s*(?P<word>[^\W_][\w'’]*(?:[-‐][\w'’]+)*)(?P<after>\S*)\s*")
# f4 and MAXQDA write a time as `#00:01:22-6#`: its hyphen divides no word, and is no reason to end a line.
_BROKEN_TIME = re.compile(r"(?P<head>.*#\d{1,2}:\d\d:\d\d-)\s*$", re.DOTALL)
_REST_OF_TIME = re.compile(r"\s*(?P<rest>\d{1,3}#)\s*")
_ROUND_A_WORD = ".,;:?!…\"'“”‘’()[]"
_TYPEWRITTEN, _TYPOGRAPHIC, _SOFT = "-", "‐", "\u00ad"
_HYPHENS = re.compile("[-‐]")
_OTHER_WORDS_OF_SELF = frozenset(("ish", "ishly", "ishness", "less", "lessly", "lessness", "hood", "same"))
_MOST_OWN = 0.015
"""Of the lines of a text without divided words, the share that ends in a hyphen of the writer's: .004-.009 measured."""
_ENOUGH_LINES = 60
"""From which on that share says something."""
_LINKS = list_of_words("in of to the and or up by at on a de la du sur von und")
"""Words inside longer compounds: mother-in-law, state-of-the-art, up-to-date."""
_OFTEN_JOINED = list_of_words(
    """
    a after all al any as at back be before but de dis down every fore for here her him how in is it less mis more my
    no now on out over re some sub their them then there to un under up what when where who with your along mean news
    pro through
    """
)
"""Words, or beginnings, with which other words begin that have no hyphen: without, someone, attend, decouple."""
_OFTEN_ENDINGS = list_of_words("able ability ful hood less man men ment ness out ship side ward wards ways wise")
"""Words, or what a text may hold as one, with which others end that have no hyphen: considerable, throughout."""
_ENGLISH = list_of_words("the and of to that it you they were this have with")
_LEAST_ENGLISH = 0.08
"""Their share from which on a text is English; in speech it is .15-.25. Other languages make words of two words without
a hyphen (`ab|gegeben`, `Haus|meister`, `par|tout`), and there two halves that are words say nothing."""
_BEHIND_VERBS = list_of_words("vous nous moi toi elle elles ils je")
"""What French sets behind a verb (`avez-vous`), and where its printers divide no word."""


@dataclass(frozen=True, slots=True)
class _Division:
    """A word divided at the end of a line: its halves, the hyphen between them, and what follows the second."""

    first: str
    second: str
    hyphen: str
    after: str

    @property
    def joined(self) -> str:
        return f"{self.first}{self.second}".casefold()

    @property
    def is_address(self) -> bool:
        """In an address every hyphen belongs to it."""
        return any(sign in f"{self.first}{self.after[:-1]}" for sign in "/@_")


def with_whole_words(lines: Sequence[Line]) -> list[Line]:
    """Lines in which a word divided at the end of a line stands whole on that line."""
    whole = list(lines)
    spelling = _Spelling(lines)
    for place in range(len(whole) - 1):
        here, after = whole[place], whole[place + 1]
        time, rest = _BROKEN_TIME.match(here.text), _REST_OF_TIME.match(after.text)
        if time and rest:
            whole[place] = replace(here, text=time["head"] + rest["rest"])
            whole[place + 1] = replace(after, text=after.text[rest.end() :], lead=max(0, after.lead - rest.end()))
            continue
        if not (match := _divided(here, after)):
            continue
        division, head, end = match
        text = f"{head}{spelling.hyphen_of(division)}{division.second}{division.after}"
        whole[place] = replace(here, text=text)
        whole[place + 1] = replace(after, text=after.text[end:], lead=max(0, after.lead - end))
    return whole


def _divided(here: Line, after: Line) -> tuple[_Division, str, int] | None:
    """The word that a line's end divides, the line up to its hyphen, and where it ends on the next line."""
    broken, follows = _BROKEN_WORD.match(here.text), _FIRST_WORD.match(after.text)
    # A colon after the first word makes it a label (`Ana:`), not the second half of a word.
    if not broken or not follows or after.opens or ":" in follows["after"]:
        return None
    first = broken["head"].split()[-1].lstrip(_ROUND_A_WORD)
    return _Division(first, follows["word"], broken["hyphen"], follows["after"]), broken["head"], follows.end()


class _Spelling:
    """How a text spells its words where no line ends, and what that says of those that are divided."""

    def __init__(self, lines: Sequence[Line]) -> None:
        words = [word.casefold().strip(_ROUND_A_WORD) for line in lines for word in line.text.split()]
        self._words = Counter(_HYPHENS.sub("-", word) for word in words)
        n_english = sum(self._words[word] for word in _ENGLISH)
        self._is_english = n_english >= _LEAST_ENGLISH * len(words)
        self._is_typographic_inside = any(_TYPOGRAPHIC in word.strip(_TYPOGRAPHIC) for word in words)
        divisions = [match[0] for place in range(len(lines) - 1) if (match := _divided(lines[place], lines[place + 1]))]
        beginnings = Counter(word.split("-")[0] for word in self._words if "-" in word.strip("-"))
        self._beginnings = {before for before, n in beginnings.items() if n > 1 and len(before) > 2}
        # The second half of a divided word is no word of its own.
        self._words.subtract(_HYPHENS.sub("-", division.second.casefold()) for division in divisions)
        self._is_typographic_at_ends = any(division.hyphen == _TYPOGRAPHIC for division in divisions)
        n_sure = sum(bool(self._words[division.joined]) or division.hyphen == _SOFT for division in divisions)
        n_open = sum(not self._is_settled(division) for division in divisions)
        # What divides words does so on many lines: some of them stand elsewhere whole.
        self._is_divided = n_sure > 0 or (not self._is_usual_share(n_open, len(lines)))

    def _is_usual_share(self, n: int, n_lines: int) -> bool:
        return n_lines >= _ENOUGH_LINES and n <= max(1, _MOST_OWN * n_lines)

    def _is_settled(self, division: _Division) -> bool:
        hyphened = _HYPHENS.sub("-", f"{division.first}-{division.second}".casefold())
        return division.is_address or bool(self._words[hyphened]) or not division.second[0].islower()

    def hyphen_of(self, division: _Division) -> str:
        """The hyphen that stays: none in `collabo-|ration`, one in `self-|employed`, `Mary-|Kate`."""
        first, second = division.first.casefold(), division.second.casefold()
        if division.is_address:
            return _TYPEWRITTEN
        # A soft hyphen is put in by programs to divide a word and is never part of it.
        if division.hyphen == _SOFT:
            return ""
        # Browsers divide with a sign of their own, which nobody types.
        if division.hyphen == _TYPOGRAPHIC and not self._is_typographic_inside:
            return ""
        hyphened = _HYPHENS.sub("-", f"{first}-{second}")
        n_whole, n_hyphened = self._words[division.joined], self._words[hyphened]
        if n_whole or n_hyphened:
            return "" if n_whole >= n_hyphened else division.hyphen
        if not division.second[0].islower() or (
            self._is_typographic_at_ends and division.hyphen == _TYPEWRITTEN and not self._is_typographic_inside
        ):
            return division.hyphen
        return division.hyphen if self._is_own(first, second) else ""

    def _is_own(self, first: str, second: str) -> bool:
        """Whether the hyphen is the writer's, of a word that stands nowhere else."""
        before, behind = _HYPHENS.split(first)[-1], _HYPHENS.split(second)[0]
        if (before != first and before in _LINKS) or (behind != second and behind in _LINKS):
            return True
        if self._words[before + behind]:
            return False
        if first[0].isdecimal() or (behind in _BEHIND_VERBS and self._words[before]):
            return True
        if not self._is_english:
            return False
        if before == "self":
            return behind not in _OTHER_WORDS_OF_SELF
        # A text of few lines, or of short words, may show no other word that is divided: then one half has to be one.
        if not self._is_divided:
            return bool(self._words[before] or self._words[behind])
        if not self._words[behind] or behind in _OFTEN_ENDINGS:
            return False
        # A beginning that has its hyphen in other words: non-profit, so non-technical.
        return (before in self._beginnings or bool(self._words[before])) and before not in _OFTEN_JOINED
