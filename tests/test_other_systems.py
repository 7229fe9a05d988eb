"""What differs on macOS and Windows, simulated here: paths, names of devices, locks, files held open, no fork."""

from __future__ import annotations

import errno
import importlib.util
import os
import shutil
import subprocess
import sys
from types import ModuleType

import pytest

from pipeline import cli
from pipeline.exchange.writing import mend, write
from pipeline.io import lock, outputs
from pipeline.io.exported import ExportedFolder
from pipeline.io.outputs import Outputs, OutputsNotWritten, handed_out, replace_file
from pipeline.run import Progress, analyze
from tests.conftest import STUDIES
from tests.folders import assert_same, bytes_of
from tests.making import make_study, problems_of, said

KEEPS = "names files, and Windows keeps that name for itself: no file can be called so there."
ONE_FILE = "transcript_id,file,case_id,kind\nt1,{},a,interview\n"


def listing_of(name):
    return {"transcripts.csv": ONE_FILE.format(name)}


def test_a_path_written_with_backslashes_is_a_fault_that_names_the_way_every_computer_understands(tmp_path):
    files = {**listing_of("first round\\t1.txt"), "transcripts/first round/t1.txt": "Interviewer: So?\n\nAnna: Yes.\n"}

    problems = [problem for problem in problems_of(tmp_path, files, ("transcripts/t1.txt",)) if problem.is_fault]

    assert said(problems, tmp_path) == ["fault transcripts.csv:2 file 'first round\\t1.txt' is not in transcripts/."]
    assert problems[0].remedy.startswith("Write 'first round/t1.txt'")


@pytest.mark.parametrize(
    ("name", "kept"), [("aux.txt", "aux"), ("CON.md", "CON"), ("nul/t1.txt", "nul"), ("lpt1.old.txt", "lpt1")]
)
def test_a_transcript_s_file_that_windows_could_not_hold_is_a_caution(name, kept, tmp_path):
    files = {**listing_of(name), f"transcripts/{name}": "Interviewer: So?\n\nAnna: Yes.\n"}

    assert f"caution transcripts.csv:2 file '{kept}' {KEEPS}" in said(
        problems_of(tmp_path, files, ("transcripts/t1.txt",)), tmp_path
    )


@pytest.mark.parametrize("name", ["auxiliary.txt", "t1.aux", "con-1.txt", "community/t1.txt"])
def test_a_file_that_only_looks_like_a_device_is_none(name, tmp_path):
    files = {**listing_of(name), f"transcripts/{name}": "Interviewer: So?\n\nAnna: Yes.\n"}

    assert not any(KEEPS in problem.fault for problem in problems_of(tmp_path, files, ("transcripts/t1.txt",)))


def test_a_coder_whose_file_windows_could_not_hold_is_a_caution(tmp_path):
    files = {"codings/prn.csv": "transcript_id,start_char,end_char,code_id\n"}

    assert f"caution codings/prn.csv coder 'prn' {KEEPS}" in said(problems_of(tmp_path, files), tmp_path)


class HeldOpen:
    """`os.replace` as Windows has it while another program has the file open: refused so many times."""

    def __init__(self, times):
        self.times, self.real = times, os.replace

    def __call__(self, made, path):
        if self.times:
            self.times -= 1
            raise PermissionError(errno.EACCES, "The process cannot access the file because another process uses it")
        self.real(made, path)


class HeldOnly(HeldOpen):
    """The same for one file alone."""

    def __init__(self, path, times):
        super().__init__(times)
        self.path = path

    def __call__(self, made, path):
        if os.fspath(path) == os.fspath(self.path):
            super().__call__(made, path)
        else:
            self.real(made, path)


@pytest.fixture
def on_windows(monkeypatch):
    monkeypatch.setattr(outputs, "WAITS", (0.0, 0.0, 0.0))


def test_a_file_that_is_held_open_for_a_moment_is_replaced(on_windows, monkeypatch, tmp_path):
    made = Outputs.begin(tmp_path, {})
    made.write("index.html", "old")
    monkeypatch.setattr(outputs.os, "replace", HeldOpen(times=3))

    made.write("index.html", "new")

    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "new"


def test_a_file_that_stays_open_is_told_with_what_to_close_and_stays_whole(on_windows, monkeypatch, tmp_path):
    made = Outputs.begin(tmp_path, {})
    made.write("index.html", "old")
    monkeypatch.setattr(outputs.os, "replace", HeldOpen(times=100))

    with pytest.raises(OutputsNotWritten) as refused:
        made.write("index.html", "new")

    assert "close the program that has it open" in refused.value.problems[0].remedy
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "old"
    assert not list(tmp_path.glob(".crosscase-*"))


def by_an_export(folder):
    exported = ExportedFolder.begin(folder)
    exported.write("table.csv", b"new")


def by_a_file_handed_out(folder):
    with handed_out(folder / "table.csv") as aside:
        aside.write_bytes(b"new")


def by_an_import(folder):
    write(folder, {"table.csv": b"new"})


@pytest.mark.parametrize("written", [by_an_export, by_a_file_handed_out, by_an_import])
def test_whatever_writes_waits_for_a_file_that_is_open_for_a_moment(written, on_windows, monkeypatch, tmp_path):
    (tmp_path / "table.csv").write_bytes(b"old")
    monkeypatch.setattr(outputs.os, "replace", HeldOnly(tmp_path / "table.csv", times=3))

    written(tmp_path)

    assert (tmp_path / "table.csv").read_bytes() == b"new"


@pytest.mark.parametrize("written", [by_an_export, by_a_file_handed_out, by_an_import])
def test_whatever_writes_names_the_file_that_stays_open(written, on_windows, monkeypatch, tmp_path):
    (tmp_path / "table.csv").write_bytes(b"old")
    monkeypatch.setattr(outputs.os, "replace", HeldOnly(tmp_path / "table.csv", times=100))

    with pytest.raises(OutputsNotWritten) as refused:
        written(tmp_path)

    assert refused.value.problems[0].source.path == tmp_path / "table.csv"
    assert (tmp_path / "table.csv").read_bytes() == b"old"


def test_an_import_that_cannot_take_itself_back_is_taken_back_by_the_next(on_windows, monkeypatch, tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_bytes(b"old")
    # The second is open from the beginning; somebody opens the first as soon as it is replaced.
    held = {"b.csv"}
    real = os.replace

    def replace(made, path):
        if (name := os.path.basename(path)) in held:
            raise PermissionError(errno.EACCES, "another process uses it")
        real(made, path)
        if name == "a.csv":
            held.add(name)

    monkeypatch.setattr(outputs.os, "replace", replace)
    with pytest.raises(OutputsNotWritten):
        write(tmp_path, {"a.csv": b"new", "b.csv": b"new"})

    held.clear()
    mend(tmp_path)

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.csv": b"old", "b.csv": b"old"}


def test_a_note_that_is_open_elsewhere_is_named_by_the_command_that_signs_it(on_windows, monkeypatch, tmp_path, capsys):
    def sign():
        replace_file(tmp_path / "note.md", b"signed")

    monkeypatch.setattr(outputs.os, "replace", HeldOpen(times=100))
    monkeypatch.setattr(cli, "app", sign)

    with pytest.raises(SystemExit) as ended:
        cli.main()

    assert ended.value.code == 1
    told = capsys.readouterr().err
    assert told.startswith(f"{tmp_path / 'note.md'}: ")
    assert told.endswith("Close the program that has it open, or ask for the right to write there; then run again.\n")


def lock_as_on_windows(monkeypatch, locking):
    """The module `lock` as Windows loads it: without `fcntl`, with a `msvcrt` whose `locking` is the one given."""
    msvcrt = ModuleType("msvcrt")
    msvcrt.LK_NBLCK, msvcrt.locking = 2, locking  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "msvcrt", msvcrt)
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setattr(sys, "platform", "win32")
    spec = importlib.util.spec_from_file_location("lock_as_on_windows", lock.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "lock_as_on_windows", module)
    spec.loader.exec_module(module)
    return module


def test_a_folder_in_which_nobody_may_write_is_told_by_the_files_name(tmp_path, monkeypatch):
    def refused(prefix, dir):
        raise PermissionError(errno.EACCES, "Permission denied", str(dir / f"{prefix}z6hf6mo6"))

    monkeypatch.setattr("pipeline.io.outputs.tempfile.mkstemp", refused)

    with pytest.raises(PermissionError) as told:
        replace_file(tmp_path / "note.md", b"signed")

    assert told.value.filename == str(tmp_path / "note.md")
    assert told.value.errno == errno.EACCES


def test_a_lock_that_another_process_holds_is_known_without_fcntl_too(monkeypatch, tmp_path):
    held: set[str] = set()

    def locking(handle, mode, n_bytes):
        if held:
            raise OSError(errno.EACCES, "Permission denied")
        held.add("by the first")

    module = lock_as_on_windows(monkeypatch, locking)

    assert module.Lock(tmp_path / "lock").take(is_made=True)
    assert not module.Lock(tmp_path / "lock").take(is_made=True)


def test_a_folder_whose_system_knows_no_locks_can_be_written(monkeypatch, tmp_path):
    def locking(handle, mode, n_bytes):
        raise OSError(errno.ENOSYS, "Function not implemented")

    module = lock_as_on_windows(monkeypatch, locking)

    assert module.Lock(tmp_path / "lock").take(is_made=True)


# What Windows lacks is taken away once everything of others is loaded, since libraries ask the platform as they load.
RUN = """
import os, signal, sys, types
import asyncio, concurrent.futures.process, duckdb, jinja2, lxml.etree, markdown_it, multiprocessing, pandas, spacy
import numpy, subprocess, tempfile, typer
spacy.blank("en")
taken = types.ModuleType("msvcrt")
taken.LK_NBLCK, taken.locking = 2, lambda handle, mode, n_bytes: None
sys.modules.update(msvcrt=taken, fcntl=None, resource=None, pwd=None, grp=None, termios=None)
for name in ("fork", "sched_getaffinity", "getuid", "geteuid", "chown", "O_NOFOLLOW", "O_DIRECTORY", "mkfifo"):
    delattr(os, name)
for name in ("SIGKILL", "SIGXCPU", "SIGALRM", "SIGHUP"):
    delattr(signal, name)
sys.platform = "win32"

def unless_open(real):
    # As Windows has it: no file is replaced, renamed or deleted while this very process has it open.
    def done(path, *more, **options):
        for named in (path, *more):
            for handle in os.listdir("/proc/self/fd"):
                try:
                    is_open = os.path.samefile(f"/proc/self/fd/{handle}", named)
                except (OSError, TypeError):
                    continue
                if is_open and os.path.isfile(named):
                    raise PermissionError(13, "another process uses it", named)
        return real(path, *more, **options)
    return done

for name in ("replace", "rename", "unlink", "remove"):
    setattr(os, name, unless_open(getattr(os, name)))
from pathlib import Path
from pipeline.run import Progress, analyze
analyze(Path(sys.argv[1]), Path(sys.argv[2]), progress=Progress(say=lambda line: None))
"""


def test_a_run_without_what_windows_lacks_makes_the_same_bytes(tmp_path):
    study = make_study(tmp_path / "study", {"study.yaml": "codebook: codebook.yaml\nlanguage_model: 'blank:en'\n"})
    analyze(study, tmp_path / "here", progress=Progress(say=lambda line: None))

    command = [sys.executable, "-c", RUN, str(study), str(tmp_path / "there")]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stderr
    assert_same(tmp_path / "there", tmp_path / "here")


def test_a_study_whose_lines_end_as_windows_ends_them_gives_the_same_outputs(ledger_outputs, tmp_path):
    study = tmp_path / "ledger"
    shutil.copytree(STUDIES / "ledger", study)
    for path in study.rglob("*"):
        if path.suffix in (".csv", ".yaml", ".md", ".txt"):
            path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))

    analyze(study, tmp_path / "out", progress=Progress(say=lambda line: None))

    ours, theirs = bytes_of(tmp_path / "out"), bytes_of(ledger_outputs)
    # run.json holds the hashes of what was read, codebook.yaml is a copy of it.
    assert {name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)} == {
        "run.json",
        "codebook.yaml",
    }
