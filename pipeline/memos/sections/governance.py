"""Modes of governance over time, beside the tiers."""

from __future__ import annotations

from pipeline.comparison.governance import CaseGovernance, TierGovernance
from pipeline.memos.sections.compared import Compared
from pipeline.memos.sections.phrases import Phrases
from pipeline.study.dataclass import dataclass
from pipeline.wording.escaping import md
from pipeline.wording.vocabulary import mode_words


@dataclass(frozen=True, slots=True)
class GovernanceBody:
    """Laid out by governance.md.j2: rows of case, tier, modes, switches between modes, changes inside one."""

    word: str
    rows: tuple[tuple[str, ...], ...]
    began_as: str
    has_figure: bool
    without: str


def governance_body(compared: Compared) -> GovernanceBody | None:
    """The memo's section; None where nobody wrote a history."""
    say, governance = compared.say, compared.comparison.governance
    if not governance.cases:
        return None
    return GovernanceBody(
        say.word,
        tuple(_row(case, say) for case in say.best_first(governance.cases)),
        "; ".join(_began_as(tier, say) for tier in governance.by_tier),
        "comparison-governance.svg" in compared.figures,
        say.named(governance.without) if governance.cases and governance.without else "",
    )


def _row(case: CaseGovernance, say: Phrases) -> tuple[str, ...]:
    steps = []
    for step in case.steps:
        # Two definitions of adaptability, between modes and inside one: they are never merged.
        change = "changed inside" if step.change == "inside" else mode_words(step.mode)
        steps.append(f"{change} {md(step.since)}" if step.since else change)
    history = ", then ".join(steps)
    return (say.case(case.case_id), say.tier(case.tier), history, str(case.switches_between), str(case.changes_inside))


def _began_as(tier: TierGovernance, say: Phrases) -> str:
    modes = (f"{mode_words(mode)}{f' ({n})' if say.has_shares else ''}" for mode, n in tier.first_modes)
    return f"{say.tier(tier.tier)} — {', '.join(modes)}"
