"""The sections as a reader sees them, in each reading; the sample's within its time."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from more_rows import findings_of

from pipeline.comparison import comparison
from pipeline.comparison.comparison import Comparison
from pipeline.memos.brief import brief_text
from pipeline.memos.context import MemoContext
from pipeline.memos.rendering import render
from pipeline.memos.sections.compared import Compared
from pipeline.memos.sections.matrix import MatrixPage
from pipeline.memos.sections.sections import PAGES, SECTIONS, BuiltSection, pages, sections_of
from pipeline.stages.findings import Finding

TESTS = Path(__file__).parents[1]
LEDGER, SAMPLE = TESTS / "studies" / "ledger", TESTS.parent / "corpora" / "sample"
TESTED_ELSEWHERE = ("success", "setbacks", "governance", "propositions", "negative_cases")
PLAN = """\
calibrated: {by: ana, at: 2026-05-04, why: agreed}
outcome: {name: thriving, memberships: {less: 0, intermediate: 0.3, more: 1}}
conditions:
  - {name: figures, memberships: {flood-tarn: 1, flood-brack: 0, market-tarn: 1, market-brack: 0}}
"""


def compared_of(finding: Finding, context: MemoContext, study: Path | None = None) -> Compared:
    return Compared(Comparison(finding, context.settings, context.codebook, study), context)


def not_tested(section: BuiltSection) -> bool:
    return not any(name in section.template for name in TESTED_ELSEWHERE)


def sections(folder: Path, reading: str = "coefficients", study: Path | None = None, run: Path | None = None) -> str:
    findings, context = findings_of(folder, run)
    settings = replace(context.settings, reading=reading)
    context = replace(context, settings=settings)
    compared = compared_of(findings[-1], context, study)
    texts = [render(section.template, section=section.body) for section in sections_of(compared) if not_tested(section)]
    return "\n".join((*texts, *(text for name, (_, text) in pages(compared).items() if name in ("appendix", "matrix"))))


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


def test_every_section_and_page_has_a_template_of_its_own_that_is_there() -> None:
    templates = TESTS.parent / "pipeline" / "memos" / "templates"
    named = [part.template for part in (*SECTIONS, *PAGES)]

    assert len(set(named)) == len(named)
    assert all((templates / name).is_file() for name in named)
    assert {f"sections/{path.name}" for path in (templates / "sections").glob("*.j2")} == set(named)


def test_the_figure_is_named_as_the_section_links_it() -> None:
    findings, context = findings_of(LEDGER)

    assert "distillation.svg" in compared_of(findings[-1], context).figures
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
    whole = MatrixPage("case", False, has_counts, ("A",), (), ())
    text = render("sections/matrix.md.j2", section=whole)

    assert words in text
    assert ("machine suggests" in text) == has_counts


def test_memo_pages_figures_and_brief_compute_each_part_of_the_comparison_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = ("material_of", "success", "loops", "governance", "propositions", "distil", "cover", "lessons_of")
    calls: Counter[str] = Counter()
    for name in parts:
        compute = getattr(comparison, name)

        def counting(*given: object, name: str = name, compute: Callable[..., object] = compute) -> object:
            calls[name] += 1
            return compute(*given)

        monkeypatch.setattr(comparison, name, counting)
    findings, context = findings_of(LEDGER)
    compared = compared_of(findings[-1], context)

    assert list(sections_of(compared))
    assert pages(compared)
    assert compared.figures
    assert brief_text(compared.comparison, context)
    assert calls == dict.fromkeys(parts, 1)
