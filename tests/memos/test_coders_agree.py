"""What a memo says of people who do not agree: coders on codes, analysts on answers to setbacks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.memos.stages import coder_agreement
from pipeline.memos.stages.in_short import answers_words
from pipeline.stages.findings import Tables
from pipeline.store.rows import Agreement
from pipeline.study.study import Settings
from tests.typed_rows import row

L, B, N = {"learning"}, {"blaming"}, {"none"}


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([L, L], "learning alone"),
        ([B], "blaming alone"),
        ([L, B], "learning and blaming"),
        ([L, N], "learning (one not answered)"),
        ([L, {"none", "blaming"}], "learning (one read differently by analysts)"),
        ([B, N, {"both", "none"}], "blaming (one not answered and one read differently by analysts)"),
        ([N, N], "nothing"),
        ([{"learning", "both"}], "learning (one read differently by analysts)"),
        ([L, {"blaming", "both"}], "learning and blaming (one read differently by analysts)"),
        ([{"learning", "blaming"}], "no answer that all see (one read differently by analysts)"),
    ],
)
def test_alone_is_said_only_where_every_setback_was_answered_and_read_alike(answers, words):
    assert answers_words(answers) == words


def agreement(code_id: str, alpha: float | None, n_positive: int, percent: float = 0.5, **more: object):
    usual = {"coders": "ana;ben", "kind": "human-human", "unit": "transcript", "n_units": 18}
    cells = {**usual, "n_positive": n_positive, "alpha": alpha, "percent": percent, **more}
    return row(Agreement, code_id=code_id, **cells)


def limits_from(*rows: Agreement, reading: str = "coefficients") -> str:
    codes = {one: SimpleNamespace(name=one.title()) for one in ("trust", "blame", "rare")}
    context = SimpleNamespace(
        settings=Settings("t", "c.yaml", reading=reading), codebook=SimpleNamespace(codes=codes),
        is_interpretive=reading == "interpretive", is_unchecked=False,
    )  # fmt: skip
    return " ".join(coder_agreement.limits(SimpleNamespace(tables=Tables({"agreement": rows})), context))


def test_codes_on_which_coders_agree_too_little_are_named_the_least_first_with_how_many_they_differ_on():
    said = limits_from(
        agreement("trust", 0.375, 16, percent=14 / 18),
        agreement("blame", 0.241, 13, percent=11 / 18),
        agreement("rare", 0.1, 9),
    )

    assert "*Blame* (0.24, differing on 7 of 18) and *Trust* (0.38, differing on 4 of 18): 2 of 2 codes" in said
    assert "Too few of them tell the other 1 of 3 codes" in said


def test_the_unit_is_that_of_a_memos_counts_and_the_machine_is_no_coder():
    said = limits_from(
        agreement("trust", 0.1, 30, unit="index chunk"), agreement("trust", 0.1, 12, kind="machine-human"),
        agreement("trust", 0.9, 12),
    )  # fmt: skip

    assert said.startswith("On 18 transcripts read by ana and ben, coders agree on whether")


def test_reading_alone_is_said_and_no_coefficient_leaves_a_team_that_prints_none():
    assert "how far coders would agree is not known" in limits_from()
    assert "0.24" not in limits_from(agreement("blame", 0.24, 13), reading="negotiated")
    assert limits_from(agreement("blame", 0.24, 13), reading="interpretive") == ""


def test_a_code_that_hardly_any_transcript_lacks_is_no_disagreement():
    # 17 of 18 alike and 18 of 18 told by somebody: one transcript makes alpha 0, and chance would agree as well
    said = limits_from(agreement("trust", 0.0, 18, percent=17 / 18), agreement("blame", 0.241, 13, percent=11 / 18))

    assert "*Blame* (0.24, differing on 7 of 18): 1 of 1 codes told by 10 or more, without one that hardly" in said
    assert "Hardly any transcript lacks *Trust* (differing on 1 of 18): of it alpha says nothing." in said


@pytest.mark.parametrize(("n_positive", "percent"), [(16, 17 / 18), (18, 16 / 18)])
def test_both_are_needed_that_nearly_all_tell_it_and_that_coders_see_nearly_all_alike(n_positive, percent):
    assert "agree too little" in limits_from(agreement("trust", 0.1, n_positive, percent=percent))


def test_a_code_that_every_transcript_has_by_every_coder_has_no_alpha_and_is_not_counted_as_agreement():
    said = limits_from(agreement("trust", None, 18, percent=1.0))

    assert "coders agree" not in said
    assert "Hardly any transcript lacks *Trust* (differing on 0 of 18)" in said


def said_of_codes(tables: Tables, *code_ids: str) -> Mapping[str, str]:
    codes = {code_id: SimpleNamespace(name=code_id.title()) for code_id in ("trust", "blame", "rare")}
    context = SimpleNamespace(
        settings=Settings("t", "c.yaml"), codebook=SimpleNamespace(codes=codes), is_unchecked=False,
        has_coefficients=True,
    )  # fmt: skip
    return coder_agreement.of_codes(SimpleNamespace(tables=tables), code_ids, context)


def test_codes_that_carry_a_claim_are_marked_where_they_are_under_the_bar_or_perhaps_not_over_it():
    rows = (
        agreement("trust", 0.668, 16, alpha_low=-0.1),
        agreement("blame", 0.241, 13, alpha_low=0.0),
        agreement("rare", 0.9, 12, alpha_low=0.7),
    )

    said = said_of_codes(Tables({"agreement": rows}), "trust", "blame", "rare")

    assert said["trust"].startswith("0.67, perhaps under it (from −0.10 on)")
    assert said["blame"].startswith("**0.24, under the bar**")
    assert said["rare"].startswith("0.90")
    assert "under" not in said["rare"]


def test_a_stage_that_reads_no_agreement_does_not_say_that_nobody_knows_it():
    assert said_of_codes(Tables({}), "trust") == {}


def test_a_memo_whose_stage_reads_no_agreement_leads_to_where_it_is_counted(sample_outputs: Path):
    text = (sample_outputs / "memos" / "within-city" / "alpha.md").read_text("utf-8")

    assert "not over these cases: [where people differ](../../machine.html#people)." in text
