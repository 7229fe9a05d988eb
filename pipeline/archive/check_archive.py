"""Checks this archive by itself: python check.py, in the folder into which the archive was unpacked.

Python's standard library is all it needs; it reads files of this folder only, changes nothing and asks no network.
It prints every difference it meets, and ends with 0 where there is none, else with 1.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

MANIFEST = "manifest-sha256.txt"
MOST = 200
"""Differences that are printed; the rest is counted."""
COUNTED_KINDS = ("interview", "group")
"""Kinds of transcripts that enter code_frequency."""

UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RuntimeError, csv.Error)
"""What a damaged file raises, wherever it is read."""

Row = dict[str, str]


def differences(folder: Path) -> Iterator[str]:
    """Every difference between what the archive says of itself and what is in it."""
    # A turn can be longer than the reader's own limit.
    csv.field_size_limit(2**31 - 1)
    tables: dict[str, list[Row]] = {}
    checks: tuple[tuple[str, Iterator[str]], ...] = (
        (MANIFEST, _checksums(folder)),
        ("datapackage.json", _tables(folder, tables)),
        ("annotations.jsonld", _annotations(folder)),
        ("tables/codings.csv", _quotations(folder, tables)),
        ("tables/code_frequency.csv", _counts(tables)),
    )
    for name, check in checks:
        try:
            yield from check
        except UNREADABLE as error:
            yield f"{name}: cannot be checked to its end ({type(error).__name__}: {error})"


def _checksums(folder: Path) -> Iterator[str]:
    listed: dict[str, str] = {}
    for line in (folder / MANIFEST).read_text("utf-8").split("\n"):
        digest, _, name = line.partition("  ")
        if name:
            listed[name] = digest
    for name, digest in listed.items():
        path = _inside(folder, name)
        if path is None:
            yield f"{name}: is not there"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            yield f"{name}: is not the file that was archived (its checksum differs)"
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in listed and name != MANIFEST and "__pycache__" not in path.parts:
            yield f"{name}: was not archived (it is not listed in {MANIFEST})"


def _inside(folder: Path, name: str) -> Path | None:
    """A file of the archive; None where there is none, or a name leads out of the folder."""
    path = folder / name
    try:
        return path if path.resolve().is_relative_to(folder.resolve()) and path.is_file() else None
    except (OSError, ValueError):
        return None


def _tables(folder: Path, tables: dict[str, list[Row]]) -> Iterator[str]:
    for resource in json.loads((folder / "datapackage.json").read_text("utf-8"))["resources"]:
        yield from _table(folder, resource, tables)


def _table(folder: Path, resource: dict[str, Any], tables: dict[str, list[Row]]) -> Iterator[str]:
    name, schema = resource["path"], resource["schema"]
    path = _inside(folder, name)
    if path is None:
        yield f"{name}: is described in datapackage.json and not there"
        return
    header, *lines = csv.reader(io.StringIO(path.read_bytes().decode("utf-8"), newline=""))
    kinds = {field["name"]: field["type"] for field in schema["fields"]}
    if header != list(kinds):
        yield f"{name}: its columns are not those of datapackage.json"
        return
    for n, row in enumerate(lines, start=2):
        if len(row) != len(header):
            yield f"{name}: row {n} has {len(row)} cells and not {len(header)}"
            return
        for column, cell in zip(header, row, strict=True):
            if cell and not _is(kinds[column], cell):
                yield f"{name}: row {n}, {column} is no {kinds[column]}"
    tables[resource["name"]] = [dict(zip(header, row, strict=True)) for row in lines]
    key = schema.get("primaryKey", [])
    met: set[tuple[str, ...]] = set()
    places = [header.index(column) for column in key]
    for n, row in enumerate(lines, start=2):
        values = tuple(row[place] for place in places)
        if key and (values in met or "" in values):
            yield f"{name}: row {n} has an empty key, or one that stood before ({', '.join(key)})"
        met.add(values)


def _is(kind: str, cell: str) -> bool:
    try:
        if kind == "integer":
            int(cell)
        elif kind == "number":
            float(cell)
    except ValueError:
        return False
    return kind != "boolean" or cell in ("true", "false")


def _annotations(folder: Path) -> Iterator[str]:
    """Each annotation's words stand in its transcript, between the words that it says are around them."""
    items = json.loads((folder / "annotations.jsonld").read_text("utf-8"))["first"]["items"]
    targets = [(item["id"], item["target"]["source"], item["target"]["selector"]) for item in items]
    texts: dict[str, str | None] = {}
    for annotation, source, selector in targets:
        if source.startswith("#"):
            continue
        if source not in texts:
            texts[source] = _text(folder, unquote(source))
        text = texts[source]
        words = selector.get("prefix", "") + selector["exact"] + selector.get("suffix", "")
        if text is None:
            yield f"annotations.jsonld: {annotation} leads to {source}, which is not there"
        elif words not in text:
            yield f"annotations.jsonld: the words of {annotation} do not stand in {source}"


def _text(folder: Path, name: str) -> str | None:
    path = _inside(folder, name)
    # Bytes first: a text's own line ends count as characters.
    return None if path is None else path.read_bytes().decode("utf-8", "replace")


def _quotations(folder: Path, tables: dict[str, list[Row]]) -> Iterator[str]:
    """Each coding of an archived transcript has the words at its place."""
    texts: dict[str, str | None] = {}
    for row in tables.get("codings", []):
        transcript = row["transcript_id"]
        if transcript not in texts:
            texts[transcript] = _text(folder, f"transcripts/{transcript}.txt")
        text = texts[transcript]
        if text is None:
            continue
        words = text[int(row["start_char"]) : int(row["end_char"])]
        # A cell that a spreadsheet would compute has a ' before it.
        if row["quotation"] not in (words, f"'{words}"):
            yield f"tables/codings.csv: {row['coding_id']} has other words than its place in the transcript"


def _counts(tables: dict[str, list[Row]]) -> Iterator[str]:
    """Columns of code_frequency that codings and transcripts give by themselves: counted codings of interviews and
    groups, and the transcripts that hold at least one."""
    if not {"codings", "transcripts", "code_frequency"} <= set(tables):
        yield "tables: codings, transcripts and code_frequency are not all there, so that nothing is counted again"
        return
    case_of = {row["transcript_id"]: row["case_id"] for row in tables["transcripts"] if row["kind"] in COUNTED_KINDS}
    counts: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    telling: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in tables["codings"]:
        case = case_of.get(row["transcript_id"], "")
        if case and row["is_counted"] == "true":
            counts[case, row["code_id"]][f"n_codings_{row['origin']}"] += 1
            telling[case, row["code_id"], row["transcript_id"]].add(row["origin"])
    for (case, code, _), origins in telling.items():
        counts[case, code]["n_mentioning"] += 1
        counts[case, code]["n_hand_mentioning"] += "hand" in origins
        counts[case, code]["n_machine_mentioning"] += "hand" not in origins
    columns = ("n_codings_hand", "n_codings_machine", "n_mentioning", "n_hand_mentioning", "n_machine_mentioning")
    for row in tables["code_frequency"]:
        again = counts[row["case_id"], row["code_id"]]
        for column in columns:
            if row[column] and int(row[column]) != again[column]:
                where = f"{row['case_id']}, {row['code_id']}"
                yield f"tables/code_frequency.csv: {where}: {column} is {row[column]}, counted again {again[column]}"


def main(folder: Path) -> int:
    """Print what differs; 1 where anything does."""
    listed = list(differences(folder))
    for line in listed[:MOST]:
        # Names and cells are text of others: nothing in them reaches the terminal as a command.
        shown = "".join(sign if sign.isprintable() else "?" for sign in line)
        sys.stdout.buffer.write(f"{shown}\n".encode("utf-8", "replace"))
    if len(listed) > MOST:
        sys.stdout.buffer.write(f"... and {len(listed) - MOST} more\n".encode())
    verdict = f"{len(listed)} differences" if listed else "checksums, tables, annotations and counts agree"
    sys.stdout.buffer.write(f"{verdict}\n".encode())
    return 1 if listed else 0


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parent))
