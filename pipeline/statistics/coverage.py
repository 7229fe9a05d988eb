"""Code coverage: what each further run of transcripts adds. Under a codebook fixed in advance it is no saturation."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.statistics.errors import UndefinedCoverageError

FloatArray = npt.NDArray[np.float64]

# Guest, Namey & Chen's 5 % of new information, at or under which a run has reached saturation.
THRESHOLD = 0.05


@dataclass(frozen=True, slots=True)
class CodeCoverage:
    """What runs of transcripts added to a base.

    Attributes:
        n_base: Distinct codes in the transcripts of the base.
        new_by_run: New codes in each run; runs overlap, each begins one transcript later.
        quotients: new_by_run / n_base.
        reached: How many transcripts were seen before the first run at or under the threshold (the 6 in "6+2");
            None where no run was.
    """

    n_base: int
    new_by_run: tuple[int, ...]
    quotients: tuple[float, ...]
    reached: int | None


def cover_codes(
    codes: Sequence[AbstractSet[Hashable]], base: int = 4, run: int = 2, threshold: float = THRESHOLD
) -> CodeCoverage:
    """How many new codes each run of transcripts brings, as a share of those in the base.

    Args:
        codes: The codes of each transcript, in the order in which they were coded.
        base, run: In transcripts, 1 or more.

    Raises:
        UndefinedCoverageError: Fewer transcripts than base and run together, or a base without codes.
        ValueError: A base or run under 1.

    Source:
        Guest, Namey & Chen (2020), "A simple method to assess and report thematic saturation in qualitative
        research", PLoS ONE 15(5): e0232076.
    """
    if base < 1 or run < 1:
        raise ValueError("base and run are 1 transcript or more")
    if len(codes) < base + run:
        raise UndefinedCoverageError(
            f"a base of {base} and a run of {run} need {base + run} transcripts, not {len(codes)}"
        )
    new = new_by_transcript(codes)
    n_base = sum(new[:base])
    if n_base == 0:
        raise UndefinedCoverageError(f"the first {base} transcripts have no codes")
    new_by_run = tuple(sum(new[start : start + run]) for start in range(base, len(new) - run + 1))
    quotients = tuple(n_new / n_base for n_new in new_by_run)
    reached = next((base + place for place, quotient in enumerate(quotients) if quotient <= threshold), None)
    return CodeCoverage(n_base, new_by_run, quotients, reached)


def new_by_transcript(codes: Sequence[AbstractSet[Hashable]]) -> list[int]:
    """How many codes each transcript has that none before it had."""
    earlier: set[Hashable] = set()
    new = []
    for here in codes:
        new.append(len(here - earlier))
        earlier |= here
    return new


def mean_accumulation(
    codes: Sequence[AbstractSet[Hashable]], n_orders: int = 500, seed: int = 0
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Distinct codes after 1, 2, … transcripts over random orders: mean, and the 2.5th and 97.5th percentile.

    Returns:
        Three arrays of shape (n_transcripts,).
    """
    generator = np.random.default_rng(seed)
    places_of: dict[Hashable, list[int]] = {}
    for place, here in enumerate(codes):
        for code in here:
            places_of.setdefault(code, []).append(place)
    # Code by code the transcripts that have it: the first of them in an order is where the code is new.
    places = np.array([place for listed in places_of.values() for place in listed], dtype=np.intp)
    begins = np.cumsum([0, *(len(listed) for listed in places_of.values())][:-1])
    curves = np.zeros((n_orders, len(codes)), dtype=np.float64)
    position = np.empty(len(codes), dtype=np.intp)
    # In random orders, since the curve of one order depends on who came first.
    for curve in curves:
        position[generator.permutation(len(codes))] = np.arange(len(codes))
        if places_of:
            first = np.minimum.reduceat(position[places], begins)
            curve[:] = np.cumsum(np.bincount(first, minlength=len(codes)))
    low, high = np.quantile(curves, [0.025, 0.975], axis=0)
    return curves.mean(0), np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
