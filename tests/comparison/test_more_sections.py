"""The sections as a reader sees them, in each reading; the sample's within its time."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from more_rows import findings_of

from pipeline.memos.sections.more import (
    SECTIONS_2,
    Matrix,
    Section,
    _render,
    more_figures,
    more_pages,
    more_sections,
)

TESTS = Path(__file__).parents[1]
LEDGER, SAMPLE = TESTS / "studies" / "ledger", TESTS.parent / "corpora" / "sample"
PLAN = """\
calibrated: {by: ana, at: 2026-05-04, why: agreed}
outcome: {name: thriving, memberships: {less: 0, intermediate: 0.3, more: 1}}
conditions:
  - {name: figures, memberships: {flood-tarn: 1, flood-brack: 0, market-tarn: 1, market-brack: 0}}
"""


def sections(folder: Path, reading: str = "coefficients", study: Path | None = None, run: Path | None = None) -> str:
    findings, context = findings_of(folder, run)
    settings = replace(context.settings, reading=reading)
    context = replace(context, settings=settings)
    pages = [text for _, text in more_pages(findings[-1], context).values()]
    return "\n".join((*more_sections(findings[-1], context, study), *pages))


def test_the_ledger_shows_its_lists_and_its_merge_by_shared_passages() -> None:
    text = sections(LEDGER)

    assert "- Brack dyke table: no enabler shows." in text
    assert "they meet in 2 of 5 segments with either" in text
    assert "Base and runs" not in text
    assert "The codebook records no merge of enablers." in text


def test_what_the_study_did_not_do_is_called_this_softwares() -> None:
    text = sections(LEDGER)

    assert "Added by this software; the study did not do it." in text.split("## Code coverage")[1]


def test_configurations_are_off_without_the_file_and_an_exploration_with_it(tmp_path: Path) -> None:
    assert "QCA" not in sections(LEDGER, study=tmp_path)

    (tmp_path / "configurations.yaml").write_text(PLAN, encoding="utf-8")
    text = sections(LEDGER, study=tmp_path)
    assert "## An exploration: configurations (QCA)" in text
    assert "contradiction: " in text  # figures absent: Brack dyke table is less, Brack ice house market more


def test_a_plan_that_cannot_be_used_says_so_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "configurations.yaml").write_text(PLAN.replace("2026-05-04", "once"), encoding="utf-8")

    assert "configurations.yaml:1: there is no dated calibration" in sections(LEDGER, study=tmp_path)


@pytest.mark.parametrize("reading", ["negotiated", "interpretive"])
def test_other_readings_print_no_coefficient_and_no_configurations(tmp_path: Path, reading: str) -> None:
    (tmp_path / "configurations.yaml").write_text(PLAN, encoding="utf-8")
    text = sections(LEDGER, reading, tmp_path)

    assert "QCA" not in text
    assert "Kendall" not in text
    assert not re.search(r"\d\.\d", text.replace("./", ""))


def test_the_interpretive_reading_prints_no_share() -> None:
    text = re.sub(r"\(\.\./[^)]*\)", "", sections(LEDGER, "interpretive"))

    assert not re.search(r"\d+ of \d+", text)
    assert "| quotations |" not in text
    assert "how many interviews tell it" not in text
    assert "| most |" not in text


def test_a_study_without_rankings_and_with_one_case_says_what_it_can() -> None:
    assert "## What members marked" not in sections(LEDGER)


def test_every_section_has_an_anchor_of_its_own_and_a_template_that_is_there() -> None:
    templates = TESTS.parent / "pipeline" / "memos" / "templates"

    assert len({one.anchor for one in SECTIONS_2}) == len(SECTIONS_2)
    assert all((templates / one.template).is_file() for one in SECTIONS_2)


def test_the_figure_is_named_as_the_section_links_it() -> None:
    findings, context = findings_of(LEDGER)

    assert list(more_figures(findings[-1], context)) == ["distillation.svg"]
    assert "(../../figures/distillation.svg)" in sections(LEDGER)


@pytest.mark.skipif(not (SAMPLE / "rankings.csv").is_file(), reason="the sample is not there")
def test_the_samples_sections_take_under_three_seconds_and_tell_its_ranking(sample_outputs: Path) -> None:
    findings_of(SAMPLE, sample_outputs)
    began = time.process_time()
    text = sections(SAMPLE, run=sample_outputs)

    assert time.process_time() - began < 3
    assert "eb-r3 answers in 2 cases and counts in each" in text.replace("Eb-r3", "eb-r3")
    assert "two questions, read apart and never added" in text
    assert "*Early wins* into" in text


@pytest.mark.parametrize(
    ("has_counts", "words"),
    [(True, "then how many transcripts tell it"), (False, "then the range of readings: told, denied")],
)
def test_the_whole_matrix_announces_what_its_cells_hold(has_counts: bool, words: str) -> None:
    whole = Matrix("case", False, has_counts, ("A",), (), ())
    page = Section("matrix", "Matrix", "sections/matrix.md.j2", lambda _: whole)
    text = _render(page, whole)

    assert words in text
    assert ("machine suggests" in text) == has_counts
