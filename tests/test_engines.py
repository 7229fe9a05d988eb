"""A run by many processes or by a Dask cluster writes the bytes of a run by one; each study has its own folder."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import weakref
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import SELDOM, app
from pipeline.io import engines
from pipeline.io.engines import Engine, using
from pipeline.run import Progress, analyze
from tests.folders import assert_same
from tests.making import make_study

pytestmark = pytest.mark.usefixtures("apart_from_the_browser")
LEDGER = Path(__file__).parent / "studies" / "ledger"
SILENT = Progress(say=lambda line: None)


def test_a_cluster_of_which_a_worker_is_killed_writes_the_bytes_of_one_process(ledger_outputs, tmp_path):
    with using(Engine("dask", 2)):
        client = engines._CLIENT.get()
        assert client is not None
        os.kill(min(client.run(os.getpid).values()), signal.SIGKILL)
        analyze(LEDGER, tmp_path / "out", progress=SILENT)

    assert_same(tmp_path / "out", ledger_outputs)


def die_once(work, items, flag):
    """One batch, in a worker; the first that begins one is killed in the middle of it."""
    answers = [work(item) for item in items]
    with contextlib.suppress(FileExistsError):
        os.close(os.open(flag, os.O_CREAT | os.O_EXCL))
        os.kill(os.getpid(), signal.SIGKILL)
    return answers


@pytest.mark.parametrize("engine", ["processes", pytest.param("dask", marks=pytest.mark.slow)])
def test_a_worker_that_is_killed_in_the_middle_of_its_work_costs_no_byte(engine, ledger_outputs, tmp_path, monkeypatch):
    monkeypatch.setattr(engines, "LEAST", 1)
    monkeypatch.setattr(engines, "work_on", partial(die_once, flag=str(tmp_path / "killed")))
    with using(Engine(engine, 2)):
        analyze(LEDGER, tmp_path / "out", progress=SILENT)

    assert (tmp_path / "killed").exists()
    assert_same(tmp_path / "out", ledger_outputs)


def two_studies(folder):
    for name in ("fire", "water"):
        make_study(folder / name)
    return folder / "fire", folder / "water"


def test_several_studies_go_to_a_folder_each(tmp_path):
    result = CliRunner().invoke(
        app, ["analyze", *map(str, two_studies(tmp_path)), "--out", str(tmp_path / "out"), "--json"]
    )

    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert list(told) == ["fire", "water"]
    assert all(Path(told[name]["index"]) == tmp_path / "out" / name / "index.html" for name in told)
    assert all((tmp_path / "out" / name / "run.json").is_file() for name in told)


def test_nothing_of_a_study_is_in_memory_when_the_next_begins(tmp_path, monkeypatch):
    class Ring:
        def __init__(self):
            self.itself = self

    rings: list[weakref.ref[Ring]] = []
    n_left: list[int] = []

    def run(study: Path, out: Path, stage: str | None) -> dict[str, object]:
        n_left.append(sum(ring() is not None for ring in rings))
        rings.append(weakref.ref(Ring()))
        return {}

    monkeypatch.setattr("pipeline.commands.study.run_or_reuse", run)
    monkeypatch.setattr("pipeline.commands.study._print_summary", lambda summary: None)
    thresholds = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        CliRunner().invoke(app, ["analyze", *map(str, two_studies(tmp_path)), "--out", str(tmp_path / "out")])
    finally:
        gc.set_threshold(*thresholds)

    assert n_left == [0, 0]


def test_a_study_with_a_fault_does_not_keep_the_others_from_running(tmp_path):
    fire, water = two_studies(tmp_path)
    (fire / "cases.csv").unlink()

    result = CliRunner().invoke(app, ["analyze", str(fire), str(water), "--out", str(tmp_path / "out")])

    assert result.exit_code == 1
    assert not (tmp_path / "out" / "fire" / "run.json").exists()
    assert (tmp_path / "out" / "water" / "run.json").is_file()


def test_two_folders_of_one_name_are_refused_before_anything_runs(tmp_path):
    ours, theirs = make_study(tmp_path / "a" / "Study"), make_study(tmp_path / "b" / "study")

    result = CliRunner().invoke(app, ["analyze", str(ours), str(theirs), "--out", str(tmp_path / "out")])

    assert (result.exit_code, type(result.exception).__name__) in ((2, "SystemExit"), (1, "WrongUsage"))
    assert "would both write into" in str(result.exception) + result.output
    assert not (tmp_path / "out").exists()


def test_a_study_that_is_named_twice_is_told_so(tmp_path):
    study = make_study(tmp_path / "study")

    result = CliRunner().invoke(app, ["analyze", str(study), f"{study}/", "--out", str(tmp_path / "out")])

    assert str(result.exception) == f"{study} is named twice. Name each study once."


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--engine", "threads"], "there is no engine 'threads'"),
        (["--workers", "2"], "--workers and --scheduler go with --engine"),
        (["--engine", "processes", "--scheduler", "tcp://127.0.0.1:1"], "--scheduler goes with --engine dask"),
        (["--engine", "dask", "--scheduler", "127.0.0.1"], "is no address: write it as tcp://HOST:PORT"),
        (["--engine", "dask", "--scheduler", "cluster one:8786"], "is no address: write it as tcp://HOST:PORT"),
        (
            ["--engine", "dask", "--workers", "2", "--scheduler", "tcp://127.0.0.1:1"],
            "leave --workers or --scheduler out",
        ),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(options, told, tmp_path):
    result = CliRunner().invoke(
        app, ["analyze", str(make_study(tmp_path / "s")), "--out", str(tmp_path / "o"), *options]
    )

    assert told in str(result.exception)
    assert not (tmp_path / "o").exists()
