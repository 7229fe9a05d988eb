"""A CSV table that somebody wrote elsewhere: read once, its columns checked with the line of every bad cell."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import isfinite
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.study.dataclass import dataclass
from pipeline.study.problems import FilesNeedAHand, Problem, did_you_mean, fault

FloatArray = npt.NDArray[np.float64]

LARGEST_TABLE = 50_000_000  # bytes
MOST_COLUMNS = 500  # each is compared with every other
MOST_CELLS = 3_000_000  # a cell takes some hundred bytes of memory
WORDS = {"yes": 1.0, "no": 0.0, "true": 1.0, "false": 0.0}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: its line in the file, counted from 1, and its cells by column, without outer blanks."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header; every method raises FilesNeedAHand with all bad cells of the column at once."""

    path: Path
    header_line: int
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    has_decimal_commas: bool

    def cells(self, column: str) -> list[str]:
        """One column from top to bottom, blanks as empty text."""
        if column not in self.columns:
            remedy = did_you_mean(column, self.columns, f"name one of: {', '.join(self.columns)}.")
            stop_at([fault(self.path, self.header_line, f"there is no column '{column}'.", remedy)])
        return [row.cells[column] for row in self.rows]

    def filled(self, column: str) -> list[str]:
        """One column in which every row needs a cell."""
        cells = self.cells(column)
        stop_at(self._bad(column, lambda cell: "" if cell else "is blank", "Fill the cell, or take the row out."))
        return cells

    def ids(self, column: str) -> list[str]:
        """One column in which every cell names another row."""
        cells = self.filled(column)
        repeated = {cell for cell, n in Counter(cells).items() if n > 1}
        remedy = "Each row needs a name of its own: rename one, or take it out."
        stop_at(self._bad(column, lambda cell: f"'{cell}' occurs twice" if cell in repeated else "", remedy))
        return cells

    def numbers(
        self, column: str, lowest: float | None = None, highest: float | None = None, is_filled: bool = False
    ) -> FloatArray:
        """One column as numbers, shape (n_rows,); NaN for a blank cell, which `is_filled` forbids."""
        cells = self.filled(column) if is_filled else self.cells(column)

        def complaint(cell: str) -> str:
            if not cell:
                return ""
            if not is_number(cell, self.has_decimal_commas):
                return f"'{cell}' is not a number"
            number = to_number(cell, self.has_decimal_commas)
            if lowest is not None and number < lowest:
                return f"{cell} is under {lowest:g}"
            return f"{cell} is over {highest:g}" if highest is not None and number > highest else ""

        remedy = f"Write a number{_between(lowest, highest)}{'' if is_filled else ', or leave the cell blank'}."
        stop_at(self._bad(column, complaint, remedy))
        return np.array([to_number(cell, self.has_decimal_commas) if cell else np.nan for cell in cells])

    def memberships(self, column: str) -> FloatArray:
        """One column as set memberships, shape (n_rows,), in 0..1 and never 0.5."""
        numbers = self.numbers(column, 0, 1, is_filled=True)

        def complaint(cell: str) -> str:
            is_half = np.isclose(to_number(cell, self.has_decimal_commas), 0.5, rtol=0, atol=1e-9)
            return "a membership of 0.5 is neither in nor out" if is_half else ""

        stop_at(self._bad(column, complaint, "Decide whether this case is more in or more out of the set."))
        return numbers

    def places(self, column: str, order: Sequence[str]) -> FloatArray:
        """One column as places in an order of words, shape (n_rows,), from 1."""
        cells = self.filled(column)
        unknown = next((cell for cell in cells if cell not in order), "")
        remedy = did_you_mean(unknown, order, f"the order names: {', '.join(order)}.")
        stop_at(self._bad(column, lambda cell: "" if cell in order else f"'{cell}' is not in the order", remedy))
        return np.array([order.index(cell) + 1.0 for cell in cells])

    def _bad(self, column: str, complaint: Callable[[str], str], remedy: str) -> Iterator[Problem]:
        """A fault for each cell that has a complaint."""
        for row in self.rows:
            objection = complaint(row.cells[column])
            if objection:
                yield fault(self.path, row.line, f"column '{column}': {objection}.", remedy)


def _between(lowest: float | None, highest: float | None) -> str:
    """` from 0 to 1`, ` of 0 or more`, nothing where there are no bounds."""
    if lowest is not None and highest is not None:
        return f" from {lowest:g} to {highest:g}"
    if lowest is not None:
        return f" of {lowest:g} or more"
    return "" if highest is None else f" of {highest:g} or less"


def read_table(path: Path) -> Table:
    """A CSV file with a header: UTF-8, with or without BOM, `,` or `;` between cells (with `;` also 0,8 for 0.8).

    Raises:
        FilesNeedAHand: The file is missing, not UTF-8 or not CSV, has no rows, or rows longer than its header.
    """
    text = _read_text(path)
    # By the header alone: cells may hold the other sign.
    header = text.lstrip().split("\n", 1)[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    filled = _read_lines(path, text, delimiter)
    if len(filled) < 2:
        stop_at([fault(path, 0, "the table has no rows.", "It needs a header, and a row for each unit.")])
    header_line, columns = filled[0]
    columns, filled = _without_nameless(columns, filled)
    if len(columns) > MOST_COLUMNS or len(columns) * len(filled) > MOST_CELLS:
        message = f"the table has {len(columns)} columns and {len(filled)} rows."
        remedy = f"{MOST_COLUMNS} columns and {MOST_CELLS} cells are the most: give a smaller table."
        stop_at([fault(path, header_line, message, remedy)])
    stop_at([*_header_problems(path, header_line, columns), *_length_problems(path, filled[1:], len(columns))])
    # Spreadsheets leave out empty cells at the end of a row.
    rows = tuple(
        Row(line, dict(zip(columns, [*cells, *[""] * (len(columns) - len(cells))], strict=False)))
        for line, cells in filled[1:]
    )
    return Table(path, header_line, tuple(columns), rows, has_decimal_commas=delimiter == ";")


def is_number(cell: str, has_decimal_commas: bool) -> bool:
    """Whether a cell is a finite number, or yes, no, true, false."""
    try:
        return isfinite(to_number(cell, has_decimal_commas))
    except ValueError:
        return False


def is_plain_number(cell: str, has_decimal_commas: bool) -> bool:
    """Whether a cell is written in digits, so that 1 and 1.0 are the same."""
    return cell.lower() not in WORDS and is_number(cell, has_decimal_commas)


def to_number(cell: str, has_decimal_commas: bool) -> float:
    """A cell as a number; yes and true are 1, no and false 0."""
    if cell.lower() in WORDS:
        return WORDS[cell.lower()]
    return float(cell.replace(",", ".") if has_decimal_commas else cell)


def stop_at(problems: Iterable[Problem]) -> None:
    """Raise all problems at once, if there are any."""
    listed = tuple(problems)
    if listed:
        raise FilesNeedAHand(listed)


def _read_text(path: Path) -> str:
    """The file's text without BOM."""
    remedy = "Give the path of a CSV file."
    try:
        if path.stat().st_size > LARGEST_TABLE:
            stop_at([fault(path, 0, "the file is over 50 MB.", "Give a smaller table.")])
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except FileNotFoundError as error:
        raise FilesNeedAHand([fault(path, 0, "there is no such file.", remedy)]) from error
    except UnicodeDecodeError as error:
        message = "the file is not UTF-8."
        raise FilesNeedAHand([fault(path, 0, message, "Save it again as CSV UTF-8.")]) from error
    except OSError as error:
        raise FilesNeedAHand([fault(path, 0, f"the file cannot be read: {error.strerror}.", remedy)]) from error


def _read_lines(path: Path, text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """The rows that are not blank, each with the line on which it ends."""
    # Strict: a quote that is never closed would else swallow the rest of the file.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        lines = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error as error:
        message = f"this is not CSV: {error}."
        raise FilesNeedAHand([fault(path, reader.line_num, message, "Look for a quote that is not closed.")]) from error
    return [(line, cells) for line, cells in lines if any(cells)]


def _without_nameless(
    columns: list[str], filled: list[tuple[int, list[str]]]
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Columns without blank ones at the end, which spreadsheets leave; a nameless first one, of pandas, is `unit`."""
    width = max((place + 1 for _, cells in filled for place, cell in enumerate(cells) if cell), default=0)
    named = [columns[0] or "unit", *columns[1 : max(width, 1)]]
    return named, [(line, cells[: max(len(named), width)]) for line, cells in filled]


def _header_problems(path: Path, line: int, columns: Sequence[str]) -> Iterator[Problem]:
    """Columns without a name, and names that occur twice."""
    if not all(columns):
        yield fault(path, line, "a column has no name.", "Name it, or delete it.")
    for column in sorted({column for column in columns if column and columns.count(column) > 1}):
        yield fault(path, line, f"the column '{column}' occurs twice.", "Rename one of them.")


def _length_problems(path: Path, rows: Iterable[tuple[int, list[str]]], n_columns: int) -> Iterator[Problem]:
    """Rows with more cells than the header has columns."""
    for line, cells in rows:
        if len(cells) > n_columns:
            message = f"the row has {len(cells)} cells, the header {n_columns}."
            yield fault(path, line, message, "Quote cells that hold the character between cells.")
