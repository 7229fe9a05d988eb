"""Tables of a PDF's pages: ruled rows are read cell by cell, and the names of columns say who speaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipeline.corpus.formats.columns import (
    are_names,
    is_header,
    is_unknown_header,
    names_left_out,
    number_column,
    talk_columns,
)
from pipeline.corpus.formats.pdf_pages import Page, PageRow, Piece

_NEAR = 2.0


def ruled_bands(page: Page) -> list[tuple[float, float, list[float]]]:
    """The ruled rows of tables from top to bottom: upper and lower edge, and the lines between their cells."""
    across = [line for line in page.drawn if line[3] - line[1] < 3 <= line[2] - line[0]]
    upright = [line for line in page.drawn if line[2] - line[0] < 3 <= line[3] - line[1]]
    if not across or not upright:
        return []
    heights = [(line[1] + line[3]) / 2 for line in across]
    heights += [
        max(line[3] for line in upright),
        min(line[1] for line in upright),
    ]  # of a row that a page break cut off
    bands = []
    for upper, lower in pairwise(_merged(iter(heights), descending=True)):
        if upper - lower < 6:
            continue
        middle = (upper + lower) / 2
        edges = _merged((line[0] + line[2]) / 2 for line in upright if line[1] - 1 <= middle <= line[3] + 1)
        if len(edges) > 2:
            bands.append((upper, lower, edges[1:-1]))
    return bands


def _merged(places: Iterator[float], descending: bool = False) -> list[float]:
    """Places in order, those next to each other as one: a table's cells draw the edge between them twice."""
    merged: list[float] = []
    for place in sorted(places, reverse=descending):
        if not merged or abs(place - merged[-1]) > _NEAR:
            merged.append(place)
    return merged


@dataclass
class TablesTold:
    """What the tables of a file are told to hold: first rows of names that were left out, columns that were not read.

    `columns` are the places of who speaks and of the words in the table before, of `width` columns: the next page may
    go on with it.
    """

    names: list[list[str]] = field(default_factory=list)
    not_read: list[str] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)
    width: int = 0


def with_tables_by_row(page: Page, told: TablesTold) -> Page:
    """A page whose ruled tables are read cell by cell: a row is one line, its cells apart by tabs.

    Further lines of the last cell follow. A row of usual names of columns is left out, also on the next page; one of
    other names is put into `told`. So is a column that only counts the rows. Where the names say who speaks and what,
    a row is these two cells.
    """
    rows: list[PageRow] = []
    taken: set[int] = set()
    table: list[list[list[PageRow]]] = []
    for upper, lower, edges in ruled_bands(page):
        inside = [nth for nth, row in enumerate(page.rows) if lower < row.y < upper]
        cells = _cells([page.rows[nth] for nth in inside], edges)
        if cells is not None:
            taken.update(inside)
            table.append(cells)
    words = [[" ".join(row.text for row in cell) for cell in cells] for cells in table]
    if _read_as_talk(words, told):
        table = [[cells[told.columns["speaker"]], cells[told.columns["text"]]] for cells in table[-len(words) :]]
        words = [[names[told.columns["speaker"]], names[told.columns["text"]]] for names in words]
    elif words and not is_header(words[0]) and is_unknown_header(words[0], words[1:]):
        told.names.append(words[0])
        table, words = table[1:], words[1:]
    kept = [(cells, names) for cells, names in zip(table, words, strict=True) if not is_header(names)]
    counts = number_column([names for _, names in kept]) == 0
    for cells, _ in kept:
        rows += _as_one_line([cell for cell in (cells[1:] if counts else cells) if cell])
    rows += [row for nth, row in enumerate(page.rows) if nth not in taken and not _names_columns(row)]
    return replace(page, rows=sorted(rows, key=lambda row: -row.y) if taken else rows)


def _read_as_talk(words: list[list[str]], told: TablesTold) -> bool:
    """Whether the names of a table's columns, here or on the page before, say who speaks; they are taken out."""
    columns = talk_columns(words) if words else {}
    if columns.keys() >= {"speaker", "text"}:
        told.columns, told.width = columns, len(words[0])
        told.not_read += [named for named in names_left_out(words, columns) if named not in told.not_read]
        del words[0]
    return bool(words) and bool(told.columns) and all(len(cells) == told.width for cells in words)


def _cells(rows: Sequence[PageRow], edges: Sequence[float]) -> list[list[PageRow]] | None:
    """The rows of each cell of a ruled row; None where words run across an edge, or stand in no cell."""
    cells: list[list[PageRow]] = [[] for _ in range(len(edges) + 1)]
    for row in rows:
        parts: list[list[Piece]] = [[] for _ in cells]
        for piece in row.pieces:
            if any(piece.x0 + _NEAR < edge < piece.x1 - _NEAR for edge in edges):
                return None
            parts[sum((piece.x0 + piece.x1) / 2 > edge for edge in edges)].append(piece)
        for cell, part in zip(cells, parts, strict=True):
            if part:
                cell.append(replace(row, pieces=part))
    return cells if any(cells) else None


def _as_one_line(cells: Sequence[Sequence[PageRow]]) -> Iterator[PageRow]:
    """All cells but the last whole, and the first line of the last one; then its other lines."""
    if not cells:
        return
    pieces: list[Piece] = []
    for cell in (*cells[:-1], cells[-1][:1]):
        for nth, row in enumerate(cell):
            first = replace(row.pieces[0], before=" " if nth else "\t")
            pieces += [first, *row.pieces[1:]]
    top = max((row for cell in cells for row in cell), key=lambda row: row.y)
    yield replace(top, pieces=pieces, opens=True)
    for row in cells[-1][1:]:
        # Kept below the joined line, since the page's rows are sorted by height.
        yield replace(row, y=min(row.y, top.y - 0.1), opens=False)


def _names_columns(row: PageRow) -> bool:
    has_columns = any(piece.before == "\t" for piece in row.pieces[1:])
    # Between narrow columns no wide gap is left.
    return has_columns and (is_header(row.text.split("\t")) or are_names([piece.text for piece in row.pieces]))
