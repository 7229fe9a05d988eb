"""What the sections of the cross-case memo are built from: the comparison, and what is said of it more than once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from pipeline.comparison.comparison import Comparison
from pipeline.comparison.team_lists import TeamLists
from pipeline.figures.comparison import figures_of
from pipeline.figures.distillation import distillation_figure
from pipeline.figures.svg import Image
from pipeline.figures.team_lists import team_lists_figure
from pipeline.memos.context import MemoContext
from pipeline.memos.reasoning.distillation import code_names, lists_of
from pipeline.memos.sections.code_coverage import CoverageBody, coverage_body
from pipeline.memos.sections.configurations import ConfigurationsBody, configurations_body, faulty_body
from pipeline.memos.sections.distillation import DistillationBody, distillation_body
from pipeline.memos.sections.phrases import Phrases
from pipeline.memos.sections.ranking import RankingBody, ranking_body
from pipeline.stages.findings import Finding
from pipeline.study.dataclass import dataclass


@dataclass(frozen=True)
class Compared:
    """A run's comparison with what its memos may know. Bodies that both the memo and a page show are made once."""

    comparison: Comparison
    context: MemoContext

    @property
    def finding(self) -> Finding:
        """The cross-case finding."""
        return self.comparison.finding

    @cached_property
    def say(self) -> Phrases:
        """Wording for this study, in the reading that its memos keep to."""
        return Phrases(self.comparison.material)

    @cached_property
    def distillation_body(self) -> DistillationBody | None:
        """What recurs in words; None where there is one case, or no enabler."""
        if len(self.comparison.material.cases) < 2 or not self.comparison.distillation.enablers:
            return None
        return distillation_body(self.comparison.distillation, self.comparison.ledger, self.context)

    @cached_property
    def team_lists(self) -> TeamLists:
        """What the team listed in free words and distilled."""
        return lists_of(self.context)

    @cached_property
    def ranking_body(self) -> RankingBody | None:
        """The ranking exercise in words; None where nobody ranked anything."""
        ranking = self.comparison.ranking
        return None if ranking is None else ranking_body(ranking, self.context)

    @cached_property
    def coverage_body(self) -> CoverageBody:
        """What further transcripts added, and who was not heard."""
        return coverage_body(self.comparison.coverage, self.context)

    @cached_property
    def configurations_body(self) -> ConfigurationsBody | None:
        """QCA in words: coefficients throughout, so only where the study reads by them and has asked for it."""
        if not self.context.has_coefficients:
            return None
        exploration = self.comparison.configurations
        if exploration is not None:
            return configurations_body(exploration, self.context)
        return faulty_body(self.comparison.plan.problems) if self.comparison.plan.problems else None

    @cached_property
    def figures(self) -> Mapping[str, Image]:
        """Each by its file name below figures/."""
        material = self.comparison.material
        drawn = figures_of(material, self.comparison.loops, self.comparison.governance.cases)
        figures = {f"comparison-{name}": image for name, image in drawn.items()}
        word, has_shares = self.context.settings.case, self.context.has_shares
        # What the team decided is the figure; codes stand in for it where nobody distilled.
        lists = team_lists_figure(
            "From each list to what the team named key",
            self.team_lists,
            [(case_id, material.names[case_id]) for case_id in self.say.cases_best_first()],
            material.tiers,
            code_names(self.context.codebook),
            word,
            has_shares,
        ) or distillation_figure(
            "From each list to the enablers that recur",
            self.comparison.distillation,
            material.names,
            material.tiers,
            word,
            has_shares,
        )
        return figures if lists is None else {**figures, f"{lists.name}.svg": lists.image}
