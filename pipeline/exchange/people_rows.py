"""Rows and entries added at the end of files that people wrote; nothing else of such a file is touched."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import read_csv
from pipeline.study.problems import FilesNeedAHand, fault

# JSON lets these stand as they are; YAML reads some as ends of line or refuses them.
_ESCAPED_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_PLAIN_KEY = re.compile(r"[A-Za-z][\w-]*")
# YAML 1.1, which other programs still read, takes these for truth values or nothing.
_NOT_WORDS = frozenset(["true", "false", "yes", "no", "on", "off", "null", "y", "n"])


@dataclass(frozen=True, slots=True)
class AddedRows:
    """A file's bytes with rows at its end, and a digest of each row that was added."""

    raw: bytes
    digests: tuple[str, ...]


def new_table(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> AddedRows:
    """A table of its own."""
    header = _line([*columns], ",") + b"\n"
    return _with_rows(header, columns, rows, ",", b"\n")


def with_rows(path: Path, rows: Sequence[Mapping[str, str]]) -> AddedRows:
    """The table in `path` with rows at its end, in its own columns, with its own delimiter and line ends."""
    loaded = read_csv(path)
    if not loaded.records.columns:
        raise FilesNeedAHand(loaded.problems)
    raw = path.read_bytes()
    end = b"\r\n" if b"\r\n" in raw.split(b"\n", 1)[0] + b"\n" else b"\n"
    if raw and not raw.endswith(b"\n"):
        raw += end
    header = raw.split(b"\n", 1)[0]
    delimiter = ";" if header.count(b";") > header.count(b",") else ","
    return _with_rows(raw, loaded.records.columns, rows, delimiter, end)


def _with_rows(
    raw: bytes, columns: Sequence[str], rows: Sequence[Mapping[str, str]], delimiter: str, end: bytes
) -> AddedRows:
    lines = [_line([row.get(column, "") for column in columns], delimiter) for row in rows]
    return AddedRows(raw + b"".join(line + end for line in lines), tuple(digest(line) for line in lines))


def _line(cells: Sequence[str], delimiter: str) -> bytes:
    file = io.StringIO()
    # A lone empty cell must be quoted, or its row is an empty line that no reader sees.
    csv.writer(file, delimiter=delimiter, lineterminator="\n").writerow([_storable(cell) for cell in cells])
    return file.getvalue()[:-1].encode("utf-8")


def _storable(cell: str) -> str:
    """A cell without what no CSV of people's can hold: NUL, a carriage return alone, half a surrogate pair."""
    return cell.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode("utf-8")


def digest(line: bytes) -> str:
    """What a row is recognised by when an import is taken back."""
    return hashlib.sha256(line.rstrip(b"\r\n")).hexdigest()[:20]


def records_of(raw: bytes) -> Iterator[bytes]:
    """The records of a CSV file as they are, line ends included: a line feed inside of quotes ends none."""
    record: list[bytes] = []
    n_quotes = 0
    # With carriage returns in the file `splitlines` would cut at one that stands alone inside a cell.
    for line in raw.splitlines(keepends=True) if b"\r" not in raw else re.findall(rb"[^\n]*\n|[^\n]+", raw):
        record.append(line)
        n_quotes += line.count(b'"')
        if n_quotes % 2 == 0:
            yield b"".join(record)
            record, n_quotes = [], 0
    if record:
        yield b"".join(record)


def without_rows(raw: bytes, digests: Sequence[str]) -> tuple[bytes, int]:
    """The file without the rows that an import added, and how many of them were not there any more."""
    wanted: dict[str, int] = {}
    for row_digest in digests:
        wanted[row_digest] = wanted.get(row_digest, 0) + 1
    kept = []
    for record in reversed(list(records_of(raw))):  # from the end: what people had before stands above
        key = digest(record)
        if wanted.get(key, 0):
            wanted[key] -= 1
        else:
            kept.append(record)
    return b"".join(reversed(kept)), sum(wanted.values())


@dataclass(frozen=True, slots=True)
class Entry:
    """A code that a codebook gains."""

    code_id: str
    name: str
    parent: str = ""
    definition: str = ""
    is_codable: bool = True
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()

    def fields(self) -> dict[str, object]:
        """What the entry says, without what a codebook takes for granted."""
        said: dict[str, object] = {"name": self.name}
        if self.parent:
            said["parent"] = self.parent
        if not self.is_codable:
            said["is_codable"] = False
        if self.definition:
            said["definition"] = self.definition
        for field in ("include", "exclude", "examples"):
            if getattr(self, field):
                said[field] = list(getattr(self, field))
        return said


def new_codebook(name: str, entries: Sequence[Entry]) -> str:
    """A codebook of its own."""
    return f'codebook: {scalar(name)}\nversion: "1"\ncodes:\n{_block(entries, "  ")}'


def with_entries(path: Path, text: str, entries: Sequence[Entry]) -> tuple[str, str]:
    """The codebook with entries at the end of its `codes:`, and the piece of text that was put in.

    Raises:
        FilesNeedAHand: The file has no `codes:` to which anything can be added.
    """
    from ruamel.yaml import YAML  # noqa: PLC0415 — as in study/people_files.py

    top = YAML(typ="rt", pure=True).compose(text)
    codes = next((value for key, value in getattr(top, "value", []) if getattr(key, "value", "") == "codes"), None)
    if codes is None or not getattr(codes, "value", None) or getattr(top, "flow_style", False):
        message = "no entry can be added to this codebook: its `codes:` is not a list of entries, one a line."
        raise FilesNeedAHand([fault(path, 0, message, "Write `codes:` on a line of its own and each code below it.")])
    if codes.flow_style:
        at = codes.end_mark.index - 1
        # `codes: {a: {…}}` on one line: the new entries go before the closing brace.
        before = text[:at].rstrip()
        piece = ("" if before.endswith(",") else ",") + " " + ", ".join(_flow(entry) for entry in entries)
        return text[: len(before)] + piece + text[len(before) :], piece
    at = len(text[: codes.end_mark.index].rstrip())
    rest = text[at:]
    # A comment behind the last entry stays on its line.
    tail = rest[: rest.find("\n")] if "\n" in rest else rest
    at += len(tail)
    line_end = "\r\n" if "\r\n" in text else "\n"
    # The file's own indentation, or YAML would not take the new entries for siblings.
    indent = " " * codes.value[0][0].start_mark.column
    piece = line_end + _block(entries, indent).rstrip("\n").replace("\n", line_end)
    rest = text[at:] or line_end
    return text[:at] + piece + rest, piece


def _block(entries: Sequence[Entry], indent: str) -> str:
    lines = []
    for entry in entries:
        lines.append(f"{indent}{_key(entry.code_id)}:")
        lines += [f"{indent}  {name}: {scalar(value)}" for name, value in entry.fields().items()]
    return "\n".join(lines) + "\n"


def _flow(entry: Entry) -> str:
    return (
        f"{_key(entry.code_id)}: {{{', '.join(f'{name}: {scalar(value)}' for name, value in entry.fields().items())}}}"
    )


def _key(code_id: str) -> str:
    is_plain = _PLAIN_KEY.fullmatch(code_id) and code_id.isascii() and code_id.casefold() not in _NOT_WORDS
    return code_id if is_plain else scalar(code_id)


def scalar(value: object) -> str:
    """A value as YAML: JSON's strings, lists and truth values are YAML's too, but for signs that YAML wants escaped."""
    if isinstance(value, str):
        written = json.dumps(value.encode("utf-8", "replace").decode("utf-8"), ensure_ascii=False)
        return _ESCAPED_IN_YAML.sub(lambda sign: f"\\u{ord(sign[0]):04x}", written)
    if isinstance(value, list):
        return "[" + ", ".join(scalar(item) for item in value) + "]"
    return json.dumps(value)
