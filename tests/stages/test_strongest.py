"""The strongest quotations come from different people."""

from __future__ import annotations

from typing import Any

from pipeline.stages.findings import strongest
from pipeline.stages.told import in_time


def said(who: str, words: str, is_aha: bool = False) -> dict[str, Any]:
    return {"respondent_id": who, "transcript_id": "t", "quotation": words, "is_aha": is_aha}


LONG = "a passage that is long enough to be understood alone"


def test_a_second_person_comes_before_the_first_one_speaks_again() -> None:
    rows = [said("ana", LONG), said("ana", LONG + " too"), said("ben", "short")]

    assert [row["respondent_id"] for row in strongest(rows, 3)] == ["ana", "ben", "ana"]


def test_marked_passages_come_first() -> None:
    rows = [said("ana", LONG), said("ben", "short", is_aha=True)]

    assert [row["respondent_id"] for row in strongest(rows, 1)] == ["ben"]


def test_events_are_told_in_time_where_all_are_dated_so() -> None:
    rows = ({"from": "2022-03", "to": ""}, {"from": "2021", "to": ""}, {"from": None, "to": ""})

    assert [row["from"] for row in in_time(rows)] == ["2021", "2022-03", None]


def test_events_dated_in_words_keep_the_order_of_the_file() -> None:
    rows = ({"from": "spring", "to": ""}, {"from": "2021", "to": ""})

    assert in_time(rows) == rows
