"""A folder of a study that leads elsewhere is refused as a linked file is: a run reads a study, and no stranger's."""

from pathlib import Path

import pytest

from tests.making import check_study, make_study


@pytest.mark.parametrize("name", ["transcripts", "codings", "guides", "notes", "success"])
def test_a_folder_that_is_a_link_out_of_the_study_is_a_fault_and_nothing_in_it_is_read(name: str, tmp_path: Path):
    study, elsewhere = make_study(tmp_path / "study"), tmp_path / "elsewhere"
    if (study / name).is_dir():
        (study / name).rename(elsewhere)
    else:
        elsewhere.mkdir()
    (elsewhere / "secret.csv").write_text("words of a stranger\n")
    (study / name).symlink_to(elsewhere)

    problems = check_study(study)

    assert [(p.is_fault, p.fault) for p in problems] == [(True, f"'{name}' is a link that leads out of the study.")]


def test_a_folder_that_is_a_link_inside_the_study_is_read(tmp_path: Path):
    study = make_study(tmp_path / "study")
    (study / "transcripts").rename(study / "texts")
    (study / "transcripts").symlink_to("texts")

    assert [problem for problem in check_study(study) if problem.is_fault] == []
