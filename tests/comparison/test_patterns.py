"""How cases fit, and how many rearrangements fit as well."""

from __future__ import annotations

import pytest

from pipeline.comparison.patterns import Explanation, adjusted, effect_of, fit_cases, how_unusual, without_each
from tests.comparison.rows import TIERS, having, material, square


def tiers_as_numbers() -> dict[str, float]:
    m = square()
    return {case_id: float(TIERS.index(tier)) for case_id, tier in m.tiers.items()}


def test_a_perfect_order_is_reached_by_one_of_216_arrangements():
    # 3! orders in each of three issues: 6 x 6 x 6 = 216; only the observed one sorts all three
    look = how_unusual(square(), having(tiers_as_numbers()))
    assert (look.k, look.n, look.k_least) == (1, 216, 1)


def test_a_yes_or_no_that_only_the_best_have_is_reached_by_eight():
    # the best case keeps its place in each issue, the other two may swap: 2 x 2 x 2 = 8
    values = {case_id: float(rank == 2) for case_id, rank in tiers_as_numbers().items()}
    look = how_unusual(square(), having(values))
    assert (look.k, look.n, look.k_least) == (8, 216, 8)


def test_a_trait_of_the_issue_is_not_testable_inside_issues():
    values = {case_id: float(case_id[1]) for case_id in square().cases}
    look = how_unusual(square(), having(values))
    assert look.k is None
    assert "cannot be told from the issue itself" in look.why


@pytest.mark.parametrize(
    ("tiers", "why"),
    [
        (("more", "more"), "all these cases have one tier"),
        ((None, None), "no case has a tier"),
        (("more", None), "fewer than two cases"),
    ],
)
def test_tiers_that_cannot_tell_say_why(tiers, why):
    m = material([("a", "i", "c", tiers[0]), ("b", "i", "d", tiers[1])])
    assert why in how_unusual(m, having({"a": 1, "b": 0})).why


def test_ties_everywhere_are_said():
    m = material([("a", "i", "c", "more"), ("b", "i", "d", "less")])
    assert how_unusual(m, having({"a": 1, "b": 1})).why == "every case has the same value"


def test_a_case_fits_when_no_other_tier_of_its_issue_lies_on_the_wrong_side():
    # more 2, intermediate 2, less 0: level above, right below
    m = material([("a", "i", "x", "more"), ("b", "i", "y", "intermediate"), ("c", "i", "z", "less")])
    fits = {
        one.case_id: (one.expected, one.fit, one.n_right, one.n_wrong, one.n_tied)
        for one in fit_cases(m, having({"a": 2, "b": 2, "c": 0}))
    }
    assert fits == {
        "a": ("high", "fits", 1, 0, 1),
        "b": ("between", "fits", 1, 0, 1),
        "c": ("low", "fits", 2, 0, 0),
    }


def test_a_case_is_against_when_more_lie_on_the_wrong_side():
    # less has the most: wrong against both others; each of these is once right, once wrong
    m = material([("a", "i", "x", "more"), ("b", "i", "y", "intermediate"), ("c", "i", "z", "less")])
    fits = {one.case_id: one.fit for one in fit_cases(m, having({"a": 1, "b": 0, "c": 2}))}
    assert fits == {"a": "undecided", "b": "undecided", "c": "against"}


def test_falling_turns_what_is_expected():
    m = material([("a", "i", "x", "more"), ("b", "i", "y", "less")])
    fits = {one.case_id: (one.expected, one.fit) for one in fit_cases(m, having({"a": 0, "b": 3}, direction=-1))}
    assert fits == {"a": ("low", "fits"), "b": ("high", "fits")}


def test_a_missing_cell_leaves_a_case_with_nothing_to_compare():
    m = material([("a", "i", "x", "more"), ("b", "i", "y", "less"), ("c", "j", "x", "more")])
    assert [one.expected for one in fit_cases(m, having({"a": 1, "b": 0, "c": 1}))] == ["high", "low", "none"]


def test_predicted_tiers_fit_where_they_are_the_tiers():
    m = material([("a", "i", "x", "more"), ("b", "i", "y", "less")])
    rival = Explanation("money", "", predicted={"a": "more", "b": "more"})
    assert [one.fit for one in fit_cases(m, rival)] == ["fits", "against"]


def test_leaving_out_a_city_leaves_two_cases_an_issue():
    # two cases an issue: 2 x 2 x 2 = 8 arrangements
    looks = dict(without_each(square(), having(tiers_as_numbers()), "city"))
    assert {city: (one.k, one.n) for city, one in looks.items()} == {f"c{n}": (1, 8) for n in range(3)}


def test_holm_doubles_the_smaller_of_two_and_keeps_the_order():
    # p = 1/216 and 8/216: Holm 2 x 1/216, then max(2/216, 8/216)
    perfect = having(tiers_as_numbers())
    binary = having({case_id: float(rank == 2) for case_id, rank in tiers_as_numbers().items()})
    both = [perfect, binary]
    looks = adjusted(square(), both, [how_unusual(square(), one) for one in both])
    assert [one.p_holm for one in looks] == pytest.approx([2 / 216, 8 / 216])
    assert all(one.p_maxt is not None and one.p_maxt >= one.share for one in looks)


def test_max_t_is_not_given_where_the_looks_rest_on_different_cases():
    m = square()
    values = tiers_as_numbers()
    both = [having(values), having({**values, "i0c0": None})]
    looks = adjusted(m, both, [how_unusual(m, one) for one in both])
    assert [one.p_maxt for one in looks] == [None, None]


def test_no_difference_counts_arrangements_by_size():
    # more 0, less 1 in one issue: effect -0.5; its mirror is as large: 2 of 2
    m = material([("a", "i", "x", "more"), ("b", "i", "y", "less")])
    look = how_unusual(m, having({"a": 0, "b": 1}, direction=0))
    assert (look.k, look.n) == (2, 2)


def test_a_single_case_says_nothing_of_no_difference():
    m = material([("a", "i", "x", "more"), ("b", "i", "y", "less")])
    fits = fit_cases(m, having({"a": 0, "b": 1}, direction=0))
    assert [(one.expected, one.fit) for one in fits] == [("any", "undecided")] * 2


def test_the_effect_alone_is_that_of_the_rearrangement():
    # one issue, values 3, 1, 2 less their mean 2, times 2, 1, 0: 1 x 2 - 1 x 1 + 0 x 0 = 1
    m = material([("a", "i", "x", "more"), ("b", "i", "y", "intermediate"), ("c", "i", "z", "less")])
    scores = {"a": 3.0, "b": 1.0, "c": 2.0}
    assert effect_of(m.cases, m.ranks, scores, m.blocks(m.cases)) == pytest.approx(1.0)
    assert how_unusual(m, having(scores)).effect == pytest.approx(1.0)


def test_a_value_for_one_case_of_each_issue_is_no_trait_of_the_issue():
    m = material([("a", "i", "x", "more"), ("b", "j", "x", "less"), ("c", "j", "y", "more")])
    look = how_unusual(m, having({"a": 1, "b": 0, "c": None}))

    assert look.why == "no issue has two cases of which both the tier and this are known"
