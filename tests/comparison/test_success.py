"""Inputs of success side by side, and where a tier rests on nothing or on contradiction."""

from __future__ import annotations

import pytest

from pipeline.comparison.success import authors_agreement, indicators_of, outcome_from_indicators, success, wanted_sign
from tests.comparison.rows import INDICATOR, RATING, like, material

TWO = [("a", "i", "x", "more"), ("b", "i", "y", "less")]


def cautions(ratings=(), indicators=(), cases=TWO):
    found = success(material(cases, ratings=ratings, indicators=indicators))
    return {one.case_id: one.cautions for one in found.cases}


def test_members_ratings_off_the_scale_are_left_out_and_said():
    rows = like(RATING, *({"rater": f"r{n}", "rating": cell} for n, cell in enumerate(("3", "7", "8", "12"))))
    (one, _) = success(material(TWO, ratings=rows)).cases
    assert (one.n_members, one.median, one.low, one.high, one.n_off_scale) == (3, 7.0, 3.0, 8.0, 1)
    assert "off the scale" in one.cautions[0]


@pytest.mark.parametrize(
    ("values", "direction", "moved"),
    [
        (("118", "131", "106"), "down", "as wanted"),
        (("212", "171"), "up", "against"),
        (("4,120", "1,870"), "down", "as wanted"),
        (("5", "5"), "up", "same"),
        (("0",), "up", "unknown"),
        (("1", "2"), "sideways", "unknown"),
        (("60 → 9",), "up", "against"),
    ],
)
def test_an_indicator_moved_from_its_first_value_to_its_last(values, direction, moved):
    rows = like(
        INDICATOR, *({"value": v, "direction": direction, "period": str(2017 + n)} for n, v in enumerate(values))
    )
    (one,) = indicators_of(rows)
    assert one.moved == moved


def test_directions_are_read_from_their_first_word():
    assert [wanted_sign(word) for word in ("up wanted", "higher", "down", "less is better", "")] == [1, 1, -1, -1, 0]


def test_a_tier_that_no_input_gave_is_a_caution():
    rows = like(RATING, {"role": "author", "tier": "less"}, {"role": "leader", "tier": "intermediate"})
    assert "no author, leader or mayor gave it the tier 'more'" in cautions(rows)["a"]


def test_a_mayors_tier_that_nobody_shares_is_a_caution():
    rows = like(
        RATING, {"case_id": "b", "role": "mayor", "tier": "more"}, {"case_id": "b", "role": "author", "tier": "less"}
    )
    assert "nobody else shares the mayor's 'more'" in cautions(rows)["b"]
    assert "the mayor placed it elsewhere: more" in cautions(rows)["b"]


def test_members_who_rate_a_lesser_case_as_high_as_a_better_one_are_a_caution():
    rows = like(RATING, {"rating": "6"}, {"case_id": "b", "rating": "6"})
    assert "at least as high as members rate any case of a better tier" in cautions(rows)["b"][0]


def test_outcome_indicators_against_the_tier_are_a_caution():
    rows = like(
        INDICATOR,
        {"case_id": "b", "value": "1", "period": "1"},
        {"case_id": "b", "value": "2", "period": "2"},
        {"value": "2", "period": "1"},
        {"value": "1", "period": "2"},
    )
    found = cautions(indicators=rows)
    assert "yet it stands in the lowest tier" in found["b"][0]
    assert "yet it stands in the highest tier" in found["a"][0]
    assert outcome_from_indicators(material(TWO, indicators=rows)) == {"a": -1.0, "b": 1.0}


def test_a_tier_without_any_input_is_a_caution():
    assert cautions()["a"] == ("nothing is on file that its tier could rest on",)


def test_authors_agreement_counts_what_moved():
    # ana: more, less; ben: more, intermediate, reconciled more, less: one of four moved
    placed = [("a", "ana", "more"), ("b", "ana", "less"), ("a", "ben", "more"), ("b", "ben", "intermediate")]
    rows = like(RATING, *({"case_id": c, "rater": who, "role": "author", "tier": tier} for c, who, tier in placed))
    found = authors_agreement(material(TWO, ratings=rows))
    assert found is not None
    assert (found.authors, found.n_cases, found.n_moved) == (("ana", "ben"), 2, 1)
    assert 0 < (found.alpha or 0) < 1


def test_one_tier_throughout_has_no_alpha_and_says_why():
    placed = [("a", "ana"), ("b", "ana"), ("a", "ben"), ("b", "ben")]
    rows = like(RATING, *({"case_id": c, "rater": who, "role": "author", "tier": "more"} for c, who in placed))
    found = authors_agreement(material(TWO, ratings=rows))
    assert found is not None
    assert found.alpha is None
    assert "one and the same" in found.why
    assert found.pairs == (("ana", "ben", None),)


def test_one_author_has_nobody_to_agree_with():
    assert authors_agreement(material(TWO, ratings=like(RATING, {"role": "author", "tier": "more"}))) is None
