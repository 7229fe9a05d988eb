"""Excel workbooks (.xlsx) -> rows of text, read as XML."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.corpus.archives import Archive
from pipeline.corpus.lines import RefusedError

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_TIME_FORMATS = frozenset((*range(18, 23), *range(45, 48)))
_TIME_SIGNS = re.compile(r"h|s|\[m", re.IGNORECASE)
_RELATIONSHIP = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row as text, and its number in the file."""

    cells: tuple[str, ...]
    number: int


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
        self._times = self._time_styles()

    def _relations(self) -> Iterator[tuple[str, tuple[str, str]]]:
        folder, name = posixpath.split(self._main)
        part = f"{folder}/_rels/{name}.rels"
        for relation in self._archive.xml(part) if part in self._archive.names else ():
            target = relation.get("Target", "")
            place = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            yield relation.get("Id", ""), (relation.get("Type", "").rsplit("/", 1)[-1], place)

    def _part(self, kind: str, wanted: str) -> Iterator[Any]:
        for its_kind, place in self._targets.values():
            if its_kind == kind and place in self._archive.names:
                yield from (child for child in self._archive.xml(place) if _local(child) == wanted)

    def _time_styles(self) -> list[bool]:
        """By number of a cell's style: whether it shows a time."""
        formats: dict[int, bool] = {}
        for group in self._part("styles", "numFmts"):
            for one in group:
                code = re.sub(r'"[^"]*"|\\.', "", one.get("formatCode", ""))
                formats[_whole(one.get("numFmtId"))] = bool(_TIME_SIGNS.search(code))
        ids = [_whole(one.get("numFmtId")) for group in self._part("styles", "cellXfs") for one in group]
        return [formats.get(one, one in _TIME_FORMATS) for one in ids]

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
        found: list[Row] = []
        for group in self._archive.xml(part):
            if _local(group) != "sheetData":
                continue
            for nth, row in enumerate(group, 1):
                cells = self._cells(row)
                if any(cell.strip() for cell in cells):
                    found.append(Row(tuple(cells), _whole(row.get("r")) or nth))
        return found

    def _cells(self, row: Any) -> list[str]:
        cells: list[str] = []
        for cell in row:
            place = _CELL.fullmatch(cell.get("r", ""))
            column = _column(place.group(1)) if place else len(cells)
            if len(cells) <= column < 16_384:
                cells.extend([""] * (column + 1 - len(cells)))
            if column < len(cells):
                cells[column] = self._value(cell)
        return cells

    def _value(self, cell: Any) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return "".join(_said(child) for child in cell if _local(child) == "is")
        raw = next((child.text or "" for child in cell if _local(child) == "v"), "")
        if not raw:  # a formula that was never computed: an answer that began with `=`, for instance
            raw = next((f"={child.text}" for child in cell if _local(child) == "f" and child.text), "")
        if kind == "s":
            place = _whole(raw)
            return self._strings[place] if 0 <= place < len(self._strings) else ""
        style = _whole(cell.get("s"))
        if kind == "n" and _NUMBER.fullmatch(raw) and 0 <= style < len(self._times) and self._times[style]:
            return _clock(float(raw))
        return raw


def _local(element: Any) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _said(item: Any) -> str:
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
    thousandths = round(days % 1 * 86_400_000) if days >= 1000 else round(days * 86_400_000)
    whole, rest = divmod(thousandths, 1000)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}" + (f".{rest:03d}" if rest else "")
