"""How the machine does on a case from which it has learnt nothing."""

from __future__ import annotations

import pytest

from pipeline.coding.learning import fusion, tf_idf
from pipeline.io.cache import Cache
from pipeline.io.outputs import Outputs
from pipeline.reliability import judge_machine
from pipeline.site.machine_page import write_machine_page
from tests.reliability.coded import coded_files, learnt_from, loaded, sentences, truth

CASES = {f"t{i}": "abc"[i % 3] for i in range(12)}
OWN_WORDS = {
    "a": ["We sailed the sloop to Eddystone", "The sloop passed Eddystone light"],
    "b": ["A barge lay moored at Kelheim", "Kelheim has barges by the dozen"],
    "c": ["They paddled kayaks round Runde", "Round Runde you need a kayak"],
}
OWN_REST = {
    "a": ["Ledgers burned with Mr Pym", "Mr Pym wept for his ledgers"],
    "b": ["Twelve geese strayed into chapel", "Geese spoiled a hymn in chapel"],
    "c": ["Tulips froze outside Utrecht", "Near Utrecht our tulips rotted"],
}
"""Each case tells the same code, and what is not coded, in words of its own."""


def with_words_of_its_own(n: int, case: str) -> list[tuple[str, str]]:
    return [
        (code, words if code == "bread" else f"{(OWN_WORDS if code else OWN_REST)[case][i % 2]} on that day.")
        for i, (code, words) in enumerate(sentences(24, n))
    ]


def study(is_own: bool, cases: dict[str, str] | None = None) -> dict[str, str | bytes]:
    cases = CASES if cases is None else cases
    transcripts = {
        one: with_words_of_its_own(n, CASES[one]) if is_own else sentences(24, n) for n, one in enumerate(CASES)
    }
    coders = {coder: {one: truth(said) for one, said in transcripts.items()} for coder in ("ana", "ben")}
    return coded_files(transcripts, coders, cases, is_asked=True)


def boats(report, table="unseen_cases"):
    return next(row for row in getattr(report, table) if row.code_id == "boats")


def test_what_is_told_alike_everywhere_is_found_in_a_case_that_taught_nothing(tmp_path):
    report = judge_machine(loaded(tmp_path, study(is_own=False)), Cache(None))

    row = boats(report)
    assert (row.n_cases, row.unit, row.n_units, row.n_positive) == (3, "index chunk", 36, 12)
    assert row.alpha > 0.9
    assert row.precision > 0.9
    assert "in a case that it has not learnt from, alpha is 1.00" in boats(report, "verdicts").why
    assert report.doubts(0.667, "coefficients") == {}


def test_what_each_case_tells_in_words_of_its_own_is_lost_there_and_the_verdict_says_so(tmp_path, monkeypatch):
    # Here each code follows a question of its own: neither that nor what stands beside may tell it.
    monkeypatch.setattr(fusion, "QUESTION_WEIGHT", 0.0)
    monkeypatch.setattr(tf_idf, "BESIDE_WEIGHT", 0.0)

    report = judge_machine(loaded(tmp_path, study(is_own=True)), Cache(None))

    assert report.words["boats"] == "counted"  # other transcripts of the same case teach its words
    row = boats(report)
    assert boats(report, "verdicts").alpha > 0.9
    assert row.alpha < 0.3
    assert f"in a case that it has not learnt from, alpha is {row.alpha:.2f}" in boats(report, "verdicts").why
    (problem,) = [one for one in report.problems if "has not learnt from" in one.fault]
    assert problem.fault.startswith("the machine counts, but agrees too little with people in cases")
    assert "alpha is" in report.doubts(0.667, "coefficients")["boats"].unseen
    assert "alpha" not in report.doubts(0.667, "negotiated")["boats"].unseen


def test_where_there_is_one_case_none_can_be_left_out(tmp_path):
    row = boats(judge_machine(loaded(tmp_path, study(False, dict.fromkeys(CASES, "a"))), Cache(None)))

    assert (row.alpha, row.n_cases) == (None, 0)
    assert row.why == "learnt from one case only: none can be left out"


def test_a_code_with_too_few_examples_says_so(tmp_path):
    row = boats(judge_machine(loaded(tmp_path, learnt_from(tmp_path, 2, cases={"t0": "a", "t1": "b"})), Cache(None)))

    assert row.why == "not learnt: too few examples"


def test_what_is_judged_of_unseen_cases_is_the_same_from_the_cache(tmp_path):
    all_ = loaded(tmp_path / "study", study(is_own=True))
    cache = Cache(tmp_path / "cache")
    first = judge_machine(all_, cache)
    cache.flush()

    assert judge_machine(all_, Cache(tmp_path / "cache")).unseen_cases == first.unseen_cases


@pytest.mark.parametrize("reading", ["negotiated", "interpretive"])
def test_a_team_that_prints_no_coefficient_sees_none_of_unseen_cases_either(tmp_path, reading):
    files = study(is_own=True) | {"study.yaml": f"codebook: codebook.yaml\nreading: {reading}\n"}

    report = judge_machine(loaded(tmp_path, files), Cache(None))

    numbers = ("alpha", "alpha_low", "precision", "coverage")
    assert all(getattr(row, name) is None for row in report.unseen_cases for name in numbers)
    assert report.machine_errors == ()
    assert not any("alpha is" in row.why for row in report.verdicts)
    assert not any("has not learnt from" in one.fault for one in report.problems)


def test_the_page_prints_it_beside_the_machines_alpha(tmp_path):
    all_ = loaded(tmp_path / "study", study(is_own=True))
    report = judge_machine(all_, Cache(None))

    write_machine_page(report, all_, Outputs.begin(tmp_path / "out", {}))

    page = (tmp_path / "out" / "machine.html").read_text(encoding="utf-8")
    assert "alpha, a case left out" in page
    shown = f"{boats(report).alpha:.2f}".replace("-", "−")
    assert f"<td>{shown}</td>" in page
