"""Transcripts that are tables (.csv, .xlsx): columns for speaker, text and start, under the usual other names."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.corpus.formats.archives import Archive
from pipeline.corpus.formats.blocks import about_words_not_read
from pipeline.corpus.formats.columns import (
    ANSWER,
    OTHER,
    QUESTION,
    SPEAKER,
    START,
    TEXT,
    header_row,
    is_unknown_header,
    n_words_in,
    named_columns,
    names_left_out,
    plain,
)
from pipeline.corpus.formats.encoding import decode
from pipeline.corpus.formats.lines import (
    A_DAY,
    MAX_LINES,
    Line,
    Reading,
    RefusedError,
    nothing_in_it,
    seconds,
    too_many,
)
from pipeline.corpus.formats.workbook import MAX_COLUMNS, Row, Workbook
from pipeline.study.problems import Problem, caution

_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?(?:[eE]-?\d+)?s?")
_SEPARATOR = re.compile(r"sep=(.)[ \t]*(?:\r\n|\r|\n)", re.IGNORECASE)
_MANY_WORDS_OF_A_NAME = 5
_NEEDED = "Name its columns speaker, text and (if known) start in the first row."


def read_csv(data: bytes, path: Path) -> Reading:
    """A CSV, TSV or semicolon table; `number` is the line on which the row begins."""
    decoded = decode(data, path)
    rows = tuple(_csv_rows(decoded.text))
    return _reading(rows, decoded.problems, path)


def read_xlsx(data: bytes, path: Path) -> Reading:
    """The first sheet that has a column of text; other sheets with words are named. `number` is the row."""
    workbook = Workbook(Archive(data))
    sheets = [(name, rows) for name, part in workbook.sheets() if (rows := workbook.rows(part))]
    if not sheets:
        raise nothing_in_it()
    headed = [rows[header_row([row.cells for row in rows]) :] for _, rows in sheets]
    place = next((place for place, rows in enumerate(headed) if _columns(rows)), 0)
    others = tuple(_other_sheet(path, name) for nth, (name, _) in enumerate(sheets) if nth != place)
    formulas = tuple(_formulas(path, sheets[place][1]))
    return _reading(sheets[place][1], (*others, *formulas), path)


def _formulas(path: Path, rows: Sequence[Row]) -> Iterator[Problem]:
    """A caution that names the formulas whose value the file does not hold."""
    cells = [(row.number, cell) for row in rows for cell in row.formulas]
    if cells:
        named = ", ".join(cell for _, cell in cells[:5]) + (", …" if len(cells) > 5 else "")
        message = f"{len(cells)} cells hold a formula without a value ({named}); the formula was read as words."
        remedy = "Open the file in Excel and save it; a cell of words that begin with = needs a ' before them."
        yield caution(path, cells[0][0], message.replace("1 cells hold", "1 cell holds"), remedy)


def looks_like_a_table(lines: Sequence[str]) -> bool:
    """Whether the first line of a text names a column of speakers and one of words."""
    head = lines[0] if lines else ""
    return {"text", "speaker"} <= _columns([Row(tuple(head.split(_delimiter(head))), 1)]).keys()


def _other_sheet(path: Path, name: str) -> Problem:
    message = f"sheet '{name}' was not read: a transcript is one sheet."
    return caution(path, 0, message, "Save it as a file of its own if it is a transcript.")


def _csv_rows(text: str) -> Iterator[Row]:
    # csv's own limit of 131,072 characters a cell is less than a long talk; the size of files is bounded elsewhere.
    csv.field_size_limit(100_000_000)
    told = _SEPARATOR.match(text)  # Excel's own first line, which names the delimiter and is no row
    delimiter = told.group(1) if told else _delimiter(text)
    # Strict, as otherwise a quotation mark that is never closed swallows the rest of the file in silence.
    reader = csv.reader(io.StringIO(text[told.end() :] if told else text, newline=""), delimiter=delimiter, strict=True)
    n_before = start = 1 if told else 0
    start += 1
    n_rows = 0
    try:
        for cells in reader:
            if len(cells) > MAX_COLUMNS and any(cell.strip() for cell in cells[MAX_COLUMNS:]):
                message = f"is refused: a row has {len(cells):,} columns; a table is read up to {MAX_COLUMNS}."
                raise RefusedError(
                    message, "Look whether quotation marks are missing, or save the talk's columns.", start
                )
            if any(cell.strip() for cell in cells):
                n_rows += 1
                if n_rows > MAX_LINES:
                    raise too_many("rows", MAX_LINES, start)
                yield Row(tuple(cells[:MAX_COLUMNS]), start)
            start = n_before + reader.line_num + 1
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
    known = SPEAKER | TEXT | START | OTHER | QUESTION | ANSWER

    def quality(sign: str) -> tuple[int, int]:
        names = [plain(name.strip('"')) for name in head.split(sign)]
        return sum(name in known for name in names), len(names)

    return max((",", ";", "\t", "|"), key=quality)


def _columns(rows: Sequence[Row]) -> dict[str, int]:
    return named_columns([row.cells for row in rows])


def _n_words(rows: Sequence[Row], place: int) -> int:
    return n_words_in([_cell(row, place) for row in rows[1:]])


def _reading(rows: Sequence[Row], problems: tuple[Problem, ...], path: Path) -> Reading:
    """Lines by column; a table without a column of text is no talk, but as a document each row is a paragraph."""
    if not rows:
        raise nothing_in_it()
    told = list(problems)
    above = rows[: header_row([row.cells for row in rows])]
    if above:
        told.append(_about_rows_above(path, above))
        rows = rows[len(above) :]
    columns, body = _columns(rows), rows[1:]
    if not columns and is_unknown_header(rows[0].cells, [row.cells for row in rows[1:]]):
        columns = _columns_by_content(rows[1:])
        if columns:
            told.append(_about_an_unknown_header(path, rows[0], columns))
    elif not columns:
        columns, body = _columns_by_content(rows), rows
    elif not _n_words(rows, columns["text"]) and (other := _fullest_unknown(rows, columns)) is not None:
        columns = {**columns, "text": other}
        told.append(_about_an_unknown_header(path, rows[0], columns))
    if not columns:
        refused = RefusedError("names no column of text in its first row.", _NEEDED, rows[0].number)
        lines = tuple(Line(" ".join(row.cells), row.number) for row in (*above, *rows))
        return Reading(lines, tuple(told), unspoken=refused)
    if body is not rows:
        told += _about_words_not_read(path, rows, columns)
    titles = [Line(" ".join(cell.strip() for cell in row.cells if cell.strip()), row.number) for row in above]
    return Reading((*titles, *_lines_by_column(body, columns, rows[0], path, told)), tuple(told))


def _about_rows_above(path: Path, above: Sequence[Row]) -> Problem:
    rows = "a row stands" if len(above) == 1 else f"{len(above)} rows stand"
    message = f"{rows} above the names of the columns, and nobody speaks there."
    return caution(path, above[0].number, message, "Nothing; if somebody says them, put them below the names.")


def _fullest_unknown(rows: Sequence[Row], columns: dict[str, int]) -> int | None:
    """The column of no usual name in which most words stand, where that of the usual name only counts."""
    width = max(len(row.cells) for row in rows)
    others = [
        place
        for place in range(width)
        if place not in columns.values() and plain(_cell(rows[0], place)) not in OTHER and _n_words(rows, place)
    ]
    return max(others, key=lambda place: (_n_words(rows, place), -place), default=None)


def _about_an_unknown_header(path: Path, header: Row, columns: dict[str, int]) -> Problem:
    named = {column: header.cells[place].strip() for column, place in columns.items() if place < len(header.cells)}
    message = f"the first row was taken for names of columns; the words were read from column '{named.get('text', '')}'"
    if named.get("speaker"):
        message += f", the speakers from column '{named['speaker']}'"
    return caution(path, header.number, f"{message}.", _NEEDED)


def _about_words_not_read(path: Path, rows: Sequence[Row], columns: dict[str, int]) -> Iterator[Problem]:
    """One caution for all columns in which words stand that nobody is said to have spoken."""
    named = names_left_out([row.cells for row in rows], columns)
    if named:
        yield about_words_not_read(path, rows[0].number, named)


def _lines_by_column(
    rows: Sequence[Row], columns: dict[str, int], header: Row, path: Path, told: list[Problem]
) -> Iterator[Line]:
    """A line a cell of words; a question beside its answer is a voice of its own, named as its column is."""
    question = columns.get("question")
    cells = [_cell(row, columns.get("start")).strip() for row in rows]
    starts = [_start(cell) for cell in cells]
    # Whisper's tables count in milliseconds, in whole numbers; no talk lasts longer than a day.
    are_whole = all(cell.isdecimal() for cell in cells if cell)
    is_long = max((start for start in starts if start is not None), default=0) > A_DAY
    unit = 1000 if are_whole and is_long else 1
    for row, at in zip(rows, starts, strict=True):
        start = round(at / unit, 3) if at is not None else None
        text = _cell(row, columns.get("text"))
        speaker = " ".join(_cell(row, columns.get("speaker")).split()).rstrip(":").strip()
        if question is not None and _cell(row, question).strip():
            yield Line(_cell(row, question), row.number, True, start, header.cells[question].strip())
        if question is not None and not speaker:
            speaker = header.cells[columns["text"]].strip()
        if text.strip():
            yield Line(text, row.number, True, start, speaker or None)
        # So many words are speech in the wrong cell, and no word may be lost.
        elif len(speaker.split()) >= _MANY_WORDS_OF_A_NAME:
            shown = " ".join(speaker.split()[:8])
            message = f"words stand in the speaker's cell, and none in that of the text: '{shown} …'; they were kept."
            told.append(caution(path, row.number, message, "Put them in the column of the text."))
            yield Line(speaker, row.number, True, start)


def _columns_by_content(rows: Sequence[Row]) -> dict[str, int]:
    """Columns without names: times where most cells are times, the one with most words is the text.

    Another is the speaker's if the same few things stand in it again and again.
    """
    width = max(len(row.cells) for row in rows)
    filled = [place for place in range(width) if any(_cell(row, place).strip() for row in rows)]
    times = [place for place in filled if _is_of_times(rows, place)]
    words = [place for place in filled if place not in times]
    if not words:
        return {}
    sizes = {place: sum(len(_cell(row, place)) for row in rows) for place in words}
    text = max(words, key=lambda place: (sizes[place], -place))
    others = [place for place in words if place != text]
    if len(others) > 1:
        others = [place for place in others if _recur(rows, place)]
        if len(others) != 1:
            return {}
    columns = {"text": text}
    columns.update(("speaker", place) for place in others)
    if times:
        columns["start"] = times[0]
    return columns


def _recur(rows: Sequence[Row], place: int) -> bool:
    cells = [_cell(row, place).strip().casefold() for row in rows if _cell(row, place).strip()]
    return len(set(cells)) > 1 and len(set(cells)) * 2 <= len(cells)


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
    # A longer cell is speech that mentions a time.
    return seconds(cell) if len(cell) <= 40 else None
