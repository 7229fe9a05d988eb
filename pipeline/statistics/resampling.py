"""Percentile intervals by drawing rows, or whole clusters of rows, again with replacement."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from pipeline.statistics.errors import UndefinedStatisticError

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

# The seed is fixed, so that the same table gives the same interval in every run.
N_RESAMPLES = 2_000
SEED = 0


@dataclass(frozen=True, slots=True)
class Interval:
    """A percentile interval, and in how many resamples the statistic did not exist (these are left out)."""

    low: float
    high: float
    n_undefined: int


def percentile_interval(values: FloatArray, level: float = 0.95) -> Interval:
    """The middle `level` of resampled values.

    Args:
        values: Shape (n_resamples,); NaN where a resample does not have the statistic.

    Raises:
        UndefinedStatisticError: More than half of the resamples do not have the statistic.
    """
    defined = values[~np.isnan(values)]
    n_undefined = int(values.size - defined.size)
    if 2 * n_undefined > values.size:
        # What exists in a minority of resamples only would describe that minority.
        raise UndefinedStatisticError(f"the number does not exist in {n_undefined} of {values.size} resamples")
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high), n_undefined)


def times_drawn(n_clusters: int, n_resamples: int = N_RESAMPLES, seed: int = SEED) -> IntArray:
    """Shape (n_resamples, n_clusters): how often each cluster is drawn when n_clusters are drawn with replacement."""
    generator = np.random.default_rng(seed)
    return generator.multinomial(n_clusters, np.full(n_clusters, 1 / n_clusters), size=n_resamples)


@lru_cache(maxsize=64)
def draws_as_floats(n_clusters: int) -> FloatArray:
    """`times_drawn` of so many clusters, made once: every row shares the draws, and products of floats are quick."""
    return times_drawn(n_clusters).astype(np.float64)


def resample_sums(rows: FloatArray, n_resamples: int = N_RESAMPLES, seed: int = SEED) -> FloatArray:
    """The sum of each column over each resample of rows.

    Args:
        rows: Shape (n_rows, n_columns).

    Returns:
        Shape (n_resamples, n_columns).
    """
    n_rows = len(rows)
    draws = np.random.default_rng(seed).integers(0, n_rows, size=(n_resamples, n_rows))
    # How often each row is drawn, all resamples counted at once.
    places = draws + n_rows * np.arange(n_resamples)[:, None]
    n_drawn = np.bincount(places.ravel(), minlength=n_resamples * n_rows).reshape(n_resamples, n_rows)
    return n_drawn.astype(np.float64) @ rows
