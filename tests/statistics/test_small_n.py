"""Arithmetic that a reader can redo, and every arrangement written out."""

import json
from itertools import permutations, product
from math import factorial
from pathlib import Path

import numpy as np
import pytest

from pipeline.statistics import small_n
from pipeline.statistics.small_n import adjust_holm, rearrange_several

ORACLES = json.loads((Path(__file__).parent / "fixtures" / "oracles.json").read_text(encoding="utf-8"))

ISSUES = ["education"] * 3 + ["safety"] * 3 + ["economy"] * 3
CITIES = ["alpha", "beta", "gamma"] * 3
TIERS = np.array([3, 1, 2, 1, 2, 3, 2, 3, 1], dtype=float)
LEARNING = np.array([3, 0, 1, 1, 2, 3, 1, 2, 1], dtype=float)


def rearrange(outcome, predictor, blocks=None):
    """One predictor among all rearrangements."""
    return rearrange_several(outcome, np.asarray(predictor, dtype=np.float64)[:, None], blocks)[0]


def effects_of_all_arrangements(tiers, predictor, blocks):
    """The slow way: every distinct order of tiers inside each block."""
    names = list(dict.fromkeys(blocks))
    members = [[i for i, block in enumerate(blocks) if block == name] for name in names]
    centred = predictor.copy()
    for rows in members:
        centred[rows] -= predictor[rows].mean()
    orders = [sorted(set(permutations(tiers[rows]))) for rows in members]
    effects = []
    for chosen in product(*orders):
        arranged = np.empty(len(tiers))
        for rows, order in zip(members, chosen, strict=True):
            arranged[rows] = order
        effects.append(float(arranged @ centred))
    return np.array(effects)


def test_three_blocks_of_three_tiers_have_216_arrangements():
    assert rearrange(TIERS, LEARNING, ISSUES).n_arrangements == 216


def test_a_predictor_that_follows_the_tiers_everywhere_reaches_the_smallest_share():
    """Each issue has one case of each tier, and the predictor is the tier: 2 in each issue, 1 of 216 arrangements."""
    found = rearrange(TIERS, TIERS, ISSUES)

    assert (found.effect, found.k, found.p_one, found.p_min) == (6.0, 1, 1 / 216, 1 / 216)
    assert found.p_two == 2 / 216


def test_a_yes_or_no_predictor_can_reach_only_27_of_216_hence_its_own_smallest_share():
    """Yes for the best case of each issue: the two others can stand in either order, 2 x 2 x 2 = 8 of 216."""
    found = rearrange(TIERS, (TIERS == 3).astype(float), ISSUES)

    assert found.k == 8
    assert found.p_min == 8 / 216


@pytest.mark.parametrize("blocks", [ISSUES, CITIES, ["one"] * 9])
def test_the_counts_are_those_of_every_arrangement_written_out(blocks):
    tiers = np.array([3, 1, 2, 1, 2, 3, 3, 3, 1], dtype=float)
    effects = effects_of_all_arrangements(tiers, LEARNING, blocks)
    found = rearrange(tiers, LEARNING, blocks)

    assert found.n_arrangements == len(effects)
    assert found.k == (effects >= found.effect - 1e-9).sum()
    assert found.p_two == pytest.approx((np.abs(effects) >= abs(found.effect) - 1e-9).mean())
    assert found.p_min == pytest.approx((effects >= effects.max() - 1e-9).mean())


def test_a_trait_of_the_block_is_not_testable_and_is_kept_out_of_the_adjustment():
    of_issue = np.repeat([1.0, 0.1, 0.7], 3)
    trait, learning = rearrange_several(TIERS, np.column_stack([of_issue, LEARNING]), ISSUES)

    assert not trait.is_testable
    assert (trait.effect, trait.p_one, trait.p_holm, trait.p_maxt) == (0.0, 1.0, None, None)
    assert learning.p_holm == learning.p_one


def test_one_tier_only_is_not_testable():
    found = rearrange(np.ones(9), LEARNING, ISSUES)

    assert (found.n_arrangements, found.is_testable, found.p_one) == (1, False, 1.0)


def test_blocks_may_differ_in_size_and_a_cell_may_be_missing():
    """2 x 2 with a missing cell: one block of two, one of one."""
    found = rearrange(np.array([2.0, 1.0, 2.0]), np.array([1.0, 0.0, 1.0]), ["a", "a", "b"])

    assert (found.n_arrangements, found.k, found.effect) == (2, 1, 0.5)


def test_a_case_without_a_tier_is_refused():
    with pytest.raises(ValueError, match="no outcome"):
        rearrange(np.array([1.0, np.nan]), np.array([0.0, 1.0]))


def test_step_down_max_t_does_not_charge_twice_for_the_same_predictor():
    same = np.column_stack([LEARNING, LEARNING * 10])
    found = rearrange_several(TIERS, same, ISSUES)

    assert [one.p_maxt for one in found] == [found[0].p_one] * 2
    assert [one.p_holm for one in found] == [2 * found[0].p_one] * 2


def test_step_down_max_t_is_at_most_holm_and_keeps_the_order_of_effects():
    predictors = np.column_stack([LEARNING, TIERS == 3, [1, 2, 3] * 3, [3, 1, 2, 2, 1, 3, 1, 3, 2]]).astype(float)
    found = rearrange_several(TIERS, predictors, ISSUES)

    assert all(one.p_one <= one.p_maxt <= one.p_holm + 1e-12 for one in found)


def test_step_down_max_t_as_worked_by_hand():
    """One block of two cases: effects +1 and -1 for x, -1 and +1 for its opposite; each arrangement has half."""
    first, second = rearrange_several(np.array([1.0, 2.0]), np.array([[0.0, 1.0], [1.0, 0.0]]))

    assert (first.p_one, second.p_one) == (0.5, 1.0)
    assert (first.p_maxt, second.p_maxt) == (1.0, 1.0)  # in both arrangements one of the two reaches 1


@pytest.mark.parametrize("case", ORACLES["holm"])
def test_holm_is_that_of_statsmodels(case):
    assert adjust_holm(case["p"]) == pytest.approx(case["holm"])


def test_more_than_a_million_arrangements_are_sampled_with_their_error_and_p_is_never_0():
    found = rearrange(np.arange(12.0), np.arange(12.0))

    assert found.n_arrangements == factorial(12)
    assert found.n_sampled == 100_000
    assert (found.k, found.p_one) == (1, 1 / 100_001)
    assert found.p_min == pytest.approx(1 / factorial(12))


def test_the_sampled_share_lies_within_its_error_of_the_enumerated_one(monkeypatch):
    exact = rearrange(TIERS, LEARNING, CITIES)
    monkeypatch.setattr(small_n, "LARGEST_ENUMERATION", 10)
    sampled = rearrange(TIERS, LEARNING, CITIES)

    assert exact.n_sampled is None
    assert 0 < sampled.p_error < 0.002
    assert sampled.p_one == pytest.approx(exact.p_one, abs=4 * sampled.p_error)
    assert rearrange(TIERS, LEARNING, CITIES) == sampled


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
def test_the_alternative_rules_the_adjusted_p_and_leaves_the_others_as_they_were(alternative):
    predictors = np.column_stack([LEARNING, -LEARNING])
    up, down = rearrange_several(TIERS, predictors, ISSUES, alternative=alternative)
    plain, _ = rearrange_several(TIERS, predictors, ISSUES)

    assert (up.p_one, up.p_two, up.k) == (plain.p_one, plain.p_two, plain.k)
    own = {"two-sided": (up.p_two, down.p_two), "greater": (up.p_one, down.p_one), "less": (up.p_less, down.p_less)}
    assert [up.p_holm, down.p_holm] == adjust_holm(own[alternative])


def test_two_sided_max_t_sees_an_opposite_as_the_same_predictor_and_one_sided_does_not():
    """LEARNING and its opposite: by size they are one predictor, so that nothing is charged for the second."""
    predictors = np.column_stack([LEARNING, -LEARNING])
    two_sided = rearrange_several(TIERS, predictors, ISSUES, alternative="two-sided")
    less = rearrange_several(TIERS, predictors, ISSUES, alternative="less")

    assert [one.p_maxt for one in two_sided] == [two_sided[0].p_two] * 2
    assert less[1].p_maxt == pytest.approx(2 * less[1].p_less)  # the distribution is symmetrical
    assert less[0].p_maxt == 1.0
