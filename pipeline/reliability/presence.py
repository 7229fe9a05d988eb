"""Agreement on whether a code is there: every coefficient from how many units show which pattern in which transcript.

The numbers are those of `pipeline.statistics.agreement` (a test holds them together); counting patterns instead of
units is what makes some thousand rows with 2,000 resamples each a matter of seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, fields
from functools import cached_property
from operator import attrgetter
from typing import Any, TypeVar

import numpy as np

from pipeline.io.cache import Cache, code_digest, key_of
from pipeline.statistics.disagreement import alphas
from pipeline.statistics.errors import UndefinedAgreementError, UndefinedStatisticError
from pipeline.statistics.resampling import IntArray, draws_as_floats, percentile_interval
from pipeline.study.dataclass import dataclass

T = TypeVar("T")
SAME = "all gave one and the same answer everywhere, so that chance could not have given another"


@dataclass(frozen=True, slots=True)
class Presence:
    """Coefficients of one table of yes and no; None where a number does not exist, and then `why` says so.

    `n_positive` counts units to which at least one coder gave the code.
    """

    percent: float | None
    kappa: float | None
    ac1: float | None
    alpha: float | None
    alpha_low: float | None
    alpha_high: float | None
    n_units: int
    n_positive: int
    why: str


@dataclass(frozen=True, slots=True)
class PatternTable:
    """How often each pattern of answers occurs in each transcript.

    Attributes:
        patterns: Shape (n_patterns, n_coders): 1 the code was given, 0 it was not, -1 the coder did not see the unit.
        counts: Shape (n_transcripts, n_patterns), transcripts in a fixed order.
    """

    patterns: IntArray
    counts: IntArray


ROOM = "presence"


@dataclass
class KeptPresences:
    """Coefficients that the last run worked out, by the table that they are of: an interval takes 2,000 resamples.

    `made` are those that this run asked for; only they are kept.
    """

    cache: Cache
    made: dict[str, tuple[object, ...]] = field(default_factory=dict)

    @cached_property
    def _former(self) -> Mapping[str, Sequence[Any]]:
        kept = self.cache.get(ROOM, self._key)
        return kept if isinstance(kept, dict) else {}

    @cached_property
    def _key(self) -> str:
        return key_of(code_digest("reliability", "statistics"))

    def describe(self, table: PatternTable) -> Presence:
        """As `describe_presence`, to the last digit."""
        key = key_of(table.patterns.shape, table.patterns.tobytes(), table.counts.tobytes())
        kept = self.made.get(key) or self._former.get(key)
        presence = Presence(*kept) if kept else describe_presence(table)
        self.made[key] = _cells(presence)
        return presence

    def end(self) -> None:
        """Keep what this run asked for instead of what the last one did, once the cache is flushed."""
        self.cache.put(ROOM, self._key, self.made)
        self.cache.keep_only(ROOM, {self._key})


_cells = attrgetter(*(part.name for part in fields(Presence)))


def describe_presence(table: PatternTable) -> Presence:
    """Percent, kappa (Cohen's for two coders, Fleiss's for more), AC1, alpha and its interval by transcripts."""
    yes_no = np.stack([(table.patterns == 0).sum(1), (table.patterns == 1).sum(1)], axis=1)
    # A unit seen by one coder alone pairs with nothing: alpha leaves it out.
    is_pairable = yes_no.sum(1) > 1
    shown = table.counts.sum(0)
    reasons: dict[str, list[str]] = {}
    pairable, weights = yes_no[is_pairable], shown[is_pairable]
    by_transcript = table.counts[:, is_pairable]
    # A transcript without pairable units would only be drawn in vain.
    by_transcript = by_transcript[by_transcript.sum(1) > 0]
    is_two = table.patterns.shape[1] == 2
    # Transcripts are resampled, not units: units of one person are alike, and their interval would be too narrow.
    interval = _or_why(reasons, "interval", lambda: _interval(pairable, by_transcript))
    return Presence(
        percent=_or_why(reasons, "percent", lambda: _observed(pairable, weights)),
        kappa=_or_why(reasons, "kappa", lambda: _cohen(table.patterns, shown) if is_two else _fleiss(yes_no, shown)),
        ac1=_or_why(reasons, "ac1", lambda: _ac1(yes_no, shown)),
        alpha=_or_why(reasons, "alpha", lambda: _alpha(pairable, weights)),
        alpha_low=interval[0] if interval else None,
        alpha_high=interval[1] if interval else None,
        n_units=int(weights.sum()),
        n_positive=int(weights[pairable[:, 1] > 0].sum()) if weights.size else 0,
        why="; ".join(f"{', '.join(names)}: {reason}" for reason, names in reasons.items()),
    )


def _or_why(reasons: dict[str, list[str]], name: str, compute: Callable[[], T]) -> T | None:
    try:
        return compute()
    except UndefinedStatisticError as undefined:
        reasons.setdefault(str(undefined), []).append(name)
        return None


def _alpha(patterns: IntArray, weights: IntArray) -> float:
    if weights.sum() == 0:
        raise UndefinedAgreementError("no unit was coded by two coders")
    alpha = float(alphas(patterns, weights[None, :], "nominal", [])[0])
    if np.isnan(alpha):
        raise UndefinedAgreementError(SAME)
    return alpha


def _interval(patterns: IntArray, by_transcript: IntArray) -> tuple[float, float]:
    # Raises where alpha itself is undefined: then no interval may be printed either.
    _alpha(patterns, by_transcript.sum(0))
    if len(by_transcript) < 2:
        raise UndefinedAgreementError("an interval needs two transcripts")
    # Floats make the product quick; what comes out are counts again.
    drawn = np.rint(draws_as_floats(len(by_transcript)) @ by_transcript.astype(np.float64)).astype(np.int64)
    interval = percentile_interval(alphas(patterns, drawn, "nominal", []))
    return interval.low, interval.high


def _observed(patterns: IntArray, weights: IntArray) -> float:
    if weights.sum() == 0:
        raise UndefinedAgreementError("no unit was coded by two coders")
    n_coders = patterns.sum(1)
    by_pattern = (patterns * (patterns - 1)).sum(1) / (n_coders * (n_coders - 1))
    return float((by_pattern * weights).sum() / weights.sum())


def _cohen(patterns: IntArray, shown: IntArray) -> float:
    # Cohen's kappa knows no missing answers: units that both saw only.
    both = (patterns >= 0).all(1)
    table = np.zeros((2, 2))
    for (first, second), n in zip(patterns[both], shown[both], strict=True):
        table[first, second] += n
    n_units = table.sum()
    if n_units == 0:
        raise UndefinedAgreementError("no unit was coded by both coders")
    by_chance = float((table.sum(1) * table.sum(0)).sum() / n_units**2)
    if by_chance == 1:
        raise UndefinedAgreementError(SAME)
    return float((np.trace(table) / n_units - by_chance) / (1 - by_chance))


def _fleiss(yes_no: IntArray, shown: IntArray) -> float:
    rated = (yes_no.sum(1) > 0) & (shown > 0)
    patterns, weights = yes_no[rated], shown[rated]
    if weights.sum() == 0:
        raise UndefinedAgreementError("no unit was coded by two coders")
    # Fleiss's kappa is defined for an equal number of ratings a unit; alpha stands where they differ.
    if len(set(patterns.sum(1).tolist())) > 1:
        raise UndefinedAgreementError("the units differ in how many coders saw them")
    totals = weights @ patterns
    by_chance = float(((totals / totals.sum()) ** 2).sum())
    if by_chance == 1:
        raise UndefinedAgreementError(SAME)
    return (_observed(patterns, weights) - by_chance) / (1 - by_chance)


def _ac1(yes_no: IntArray, shown: IntArray) -> float:
    """Gwet's AC1 with the two categories yes and no."""
    pairable = yes_no.sum(1) > 1
    observed = _observed(yes_no[pairable], shown[pairable])
    # As Gwet has it: prevalence from all units that anybody rated, agreement from those rated twice.
    rated = yes_no.sum(1) > 0
    shares = yes_no[rated] / yes_no[rated].sum(1, keepdims=True)
    yes = float((shares[:, 1] * shown[rated]).sum() / shown[rated].sum())
    by_chance = 2 * yes * (1 - yes)
    if by_chance == 0:
        raise UndefinedAgreementError(SAME)
    return (observed - by_chance) / (1 - by_chance)
