"""Codebooks as they were read before: a file that was clean then and has the same bytes is not taken apart again.

Reading one version of a long codebook costs a fifth of a second, and a study keeps all its versions. Only a file in
which nothing was wrong is kept, so that every problem is always found by the reader itself.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pipeline.codebook.written import Written
from pipeline.io.cache import Cache, code_digest, key_of
from pipeline.study.problems import Loaded, Source
from pipeline.study.records import Code, Codebook, Cues, DeclaredChange, FirstPassage

ROOM = "codebooks"
_LISTS = ("include", "exclude", "examples", "scope", "was")
_FIELDS = tuple(
    field.name for field in dataclasses.fields(Code) if field.name not in ("cues", "changed", "first_passage", *_LISTS)
)

Read = Callable[[Path], Loaded[Written | None]]


def kept_reading(read: Read, cache: Cache) -> tuple[Read, set[str]]:
    """`read`, asking the cache first; and the keys of what was asked for, filled as it is used."""
    keys: set[str] = set()

    def reading(path: Path) -> Loaded[Written | None]:
        try:
            raw = path.read_bytes()
        # The reader says what is wrong with the file, in its own words.
        except OSError:
            return read(path)
        # The reader's own code is part of the key: a release that reads otherwise finds nothing kept.
        key = key_of(code_digest("codebook", "study/records.py"), path.stem, raw)
        keys.add(key)
        kept = cache.get(ROOM, key)
        if kept is not None:
            return Loaded(_written(kept, path), ())
        loaded = read(path)
        if loaded.records is not None and not loaded.problems:
            cache.put(ROOM, key, _as_data(loaded.records))
        return loaded

    return reading, keys


def _as_data(written: Written) -> dict[str, Any]:
    book = written.codebook
    return {
        "name": book.name,
        "version": book.version,
        "line": book.source.line,
        "stated_version": written.stated_version,
        "codes": [_code_as_data(code) for code in book.codes.values()],
        "lines": [[list(place), line] for place, line in written.lines.items()],
    }


def _code_as_data(code: Code) -> dict[str, Any]:
    cues, passage = code.cues, code.first_passage
    return {
        **{name: getattr(code, name) for name in (*_FIELDS, *_LISTS)},
        "cues": [cues.phrases, cues.patterns, cues.unless],
        "changed": [[change.version, change.how, change.by, change.why] for change in code.changed],
        "first_passage": passage and [passage.transcript_id, passage.quotation],
    }


def _written(kept: Mapping[str, Any], path: Path) -> Written:
    codes = {entry["code_id"]: _code(entry) for entry in kept["codes"]}
    book = Codebook(kept["name"], kept["version"], codes, Source(path, kept["line"]))
    return Written(book, {tuple(place): line for place, line in kept["lines"]}, kept["stated_version"])


def _code(kept: Mapping[str, Any]) -> Code:
    phrases, patterns, unless = kept["cues"]
    cues = Cues(tuple(phrases), tuple(tuple(pattern) for pattern in patterns), tuple(unless))
    values: dict[str, Any] = {name: kept[name] for name in _FIELDS}
    values |= {name: tuple(kept[name]) for name in _LISTS}
    changed = tuple(DeclaredChange(*fields) for fields in kept["changed"])
    passage = FirstPassage(*kept["first_passage"]) if kept["first_passage"] else None
    return Code(**values, cues=cues, changed=changed, first_passage=passage)
