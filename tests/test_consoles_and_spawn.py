"""What a command says to any console, and workers that are started anew as on macOS and Windows."""

from __future__ import annotations

import os
import subprocess
import sys
import types
from pathlib import Path

import pytest

from pipeline.corpus.formats import pdf_glyphs
from tests.folders import assert_same
from tests.making import make_study

ROOT = Path(__file__).parents[1]
SPEECH = "Interviewer: How was it, Šárka?\n\nŠárka: There was trust 😀. We had lunch in Łódź.\n"
FILES = {
    "study.yaml": "title: Žižkov 日本 😀\ncodebook: codebook.yaml\nlanguage_model: 'blank:en'\n",
    "cases.csv": "case_id\nžito\n日本\n",
    "transcripts.csv": "transcript_id,file,case_id,kind\nt1,Šárka 1.txt,žito,interview\nt2,日本 2.txt,日本,interview\n",
    "transcripts/Šárka 1.txt": SPEECH,
    "transcripts/日本 2.txt": SPEECH.replace("Šárka", "日本"),
    "codebook.yaml": "codes: {důvěra: {definition: Talk of trust., cues: {phrases: [trust]}}}\n",
}


def any_study(folder):
    """A study whose folder, files, ids and words have blanks and letters that no console of one country knows."""
    return make_study(folder / "Fälle Žižkov 日本 😀" / "my study", FILES, ("transcripts/t1.txt",))


def typed(*words, script=("-m", "pipeline"), **environment):
    """The command in a new process; its output as bytes."""
    known = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LC_", "LANG"))}
    known |= {"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", **environment}
    return subprocess.run(
        [sys.executable, *script, *map(str, words)], cwd=ROOT, env=known, capture_output=True, check=False
    )


CONSOLE = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252"}
"""What Windows has where a console is of one country."""


def test_a_console_of_one_country_is_told_everything_that_it_can_show(tmp_path):
    study = any_study(tmp_path)
    (study / "transcripts" / "日本 2.txt").unlink()

    told = typed("check", study, **CONSOLE)

    assert told.returncode == 1
    assert b"Traceback" not in told.stderr + told.stdout
    assert "file '\\u65e5\\u672c 2.txt' is not in transcripts/." in told.stdout.decode("cp1252")


@pytest.fixture(scope="module")
def ran_alone(tmp_path_factory):
    """Such a study, and the outputs of one process that told such a console of its run."""
    folder = tmp_path_factory.mktemp("alone")
    study, out = any_study(folder), folder / "výstup 😀"
    ran = typed("analyze", study, "--out", out, **CONSOLE)
    assert ran.returncode == 0, ran.stderr
    return study, out


def test_a_whole_run_and_its_quotations_are_told_to_such_a_console(ran_alone):
    study, out = ran_alone

    told = typed("quotes", study, "--out", out, **CONSOLE)

    assert told.returncode == 0, told.stderr
    assert "Šárka" in told.stdout.decode("cp1252")
    assert "\\u0141ód\\u017a" in typed("names", study, **CONSOLE).stdout.decode("cp1252")


def test_what_goes_into_a_file_or_a_pipe_is_utf_8_whatever_the_console_knows(tmp_path):
    study = make_study(tmp_path / "study", {"transcripts/t1.txt": SPEECH})
    of_one_country = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}

    told = typed("check", study, "--voices", **of_one_country)

    assert told.returncode == 0, told.stderr
    assert "Šárka" in told.stdout.decode("utf-8")


def test_a_session_that_cannot_name_the_files_says_what_to_set(tmp_path):
    told = typed("check", any_study(tmp_path), LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")

    assert told.returncode == 1
    assert b"Traceback" not in told.stderr
    assert b"its encoding is ascii" in told.stderr
    assert b"Set PYTHONUTF8=1" in told.stderr


# Read by every Python that starts, workers too: little work counts as much, and each worker leaves its number.
SPAWNING = """
import os, sys
if "--multiprocessing-fork" in sys.orig_argv:
    open(os.path.join(os.environ["SPAWNED"], str(os.getpid())), "w").close()
else:
    import pipeline.io.engines
    pipeline.io.engines.LEAST = 1
"""
# As pip writes it for `crosscase`.
CONSOLE_SCRIPT = """\
import re
import sys
from pipeline.cli import main
if __name__ == "__main__":
    sys.argv[0] = re.sub(r"(-script\\.pyw|\\.exe)?$", "", sys.argv[0])
    sys.exit(main())
"""


@pytest.fixture(scope="module")
def spawning(tmp_path_factory):
    """A folder whose sitecustomize has every engine start its workers, and a script as pip installs it."""
    folder = tmp_path_factory.mktemp("spawning")
    (folder / "site").mkdir()
    (folder / "site" / "sitecustomize.py").write_text(SPAWNING, encoding="utf-8")
    (folder / "bin dir").mkdir()
    (folder / "bin dir" / "crosscase").write_text(CONSOLE_SCRIPT, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "how", [pytest.param("python -m pipeline", marks=pytest.mark.slow), "an installed console script"]
)
def test_workers_that_are_started_anew_write_the_bytes_of_one_process(how, spawning, ran_alone, tmp_path):
    folder, (study, out) = spawning, ran_alone
    script = ("-m", "pipeline") if how.startswith("python") else (folder / "bin dir" / "crosscase",)
    (tmp_path / "spawned").mkdir()

    ran = typed(
        *("analyze", study, "--out", tmp_path / "výstup 😀", "--engine", "processes", "--workers", "2"),
        script=script, PYTHONPATH=f"{folder / 'site'}{os.pathsep}{ROOT}", SPAWNED=str(tmp_path / "spawned"),
    )  # fmt: skip

    assert ran.returncode == 0, ran.stderr
    assert list((tmp_path / "spawned").iterdir()), "no worker was started"
    assert_same(tmp_path / "výstup 😀", out)


def limits_set(monkeypatch, refused=()):
    """Which of its limits the reader of PDFs gets from a system that refuses some."""
    limits = []

    def setrlimit(limit, bound):
        if limit in refused:
            raise ValueError("current limit exceeds maximum limit")
        limits.append(limit)

    names = ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_CORE")
    fake = types.SimpleNamespace(setrlimit=setrlimit, **{name: name for name in names})
    monkeypatch.setitem(sys.modules, "resource", fake)
    pdf_glyphs._limit()
    return limits


def test_a_limit_that_the_system_refuses_keeps_the_others(monkeypatch):
    assert limits_set(monkeypatch, refused=("RLIMIT_AS",)) == ["RLIMIT_CPU", "RLIMIT_CORE"]


def test_a_system_without_limits_reads_pdfs(monkeypatch):
    monkeypatch.setitem(sys.modules, "resource", None)

    pdf_glyphs._limit()
