"""Excel workbooks (.xlsx) -> rows of text, read as XML."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from pipeline.corpus.formats.archives import Archive
from pipeline.corpus.formats.lines import MAX_LINES, RefusedError, too_many
from pipeline.corpus.formats.xml_element import XmlElement
from pipeline.study.dataclass import dataclass

MAX_COLUMNS = 256
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_SPAN = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
_WHOLE = re.compile(r"-?\d+")
# Quoted words, escaped signs and colours (`[Red]`) of a format hold letters that would pass for a date's.
_NO_SIGNS = re.compile(r'"[^"]*"|[\\_*].|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_TIME_SIGNS = re.compile(r"h|s|\[m", re.IGNORECASE)
# `m` alone may be a month or minutes, and decides nothing.
_DATE_SIGNS = re.compile(r"y|d|mmm", re.IGNORECASE)
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:T([\d:.]+))?Z?")
_LATEST = 2_957_003  # days that end before the year 10000, counted from 1904 too
_RELATIONSHIP = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the format of a cell shows of a number: a date, a time of day, both, or a percentage to some decimals."""

    date: bool = False
    time: bool = False
    percent: int | None = None


_FORMATS = (
    {number: _Shown(date=True) for number in (*range(14, 18), *range(27, 32), 36, *range(50, 59))}
    | {number: _Shown(time=True) for number in (*range(18, 22), *range(32, 36), *range(45, 48))}
    | {22: _Shown(date=True, time=True), 9: _Shown(percent=0), 10: _Shown(percent=2)}
)
"""Formats of dates and times that Excel knows by number."""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row as text, its number in the file, and which cells (`B3`) hold a formula without a value."""

    cells: tuple[str, ...]
    number: int
    formulas: tuple[str, ...] = ()


class Workbook:
    """An Excel file: sheets in their order, cells as text."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._main = "xl/workbook.xml"
        if "_rels/.rels" in archive.names:
            for relation in archive.xml("_rels/.rels"):
                target = relation.get("Target", "").lstrip("/")
                if relation.get("Type", "").endswith("/officeDocument") and target in archive.names:
                    self._main = target
        if self._main not in archive.names:
            raise RefusedError("is unreadable: it is no Excel workbook.", "Save it as .xlsx or .csv once more.")
        self._targets = dict(self._relations())
        self._strings = [_said(item) for item in self._part("sharedStrings", "si")]
        self._shown = self._styles()
        self._is_from_1904 = self._counts_from_1904()

    def _relations(self) -> Iterator[tuple[str, tuple[str, str]]]:
        folder, name = posixpath.split(self._main)
        part = f"{folder}/_rels/{name}.rels"
        for relation in self._archive.xml(part) if part in self._archive.names else ():
            target = relation.get("Target", "")
            place = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            yield relation.get("Id", ""), (relation.get("Type", "").rsplit("/", 1)[-1], place)

    def _part(self, kind: str, wanted: str) -> Iterator[XmlElement]:
        for its_kind, place in self._targets.values():
            if its_kind == kind and place in self._archive.names:
                yield from (child for child in self._archive.xml(place) if _local(child) == wanted)

    def _styles(self) -> list[_Shown]:
        """By number of a cell's style: what it shows."""
        formats = dict(_FORMATS)
        for group in self._part("styles", "numFmts"):
            for number_format in group:
                # A format's first section is that of positive numbers; dates have no other.
                code = _NO_SIGNS.sub("", number_format.get("formatCode", "")).split(";")[0]
                is_date, is_time = bool(_DATE_SIGNS.search(code)), bool(_TIME_SIGNS.search(code))
                percent = _decimals(code) if code.rstrip().endswith("%") else None
                formats[_whole(number_format.get("numFmtId"))] = _Shown(is_date, is_time, percent)
        ids = [_whole(style.get("numFmtId")) for group in self._part("styles", "cellXfs") for style in group]
        return [formats.get(number, _Shown()) for number in ids]

    def _counts_from_1904(self) -> bool:
        """Whether day 0 is 1904-01-01, as old Macs had it."""
        settings = (part for part in self._archive.xml(self._main) if _local(part) == "workbookPr")
        return any(setting.get("date1904") in ("1", "true") for setting in settings)

    def sheets(self) -> Iterator[tuple[str, str]]:
        """Names of the sheets and their parts, in the order of the tabs."""
        for group in self._archive.xml(self._main):
            if _local(group) == "sheets":
                for sheet in group:
                    _, place = self._targets.get(sheet.get(_RELATIONSHIP, ""), ("", ""))
                    if place in self._archive.names:
                        yield sheet.get("name", ""), place

    def rows(self, part: str) -> list[Row]:
        """Rows that hold something."""
        filled: list[Row] = []
        for group in self._archive.xml(part):
            if _local(group) != "sheetData":
                continue
            for nth, row in enumerate(group, 1):
                cells = self._cells(row, _whole(row.get("r")) or nth)
                if any(cell.strip() for cell in cells):
                    formulas = tuple(cell.get("r", "?") for cell in row if _has_no_value(cell))
                    filled.append(Row(tuple(cells), _whole(row.get("r")) or nth, formulas))
                if len(filled) > MAX_LINES:
                    raise too_many("rows", MAX_LINES, nth)
        return filled

    def rows_with_merged_cells(self, part: str) -> list[Row]:
        """Rows that hold something; what stands in a cell merged over several rows stands in each of them."""
        rows = self.rows(part)
        places = {row.number: place for place, row in enumerate(rows)}
        n_filled = 0
        for span in self._merged(part):
            column, top = _column(span[1]), places.get(int(span[2]))
            if top is None or column >= len(rows[top].cells) or not rows[top].cells[column]:
                continue
            for place in range(top + 1, len(rows)):
                if rows[place].number > int(span[4]):
                    break
                n_filled += 1
                if n_filled > MAX_LINES:
                    raise too_many("merged cells", MAX_LINES, rows[place].number)
                cells = [*rows[place].cells, *[""] * (column + 1 - len(rows[place].cells))]
                cells[column] = cells[column] or rows[top].cells[column]
                rows[place] = replace(rows[place], cells=tuple(cells))
        return rows

    def _merged(self, part: str) -> Iterator[re.Match[str]]:
        for group in self._archive.xml(part):
            if _local(group) == "mergeCells":
                yield from (span for merge in group if (span := _SPAN.fullmatch(merge.get("ref", ""))))

    def _cells(self, row: XmlElement, number: int) -> list[str]:
        cells: list[str] = []
        column = -1
        for cell in row:
            place = _CELL.fullmatch(cell.get("r", ""))
            # A cell may leave out its place: it then follows the one before.
            column = _column(place.group(1)) if place else column + 1
            value = self._value(cell)
            if not value:
                continue
            if column >= MAX_COLUMNS:
                raise RefusedError(
                    f"is refused: row {number} has words in column {column + 1:,}; a table is read up to column "
                    f"{MAX_COLUMNS}.",
                    "Take out what stands far to the right, or save the columns of the talk alone.",
                    number,
                )
            cells.extend([""] * (column + 1 - len(cells)))
            cells[column] = value
        return cells

    def _value(self, cell: XmlElement) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return "".join(_said(child) for child in cell if _local(child) == "is")
        raw = next((child.text or "" for child in cell if _local(child) == "v"), "")
        if not raw:
            # An answer that begins with `=` is kept as a formula without a value: its words must not be lost.
            raw = next((f"={child.text}" for child in cell if _local(child) == "f" and child.text), "")
        if kind == "s":
            place = _whole(raw)
            return self._strings[place] if 0 <= place < len(self._strings) else ""
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(raw, raw)
        if kind == "d" and (iso := _ISO.fullmatch(raw)):
            return _day_and_time(iso.group(1), iso.group(2) or "")
        if kind == "n" and _NUMBER.fullmatch(raw):
            style = _whole(cell.get("s"))
            return self._number(raw, self._shown[style] if style < len(self._shown) else _Shown())
        return raw

    def _number(self, raw: str, shown: _Shown) -> str:
        """A number as its reader sees it: a date, a time, or the number without a needless `.0`."""
        value = float(raw)
        # Under 1 there is no day: a time alone, in a cell set for both.
        if shown.date and (value >= 1 or not shown.time) and 0 <= value < _LATEST:
            return _date(value, self._is_from_1904, shown.time)
        if shown.percent is not None and abs(value) < 1e12:
            return f"{value * 100:.{shown.percent}f}%"
        return _clock(value) if shown.time and 0 <= value < _LATEST else _plain(raw)


def _decimals(code: str) -> int:
    """How many decimals a format such as `0.00%` shows."""
    return min(9, code.partition(".")[2].count("0"))


def _has_no_value(cell: XmlElement) -> bool:
    """Whether a cell holds a formula that was never computed: an answer that began with `=`, for instance."""
    held = {_local(child) for child in cell if child.text}
    return "f" in held and "v" not in held


def _local(element: XmlElement) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _said(item: XmlElement) -> str:
    """The text of a shared or inline string, runs joined, without phonetic readings."""
    return "".join(
        part.text or "" if _local(part) == "t" else _said(part) for part in item if _local(part) in ("t", "r")
    )


def _whole(value: str | None) -> int:
    return int(value) if value and value.strip().isdecimal() else 0


def _column(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def _clock(days: float) -> str:
    """A time of day or a duration, which Excel keeps as a part of a day, as `h:mm:ss.sss`."""
    # So many days are a date of which the time is shown, and no duration.
    thousandths = round(days % 1 * 86_400_000) if days >= 1000 else round(days * 86_400_000)
    whole, rest = divmod(thousandths, 1000)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}" + (f".{rest:03d}" if rest else "")


def _date(days: float, is_from_1904: bool, is_timed: bool) -> str:
    """A day as `2019-03-01`; where a time is shown and it is not midnight, as `2019-03-01 14:30:00`.

    Excel counts a 29 February 1900, which never was: days up to then are one nearer to its start.
    """
    first = datetime(1904, 1, 1) if is_from_1904 else datetime(1899, 12, 31 if days < 60 else 30)
    moment = first + timedelta(milliseconds=round(days * 86_400_000))
    if not is_timed:
        return moment.date().isoformat()
    return _day_and_time(
        moment.date().isoformat(), moment.time().isoformat("auto" if moment.microsecond else "seconds")
    )


def _day_and_time(day: str, time: str) -> str:
    return day if not time.strip("0:.") else f"{day} {time}"


def _plain(raw: str) -> str:
    """Up to the 15 places that Excel keeps; whole numbers as whole ones."""
    if _WHOLE.fullmatch(raw):
        return raw
    value = float(raw)
    if abs(value) >= 1e15:
        return raw
    return str(int(value)) if value.is_integer() else f"{value:.15g}"
