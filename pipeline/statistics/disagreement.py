"""Krippendorff's alpha for many weightings of the same units at once: what makes its interval quick."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Metric = Literal["nominal", "ordinal", "interval", "ratio"]
METRICS: tuple[Metric, ...] = ("nominal", "ordinal", "interval", "ratio")

LARGEST_CHUNK = 2_000_000  # numbers held at once


def distinct_patterns(counts: IntArray) -> tuple[IntArray, IntArray]:
    """Distinct rows of `counts` (n_units, n_values), and for each unit the number of its row among them."""
    patterns, place = np.unique(counts, axis=0, return_inverse=True)
    return patterns, place.ravel()


def patterns_by_cluster(place: IntArray, clusters: Sequence[Hashable]) -> IntArray:
    """Shape (n_clusters, n_patterns): how often each pattern occurs in each cluster; clusters of length n_units."""
    number = {name: index for index, name in enumerate(dict.fromkeys(clusters))}
    how_often = np.zeros((len(number), int(place.max()) + 1), dtype=np.int64)
    np.add.at(how_often, (np.array([number[name] for name in clusters]), place), 1)
    return how_often


def alphas(patterns: IntArray, weights: IntArray, metric: Metric, values: Sequence[float]) -> FloatArray:
    """Krippendorff's alpha under each weighting of the patterns.

    Args:
        patterns: Shape (n_patterns, n_values): how many coders gave each value; every row has two codes or more.
        weights: Shape (n_weightings, n_patterns): how many units show each pattern.
        values: The values as numbers, ascending; not looked at by `nominal`.

    Returns:
        Shape (n_weightings,); NaN where nothing varies.

    Source:
        Krippendorff (2011), part D. The ordinal distance is the squared distance of mid-ranks, so that all metrics
        but `ratio` need only sums of squares.
    """
    chunk = max(1, LARGEST_CHUNK // max(patterns.shape))
    shown = patterns.astype(np.float64)
    parts = [
        _alphas(shown, weights[start : start + chunk].astype(np.float64), metric, values)
        for start in range(0, len(weights), chunk)
    ]
    return np.concatenate(parts)


def _alphas(patterns: FloatArray, weights: FloatArray, metric: Metric, values: Sequence[float]) -> FloatArray:
    """One chunk of `alphas`."""
    totals = weights @ patterns
    if metric == "nominal":
        observed, expected = _nominal(patterns, weights, totals)
    elif metric == "ratio":
        observed, expected = _ratio(patterns, weights, totals, np.asarray(values, dtype=np.float64))
    else:
        # Mid-ranks: the ordinal distance is their squared difference.
        ranks = totals.cumsum(1) - totals / 2
        numbers = np.broadcast_to(np.asarray(values, dtype=np.float64), totals.shape) if metric == "interval" else ranks
        observed, expected = _squares(patterns, weights, totals, numbers)
    # One value throughout: alpha does not exist then, and is never 1.
    varies = (totals > 0).sum(1) > 1
    ratio = np.divide(observed, expected, out=np.full(len(totals), np.nan), where=varies & (expected > 0))
    return np.asarray(1 - (totals.sum(1) - 1) * ratio, dtype=np.float64)


def _nominal(patterns: FloatArray, weights: FloatArray, totals: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Observed and expected disagreement where two values are the same or not."""
    n_codes = patterns.sum(1)
    observed = weights @ ((n_codes**2 - (patterns**2).sum(1)) / (n_codes - 1))
    return observed, totals.sum(1) ** 2 - (totals**2).sum(1)


def _squares(
    patterns: FloatArray, weights: FloatArray, totals: FloatArray, numbers: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Observed and expected disagreement under squared distances; numbers of shape (n_weightings, n_values)."""
    n_codes = patterns.sum(1)
    n = totals.sum(1, keepdims=True)
    # Centred first: squares of large numbers that lie close together would lose their difference.
    centred = numbers - (totals * numbers).sum(1, keepdims=True) / np.where(n > 0, n, 1)
    sums = centred @ patterns.T
    squares = centred**2 @ patterns.T
    observed = 2 * (weights * (n_codes * squares - sums**2) / (n_codes - 1)).sum(1)
    return observed, 2 * n[:, 0] * (totals * centred**2).sum(1)


def _ratio(
    patterns: FloatArray, weights: FloatArray, totals: FloatArray, values: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Observed and expected disagreement under squared shares of the sum: ((a - b) / (a + b)) ** 2."""
    sums = values[:, None] + values[None, :]
    # Two zeros do not differ, and 0 / 0 would be NaN.
    distance = (np.abs(values[:, None] - values[None, :]) / np.where(sums == 0, 1, sums)) ** 2
    within = ((patterns @ distance) * patterns).sum(1)
    return weights @ (within / (patterns.sum(1) - 1)), ((totals @ distance) * totals).sum(1)
