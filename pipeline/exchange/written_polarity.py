"""Whether a code that is written beside words is denied there: `Trust (absent)`, `Trust: no`, `not Trust`.

Only the marks listed here are understood, and only beside a name that is a code's. What else may mean a denial is told
by whoever asks (`may_deny`): an absent or wished coding is not counted, so that a guess would change figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from pipeline.exchange.names import same_name
from pipeline.study.dataclass import dataclass

_MARKS = {
    "absent": """
        absent, is absent, absence, denied, denies, deny, denial, negated, negation, no, not, none, never, without,
        missing, lacking, not present, not there, not at all, nicht, nein, kein, keine, fehlt, abwesend, verneint,
        nicht vorhanden, ausente, negado, negada, no hay, absente, nié, niée, non, não, assente, отсутствует,
        нет, 无, 没有, ¬
    """,
    "wished": "wished, wished for, wish, should have, hypothetical, gewünscht, erwünscht, deseado, souhaité, desejado",
    "disputed": "disputed, in dispute, contested, umstritten, strittig, disputado, contesté",
    "affirmed": "affirmed, is affirmed, yes, present, is present, ja, sí, oui, bejaht, vorhanden, presente, présent",
}
MARKS: dict[str, str] = {
    same_name(mark): polarity for polarity, marks in _MARKS.items() for mark in marks.replace("\n", " ").split(",")
}
"""What people write for each polarity, as `same_name` makes names."""

_IN_BRACKETS = re.compile(r"^(?P<name>.+?)\s*[(\[{]\s*(?P<mark>[^()\[\]{}]+?)\s*[)\]}]$")
_BETWEEN = re.compile(r"\s*(?:->|→|[:=,/|–—-])\s*|[\s_]+")
_LONGEST = 200
"""Signs of a name with its mark: a longer text is a remark, of which every way to part it would be tried."""

_SIGN_BEFORE = re.compile(r"^[!¬]\s*(?=\w)")
# Said of a code on its own line, any word of denial may turn it round; in a longer memo only the plainest ones.
_PLAINLY_DENIED = r"absent\w*|absence|den(?:y|ies|ied|ial)|negat\w+|verneint|abwesend|fehlt|ausente|negad[oa]|nié\w*"
_PLAIN = re.compile(rf"\b(?:{_PLAINLY_DENIED})\b", re.IGNORECASE)
_ANY = re.compile(
    rf"\b(?:{_PLAINLY_DENIED}|no|not|never|none|nobody|nothing|without|lack\w*|missing|refus\w+|reject\w*|opposite"
    r"|contradict\w*|wish\w*|should have|hypothetical|disput\w+|nicht|nie|kein\w*|ohne|jamais|sans|nunca|sem|falta|não"
    r"|neg|n/a)\b|n[’']t\b|^\W*[-−–✗✘❌0]\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class WrittenCode:
    """The name of a code and the polarity that is written beside it."""

    name: str
    polarity: str


def mark_of(text: str) -> str:
    """The polarity that a text says and nothing else; '' where it says another thing."""
    return MARKS.get(same_name(text.strip(" .!;,")), "")


def with_polarity(text: str, known: Set[str]) -> WrittenCode | None:
    """A code's name apart from the mark before or behind it; None where there is no mark, or no known name.

    `known` are names as `same_name` makes them; a name that is known with its mark (`No trust`) is for the caller to
    recognise first.
    """
    text = text.strip(" .;,")
    if len(text) > _LONGEST:
        return None
    if (sign := _SIGN_BEFORE.match(text)) and same_name(text[sign.end() :]) in known:
        return WrittenCode(text[sign.end() :].strip(), "absent")
    for name, mark in _divided(text):
        if (polarity := mark_of(mark)) and same_name(name) in known:
            return WrittenCode(name.strip(), polarity)
    return None


def _divided(text: str) -> Iterator[tuple[str, str]]:
    """Every way to part a text in a name and what may be a mark."""
    if match := _IN_BRACKETS.match(text):
        yield match["name"], match["mark"]
    for between in _BETWEEN.finditer(text):
        before, behind = text[: between.start()], text[between.end() :]
        yield before, behind
        yield behind, before


def may_deny(remark: str, is_on_its_line: bool) -> bool:
    """Whether a remark beside a code may say that it was not so, or only wished."""
    return bool((_ANY if is_on_its_line else _PLAIN).search(remark))
