"""Sentences that a table, or their own dates, contradict: found where software can see it, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.notes.contradictions import contradictions
from pipeline.notes.evidence import Evidence
from pipeline.notes.order_of_dates import dates_out_of_order
from pipeline.study.problems import Source
from pipeline.study.records import Note, Row

ROW = {
    "case_id": "a", "code_id": "trust", "n_transcripts": "6", "n_known": "5", "n_mentioning": "3", "n_denying": "2",
    "n_hand_read": "4", "n_asked": "5", "n_asked_mentioning": "2", "n_respondents": "3", "n_hand_mentioning": "3",
    "n_machine_mentioning": "0",
}  # fmt: skip
ACROSS = {"stage": "within-city", "presence": "most", "n_showing": "2", "n_cases": "3", "n_mixed": "0"}
EVIDENCE = Evidence({"a/trust": ROW, "within-city/x/trust": ACROSS})


def note(body: str) -> Note:
    return Note("within-case", "a", body, {}, Source(Path("notes/within-case/a.md"), 1), 4)


def said(body: str) -> list[str]:
    return [one.table for one in contradictions([note(body)], (), EVIDENCE)]


@pytest.mark.parametrize(
    ("sentence", "table"),
    [
        ("Told by 4 of 5 [[a/trust]].", "told in 3 of 5 known, denied in 2"),
        ("Six of six tell it: [[a/trust]].", "told in 3 of 5 known, denied in 2"),
        ("It is shown by 3 of 3 [[within-city/x/trust]].", "most, 2 of 3"),
        ("Nobody denies it [[a/trust]].", "2 deny it"),
        ("No one mentions trust [[a/trust]].", "3 of 5 known tell it"),
        ("Nobody was asked about it [[a/trust]].", "asked in 5 of 6"),
        ("It was asked of all [[a/trust]].", "recognised as asked in 5 of 6"),
        ("Nobody has read for it [[a/trust]].", "4 of 6 read for it"),
        ("Told by all [[a/trust]].", "3 of 5 known"),
        ("It is told by six or seven [[a/trust]].", "told in 3 of 5 known, by 3"),
    ],
)
def test_a_sentence_is_held_against_the_figure_that_it_cites(sentence: str, table: str) -> None:
    assert said(sentence) == [table]


@pytest.mark.parametrize(
    "sentence",
    [
        "Told by 3 of 5 [[a/trust]].",
        "Three of six tell it: [[a/trust]].",
        "Two of five deny it [[a/trust]].",
        "Told by four [[a/trust]].",  # one transcript is not known: it may tell it
        "2 of 3 [[within-city/x/trust]].",
        "One of 12 streets was closed [[a/trust]].",  # no denominator of the row
        "Nobody denies it.",  # cites nothing: whose, nobody knows
        "Nobody denies it, and 4 of 5 tell it [[a/trust]] [[within-city/x/trust]].",  # two figures: which is meant?
        "Families were never asked [[a/trust]].",
    ],
)
def test_what_the_table_grants_or_cannot_place_is_left_alone(sentence: str) -> None:
    assert said(sentence) == []


def test_the_line_of_a_note_is_that_of_the_sentence() -> None:
    (found,) = contradictions([note("First.\n\nNobody denies it [[a/trust]].\n")], (), EVIDENCE)

    assert found.source.line == 6
    assert "“Nobody denies it .”" in found.problem.fault or "Nobody denies it" in found.problem.fault


def judgement(why: str, at: str = "") -> Row:
    return Row({"case_id": "a", "code_id": "trust", "why": why, "at": at}, Source(Path("judgements.csv"), 7))


def test_the_reason_of_the_judgement_that_stands_is_held_against_its_figure() -> None:
    rows = (judgement("asked of all; nobody denies it", "2026-02-01"), judgement("told by nobody", "2026-01-01"))

    (found,) = contradictions((), rows, EVIDENCE)

    assert found.table == "2 deny it; recognised as asked in 5 of 6"
    assert found.source.line == 7


@pytest.mark.parametrize(
    ("sentence", "is_wrong"),
    [
        ("The grant fell in 2021-03, before the meeting of 2019-11.", True),
        ("The grant fell in March 2021, after the meeting of June 2021.", True),
        ("The grant fell in 2019, before the meeting of 2021-03.", False),
        ("The grant fell in 2021, before the meeting of 2021-03.", False),
        ("In 2021 it fell. Before that came 2019.", False),
    ],
)
def test_dates_are_held_against_their_own_before_and_after(sentence: str, is_wrong: bool) -> None:
    assert bool(dates_out_of_order([note(sentence)])) is is_wrong
