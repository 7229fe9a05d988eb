"""The sections as a reader sees them: the sample's plants, the study with a missing cell, the three readings."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from more_rows import findings_of

from pipeline.comparison.comparison import Comparison
from pipeline.comparison.negative import negative_cases
from pipeline.comparison.patterns import Unusual
from pipeline.comparison.propositions import propositions
from pipeline.comparison.success import success
from pipeline.memos.rendering import render
from pipeline.memos.sections import negative_cases as negative_section
from pipeline.memos.sections import success as success_section
from pipeline.memos.sections.compared import Compared
from pipeline.memos.sections.phrases import Phrases
from pipeline.memos.sections.proposition_words import p_words, verdict
from pipeline.memos.sections.propositions import design_nulls
from pipeline.memos.sections.sections import PAGES, pages, sections_of
from pipeline.run import Analysis
from pipeline.store.rows import ROW_NO
from tests.comparison.rows import INDICATOR, like, material, square


@pytest.fixture
def sample(sample_analysis: Analysis) -> Analysis:
    return sample_analysis


@pytest.fixture
def meals(meals_analysis: Analysis) -> Analysis:
    return meals_analysis


def compared(analysis: Analysis, reading: str = "coefficients") -> Compared:
    findings, context = findings_of(analysis.study.folder, analysis.outputs)
    settings = replace(context.settings, reading=reading)
    comparison = Comparison(findings[-1], settings, context.codebook)
    return Compared(comparison, replace(context, settings=settings))


def texts_of(found: Compared) -> list[str]:
    return [render(section.template, section=section.body) for section in sections_of(found)]


def text_of(analysis: Analysis, reading: str = "coefficients") -> str:
    found = compared(analysis, reading)
    return "\n".join((*texts_of(found), *(text for _, text in pages(found).values())))


def test_one_case_alone_shows_both_answers(sample):
    found = compared(sample).comparison.loops
    assert [one.case_id for one in found.cases if one.shows == "both"] == ["education-gamma"]


def test_two_setbacks_had_no_answer_or_none_that_analysts_agree_on(sample):
    # planted: safety-beta 2021-07 and economy-alpha 2021-10 were met with silence; of the second analysts differ
    found = compared(sample).comparison.loops
    silent = [
        (e.case_id, e.when) for case in found.cases for e in case.episodes if "none" in {w for _, w in e.responses}
    ]
    assert sorted(silent) == [("economy-alpha", "2021-10"), ("safety-beta", "2021-07")]


def test_the_mayor_of_alpha_stands_alone(sample):
    found = {one.case_id: one.cautions for one in compared(sample).comparison.success.cases}
    assert [case_id for case_id, words in found.items() if any("nobody else shares" in word for word in words)] == [
        "safety-alpha"
    ]


def test_adaptabilitys_two_definitions_differ(sample):
    cases = compared(sample).comparison.governance.cases
    assert {one.case_id for one in cases if one.switches_between} == {
        "education-alpha",
        "safety-gamma",
        "economy-alpha",
    }
    assert {one.case_id for one in cases if one.changes_inside} == {"economy-beta", "safety-beta"}


def test_easier_setbacks_age_and_sector_do_not_explain_the_tiers(sample):
    # planted: severe setbacks in all three best cases; none of these rivals is rare among 216 arrangements
    shipped = {one.explanation.name: one for one in compared(sample).comparison.propositions.shipped}
    assert shipped["easier setbacks, by severity"].tally.fits == 0
    for name in ("easier setbacks, by severity", "easier setbacks, by number", "age", "who was interviewed, by sector"):
        look = shipped[name].unusual
        assert look.n == 216
        assert look.share > 0.25, name


def test_learning_follows_the_tiers_in_every_issue(sample):
    # shares of setbacks answered with learning, more / intermediate / less: education 1, at most 1/2, 0;
    # safety 1, 1/2, 0; economy 1, 1/2, 0: one of 216 arrangements sorts all three
    (found,) = [one for one in compared(sample).comparison.propositions.results if one.name == "learning-or-blaming"]
    assert (found.tally.fits, found.unusual.k, found.unusual.n) == (9, 1, 216)


def test_a_latin_square_lets_neither_city_nor_issue_explain_anything(sample):
    assert [one.is_even for one in design_nulls(compared(sample))] == [True, True]


def test_nothing_formed_after_coding_is_given_a_p(sample):
    assert "p = " not in text_of(sample)
    assert "nothing was held back to test it" in text_of(sample)


def test_the_whole_comparison_takes_less_than_five_seconds(sample):
    begun = time.process_time()
    text_of(sample)
    assert compared(sample).figures
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    ("reading", "banned"),
    [
        ("negotiated", r"alpha \d|kappa|\(effect|p = |Jaccard"),
        ("interpretive", r"alpha \d|kappa|\(effect|p = |Jaccard|\d+ of \d+|rearrange|median"),
    ],
)
def test_a_reading_keeps_what_the_team_does_not_accept_off_the_page(sample, reading, banned):
    words = re.sub(r"\]\([^)]*\)", "]", text_of(sample, reading))
    assert re.findall(banned, re.sub(r"\(of 11\)|“[^”]*”", "", words)) == []


def test_every_link_to_a_page_of_the_run_leads_somewhere(sample):
    made = {str(path.relative_to(sample.outputs)) for path in sample.outputs.rglob("*") if path.is_file()}
    ours = {f"figures/{name}" for name in compared(sample).figures}
    ours |= {f"memos/cross-case/{name}.html" for name in (*(page.name for page in PAGES), "cross-case")}
    for target in re.findall(r"\]\(([^)#]+)", text_of(sample)):
        place = target.removeprefix("../../") if target.startswith("../../") else f"memos/cross-case/{target}"
        assert place in made | ours, target


def test_a_proposition_formed_before_coding_is_given_its_p_and_the_holm_of_it(meals):
    # north alone has two tiers: 2 arrangements, 1 as good: p = 1/2
    assert "p = .500, Holm over all formed before .500" in text_of(meals)


def test_a_missing_cell_and_a_case_that_nobody_read_are_told_in_words(meals):
    words = text_of(meals)
    assert "no such case" in words
    assert "nothing to compare with in its district" in words
    assert "not known: " in words


def test_a_study_without_success_files_says_what_would_stand_there(meals):
    words = text_of(meals)
    assert "No archival indicators are on file" in words
    assert "Fewer than two authors' own placements are on file" in words


def test_every_section_begins_with_its_title(meals):
    assert all(text.startswith("## ") for text in texts_of(compared(meals)))


def test_a_rater_who_may_not_be_quoted_is_not_quoted():
    m = square(participants=[{"respondent_id": "r1", "may_quote": "no"}, {"respondent_id": "r2", "may_quote": "yes"}])
    assert success_section._own_words("r1", "the steps", Phrases(m)) == "“the steps” *(may not be quoted)*"
    assert success_section._own_words("r2", "the steps", Phrases(m)) == "“the steps”"


@pytest.mark.parametrize(
    ("k", "n", "k_least", "effect", "words"),
    [
        (1, 216, 1, 3.0, "few arrangements reach it"),
        (1, 2, 1, 0.5, "with so few cases that is no rarity"),
        (8, 216, 1, 2.0, "unusual among arrangements"),
        (40, 216, 1, 1.0, "not rare"),
        (120, 216, 1, 0.2, "no surprise"),
        (216, 216, 1, -1.0, "runs the other way"),
    ],
)
def test_words_follow_the_numbers(k, n, k_least, effect, words):
    assert words in verdict(Unusual((), effect, k, n, k_least), 1)


def test_p_is_never_nothing():
    assert [p_words(p) for p in (1.0, 0.5, 1 / 216, 1e-4, None)] == ["1", ".500", ".005", ".000100", "not given"]


def moved(*pairs: tuple[str, str]) -> str:
    rows = [
        {"case_id": "i0c0", "indicator": str(n), "value": value, "period": str(period)}
        for n, values in enumerate(pairs)
        for period, value in enumerate(values)
        if value
    ]
    m = square(indicators=like(INDICATOR, *rows))
    return success_section._moved(success(m), Phrases(m))


def test_indicators_that_say_nothing_are_not_counted_out_of_themselves():
    # one value alone says nothing of a way
    assert moved(("1", "")) == "Which way the one archival outcome indicator moved is not known."
    assert moved(("1", ""), ("2", "")) == "Which way 2 archival outcome indicators moved is not known."
    assert moved(("1", "2"), ("2", "")) == (
        "Of 2 archival outcome indicators 1 moved as wanted; which way 1 moved is not known."
    )


def pair(case_id: str, is_known: bool) -> dict[str, object]:
    row = dict.fromkeys(("is_mentioning", "is_denying", "is_asked", "is_asked_unknown", "is_read", "n_hand"), False)
    return {**row, "transcript_id": f"t-{case_id}", "code_id": "habit", "kind": "interview", "is_known": is_known}


def test_what_is_not_known_is_no_negative_case():
    cases = [(one, "i", one, None) for one in "abcde"]
    within = {one: {"coded_pairs": (pair(one, one in "ab"),)} for one, *_ in cases}
    row = {"stage": "cross-case", "code_id": "habit", "family": "enabler", "presence": "most"}
    rest = {"code_id": "habit", "at": "2026", "role": None, "knew_tier": None, ROW_NO: 1}
    judged = [{**rest, "case_id": "b", "judgement": "unknown"}, {**rest, "case_id": "d", "judgement": "absent"}]
    m = material(
        cases, within=within, judgements=judged, code_presence=[{**row, "n_showing": 2, "n_cases": 3, "cases": "c;e"}]
    )
    (found,) = negative_cases(m, propositions(m)).codes
    say = Phrases(m)

    # a was read and does not tell it; b is judged unknown, though read; d is judged absent, though nobody read it
    assert [one.case_id for one in found.negative] == ["a", "d"]
    assert [one.case_id for one in found.unknown] == ["b"]
    assert "not known" not in negative_section._exceptions(found, say)
    assert "within-case/d.html) (judged absent)" in negative_section._exceptions(found, say)
    assert negative_section._not_known([found], say).startswith("Not known, so neither for a pattern nor against it: ")
    assert negative_section._not_known([found], say).endswith("in [b](../../memos/within-case/b.html).")
    assert "(2 of 3): " in negative_section._exceptions(found, say)
    interpretive = replace(m, settings=replace(m.settings, reading="interpretive"))
    assert "(some): " in negative_section._exceptions(found, Phrases(interpretive))
