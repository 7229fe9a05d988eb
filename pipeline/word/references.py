"""Where links of a memo lead in a document that is mailed: to its own headings, or to the list at its end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import field
from pathlib import Path

from pipeline.site.export_memos import target
from pipeline.study.dataclass import dataclass
from pipeline.word.run_pages import Evidence, Quoted, read_evidence

MOST_TELLING, MOST_OTHERWISE = 3, 1
"""Passages printed of one figure in one case: of different transcripts while there are such. The others are counted."""


MOST_ENTRIES = 40
"""Figures whose evidence one document holds: a matrix names hundreds, and its list would be longer than a book."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One numbered entry of the list at the end: a page of evidence that the text leads to."""

    number: int
    evidence: Evidence


@dataclass(slots=True)
class References:
    """The entries of one document, in the order in which its text first leads to them; and what stays behind."""

    run: Path
    entries: dict[str, Reference] = field(default_factory=dict)
    left_behind: dict[str, str] = field(default_factory=dict)
    too_many: set[str] = field(default_factory=set)

    def to(self, page: str, address: str, words: str) -> Reference | None:
        """The entry of a link on `page`; None where it leads to what this document does not hold."""
        place = target(page, address)
        if place is None:
            return None
        if place in self.entries:
            return self.entries[place]
        if place.startswith("evidence/") and len(self.entries) >= MOST_ENTRIES:
            self.too_many.add(place)
            return None
        evidence = read_evidence(self.run / place) if place.startswith("evidence/") else None
        if evidence is None:
            # A quotation names its transcript and turn beside it: there is nothing to add.
            if not place.startswith("transcripts/") or Path(place).stem not in words:
                self.left_behind.setdefault(place.removesuffix(".html").removesuffix(".md"), words)
            return None
        self.entries[place] = Reference(len(self.entries) + 1, evidence)
        return self.entries[place]


def chosen(passages: Sequence[Quoted]) -> tuple[list[Quoted], list[Quoted]]:
    """The passages of a figure that are printed, case by case, and those that are counted only."""
    by_case: dict[str, list[Quoted]] = defaultdict(list)
    for passage in passages:
        by_case[passage.case].append(passage)
    # A figure of several cases prints one passage of each, and one that tells it otherwise.
    most = (MOST_TELLING, MOST_OTHERWISE) if len(by_case) < 2 else (1, 1)
    printed = [passage for of_case in by_case.values() for passage in _first_of_each(of_case, *most)]
    return printed, [passage for passage in passages if passage not in printed]


def _first_of_each(passages: Sequence[Quoted], most_telling: int, most_otherwise: int) -> Iterator[Quoted]:
    for is_told, most in ((True, most_telling), (False, most_otherwise)):
        wanted = [passage for passage in passages if (not passage.told) is is_told]
        by_transcript: dict[str, Quoted] = {}
        for passage in wanted:
            by_transcript.setdefault(passage.transcript_id, passage)
        first = list(by_transcript.values())
        yield from [*first, *(passage for passage in wanted if passage not in first)][:most]
