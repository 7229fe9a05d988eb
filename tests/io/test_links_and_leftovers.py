"""Nothing is written through a link, nothing elsewhere is opened, and what a killed run left is swept by the next."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipeline import run as run_module
from pipeline.cli import app
from pipeline.io import manifest, outputs
from pipeline.io.manifest import is_unchanged
from pipeline.io.outputs import Outputs, OutputsNotWritten
from pipeline.run import Progress, analyze
from pipeline.study.problems import FilesNeedAHand
from tests.making import make_study

SILENT = Progress(say=lambda line: None)
FILES = {"study.yaml": "codebook: codebook.yaml\nlanguage_model: 'blank:en'\n"}


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return make_study(tmp_path / "study", FILES)


def test_a_linked_folder_of_outputs_stops_the_run_and_its_target_keeps_its_files(study: Path, tmp_path: Path):
    elsewhere, out = tmp_path / "elsewhere", tmp_path / "out"
    (elsewhere / "within-case").mkdir(parents=True)
    (elsewhere / "within-case" / "a.md").write_text("a stranger's")
    (out / ".cache").mkdir(parents=True)
    (out / "memos").symlink_to(elsewhere)

    with pytest.raises(FilesNeedAHand, match="this is a link"):
        analyze(study, out, progress=SILENT)

    assert [path.name for path in elsewhere.rglob("*.*")] == ["a.md"]
    assert (elsewhere / "within-case" / "a.md").read_text() == "a stranger's"
    assert sorted(path.name for path in out.iterdir()) == [".cache", "memos"]


@pytest.mark.parametrize("name", [".cache", "evidence/a", "memos/within-case"])
def test_a_link_at_any_depth_stops_the_run(name: str, study: Path, tmp_path: Path):
    elsewhere, out = tmp_path / "elsewhere", tmp_path / "out"
    elsewhere.mkdir()
    (out / name).parent.mkdir(parents=True)
    (out / "run.json").write_text("{}")
    (out / name).symlink_to(elsewhere)

    with pytest.raises(FilesNeedAHand, match="this is a link"):
        analyze(study, out, progress=SILENT)

    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("name", ["index.html", ".cache/begun", ".cache/lock", ".cache/study.duckdb.sha256"])
def test_a_link_in_the_place_of_a_file_leaves_its_target_alone(name: str, study: Path, tmp_path: Path):
    out, precious = tmp_path / "out", tmp_path / "precious"
    precious.write_text("mine")
    precious.chmod(0o640)
    (out / ".cache").mkdir(parents=True)
    (out / name).symlink_to(precious)

    with contextlib.suppress(FilesNeedAHand):  # a lock that cannot be taken stops the run; the rest is replaced
        analyze(study, out, progress=SILENT)

    assert precious.read_text() == "mine"
    assert stat.S_IMODE(precious.stat().st_mode) == 0o640


def test_a_link_that_appears_during_a_run_is_not_written_through(tmp_path: Path):
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    elsewhere.mkdir()
    begun = Outputs.begin(out, {})
    (out / "memos").symlink_to(elsewhere)

    with pytest.raises(OutputsNotWritten, match="this is a link"):
        begun.write("memos/within-case/a.md", "text")

    assert list(elsewhere.iterdir()) == []


def test_memos_are_not_exported_through_a_link(study: Path, tmp_path: Path):
    elsewhere, to = tmp_path / "elsewhere", tmp_path / "to"
    elsewhere.mkdir()
    to.mkdir()
    (to / "memos").symlink_to(elsewhere)
    words = ["memos", str(study), "--stage", "within-case", "--to", str(to), "--out", str(tmp_path / "out")]

    done = CliRunner().invoke(app, words)

    assert isinstance(done.exception, FilesNeedAHand)
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("name", ["../precious", "{absolute}", "link/precious"])
def test_a_file_elsewhere_that_run_json_names_is_never_opened(
    name: str, study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    out, precious = tmp_path / "out", tmp_path / "precious"
    precious.write_text("mine")
    analyze(study, out, progress=SILENT)
    (out / "link").symlink_to(tmp_path)
    data = json.loads((out / "run.json").read_text())
    data["files"][name.format(absolute=precious)] = manifest.hash_file(precious)
    (out / "run.json").write_text(json.dumps(data))
    opened = watch_hashing(monkeypatch)

    assert is_unchanged(study, out, None) is None
    assert precious.resolve() not in opened


def test_a_codebook_that_only_run_json_names_is_never_opened(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    out, precious = tmp_path / "out", tmp_path / "precious"
    precious.write_text("mine")
    analyze(study, out, progress=SILENT)
    data = json.loads((out / "run.json").read_text())
    (out / "run.json").write_text(json.dumps({**data, "codebook_file": "../precious"}))
    opened = watch_hashing(monkeypatch)

    assert is_unchanged(study, out, None) is None
    assert precious.resolve() not in opened


def watch_hashing(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files whose bytes are asked for from now on."""
    opened: list[Path] = []
    real = manifest.hash_file

    def watched(path: Path) -> str:
        opened.append(path.resolve())
        return real(path)

    monkeypatch.setattr(manifest, "hash_file", watched)
    return opened


LEFT = (".crosscase-abc", ".crosscase-study.duckdb", ".crosscase-study.duckdb.wal", "memos/.crosscase-x")


def test_an_unchanged_run_sweeps_what_a_killed_run_left(study: Path, tmp_path: Path):
    out = tmp_path / "out"
    analyze(study, out, progress=SILENT)
    for name in LEFT:
        (out / name).write_text("half")

    done = CliRunner().invoke(app, ["analyze", str(study), "--out", str(out), "--json"])

    assert json.loads(done.stdout)["n_written"] == 0
    assert [name for name in LEFT if (out / name).exists()] == []


def test_a_run_that_fails_before_its_end_has_swept_what_the_last_one_left(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    out = tmp_path / "out"
    analyze(study, out, progress=SILENT)
    for name in LEFT:
        (out / name).write_text("half")

    def stops(*_: object, **__: object) -> Any:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(run_module, "fill_store", stops)
    with pytest.raises(OSError, match="No space"):
        analyze(study, out, progress=SILENT)

    assert [name for name in LEFT if (out / name).exists()] == []


def test_a_database_that_is_being_made_and_its_log_are_for_their_owner_alone(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    out, modes = tmp_path / "out", {}
    fill = run_module.fill_store

    def look_while_filling(*args: Any, **options: Any) -> None:
        fill(*args, **options)
        for path in out.glob(".crosscase-*"):
            modes[path.name] = stat.S_IMODE(path.stat().st_mode)

    monkeypatch.setattr(run_module, "fill_store", look_while_filling)
    former = os.umask(0o022)
    try:
        analyze(study, out, progress=SILENT)
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(former)

    assert ".crosscase-study.duckdb" in modes
    assert set(modes.values()) == {0o600}


def test_what_is_said_of_a_full_disk_is_so(study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    out = tmp_path / "out"
    real, calls = outputs.replace_file, []

    def full(path: Path, raw: bytes, sync: bool = True) -> None:
        calls.append(path)
        if path.suffix == ".csv":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(path, raw, sync)

    monkeypatch.setattr(outputs, "replace_file", full)
    done = CliRunner().invoke(app, ["analyze", str(study), "--out", str(out)])

    assert done.exit_code == 1
    assert list(out.rglob("*.html"))
    assert "nothing was written" not in done.stderr
    assert f"{out} may hold files of this run beside older ones, each of them whole" in done.stderr


def test_a_fault_of_the_study_says_that_nothing_was_written_and_nothing_was(study: Path, tmp_path: Path):
    (study / "cases.csv").unlink()

    done = CliRunner().invoke(app, ["analyze", str(study), "--out", str(tmp_path / "out")])

    assert "nothing was written" in done.stderr
    assert not (tmp_path / "out").exists()
