"""Tables of other tools: quotations by code (anybody's, MAXQDA's, Dedoose's, Taguette's tags) and codebooks.

Which column is what is told by its header, else by what stands in it (names of the study's transcripts and codes, the
longest texts), else by `--columns`. A cell is text: no formula is ever computed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
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
from pipeline.exchange.written_polarity import mark_of
from pipeline.study.dataclass import dataclass

FIELDS: dict[str, tuple[str, ...]] = {
    "quotation": (
        "quotation", "quote", "quotes", "quotations", "excerpt", "excerpt copy", "segment", "coded segment", "passage",
        "content", "text", "highlight", "quotation content", "extract", "citation", "zitat", "segmento", "cita",
        "excerpt text", "verbatim", "text content", "quotation text", "quote text", "quoted text", "selected text",
        "coded text", "coded", "highlighted text", "text segment", "textsegment", "textstelle", "fundstelle",
        "codiertes segment", "extrait", "fragment", "passages", "trecho", "fragmento", "citaat", "citazione",
        "citação", "estratto", "evidence", "цитата", "引用", "引文", "摘录",
    ),
    "code": (
        "code", "codes", "code id", "code name", "codes applied combined", "tag", "tags", "node", "theme", "label",
        "codename", "code path", "category", "codes applied", "kode", "codigo", "thema", "código", "códigos", "tema",
        "thème", "codice", "código aplicado", "kategorie", "код", "编码", "代码",
    ),
    "transcript": (
        "transcript", "transcript id", "document", "document name", "media title", "file", "file name", "filename",
        "source", "interview", "interview id", "doc", "resource title", "dokumentname", "dokument", "documento",
        "transcript name", "source name", "document title", "file case", "participant transcript", "entretien",
        "entrevista", "intervista", "documento nombre", "nombre del documento", "datei", "fichier", "archivo",
        "arquivo", "bestand", "транскрипт", "интервью", "文件", "访谈",
    ),
    "coder": (
        "coder", "author", "created by", "excerpt creator", "user", "coded by", "creator", "modified by", "analyst",
        "rater", "researcher", "kodierer", "kodiererin", "erstellt von", "bearbeitet von", "codeur", "codeuse",
        "codificador", "codificadora", "autor", "auteur", "autore", "creado por", "créé par", "who coded", "coder name",
        "кодировщик", "编码者", "wer", "who",
    ),
    "memo": ("memo", "comment", "note", "notes", "comments", "memos", "remark", "excerpt memo", "kommentar",
             "comentario", "commentaire", "commento", "anmerkung", "notiz", "remarks"),
    "at": ("at", "date", "created", "excerpt date", "modified", "created at", "time", "erstellt am", "bearbeitet am",
           "datum", "fecha"),
    "case": ("case", "case id", "document group", "fall"),
    "before": ("before",),
    "after": ("after",),
    "polarity": ("polarity", "presence", "present absent", "absent present", "affirmed absent", "polarität", "polarité",
                 "polaridad", "polaridade"),
    "denied": ("absent", "is absent", "denied", "negated", "abwesend", "verneint", "ausente"),
    "target": ("target",),
    "period": ("period",),
}  # fmt: skip
"""What people and tools call each column, in the order of preference, as `plain` makes headers."""

# `Code 1`, `Code 2`, `Tag3`: a column for each code that a passage has.
_NUMBERED = re.compile(r"(?:codes?|tags?|themes?|nodes?|labels?|categor(?:y|ies)|kode|código|codigo|thema) ?\d{1,2}")
# A code below that of the column beside it.
_BELOW = re.compile(
    r"(?:sub|child|second(?:ary)?|lower|unter|sous) ?(?:level )?"
    r"(?:code|theme|tag|node|category|kategorie|kode|thema|tema|thème|código|codice|catégorie|categoría)s?"
)
_MARKS = frozenset(("", "x", "1", "0", "yes", "no", "true", "false", "ja", "nein", "✓", "✔"))
_MOST_ROWS_ABOVE = 15
# Dedoose has a column for each code, `Code: Trust Applied`, with True or False in it.
_APPLIED = re.compile(r"code: (.+) applied", re.IGNORECASE)
_TRUE = ("true", "1", "yes", "x", "ja", "✓", "✔")
_MOST_CELLS = 3_000_000


@dataclass(frozen=True)
class Sheet:
    """A table's header and rows; each row with its number in the file."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    number: int = 1

    def without_header(self) -> Sheet:
        """The same without names of columns: what was taken for them is a row like the others."""
        columns = tuple(f"number {place + 1}" for place in range(len(self.header)))
        return replace(self, header=columns, rows=((self.number, self.header), *self.rows))

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
    for sheet in (_headed(sheet, known) for sheet in sheets):
        places = columns_of(sheet, named, known, inferred)
        applied = _applied(sheet, places, known)
        if "quotation" in places and ("code" in places or applied):
            return _quotations(sheet, places, applied, inferred)
    for sheet in sheets:
        codes = read_codes(sheet.header, [row for _, row in sheet.rows])
        if codes is not None:
            return SourceProject(
                "codebook", codes=codes.codes, items=codes.items, inferred=codes.inferred, has_codebook=True,
                title=path.stem,
            )  # fmt: skip
    header = ", ".join(f"'{name}'" for name in sheets[0].header if name.strip())
    raise RefusedError(
        f"has no column of quotations and none of codes; its columns are {header}.",
        "Say which is which: --columns quotation=HEADER,code=HEADER,transcript=HEADER.",
    )


def _headed(sheet: Sheet, known: KnownNames) -> Sheet:
    """The sheet; where its first row holds a transcript and a code of the study, this is a row like the others."""
    names = {same_name(name) for name in sheet.header if name}
    is_row = bool(names & known.transcripts) and bool(names & known.codes)
    return sheet.without_header() if is_row else sheet


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
            # Of two that may be meant, an empty one is not.
            places[field] = next((place for place in matches if _is_filled(sheet, place)), matches[0])
    if "code" not in places:
        numbered = [place for place, name in enumerate(headers) if _NUMBERED.fullmatch(name)]
        places.update(("code", place) for place in numbered[:1])
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
        # Five words on average: shorter cells are names or dates; beside a transcript's name two are a quotation.
        least = 2 if "transcript" in places else 5
        if longest is not None and lengths[longest] >= least and not is_codebook:
            places["quotation"] = longest
            inferred.append(f"column '{sheet.header[longest]}' holds the quotations: its texts are the longest")


def _is_filled(sheet: Sheet, place: int) -> bool:
    return any(sheet.cell(row, place).strip() for _, row in sheet.rows)


def _free(sheet: Sheet, places: Mapping[str, int]) -> Iterable[int]:
    return (place for place in range(len(sheet.header)) if place not in places.values())


def _applied(sheet: Sheet, places: Mapping[str, int], known: KnownNames) -> dict[str, int]:
    """Columns of codes with a mark in the rows that have them: Dedoose's `Code: NAME Applied`, or names of codes."""
    matches = ((_APPLIED.fullmatch(name.strip()), place) for place, name in enumerate(sheet.header))
    if dedoose := {match[1].strip(): place for match, place in matches if match}:
        return dedoose
    if "code" in places:
        return {}
    marked = {
        sheet.header[place]: place
        for place in _free(sheet, places)
        if sheet.header[place] and all(sheet.cell(row, place).strip().casefold() in _MARKS for _, row in sheet.rows)
    }
    # Columns of marks may be anything (`checked`); one that is a code of the study says what the others are.
    return marked if any(same_name(name) in known.codes for name in marked) else {}


def _names_of_codes(
    sheet: Sheet, row: tuple[str, ...], places: Mapping[str, int], applied: Mapping[str, int]
) -> list[str]:
    """The codes that a row gives its passage: those marked, or those of its columns of codes."""
    if names := [code for code, place in applied.items() if sheet.cell(row, place).strip().casefold() in _TRUE]:
        return names
    columns = _code_columns(sheet, places)
    cells = [sheet.cell(row, place).strip() for place in columns["beside"]]
    # The code below says more than the one above it, which is told by the code tree.
    if below := [cell for place in columns["below"] if (cell := sheet.cell(row, place).strip())]:
        cells = below[-1:]
    return [" ".join(part.split()) for cell in cells for part in re.split(r"[;\n]", cell) if part.strip()]


def _code_columns(sheet: Sheet, places: Mapping[str, int]) -> dict[str, list[int]]:
    headers = [plain(name) for name in sheet.header]
    free = [place for place in range(len(headers)) if place not in places.values()]
    numbered = [place for place in free if _NUMBERED.fullmatch(headers[place])]
    return {
        "beside": [*([places["code"]] if "code" in places else []), *numbered],
        "below": [place for place in free if _BELOW.fullmatch(headers[place])],
    }


def _about_columns(sheet: Sheet, places: Mapping[str, int], applied: Mapping[str, int]) -> Iterator[str]:
    """What is told of columns that hold further codes, and of those that were not read."""
    codes = _code_columns(sheet, places)
    if further := [f"'{sheet.header[place]}'" for place in codes["beside"][1:]]:
        yield f"further codes of a passage were read from: {', '.join(further)}"
    if below := [f"'{sheet.header[place]}'" for place in codes["below"]]:
        yield f"column {', '.join(below)} holds the lower codes: they are given, and not the code above them"
    used = {*places.values(), *applied.values(), *codes["beside"], *codes["below"]}
    unread = [
        f"'{name}'"
        for place, name in enumerate(sheet.header)
        if place not in used and name and _is_filled(sheet, place)
    ]
    if unread:
        yield f"columns that were not read: {', '.join(unread)}"


def _quotations(
    sheet: Sheet, places: Mapping[str, int], applied: Mapping[str, int], inferred: list[str]
) -> SourceProject:
    documents: dict[str, SourceDocument] = {}
    codings: list[SourceCoding] = []
    items: list[Item] = []
    inferred += _about_columns(sheet, places, applied)
    for number, row in sheet.rows:
        cells = {field: sheet.cell(row, place).strip() for field, place in places.items()}
        where = f"row {number}" + (f" of sheet '{sheet.name}'" if sheet.name else "")
        name = cells.get("transcript", "")
        names = _names_of_codes(sheet, row, places, applied)
        if not cells["quotation"] or not names:
            message = "there is no quotation in it" if names else "there is no code in it"
            items.append(Item("codings", where, short(cells["quotation"] or "; ".join(names)), "left out", message))
            continue
        if name and name not in documents:
            documents[name] = SourceDocument(name, name, "", case=cells.get("case", ""))
        polarity = _polarity(cells, where, items)
        codings += (_coding(name, code, where, cells, polarity) for code in dict.fromkeys(names))
    is_dedoose = any(_APPLIED.fullmatch(name.strip()) for name in sheet.header)
    tool = "Dedoose excerpts" if is_dedoose else "MAXQDA segments" if _is_maxqda(sheet) else "quotations"
    return SourceProject(
        tool, tuple(documents.values()), codings=tuple(codings), items=tuple(items), inferred=tuple(inferred)
    )


def _is_maxqda(sheet: Sheet) -> bool:
    return {"document name", "segment", "beginning"} <= {plain(name) for name in sheet.header}


def _polarity(cells: Mapping[str, str], where: str, items: list[Item]) -> str:
    """What the row says of its codes' polarity; '' where it says nothing, or nothing that is understood."""
    written, denied = cells.get("polarity", ""), cells.get("denied", "")
    if denied.casefold() in _TRUE:
        return "absent"
    polarity = mark_of(written)
    if (written and not polarity) or (denied and denied.casefold() not in _MARKS):
        why = "its polarity is not understood, and it counts as affirmed: write absent, wished, disputed or affirmed"
        items.append(Item("codings", where, short(written or denied), "to look at", why))
    return polarity


def _coding(name: str, code: str, where: str, cells: Mapping[str, str], polarity: str) -> SourceCoding:
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
        polarity=polarity,
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
            rows = workbook.rows_with_merged_cells(part)
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
    """The first row that names the columns is the header, else the first with two cells; above it stands a title."""
    wanted = [set(FIELDS[field]) for field in ("quotation", "code")]
    heads = [{plain(cell) for cell in cells} for _, cells in rows[:_MOST_ROWS_ABOVE]]
    named = next((n for n, names in enumerate(heads) if all(names & usual for usual in wanted)), None)
    filled = next((n for n, (_, cells) in enumerate(rows) if sum(bool(cell.strip()) for cell in cells) > 1), 0)
    first = filled if named is None else named
    if not rows:
        return Sheet(name, (), ())
    header = tuple(cell.strip() for cell in rows[first][1])
    return Sheet(name, header, tuple(rows[first + 1 :]), rows[first][0])
