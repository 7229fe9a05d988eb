"""QCA as an exploration: which combinations of conditions go with the outcome, and what changes that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from pipeline.comparison.calibration import Condition, Plan
from pipeline.comparison.material import Material
from pipeline.comparison.measures import measure_cases
from pipeline.statistics.configurations import Configurations, Model, compare_configurations
from pipeline.statistics.errors import TooManyModelsError
from pipeline.study.dataclass import dataclass

FloatArray = npt.NDArray[np.float64]
# Other cuts of consistency, to show how much hangs on the plan's own.
CUTS = (0.75, 0.8, 0.85, 0.9)
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Member:
    """One case's memberships, by condition and in the outcome."""

    case_id: str
    conditions: tuple[float, ...]
    outcome: float


@dataclass(frozen=True, slots=True)
class Variation:
    """The same sets under another cut, or another dichotomy of the tier: are the solutions the same?

    `conservative` and `parsimonious` are all tied models, each its terms joined by " + "; none where nothing is
    sufficient; `is_same` compares both with the main analysis, negation apart.
    """

    label: str
    conservative: tuple[str, ...]
    parsimonious: tuple[str, ...]
    is_same: bool


@dataclass(frozen=True, slots=True)
class Exploration:
    """A whole exploration; where `why` is filled it could not be done, and everything below is empty.

    `crisp` is of sets cut at 0.5, `fuzzy` as calibrated, None where every membership is 0 or 1; `main` names which of
    the two the variations are compared with. `left_out` are cases without a tier or a measured value, with the reason.
    """

    plan: Plan
    why: str
    left_out: tuple[tuple[str, str], ...] = ()
    members: tuple[Member, ...] = ()
    crisp: Configurations | None = None
    fuzzy: Configurations | None = None
    negated: Configurations | None = None
    variations: tuple[Variation, ...] = ()
    cautions: tuple[str, ...] = ()

    @property
    def main(self) -> Configurations | None:
        """The analysis as calibrated."""
        return self.fuzzy or self.crisp


def explore(material: Material, plan: Plan) -> Exploration:
    """Truth tables, solutions, the negated outcome, and how they hold over cuts and dichotomies of the tier."""
    values: dict[str, Mapping[str, float | str]] = {}
    for condition in plan.conditions:
        values[condition.name] = _of_condition(material, condition)
    left_out, kept = [], []
    for case_id in material.cases:
        why = _missing(case_id, material, plan, values)
        if why:
            left_out.append((case_id, why))
        else:
            kept.append(case_id)
    # The file refuses 0.5, but a measured value may still fall on the middle anchor: then nothing is explored.
    undecided = [
        f"{case_id} in {name}"
        for name, by_case in values.items()
        for case_id in kept
        if abs(float(by_case[case_id]) - HALF) < 1e-9
    ]
    if undecided:
        why = f"a membership of 0.5 is neither in nor out: {', '.join(undecided)}"
        return Exploration(plan, why, tuple(left_out))
    # Cases left out are named in any case: a truth table of fewer cases is another one.
    if not kept:
        return Exploration(plan, "no case has a tier and a value for every condition", tuple(left_out))
    members = tuple(
        Member(
            case_id,
            tuple(round(float(values[c.name][case_id]), 4) for c in plan.conditions),
            plan.tiers[material.tiers[case_id]],
        )
        for case_id in kept
    )
    try:
        return _explored(material, plan, members, tuple(left_out))
    # The memberships can be read even where the tied models are too many to list.
    except TooManyModelsError as error:
        return Exploration(plan, str(error), tuple(left_out), members)


def _of_condition(material: Material, condition: Condition) -> Mapping[str, float | str]:
    """A number for each case, or why there is none."""
    if condition.measure is None:
        return {case_id: condition.memberships.get(case_id, "no membership is written") for case_id in material.cases}
    by_case: dict[str, float | str] = {}
    for measured in measure_cases(material, condition.measure):
        by_case[measured.case_id] = (
            measured.why or "no number" if measured.value is None else condition.membership(measured.value)
        )
    return by_case


def _missing(case_id: str, material: Material, plan: Plan, values: Mapping[str, Mapping[str, float | str]]) -> str:
    if case_id not in material.tiers:
        return "no tier"
    if material.tiers[case_id] not in plan.tiers:
        return f"no membership for tier {material.tiers[case_id]}"
    return next(
        (f"{name}: {value}" for name, by_case in values.items() if isinstance(value := by_case[case_id], str)), ""
    )


def _explored(
    material: Material, plan: Plan, members: tuple[Member, ...], left_out: tuple[tuple[str, str], ...]
) -> Exploration:
    sets = np.array([member.conditions for member in members], dtype=np.float64)
    outcome = np.array([member.outcome for member in members], dtype=np.float64)
    cut_sets, cut_outcome = (sets > HALF).astype(np.float64), (outcome > HALF).astype(np.float64)
    is_crisp = bool(np.array_equal(sets, cut_sets) and np.array_equal(outcome, cut_outcome))
    crisp = _compare(plan, members, cut_sets, cut_outcome)
    fuzzy = None if is_crisp else _compare(plan, members, sets, outcome)
    main = fuzzy or crisp
    return Exploration(
        plan,
        "",
        left_out,
        members,
        crisp,
        fuzzy,
        _compare(plan, members, sets, outcome, is_negated=True),
        _variations(material, plan, members, sets, outcome, main),
        main.cautions,
    )


def _compare(
    plan: Plan,
    members: Sequence[Member],
    sets: FloatArray,
    outcome: FloatArray,
    cut: float | None = None,
    is_negated: bool = False,
) -> Configurations:
    expected = [condition.expect for condition in plan.conditions]
    if is_negated:
        # What should help the outcome should be missing where the outcome is.
        expected = [None if value is None else 1 - value for value in expected]
    return compare_configurations(
        sets,
        outcome,
        [condition.name for condition in plan.conditions],
        [member.case_id for member in members],
        plan.cut if cut is None else cut,
        expected if any(value is not None for value in expected) else None,
        is_negated,
    )


def _variations(
    material: Material,
    plan: Plan,
    members: Sequence[Member],
    sets: FloatArray,
    outcome: FloatArray,
    main: Configurations,
) -> tuple[Variation, ...]:
    """Other cuts with the sets as calibrated; then each way to split the tiers in two, with the plan's cut."""
    variations = [
        _variation(f"cut {cut:g}", _compare(plan, members, sets, outcome, cut), main)
        for cut in sorted({*CUTS, plan.cut})
        if cut != plan.cut
    ]
    order = material.settings.outcome_order
    for place in range(1, len(order)):
        # Tiers are ordered: every way of making two of them cuts the order at one place.
        split = np.array([float(material.ranks[member.case_id] >= place) for member in members])
        label = f"outcome split: {' or '.join(order[place:])} against {' or '.join(order[:place])}"
        variations.append(_variation(label, _compare(plan, members, sets, split), main))
    return tuple(variations)


def _variation(label: str, varied: Configurations, main: Configurations) -> Variation:
    conservative, parsimonious = in_words(varied.conservative), in_words(varied.parsimonious)
    is_same = conservative == in_words(main.conservative) and parsimonious == in_words(main.parsimonious)
    return Variation(label, conservative, parsimonious, is_same)


def in_words(models: Sequence[Model]) -> tuple[str, ...]:
    """Each tied model as its terms with " + " between."""
    return tuple(" + ".join(model.terms) for model in models)
