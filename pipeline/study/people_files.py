"""CSV and YAML as people write them, read with the line of every row and key; every mistake is a Problem."""

from __future__ import annotations

import csv
import difflib
import io
import os
import re
import stat
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.study.dataclass import dataclass
from pipeline.study.problems import Loaded, Problem, Severity, Source, caution, fault, nearest
from pipeline.study.records import Row

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

MAX_BYTES = 50_000_000  # the contract's limit; a long interview is some 100 KB
MAX_YAML = 1_000_000
MOST_NODES = 100_000
MAX_CELL = 1_000_000
MOST_COLUMNS = 500  # each is compared with every other; people's tables have twenty
MOST_CELLS = 3_000_000  # a cell takes some hundred bytes of memory, whatever it takes on the disk
# A codebook nests some eight deep; what is far deeper is a slip, or meant to exhaust the parser's stack.
MAX_YAML_DEPTH = 40
NEARLY = 0.84  # of 1, as difflib measures: `polarty`, `interviewer`, `organization`
LONGEST_ID = 100
LONGEST_NAME = 180  # bytes: disks hold 255, and endings and temporary names come to it
# With the superscript digits, which Windows takes for digits in these names.
DEVICES = re.compile("con|prn|aux|nul|(?:com|lpt)[1-9¹²³]")
WINDOWS_REFUSES = '<>:"|?*'
ON_WINDOWS = os.name == "nt"
# Halves of surrogate pairs, which YAML can write as escapes and no encoding can store.
HALVES = re.compile("[\ud800-\udfff]")
Where = tuple[object, ...]
"""A path of keys and positions in a YAML file, such as ("codes", "trust", "cues", 0)."""

AN_ID = "Use letters and digits of any script, '-' and '_' only, no more than 100 (60 where letters are wide)."
IN_A_SPREADSHEET = "Save it as UTF-8 (in a spreadsheet: 'CSV UTF-8')."
IN_AN_EDITOR = "Save it as UTF-8 (in the text editor: 'Save As…', encoding UTF-8)."


def is_id(word: str) -> bool:
    """Whether `word` is an id: letters and digits of any script, `-` and `_` only, no more than a file's name can hold.

    Marks that belong to a letter (accents stored apart, vowel signs) are part of it; none comes first.
    """
    if not 1 <= len(word) <= LONGEST_ID or len(word.encode("utf-8", "surrogatepass")) > LONGEST_NAME:
        return False
    # An id that began with a mark would be drawn onto whatever stands before it.
    return not _is_mark(word[0]) and all(sign.isalnum() or sign in "-_" or _is_mark(sign) for sign in word)


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign).startswith("M")


def file_name_key(word: str) -> str:
    """What two ids share where some disk keeps their files as one: capitals and ways to store an accent are ignored."""
    return unicodedata.normalize("NFC", word.casefold())


def kept_by_windows(source: Source, kind: str, word: str) -> list[Problem]:
    """That `word` names files and cannot on Windows, which keeps it for a device: con, nul, com1, in any capitals.

    A fault there, since the run would end in the middle; a caution elsewhere, where the files are like any others.
    """
    if not DEVICES.fullmatch(file_name_key(word)):
        return []
    said = f"{kind} '{word}' names files, and Windows keeps that name for itself: no file can be called so there."
    severity = Severity.FAULT if ON_WINDOWS else Severity.CAUTION
    return [Problem(severity, source, said, f"Choose another, such as '{word}-1'.")]


def no_name_on_windows(name: str) -> str:
    """Why Windows can hold no file of this name, in words that end a sentence; empty where it can."""
    for part in re.split(r"[/\\]", name):
        if sign := next((sign for sign in part if sign in WINDOWS_REFUSES or sign < " "), ""):
            return f"with {sign!r} in its name"
        if part.endswith((".", " ")) and part.strip("."):
            return f"whose name ends with {part[-1]!r}"
    return ""


def stands_already(kind: str, word: str, other: str, line: int) -> str:
    """That an id was given before, in `line`, by the same letters or by others that some disks keep as one file."""
    if word == other:
        return f"{kind} '{word}' stands there already, in line {line}."
    how = "in capitals" if word.lower() == other.lower() else "in how letters and accents are stored"
    return f"{kind} '{word}' differs from '{other}', in line {line}, only {how}: some computers keep both as one file."


def several(cell: str) -> tuple[str, ...]:
    """The values of a cell that holds several, `;` between."""
    return tuple(value for part in cell.split(";") if (value := part.strip()))


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file: its columns in their order, and its rows with their lines.

    `lacks`: needed columns that its header has not. That is a fault of the header: no row is to blame for it.
    """

    path: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    lacks: tuple[str, ...] = ()


SHEETS = (".xlsx", ".xls", ".ods", ".numbers")


def read_text(path: Path) -> Loaded[str | None]:
    """The text of a UTF-8 file without its BOM; None with a fault where it cannot be read."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            message = "the file cannot be read (it is no file)."
            return Loaded(None, (fault(path, 0, message, "Put a file in its place, or remove it."),))
        if status.st_size > MAX_BYTES:
            return Loaded(
                None, (fault(path, 0, "the file is over 50 MB.", "Split it, or leave out what is not needed."),)
            )
        raw = path.read_bytes()
    except FileNotFoundError:
        sheet = next((path.with_suffix(end) for end in SHEETS if path.with_suffix(end).is_file()), None)
        remedy = (
            f"Save {sheet.name} as 'CSV UTF-8' under the name {path.name}."
            if sheet
            else "Put it there; `crosscase new FOLDER` makes an example."
        )
        return Loaded(None, (fault(path, 0, "the file cannot be read: it is not there.", remedy),))
    except OSError as error:
        why = error.strerror or type(error).__name__
        return Loaded(
            None, (fault(path, 0, f"the file cannot be read ({why}).", "Check that it is there and may be opened."),)
        )
    if raw.startswith(b"PK\x03\x04"):
        message = "this is a zip archive, as Excel and Word write them, whatever its name ends in."
        return Loaded(None, (fault(path, 0, message, _save_as_utf8(path)),))
    try:
        text = raw.decode("utf-8-sig")  # spreadsheets write a BOM, which would become part of the first column's name
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return Loaded(None, (fault(path, line, "this line is not UTF-8.", _save_as_utf8(path)),))
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return Loaded(
            None,
            (
                fault(
                    path,
                    line,
                    "the file holds a NUL character: it is not plain text, or not UTF-8.",
                    _save_as_utf8(path),
                ),
            ),
        )
    return Loaded(text)


def _save_as_utf8(path: Path) -> str:
    """Tables come from spreadsheets, all else from text editors."""
    return IN_A_SPREADSHEET if path.suffix.casefold() == ".csv" else IN_AN_EDITOR


def _delimiter(text: str) -> str:
    header = text.split("\n", 1)[0]
    # Spreadsheets in countries with a decimal comma save CSV with semicolons.
    return ";" if header.count(";") > header.count(",") else ","


def read_csv(path: Path, needed: Sequence[str] = (), known: Sequence[str] = ()) -> Loaded[Table]:
    """A people's table; rows of nothing but blanks are passed over, missing cells at a row's end are empty.

    Args:
        path: The file.
        needed: Columns that it cannot do without.
        known: All columns that are read from it: one that differs from them in capitals only is a fault, one that is
            nearly one of them a caution.
    """
    nothing = Table(path, (), ())
    loaded = read_text(path)
    if loaded.records is None:
        return Loaded(nothing, loaded.problems)
    text = loaded.records
    # Python's own limit is 131,072 characters, which a long transcript in one cell exceeds.
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[Row] = []
    problems: list[Problem] = []
    columns: tuple[str, ...] | None = None
    begins = 1
    try:
        for cells in reader:
            # `line_num` is where a row ends; cells may hold line breaks, and people look for where it begins.
            line, begins = begins, reader.line_num + 1
            # Spreadsheets save rows that were once used as nothing but commas.
            if not any(cell.strip() for cell in cells):
                continue
            if columns is None:
                columns = tuple(cell.strip() for cell in cells)
                if len(columns) > MOST_COLUMNS:
                    message = f"the header has {len(columns)} columns, and {MOST_COLUMNS} are the most."
                    return Loaded(nothing, (fault(path, line, message, "Leave out columns that no row needs."),))
                problems += _header_problems(path, line, columns, needed, known)
                continue
            if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
                message = f"the row has {len(cells)} cells, the header {len(columns)}."
                problems.append(fault(path, line, message, "Put a cell that holds a comma between double quotes."))
                continue
            if len(rows) * len(columns) > MOST_CELLS:
                message = f"the table has more than {MOST_CELLS} cells, as many as can be read."
                return Loaded(nothing, (fault(path, line, message, "Split it, or leave out what is not needed."),))
            rows.append(Row(dict(zip(columns, (cell.strip() for cell in cells), strict=False)), Source(path, line)))
    except csv.Error as error:
        message = f"the row that begins here cannot be read as CSV ({error})."
        problems.append(fault(path, begins, message, "Look for a double quote that is never closed."))
    if columns is None and not problems:
        wanted = ", ".join(needed) or "a header"
        problems.append(fault(path, 0, "the file is empty.", f"Its first line is a header; it needs {wanted}."))
    lacks = tuple(name for name in needed if name not in (columns or ()))
    return Loaded(Table(path, columns or (), tuple(rows), lacks), tuple(problems))


def _header_problems(
    path: Path, line: int, columns: tuple[str, ...], needed: Sequence[str], known: Sequence[str]
) -> list[Problem]:
    if len(columns) == 1 and "\t" in columns[0]:
        return [fault(path, line, "the cells are divided by tabs.", "Save it as CSV, with commas or semicolons.")]
    problems = []
    spelt = {name.casefold(): name for name in (*reversed(columns), *known, *needed)}
    for name in dict.fromkeys(columns):
        other = spelt[name.casefold()]
        if other != name and name not in needed and not (other in needed and other not in columns):
            message = f"column '{name}' differs from '{other}' in capital letters only."
            problems.append(fault(path, line, message, f"Call it '{other}', or rename it."))
    for name in sorted({name for name in columns if name and columns.count(name) > 1}):
        problems.append(fault(path, line, f"column '{name}' stands there twice.", "Rename or remove one of the two."))
    own = [name for name in columns if name not in (*needed, *known)]
    for name in needed:
        if name not in columns:
            problems.append(_missing(path, line, name, nearest(name, own)))
    missing = [name for name in known if name not in (*columns, *needed)]
    problems += [_nearly(path, line, name, meant) for name in own if (meant := _meant(name, missing))]
    return problems


def _missing(path: Path, line: int, name: str, instead: str | None) -> Problem:
    if instead:
        message = f"column '{name}' is missing; the header has '{instead}'."
        return fault(path, line, message, f"Did you mean '{name}'? Then rename '{instead}'; otherwise add a column.")
    return fault(path, line, f"column '{name}' is missing.", f"Add a column '{name}' to the header.")


def _meant(name: str, missing: Sequence[str]) -> str | None:
    """The optional column that a column of the team's own was probably meant to be."""
    near = difflib.get_close_matches(name.casefold(), missing, n=1, cutoff=NEARLY)
    return near[0] if near and name.casefold() != near[0] else None


def _nearly(path: Path, line: int, name: str, other: str) -> Problem:
    message = f"column '{name}' is read as the team's own; crosscase knows '{other}'."
    return caution(path, line, message, f"Did you mean '{other}'? Otherwise there is nothing to mend.")


@dataclass(frozen=True, slots=True)
class Tree:
    """A YAML file as plain dictionaries and lists, with the line of each key and item.

    `lines` maps a path of keys and positions, such as ("codes", "trust", "cues"), to its line counted from 1.
    """

    path: Path
    data: Any
    lines: Mapping[Where, int]

    def line(self, *where: object) -> int:
        """The line of the nearest part of `where` that stands in the file."""
        for end in range(len(where), -1, -1):
            if (line := self.lines.get(where[:end])) is not None:
                return line
        return 1

    def part(self, *where: object) -> Tree:
        """What stands under `where`, with the lines of its keys."""
        data = self.data
        for step in where:
            data = data[step]
        n = len(where)
        return Tree(self.path, data, {path[n:]: line for path, line in self.lines.items() if path[:n] == where})


class _TooDeepError(ValueError):
    """YAML nested deeper than any file of a study."""


def read_yaml(path: Path) -> Loaded[Tree | None]:
    """A people's YAML file. Duplicate keys, anchors that repeat themselves and broken syntax are faults."""
    loaded = read_text(path)
    if loaded.records is None:
        return Loaded(None, loaded.problems)
    if len(loaded.records) > MAX_YAML:
        return Loaded(None, (fault(path, 0, "the file is over 1 MB.", "Is this the right file? Split it."),))
    return parse_yaml(path, loaded.records)


def parse_yaml(path: Path, text: str, first_line: int = 1) -> Loaded[Tree | None]:
    """As `read_yaml`, of a text that begins on `first_line` of its file."""
    from ruamel.yaml import YAML  # noqa: PLC0415 — costs 60 ms, and `--help` needs none of it
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415

    yaml = YAML(typ="rt", pure=True)
    # In YAML 1.1 `no`, `off` and `y` are truths: an answer or a country code would change without a word.
    yaml.version = (1, 2)
    try:
        if depth_of_brackets(text) > MAX_YAML_DEPTH:
            raise _TooDeepError
        # Composed and not loaded: nodes keep their lines, and nothing that a tag names is made.
        node = yaml.compose(text)
        if node is None:
            return Loaded(Tree(path, {}, {(): first_line}))
        lines: dict[Where, int] = {}
        data = _plain(node, (), lines, first_line, set())
    except _TooDeepError:
        return Loaded(None, (fault(path, first_line, "the file is nested too deeply.", "Write it flatter."),))
    except RecursionError:
        return Loaded(None, (fault(path, first_line, "the file is nested too deeply.", "Write it flatter."),))
    except MarkedYAMLError as error:
        # Of a quote or bracket that is never closed people need the line where it opens, not the last one.
        at_end = "stream end" in str(error.problem) and error.context_mark is not None
        mark = error.context_mark if at_end else error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + first_line
        message = " ".join(str(error.problem or error.context or "it cannot be parsed").split())
        hint = "Look at the indentation, and put text that holds ': ' or begins with a sign between double quotes."
        return Loaded(None, (fault(path, line, f"this is not YAML: {message}.", hint),))
    except (YAMLError, ValueError) as error:
        message = " ".join(str(error).split())[:200]
        line = text.count("\n", 0, getattr(error, "position", 0) or 0) + first_line
        return Loaded(None, (fault(path, line, f"this is not YAML: {message}.", "Remove what is not plain text."),))
    return Loaded(Tree(path, data, lines))


def depth_of_brackets(text: str) -> int:
    """How deeply `[` and `{` are nested, strings left out of account."""
    depth = deepest = 0
    for sign in text:
        if sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth = max(0, depth - 1)
    return deepest


def _plain(node: Node, where: Where, lines: dict[Where, int], first: int, open_: set[int]) -> object:
    from ruamel.yaml.nodes import MappingNode, SequenceNode  # noqa: PLC0415

    lines.setdefault(where, node.start_mark.line + first)
    if id(node) in open_ or len(where) > MAX_YAML_DEPTH or len(lines) > MOST_NODES:
        raise _TooDeepError
    # An anchor inside itself would never end; MOST_NODES bounds those that multiply (`*a` ten times, ten deep).
    open_.add(id(node))
    try:
        if isinstance(node, MappingNode):
            mapping: dict[object, object] = {}
            for key_node, value_node in node.value:
                if not isinstance(key_node.value, str):
                    raise _broken("a list or mapping stands where a name should", key_node)
                key = _scalar(key_node)
                line = key_node.start_mark.line + first
                if key in mapping:
                    raise _broken(f"'{key}' stands there twice", key_node)
                lines[(*where, key)] = line
                mapping[key] = _plain(value_node, (*where, key), lines, first, open_)
            return mapping
        if isinstance(node, SequenceNode):
            return [_plain(item, (*where, n), lines, first, open_) for n, item in enumerate(node.value)]
        return _scalar(node)
    finally:
        open_.discard(id(node))


def _broken(message: str, node: Node) -> Exception:
    from ruamel.yaml.error import MarkedYAMLError  # noqa: PLC0415

    return MarkedYAMLError(None, None, message, node.start_mark)


def _scalar(node: Any) -> object:
    """Text as text; numbers, yes/no and nothing as YAML 1.2 reads them."""
    value = node.value
    if isinstance(value, str) and not value.isprintable() and HALVES.search(value):
        raise _broken("half of a surrogate pair stands for a character", node)
    if not isinstance(value, str) or node.style:
        return value if isinstance(value, str) else str(value)
    tag = str(node.tag)
    if tag.endswith(":int"):
        # Digits behind a 0 are an id, such as 007, and stay text.
        cleaned = value.replace("_", "")
        return int(cleaned, 0) if not re.fullmatch(r"[-+]?0\d+", cleaned) else value
    if tag.endswith(":float"):
        return float(value.replace("_", "").replace(".inf", "inf").replace(".nan", "nan"))
    if tag.endswith(":bool"):
        return value.casefold() == "true"
    if tag.endswith(":null"):
        return None
    return value
