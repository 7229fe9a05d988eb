"""A figure that a note cites and that is not there is a fault with its line."""

from __future__ import annotations

from pathlib import Path

from pipeline.io.cache import Cache
from pipeline.loading import load_study
from pipeline.notes.read import every_cited_figure_is_there
from pipeline.study.problems import Problem
from pipeline.study.study import open_study
from tests.making import make_study

TWO_CASES = {
    "study.yaml": "codebook: codebook.yaml\ndesign: {by-place: place}\n",
    "cases.csv": "case_id,place\na,North\n",
}


def problems(folder: Path, note: str) -> list[Problem]:
    """What the check says of a note on case a."""
    make_study(folder, {**TWO_CASES, "notes/within-case/a.md": note})
    study = open_study(folder).records
    assert study is not None
    loaded = load_study(study, Cache(None)).records
    assert loaded is not None
    return every_cited_figure_is_there(loaded)


def test_a_misspelt_figure_is_named_with_its_line_and_the_nearest_one(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, "---\nby: ana\n---\nFirst line.\nSee [[a/trsut]].\n")

    assert found.is_fault
    assert found.source.line == 5
    assert found.fault == "[[a/trsut]] is no figure of this study."
    assert "Did you mean 'a/trust'?" in found.remedy


def test_a_case_named_with_its_stage_is_told_how_to_write_it(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, "[[within-case/a/trust]]\n")

    assert found.remedy == "A case's figures have no stage before them: write [[a/trust]]."


def test_figures_of_every_stage_may_be_cited(tmp_path: Path) -> None:
    note = "[[a/trust]] [[by-place/north/trust]] [[cross-case/cross-case/trust]]\n"

    assert problems(tmp_path, note) == []
