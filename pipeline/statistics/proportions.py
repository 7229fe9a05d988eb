"""Intervals for a share."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

from pipeline.statistics.errors import UndefinedShareError


def wilson_interval(n_yes: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval for a share, low and high, both in 0..1.

    Raises:
        UndefinedShareError: n is 0.
        ValueError: n_yes is not between 0 and n.

    Source:
        Wilson (1927); recommended for small n by Brown, Cai & DasGupta (2001), Statistical Science 16(2).
    """
    if n == 0:
        raise UndefinedShareError("a share of no cases at all")
    if not 0 <= n_yes <= n:
        raise ValueError(f"{n_yes} of {n} is not a share")
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = n_yes / n
    centre = share + z * z / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # On paper the formula gives exactly 0 and 1 here; rounding would not.
    low = 0.0 if n_yes == 0 else (centre - half) / scale
    high = 1.0 if n_yes == n else (centre + half) / scale
    return low, high
