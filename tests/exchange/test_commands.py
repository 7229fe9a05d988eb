"""`crosscase import` and `export` as they are typed."""

import json
from pathlib import Path

from making import make_study

from tests.processes import crosscase

SHEET = "transcript,quotation,code\nt1,There was trust.,trust\nt1,Never said in this room,trust\n"


def run(*words):
    return crosscase(*words, cwd=Path.cwd())


def test_the_table_of_an_import_and_how_it_is_taken_back(tmp_path):
    study = make_study(tmp_path / "study")
    (tmp_path / "q.csv").write_text(SHEET)

    done = run("import", tmp_path / "q.csv", "--into", study, "--coder", "ana", "--report", tmp_path / "r.json")

    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "q.csv (quotations): 1 document, 2 codings"
    assert lines[2].split() == ["codings", "2", "1", "1", "0", "0", "1"]
    identity = json.loads((tmp_path / "r.json").read_text())["import"]
    assert lines[-1] == f"Taken back by: crosscase import --undo {identity} --into {study}"
    assert run("import", "--undo", identity, "--into", study).returncode == 0
    assert not (study / "codings").exists()


def test_json_is_one_object_with_the_kinds_of_the_report(tmp_path):
    study = make_study(tmp_path / "study")
    (tmp_path / "q.csv").write_text(SHEET)

    done = run("import", tmp_path / "q.csv", "--into", study, "--dry-run", "--json")

    data = json.loads(done.stdout)
    assert {"kinds", "items", "inferred", "renamed"} <= data.keys()
    assert data["kinds"]["codings"]["lost"] == 1
    assert data["items"][0].keys() == {"kind", "where", "words", "what", "why"}


def test_a_refused_file_is_one_message_and_exit_1(tmp_path):
    (tmp_path / "q.sqlite3").write_bytes(b"nothing")

    done = crosscase("import", "q.sqlite3", "--into", make_study(tmp_path / "study"), cwd=tmp_path)

    assert (done.returncode, done.stdout) == (1, "")
    assert "no SQLite database" in done.stderr


def test_wrong_usage_is_exit_2(tmp_path):
    study = make_study(tmp_path / "study")

    assert run("import", "--into", study).returncode == 2
    assert run("import", tmp_path / "q.csv", "--into", study, "--coder", "machine").returncode == 2
    assert run("import", tmp_path / "q.csv", "--into", study, "--columns", "quotation").returncode == 2
    assert run("export", study, "--format", "nvivo", "--to", tmp_path / "x").returncode == 2
    assert run("import", "--undo", "2020-01-01-1", "--into", study).returncode == 2


def test_an_export_says_what_went_out(tmp_path):
    study = make_study(tmp_path / "study")

    done = run("export", study, "--format", "qdpx", "--to", tmp_path / "x.qdpx")

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "x.qdpx").read_bytes().startswith(b"PK")
    assert "transcripts" in done.stdout
