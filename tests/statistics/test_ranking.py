import numpy as np
import pytest

from pipeline.statistics.errors import UndefinedRankingError
from pipeline.statistics.ranking import (
    borda_intervals,
    borda_scores,
    count_picks,
    kendall_interval,
    kendall_w,
    median_ranks,
    midranks,
)

# Zar (2010), example 20.5: wing, tail and bill length of twelve birds, with ties.
BIRDS = np.array(
    [
        [10.4, 10.8, 11.1, 10.2, 10.3, 10.2, 10.7, 10.5, 10.8, 11.2, 10.6, 11.4],
        [7.4, 7.6, 7.9, 7.2, 7.4, 7.1, 7.4, 7.2, 7.8, 7.7, 7.8, 8.3],
        [17.0, 17.0, 20.0, 14.5, 15.5, 13.0, 19.5, 16.0, 21.0, 20.0, 18.0, 22.0],
    ]
)


def test_zar_2010_rank_sums_of_birds_with_ties():
    """The sums that are printed with the example."""
    published = [14.5, 21, 30.5, 6, 11, 3.5, 20, 11.5, 29, 28.5, 22.5, 36]

    assert midranks(BIRDS).sum(0).tolist() == published


def test_kendall_w_with_ties_follows_from_zars_rank_sums():
    """Ties: two pairs in the first row, two pairs and a triple in the second, two pairs in the third."""
    sums = np.array([14.5, 21, 30.5, 6, 11, 3.5, 20, 11.5, 29, 28.5, 22.5, 36])
    spread = float(((sums - 19.5) ** 2).sum())
    ties = (6 + 6) + (6 + 6 + 24) + (6 + 6)

    found = kendall_w(BIRDS)

    assert found.w == pytest.approx(12 * spread / (9 * (12**3 - 12) - 3 * ties))
    assert found.chi2 == pytest.approx(3 * 11 * found.w)


def test_the_anxiety_ratings_of_the_r_packages_irr_and_desctools():
    """Their KendallW(anxiety, TRUE) prints 0.5396569: three raters, twenty people, many ties."""
    anxiety = np.array(
        [
            [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3],
            [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
            [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
        ],
        dtype=float,
    )

    assert kendall_w(anxiety).w == pytest.approx(0.5396569, abs=5e-8)


def test_kendall_w_is_friedmans_chi_square_of_scipy_also_with_ties():
    from scipy.stats import friedmanchisquare  # noqa: PLC0415 — dear

    statistic, p = friedmanchisquare(*BIRDS.T)
    found = kendall_w(BIRDS)

    assert (found.chi2, found.p) == (pytest.approx(statistic), pytest.approx(p))


def test_full_agreement_is_1_and_opposite_orders_are_0():
    assert kendall_w(np.array([[1.0, 2, 3], [1, 2, 3]])).w == 1.0
    assert kendall_w(np.array([[1.0, 2, 3], [3, 2, 1]])).w == 0.0


def test_skipped_and_doubled_ranks_count_by_their_order():
    assert kendall_w(np.array([[1.0, 1, 5], [2, 2, 9]])).w == kendall_w(np.array([[1.5, 1.5, 3], [1.5, 1.5, 3]])).w


def test_everybody_ranking_all_alike_is_undefined():
    with pytest.raises(UndefinedRankingError, match="all items alike"):
        kendall_w(np.ones((3, 4)))


def test_one_respondent_agrees_with_nobody():
    with pytest.raises(UndefinedRankingError, match="two respondents"):
        kendall_w(np.array([[1.0, 2, 3]]))


def test_a_missing_rank_is_refused():
    with pytest.raises(ValueError, match="every item"):
        kendall_w(np.array([[1.0, np.nan], [1, 2]]))


def test_borda_counts_items_ranked_below_and_the_median_is_of_the_ranks_given():
    ranks = np.array([[1.0, 2, 3], [1, 3, 2], [2, 2, 3]])

    assert borda_scores(ranks).tolist() == [2 + 2 + 1, 1 + 0 + 1, 0 + 1 + 0]
    assert median_ranks(ranks).tolist() == [1, 2, 3]


def test_the_interval_of_w_comes_from_drawing_respondents_again():
    found = kendall_interval(BIRDS)

    assert found.low <= kendall_w(BIRDS).w <= found.high <= 1
    assert kendall_interval(BIRDS) == found


def test_borda_of_respondents_who_all_agree_does_not_vary():
    low, high = borda_intervals(np.array([[1.0, 2, 3]] * 4))

    assert low.tolist() == high.tolist() == [8, 4, 0]


def test_picks_count_most_least_and_net():
    """Four members, three barriers: the first is marked most by three, the last least by two."""
    found = count_picks(np.array([[1, 0, -1], [1, 0, -1], [1, -1, 0], [0, 1, np.nan]]))

    assert found.n_most.tolist() == [3, 1, 0]
    assert found.n_least.tolist() == [0, 1, 2]
    assert found.net.tolist() == [3, 0, -2]
    assert found.net_low[0] < 3 <= found.net_high[0] <= 4


def test_a_pick_of_another_number_is_refused():
    with pytest.raises(ValueError, match="a pick is"):
        count_picks(np.array([[2.0, 0]]))
