"""What a folder holds, for tests that compare runs byte by byte."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from itertools import zip_longest
from pathlib import Path
from typing import Any

import duckdb
import pytest

ROOT = Path(__file__).parents[1]
NOT_COMPARED = ("study.duckdb", "run.json")


def bytes_of(out: Path) -> dict[str, str]:
    """Name -> sha256 of every output but the database; run.json without its times; the cache and the lock left out."""
    found = {}
    for path in sorted(out.rglob("*")):
        name = path.relative_to(out).as_posix()
        if path.is_file() and not name.startswith(".cache/") and name not in NOT_COMPARED:
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest = json.loads((out / "run.json").read_text("utf-8"))
    manifest["files"].pop("study.duckdb", None)
    found["run.json"] = json.dumps({**manifest, "timings": None}, sort_keys=True)
    return found


def state_of(folder: Path) -> dict[str, tuple[str, int, int]]:
    """Name -> (sha256, mode, time of change in nanoseconds) of every file and folder."""
    found = {}
    for path in sorted(folder.rglob("*")):
        known = path.stat()
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        found[path.relative_to(folder).as_posix()] = (digest, known.st_mode, known.st_mtime_ns)
    return found


def rows_of(database: Path) -> dict[str, list[tuple[object, ...]]]:
    """Table -> its rows in their order: what a database says, whatever its layout."""
    with duckdb.connect(str(database), read_only=True) as store:
        names = [
            row[0] for row in store.execute("select table_name from information_schema.tables order by 1").fetchall()
        ]
        return {name: store.execute(f'select * from "{name}"').fetchall() for name in names}


def assert_same(out: Path, other: Path) -> None:
    """Fail where two runs differ, and say where: each file with its first differing line, each table with its row."""
    said = [*differing_files(out, other), *differing_tables(out / "study.duckdb", other / "study.duckdb")]
    if said:
        pytest.fail(f"{len(said)} differ between {out} and {other}:\n" + "\n".join(said), pytrace=False)


def differing_files(out: Path, other: Path) -> list[str]:
    """A line for each file that differs, with what stands in its first differing line on both sides."""
    ours, theirs = bytes_of(out), bytes_of(other)
    return [
        f"{name}: {_difference(name, out / name, other / name)}"
        for name in sorted(ours.keys() | theirs.keys())
        if ours.get(name) != theirs.get(name)
    ]


def _difference(name: str, ours: Path, theirs: Path) -> str:
    if not (ours.is_file() and theirs.is_file()):
        return f"only in the {'first' if ours.is_file() else 'second'}"
    if name == "run.json":
        one, two = (json.loads(path.read_bytes()) for path in (ours, theirs))
        return _first([(key, one.get(key), two.get(key)) for key in sorted({*one, *two} - {"timings"})])
    lines = zip_longest(*(path.read_bytes().split(b"\n") for path in (ours, theirs)))
    return _first([(f"line {n}", *both) for n, both in enumerate(lines, start=1)])


def differing_tables(ours: Path, theirs: Path) -> list[str]:
    """A line for each table or view whose rows or their order differ, with the first such row on both sides."""
    one, two = rows_of(ours), rows_of(theirs)
    return [
        f"{ours.name}, {name}: "
        + _first([(f"row {n}", *rows) for n, rows in enumerate(zip_longest(one.get(name, ()), two.get(name, ())))])
        for name in sorted(one.keys() | two.keys())
        if one.get(name) != two.get(name)
    ]


def _first(pairs: list[tuple[str, Any, Any]]) -> str:
    where, ours, theirs = next(one for one in pairs if one[1] != one[2])
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return f"{where}, " + _first([(key, ours.get(key), theirs.get(key)) for key in sorted({*ours, *theirs})])
    moved = " (the code in pipeline/ was edited while the tests ran)" if where == "code" else ""
    return f"{where}{moved}\n    {str(ours)[:300]}\n    {str(theirs)[:300]}"


def run(study: Path, out: Path, *options: str, **env: str) -> subprocess.CompletedProcess[str]:
    """`crosscase analyze` in a process of its own."""
    return subprocess.run(
        command(study, out, *options),
        cwd=study.parent,
        env=environment(**env),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def command(study: Path, out: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "pipeline", "analyze", str(study), "--out", str(out), *options]


def environment(**env: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **env}
