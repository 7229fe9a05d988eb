"""A run into a folder that holds the run of another study: said, and what is written does not depend on it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.io.manifest import about_another_study
from pipeline.run import Analysis, analyze
from pipeline.study.problems import Problem
from tests.conftest import SILENT
from tests.folders import assert_same
from tests.making import make_study

OURS: dict[str, str | bytes] = {"study.yaml": "title: Lunch\ncodebook: codebook.yaml\nlanguage_model: blank:en\n"}
THEIRS: dict[str, str | bytes] = {
    "study.yaml": "title: Gardens\ncodebook: codebook.yaml\nlanguage_model: blank:en\n",
    "cases.csv": "case_id\nb\n",
    "transcripts.csv": "transcript_id,file,case_id,kind\nt1,t1.txt,b,interview\n",
    "transcripts/t1.txt": "Interviewer: And the beds?\n\nRespondent: We dug them in trust.\n",
}


def run_of(folder: Path, name: str, files: dict[str, str | bytes], out: Path) -> Analysis:
    return analyze(make_study(folder / name, files), out, progress=SILENT)


def said(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.fault for problem in problems if "another study" in problem.fault]


@pytest.fixture(scope="module")
def run_of_ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs of our study."""
    folder = tmp_path_factory.mktemp("ours")
    return run_of(folder, "ours", OURS, folder / "out").outputs


@pytest.fixture
def out(run_of_ours: Path, tmp_path: Path) -> Path:
    """A folder of outputs that holds them."""
    return Path(shutil.copytree(run_of_ours, tmp_path / "out"))


def test_the_study_whose_memos_are_replaced_is_named_once(out, tmp_path):
    first = run_of(tmp_path, "theirs", THEIRS, out)
    second = run_of(tmp_path, "theirs", {**THEIRS, "team.csv": "person\nAnn\n"}, out)

    assert said(first.problems) == [
        "this folder held the run of another study, 'Lunch': its memos and pages are replaced."
    ]
    assert said(second.problems) == []


def test_what_is_written_is_the_same_as_in_a_folder_of_its_own(out, tmp_path):
    run_of(tmp_path, "theirs", THEIRS, out)
    run_of(tmp_path, "theirs", THEIRS, tmp_path / "own")

    assert_same(out, tmp_path / "own")


@pytest.mark.parametrize(
    "files",
    [
        {"study.yaml": "title: School lunch\ncodebook: codebook.yaml\nlanguage_model: blank:en\n"},
        {**THEIRS, "study.yaml": OURS["study.yaml"]},
        {
            **THEIRS,
            "cases.csv": "case_id\na\n",
            "transcripts.csv": "transcript_id,file,case_id,kind\nt1,t1.txt,a,interview\n",
        },
        {"study.yaml": THEIRS["study.yaml"], "cases.csv": "case_id,city\na,Lyon\n"},
    ],
    ids=["another title", "other material under one title", "every transcript corrected", "title and cases edited"],
)
def test_a_study_that_was_renamed_or_edited_is_still_the_same(files, out, tmp_path):
    assert said(run_of(tmp_path, "ours", {**OURS, **files}, out).problems) == []


@pytest.mark.parametrize(
    "manifest",
    [
        None,
        "",
        "[]",
        '{"files": {}}',
        '{"files": {}, "title": "x", "inputs": []}',
        '{"files": {}, "title": "x", "inputs": {}}',
    ],
)
def test_of_a_folder_without_a_run_that_can_be_read_nothing_is_said(manifest, tmp_path):
    if manifest is not None:
        (tmp_path / "run.json").write_text(manifest)

    assert about_another_study(tmp_path, "Lunch", {"cases.csv": "1", "transcripts/t1.txt": "2"}) == ()
