"""Codes as people write them beside words: `#trust`, `● trust`, `Code: trust`, `trust, money`, `trust: she doubts it`.

Only where the codebook has the names is a text taken apart: elsewhere a comma or a colon may belong to a name. A mark
of polarity (`Trust (absent)`) is also read beside a name that stands alone elsewhere in the same file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from pipeline.exchange.names import same_name
from pipeline.exchange.project import Item, SourceCoding, SourceProject
from pipeline.exchange.report import short
from pipeline.exchange.written_polarity import MARKS, mark_of, may_deny, with_polarity

# What word processors and ATLAS.ti set before a code, the sign of a hashtag, and the word itself.
_BEFORE = re.compile(r"^[\s•●○▪◦‣·*#–—-]+|^(?:code|codes|tag|theme|thema|kode|código|thème)\s*[:=]\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[,/+&|]\s*|\s+(?:and|und|y|et)\s+")
_HASHTAGS = re.compile(r"\s+(?=#\w)")
_REMARK = re.compile(r"^(?P<name>[^:(–—?]{2,80}?)\s*(?:[:–—?(]|\s-\s)\s*(?P<remark>.*?)\)?$", re.DOTALL)
_REMARK_OF_A_MARK = re.compile(r"^(?P<name>[^:–—?]{2,80}?)\s*(?:[:–—?]|\s-\s)\s*(?P<remark>.+)$", re.DOTALL)


def with_known_names(project: SourceProject, known: frozenset[str]) -> SourceProject:
    """The project with named codes as the codebook has them; what was taken apart is told.

    Args:
        project: What a reader found; only codes that a comment or a sheet names are looked at.
        known: The codebook's names and ids, as `same_name` makes them.
    """
    alone = frozenset(same_name(coding.code) for coding in project.codings if coding.is_named) - MARKS.keys()
    names = _Names(known, known | alone)
    codings: list[SourceCoding] = []
    # What stands in one comment or one row belongs together: a mark on a line of its own is said of the codes there.
    for _, beside in groupby(project.codings, lambda coding: (coding.is_named, coding.document, coding.where)):
        codings += names.read(list(beside))
    inferred = tuple(message if n == 1 else f"{message} ({n} times)" for message, n in names.told.items())
    return replace(
        project,
        codings=tuple(codings),
        items=(*project.items, *names.items),
        inferred=(*project.inferred, *inferred),
    )


def names_a_code(text: str, known: frozenset[str]) -> bool:
    """Whether a remark begins with a name of the codebook and a colon, a dash or a bracket: `trust: she doubts it`."""
    bare = _BEFORE.sub("", text)
    match, marked = _REMARK.match(bare), _REMARK_OF_A_MARK.match(bare)
    if match is not None and same_name(match["name"]) in known:
        return True
    return marked is not None and with_polarity(marked["name"], known) is not None


@dataclass
class _Names:
    """The names that are known, and what is to be told of those that were read."""

    known: frozenset[str]
    """Of the codebook."""
    beside_marks: frozenset[str]
    """Of the codebook, and those that stand alone in the file."""
    told: Counter[str] = field(default_factory=Counter)
    items: list[Item] = field(default_factory=list)

    def read(self, codings: Sequence[SourceCoding]) -> list[SourceCoding]:
        """The codings of one comment or row, each with one name and its polarity."""
        if not codings[0].is_named:
            return list(codings)
        parts = [part for coding in codings for part in self._parted(coding)]
        marks = {mark_of(part.code) for part in parts if same_name(part.code) not in self.known} - {"", "affirmed"}
        codes = [part for part in parts if same_name(part.code) in self.known or mark_of(part.code) not in marks]
        if not marks or not codes:
            parts_left = parts
        elif len(marks) == 1:
            (polarity,) = marks
            self.told[f"'{polarity}' without a code beside it is read of the codes in the same comment or row"] += 1
            parts_left = [replace(part, polarity=part.polarity or polarity) for part in codes]
        else:
            parts_left = parts
        memo = codings[0].memo
        if may_deny(memo, is_on_its_line=False):
            for part in parts_left:
                if not part.polarity and same_name(part.code) in self.known:
                    self._may_be_denied(part, memo)
        return parts_left

    def _parted(self, coding: SourceCoding) -> Iterator[SourceCoding]:
        if same_name(coding.code) in self.known:
            yield coding
            return
        tags = _HASHTAGS.split(coding.code) if coding.code.startswith("#") else [coding.code]
        for written in dict.fromkeys(tags):
            yield from self._of_a_tag(coding, written)

    def _of_a_tag(self, coding: SourceCoding, written: str) -> Iterator[SourceCoding]:
        bare = _BEFORE.sub("", written).strip() or written
        if same_name(bare) in self.known:
            yield replace(coding, code=bare)
        elif marked := self._marked(coding, bare):
            yield marked
        elif several := self._several(coding, bare):
            self.told[f"'{bare}' is read as {len(several)} codes, which the codebook has"] += 1
            yield from several
        elif remarked := self._remarked(coding, bare):
            yield remarked
        else:
            yield replace(coding, code=bare)

    def _remarked(self, coding: SourceCoding, bare: str) -> SourceCoding | None:
        """A code with what somebody remarked behind it: `trust: she doubts it`, `trust (absent): nobody knew them`."""
        memo = " ".join(filter(None, (coding.memo, bare)))
        remark, marked_remark = _REMARK.match(bare), _REMARK_OF_A_MARK.match(bare)
        if marked_remark and (marked := with_polarity(marked_remark["name"], self.known)):
            self.told[f"'{marked_remark['name']}' is read as '{marked.name}', {marked.polarity}"] += 1
            return replace(coding, code=marked.name, memo=memo, polarity=coding.polarity or marked.polarity)
        if remark is None or same_name(remark["name"]) not in self.known:
            return None
        name = remark["name"]
        self.told[f"what begins with '{name}' is read as this code, and the whole as its memo"] += 1
        part = replace(coding, code=name, memo=memo)
        if not coding.polarity and may_deny(remark["remark"], is_on_its_line=True):
            self._may_be_denied(part, bare)
        return part

    def _marked(self, coding: SourceCoding, bare: str) -> SourceCoding | None:
        """A code with the mark of a polarity; a polarity that the sheet says in a column of its own goes before it."""
        marked = with_polarity(bare, self.beside_marks)
        if marked is None:
            return None
        self.told[f"'{bare}' is read as '{marked.name}', {marked.polarity}"] += 1
        return replace(coding, code=marked.name, polarity=coding.polarity or marked.polarity)

    def _several(self, coding: SourceCoding, bare: str) -> list[SourceCoding]:
        """`trust, money (absent)` as codings of their own; none where any part is no code."""
        names = [name for name in _BETWEEN.split(bare) if name]
        parts: list[SourceCoding] = []
        for name in dict.fromkeys(names):
            if same_name(name) in self.known:
                parts.append(replace(coding, code=name))
            elif marked := with_polarity(name, self.known):
                parts.append(replace(coding, code=marked.name, polarity=coding.polarity or marked.polarity))
            else:
                return []
        if len(parts) > 1 and len({part.polarity for part in parts}) > 1:
            for part in parts:
                if not part.polarity:
                    self._may_be_denied(part, bare)
        return parts if len(parts) > 1 else []

    def _may_be_denied(self, coding: SourceCoding, remark: str) -> None:
        why = (
            f"it counts as affirmed, and its words may deny it. If they do, write '{coding.code} (absent)' in the "
            "source before the import, or set the polarity in the coding page"
        )
        self.items.append(Item("codings", f"{coding.where}, {coding.code}", short(remark), "to look at", why))
