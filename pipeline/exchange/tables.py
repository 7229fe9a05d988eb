"""Tables of other tools: quotations by code (anybody's, MAXQDA's, Dedoose's, Taguette's tags) and codebooks.

Which column is what is told by its header, else by what stands in it (names of the study's transcripts and codes, the
longest texts), else by `--columns`. A cell is text: no formula is ever computed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.corpus.formats.archives import Archive
from pipeline.corpus.formats.encoding import decode
from pipeline.corpus.formats.lines import RefusedError
from pipeline.corpus.formats.workbook import Workbook
from pipeline.exchange.names import plain, same_name
from pipeline.exchange.project import Item, SourceCoding, SourceDocument, SourceProject
from pipeline.exchange.report import short
from pipeline.exchange.table_of_codes import read_codes
from pipeline.exchange.times import utc

FIELDS: dict[str, tuple[str, ...]] = {
    "quotation": (
        "quotation", "quote", "quotes", "quotations", "excerpt", "excerpt copy", "segment", "coded segment", "passage",
        "content", "text", "highlight", "quotation content", "extract", "citation", "zitat", "segmento", "cita",
        "excerpt text", "verbatim",
    ),
    "code": (
        "code", "codes", "code id", "code name", "codes applied combined", "tag", "tags", "node", "theme", "label",
        "category", "codes applied", "kode", "codigo", "thema",
    ),
    "transcript": (
        "transcript", "transcript id", "document", "document name", "media title", "file", "file name", "filename",
        "source", "interview", "interview id", "doc", "resource title", "dokumentname", "dokument", "documento",
        "transcript name", "source name",
    ),
    "coder": (
        "coder", "author", "created by", "excerpt creator", "user", "coded by", "creator", "modified by", "analyst",
        "rater", "researcher", "kodierer",
    ),
    "memo": ("memo", "comment", "note", "notes", "comments", "memos", "remark", "excerpt memo", "kommentar"),
    "at": ("at", "date", "created", "excerpt date", "modified", "created at", "time"),
    "case": ("case", "case id", "document group", "fall"),
    "before": ("before",),
    "after": ("after",),
    "polarity": ("polarity",),
    "target": ("target",),
    "period": ("period",),
}  # fmt: skip
"""What people and tools call each column, in the order of preference, as `plain` makes headers."""

POLARITIES = ("affirmed", "absent", "wished", "disputed")
# Dedoose has a column for each code, `Code: Trust Applied`, with True or False in it.
_APPLIED = re.compile(r"code: (.+) applied", re.IGNORECASE)
_TRUE = ("true", "1", "yes", "x")
_MOST_CELLS = 3_000_000


@dataclass(frozen=True)
class Sheet:
    """A table's header and rows; each row with its number in the file."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def cell(self, row: tuple[str, ...], place: int | None) -> str:
        return row[place] if place is not None and place < len(row) else ""


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What a column's content is compared with: names of the study's transcripts and codes."""

    transcripts: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()


def read_table(path: Path, named: Mapping[str, str], known: KnownNames) -> SourceProject:
    """The codings of a table of quotations, or the codes of a codebook.

    Raises:
        RefusedError: It is neither, or a column named on the command line is not there.
    """
    sheets = [sheet for sheet in _sheets(path) if sheet.header]
    if not sheets:
        raise RefusedError("is empty: there is no table in it.", "Export it once more.")
    _require_fields(named, sheets)
    inferred: list[str] = []
    for sheet in sheets:
        places = columns_of(sheet, named, known, inferred)
        if "quotation" in places and ("code" in places or _applied(sheet)):
            return _quotations(sheet, places, inferred)
    for sheet in sheets:
        codes = read_codes(sheet.header, [row for _, row in sheet.rows])
        if codes is not None:
            return SourceProject("codebook", codes=codes.codes, items=codes.items, has_codebook=True, title=path.stem)
    header = ", ".join(f"'{name}'" for name in sheets[0].header if name.strip())
    raise RefusedError(
        f"has no column of quotations and none of codes; its columns are {header}.",
        "Say which is which: --columns quotation=HEADER,code=HEADER,transcript=HEADER.",
    )


def columns_of(sheet: Sheet, named: Mapping[str, str], known: KnownNames, inferred: list[str]) -> dict[str, int]:
    """The place of each field's column: as named, by its header, by its content."""
    headers = [plain(name) for name in sheet.header]
    places: dict[str, int] = {}
    for field, name in named.items():
        if plain(name) in headers:
            places[field] = headers.index(plain(name))
    for field, names in FIELDS.items():
        if field in places:
            continue
        matches = [place for name in names if name in headers and (place := headers.index(name)) not in places.values()]
        if matches:
            places[field] = matches[0]
    _by_content(sheet, places, known, inferred)
    return places


def _by_content(sheet: Sheet, places: dict[str, int], known: KnownNames, inferred: list[str]) -> None:
    """Fill in columns whose headers say nothing, where their cells do."""
    # A share of the cells, not all: a sheet may name codes or transcripts that the study has not.
    for field, names, share in (("transcript", known.transcripts, 0.6), ("code", known.codes, 0.5)):
        if field in places or not names:
            continue
        for place in _free(sheet, places):
            cells = [sheet.cell(row, place).strip() for _, row in sheet.rows if sheet.cell(row, place).strip()]
            parts = [part for cell in cells for part in cell.split(";")]
            if parts and sum(same_name(part) in names for part in parts) >= share * len(parts):
                places[field] = place
                inferred.append(f"column '{sheet.header[place]}' holds the {field}s: their names are known here")
                break
    if "quotation" not in places and "code" in places:
        lengths = {
            place: sum(len(sheet.cell(row, place).split()) for _, row in sheet.rows) / max(1, len(sheet.rows))
            for place in _free(sheet, places)
        }
        longest = max(lengths, key=lambda place: lengths[place], default=None)
        # The longest texts beside codes may be their definitions.
        is_codebook = any(plain(name) in ("definition", "description", "beschreibung") for name in sheet.header)
        # Five words on average: shorter cells are names or dates.
        if longest is not None and lengths[longest] >= 5 and not is_codebook:
            places["quotation"] = longest
            inferred.append(f"column '{sheet.header[longest]}' holds the quotations: its texts are the longest")


def _free(sheet: Sheet, places: Mapping[str, int]) -> Iterable[int]:
    return (place for place in range(len(sheet.header)) if place not in places.values())


def _applied(sheet: Sheet) -> dict[str, int]:
    """Dedoose's columns `Code: NAME Applied`."""
    matches = ((_APPLIED.fullmatch(name.strip()), place) for place, name in enumerate(sheet.header))
    return {match[1].strip(): place for match, place in matches if match}


def _quotations(sheet: Sheet, places: Mapping[str, int], inferred: list[str]) -> SourceProject:
    documents: dict[str, SourceDocument] = {}
    codings: list[SourceCoding] = []
    items: list[Item] = []
    applied = _applied(sheet)
    for number, row in sheet.rows:
        cells = {field: sheet.cell(row, place).strip() for field, place in places.items()}
        where = f"row {number}" + (f" of sheet '{sheet.name}'" if sheet.name else "")
        name = cells.get("transcript", "")
        names = [code for code, place in applied.items() if sheet.cell(row, place).strip().casefold() in _TRUE]
        names = names or [" ".join(part.split()) for part in re.split(r"[;\n]", cells.get("code", "")) if part.strip()]
        if not cells["quotation"] or not names:
            message = "there is no quotation in it" if names else "there is no code in it"
            items.append(Item("codings", where, short(cells["quotation"] or "; ".join(names)), "left out", message))
            continue
        if name and name not in documents:
            documents[name] = SourceDocument(name, name, "", case=cells.get("case", ""))
        codings += (_coding(name, code, where, cells) for code in dict.fromkeys(names))
    tool = "Dedoose excerpts" if applied else "MAXQDA segments" if _is_maxqda(sheet) else "quotations"
    return SourceProject(
        tool, tuple(documents.values()), codings=tuple(codings), items=tuple(items), inferred=tuple(inferred)
    )


def _is_maxqda(sheet: Sheet) -> bool:
    return {"document name", "segment", "beginning"} <= {plain(name) for name in sheet.header}


def _coding(name: str, code: str, where: str, cells: Mapping[str, str]) -> SourceCoding:
    polarity = cells.get("polarity", "").casefold()
    return SourceCoding(
        document=name,
        code=code,
        coder=" ".join(cells.get("coder", "").split()),
        where=where,
        words=cells["quotation"],
        before=cells.get("before", ""),
        after=cells.get("after", ""),
        memo=cells.get("memo", ""),
        at=utc(cells.get("at", "")),
        is_named=True,
        polarity=polarity if polarity in POLARITIES else "",
        target=cells.get("target", ""),
        period=cells.get("period", ""),
    )


def _require_fields(named: Mapping[str, str], sheets: Sequence[Sheet]) -> None:
    for field, header in named.items():
        if field not in FIELDS:
            raise RefusedError(f"cannot have a field '{field}'.", f"--columns knows {', '.join(FIELDS)}.")
        if not any(plain(header) == plain(name) for sheet in sheets for name in sheet.header):
            there = ", ".join(f"'{name}'" for name in sheets[0].header if name.strip())
            raise RefusedError(f"has no column '{header}'.", f"Its columns are {there}.")


def _sheets(path: Path) -> Iterator[Sheet]:
    """Every sheet of a workbook, or the one table of a CSV file."""
    raw = path.read_bytes()
    if path.suffix.casefold() == ".xlsx":
        workbook = Workbook(Archive(raw))
        for name, part in workbook.sheets():
            rows = workbook.rows(part)
            if rows:
                yield _sheet(name, [(row.number, row.cells) for row in rows])
        return
    text = decode(raw, path).text
    yield _sheet("", list(_csv_rows(text)))


def _csv_rows(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    head = next((line for line in text.split("\n") if line.strip()), "")
    # Excel writes semicolons where a comma is the decimal sign.
    delimiter = max((",", ";", "\t"), key=head.count)
    csv.field_size_limit(10_000_000)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins, n_cells = 1, 0
    try:
        for cells in reader:
            n_cells += len(cells)
            if n_cells > _MOST_CELLS:
                raise RefusedError("has more than 3 million cells.", "Split it.", begins)
            if any(cell.strip() for cell in cells):
                yield begins, tuple(cells)
            begins = reader.line_num + 1
    except csv.Error as error:
        raise RefusedError(f"cannot be read as a table: {error}.", "Export it once more.", begins) from error


def _sheet(name: str, rows: list[tuple[int, tuple[str, ...]]]) -> Sheet:
    """The first row with at least two cells is the header; what stands above it is a title."""
    first = next((n for n, (_, cells) in enumerate(rows) if sum(bool(cell.strip()) for cell in cells) > 1), 0)
    return Sheet(name, tuple(cell.strip() for cell in rows[first][1]) if rows else (), tuple(rows[first + 1 :]))
