"""Intraclass correlations: how alike raters' numbers for the same targets are."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from pipeline.statistics.errors import UndefinedCorrelationError

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class IntraclassCorrelations:
    """The six forms: one rater (icc1, icc2, icc3) or the mean of all (icc1k, icc2k, icc3k).

    1: each target has its own raters. 2: raters are a sample of raters. 3: these raters only, their levels ignored.
    None where ratings do not vary in the way the form needs.
    """

    icc1: float | None
    icc2: float | None
    icc3: float | None
    icc1k: float | None
    icc2k: float | None
    icc3k: float | None

    @property
    def undefined(self) -> tuple[str, ...]:
        """The names of the forms that do not exist."""
        return tuple(field.name for field in fields(self) if getattr(self, field.name) is None)


def intraclass_correlations(ratings: FloatArray) -> IntraclassCorrelations:
    """All six intraclass correlations; numbers without unit, at most 1, sometimes below 0.

    Args:
        ratings: Shape (n_targets, n_raters), complete.

    Raises:
        UndefinedCorrelationError: Fewer than two targets or raters, or all ratings are the same.
        ValueError: A rating is missing.

    Source:
        Shrout & Fleiss (1979), Psychological Bulletin 86(2), whose table 2 is this function's first test.
    """
    ratings = np.asarray(ratings, dtype=np.float64)
    if np.isnan(ratings).any():
        raise ValueError("a rater has not rated every target")
    n, k = ratings.shape
    if n < 2 or k < 2:
        raise UndefinedCorrelationError("an intraclass correlation needs two targets and two raters")
    if np.ptp(ratings) == 0:
        raise UndefinedCorrelationError("all ratings are the same")
    # Centred first: squares of large ratings would lose the digits in which they differ.
    centred = ratings - ratings.mean()
    of_targets = k * float((centred.mean(1) ** 2).sum())
    of_raters = n * float((centred.mean(0) ** 2).sum())
    total = float((centred**2).sum())
    between = of_targets / (n - 1)
    within = (total - of_targets) / (n * (k - 1))
    raters = of_raters / (k - 1)
    # Rounding can leave a residual just under 0.
    residual = max(0.0, total - of_targets - of_raters) / ((n - 1) * (k - 1))
    # A variance below this is what rounding left, and its ratio would say nothing.
    tiny = 1e-12 * total
    return IntraclassCorrelations(
        icc1=_ratio(between - within, between + (k - 1) * within, tiny),
        icc2=_ratio(between - residual, between + (k - 1) * residual + k * (raters - residual) / n, tiny),
        icc3=_ratio(between - residual, between + (k - 1) * residual, tiny),
        icc1k=_ratio(between - within, between, tiny),
        icc2k=_ratio(between - residual, between + (raters - residual) / n, tiny),
        icc3k=_ratio(between - residual, between, tiny),
    )


def _ratio(numerator: float, denominator: float, tiny: float) -> float | None:
    """A share of variance, or None where there is no variance to share."""
    return numerator / denominator if abs(denominator) > tiny else None
