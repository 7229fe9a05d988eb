"""A workbook written row by row: typed cells, no formula from anybody's text; what Excel cannot hold is told."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.handing_over.handed import Handed
from pipeline.io.outputs import handed_out
from pipeline.statistics.rounding import drop_float_noise
from pipeline.store.rows import Cell
from pipeline.wording.escaping import visible

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

ROWS = 1_048_576
"""What a sheet of Excel holds, its head among them."""
COLUMNS = 16_384
CHARACTERS = 32_767
"""What a cell of Excel holds, in units of UTF-16."""
NAME = 31
CUT = " … [cut]"

_MADE = datetime(2000, 1, 1)  # a workbook has to say when it was made: the same input, the same bytes
_SAMPLED = 200
_NARROWEST, _WIDEST = 8, 70
_A4, _PRINTED = 9, 200  # Excel's number of the format; letters across a page on its side that can still be read
_CONTROLS = "signs that no workbook may hold were replaced"


class Workbook:
    """Sheets in the order in which they are written; names are unique in any capitals, as Excel wants them."""

    def __init__(self, path: Path, handed: Handed, rows_of_a_sheet: int = ROWS) -> None:
        import xlsxwriter  # noqa: PLC0415 — only an export needs it

        self._book = xlsxwriter.Workbook(
            str(path),
            {
                # Rows go to files beside the workbook, in a folder that is its owner's alone: memory stays what it is.
                "constant_memory": True,
                "tmpdir": str(path.parent),
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._book.set_properties({"created": _MADE})
        self._handed = handed
        self._rows = rows_of_a_sheet
        self._names: set[str] = set()
        self._top = self._book.add_format({"valign": "top"})
        self._wrapped = self._book.add_format({"valign": "top", "text_wrap": True})
        self._head = self._book.add_format({"bold": True, "bottom": 1, "valign": "top"})

    def close(self) -> None:
        """Put the workbook together."""
        self._book.close()

    def add(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], n_frozen: int = 1) -> None:
        """A sheet with a frozen head and a filter; rows beyond what a sheet holds go to `name (2)` and so on.

        `n_frozen` columns stay in view while one goes to the right.
        """
        if len(columns) > COLUMNS:
            why = f"A sheet holds {COLUMNS:,} columns."
            self._handed.tell(name, f"columns from {columns[COLUMNS]}", "left out", why)
            columns = columns[:COLUMNS]
        left = iter(rows)
        n_rows, n_sheets = 0, 0
        first: list[Sequence[Cell]] = list(islice(left, _SAMPLED))
        while True:
            n_sheets += 1
            sheet = self._new_sheet(name if n_sheets == 1 else f"{name} ({n_sheets})")
            self._begin(sheet, columns, first, n_frozen)
            n_here = self._fill(sheet, name, columns, islice(chain(first, left), self._rows - 1))
            sheet.autofilter(0, 0, max(n_here, 1), max(len(columns) - 1, 0))
            n_rows += n_here
            first = first[n_here:] + list(islice(left, _SAMPLED))
            if not first:
                break
        self._handed.wrote(name, n_rows)
        if n_sheets > 1:
            why = f"A sheet holds {self._rows:,} rows, its head among them."
            self._handed.tell(name, f"{n_rows:,} rows", f"continued on {n_sheets - 1} more", why)

    def add_text(self, name: str, lines: Iterable[Sequence[str]]) -> None:
        """A sheet of words, a cell beside the other, for people to read first."""
        sheet = self._new_sheet(name)
        sheet.set_column(0, 0, 28, self._top)
        sheet.set_column(1, 1, 100, self._wrapped)
        for n, line in enumerate(lines):
            for column, words in enumerate(line):
                sheet.write_string(n, column, visible(words), self._head if len(line) == 1 else None)

    def _new_sheet(self, name: str) -> Worksheet:
        shown, n = name[:NAME], 1
        while shown.casefold() in self._names:
            n += 1
            shown = f"{name[: NAME - len(f' ~{n}')]} ~{n}"
        self._names.add(shown.casefold())
        sheet = self._book.add_worksheet(shown)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_footer("&L&A&R&P of &N")
        sheet.fit_to_pages(1, 0)
        return sheet

    def _begin(
        self, sheet: Worksheet, columns: Sequence[str], sampled: Sequence[Sequence[Cell]], n_frozen: int
    ) -> None:
        whole = 0
        for n, column in enumerate(columns):
            longest = max((len(str(row[n])) for row in sampled if row[n] is not None), default=0)
            width = min(max(_NARROWEST, len(column) + 4, longest + 1), _WIDEST)
            whole += width
            # Before any row: a row takes over the format of its column as it is written.
            sheet.set_column(n, n, width, self._wrapped if longest > _WIDEST else self._top)
        for n, column in enumerate(columns):
            sheet.write_string(0, n, visible(column)[:CHARACTERS], self._head)
        # On one page side by side the letters of a wide table could not be read.
        sheet.fit_to_pages(math.ceil(whole / _PRINTED), 0)
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, min(n_frozen, max(len(columns) - 1, 0)))

    def _fill(self, sheet: Worksheet, name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
        n, n_columns = 0, len(columns)
        for n, row in enumerate(rows, start=1):
            for column, cell in enumerate(row[:n_columns]):
                if cell is None:
                    continue
                if isinstance(cell, str):
                    if cell:
                        sheet.write_string(n, column, self._writable(cell, name, columns[column], n))
                elif isinstance(cell, bool):
                    sheet.write_boolean(n, column, cell)
                elif math.isfinite(cell):
                    sheet.write_number(n, column, drop_float_noise(cell) if isinstance(cell, float) else cell)
        return n

    def _writable(self, words: str, name: str, column: str, n: int) -> str:
        """The words as a cell may hold them; what is replaced or cut is told."""
        if not words.isprintable():
            shown = visible(words)
            if shown != words:
                self._handed.tell(name, f"row {n + 1}, {column}", "replaced", f"In the text {_CONTROLS}.")
                words = shown
        # Most texts are too short to be counted.
        if len(words) * 2 > CHARACTERS and _units(words) > CHARACTERS:
            why = f"A cell holds {CHARACTERS:,} characters; the text has {_units(words):,}."
            self._handed.tell(name, f"row {n + 1}, {column}", "cut", why)
            words = _cut(words)
        return words


@contextmanager
def workbook(path: Path, handed: Handed, rows_of_a_sheet: int = ROWS) -> Iterator[Workbook]:
    """A workbook that stands at `path`, whole, when the block ends well."""
    with handed_out(path) as aside:
        book = Workbook(aside, handed, rows_of_a_sheet)
        yield book
        book.close()


def _units(words: str) -> int:
    return len(words.encode("utf-16-le", "surrogatepass")) // 2


def _cut(words: str) -> str:
    whole = words.encode("utf-16-le", "surrogatepass")[: (CHARACTERS - len(CUT)) * 2]
    # Half a pair of surrogates at the end would be no character.
    return whole.decode("utf-16-le", "ignore") + CUT
