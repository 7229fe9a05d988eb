"""A place that the disk refuses is told at once, before anything is read for it, and nothing is left there."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.handing_over.places import refuse_place, require_place_for
from pipeline.io.outputs import problems_with, refused_by_the_disk
from pipeline.study.problems import FilesNeedAHand
from tests.making import make_study

IN_A_FILE = "sheet.csv/x"
SHEET = "transcript,quotation,code,coder\nt1,There was trust.,trust,ana\n"


def test_what_can_be_written_is_not_refused_and_nothing_is_left_of_trying(tmp_path):
    there = tmp_path / "there"
    there.mkdir()

    assert [refused_by_the_disk(folder) for folder in (there, there / "to" / "come")] == ["", ""]
    assert list(there.iterdir()) == []


def test_what_the_disk_says_is_the_reason(tmp_path, monkeypatch):
    def refuse(**kwargs):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("tempfile.mkdtemp", refuse)

    assert refused_by_the_disk(tmp_path) == "Read-only file system"
    assert "Read-only file system" in problems_with(tmp_path / "new", tmp_path / "study")[0].fault


def test_a_name_that_no_disk_takes_is_refused(tmp_path):
    assert refused_by_the_disk(tmp_path / ("a" * 300))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "words",
    [
        ("analyze", "STUDY", "--out", "BAD"),
        ("export", "STUDY", "--format", "qdpx", "--to", "BAD/s.qdpx"),
        ("export", "STUDY", "--format", "parquet", "--to", "BAD"),
        ("export", "STUDY", "--format", "qdc", "--to", "s.qdc", "--report", "BAD/r.json"),
        ("quotes", "STUDY", "--to", "BAD/q.md"),
        ("memos", "STUDY", "--stage", "within-case", "--to", "BAD"),
        ("paper", "STUDY", "--to", "BAD"),
        ("codebook", "diff", "STUDY", "--to", "BAD/page.html"),
        ("import", "SHEET", "--into", "STUDY", "--report", "BAD/r.json"),
    ],
)
def test_a_command_that_cannot_write_says_so_before_it_reads(tmp_path, monkeypatch, words):
    study = make_study(tmp_path / "study")
    (tmp_path / "sheet.csv").write_text(SHEET, encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.chdir(tmp_path)
    places = {"STUDY": str(study), "SHEET": "sheet.csv"}

    done = CliRunner().invoke(app, [places.get(word, word.replace("BAD", IN_A_FILE)) for word in words])

    assert done.exit_code == 1, done.output
    said = f"{done.output}{done.exception}"
    assert "… reading" not in said
    assert "here (" in said
    assert sorted(tmp_path.rglob("*")) == before


def test_a_report_that_is_a_folder_is_refused(tmp_path):
    with pytest.raises(FilesNeedAHand, match="folder"):
        require_place_for(tmp_path)


def test_a_folder_that_cannot_be_made_is_no_place(tmp_path):
    (tmp_path / "sheet.csv").write_text(SHEET, encoding="utf-8")

    with pytest.raises(FilesNeedAHand, match="nothing can be written here"):
        refuse_place(tmp_path / IN_A_FILE, tmp_path / "study")
