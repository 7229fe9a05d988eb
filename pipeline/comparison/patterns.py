"""What an explanation predicts for each case, what was found, and how unusual the fit is among rearrangements.

An explanation orders cases: who has more of it should have the better tier. A case is compared with the cases of its
block that have another tier; nothing is compared across blocks, since blocks are what the design holds constant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from pipeline.comparison.material import Material
from pipeline.comparison.measures import Measured
from pipeline.statistics.small_n import Rearrangement, adjust_holm, rearrange_several
from pipeline.study.dataclass import dataclass

Scores = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A proposition or a rival, as numbers that can be set beside tiers.

    `direction` is 1 where more of it should go with a better tier, -1 where less, 0 where it should make no
    difference. `why` says what makes it not testable, and is empty otherwise. `predicted` holds tiers (or words) that
    somebody predicted case by case, instead of a measure.
    """

    name: str
    claim: str
    direction: int = 1
    measured: tuple[Measured, ...] = ()
    predicted: Mapping[str, str] | None = None
    why: str = ""
    measured_by: str = ""
    note: str = ""

    @property
    def is_testable(self) -> bool:
        """Whether it says something of single cases."""
        return not self.why

    def scores(self) -> Scores:
        """Each case's number, turned so that larger should mean a better tier; cases without one left out."""
        sign = -1 if self.direction < 0 else 1
        return {measured.case_id: sign * measured.value for measured in self.measured if measured.value is not None}


@dataclass(frozen=True, slots=True)
class Fit:
    """One explanation in one case. `fit` is fits, against, undecided or unknown.

    `expected` is high, between, low, none (no case of its block has another tier) or any (no difference is claimed);
    `n_right`, `n_wrong`, `n_tied` count the cases of its block with another tier by whether they lie on the predicted
    side.
    """

    case_id: str
    expected: str
    measured: Measured | None
    predicted: str | None
    fit: str
    n_right: int = 0
    n_wrong: int = 0
    n_tied: int = 0


@dataclass(frozen=True, slots=True)
class Unusual:
    """Of `n` rearrangements of the outcome inside blocks, `k` fit as well or better; `k_least` is the smallest k that
    this table could have reached. `effect` = sum of (value - block mean) x outcome. None where not testable: `why`."""

    cases: tuple[str, ...]
    effect: float | None = None
    k: int | None = None
    n: int | None = None
    k_least: int | None = None
    is_sampled: bool = False
    p_error: float = 0.0
    p_holm: float | None = None
    p_maxt: float | None = None
    why: str = ""

    @property
    def share(self) -> float | None:
        """k / n."""
        return None if self.k is None or not self.n else self.k / self.n


def fit_cases(material: Material, explanation: Explanation, outcome: Scores | None = None) -> tuple[Fit, ...]:
    """How each case fits; see `Fit`. `outcome` replaces the reconciled tiers' ranks."""
    ranks = material.ranks if outcome is None else outcome
    by_case = {measured.case_id: measured for measured in explanation.measured}
    if explanation.predicted is not None:
        return tuple(_fit_predicted(material, explanation, case_id, by_case.get(case_id)) for case_id in material.cases)
    scores = explanation.scores()
    blocks = dict(zip(material.cases, material.blocks(material.cases), strict=True))
    return tuple(
        _fit_one(case_id, explanation, by_case.get(case_id), scores, ranks, blocks) for case_id in material.cases
    )


def _fit_one(
    case_id: str,
    explanation: Explanation,
    measured: Measured | None,
    scores: Scores,
    ranks: Scores,
    blocks: Mapping[str, str],
) -> Fit:
    if case_id not in ranks:
        return Fit(case_id, "none", measured, None, "unknown")
    others = [o for o in ranks if blocks[o] == blocks[case_id] and ranks[o] != ranks[case_id]]
    above, below = any(ranks[o] > ranks[case_id] for o in others), any(ranks[o] < ranks[case_id] for o in others)
    expected = "none" if not others else "between" if above and below else "low" if above else "high"
    if explanation.direction < 0:
        expected = {"high": "low", "low": "high"}.get(expected, expected)
    if explanation.direction == 0:
        expected = "any"
    if case_id not in scores or explanation.direction == 0:
        return Fit(case_id, expected, measured, None, "unknown" if case_id not in scores else "undecided")
    compared = [o for o in others if o in scores]
    signs = [np.sign((scores[case_id] - scores[o]) * (ranks[case_id] - ranks[o])) for o in compared]
    right, wrong, tied = (sum(bool(s == sign) for s in signs) for sign in (1, -1, 0))
    fit = "fits" if right and not wrong else "against" if wrong > right else "undecided"
    return Fit(case_id, expected, measured, None, fit, right, wrong, tied)


def _fit_predicted(material: Material, explanation: Explanation, case_id: str, measured: Measured | None) -> Fit:
    """Where somebody wrote what to expect of a case: its tier, or the measure's word or number."""
    assert explanation.predicted is not None
    predicted = explanation.predicted.get(case_id)
    if predicted is None:
        return Fit(case_id, "none", measured, None, "unknown")
    if measured is not None:
        if measured.value is None and measured.label is None:
            return Fit(case_id, "none", measured, predicted, "unknown")
        # People predict as they would say it: a word, a count in words, `2` or `2.0`.
        shown = {
            measured.label,
            measured.words,
            str(measured.value),
            f"{measured.value:g}" if measured.value is not None else None,
        }
        return Fit(case_id, "none", measured, predicted, "fits" if predicted in shown else "against")
    tier = material.tiers.get(case_id)
    fit = "unknown" if tier is None else "fits" if tier == predicted else "against"
    return Fit(case_id, "none", None, predicted, fit)


def how_unusual(material: Material, explanation: Explanation, outcome: Scores | None = None) -> Unusual:
    """One explanation among all rearrangements of tiers (or of `outcome`) inside blocks."""
    ranks = dict(material.ranks if outcome is None else outcome)
    scores = predicted_ranks(material, explanation) if explanation.predicted is not None else explanation.scores()
    cases = tuple(case_id for case_id in material.cases if case_id in ranks and case_id in scores)
    return among(
        cases, ranks, scores, material.blocks(cases), explanation.direction, material.block or material.settings.case
    )


def predicted_ranks(material: Material, explanation: Explanation) -> Scores:
    """Predicted tiers as places in the order; nothing where other words were predicted."""
    order = material.settings.outcome_order
    predicted = explanation.predicted or {}
    return {case_id: float(order.index(tier)) for case_id, tier in predicted.items() if tier in order}


def among(
    cases: tuple[str, ...], ranks: Scores, scores: Scores, blocks: Sequence[str], direction: int, block: str
) -> Unusual:
    """The rearrangement of these cases, or why there is none."""
    # What cannot be tested is said in words: each of these would come out as an effect of 0 and look like a result.
    if not ranks:
        return Unusual(cases, why="no case has a tier")
    if len(cases) < 2:
        return Unusual(cases, why="fewer than two cases have both a tier and a value")
    outcome, predictor = np.array([ranks[c] for c in cases]), np.array([scores[c] for c in cases])
    if np.ptp(outcome) == 0:
        return Unusual(cases, why="all these cases have one tier")
    if np.ptp(predictor) == 0:
        return Unusual(cases, why="every case has the same value")
    rearranged = rearrange_several(outcome, predictor[:, None], blocks)[0]
    if not rearranged.is_testable:
        return Unusual(cases, why=_not_testable(outcome, predictor, blocks, block))
    return _unusual(cases, rearranged, direction)


def _not_testable(
    outcome: npt.NDArray[np.float64], predictor: npt.NDArray[np.float64], blocks: Sequence[str], block: str
) -> str:
    members = [[n for n, own in enumerate(blocks) if own == name] for name in dict.fromkeys(blocks)]
    if all(len(rows) == 1 for rows in members):
        return f"no {block} has two cases of which both the tier and this are known"
    if all(np.ptp(predictor[rows]) == 0 for rows in members):
        return f"it is the same for all cases of one {block}, so it cannot be told from the {block} itself"
    if all(np.ptp(outcome[rows]) == 0 for rows in members):
        return f"in no {block} do tiers differ"
    return f"no {block} has cases that differ both in tier and in this"


def effect_of(cases: Sequence[str], ranks: Scores, scores: Scores, blocks: Sequence[str]) -> float:
    """Sum of (score - mean of its block) x rank: the effect alone, without rearranging anything."""
    members: dict[str, list[str]] = {}
    for case_id, block in zip(cases, blocks, strict=True):
        members.setdefault(block, []).append(case_id)
    return sum(
        (scores[case_id] - sum(scores[other] for other in some) / len(some)) * ranks[case_id]
        for some in members.values()
        for case_id in some
    )


def _unusual(cases: tuple[str, ...], rearranged: Rearrangement, direction: int) -> Unusual:
    # In a sample of arrangements the observed one is counted too: k is never 0.
    n_counted = rearranged.n_arrangements if rearranged.n_sampled is None else rearranged.n_sampled + 1
    # Where no difference is claimed, an effect of either sign speaks against it.
    share = rearranged.p_two if direction == 0 else rearranged.p_one
    return Unusual(
        cases=cases,
        effect=rearranged.effect,
        k=round(share * n_counted),
        n=n_counted,
        k_least=max(1, round(rearranged.p_min * n_counted)),
        is_sampled=rearranged.n_sampled is not None,
        p_error=rearranged.p_error,
    )


def without_each(material: Material, explanation: Explanation, attribute: str) -> tuple[tuple[str, Unusual], ...]:
    """The same, each value of an attribute (a city, an issue) left out in turn."""
    held = material.held(attribute)
    looks = []
    for value in sorted({held[case_id] for case_id in material.cases} - {""}):
        kept = {case_id: rank for case_id, rank in material.ranks.items() if held[case_id] != value}
        looks.append((value, how_unusual(material, explanation, kept)))
    return tuple(looks)


def adjusted(material: Material, explanations: Sequence[Explanation], looks: Sequence[Unusual]) -> tuple[Unusual, ...]:
    """Holm's and step-down max-T's p for several propositions that were formed before coding.

    max-T needs the same cases under every look; where they differ it stays None.
    """
    tested = [n for n, look in enumerate(looks) if look.share is not None]
    holm = adjust_holm([looks[n].share or 0.0 for n in tested])
    maxt = _max_t(material, [explanations[n] for n in tested], [looks[n] for n in tested])
    corrected = list(looks)
    for n, p_holm, p_maxt in zip(tested, holm, maxt, strict=True):
        corrected[n] = replace(looks[n], p_holm=p_holm, p_maxt=p_maxt)
    return tuple(corrected)


def _max_t(material: Material, explanations: Sequence[Explanation], looks: Sequence[Unusual]) -> Sequence[float | None]:
    # Step-down max-T rearranges all predictors at once: it needs one set of cases, and a direction for each.
    if (
        not looks
        or len({look.cases for look in looks}) > 1
        or any(explanation.direction == 0 for explanation in explanations)
    ):
        return [None] * len(looks)
    cases = looks[0].cases
    columns = [
        predicted_ranks(material, explanation) if explanation.predicted is not None else explanation.scores()
        for explanation in explanations
    ]
    predictors = np.array([[column[case_id] for column in columns] for case_id in cases])
    outcome = np.array([material.ranks[case_id] for case_id in cases])
    return [rearranged.p_maxt for rearranged in rearrange_several(outcome, predictors, material.blocks(cases))]
