"""What the sections of the cross-case memo are built from: one comparison, each part computed when it is first asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pipeline.comparison.calibration import Plan, read_plan
from pipeline.comparison.circularity import Circularity, circularity
from pipeline.comparison.code_coverage import cover
from pipeline.comparison.configurations import explore
from pipeline.comparison.distillation import Distillation, distil
from pipeline.comparison.governance import Governance, governance
from pipeline.comparison.ledger import voices_that_carry
from pipeline.comparison.loops import Loops, loops
from pipeline.comparison.material import Material, material_of
from pipeline.comparison.negative import Negative, negative_cases
from pipeline.comparison.propositions import Propositions, propositions
from pipeline.comparison.ranking import rank_barriers
from pipeline.comparison.success import Success, success
from pipeline.comparison.targets import Targets, targets
from pipeline.figures.comparison import figures_of
from pipeline.figures.distillation import distillation_figure
from pipeline.memos.context import MemoContext
from pipeline.memos.sections.code_coverage import CoverageBody, coverage_body
from pipeline.memos.sections.configurations import ConfigurationsBody, configurations_body, faulty_body
from pipeline.memos.sections.distillation import DistillationBody, distillation_body
from pipeline.memos.sections.phrases import Phrases
from pipeline.memos.sections.ranking import RankingBody, ranking_body
from pipeline.stages.findings import Finding
from pipeline.store.rows import AnyTranscript
from pipeline.study.problems import Loaded
from pipeline.wording.escaping import BIDI, visible


@dataclass(frozen=True)
class Compared:
    """One cross-case finding with all that the comparison makes of it.

    `folder` is the study's, for configurations.yaml; None: it is not looked for.
    """

    finding: Finding
    context: MemoContext
    folder: Path | None = None

    @cached_property
    def material(self) -> Material:
        """The rows of the last stage."""
        return material_of(self.finding, self.context.settings)

    @cached_property
    def say(self) -> Phrases:
        """Wording for this study."""
        return Phrases(self.material)

    @cached_property
    def success(self) -> Success:
        """Inputs of success."""
        return success(self.material)

    @cached_property
    def loops(self) -> Loops:
        """Setbacks, answers, trust."""
        return loops(self.material)

    @cached_property
    def targets(self) -> Targets:
        """Who lays it on whom."""
        return targets(self.material)

    @cached_property
    def governance(self) -> Governance:
        """Modes over time."""
        return governance(self.material)

    @cached_property
    def propositions(self) -> Propositions:
        """Propositions and rivals."""
        return propositions(self.material)

    @cached_property
    def negative(self) -> Negative:
        """Negative cases."""
        return negative_cases(self.material, self.propositions)

    @cached_property
    def circularity(self) -> Circularity:
        """The audit."""
        return circularity(self.material, self.propositions)

    @cached_property
    def distillation(self) -> Distillation:
        """What recurs."""
        return distil(self.material, self.finding.lines, self.context.codebook)

    @cached_property
    def distillation_body(self) -> DistillationBody | None:
        """What recurs in words; None where there is one case, or no enabler."""
        if len(self.material.cases) < 2 or not self.distillation.enablers:
            return None
        ledger = voices_that_carry(self.material, ("enabler", "barrier"))
        return distillation_body(self.distillation, ledger, self.context)

    @cached_property
    def ranking_body(self) -> RankingBody | None:
        """The ranking exercise in words; None where nobody ranked anything."""
        ranking = rank_barriers(self.material)
        return None if ranking is None else ranking_body(ranking, self.context)

    @cached_property
    def coverage_body(self) -> CoverageBody:
        """What further transcripts added, and who was not heard."""
        speaking_elsewhere = frozenset(
            transcript.respondent_id
            for former in self.finding.former
            for transcript in former.tables.other(AnyTranscript)
            if transcript.respondent_id
        )
        return coverage_body(cover(self.material, self.context.codebook, speaking_elsewhere), self.context)

    @cached_property
    def configurations_body(self) -> ConfigurationsBody | None:
        """QCA in words: coefficients throughout, so only where the study reads by them and has asked for it."""
        if not self.context.has_coefficients or self.folder is None:
            return None
        order = self.context.settings.outcome_order
        plan: Loaded[Plan | None] = read_plan(
            self.folder, self.material.cases, order, codebook=self.context.codebook
        )
        if plan.records is None:
            return faulty_body(plan.problems) if plan.problems else None
        return configurations_body(explore(self.material, plan.records), self.context)

    @cached_property
    def figures(self) -> Mapping[str, str]:
        """SVG by file name below figures/."""
        drawn = figures_of(self.material, self.loops, self.governance.cases)
        figures = {f"comparison-{name}": BIDI.sub(lambda sign: visible(sign[0]), svg) for name, svg in drawn.items()}
        lists = distillation_figure(
            "From each list to the enablers that recur",
            self.distillation,
            self.material.names,
            self.material.tiers,
            self.context.settings.case,
            self.context.has_shares,
        )
        return figures if lists is None else {**figures, f"{lists.name}.svg": lists.svg}
