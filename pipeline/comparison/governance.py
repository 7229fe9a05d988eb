"""Governance over time: modes, switches between modes, changes inside a mode; both are always given."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.comparison.material import Material
from pipeline.comparison.measures import count_changes, in_steps
from pipeline.store.rows import GovernanceStep
from pipeline.study.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One row of governance.csv; `change` is start, between (another mode than before) or inside (the same mode)."""

    mode: str
    since: str
    note: str
    change: str


@dataclass(frozen=True, slots=True)
class CaseGovernance:
    """One case's modes in order, and its changes by both definitions."""

    case_id: str
    tier: str | None
    steps: tuple[Step, ...]
    switches_between: int
    changes_inside: int

    @property
    def modes(self) -> tuple[str, ...]:
        """Modes in order, each stretch once."""
        modes = [step.mode for step in self.steps]
        return tuple(mode for n, mode in enumerate(modes) if n == 0 or modes[n - 1] != mode)


@dataclass(frozen=True, slots=True)
class TierGovernance:
    """The cases of one tier that have a history: by first mode, and which of them changed by each definition."""

    tier: str
    cases: tuple[str, ...]
    first_modes: tuple[tuple[str, int], ...]
    switched: tuple[str, ...]
    changed_inside: tuple[str, ...]
    neither: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Governance:
    """All cases, those without a history, and a line a tier, best first."""

    cases: tuple[CaseGovernance, ...]
    without: tuple[str, ...]
    by_tier: tuple[TierGovernance, ...]


def governance(material: Material) -> Governance:
    """Each case's modes over time, and what cases of one tier have in common."""
    cases = tuple(
        governance_of_case(case_id, material.tiers.get(case_id), material.of(GovernanceStep, case_id))
        for case_id in material.cases
        if material.of(GovernanceStep, case_id)
    )
    without = tuple(case_id for case_id in material.cases if not material.of(GovernanceStep, case_id))
    tiers = [tier for tier in reversed(material.settings.outcome_order) if any(case.tier == tier for case in cases)]
    return Governance(cases, without, tuple(_of_tier(tier, [c for c in cases if c.tier == tier]) for tier in tiers))


def governance_of_case(case_id: str, tier: str | None, rows: Sequence[GovernanceStep]) -> CaseGovernance:
    """One case's rows of governance.csv as a history."""
    ordered = in_steps(rows)
    # The first step is no change: it is how the case began.
    changes = ["start", *("between" if a.mode != b.mode else "inside" for a, b in pairwise(ordered))]
    steps = tuple(
        Step(row.mode, row.from_ or "", row.note or "", change) for row, change in zip(ordered, changes, strict=False)
    )
    return CaseGovernance(case_id, tier, steps, *count_changes(rows))


def _of_tier(tier: str, cases: list[CaseGovernance]) -> TierGovernance:
    first = [case.steps[0].mode for case in cases]
    return TierGovernance(
        tier=tier,
        cases=tuple(case.case_id for case in cases),
        first_modes=tuple((mode, first.count(mode)) for mode in sorted(set(first))),
        switched=tuple(case.case_id for case in cases if case.switches_between),
        changed_inside=tuple(case.case_id for case in cases if case.changes_inside),
        neither=tuple(case.case_id for case in cases if not case.switches_between and not case.changes_inside),
    )
