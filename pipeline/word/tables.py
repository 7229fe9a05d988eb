"""Tables of a Word document: headings repeated on each page, rows kept whole, columns as wide as their words need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.run import Run

from pipeline.word.styles import TABLE, TABLE_TEXT, text_width

MANY_COLUMNS = 8
"""From here on a page stands on its side, and the letters are smaller."""

POINTS, LETTER = 9.0, 0.18
"""Size of letters in a table, and the width of one in cm, generous: the reader's fonts are not known."""

Write = Callable[[Any, int, int], None]


def add_table(document: Any, rows: Sequence[Sequence[str]], write: Write) -> Any:
    """A table of `rows`, the first its heading: `write(paragraph, row, column)` fills a cell of it."""
    n_columns = max(len(row) for row in rows)
    table = document.add_table(rows=len(rows), cols=n_columns, style=TABLE)
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    points = POINTS if n_columns < MANY_COLUMNS else max(6.5, POINTS + 0.5 - 0.25 * n_columns)
    widths = column_widths(rows, text_width(document), points)
    size = Pt(points) if points < POINTS else None
    for n_row, row in enumerate(table.rows):
        _keep_whole(row, is_heading=n_row == 0)
        for n_column, cell in enumerate(row.cells):
            cell.width = Cm(widths[n_column])
            paragraph = cell.paragraphs[0]
            paragraph.style = TABLE_TEXT
            if n_column < len(rows[n_row]):
                write(paragraph, n_row, n_column)
            # The head of a group of rows never stands alone at the foot of a page.
            if n_row and n_columns > 1 and rows[n_row][0] and not any(rows[n_row][1:]):
                paragraph.paragraph_format.keep_with_next = True
            # Not `paragraph.runs`, which leaves out what stands in a link.
            for run in (Run(node, paragraph) for node in paragraph._element.iter(qn("w:r"))):
                # The style says so too; LibreOffice does not take it from there.
                run.bold = n_row == 0 or run.bold
                run.font.size = size
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    return table


def column_widths(rows: Sequence[Sequence[str]], width: float, points: float = POINTS) -> list[float]:
    """Shares of `width`, by the words of each column: never less than its longest word needs, where there is room."""
    letter = LETTER * points / POINTS
    n_columns = max(len(row) for row in rows)
    columns = [[row[n] for row in rows if n < len(row)] for n in range(n_columns)]
    # A word that does not fit breaks in the middle: so the longest comes first.
    longest = [max((len(word) for cell in column for word in cell.split()), default=1) for column in columns]
    # The heading is bold, and an address or an id may be longer than any column.
    least = [min(n_letters * letter * 1.1 + 0.4, width / 3) for n_letters in longest]
    if (needed := sum(least)) >= width:
        return [share / needed * width for share in least]
    # What is left goes where most is to be read.
    wants = [max(sum(len(cell) for cell in column) / len(column), 1.0) ** 0.8 for column in columns]
    full = [max(len(cell) for cell in column) * letter * 1.1 + 0.5 for column in columns]
    spare = width - needed
    widths = [a + spare * b / sum(wants) for a, b in zip(least, wants, strict=True)]
    # A column of short cells gets no more than they take; the rest goes to the others.
    capped = [min(a, b) if b < width else a for a, b in zip(widths, full, strict=True)]
    capped = [max(a, b) for a, b in zip(capped, least, strict=True)]
    left, open_ = width - sum(capped), [n for n in range(n_columns) if capped[n] < full[n]]
    for n in open_:
        capped[n] += left * wants[n] / sum(wants[m] for m in open_)
    return capped


def _keep_whole(row: Any, is_heading: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_heading:
        heading = OxmlElement("w:tblHeader")
        heading.set(qn("w:val"), "true")
        properties.append(heading)
