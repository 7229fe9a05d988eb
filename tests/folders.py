"""What a folder holds, for tests that compare runs byte by byte."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb

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


def run(study: Path, out: Path, *options: str, **env: str) -> subprocess.CompletedProcess[str]:
    """`crosscase analyze` in a process of its own."""
    return subprocess.run(
        command(study, out, *options),
        cwd=study.parent,
        env=environment(**env),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def command(study: Path, out: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "pipeline", "analyze", str(study), "--out", str(out), *options]


def environment(**env: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **env}
