"""What Word and OpenDocument files share: paragraphs are counted, boxes follow theirs, a table is read row by row."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.corpus.formats.columns import (
    codes_column,
    is_header,
    is_unknown_header,
    names_left_out,
    number_column,
    talk_columns,
)
from pipeline.corpus.formats.lines import BRACKETED_CLOCK, CLOCK_RANGE, MAX_LINES, Line, seconds, too_many
from pipeline.corpus.formats.typefaces import PLAIN, Run, set_line
from pipeline.corpus.formats.xml_element import XmlElement
from pipeline.study.problems import Problem, caution

NOTE = "\x1d"
"""What a run begins with that is a footnote; XML cannot hold the sign."""
# \x1e is Rich Text's end of a paragraph, U+FDD0 and the signs after it its changes of face.
_ENDS_A_SENTENCE = re.compile(r"[.?!…][\"'”’»)\]]*(?=[\s\ufdd0-\ufdef]|$)|(?=\x1e)")

_CLOCKS = re.compile(rf"{BRACKETED_CLOCK}|{CLOCK_RANGE}")
_MANY_WORDS_OF_A_NAME = 5


class Walker(ABC):
    """Walks a body once and counts its paragraphs. A format says what its elements are.

    `problems` are what it met on the way that a person should know of.
    """

    def __init__(self, path: Path) -> None:
        self.n_paragraphs = 0
        self.problems: list[Problem] = []
        self._path = path
        self._held: list[Run] = []

    @abstractmethod
    def lines(self, block: XmlElement) -> Iterator[Line]:
        """Lines of all blocks in order; a paragraph opens at each paragraph, heading and row of a table."""

    @abstractmethod
    def runs(self, element: XmlElement, boxes: list[XmlElement]) -> Iterator[Run]:
        """The runs of text under an element; text boxes met on the way are put into `boxes`, notes are runs."""

    @abstractmethod
    def indent(self, paragraph: XmlElement) -> float | None:
        """Where a paragraph's lines begin, in points from the margin, where the file says so."""

    def style(self, paragraph: XmlElement) -> str:
        """How the style of a paragraph is called by the writer; '' where the file does not say."""
        return ""

    def joins_the_next(self, paragraph: XmlElement) -> bool:
        """Whether the mark at a paragraph's end is deleted, so that its words go on in the next."""
        return False

    def paragraph(self, paragraph: XmlElement) -> Iterator[Line]:
        """A paragraph's lines, a line break ending one; then those of its boxes."""
        self.n_paragraphs += 1
        if self.n_paragraphs > MAX_LINES:
            raise too_many("paragraphs", MAX_LINES)
        boxes: list[XmlElement] = []
        number, before, self._held = self.n_paragraphs, self._held, []
        runs = [*before, *self.runs(paragraph, boxes)]
        if self.joins_the_next(paragraph):
            self._held = runs
        else:
            yield from _lines_of(runs, number, self.indent(paragraph), self.style(paragraph))
        for box in boxes:
            yield from self.lines(box)

    def rest(self) -> Iterator[Line]:
        """The words of a last paragraph whose mark is deleted, though none follows it."""
        if self._held:
            runs, self._held = self._held, []
            yield from _lines_of(runs, self.n_paragraphs, None, "")

    def note(self, note: XmlElement) -> Run:
        """A footnote as one run, to be put at the end of its sentence."""
        return NOTE + " ".join(line.text.strip() for line in self.lines(note)), PLAIN

    def table(self, rows: Iterable[Sequence[XmlElement]]) -> Iterator[Line]:
        """The lines of a table whose rows are given as their cells.

        A first row that names columns and a first column that counts the rows are left out; a column of codes beside
        the words is told.
        """
        cells = [[list(self.lines(cell)) for cell in row] for row in rows]
        yield from table_lines(cells, self._path, self.problems)


def table_lines(rows: list[list[list[Line]]], path: Path, problems: list[Problem]) -> Iterator[Line]:
    """The lines of a table's rows of cells of lines; what a person should know of it is put into `problems`."""
    words = [[" ".join(line.text.strip() for line in cell) for cell in row] for row in rows]
    if columns := talk_columns(words):
        yield from _talk(rows, words, columns, path, problems)
        return
    if words and (is_header(words[0]) or is_unknown_header(words[0], words[1:])):
        if not is_header(words[0]):
            number = next(line.number for cell in rows[0] for line in cell)
            problems.append(about_an_unknown_header(path, number, words[0]))
        rows, words = rows[1:], words[1:]
    if number_column(words) == 0:
        rows, words = [row[1:] for row in rows], [row[1:] for row in words]
    if (place := codes_column(words)) is not None:
        problems.append(_about_codes([row[place][0] for row in rows if place < len(row) and row[place]], path))
    for row in rows:
        yield from row_lines([cell for cell in row if cell])


def _talk(
    rows: list[list[list[Line]]], words: list[list[str]], columns: dict[str, int], path: Path, problems: list[Problem]
) -> Iterator[Line]:
    """The lines of a table whose first row names the columns of a talk: of the words, each with its speaker."""
    if left := names_left_out(words, columns):
        number = next(line.number for row in rows for cell in row for line in cell)
        problems.append(about_words_not_read(path, number, left))
    question = columns.get("question")
    for cells, said in zip(rows[1:], words[1:], strict=True):
        # A row of fewer cells is a heading across the table.
        if columns["text"] >= len(cells):
            yield from (line for cell in cells for line in cell)
            continue
        number = next((line.number for cell in cells for line in cell), 0)
        labelled = said[columns["speaker"]] if "speaker" in columns else ""
        start = seconds(said[columns["start"]]) if "start" in columns else seconds(labelled)
        speaker = " ".join(_CLOCKS.sub(" ", labelled).split()).rstrip(":： ")
        if question is not None:
            yield from _spoken(cells[question], words[0][question].strip(), start, number)
            speaker = speaker or words[0][columns["text"]].strip()
        if not cells[columns["text"]] and len(speaker.split()) >= _MANY_WORDS_OF_A_NAME:
            yield from cells[columns["speaker"]]
        yield from _spoken(cells[columns["text"]], speaker, start, number)


def _spoken(cell: list[Line], speaker: str, start: float | None, number: int) -> Iterator[Line]:
    for nth, line in enumerate(cell):
        yield line if nth else replace(line, speaker=speaker or None, start=start, opens=True, number=number)


def about_words_not_read(path: Path, number: int, named: Sequence[str]) -> Problem:
    """That words stand in columns that are no part of the talk."""
    message = f"words were not read that stand in the column{'s' if named[1:] else ''} {', '.join(named)}."
    return caution(path, number, message, "If they were said, put them in the column of the text.")


def _about_codes(codes: Sequence[Line], path: Path) -> Problem:
    shown = ", ".join(f"'{line.text.strip()[:30]}'" for line in codes[:3])
    message = f"a column of a table looks like codes or remarks beside the talk ({shown}, …); it was read as words."
    return caution(path, codes[0].number, message, "Take that column out of the file if nobody said it.")


def about_an_unknown_header(path: Path, number: int, names: Iterable[str]) -> Problem:
    """That the first row of a table was left out, since it seems to name the columns."""
    shown = ", ".join(f"'{name.strip()[:30]}'" for name in names if name.strip())
    message = f"the first row of a table ({shown}) was taken for names of columns and left out."
    return caution(
        path, number, message, "Nothing; if somebody says it, put a row above it that names the columns: Speaker, Text."
    )


def _lines_of(runs: Sequence[Run], number: int, indent: float | None, style: str) -> Iterator[Line]:
    rows: list[list[Run]] = [[]]
    for text, face in with_notes_after_sentences(runs):
        for nth, piece in enumerate(text.split("\n")):
            if nth:
                rows.append([])
            if piece:
                rows[-1].append((piece, face))
    for place, row in enumerate(rows):
        text = "".join(piece for piece, _ in row)
        if text.strip():
            yield set_line(Line(text, number, place == 0, indent=indent, style=style), row)


def with_notes_after_sentences(runs: Sequence[Run]) -> Iterator[Run]:
    """Runs in which a footnote stands at the end of the sentence that refers to it, so that it cuts none in two."""
    waiting: list[Run] = []
    before = ""
    for words, face in runs:
        text = words
        if text.startswith(NOTE):
            note = (f" {text[1:].strip()}", face)
            # The note's mark stands behind the full stop: its sentence has ended, and the note need not wait.
            is_after_one = any(
                match.end() == len(before.rstrip()) for match in _ENDS_A_SENTENCE.finditer(before.rstrip())
            )
            if is_after_one and not waiting:
                yield note
            else:
                waiting.append(note)
            continue
        if waiting and (end := _ENDS_A_SENTENCE.search(text)):
            yield text[: end.end()], face
            yield from waiting
            waiting, text = [], text[end.end() :]
        # Nothing may be left of a run whose sentence was cut off above; what it followed still counts.
        before = text or before
        yield text, face
    yield from waiting


def row_lines(cells: list[list[Line]]) -> Iterator[Line]:
    """The lines of a table's row: the first line of each cell, joined by tabs; further lines after them, in order.

    Where only the last cell has several lines they follow the joined one; otherwise each cell is read by itself.
    """
    if not cells:
        return
    if all(len(cell) == 1 for cell in cells[:-1]):
        firsts = [cell[0] for cell in cells]
        line = Line("\t".join(first.text.strip() for first in firsts), firsts[0].number, True)
        if all(first.typeface for first in firsts):
            runs = [
                (f"{'' if not nth else chr(9)}{first.text.strip()}", first.typeface) for nth, first in enumerate(firsts)
            ]
            line = set_line(line, runs)
        yield line
        yield from cells[-1][1:]
        return
    for cell in cells:
        yield from cell
