"""`crosscase quotes` and `export --format xlsx|parquet` as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.processes import crosscase

LEDGER = Path(__file__).parents[1] / "studies" / "ledger"


@pytest.fixture(scope="module")
def out(ledger_outputs, tmp_path_factory):
    """Outputs that a command may write into again: those of a session are read only."""
    folder = tmp_path_factory.mktemp("ledger")
    assert crosscase("analyze", LEDGER, "--out", folder / "out", cwd=folder).returncode == 0
    return folder / "out"


def test_quotations_are_printed_or_written(out, tmp_path):
    asked = ("quotes", LEDGER, "--code", "enabler", "--where", "sector=public", "--out", out)

    printed = crosscase(*asked, cwd=tmp_path)
    written = crosscase(*asked, "--to", tmp_path / "q.md", cwd=tmp_path)

    assert (printed.returncode, written.returncode) == (0, 0), printed.stderr
    assert printed.stdout.startswith("# Quotations: What helped\n")
    assert (tmp_path / "q.md").read_text(encoding="utf-8") == printed.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("--code", "enablr"),
        ("--where", "sector=publc"),
        ("--where", "sectr=public"),
        ("--where", "sector"),
        ("--format", "pdf"),
        ("--format", "docx"),
    ],
)
def test_what_there_is_not_is_exit_2(out, tmp_path, words):
    done = crosscase("quotes", LEDGER, *words, "--out", out, cwd=tmp_path)

    assert (done.returncode, done.stdout) == (2, "")


def test_nothing_is_written_into_the_study(out, tmp_path):
    assert crosscase("quotes", LEDGER, "--to", LEDGER / "q.md", "--out", out, cwd=tmp_path).returncode == 1
    assert (
        crosscase("export", LEDGER, "--format", "xlsx", "--to", LEDGER / "x", "--out", out, cwd=tmp_path).returncode
        == 1
    )
    assert not (LEDGER / "q.md").exists()


def test_exports_say_what_they_wrote(out, tmp_path):
    for form, to in (("xlsx", "x.xlsx"), ("parquet", "tables")):
        asked = ("export", LEDGER, "--format", form, "--to", tmp_path / to, "--out", out)
        done = crosscase(*asked, "--json", "--report", tmp_path / "r.json", cwd=tmp_path)

        assert done.returncode == 0, done.stderr
        data = json.loads(done.stdout)
        assert {"kinds", "items", "inferred", "renamed"} <= data.keys()
        assert data["kinds"]["cases"]["imported"] == 4
        assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8")) == data
    assert (tmp_path / "tables/datapackage.json").exists()
