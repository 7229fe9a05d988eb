"""Qualitative comparative analysis (QCA), crisp and fuzzy: which combinations of conditions go with the outcome.

An exploration, not a test. Memberships lie in 0..1; above 0.5 a case is more in than out, and exactly 0.5 is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from pipeline.statistics.errors import TooManyModelsError, UnusableMembershipError
from pipeline.statistics.minimization import Row, Term, contains, minimize
from pipeline.statistics.n_conditions import LARGEST_N_CONDITIONS, most_conditions

FloatArray = npt.NDArray[np.float64]

# A consistency of exactly the cut counts as reaching it, whatever rounding did to its sums.
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Fit:
    """How far a set is a subset of the outcome: consistency and PRI, and how much of the outcome it covers.

    None where a ratio has nothing below the line. PRI takes out what speaks for the outcome and its negation alike.
    """

    consistency: float | None
    pri: float | None
    coverage: float | None


@dataclass(frozen=True, slots=True)
class Necessity:
    """How far the outcome is a subset of a condition; `ron`, relevance of necessity, is low for trivial conditions."""

    consistency: float | None
    coverage: float | None
    ron: float | None


@dataclass(frozen=True, slots=True)
class TruthTableRow:
    """One combination of conditions.

    Attributes:
        configuration: 1 or 0 for each condition.
        cases: Names of the cases that are more in than out of it; none: a remainder.
        fit: All None for a remainder.
        is_sufficient: Consistency at or over the cut; None for a remainder.
        contradicting: Where some of its cases show the outcome and others do not, those in the minority as coded.
    """

    configuration: Row
    cases: tuple[str, ...]
    fit: Fit
    is_sufficient: bool | None
    contradicting: tuple[str, ...]

    @property
    def is_remainder(self) -> bool:
        """Whether no case shows this combination."""
        return not self.cases


@dataclass(frozen=True, slots=True)
class Model:
    """One solution: its terms, joined by "or", its fit, and the cases that each term covers."""

    terms: tuple[str, ...]
    fit: Fit
    cases: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Configurations:
    """A truth table and what follows from it; `intermediate` is None where no direction was expected."""

    rows: tuple[TruthTableRow, ...]
    conservative: tuple[Model, ...]
    parsimonious: tuple[Model, ...]
    intermediate: tuple[Model, ...] | None
    necessity: Mapping[str, Necessity]
    cautions: tuple[str, ...]


def compare_configurations(
    memberships: FloatArray,
    outcome: FloatArray,
    conditions: Sequence[str],
    cases: Sequence[str],
    cut: float = 0.8,
    expected: Sequence[int | None] | None = None,
    is_negated: bool = False,
) -> Configurations:
    """Truth table, necessity, and the conservative, parsimonious and intermediate solution with all tied models.

    Args:
        memberships: Shape (n_cases, n_conditions), 0..1 and never 0.5.
        outcome: Shape (n_cases,), likewise.
        cut: The consistency from which a row counts as sufficient.
        expected: For each condition, whether its presence (1) or absence (0) should help the outcome analysed, or
            None for either; without it there is no intermediate solution.
        is_negated: Whether to analyse the absence of the outcome.

    Raises:
        UnusableMembershipError: A membership of 0.5 or outside 0..1.
        TooManyModelsError: More than eight conditions, or too many tied models.

    Source:
        Ragin (2008), Redesigning Social Inquiry; Ragin & Sonnett (2005) for the intermediate solution; PRI and RoN:
        Schneider & Wagemann (2012), Set-Theoretic Methods. Agrees with R's QCA 3.25 on Lipset's data.
    """
    memberships, outcome = np.asarray(memberships, dtype=np.float64), np.asarray(outcome, dtype=np.float64)
    _check(memberships, outcome, conditions)
    shown = 1 - outcome if is_negated else outcome
    rows = _truth_table(memberships, shown, cases, cut)
    sufficient = [row.configuration for row in rows if row.is_sufficient]
    remainders = [row.configuration for row in rows if row.is_remainder]
    # Conservative: from cases alone. Parsimonious: any combination without a case may help.
    conservative, parsimonious = minimize(sufficient), minimize(sufficient, remainders)
    intermediate = (
        None if expected is None else _intermediate(sufficient, remainders, conservative, parsimonious, expected)
    )

    def models(solution: Sequence[tuple[Term, ...]]) -> tuple[Model, ...]:
        return tuple(_model(terms, memberships, shown, conditions, cases) for terms in solution)

    return Configurations(
        rows=rows,
        conservative=models(conservative),
        parsimonious=models(parsimonious),
        intermediate=None if intermediate is None else models(intermediate),
        necessity=_necessities(memberships, shown, conditions),
        cautions=_cautions(rows, len(cases), len(conditions), cut),
    )


def sufficiency(condition: FloatArray, outcome: FloatArray) -> Fit:
    """Consistency, PRI and coverage of a condition as sufficient for an outcome; arrays of shape (n_cases,)."""
    both = np.minimum(condition, outcome)
    ambiguous = float(np.minimum(both, 1 - outcome).sum())
    shared, size = float(both.sum()), float(condition.sum())
    return Fit(_ratio(shared, size), _ratio(shared - ambiguous, size - ambiguous), _ratio(shared, float(outcome.sum())))


def necessity(condition: FloatArray, outcome: FloatArray) -> Necessity:
    """Consistency, coverage and relevance of a condition as necessary for an outcome; arrays of shape (n_cases,)."""
    both = np.minimum(condition, outcome)
    return Necessity(
        _ratio(float(both.sum()), float(outcome.sum())),
        _ratio(float(both.sum()), float(condition.sum())),
        _ratio(float((1 - condition).sum()), float((1 - both).sum())),
    )


def write_term(term: Term, conditions: Sequence[str]) -> str:
    """`A*~B`; `1` for the term that every case belongs to."""
    names = [name if value else f"~{name}" for name, value in zip(conditions, term, strict=True) if value is not None]
    return "*".join(names) or "1"


def term_membership(term: Term, memberships: FloatArray) -> FloatArray:
    """Each case's membership in a term, shape (n_cases,): the smallest of its conditions'."""
    parts = [
        memberships[:, place] if value else 1 - memberships[:, place]
        for place, value in enumerate(term)
        if value is not None
    ]
    return np.min(parts, axis=0) if parts else np.ones(len(memberships))


def _check(memberships: FloatArray, outcome: FloatArray, conditions: Sequence[str]) -> None:
    """Refuse what cannot be placed in or out of a set."""
    if len(conditions) > LARGEST_N_CONDITIONS:
        raise TooManyModelsError(f"{len(conditions)} conditions are more than {LARGEST_N_CONDITIONS}")
    numbers = np.column_stack([memberships, outcome])
    if not ((numbers >= 0) & (numbers <= 1)).all():
        raise UnusableMembershipError("a membership lies outside 0..1, or is missing")
    if np.isclose(numbers, 0.5, rtol=0, atol=TOLERANCE).any():
        raise UnusableMembershipError("a membership of 0.5 is neither in nor out")


def _truth_table(
    memberships: FloatArray, outcome: FloatArray, cases: Sequence[str], cut: float
) -> tuple[TruthTableRow, ...]:
    """All combinations, from all absent to all present."""
    rows = []
    for configuration in product((0, 1), repeat=memberships.shape[1]):
        membership = term_membership(configuration, memberships)
        # With 0.5 refused, a case is more in than out of exactly one combination.
        inside = [place for place in range(len(cases)) if membership[place] > 0.5]
        named = tuple(cases[place] for place in inside)
        if not named:
            rows.append(TruthTableRow(configuration, (), Fit(None, None, None), None, ()))
            continue
        fit = sufficiency(membership, outcome)
        is_sufficient = fit.consistency is not None and fit.consistency >= cut - TOLERANCE
        against = tuple(cases[place] for place in inside if (outcome[place] > 0.5) != is_sufficient)
        contradicting = against if len({bool(outcome[place] > 0.5) for place in inside}) > 1 else ()
        rows.append(TruthTableRow(configuration, named, fit, is_sufficient, contradicting))
    return tuple(rows)


def _intermediate(
    sufficient: Sequence[Row],
    remainders: Sequence[Row],
    conservative: Sequence[tuple[Term, ...]],
    parsimonious: Sequence[tuple[Term, ...]],
    expected: Sequence[int | None],
) -> list[tuple[Term, ...]]:
    """Models that use easy counterfactuals only, for every pair of a conservative and a parsimonious model.

    A remainder is easy where a parsimonious term covers it and a conservative term within that one, freed of the
    conditions that stand against what was expected, covers it too (as in R's QCA).
    """
    models: dict[tuple[Term, ...], None] = {}
    for shorter in parsimonious:
        used = [row for row in remainders if any(contains(term, row) for term in shorter)]
        for longer in conservative:
            eased = [_ease(term, goal, expected) for term in longer for goal in shorter if contains(goal, term)]
            easy = [row for row in used if any(contains(term, row) for term in eased)]
            models.update(dict.fromkeys(minimize(sufficient, easy)))
    return list(models)


def _ease(term: Term, goal: Term, expected: Sequence[int | None]) -> Term:
    """A conservative term without the conditions that the goal lacks and that stand against what was expected."""
    return tuple(
        None if goal[place] is None and direction is not None and value == 1 - direction else value
        for place, (value, direction) in enumerate(zip(term, expected, strict=True))
    )


def _model(
    terms: Sequence[Term], memberships: FloatArray, outcome: FloatArray, conditions: Sequence[str], cases: Sequence[str]
) -> Model:
    """A solution with its fit and the cases of each term."""
    by_term = {write_term(term, conditions): term_membership(term, memberships) for term in terms}
    return Model(
        tuple(by_term),
        sufficiency(np.max(list(by_term.values()), axis=0), outcome),
        {
            name: tuple(case for case, degree in zip(cases, degrees, strict=True) if degree > 0.5)
            for name, degrees in by_term.items()
        },
    )


def _necessities(memberships: FloatArray, outcome: FloatArray, conditions: Sequence[str]) -> dict[str, Necessity]:
    """Each condition and its absence."""
    present = {name: necessity(memberships[:, place], outcome) for place, name in enumerate(conditions)}
    absent = {f"~{name}": necessity(1 - memberships[:, place], outcome) for place, name in enumerate(conditions)}
    return present | absent


def _cautions(rows: Sequence[TruthTableRow], n_cases: int, n_conditions: int, cut: float) -> tuple[str, ...]:
    """What a reader must know before reading a solution."""
    cautions = []
    if 2**n_conditions > n_cases:
        cautions.append(
            f"{n_conditions} conditions make {2**n_conditions} combinations for {n_cases} cases: "
            f"random data would fit too; use at most {most_conditions(n_cases)}"
        )
    if not any(row.is_sufficient for row in rows):
        cautions.append(f"no combination reaches a consistency of {cut:g}: there is no solution")
    contradictions = [row for row in rows if row.contradicting]
    if contradictions:
        named = "; ".join(", ".join(row.cases) for row in contradictions)
        cautions.append(f"cases of one combination differ in the outcome: {named}")
    return tuple(cautions)


def _ratio(numerator: float, denominator: float) -> float | None:
    """A ratio, or None over nothing."""
    return numerator / denominator if denominator > TOLERANCE else None
