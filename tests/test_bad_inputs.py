"""Over 300 inputs that are wrong in one way each: exit status, file, line and words, and never a traceback.

The rows stand in tests/bad_inputs, a module for each group of files. Each makes a study, checks it in process, and
looks for its message; a dozen go through the command line as a user would.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from pipeline.run import Progress, analyze
from pipeline.selection.screen import screen
from pipeline.study.problems import Problem, nearest
from tests.bad_inputs import coders, files, material, screening, settings, tables, words
from tests.bad_inputs.row import Bad
from tests.making import make_study, problems_of
from tests.processes import crosscase, crosscase_alone

GROUPS = (settings, material, words, files, coders, tables)
ROWS = [row for group in GROUPS for row in group.ROWS]
NAMES = [f"{group.__name__.rpartition('.')[2]}: {row.what}" for group in GROUPS for row in group.ROWS]


def assert_said(row: Bad, found: tuple[Problem, ...], folder: Path) -> None:
    said = [f"{one.severity} {one.source.shown(folder)} {one.fault} {one.remedy}" for one in found]
    assert any(one.startswith(f"{row.severity} {row.place} ") and row.words in one for one in said), "\n".join(said)
    assert any(one.is_fault for one in found) is (row.severity == "fault"), "\n".join(said)


def test_there_are_two_hundred_rows_and_more():
    assert len(ROWS) + len(screening.ROWS) >= 200


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_what_is_wrong_is_named_with_file_line_and_remedy(row: Bad, tmp_path: Path):
    assert_said(row, problems_of(tmp_path, row.files, row.without), tmp_path)


@pytest.mark.parametrize("row", screening.ROWS, ids=[row.what for row in screening.ROWS])
def test_what_is_wrong_with_a_screening_is_named(row: Bad, tmp_path: Path):
    for name, text in {**screening.RIGHT, **row.files}.items():
        if name not in row.without:
            (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())

    assert_said(row, screen(tmp_path).problems, tmp_path)


CAUTIONS = [row for row in ROWS if row.severity == "caution"]


@pytest.mark.parametrize("row", CAUTIONS[::25], ids=[row.what for row in CAUTIONS[::25]])
def test_a_run_goes_on_in_spite_of_a_caution_and_counts_it(row: Bad, tmp_path: Path):
    study = make_study(tmp_path / "study", row.files, row.without)

    done = analyze(study, tmp_path / "out", progress=Progress(say=lambda line: None))

    cautions = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))["cautions"]
    assert len(cautions) == len(done.problems) > 0
    assert any(row.words in f"{one['fault']} {one['remedy']}" for one in cautions)


def test_check_says_everything_and_ends_with_1(tmp_path):
    make_study(tmp_path / "s", {"cases.csv": "case_id\na\na\n", "study.yaml": "codebook: codebook.yaml\ntitel: x\n"})

    done = crosscase("check", "s", cwd=tmp_path)

    assert done.returncode == 1
    assert done.stdout.startswith("s/cases.csv:3: case 'a' stands there already, in line 2.\n    Give each case")
    assert "s/study.yaml:2: 'titel' is no setting of study.yaml.\n    Did you mean 'title'?" in done.stdout


def test_check_with_cautions_alone_ends_with_0_and_strictly_with_1(tmp_path):
    make_study(tmp_path / "s")

    assert crosscase("check", "s", cwd=tmp_path).returncode == 0
    assert crosscase("check", "s", "--strict", cwd=tmp_path).returncode == 1


def test_check_as_json_prints_one_object_and_nothing_else(tmp_path):
    make_study(tmp_path / "s", {"cases.csv": "case_id\na\na\n"})

    done = crosscase("check", "s", "--json", cwd=tmp_path)

    found = json.loads(done.stdout)
    assert (done.returncode, found["n_faults"]) == (1, 1)
    assert found["problems"][0].keys() == {"severity", "file", "line", "fault", "remedy"}
    assert (found["problems"][0]["file"], found["problems"][0]["line"]) == ("s/cases.csv", 3)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_a_terminal_that_knows_no_such_letters_gets_whole_answers(encoding, tmp_path):
    stranger = os.fsdecode(b"transcripts/K\xf6ln.txt")
    make_study(tmp_path / "s", {"cases.csv": "case_id\na\nКазань!\n", stranger: "R: Hi."})

    plain = crosscase("check", "s", cwd=tmp_path, encoding=encoding)
    as_json = crosscase("check", "s", "--json", cwd=tmp_path, encoding=encoding)

    assert plain.returncode == as_json.returncode == 1
    assert "s/cases.csv:3" in plain.stdout
    assert "Казань" in json.loads(as_json.stdout)["problems"][0]["fault"]


def test_a_process_in_a_terminal_of_ascii_ends_without_a_traceback(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    make_study(tmp_path / "s", {"cases.csv": "case_id\na\nКазань!\n"})

    done = crosscase_alone("check", "s", cwd=tmp_path)

    assert done.returncode == 1
    assert "s/cases.csv:3" in done.stdout


def test_analyze_stops_at_a_fault_before_anything_is_written(tmp_path):
    make_study(tmp_path / "s", {"cases.csv": "case_id\na\na\n"})

    done = crosscase("analyze", "s", "--out", "o", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (1, "")
    assert "s/cases.csv:3" in done.stderr
    assert not (tmp_path / "o").exists()


def test_analyze_as_json_prints_one_object_whether_it_goes_well_or_not(tmp_path):
    make_study(tmp_path / "s")
    make_study(tmp_path / "bad", without=("cases.csv",))

    well, ill = (crosscase("analyze", name, "--out", "o", "--json", cwd=tmp_path) for name in ("s", "bad"))

    assert (well.returncode, len(json.loads(well.stdout)["cautions"])) == (0, 1)
    assert (ill.returncode, json.loads(ill.stdout)["n_faults"] > 0) == (1, True)


@pytest.mark.parametrize(
    "words",
    [
        ("analise", "s"),
        ("check",),
        ("check", "s", "--stric"),
        ("analyze", "s", "--out", "o", "--stage", "within-cas"),
        ("memos", "s", "--out", "o", "--stage", "within-case", "--format", "pdf"),
        ("stats", "kappa", "--table", "s/cases.csv"),
    ],
)
def test_wrong_usage_ends_with_2(words, tmp_path):
    make_study(tmp_path / "s")

    assert crosscase(*words, cwd=tmp_path).returncode == 2


@pytest.mark.parametrize(
    ("files", "out", "words"),
    [
        ({}, "s/out", "inside the study"),
        ({"../o": "a file"}, "o", "is a file"),
        ({"../o/mine.txt": "foreign"}, "o", "did not make"),
        ({"../o/.cache": "a file"}, "o", "cannot be written"),
    ],
)
def test_an_output_folder_that_cannot_be_is_a_fault_and_stays_as_it_is(files, out, words, tmp_path):
    make_study(tmp_path / "s", files)
    before = sorted(str(path) for path in tmp_path.rglob("*"))

    done = crosscase("analyze", "s", "--out", out, cwd=tmp_path)

    assert done.returncode == 1
    assert words in done.stderr
    assert sorted(str(path) for path in tmp_path.rglob("*")) == before


def test_a_run_that_stops_ends_with_the_line_that_nothing_was_written(tmp_path):
    make_study(tmp_path / "s")
    new = crosscase("analyze", "s", "--out", "o", cwd=tmp_path)
    before = {path: path.read_bytes() for path in (tmp_path / "o").rglob("*") if path.is_file()}
    make_study(tmp_path / "s", {"cases.csv": "case_id\nb\n", "transcripts/more.txt": "x"})

    done = crosscase("analyze", "s", "--out", "o", cwd=tmp_path)
    nowhere = crosscase("analyze", "s", "--out", "o2", cwd=tmp_path)

    assert (new.returncode, done.returncode, done.stdout) == (0, 1, "")
    assert done.stderr.splitlines()[-1] == (
        "1 fault, named first: nothing was written; what o holds is of an earlier run."
    )
    assert nowhere.stderr.splitlines()[-1] == "1 fault, named first: nothing was written."
    assert {path: path.read_bytes() for path in (tmp_path / "o").rglob("*") if path.is_file()} == before


def test_a_study_that_is_not_there_is_named(tmp_path):
    done = crosscase("check", "nowhere", cwd=tmp_path)

    assert done.returncode == 1
    assert "there is no such folder" in done.stdout


def test_a_file_given_as_a_study_is_told_from_a_folder_that_is_not_there(tmp_path):
    (tmp_path / "study.yaml").write_text("codebook: codebook.yaml\n")

    done = crosscase("check", "study.yaml", cwd=tmp_path)

    assert done.returncode == 1
    assert "this is a file, and a study is a folder" in done.stdout


def test_a_file_that_differs_in_capitals_alone_is_meant_before_others(tmp_path):
    assert nearest("north-1.txt", ["north-2.txt", "North-1.txt"]) == "North-1.txt"


def test_a_new_study_is_not_written_over_another(tmp_path):
    make_study(tmp_path / "s")

    done = crosscase("new", "s", cwd=tmp_path)

    assert done.returncode == 1
    assert "not empty" in done.stderr


@pytest.mark.parametrize("command", [("codebook", "diff"), ("analyze",), ("names",)])
def test_json_of_a_command_that_stops_is_one_object_with_its_problems(command, tmp_path):
    study = make_study(tmp_path / "study", {"study.yaml": "codebook: codebook.yaml\ncolour: red\n"})
    done = crosscase(*command, study, "--json", cwd=tmp_path)
    told = json.loads(done.stdout)
    faults = [problem for problem in told["problems"] if problem["severity"] == "fault"]

    assert done.returncode == 1
    assert told["n_faults"] == len(faults) > 0
    assert all(problem["file"] and problem["remedy"] for problem in faults)
