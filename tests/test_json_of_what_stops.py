"""--json where files need a hand: every command's one object counts the faults and lists them."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from tests.making import make_study
from tests.processes import crosscase


@pytest.mark.parametrize(
    "words",
    [
        ("import", "nowhere.csv", "--into", "nowhere"),
        ("export", "nowhere", "--format", "qdpx", "--to", "s.qdpx"),
        ("analyze", "nowhere"),
        ("stats", "icc", "--table", "nowhere.csv"),
        ("screen", "nowhere"),
    ],
)
def test_the_object_of_a_command_that_stops_holds_its_faults(tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)

    done = CliRunner().invoke(app, [*words, "--json"])
    data = json.loads(done.stdout)

    assert done.exit_code == 1
    assert data["n_faults"] == sum(problem["severity"] == "fault" for problem in data["problems"]) > 0


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("check", "--json"), 2, "Missing argument"),
        (("no-such-command", "--json"), 2, "No such command"),
        (("stats", "icc", "--tabel", "a.csv", "--json"), 2, "No such option"),
        (("analyze", "study", "--stage", "nix", "--json"), 2, "'nix' is no stage of this study."),
        (("analyze", "study", "--workers", "2", "--json"), 2, "--workers and --scheduler go with --engine"),
    ],
)
def test_wrong_usage_is_one_object_too(tmp_path, words, status, said):
    make_study(tmp_path / "study", {})

    done = crosscase(*words, cwd=tmp_path)

    assert done.returncode == status
    assert said in done.stderr
    told = json.loads(done.stdout)
    assert told.get("error") or told["problems"]
