"""A share that a machine predicted everywhere, corrected by what people read in a random sample."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from pipeline.statistics.errors import UndefinedShareError

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CorrectedShare:
    """The share by machine alone, by people alone, and corrected with its 95 % interval.

    None where it does not exist, and then `why` says so. A corrected share and its interval can leave 0..1: they are
    printed as they are, since cutting them would bias them.
    """

    naive: float
    human_only: float | None
    corrected: float | None
    low: float | None
    high: float | None
    n_read: int
    n_clusters: int
    why: str


def correct_share(
    labels: FloatArray,
    predictions: FloatArray,
    probabilities: FloatArray,
    clusters: Sequence[Hashable] | None = None,
    level: float = 0.95,
) -> CorrectedShare:
    """The difference estimator of a share, with an interval from cluster sums and Student's t.

    corrected = mean(prediction + is_read / probability x (label - prediction)). Unbiased whatever the machine's
    errors are, as long as the sampling probabilities are right.

    Args:
        labels: Shape (n_rows,): 0 or 1 as people read it, NaN where nobody has read.
        predictions: Shape (n_rows,): the machine's, 0..1.
        probabilities: Shape (n_rows,): of being drawn for reading, above 0 on rows that were read.
        clusters: Of length n_rows, such as the transcript of each segment; None: each row is its own.

    Raises:
        UndefinedShareError: There is no row.
        ValueError: A row that was read has a probability that is not above 0 and at most 1.

    Source:
        Cassel, Särndal & Wretman (1976), Biometrika 63(3); Angelopoulos et al. (2023), "Prediction-powered
        inference", Science 382; design-based supervised learning: Egami et al. (2023), NeurIPS.
    """
    if len(labels) == 0:
        raise UndefinedShareError("a share of no rows at all")
    is_read = ~np.isnan(labels)
    weights = np.zeros(len(labels))
    if not ((probabilities[is_read] > 0) & (probabilities[is_read] <= 1)).all():
        raise ValueError("a row that was read needs a probability above 0 and at most 1")
    weights[is_read] = 1 / probabilities[is_read]
    names = list(range(len(labels))) if clusters is None else list(clusters)
    n_read, n_clusters = int(is_read.sum()), len(set(names))
    naive = float(predictions.mean())
    if n_read == 0:
        return CorrectedShare(naive, None, None, None, None, 0, n_clusters, "nobody has read any row")
    read = np.where(is_read, labels, 0.0)
    # Over the sum of the weights, not the rows: in a sample these need not be equal.
    human_only = float((weights * read).sum() / weights.sum())
    terms = predictions + weights * (read - np.where(is_read, predictions, 0.0))
    corrected = float(terms.mean())
    # Student's t has one degree of freedom left with two clusters: an interval without bounds worth printing.
    if n_clusters < 3:
        why = f"low, high: an interval needs 3 clusters, not {n_clusters}"
        return CorrectedShare(naive, human_only, corrected, None, None, n_read, n_clusters, why)
    from scipy.special import stdtrit  # noqa: PLC0415 — a fifth of a second that few runs need

    half = _standard_error(terms - corrected, names) * float(stdtrit(n_clusters - 1, (1 + level) / 2))
    return CorrectedShare(naive, human_only, corrected, corrected - half, corrected + half, n_read, n_clusters, "")


def _standard_error(residuals: FloatArray, clusters: Sequence[Hashable]) -> float:
    """The standard error of a mean from the sums of its residuals in clusters."""
    number = {name: index for index, name in enumerate(dict.fromkeys(clusters))}
    sums = np.bincount([number[name] for name in clusters], weights=residuals)
    # Sums of clusters, since segments of one interview are alike and no independent draws.
    return sqrt(len(sums) / (len(sums) - 1) * float((sums**2).sum())) / len(residuals)
