"""How unusual a pattern of a few cases is among all rearrangements of their tiers inside blocks.

Nothing was randomised: these numbers describe a pattern among its rearrangements and prove no cause.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from math import factorial, prod, sqrt
from typing import Literal

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

Alternative = Literal["two-sided", "greater", "less"]
ALTERNATIVES: tuple[Alternative, ...] = ("two-sided", "greater", "less")

# Up to here every arrangement is written out (nine cases in three blocks of three: 216 at most), beyond it a sample.
LARGEST_ENUMERATION = 1_000_000
N_SAMPLED = 100_000
SEED = 0


@dataclass(frozen=True, slots=True)
class Rearrangement:
    """One predictor's effect among all rearrangements of the outcome inside blocks.

    Attributes:
        effect: Sum of (predictor - its block mean) x outcome.
        p_one: Share of arrangements with an effect at least as large; never 0.
        p_two: The same by size, whatever the direction.
        p_less: Share of arrangements with an effect at most as large.
        k: How many arrangements stand behind p_one.
        n_arrangements: Distinct assignments of outcomes inside blocks, also where they were only sampled.
        p_min: The share that reaches the largest effect this predictor can reach.
        is_testable: False where no block varies, so that every arrangement has the same effect.
        n_sampled: None where all were enumerated; else how many were drawn, and k counts among these plus the
            observed one.
        p_error: Standard error of p_one from sampling; 0 where all were enumerated.
        p_holm: The p of the alternative adjusted for all testable predictors looked at (Holm); None where not testable.
        p_maxt: The same by step-down max-T, which uses how the predictors go together.
    """

    effect: float
    p_one: float
    p_two: float
    p_less: float
    k: int
    n_arrangements: int
    p_min: float
    is_testable: bool
    n_sampled: int | None = None
    p_error: float = 0.0
    p_holm: float | None = None
    p_maxt: float | None = None


def rearrange_several(
    outcome: FloatArray,
    predictors: FloatArray,
    blocks: Sequence[Hashable] | None = None,
    n_sampled: int = N_SAMPLED,
    seed: int = SEED,
    alternative: Alternative = "greater",
) -> tuple[Rearrangement, ...]:
    """Several predictors of one outcome, each alone and adjusted for how many were looked at.

    Args:
        outcome: Shape (n_cases,); ranks of the tiers, larger is better.
        predictors: Shape (n_cases, n_predictors).
        blocks: Of length n_cases, what is held constant; None: one block.
        n_sampled: How many arrangements are drawn where there are more than a million.
        alternative: Which arrangements p_holm and p_maxt count: as large in either direction, as high, or as low.

    Returns:
        One for each predictor, in order.

    Raises:
        ValueError: A case has no outcome or no predictor; leave it out.

    Source:
        Exact blocked permutation test: Good (2005), Permutation, Parametric and Bootstrap Tests; sampled p as
        (k + 1) / (n + 1): Phipson & Smyth (2010). Holm (1979). Step-down max-T: Westfall & Young (1993),
        algorithm 4.1, effects divided by their standard deviation over arrangements.
    """
    outcome, predictors = np.asarray(outcome, dtype=np.float64), np.asarray(predictors, dtype=np.float64)
    if not (np.isfinite(outcome).all() and np.isfinite(predictors).all()):
        raise ValueError("a case has no outcome or no predictor")
    centred, members = _centre(predictors, blocks)
    n_arrangements = prod(count_arrangements(outcome[rows].tolist()) for rows in members)
    observed = outcome @ centred
    is_exact = n_arrangements <= LARGEST_ENUMERATION
    if is_exact:
        effects = _enumerate(outcome, centred, members)
    else:
        # With the observed one among them no p is 0 (Phipson & Smyth).
        effects = np.vstack([observed, _sample(outcome, centred, members, n_sampled, seed)])
    # Effects that are equal on paper differ by rounding, with the order in which they were added.
    tolerance = 1e-9 * (1 + np.abs(centred).sum(0) * np.abs(outcome).max(initial=0))
    rearrangements = [
        _describe(
            effects[:, j], float(observed[j]), float(tolerance[j]), outcome, centred[:, j], members, n_arrangements
        )
        for j in range(centred.shape[1])
    ]
    if not is_exact:
        rearrangements = [
            replace(rearrangement, n_sampled=n_sampled, p_error=_sampling_error(rearrangement.p_one, n_sampled))
            for rearrangement in rearrangements
        ]
    return _adjust(rearrangements, effects, observed, alternative)


def count_arrangements(values: Sequence[Hashable]) -> int:
    """In how many distinct orders these values can stand: n! over the factorials of ties."""
    return factorial(len(values)) // prod(factorial(n) for n in Counter(values).values())


def _centre(predictors: FloatArray, blocks: Sequence[Hashable] | None) -> tuple[FloatArray, list[IntArray]]:
    """Predictors less their block means, and the rows of each block."""
    names = [0] * len(predictors) if blocks is None else list(blocks)
    rows: dict[Hashable, list[int]] = {}
    for row, name in enumerate(names):
        rows.setdefault(name, []).append(row)
    members = [np.array(block, dtype=np.int64) for block in rows.values()]
    centred = predictors.copy()
    for block in members:
        centred[block] -= predictors[block].mean(0)
        centred[block] *= np.ptp(predictors[block], axis=0) > 0  # rounding must not make a constant vary
    return centred, members


def _enumerate(outcome: FloatArray, centred: FloatArray, members: Sequence[IntArray]) -> FloatArray:
    """Shape (n_arrangements, n_predictors): the effects of every arrangement."""
    effects = np.zeros((1, centred.shape[1]))
    for rows in members:
        block = _block_effects(outcome[rows], centred[rows])
        effects = (effects[:, None, :] + block[None, :, :]).reshape(-1, centred.shape[1])
    return effects


def _block_effects(outcome: FloatArray, centred: FloatArray) -> FloatArray:
    """The effects of every distinct arrangement of one block, built case by case from what is left to assign."""
    # Equal outcomes that change places are one arrangement.
    tiers, counts = np.unique(outcome, return_counts=True)
    partial: dict[tuple[int, ...], FloatArray] = {tuple(counts.tolist()): np.zeros((1, centred.shape[1]))}
    for case in centred:
        grown: dict[tuple[int, ...], list[FloatArray]] = {}
        for left, effects in partial.items():
            for place, tier in enumerate(tiers):
                if left[place]:
                    rest = (*left[:place], left[place] - 1, *left[place + 1 :])
                    grown.setdefault(rest, []).append(effects + tier * case)
        partial = {rest: np.concatenate(parts) for rest, parts in grown.items()}
    return next(iter(partial.values()))


def _sample(
    outcome: FloatArray, centred: FloatArray, members: Sequence[IntArray], n_sampled: int, seed: int
) -> FloatArray:
    """Shape (n_sampled, n_predictors): the effects of arrangements drawn at random inside blocks."""
    generator = np.random.default_rng(seed)
    effects = np.zeros((n_sampled, centred.shape[1]))
    for rows in members:
        drawn = generator.permuted(np.tile(outcome[rows], (n_sampled, 1)), axis=1)
        effects += drawn @ centred[rows]
    return effects


def _describe(
    effects: FloatArray,
    observed: float,
    tolerance: float,
    outcome: FloatArray,
    centred: FloatArray,
    members: Sequence[IntArray],
    n_arrangements: int,
) -> Rearrangement:
    """One predictor by itself; effects includes the observed one."""
    k = int((effects >= observed - tolerance).sum())
    k_two = int((np.abs(effects) >= abs(observed) - tolerance).sum())
    return Rearrangement(
        effect=round(observed, 12),
        p_one=k / len(effects),
        p_two=k_two / len(effects),
        p_less=int((effects <= observed + tolerance).sum()) / len(effects),
        k=k,
        n_arrangements=n_arrangements,
        p_min=prod(_share_at_top(outcome[rows], centred[rows]) for rows in members),
        is_testable=any(np.ptp(outcome[rows]) > 0 and np.ptp(centred[rows]) > 0 for rows in members),
    )


def _share_at_top(outcome: FloatArray, centred: FloatArray) -> float:
    """The share of a block's arrangements with its largest effect: high outcomes on high predictors, ties free."""
    ordered = np.sort(outcome).tolist()
    n_at_top, start = 1, 0
    # In units of the largest, so that ties are found whatever the predictor is measured in.
    scale = float(np.abs(centred).max(initial=0)) or 1.0
    for _, n_tied in sorted(Counter(np.round(centred / scale, 9).tolist()).items()):
        n_at_top *= count_arrangements(ordered[start : start + n_tied])
        start += n_tied
    return n_at_top / count_arrangements(ordered)


def _sampling_error(p: float, n_sampled: int) -> float:
    """Standard error of a share of sampled arrangements."""
    return sqrt(p * (1 - p) / n_sampled)


def _adjust(
    rearrangements: Sequence[Rearrangement], effects: FloatArray, observed: FloatArray, alternative: Alternative
) -> tuple[Rearrangement, ...]:
    """Holm's and step-down max-T's p over the testable predictors."""
    # A trait of the block tests nothing: it must not make the others pay for one more look.
    testable = [j for j, rearrangement in enumerate(rearrangements) if rearrangement.is_testable]
    of_alternative = {"greater": "p_one", "two-sided": "p_two", "less": "p_less"}[alternative]
    holm = adjust_holm([getattr(rearrangements[j], of_alternative) for j in testable])
    spread = effects[:, testable].std(0)
    # Each in its own standard deviations: else the predictor with the largest numbers decides every maximum.
    scaled, scaled_observed = effects[:, testable] / spread, observed[testable] / spread
    if alternative == "two-sided":
        scaled, scaled_observed = np.abs(scaled), np.abs(scaled_observed)
    elif alternative == "less":
        scaled, scaled_observed = -scaled, -scaled_observed
    maxt = _step_down(scaled, scaled_observed)
    adjusted = list(rearrangements)
    for j, p_holm, p_maxt in zip(testable, holm, maxt, strict=True):
        adjusted[j] = replace(rearrangements[j], p_holm=p_holm, p_maxt=p_maxt)
    return tuple(adjusted)


def adjust_holm(p_values: Sequence[float]) -> list[float]:
    """Holm's adjusted p-values, in the order given, at most 1."""
    order = sorted(range(len(p_values)), key=lambda j: p_values[j])
    adjusted, largest = [0.0] * len(p_values), 0.0
    for step, j in enumerate(order):
        # Adjusted values never fall from one step to the next.
        largest = max(largest, min(1.0, (len(p_values) - step) * p_values[j]))
        adjusted[j] = largest
    return adjusted


def _step_down(scaled: FloatArray, observed: FloatArray) -> list[float]:
    """Step-down max-T: each predictor against the largest of itself and all with smaller observed effects."""
    # Stable: predictors with equal effects keep their order.
    order = np.argsort(-observed, kind="stable")
    adjusted, largest = [0.0] * len(observed), 0.0
    for step, j in enumerate(order.tolist()):
        highest = scaled[:, order[step:]].max(1)
        p = float((highest >= observed[j] - 1e-9 * (1 + abs(observed[j]))).mean())
        largest = max(largest, p)
        adjusted[j] = largest
    return adjusted
