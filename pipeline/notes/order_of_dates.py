"""Sentences of a note, and those whose own dates say the reverse of their "before" or "after"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.study.dataclass import dataclass
from pipeline.study.problems import Problem, Source, caution
from pipeline.study.records import Note

# Clauses with a semicolon between are taken apart: the dates of one say nothing of the other's.
SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n{2,}")
MONTH = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
DATE = rf"(?:(?:{'|'.join(MONTH)}) )?\d{{4}}(?:-\d\d){{0,2}}"
# Two dates close together in one clause: "the grant of 2021-03 came before the vote in May 2020".
IN_ORDER = re.compile(rf"\b({DATE})\b[^.;!?]{{0,80}}?\b(before|after)\b[^.;!?]{{0,40}}?\b({DATE})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A sentence, where it stands, and what the table says."""

    source: Source
    words: str
    table: str

    @property
    def problem(self) -> Problem:
        """As a caution."""
        what = f"“{self.words}”, and the table says: {self.table}."
        remedy = "Read the passages again, then change the sentence, or the codings."
        return caution(self.source.path, self.source.line, what, remedy)


def dates_out_of_order(notes: Iterable[Note]) -> tuple[Contradiction, ...]:
    """Sentences of notes whose own dates say the reverse of their "before" or "after"; needs no table."""
    return tuple(contradiction for note in notes for contradiction in _out_of_order(note))


def sentences_of(note: Note) -> Iterator[tuple[str, Source]]:
    at = 0
    for sentence in SENTENCE.split(note.body):
        place = note.body.find(sentence, at)
        at = place + len(sentence)
        if sentence.strip():
            yield sentence.strip(), Source(note.source.path, note.body_line + note.body.count("\n", 0, place))


def _out_of_order(note: Note) -> Iterator[Contradiction]:
    for sentence, source in sentences_of(note):
        for match in IN_ORDER.finditer(sentence):
            first, second = _date(match[1]), _date(match[3])
            # Only as far as both are written: 2021 and 2021-03 contradict nothing.
            length = min(len(first), len(second))
            is_before = match[2].casefold() == "before"
            earlier, later = (first, second) if is_before else (second, first)
            if earlier[:length] > later[:length]:
                yield Contradiction(
                    source,
                    " ".join(sentence.split()),
                    f"{match[3]} is not {'after' if is_before else 'before'} {match[1]}",
                )


def _date(words: str) -> str:
    """`2021-03` for `March 2021`; a year, month or day as it is written."""
    *named, year = words.split()
    return f"{year}-{MONTH.index(named[0].casefold()) + 1:02}" if named else year


def problems_of(contradictions: Iterable[Contradiction]) -> tuple[Problem, ...]:
    """Each as a caution, once."""
    return tuple({contradiction: contradiction.problem for contradiction in contradictions}.values())
