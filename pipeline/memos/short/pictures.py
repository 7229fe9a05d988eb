"""The figures that stand in a memo of a later stage, each with a sentence of what to see in it."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.memos.context import MemoContext
from pipeline.memos.links import UP
from pipeline.memos.sections.compared import Compared
from pipeline.memos.sections.setbacks import ways_of_setbacks
from pipeline.memos.short.parts import Picture
from pipeline.stages.findings import Finding
from pipeline.store.rows import CaseRow
from pipeline.study.study import LAST_STAGE
from pipeline.wording.escaping import md
from pipeline.wording.vocabulary import FAMILIES


def pictures_of(finding: Finding, context: MemoContext, compared: Compared | None) -> Iterator[Picture]:
    """Only such as the run makes: presence by subject, or, of all cases, the loops and what helped case by case."""
    main = [family for family in FAMILIES if family in context.families(finding)]
    if len(finding.cases) < 2:
        return
    cases = f"{md(context.settings.case)}s"
    if finding.stage != LAST_STAGE:
        # That figure is counts throughout: the interpretive reading does not make it.
        if main and not context.is_interpretive:
            shows = f"What each {md(finding.stage)} comparison shows"
            see = f"which codes all, most or none of its {cases} show, beside the other subjects of this stage."
            yield Picture(f"{UP}figures/presence-{finding.stage}.svg", shows, f"What to see: {see}")
        return
    if compared is not None and "comparison-loops.svg" in compared.figures:
        see = f"What to see: {ways_of_setbacks(compared)}"
        yield Picture(f"{UP}figures/comparison-loops.svg", "Setbacks, answers, trust", see)
    if compared is not None and "comparison-governance.svg" in compared.figures:
        see = "What to see: whether a new colour, or a dashed bar, follows a setback."
        yield Picture(f"{UP}figures/comparison-governance.svg", "How each case was governed over time", see)
    if compared is not None and compared.team_lists.rounds:
        see = "What to see: dark strokes end in something key."
        yield Picture(f"{UP}figures/distillation.svg", "From each list to what the team named key", see)
        return
    # What the team distilled says it where it did. Only the first family: figures.html has them all.
    for family in main[:1]:
        if not context.is_interpretive:
            see = f"What to see: what many {cases} share, and what one has alone."
            # Columns stand from the best tier to the worst only where there are tiers.
            if any(row.tier for row in finding.tables.rows(CaseRow)):
                see = f"What to see: rows with nothing at the right end, where {cases} of the lowest tier stand."
            yield Picture(f"{UP}figures/{family}-by-case.svg", f"{context.heading(family)}, case by case", see)
