"""What every short memo is laid out from: labelled paragraphs, a table, a figure with a sentence of what to see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.memos.quotes import Quote
from pipeline.study.dataclass import dataclass
from pipeline.wording.numbers import listed, number_word
from pipeline.wording.vocabulary import MARKS_MEAN

FEW = 5


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A label in bold and what stands under it."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its heads; no rows: nothing is printed."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    @property
    def legend(self) -> str:
        """What its numbers and the marks that stand in its cells mean; '' where there is nothing to explain."""
        cells = [cell for row in self.rows for cell in row]
        meanings = [
            f"{mark} {meaning}" for mark, meaning in MARKS_MEAN.items() if any(f" {mark}" in cell for cell in cells)
        ]
        return " ".join(filter(None, (self.note, f"{'; '.join(meanings)}." if meanings else "")))


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure of the run, by its path from a memo, with what it shows and what there is to see in it."""

    path: str
    shows: str
    see: str


@dataclass(frozen=True, slots=True)
class ShortMemo:
    """The software's own part of a memo. `where_else` are links to pages that hold what this one leaves out.

    `quotes_are` says who chose the few passages that stand where no analyst has chosen any.
    """

    in_short: str
    tables: tuple[Table, ...]
    pictures: tuple[Picture, ...]
    paragraphs: tuple[Paragraph, ...]
    where_else: tuple[str, ...]
    quotes: tuple[Quote, ...] = ()
    quotes_are: str = ""


def paragraphs(*parts: tuple[str, str]) -> tuple[Paragraph, ...]:
    """Those of which there is something to say, in order."""
    return tuple(Paragraph(label, words) for label, words in parts if words)


def some(parts: Sequence[str], most: int = FEW) -> str:
    """`A, B and C`; of many the first few by name and the rest by number, never one alone as "one more"."""
    left = len(parts) - most
    return listed([*parts[:most], f"{number_word(left)} more"] if left > 1 else parts)


def sentences(parts: Iterable[str]) -> str:
    """Several sentences as one paragraph."""
    return " ".join(part for part in parts if part)
