"""What Word and OpenDocument files share: paragraphs are counted, boxes follow theirs, a table is read row by row."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pipeline.corpus.formats.columns import is_header
from pipeline.corpus.formats.lines import MAX_LINES, Line, too_many


class Walker(ABC):
    """Walks a body once and counts its paragraphs. A format says what its elements are."""

    def __init__(self) -> None:
        self.n_paragraphs = 0

    @abstractmethod
    def lines(self, block: Any) -> Iterator[Line]:
        """Lines of all blocks in order; a paragraph opens at each paragraph, heading and row of a table."""

    @abstractmethod
    def text(self, element: Any, boxes: list[Any]) -> Iterator[str]:
        """The pieces of text under an element; text boxes and notes met on the way are put into `boxes`."""

    def paragraph(self, paragraph: Any) -> Iterator[Line]:
        """A paragraph's lines, a line break ending one; then those of its boxes and notes."""
        self.n_paragraphs += 1
        if self.n_paragraphs > MAX_LINES:
            raise too_many("paragraphs", MAX_LINES)
        number = self.n_paragraphs
        boxes: list[Any] = []
        text = "".join(self.text(paragraph, boxes))
        for place, piece in enumerate(text.split("\n")):
            if piece.strip():
                yield Line(piece, number, place == 0)
        for box in boxes:
            yield from self.lines(box)

    def table(self, rows: Iterable[Sequence[Any]]) -> Iterator[Line]:
        """The lines of a table whose rows are given as their cells; a first row that names columns is left out."""
        for place, row in enumerate(rows):
            cells = [list(self.lines(cell)) for cell in row]
            if place == 0 and is_header([" ".join(line.text for line in cell) for cell in cells]):
                continue
            yield from row_lines([cell for cell in cells if cell])


def row_lines(cells: list[list[Line]]) -> Iterator[Line]:
    """The lines of a table's row: the first line of each cell, joined by tabs; further lines after them, in order.

    Where only the last cell has several lines they follow the joined one; otherwise each cell is read by itself.
    """
    if not cells:
        return
    if all(len(cell) == 1 for cell in cells[:-1]):
        yield Line("\t".join(cell[0].text.strip() for cell in cells), cells[0][0].number, True)
        yield from cells[-1][1:]
        return
    for cell in cells:
        yield from cell
