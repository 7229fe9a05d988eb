"""A code that is gone and one that is new, so alike that the one was probably renamed and nobody said so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from pipeline.codebook.changes import CodeChange
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Code, Codebook

ALIKE = 0.6
"""Of 1, from which a pair is proposed: half of the words of the definition and most of a cue list, or one of them
whole. Lower, and every short definition ("Talk of …") meets every other."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class LikelyRename:
    """`former` is gone, `code` is new, and they are this alike (0 to 1)."""

    former: str
    code: str
    likeness: float

    @property
    def line(self) -> str:
        """What to write in the entry of the new code."""
        return f"was: [{self.former}]"


def likely_renames(changes: Iterable[CodeChange], old: Codebook, new: Codebook) -> tuple[LikelyRename, ...]:
    """Pairs of a code removed and a code added that are alike, the most alike first; no code stands in two pairs."""
    listed = list(changes)
    gone = [change.code for change in listed if change.kind == "removed"]
    come = [change.code for change in listed if change.kind == "added"]
    pairs = [LikelyRename(a, b, _likeness(old.codes[a], new.codes[b])) for a in gone for b in come]
    taken: set[str] = set()
    likely = []
    # Ids break ties, or the same two files could give another list.
    for pair in sorted(pairs, key=lambda pair: (-pair.likeness, pair.former, pair.code)):
        if pair.likeness >= ALIKE and not taken & {pair.former, pair.code}:
            taken |= {pair.former, pair.code}
            likely.append(pair)
    return tuple(likely)


def likeness_of_texts(a: str, b: str) -> float:
    """How alike two texts are, word by word in their order: 1 is the same words, 0 none in common."""
    return SequenceMatcher(None, _words(a), _words(b), autojunk=False).ratio()


def _likeness(a: Code, b: Code) -> float:
    """The mean of what two entries can be compared by; what one of them lacks says nothing."""
    parts = []
    if a.definition and b.definition:
        parts += [likeness_of_texts(_text(a), _text(b))] * 2  # what a code means weighs twice
    if not a.cues.is_empty and not b.cues.is_empty:
        cues = ({*a.cues.phrases, *map(str, a.cues.patterns)}, {*b.cues.phrases, *map(str, b.cues.patterns)})
        parts.append(len(cues[0] & cues[1]) / len(cues[0] | cues[1]))
    parts.append(max(SequenceMatcher(None, x, y).ratio() for x in (a.code_id, a.name) for y in (b.code_id, b.name)))
    # A family and a code below it often share their words, and are never the same code.
    if (a.kind, a.is_codable) != (b.kind, b.is_codable):
        return 0.0
    return round(sum(parts) / len(parts), 3)


def _text(code: Code) -> str:
    return " ".join((code.definition, *code.include, *code.exclude))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
