"""PDF files with text in them: page by page, without what is printed on every page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from pipeline.corpus.formats.blocks import about_an_unknown_header, about_words_not_read
from pipeline.corpus.formats.lines import Line, Reading, RefusedError
from pipeline.corpus.formats.pdf_layout import (
    two_columns,
    with_names_beside_their_first_line,
    with_tab_stops,
    with_times_apart,
    without_gutter_numbers,
    without_heads_and_feet,
    words_beside,
)
from pipeline.corpus.formats.pdf_notes import without_footnotes
from pipeline.corpus.formats.pdf_pages import Page, PageRow, pages_of
from pipeline.corpus.formats.pdf_tables import TablesTold, with_tables_by_row
from pipeline.corpus.formats.pdf_words import with_whole_words
from pipeline.corpus.formats.typefaces import PLAIN, set_line, without_usual_face
from pipeline.study.dataclass import dataclass
from pipeline.study.problems import Problem, caution

_ENDS_A_SENTENCE = re.compile(r"[.?!:…][\"'”’)\]]*\s*$")
_PARAGRAPH_GAP = 1.3
"""How much wider than between the lines of a paragraph a gap is that ends one."""

_LONGEST_HEADING = 60


@dataclass(frozen=True, slots=True)
class _Printed:
    """One line of print: the line that is handed on, and whether its page tells that a paragraph opens there."""

    line: Line
    is_first: bool


def read_pdf(data: bytes, path: Path) -> Reading:
    """The words of a PDF in reading order. `number` counts lines of text from the first page on.

    Running headers and footers, page, line and paragraph numbers and zero-width spaces are out; words divided at the
    end of a line are whole again; a ruled table is read row by row.

    Raises:
        RefusedError: no text (a scan), two columns, protected, truncated, damaged, or more work than a talk is.
    """
    pages = pages_of(data)
    if not any(page.rows for page in pages):
        raise RefusedError(
            "is a scan: there are pictures of pages in it, but no text.",
            "Run text recognition (OCR), or ask for the text.",
        )
    problems = tuple(_about_pages(pages, path))
    pages, notes = without_footnotes(without_heads_and_feet(without_gutter_numbers(pages)))
    for page in pages:
        if two_columns(page):
            raise RefusedError(
                f"is set in two columns (page {page.number}), whose lines cannot be told apart safely.",
                "Save the text in one column, as Word or plain text.",
            )
    problems += tuple(_about_words_in_the_margin(pages, path))
    told = TablesTold()
    pages = with_names_beside_their_first_line(with_times_apart(with_tab_stops(pages)))
    pages = [with_tables_by_row(page, told) for page in pages]
    problems += tuple(about_an_unknown_header(path, 0, names) for names in told.names)
    if told.not_read:
        problems += (about_words_not_read(path, 0, told.not_read),)
    lines = _lines(pages)
    below = tuple(Line(text, len(lines) + nth) for nth, text in enumerate(notes, 1))
    return Reading(lines, problems, below=below)


def _about_pages(pages: Sequence[Page], path: Path) -> Iterator[Problem]:
    """Cautions about pages without text, and about signs for which the file names no letter."""
    for page in pages:
        if not page.rows:
            message = f"page {page.number} has no text: if it is a scanned page, its words are missing."
            yield caution(path, 0, message, "Run text recognition (OCR) on it, or add its words by hand.")
        elif page.n_unknown * 50 > page.n_signs:
            message = (
                f"the file does not say which letters {page.n_unknown} of the {page.n_signs} signs on page "
                f"{page.number} are: its words may read wrong."
            )
            yield caution(path, 0, message, "Look at the page's words; if they are wrong, save the text as Word.")
        if page.n_outside:
            message = (
                f"{page.n_outside} letters are drawn outside page {page.number}, where nobody sees them; left out."
            )
            yield caution(path, 0, message, "Nothing, if the page shows all of its words; else print it to a new PDF.")


def _about_words_in_the_margin(pages: Sequence[Page], path: Path) -> Iterator[Problem]:
    """A caution about codes or remarks in a column beside the talk, which stand inside its lines when read."""
    beside = words_beside(pages)
    if beside:
        shown = ", ".join(f"'{words}'" for words in dict.fromkeys(beside[:3]))
        message = (
            f"{len(beside)} times a few words stand in a column beside the talk ({shown} …); they were read into it."
        )
        yield caution(path, 0, message, "If they are codes or remarks, take the column out, or save the text as Word.")


def _lines(pages: Sequence[Page]) -> tuple[Line, ...]:
    """Lines numbered through the document; a paragraph opens after a gap or a page that ended a sentence."""
    rows = [row for page in pages for row in page.rows]
    left = _left_edge(rows)
    usual_gap = _gap_inside_paragraphs(pages)
    printed: list[_Printed] = []
    for page in pages:
        for nth, row in enumerate(page.rows):
            printed.append(_Printed(_line(row, len(printed) + 1, left), nth == 0))
    opens: list[bool] = []
    has_gaps = False
    for nth, (row, now) in enumerate(zip(rows, printed, strict=True)):
        if now.is_first:
            opens.append(not nth or row.opens or bool(_ENDS_A_SENTENCE.search(printed[nth - 1].line.text)))
            continue
        is_apart = rows[nth - 1].y - row.y > usual_gap * _PARAGRAPH_GAP
        has_gaps = has_gaps or is_apart or row.opens is not None
        opens.append(is_apart if row.opens is None else row.opens)
    lines = [replace(now.line, opens=is_open) for now, is_open in zip(printed, opens, strict=True)]
    if not has_gaps:
        lines = _opened_after_short_lines(lines)
    return without_usual_face(line for line in _opened_by_face(with_whole_words(lines)) if line.text)


def _opened_by_face(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines of which one opens a paragraph also where the next is set in another face: after a sentence, a heading."""
    yield from lines[:1]
    for before, line in pairwise(lines):
        is_new = before.typeface and line.typeface and before.typeface != line.typeface
        is_heading = before.opens and len(before.text) < _LONGEST_HEADING and line.text[:1].isupper()
        has_ended = is_heading or bool(_ENDS_A_SENTENCE.search(before.text))
        yield replace(line, opens=True) if is_new and has_ended else line


def _line(row: PageRow, number: int, left: float) -> Line:
    first = row.pieces[0]
    line = Line(row.text, number, indent=round(max(0.0, first.x0 - left), 1))
    if all(piece.face == first.face for piece in row.pieces):
        return set_line(line, [(line.text, first.face or PLAIN)])
    runs = [(first.text, first.face or PLAIN)]
    for piece in row.pieces[1:]:
        runs += [(piece.before, piece.face or PLAIN), (piece.text, piece.face or PLAIN)]
    return set_line(line, [run for run in runs if run[0]])


def _left_edge(rows: Sequence[PageRow]) -> float:
    """Where the text begins: the leftmost place at which one row in twenty does."""
    starts = Counter(round(row.pieces[0].x0) for row in rows)
    return min((start for start, n in starts.items() if n * 20 >= len(rows)), default=0)


def _gap_inside_paragraphs(pages: Sequence[Page]) -> float:
    """The distance of lines inside a paragraph: the smallest that recurs, as paragraphs of one line are many."""
    gaps = Counter(
        round(before.y - row.y)
        for page in pages
        for before, row in pairwise(page.rows)
        if before.y - row.y > row.size / 2
    )
    least = max(2, gaps.total() / 20)
    return min((gap for gap, n in gaps.items() if n >= least), default=min(gaps, default=0))


def _opened_after_short_lines(lines: Sequence[Line]) -> list[Line]:
    """Without gaps, a paragraph ends where the sentence does and the next word would still have fitted on the line."""
    lengths = sorted(len(line.text) for line in lines)
    width = 0.85 * lengths[len(lengths) * 9 // 10] if lengths else 0
    opened = list(lines[:1])
    for before, line in pairwise(lines):
        fits = len(before.text) + 1 + len(line.text.split()[0]) < width
        is_short = fits and bool(_ENDS_A_SENTENCE.search(before.text))
        opened.append(replace(line, opens=line.opens or is_short))
    return opened
