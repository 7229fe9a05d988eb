"""What a group ranks high and low, and how far its members agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.statistics.errors import UndefinedRankingError
from pipeline.statistics.resampling import Interval, percentile_interval, resample_sums

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Concordance:
    """Kendall's W (0 no agreement, 1 full), its chi-square with n_items - 1 degrees of freedom, and that one's p."""

    w: float
    chi2: float
    p: float


@dataclass(frozen=True, slots=True)
class Picks:
    """How often each item was marked most and least challenging, and most less least, with its 95 % interval."""

    n_most: IntArray
    n_least: IntArray
    net: IntArray
    net_low: FloatArray
    net_high: FloatArray


def midranks(ranks: FloatArray) -> FloatArray:
    """Ranks 1..n within each row, ties sharing their mean; shape as given, (n_respondents, n_items)."""
    below = (ranks[:, None, :] < ranks[:, :, None]).sum(2)
    equal = (ranks[:, None, :] == ranks[:, :, None]).sum(2)
    return np.asarray(below + (equal + 1) / 2, dtype=np.float64)


def kendall_w(ranks: FloatArray) -> Concordance:
    """Kendall's coefficient of concordance, corrected for ties.

    Args:
        ranks: Shape (n_respondents, n_items), complete. Only the order within a row matters: ties, skipped ranks
            and scores of any scale are ranked anew. The p is an approximation, poor below some seven items.

    Raises:
        UndefinedRankingError: Fewer than two respondents or items, or every respondent ties all items.
        ValueError: A cell is missing.

    Source:
        Kendall & Gibbons (1990), Rank Correlation Methods, 5th ed., chapter 6; Zar (2010), example 20.5.
    """
    _check(ranks)
    n_respondents, n_items = ranks.shape
    if n_respondents < 2 or n_items < 2:
        raise UndefinedRankingError("concordance needs two respondents and two items")
    w = float(_w(midranks(ranks).sum(0)[None], _ties(ranks).sum(keepdims=True), n_respondents)[0])
    # Ties everywhere leave no spread that W could be a share of.
    if np.isnan(w):
        raise UndefinedRankingError("every respondent ranks all items alike")
    from scipy.special import chdtrc  # noqa: PLC0415 — a fifth of a second that few runs need

    chi2 = n_respondents * (n_items - 1) * w
    return Concordance(w, chi2, float(chdtrc(n_items - 1, chi2)))


def borda_scores(ranks: FloatArray) -> IntArray:
    """For each item, how many items respondents ranked below it, summed over respondents; a tie gives nothing."""
    _check(ranks)
    scores: IntArray = (ranks[:, None, :] > ranks[:, :, None]).sum(axis=(0, 2))
    return scores


def median_ranks(ranks: FloatArray) -> FloatArray:
    """The median of the ranks each item was given, as they were written."""
    _check(ranks)
    return np.asarray(np.median(ranks, axis=0), dtype=np.float64)


def kendall_interval(ranks: FloatArray) -> Interval:
    """A 95 % percentile interval of W by drawing respondents again (2,000 times, seed 0).

    Resampled groups hold some respondents twice, who agree with themselves: the interval leans upwards.
    """
    # First, for its errors: an interval of a W that does not exist would rest on resamples alone.
    kendall_w(ranks)
    # A respondent ranks alike however often drawn: what W is made of are sums over respondents.
    drawn = resample_sums(np.column_stack([midranks(ranks), _ties(ranks)]))
    return percentile_interval(_w(drawn[:, :-1], drawn[:, -1], len(ranks)))


def borda_intervals(ranks: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Low and high ends, each of shape (n_items,), of the Borda scores by drawing respondents again."""
    _check(ranks)
    below = (ranks[:, None, :] > ranks[:, :, None]).sum(2).astype(np.float64)
    return _ends(resample_sums(below))


def count_picks(picks: FloatArray) -> Picks:
    """Most and least counts of items.

    Args:
        picks: Shape (n_respondents, n_items): 1 most, -1 least, 0 or NaN neither. A respondent marks some items
            only, so that no mark is no opinion.

    Raises:
        UndefinedRankingError: There is no respondent.
        ValueError: Another number.
    """
    marks = np.nan_to_num(np.asarray(picks, dtype=np.float64))
    if len(marks) == 0:
        raise UndefinedRankingError("nobody picked anything")
    if not np.isin(marks, (-1, 0, 1)).all():
        raise ValueError("a pick is 1 (most), -1 (least) or 0 (neither)")
    low, high = _ends(resample_sums(marks))
    return Picks((marks == 1).sum(0), (marks == -1).sum(0), marks.sum(0).astype(np.int64), low, high)


def _check(ranks: FloatArray) -> None:
    """Complete rows only."""
    if np.isnan(ranks).any():
        raise ValueError("a respondent has not ranked every item")


def _ties(ranks: FloatArray) -> FloatArray:
    """Kendall's sum of t ** 3 - t over the tied groups of each respondent, shape (n_respondents,)."""
    # Each of t tied items counts t ** 2 - 1, which is t ** 3 - t for the group.
    sizes = (ranks[:, None, :] == ranks[:, :, None]).sum(2)
    return np.asarray((sizes**2 - 1).sum(1), dtype=np.float64)


def _w(sums: FloatArray, ties: FloatArray, n_respondents: int) -> FloatArray:
    """W of each group, NaN where it does not exist.

    Args:
        sums: Shape (n_groups, n_items), of midranks over respondents.
        ties: Shape (n_groups,), of `_ties` over respondents.
        n_respondents: Of each group.
    """
    n_items = sums.shape[1]
    spread = ((sums - sums.mean(1, keepdims=True)) ** 2).sum(1)
    largest = (n_respondents**2 * (n_items**3 - n_items) - n_respondents * ties) / 12
    w: FloatArray = np.divide(spread, largest, out=np.full(len(sums), np.nan), where=largest != 0)
    return w


def _ends(resampled: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The ends of the middle 95 % of each column."""
    low, high = np.quantile(resampled, [0.025, 0.975], axis=0)
    return np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
