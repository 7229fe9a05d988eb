"""More than memory holds goes to a folder of the run's own on the disk; what runs out is called by its name."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import duckdb
import pytest

from pipeline.io.outputs import OutputsNotWritten, sweep_temporary
from pipeline.store import store as stores
from pipeline.store.store import new_store

# Sorted as a whole, these rows take more than the 40 MB that the database may have below.
SORTED = """
    create table sorted as
    select hash(n)::varchar as a, hash(n + 1)::varchar as b from range(1000000) numbers(n) order by a
"""


@pytest.fixture
def little_memory(monkeypatch):
    settings = stores._settings()
    monkeypatch.setattr(stores, "_settings", lambda: {**settings, "memory_limit": "40MB", "threads": 1})
    return settings


def spilt(out: Path) -> list[Path]:
    return sorted((out / ".cache").rglob("*"))


def test_what_does_not_fit_into_memory_is_spilt_beside_the_cache_and_gone_when_the_run_has_ended(
    little_memory, tmp_path
):
    with new_store(tmp_path / "study.duckdb") as store:
        store.query(SORTED)
        folders = [path for path in spilt(tmp_path) if path.is_dir()]
        assert [stat.S_IMODE(path.stat().st_mode) for path in folders] == [0o700]
        n_rows = store.query("select count(*) as n from sorted")["n"][0]

    assert n_rows == 1_000_000
    assert spilt(tmp_path) == []


def test_no_room_for_what_is_spilt_is_told_as_that_and_leaves_nothing(little_memory, tmp_path):
    # Given among the settings of a connection, DuckDB does not keep to it.
    little_room = f"set max_temp_directory_size = '1MB'; {SORTED}"
    with pytest.raises(OutputsNotWritten) as stopped, new_store(tmp_path / "study.duckdb") as store:
        store.query(little_room)

    (problem,) = stopped.value.problems
    assert problem.fault.startswith("there is no room for what the database cannot hold in memory")
    assert "larger one with `--out`" in problem.remedy
    assert [path.name for path in tmp_path.rglob("*")] == [".cache"]


def test_running_out_of_memory_is_told_as_that_and_not_as_a_full_disk(little_memory, monkeypatch, tmp_path):
    settings = stores._settings()
    monkeypatch.setattr(stores, "_settings", lambda: {**settings, "memory_limit": "2MB"})

    with pytest.raises(OutputsNotWritten) as stopped, new_store(tmp_path / "study.duckdb") as store:
        store.query(SORTED)

    (problem,) = stopped.value.problems
    assert problem.fault.startswith("the database ran out of memory")
    assert problem.remedy.startswith("The disk is not full.")


def test_a_disk_that_refuses_a_file_that_is_spilt_is_told_with_its_folder(tmp_path):
    spill = tmp_path / ".cache" / ".crosscase-x"
    error = duckdb.IOException(f'IO Error: Could not write file "{spill}/duckdb_temp_1.tmp": No space left on device')

    problem = stores._about(error, tmp_path / "study.duckdb", spill)

    assert problem.fault.startswith("there is no room for what the database cannot hold in memory")
    assert problem.source.path == tmp_path / ".cache"


def test_what_a_killed_run_had_spilt_is_swept_by_the_next(tmp_path):
    folder = tmp_path / ".cache" / ".crosscase-of-a-killed-run"
    (folder / "deeper").mkdir(parents=True)
    (folder / "duckdb_temp_storage.tmp").write_bytes(b"words of a transcript")
    (tmp_path / ".cache" / ".crosscase-empty").mkdir()
    kept = tmp_path / ".cache" / "lock"
    kept.write_bytes(b"")

    sweep_temporary(tmp_path)

    assert spilt(tmp_path) == [kept]


def test_sweeping_follows_no_link(tmp_path):
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "file").write_bytes(b"not ours")
    (tmp_path / "out").mkdir()
    os.symlink(theirs, tmp_path / "out" / ".crosscase-link")

    sweep_temporary(tmp_path / "out")

    assert (theirs / "file").read_bytes() == b"not ours"
