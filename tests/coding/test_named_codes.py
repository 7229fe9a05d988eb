"""People's tables and measures that name codes by former ids."""

from __future__ import annotations

from pathlib import Path

from interviews import codebook

from pipeline.coding.named_codes import measure_of_today, with_todays_codes
from pipeline.corpus.peoples_tables import PeoplesTable
from pipeline.study.problems import Source
from pipeline.study.records import Code, Row

BOOK = codebook(
    Code("ties", "Ties", was=("old_ties",)),
    Code("win", "Wins"),
    Code("early", "Early wins", merge_into="win", merge_why="few"),
    Code("loud", "Loud", split_from="quarrel"),
)


def cells(name: str, column: str, *words: str) -> list[str]:
    """What a column of a table holds once its codes are today's."""
    rows = tuple(Row({column: word}, Source(Path("t.csv"), n)) for n, word in enumerate(words, 2))
    return [row[column] for row in with_todays_codes(PeoplesTable(name, (column,), rows, True), BOOK).rows]


def test_judgements_follow_a_renamed_and_a_merged_code_and_leave_out_a_split_one():
    assert cells("judgements", "code_id", "old_ties", "early", "ties", "quarrel") == ["ties", "win", "ties"]


def test_rankings_follow_ids_and_names_and_stay_as_written_where_nothing_changed():
    assert cells("rankings", "barrier", "Ties", "TIES", "old_ties", "Early wins", "quarrel") == [
        "Ties",
        "TIES",
        "ties",
        "win",
    ]


def test_a_measure_names_todays_codes_each_once():
    where = {"code_id": ["old_ties", "ties", "early"], "judgement": "early"}

    assert measure_of_today({"table": "judgements", "column": "judgement", "where": where}, BOOK)["where"] == {
        "code_id": ["ties", "win"],
        "judgement": "early",
    }


def test_a_pair_of_codes_keeps_its_order_when_one_takes_another_name():
    where = {"code_a": "early", "code_b": "old_ties"}

    assert measure_of_today({"where": where}, BOOK)["where"] == {"code_a": "ties", "code_b": "win"}
