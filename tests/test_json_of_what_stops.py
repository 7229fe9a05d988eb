"""--json where files need a hand: every command's one object counts the faults and lists them."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from pipeline.cli import app


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
