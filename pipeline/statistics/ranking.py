"""What a group ranks high and low, and how far its members agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.statistics.errors import UndefinedRankingError
from pipeline.statistics.resampling import Interval, percentile_interval, resample_rows

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
    placed = midranks(ranks)
    sums = placed.sum(0)
    spread = float(((sums - sums.mean()) ** 2).sum())
    largest = (n_respondents**2 * (n_items**3 - n_items) - n_respondents * _ties(ranks)) / 12
    # Ties everywhere leave no spread that W could be a share of.
    if largest == 0:
        raise UndefinedRankingError("every respondent ranks all items alike")
    from scipy.special import chdtrc  # noqa: PLC0415 — a fifth of a second that few runs need

    w = spread / largest
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
    return percentile_interval(resample_rows(ranks, _w_or_nan)[:, 0])


def borda_intervals(ranks: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Low and high ends, each of shape (n_items,), of the Borda scores by drawing respondents again."""
    _check(ranks)
    below = (ranks[:, None, :] > ranks[:, :, None]).sum(2).astype(np.float64)
    return _ends(resample_rows(below, lambda rows: rows.sum(0)))


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
    low, high = _ends(resample_rows(marks, lambda rows: rows.sum(0)))
    return Picks((marks == 1).sum(0), (marks == -1).sum(0), marks.sum(0).astype(np.int64), low, high)


def _check(ranks: FloatArray) -> None:
    """Complete rows only."""
    if np.isnan(ranks).any():
        raise ValueError("a respondent has not ranked every item")


def _ties(ranks: FloatArray) -> float:
    """Kendall's sum of t ** 3 - t over the tied groups of all respondents."""
    # Each of t tied items counts t ** 2 - 1, which is t ** 3 - t for the group.
    sizes = (ranks[:, None, :] == ranks[:, :, None]).sum(2)
    return float((sizes**2 - 1).sum())


def _w_or_nan(ranks: FloatArray) -> FloatArray:
    """W of one resample, NaN where it does not exist."""
    try:
        return np.array([kendall_w(ranks).w])
    except UndefinedRankingError:
        return np.array([np.nan])


def _ends(resampled: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The ends of the middle 95 % of each column."""
    low, high = np.quantile(resampled, [0.025, 0.975], axis=0)
    return np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
