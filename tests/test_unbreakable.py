"""A run that is killed, starved of disk, doubled or disturbed leaves whole files, and the next run completes."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline import run as run_module
from pipeline.io import outputs as outputs_module
from pipeline.io.manifest import is_unchanged
from pipeline.io.outputs import Outputs, alone_in
from pipeline.run import Progress, analyze
from pipeline.study.problems import FilesNeedAHand
from tests.folders import assert_same, bytes_of, environment, run, state_of
from tests.making import make_study
from tests.processes import begin, end, run_forked

# Each starts, kills or starves runs: minutes of work that says little of an edit. `.ci/run` runs them all.
pytestmark = pytest.mark.slow

SILENT = Progress(say=lambda line: None)
SLOW = pytest.mark.slow
N_KILLS = [3, pytest.param(12, marks=SLOW)]  # `make torture` kills hundreds of runs
N_FAULTS = [2, pytest.param(8, marks=SLOW)]  # places at which each function fails; `make torture`: all
FILES = {
    "cases.csv": "case_id,city\na,North\nb,South\n",
    "study.yaml": "codebook: codebook.yaml\ndesign: {within-city: city}\nlanguage_model: 'blank:en'\n",
    "transcripts.csv": "transcript_id,file,case_id,kind\nt1,t1.txt,a,interview\nt2,t2.txt,b,interview\n",
    "transcripts/t2.txt": "Interviewer: And then?\n\nRespondent: We lost trust. It rained.\n",
    "codings/ann.csv": "coding_id,transcript_id,start_char,end_char,code_id\nc1,t1,13,29,trust\n",
}


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a study and the outputs of one undisturbed run."""
    folder = tmp_path_factory.mktemp("usual")
    analyze(make_study(folder / "study", FILES), folder / "out", progress=SILENT)
    return folder


@pytest.mark.parametrize("n_kills", N_KILLS)
def test_a_run_killed_at_any_time_leaves_whole_files_and_the_next_completes(n_kills: int, usual: Path, tmp_path: Path):
    study, out = tmp_path / "study", tmp_path / "out"
    shutil.copytree(usual / "study", study)
    before = state_of(study)
    words = ["analyze", study, "--out", out]
    for where in ("warmed up", "timed"):
        began = time.perf_counter()
        assert end(begin(run_forked, [*words[:-1], tmp_path / where], tmp_path / "said")) == 0
    lasts = time.perf_counter() - began
    times = random.Random(8)

    for _ in range(n_kills):
        process = begin(run_forked, words, tmp_path / "said")
        time.sleep(times.uniform(0, lasts))
        process.kill()
        process.join()
        for name, digest in bytes_of_what_is_there(out).items():
            assert digest in (None, bytes_of_what_is_there(usual / "out")[name]), f"{name} is half written"

    assert end(begin(run_forked, words, tmp_path / "said")) == 0
    assert_same(out, usual / "out")
    assert not list(out.rglob(".crosscase-*"))
    assert state_of(study) == before


def bytes_of_what_is_there(out: Path) -> dict[str, bytes | None]:
    """Name -> bytes of every output that has its own name, whatever else was done."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file()
        and path.suffix in (".html", ".md", ".csv", ".css", ".js", ".svg")
        and not path.name.startswith(".")
    }


CALLS: dict[str, tuple[Any, str]] = {
    "replace": (os, "replace"),
    "fsync": (os, "fsync"),
    "mkstemp": (tempfile, "mkstemp"),
    "mkdir": (os, "mkdir"),
    "chmod": (os, "chmod"),
}


class Failing:
    """A function of the system that fails at its n-th call, as a full disk does; where it `stays` so, ever after."""

    def __init__(self, real: Callable[..., Any], n: int, number: int = errno.ENOSPC, stays: bool = False) -> None:
        self.real, self.n, self.number, self.stays, self.calls = real, n, number, stays, 0

    def __call__(self, *args: Any, **options: Any) -> Any:
        self.calls += 1
        if self.calls == self.n or (self.stays and self.calls > self.n):
            raise OSError(self.number, os.strerror(self.number))
        return self.real(*args, **options)


@pytest.mark.parametrize("n_faults", N_FAULTS)
@pytest.mark.parametrize("name", CALLS)
def test_a_fault_of_the_disk_at_any_call_is_told_in_words_and_the_next_run_completes(
    name: str, n_faults: int, usual: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    module, attribute = CALLS[name]
    real = getattr(module, attribute)
    whole = bytes_of_what_is_there(usual / "out")
    counting = Failing(real, 0)
    monkeypatch.setattr(module, attribute, counting)
    analyze(usual / "study", tmp_path / "counted", progress=SILENT)
    every = range(1, counting.calls + 1)
    points = sorted({1, 2, *every[:: max(1, len(every) // n_faults)], counting.calls})
    study_before = state_of(usual / "study")

    for n in points:
        out = tmp_path / str(n)
        monkeypatch.setattr(module, attribute, Failing(real, n))
        try:
            analyze(usual / "study", out, progress=SILENT)
        except FilesNeedAHand as stopped:
            words = str(stopped)
            if "No space left on device" not in words:
                pytest.fail(words)
        monkeypatch.setattr(module, attribute, real)
        for there, raw in bytes_of_what_is_there(out).items():
            assert raw == whole[there], f"{there} is half written after {name} {n}"

        analyze(usual / "study", out, progress=SILENT)

        assert bytes_of(out) == bytes_of(usual / "out"), f"{name} {n}"
        assert not list(out.rglob(".crosscase-*"))
    assert state_of(usual / "study") == study_before


def test_a_write_that_stops_half_way_is_never_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "a.html"
    path.write_bytes(b"old")

    def stops(handle: int, *_: object) -> Any:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", stops)
    with pytest.raises(OSError, match="Input/output"):
        outputs_module.replace_file(path, b"new")

    assert [one.name for one in tmp_path.iterdir()] == ["a.html"]
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.EDQUOT])
def test_an_output_folder_that_becomes_read_only_is_told_in_words(
    number: int, usual: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    # Not once: what is kept for the next run may fail to be, and costs time only.
    monkeypatch.setattr(os, "replace", Failing(os.replace, 9, number, stays=True))

    with pytest.raises(FilesNeedAHand, match="cannot be written"):
        analyze(usual / "study", tmp_path / "out", progress=SILENT)


def test_a_folder_that_may_not_be_written_is_a_fault_before_anything_is_read(
    usual: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "out").mkdir()
    monkeypatch.setattr(os, "access", lambda *_: False)

    with pytest.raises(FilesNeedAHand, match="may not be written"):
        analyze(usual / "study", tmp_path / "out", progress=SILENT)

    assert list((tmp_path / "out").iterdir()) == []


def test_a_second_run_into_the_same_folder_says_so_and_changes_nothing(usual: Path, tmp_path: Path):
    out = tmp_path / "out"
    shutil.copytree(usual / "out", out)
    (out / "index.html").unlink()
    before = state_of(out)

    words = ["analyze", usual / "study", "--out", out]
    with alone_in(out):
        assert end(begin(run_forked, words, tmp_path / "said")) == 1

    assert "another run is writing into this output folder" in (tmp_path / "said").read_text("utf-8")
    assert state_of(out) == before
    assert end(begin(run_forked, words, tmp_path / "said")) == 0


def test_a_second_run_that_begins_while_the_first_makes_the_folder_says_so(
    usual: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    out = tmp_path / "out"
    fill = run_module.fill_store

    def run_again_meanwhile(*args: Any, **options: Any) -> None:
        monkeypatch.setattr(run_module, "fill_store", fill)
        end(begin(run_forked, ["analyze", usual / "study", "--out", out], tmp_path / "said"))
        fill(*args, **options)

    monkeypatch.setattr(run_module, "fill_store", run_again_meanwhile)
    analyze(usual / "study", out, progress=SILENT)

    assert "another run is writing" in (tmp_path / "said").read_text("utf-8")
    assert_same(out, usual / "out")


def test_the_lock_of_a_killed_run_is_gone(usual: Path, tmp_path: Path):
    out = tmp_path / "out"
    shutil.copytree(usual / "out", out)
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom pipeline.io.outputs import alone_in\n"
        "with alone_in(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(3600)\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(out)], env=environment(), stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(FilesNeedAHand, match="another run"):
        analyze(usual / "study", out, progress=SILENT)

    holder.kill()
    holder.wait()

    analyze(usual / "study", out, progress=SILENT)


@pytest.mark.parametrize("name", ["transcripts/t2.txt", "study.yaml", "codebook.yaml", "codings/ann.csv", "new.csv"])
def test_a_study_that_changes_while_it_is_read_is_named_and_does_not_count_as_read(
    name: str, usual: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    study, out = tmp_path / "study", tmp_path / "out"
    shutil.copytree(usual / "study", study)
    load = run_module.load_study

    def change_then_load(*args: Any, **options: Any) -> Any:
        loaded = load(*args, **options)
        with (study / name).open("ab") as file:
            file.write(b"\n")
        return loaded

    monkeypatch.setattr(run_module, "load_study", change_then_load)
    done = analyze(study, out, progress=SILENT)

    changed = [one.source.shown(study) for one in done.problems if "changed while it was read" in one.fault]
    assert changed == [name]
    assert is_unchanged(study, out, None) is None
    monkeypatch.setattr(run_module, "load_study", load)
    assert not any("changed while" in one.fault for one in analyze(study, out, progress=SILENT).problems)
    assert is_unchanged(study, out, None) is not None


def test_copies_by_a_shared_folder_are_named_and_a_coder_s_are_merged(usual: Path, tmp_path: Path):
    study = tmp_path / "study"
    shutil.copytree(usual / "study", study)
    head = "coding_id,transcript_id,start_char,end_char,code_id\n"
    copy = study / "codings" / "ann (Bo's conflicted copy 2026-11-21).csv"
    copy.write_text(head + "c1,t1,13,29,trust\nc2,t2,16,28,trust\n")
    (study / "cases.sync-conflict-20261121-101010-ABCDEFG.csv").write_text("case_id\nz\n")

    done = analyze(study, tmp_path / "out", progress=SILENT)

    named = {one.source.path.name for one in done.problems if "conflicted copy" in one.fault}
    assert named == {copy.name, "cases.sync-conflict-20261121-101010-ABCDEFG.csv"}
    assert done.material["n_codings_hand"] == 2
    assert done.material["n_cases"] == 2


def test_foreign_files_stay_and_files_of_the_last_run_that_are_not_made_again_go(usual: Path, tmp_path: Path):
    study, out = tmp_path / "study", tmp_path / "out"
    shutil.copytree(usual / "study", study)
    analyze(study, out, progress=SILENT)
    (out / "memos" / "mine.md").write_text("foreign")
    (out / "tables" / "mine").mkdir()
    (study / "cases.csv").write_text("case_id,city\na,North\n")
    (study / "transcripts.csv").write_text("transcript_id,file,case_id,kind\nt1,t1.txt,a,interview\n")

    analyze(study, out, progress=SILENT)

    assert (out / "memos" / "mine.md").read_text() == "foreign"
    assert (out / "tables" / "mine").is_dir()
    assert not (out / "memos" / "within-case" / "b.md").exists()
    assert not (out / "evidence" / "b").exists()
    (out / "memos" / "mine.md").unlink()
    assert bytes_of(out) == bytes_of_fresh(study, tmp_path)


def bytes_of_fresh(study: Path, folder: Path) -> dict[str, str]:
    analyze(study, folder / "fresh", progress=SILENT)
    return bytes_of(folder / "fresh")


def test_what_a_killed_first_run_left_goes_when_the_study_no_longer_makes_it(
    usual: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    study, out = tmp_path / "study", tmp_path / "out"
    shutil.copytree(usual / "study", study)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(run_module, "write_manifest", killed)
    with pytest.raises(KeyboardInterrupt):
        analyze(study, out, progress=SILENT)
    monkeypatch.undo()
    assert (out / "memos" / "within-case" / "b.md").is_file()
    (study / "cases.csv").write_text("case_id,city\na,North\n")
    (study / "transcripts.csv").write_text("transcript_id,file,case_id,kind\nt1,t1.txt,a,interview\n")

    analyze(study, out, progress=SILENT)

    assert bytes_of(out) == bytes_of_fresh(study, tmp_path)


def test_a_manifest_that_names_files_elsewhere_deletes_none_of_them(usual: Path, tmp_path: Path):
    out = tmp_path / "out"
    shutil.copytree(usual / "out", out)
    precious = tmp_path / "precious.txt"
    precious.write_text("mine")
    (out / "link").symlink_to(tmp_path)
    manifest = json.loads((out / "run.json").read_text())
    names = {"../precious.txt": "", str(precious): "", "link/precious.txt": "", "tables": ""}
    (out / "run.json").write_text(json.dumps({**manifest, "files": manifest["files"] | names}))

    analyze(usual / "study", out, progress=SILENT)

    assert precious.read_text() == "mine"
    assert (out / "tables" / "cases.csv").is_file()


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o277])
def test_outputs_and_cache_are_for_their_owner_alone_whatever_the_umask(umask: int, usual: Path, tmp_path: Path):
    former = os.umask(umask)
    try:
        analyze(usual / "study", tmp_path / "up" / "out", progress=SILENT)
    finally:
        os.umask(former)

    for path in (tmp_path / "up", *(tmp_path / "up").rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_nothing_is_written_outside_the_output_folder(usual: Path, tmp_path: Path):
    study, home = tmp_path / "study", tmp_path / "home"
    shutil.copytree(usual / "study", study)
    home.mkdir()
    before = state_of(study)

    done = run(
        study, tmp_path / "out", HOME=str(home), TMPDIR=str(home), XDG_CACHE_HOME=str(home), PYTHONDONTWRITEBYTECODE="1"
    )

    assert done.returncode == 0
    assert list(home.iterdir()) == []
    assert {path.name for path in tmp_path.iterdir()} == {"study", "home", "out"}
    assert state_of(study) == before


def test_a_damaged_manifest_or_journal_is_no_manifest(usual: Path, tmp_path: Path):
    for raw in (b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'{"files": 3}', b'{"files": {}}'):
        out = tmp_path / str(len(raw))
        shutil.copytree(usual / "out", out, dirs_exist_ok=True)
        (out / "run.json").write_bytes(raw)
        (out / ".cache" / "begun").write_bytes(raw)

        analyze(usual / "study", out, progress=SILENT)

        assert bytes_of(out) == bytes_of(usual / "out")


def test_an_output_whose_name_no_disk_holds_is_told_in_words(tmp_path: Path):
    outputs = Outputs.begin(tmp_path / "out", {})

    with pytest.raises(FilesNeedAHand, match="File name too long"):
        outputs.write("x" * 300 + ".html", "text")
