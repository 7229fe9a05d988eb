"""How far coders agree beyond chance, on the same units.

Everywhere `codes` has shape (n_coders, n_units); codes[i, j] is the code that coder i gave unit j, None (or NaN)
where that coder did not see the unit. A unit with two or more codes is *pairable*. All coefficients are numbers
without unit, at most 1; 0 is what chance would give.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import numpy as np
import numpy.typing as npt

from pipeline.statistics.disagreement import METRICS, Metric, alphas, distinct_patterns, patterns_by_cluster
from pipeline.statistics.errors import UndefinedAgreementError, UndefinedStatisticError
from pipeline.statistics.resampling import N_RESAMPLES, SEED, IntArray, Interval, percentile_interval, times_drawn

__all__ = [
    "METRICS",
    "Agreement",
    "Codes",
    "Metric",
    "UnitCounts",
    "alpha_interval",
    "cohen_kappa",
    "count_codes",
    "describe_agreement",
    "fleiss_kappa",
    "gwet_ac1",
    "krippendorff_alpha",
    "percent_agreement",
    "weighted_kappa",
]

Codes = npt.NDArray[np.object_]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class UnitCounts:
    """How many coders gave each value to each unit: values of length n_values, counts of shape (n_units, n_values)."""

    values: tuple[Any, ...]
    counts: IntArray


@dataclass(frozen=True, slots=True)
class Agreement:
    """Every coefficient for one table; None where it does not exist, and then `why` says so."""

    percent: float | None
    kappa: float | None
    ac1: float | None
    alpha: float | None
    alpha_low: float | None
    alpha_high: float | None
    n_units: int
    n_pairable: int
    n_coders: int
    n_resamples_undefined: int
    why: str


def is_missing(code: object) -> bool:
    """Whether a coder did not see the unit."""
    return code is None or (isinstance(code, float) and code != code)  # noqa: PLR0124 - NaN is not itself


def count_codes(codes: Codes) -> UnitCounts:
    """The same codes as counts by unit and value; numbers in ascending order, other values by their text."""
    given_codes = [[code for code in given if not is_missing(code)] for given in codes.T]
    values = sorted({code for unit in given_codes for code in unit}, key=_rank_key)
    column = {value: place for place, value in enumerate(values)}
    counts = np.zeros((len(given_codes), len(values)), dtype=np.int64)
    for unit, given in enumerate(given_codes):
        for code in given:
            counts[unit, column[code]] += 1
    return UnitCounts(tuple(values), counts)


def percent_agreement(codes: Codes) -> float:
    """The share (0..1) of agreeing pairs of coders, averaged over pairable units.

    For two coders: the share of units on which both gave the same code.

    Raises:
        UndefinedAgreementError: No unit has two coders.

    Source:
        Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., chapter 2.
    """
    return _observed_agreement(_pairable(count_codes(codes).counts))


def cohen_kappa(codes: Codes) -> float:
    """Cohen's kappa of two coders, over the units both have coded.

    Args:
        codes: Shape (2, n_units).

    Raises:
        UndefinedAgreementError: No common unit, or both gave one and the same code throughout.

    Source:
        Cohen (1960), Educational and Psychological Measurement 20(1).
    """
    return weighted_kappa(codes, None)


def weighted_kappa(codes: Codes, weights: Literal["linear", "quadratic"] | None) -> float:
    """Cohen's kappa in which near misses weigh less: by the distance of places in ascending order, or its square.

    The places are those of the values that occur: 1, 2 and 10 are one step apart. None gives Cohen's kappa.

    Raises:
        UndefinedAgreementError: As for `cohen_kappa`.
        ValueError: Not two coders.

    Source:
        Cohen (1968), Psychological Bulletin 70(4).
    """
    if codes.shape[0] != 2:
        raise ValueError(f"Cohen's kappa takes two coders, not {codes.shape[0]}")
    both = codes[:, [not (is_missing(a) or is_missing(b)) for a, b in codes.T]]
    if both.shape[1] == 0:
        raise UndefinedAgreementError("no unit was coded by both coders")
    values = sorted(set(both.ravel().tolist()), key=_rank_key)
    column = {value: place for place, value in enumerate(values)}
    table = np.zeros((len(values), len(values)))
    for first, second in both.T:
        table[column[first], column[second]] += 1
    places = np.arange(len(values), dtype=np.float64)
    distance = np.abs(places[:, None] - places[None, :])
    cost = (distance > 0).astype(np.float64) if weights is None else distance ** (1 if weights == "linear" else 2)
    by_chance = float((np.outer(table.sum(1), table.sum(0)) * cost).sum() / table.sum())
    if by_chance == 0:
        raise UndefinedAgreementError("both coders gave one and the same code throughout")
    return 1 - float((table * cost).sum()) / by_chance


def fleiss_kappa(codes: Codes) -> float:
    """Fleiss's kappa of any number of coders, every unit coded by equally many of them.

    Raises:
        UndefinedAgreementError: The units differ in how many coders saw them, or one code was given throughout.

    Source:
        Fleiss (1971), Psychological Bulletin 76(5).
    """
    counts = count_codes(codes).counts
    counts = counts[counts.sum(1) > 0]
    if len(counts) == 0 or counts[0].sum() < 2:
        # For its error: one coder alone, or nobody, has seen the units.
        _pairable(counts)
    if len(set(counts.sum(1).tolist())) > 1:
        raise UndefinedAgreementError("the units differ in how many coders saw them")
    shares = counts.sum(0) / counts.sum()
    by_chance = float((shares**2).sum())
    if counts.shape[1] == 1:
        raise UndefinedAgreementError("all coders gave one and the same code throughout")
    return (_observed_agreement(counts) - by_chance) / (1 - by_chance)


def gwet_ac1(codes: Codes, n_categories: int | None = None) -> float:
    """Gwet's AC1 of two or more coders; units may miss coders.

    Args:
        n_categories: How many codes a coder could choose from; without it, how many occur.

    Raises:
        UndefinedAgreementError: No unit has two coders, or there is only one category.

    Source:
        Gwet (2008), British Journal of Mathematical and Statistical Psychology 61(1); missing codes as in
        Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed.
    """
    counts = count_codes(codes).counts
    observed = _observed_agreement(_pairable(counts))
    # Of a yes-or-no code that nobody gave only one answer occurs: the caller knows that there were two.
    categories = max(counts.shape[1], n_categories or 0)
    if categories < 2:
        raise UndefinedAgreementError("all coders gave one and the same code throughout")
    coded = counts[counts.sum(1) > 0]
    # Averaged over units: each counts once, however many coders saw it.
    shares = (coded / coded.sum(1, keepdims=True)).mean(0)
    by_chance: float = float((shares * (1 - shares)).sum()) / (categories - 1)
    return (observed - by_chance) / (1 - by_chance)


def krippendorff_alpha(codes: Codes, metric: Metric = "nominal") -> float:
    """Krippendorff's alpha of any number of coders; units may miss coders.

    Args:
        codes: Numbers for every metric but `nominal`; of `ordinal` only their order matters.

    Raises:
        UndefinedAgreementError: No unit has two coders, or all gave one and the same code.
        ValueError: A metric that needs numbers, and codes that are not; negative codes under `ratio`.

    Source:
        Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", parts A to D.
    """
    units = count_codes(codes)
    patterns, place = distinct_patterns(_pairable(units.counts))
    weights = np.bincount(place)[None, :]
    alpha = float(alphas(patterns, weights, metric, _numbers(units.values, metric))[0])
    if np.isnan(alpha):
        raise UndefinedAgreementError("all coders gave one and the same code to every unit that two of them saw")
    return alpha


def alpha_interval(
    codes: Codes,
    metric: Metric = "nominal",
    clusters: Sequence[Hashable] | None = None,
    n_resamples: int = N_RESAMPLES,
    seed: int = SEED,
) -> Interval:
    """A 95 % percentile interval of alpha by drawing units again, or whole clusters of units.

    Args:
        clusters: Of length n_units, such as the transcript of each segment; without it each unit is its own.

    Raises:
        UndefinedAgreementError: Alpha is not defined, or there is only one cluster.
        UndefinedStatisticError: Alpha is not defined in most resamples.

    Source:
        Efron & Tibshirani (1993); clusters because segments of one interview are alike.
    """
    # First, for its errors: an interval of an alpha that does not exist would rest on resamples alone.
    krippendorff_alpha(codes, metric)
    units = count_codes(codes)
    is_pairable = units.counts.sum(1) > 1
    patterns, place = distinct_patterns(units.counts[is_pairable])
    if clusters is None:
        # Units of one pattern are alike, so that drawing patterns by their frequency is drawing units.
        weights = _draw_units(np.bincount(place), n_resamples, seed)
    else:
        names = [name for name, is_used in zip(clusters, is_pairable, strict=True) if is_used]
        how_often = patterns_by_cluster(place, names)
        _two_or_more(len(how_often))
        weights = np.asarray(times_drawn(len(how_often), n_resamples, seed) @ how_often, dtype=np.int64)
    return percentile_interval(alphas(patterns, weights, metric, _numbers(units.values, metric)))


def describe_agreement(
    codes: Codes, metric: Metric = "nominal", clusters: Sequence[Hashable] | None = None
) -> Agreement:
    """Every coefficient of one table; what does not exist is None with its reason, and never 0 or 1."""
    reasons: list[str] = []
    counts = count_codes(codes).counts
    interval = _or_why(reasons, "alpha_low, alpha_high", lambda: alpha_interval(codes, metric, clusters))
    return Agreement(
        percent=_or_why(reasons, "percent", lambda: percent_agreement(codes)),
        # Cohen's kappa knows two coders only; Fleiss's is the usual one for more.
        kappa=_or_why(reasons, "kappa", lambda: (cohen_kappa if len(codes) == 2 else fleiss_kappa)(codes)),
        ac1=_or_why(reasons, "ac1", lambda: gwet_ac1(codes)),
        alpha=_or_why(reasons, "alpha", lambda: krippendorff_alpha(codes, metric)),
        alpha_low=interval.low if interval else None,
        alpha_high=interval.high if interval else None,
        n_units=int((counts.sum(1) > 0).sum()),
        n_pairable=int((counts.sum(1) > 1).sum()),
        n_coders=codes.shape[0],
        n_resamples_undefined=interval.n_undefined if interval else 0,
        why="; ".join(reasons),
    )


def _or_why(reasons: list[str], name: str, compute: Callable[[], T]) -> T | None:
    """The number, or None and its reason."""
    try:
        return compute()
    except UndefinedStatisticError as undefined:
        reasons.append(f"{name}: {undefined}")
        return None


def _draw_units(how_often: IntArray, n_resamples: int, seed: int) -> IntArray:
    """Shape (n_resamples, n_patterns): units drawn again with replacement, counted by pattern."""
    n_units = int(how_often.sum())
    _two_or_more(n_units)
    draws: IntArray = np.random.default_rng(seed).multinomial(n_units, how_often / n_units, size=n_resamples)
    return draws


def _two_or_more(n_drawn: int) -> None:
    """What an interval by resampling needs."""
    if n_drawn < 2:
        raise UndefinedAgreementError("an interval needs two units, or two clusters of units")


def _numbers(values: Sequence[Any], metric: Metric) -> list[float]:
    """The values as numbers, where the metric looks at them."""
    if metric == "nominal":
        return []
    if not all(isinstance(value, int | float) for value in values):
        raise ValueError(f"the metric '{metric}' needs numbers")
    if metric == "ratio" and any(value < 0 for value in values):
        raise ValueError("the metric 'ratio' has no numbers below 0")
    return [float(value) for value in values]


def _rank_key(value: object) -> tuple[int, float, str]:
    """Numbers first, by size; then everything else by its text."""
    return (0, float(value), "") if isinstance(value, int | float) else (1, 0.0, str(value))


def _pairable(counts: IntArray) -> IntArray:
    """The rows of units with two codes or more."""
    pairable: IntArray = counts[counts.sum(1) > 1]
    if len(pairable) == 0:
        raise UndefinedAgreementError("no unit was coded by two coders")
    return pairable


def _observed_agreement(counts: IntArray) -> float:
    """Agreeing pairs over all pairs of coders, averaged over units."""
    n_codes = counts.sum(1)
    return float(((counts * (counts - 1)).sum(1) / (n_codes * (n_codes - 1))).mean())
