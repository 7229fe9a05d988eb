"""The ranking exercise on marks and orders that can be counted by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from more_rows import code, frequency, material

from pipeline.comparison.ranking import Exercise, Ranking, exercises_by_case, rank_barriers
from pipeline.memos.sections.ranking import ranking_body
from pipeline.study.problems import Source
from pipeline.study.records import Codebook
from pipeline.study.study import Settings

CODES = [code("money"), code("time"), code("rules")]


def mark(member: str, barrier: str, pick: str, rank: int | None = None, case: str = "a") -> dict[str, Any]:
    rank_ = None if rank is None else str(rank)
    return {"case_id": case, "respondent_id": member, "barrier": barrier, "pick": pick, "rank": rank_}


def orders(*rows: tuple[str, str], case: str = "a") -> list[dict[str, Any]]:
    """`("m1", "money time=rules")`: ranks 1, 2, 2."""
    found = []
    for member, written in rows:
        for rank, tied in enumerate(written.split(), 1):
            found += [mark(member, one, "ranked", rank, case) for one in tied.split("=")]
    return found


def ranked(rows: list[dict[str, Any]], **tables: Any) -> Ranking:
    found = rank_barriers(material(codes=CODES, rankings=rows, **tables))
    assert found is not None
    return found


def the_case(rows: list[dict[str, Any]], **tables: Any) -> Exercise:
    return ranked(rows, **tables).cases[0]


def test_picks_count_most_less_least_for_each_item() -> None:
    one = the_case([
        mark("m1", "money", "most"), mark("m1", "time", "least"),
        mark("m2", "money", "most"), mark("m2", "rules", "least"),
        mark("m3", "time", "most"), mark("m3", "money", "least"),
    ])  # fmt: skip

    assert [(p.item, p.n_most, p.n_least, p.net) for p in one.picks] == [
        ("money", 2, 1, 1),
        ("time", 1, 1, 0),
        ("rules", 0, 1, -1),
    ]
    assert one.picks[0].net_low == -3  # all three draws may be m3, who marks money least
    assert one.picks[0].net_high == 3
    assert one.order is None


def test_two_opposite_orders_and_a_third_give_w_borda_and_medians() -> None:
    # Rank sums: money 1+1+3 = 5, time 2+2+2 = 6, rules 3+3+1 = 7; S = 1+0+1 = 2; W = 12*2 / (9*(27-3)) = 1/9.
    order = the_case(orders(("m1", "money time rules"), ("m2", "money time rules"), ("m3", "rules time money"))).order

    assert order is not None
    assert order.w == pytest.approx(1 / 9)
    assert [(p.item, p.borda, p.median) for p in order.items] == [
        ("money", 4, 1.0),
        ("time", 3, 2.0),
        ("rules", 2, 3.0),
    ]


def test_shared_ranks_are_read_as_ties_and_said() -> None:
    # m1 ties time and rules (midranks 1, 2.5, 2.5), so does m2: full agreement, W = 1.
    one = the_case(orders(("m1", "money time=rules"), ("m2", "money time=rules")))

    assert one.order is not None
    assert one.order.w == pytest.approx(1.0)
    assert one.cautions == (
        "m1 skips or shares ranks: only the order is read, ties share their mean",
        "m2 skips or shares ranks: only the order is read, ties share their mean",
    )


def test_a_skipped_rank_leaves_the_order_standing() -> None:
    rows = [mark("m1", "money", "ranked", 1), mark("m1", "time", "ranked", 4), *orders(("m2", "money time"))]
    one = the_case(rows)

    assert one.order is not None
    assert one.order.w == pytest.approx(1.0)
    assert one.cautions == ("m1 skips or shares ranks: only the order is read, ties share their mean",)


def test_an_item_ranked_twice_leaves_that_members_order_out() -> None:
    rows = [*orders(("m1", "money time"), ("m2", "money time"), ("m3", "time money")), mark("m3", "time", "ranked", 2)]
    one = the_case(rows)

    assert one.order is not None
    assert one.order.n_members == 2
    assert one.cautions == ("m3 ranks TIME twice, 1 and 2: the order is left out",)


def test_an_item_that_not_everybody_ranks_is_left_out_of_the_order() -> None:
    one = the_case(orders(("m1", "money time rules"), ("m2", "money time")))

    assert one.order is not None
    assert sorted(p.item for p in one.order.items) == ["money", "time"]
    assert one.cautions == (
        "m2 leaves RULES without a rank",
        "2 of 3 items are ranked by all who rank: the order is of these only",
    )


def test_one_member_alone_has_an_order_but_no_w() -> None:
    order = the_case(orders(("m1", "money time"))).order

    assert order is not None
    assert order.w is None
    assert order.why == "concordance needs two respondents and two items"


def test_picks_and_orders_mixed_are_read_apart_and_said() -> None:
    one = the_case([mark("m1", "money", "most"), *orders(("m2", "time money"), ("m3", "time money"))])

    assert [p.item for p in one.picks] == ["money"]
    assert one.order is not None
    assert [p.item for p in one.order.items] == ["time", "money"]
    assert one.cautions == ("1 marked most and least, 2 ranked: two questions, read apart and never added",)


def test_an_item_marked_both_most_and_least_by_one_member_counts_for_neither() -> None:
    one = the_case([mark("m1", "money", "most"), mark("m1", "money", "least"), mark("m2", "time", "most")])

    assert [(p.item, p.net) for p in one.picks] == [("time", 1)]
    assert one.cautions == ("m1 marks MONEY both most and least: the mark is left out",)


def test_marked_high_and_told_by_nobody_and_told_by_most_and_marked_by_nobody() -> None:
    rows = [mark("m1", "money", "most"), mark("m2", "money", "most"), mark("m1", "time", "least")]
    table = [frequency("a", "money", 0, 3), frequency("a", "time", 2, 3), frequency("a", "rules", 2, 4)]
    one = the_case(rows, code_frequency=table)

    # rules: 2 of 4 is no majority.
    assert [(x.item, x.kind) for x in one.against] == [("time", "unmarked"), ("money", "unspoken")][::-1]


def test_a_barrier_that_nobody_has_read_for_is_not_untold() -> None:
    one = the_case([mark("m1", "money", "most")], code_frequency=[frequency("a", "money", 0, 0)])

    assert one.against == ()


def test_over_all_cases_a_member_of_two_counts_in_each_and_is_named() -> None:
    found = ranked([mark("m1", "money", "most"), mark("m1", "money", "most", case="b")])

    assert found.overall.picks[0].n_most == 2
    assert "m1 answers in 2 cases and counts in each" in found.overall.cautions


def test_words_that_are_no_code_are_kept_and_named_and_names_stand_for_codes() -> None:
    found = ranked([mark("m1", "Weather", "most"), mark("m2", "MONEY", "most")])

    assert found.not_codes == ("Weather",)
    assert {p.item for p in found.overall.picks} == {"Weather", "money"}
    assert found.without == ("b",)


def test_without_a_row_there_is_no_exercise() -> None:
    assert rank_barriers(material(rankings=[])) is None
    assert exercises_by_case(material(rankings=[])) == ()


def test_cases_by_themselves_are_what_they_are_beside_all() -> None:
    rows = [mark("m1", "money", "most"), mark("m2", "time", "least", case="b"), *orders(("m3", "money time rules"))]

    assert exercises_by_case(material(codes=CODES, rankings=rows)) == ranked(rows).cases


def test_what_one_member_marks_has_no_spread() -> None:
    def nets(rows: list[dict[str, Any]]) -> list[str]:
        settings = Settings("t", "c.yaml")
        context = SimpleNamespace(
            settings=settings,
            is_interpretive=False,
            is_unchecked=False,
            case_name=str,
            codebook=Codebook("b", "1", {}, Source(Path("b.yaml"))),
        )
        return [cells[4] for cells in ranking_body(ranked(rows), context).picks]

    one = [mark("m1", "money", "most"), mark("m1", "time", "least")]
    assert nets(one) == ["+1", "−1"]
    two = [*one, mark("m2", "money", "most"), mark("m2", "rules", "least")]
    assert nets(two)[0] == "+2 (+2 to +2)"


def test_a_silence_that_nobody_vouches_for_is_neither_unspoken_nor_a_part_of_most() -> None:
    told = [replace(frequency("a", code_id, n, 2), mention_share=None, n_transcripts=4) for code_id, n in
            (("money", 0), ("time", 2))]  # fmt: skip
    one = the_case([mark("m1", "money", "most"), mark("m1", "time", "least")], code_frequency=told)

    assert one.against == ()
