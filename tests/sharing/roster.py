"""Two hundred names that nobody has, each in twelve forms, and a scan for them that knows nothing of the replacing."""

from __future__ import annotations

import html
import json
import random
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import duckdb
import pypdf

LATIN = [
    "zor",
    "quil",
    "vax",
    "mir",
    "dru",
    "plon",
    "ked",
    "wyz",
    "gref",
    "jub",
    "tosk",
    "hax",
    "nuv",
    "bly",
    "fyrd",
    "rhol",
]
ACCENTED = [
    "zör",
    "quíl",
    "väx",
    "mír",
    "drü",
    "pløn",
    "kéd",
    "wÿz",
    "gréf",
    "jüb",
    "tôsk",
    "hàx",
    "nův",
    "blý",
    "fÿrd",
    "rhöl",
]
CYRILLIC = [
    "жор",
    "квил",
    "вакс",
    "мир",
    "дру",
    "плон",
    "кед",
    "выз",
    "греф",
    "юб",
    "тоск",
    "хакс",
    "нув",
    "блы",
    "фырд",
    "рол",
]


def roster(n: int = 200) -> list[tuple[str, str, str]]:
    """(name, what stands instead, kind): persons, places and organisations of three alphabets."""
    chance = random.Random(23)
    names: dict[str, tuple[str, str, str]] = {}
    words: set[str] = set()
    while len(names) < n:
        syllables = CYRILLIC if len(names) % 10 == 9 else ACCENTED if len(names) % 5 == 4 else LATIN
        given, last = ("".join(chance.sample(syllables, 3)).capitalize() for _ in range(2))
        # No part is another's, or two people would share a replacement.
        if {given, last} & words:
            continue
        words |= {given, last}
        kind = ("person", "person", "person", "place", "organisation")[len(names) % 5]
        name = f"{given} {last}"
        names[name] = (name, f"{kind.upper()} {len(names) + 1}", kind)
    return list(names.values())


def forms(name: str, kind: str) -> list[str]:
    """A name as it turns up in talk, mail and notes."""
    given, last = name.split()
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    every = [
        name, f"{name}'s", f"{name}’s", name.upper(), name.lower(), plain, unicodedata.normalize("NFD", name),
        f"pro-{name}-led", f"{given}{last}", f"@{given}{last}".lower(), f"{plain.replace(' ', '.')}@example.org",
        f"{given}_{last}",
    ]  # fmt: skip
    of_a_person = [
        name, f"{last}'s", f"{given[0]}. {last}", f"{last}, {given}", name.upper(), name.lower(), plain, f"{last}-led",
        f"@{given}{last}".lower(), f"{plain.replace(' ', '.')}@example.org", given, f"the {last}s",
    ]  # fmt: skip
    return of_a_person if kind == "person" else every


ACCENTS = re.compile("[\u0300-\u036f]+")
"""Of scripts that the roster has: to ask Unicode of each sign of megabytes takes minutes."""


def _readings(raw: bytes) -> Iterator[str]:
    """A file's bytes as text, with what HTML, JSON and addresses hide."""
    text = raw.decode("utf-8", "replace")
    unquoted = re.sub(rb"%([0-9A-Fa-f]{2})", lambda match: bytes([int(match[1], 16)]), raw)
    yield from {
        text,
        html.unescape(text),
        re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text),
        unquoted.decode("utf-8", "replace"),
    }


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    return ACCENTS.sub("", unicodedata.normalize("NFKD", text)).lower().replace("ø", "o")


def rows_in(database: Path) -> str:
    """Every cell of every table and view, as JSON."""
    with duckdb.connect(str(database), read_only=True) as store:
        names = [row[0] for row in store.execute("select table_name from information_schema.tables").fetchall()]
        rows = [store.execute(f'select * from "{name}"').fetchall() for name in names]
    return json.dumps(rows, ensure_ascii=False, default=str)


def _tables_of(parquet: Path) -> str:
    """Every cell of a Parquet file and the metadata that it holds, as JSON."""
    with duckdb.connect() as store:
        rows = store.execute("select * from read_parquet(?)", [str(parquet)]).fetchall()
        about = store.execute("select * from parquet_kv_metadata(?)", [str(parquet)]).fetchall()
        heads = store.execute("select name from parquet_schema(?)", [str(parquet)]).fetchall()
    return json.dumps([rows, about, heads], ensure_ascii=False, default=str)


def _parts_of(path: Path) -> Iterator[str]:
    """Each part of a zipped file, with its name and comment, and its words as they run across markup."""
    with zipfile.ZipFile(path) as archive:
        yield archive.comment.decode("utf-8", "replace")
        for entry in archive.infolist():
            yield entry.filename
            for text in _readings(archive.read(entry)):
                yield text
                # Words cut in two by formatting are one word to who reads them.
                yield re.sub(r"<[^>]*>", "", text)


def _pages_of(pdf: Path) -> Iterator[str]:
    document = pypdf.PdfReader(pdf)
    yield str(document.metadata)
    yield from (page.extract_text() for page in document.pages)


def inside(path: Path) -> str:
    """What a file holds that its bytes do not show."""
    if path.suffix == ".duckdb":
        return rows_in(path)
    if path.suffix == ".parquet":
        return _tables_of(path)
    if path.suffix == ".pdf":
        return "\n".join(_pages_of(path))
    return "\n".join(_parts_of(path)) if zipfile.is_zipfile(path) else ""


@lru_cache
def words_in(folder: Path) -> dict[str, str]:
    """File -> all that can be read in it and in its name, small and without accents."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file():
            text = "\n".join((name, *_readings(path.read_bytes())))
            found[name] = _plain(text + inside(path))
        else:
            found[f"{name}/"] = _plain(name)
    return found


def leaks(folder: Path, names: list[str]) -> list[str]:
    """`file: part of a name` for every part of a name that stands anywhere."""
    parts = {_plain(part) for name in names for part in name.split()}
    found = []
    for name, text in words_in(folder).items():
        # Runs of letters first: to look for each of 400 parts in every file takes minutes.
        letters = set(re.findall(r"[^\W\d_]+", text))
        joined = " ".join(letters)
        found += [f"{name}: {part}" for part in parts if part in joined]
    return found
