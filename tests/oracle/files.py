"""What the oracle reads: a study's CSV and YAML, and the four published tables on which it rests."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

Row = dict[str, str]
Cell = str | int | float | bool | None
Table = list[dict[str, Cell]]


def read_csv(path: Path) -> list[Row]:
    """Rows of a CSV by column; [] where there is no such file. A BOM and `;` between cells are accepted."""
    if not path.exists():
        return []
    text = path.read_bytes().decode("utf-8-sig")
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    kept = [{(k or "").strip(): (v or "").strip() for k, v in row.items() if isinstance(v, str | None)} for row in rows]
    return [row for row in kept if any(row.values())]


def read_people_csv(path: Path) -> list[Row]:
    """Like `read_csv`, but with cells as they stand (quotations may begin or end with a space)."""
    if not path.exists():
        return []
    text = path.read_bytes().decode("utf-8-sig")
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [{(k or "").strip(): v if isinstance(v, str) else "" for k, v in row.items()} for row in rows]


def values_in(cell: str) -> list[str]:
    """Several values in a cell stand with `;` between them."""
    return [value.strip() for value in cell.split(";") if value.strip()]


@dataclass(frozen=True)
class Book:
    """A codebook as written: codes by id, each the mapping that stands in the YAML."""

    version: str
    codes: Mapping[str, Mapping[str, Any]]
    former_versions: frozenset[str] = frozenset()

    def ancestors(self, code: str) -> list[str]:
        found: list[str] = []
        parent = self.codes.get(code, {}).get("parent")
        while parent is not None and parent in self.codes and parent not in found:
            found.append(str(parent))
            parent = self.codes[parent].get("parent")
        return found

    def family(self, code: str) -> str:
        return (self.ancestors(code) or [code])[-1]

    def under(self, code: str) -> set[str]:
        return {one for one in self.codes if one == code or code in self.ancestors(one)}

    def codable(self) -> list[str]:
        return [
            code
            for code, entry in self.codes.items()
            if entry.get("kind", "analytic") == "analytic"
            and entry.get("is_codable", True)
            and not entry.get("merge_into")
            and not self.is_retired(code)
        ]

    def is_retired(self, code: str) -> bool:
        """Whether this version is the one from which the code is retired, or a later one."""
        since = self.codes[code].get("retired")
        if since is None:
            return False
        try:
            return numbers(str(since)) <= numbers(self.version)
        except ValueError:
            return str(since) == self.version or str(since) in self.former_versions


def load_yaml(path: Path) -> Any:
    """A YAML file as plain mappings and lists; {} where there is none."""
    return (YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8-sig")) or {}) if path.exists() else {}


def numbers(version: str) -> list[int]:
    """A version such as 4 or 1.10 as whole numbers; ends that are 0 say nothing."""
    found = [int(part) for part in version.split(".")]
    while found[1:] and not found[-1]:
        del found[-1]
    return found


def words(value: Any) -> list[str]:
    """A field that holds one word or a list of them."""
    return [] if value is None else [str(one) for one in value] if isinstance(value, list) else [str(value)]


def load_book(path: Path) -> Book:
    data = load_yaml(path)
    beside = {path.stem, str(data.get("codebook", path.stem))}
    former = {
        one.stem.partition("@")[2] for one in path.parent.glob("*@*.yaml") if one.stem.partition("@")[0] in beside
    }
    return Book(str(data["version"]), {str(k): (v or {}) for k, v in data["codes"].items()}, frozenset(former))


@dataclass(frozen=True)
class Passage:
    """One hand or machine coding that stands, found in the text."""

    coding_id: str
    transcript: str
    start: int
    end: int
    code: str
    coder: str
    origin: str
    polarity: str
    is_outdated: bool = False


@dataclass(frozen=True)
class TurnRow:
    """A row of the published `turns`."""

    number: int
    speaker: str
    respondent: str
    is_interviewer: bool
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Chunk:
    """A row of the published `index_chunks`."""

    transcript: str
    question: str
    start: int
    end: int


@dataclass(frozen=True)
class Run:
    """What is taken from a run: turns by transcript, chunks, machine codings, codes with the verdict *counted*."""

    turns: Mapping[str, list[TurnRow]]
    chunks: list[Chunk] = field(default_factory=list)
    machine: list[Passage] = field(default_factory=list)
    verified: frozenset[str] = frozenset()


def unguarded(cell: str, length: int) -> str:
    """A text cell without the `'` that guards `= + - @` at its beginning; `length` is that of the text itself."""
    return cell[1:] if len(cell) == length + 1 and cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell


def run_from_tables(tables: Path) -> Run:
    """The four published tables on which this oracle rests (`is_counted` is not looked at)."""
    turns: dict[str, list[TurnRow]] = {}
    for row in read_people_csv(tables / "turns.csv"):
        start, end = int(row["start_char"]), int(row["end_char"])
        turns.setdefault(row["transcript_id"], []).append(
            TurnRow(
                int(row["turn"]),
                row["speaker"],
                row["respondent_id"],
                row["is_interviewer"] == "true",
                start,
                end,
                unguarded(row["text"], end - start),
            )
        )
    for rows in turns.values():
        rows.sort(key=lambda turn: turn.number)
    chunks = [
        Chunk(row["transcript_id"], row["question"], int(row["start_char"]), int(row["end_char"]))
        for row in read_people_csv(tables / "index_chunks.csv")
    ]
    machine = [
        Passage(
            row["coding_id"],
            row["transcript_id"],
            int(row["start_char"]),
            int(row["end_char"]),
            row["code_id"],
            row["coder"],
            "machine",
            row["polarity"],
        )
        for row in read_people_csv(tables / "codings.csv")
        if row["origin"] == "machine"
    ]
    verdicts = read_csv(tables / "verdicts.csv")
    return Run(turns, chunks, machine, frozenset(r["code_id"] for r in verdicts if r["verdict"] == "counted"))


def places_of(needle: str, text: str) -> list[int]:
    """Every place at which `needle` begins in `text`, overlapping ones too."""
    return [at for at in range(len(text) - len(needle) + 1) if text.startswith(needle, at)] if needle else []


def place(row: Row, text: str) -> tuple[int, int] | None:
    """Rule 1: at its offsets, else by before + quotation + after, else by a unique quotation, else nowhere."""
    quotation, before, after = row.get("quotation", ""), row.get("before", ""), row.get("after", "")
    if not row["start_char"] and not row["end_char"]:
        start, end = -1, -1  # docs/study-files.md: both empty, and the words are looked for
    else:
        try:
            start, end = int(row["start_char"]), int(row["end_char"])
        except ValueError:
            return None
    inside = 0 <= start < end <= len(text)
    if not quotation:
        return (start, end) if inside else None
    if inside and text[start:end] == quotation:
        return start, end
    if before or after:
        found = places_of(before + quotation + after, text)
        if len(found) == 1:
            return found[0] + len(before), found[0] + len(before) + len(quotation)
    found = places_of(quotation, text)
    return (found[0], found[0] + len(quotation)) if len(found) == 1 else None
