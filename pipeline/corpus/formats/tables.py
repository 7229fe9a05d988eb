"""Transcripts that are tables (.csv, .xlsx): columns for speaker, text and start, under the usual other names."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.corpus.formats.archives import Archive
from pipeline.corpus.formats.columns import OTHER, SPEAKER, START, TEXT, plain
from pipeline.corpus.formats.encoding import decode
from pipeline.corpus.formats.lines import Line, Reading, RefusedError, nothing_in_it, seconds
from pipeline.corpus.formats.workbook import Row, Workbook
from pipeline.study.problems import Problem, caution

_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?(?:[eE]-?\d+)?s?")
_NEEDED = "Name its columns speaker, text and (if known) start in the first row."


def read_csv(data: bytes, path: Path) -> Reading:
    """A CSV, TSV or semicolon table; `number` is the line on which the row begins."""
    decoded = decode(data, path)
    rows = tuple(_csv_rows(decoded.text))
    return _reading(rows, decoded.problems)


def read_xlsx(data: bytes, path: Path) -> Reading:
    """The first sheet that has a column of text; other sheets with words are named. `number` is the row."""
    workbook = Workbook(Archive(data))
    sheets = [(name, rows) for name, part in workbook.sheets() if (rows := workbook.rows(part))]
    if not sheets:
        raise nothing_in_it()
    place = next((place for place, (_, rows) in enumerate(sheets) if _columns(rows[0])), 0)
    others = tuple(_other_sheet(path, name) for nth, (name, _) in enumerate(sheets) if nth != place)
    return _reading(sheets[place][1], others)


def looks_like_a_table(lines: Sequence[str]) -> bool:
    """Whether the first line of a text names a column of speakers and one of words."""
    head = lines[0] if lines else ""
    return {"text", "speaker"} <= _columns(Row(tuple(head.split(_delimiter(head))), 1)).keys()


def _other_sheet(path: Path, name: str) -> Problem:
    what = f"sheet '{name}' was not read: a transcript is one sheet."
    return caution(path, 0, what, "Save it as a file of its own if it is a transcript.")


def _csv_rows(text: str) -> Iterator[Row]:
    csv.field_size_limit(100_000_000)
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Row(tuple(cells), start)
            start = reader.line_num + 1
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise RefusedError(
                "is truncated: a quotation mark that opens here is never closed.",
                "Close it, or export it once more.",
                start,
            ) from error
        raise RefusedError(
            f"cannot be read as a table: {error}.",
            "Double the quotation marks inside a cell, or export it once more.",
            start,
        ) from error


def _delimiter(text: str) -> str:
    """The sign that divides the header into most columns that have a usual name, else into most columns."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    known = SPEAKER | TEXT | START | OTHER

    def quality(sign: str) -> tuple[int, int]:
        names = [plain(name.strip('"')) for name in head.split(sign)]
        return sum(name in known for name in names), len(names)

    return max((",", ";", "\t", "|"), key=quality)


def _columns(header: Row) -> dict[str, int]:
    """Places of the columns `speaker`, `text`, `start`; empty where the first row names no column of text."""
    names = [plain(cell) for cell in header.cells]
    found: dict[str, int] = {}
    for column, known in (("text", TEXT), ("speaker", SPEAKER), ("start", START)):
        places = [place for place, name in enumerate(names) if name in known and place not in found.values()]
        if places:
            found[column] = next((place for place in places if names[place] == column), places[0])
    return found if "text" in found else {}


def _reading(rows: Sequence[Row], problems: tuple[Problem, ...]) -> Reading:
    """Lines by column; a table without a column of text is no talk, but as a document each row is a paragraph."""
    if not rows:
        raise nothing_in_it()
    columns = _columns(rows[0])
    if columns:
        return Reading(tuple(_lines_by_column(rows[1:], columns)), problems)
    guessed = _columns_by_content(rows)
    if guessed:
        return Reading(tuple(_lines_by_column(rows, guessed)), problems)
    refused = RefusedError("names no column of text in its first row.", _NEEDED, rows[0].number)
    return Reading(tuple(Line(" ".join(row.cells), row.number) for row in rows), problems, unspoken=refused)


def _lines_by_column(rows: Sequence[Row], columns: dict[str, int]) -> Iterator[Line]:
    for row in rows:
        text = _cell(row, columns.get("text"))
        if text.strip():
            speaker = " ".join(_cell(row, columns.get("speaker")).split()).rstrip(":").strip()
            yield Line(text, row.number, True, _start(_cell(row, columns.get("start"))), speaker or None)


def _columns_by_content(rows: Sequence[Row]) -> dict[str, int]:
    """Columns without names: times where most cells are times, the longest is the text, another the speaker."""
    width = max(len(row.cells) for row in rows)
    filled = [place for place in range(width) if any(_cell(row, place).strip() for row in rows)]
    times = [place for place in filled if _is_of_times(rows, place)]
    words = [place for place in filled if place not in times]
    sizes = Counter({place: sum(len(_cell(row, place)) for row in rows) for place in words})
    if not words or len(words) > 2:
        return {}
    text = sizes.most_common(1)[0][0]
    columns = {"text": text}
    columns.update(("speaker", place) for place in words if place != text)
    if times:
        columns["start"] = times[0]
    return columns


def _is_of_times(rows: Sequence[Row], place: int) -> bool:
    cells = [_cell(row, place).strip() for row in rows if _cell(row, place).strip()]
    return bool(cells) and sum(_start(cell) is not None for cell in cells) * 10 >= 8 * len(cells)


def _cell(row: Row, place: int | None) -> str:
    return row.cells[place] if place is not None and place < len(row.cells) else ""


def _start(cell: str) -> float | None:
    """Seconds from `75.2`, `1:15`, `00:01:15.2`; None where the cell holds no time."""
    cell = cell.strip().strip("[]()")
    if _NUMBER.fullmatch(cell):
        value = float(cell.rstrip("s").replace(",", "."))
        return round(value, 3) if 0 <= value < 1e9 else None
    return seconds(cell) if len(cell) <= 40 else None
