"""The comparison of a run's cases: every part of it, each computed when it is first asked for, and once."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from pipeline.comparison.calibration import Plan, read_plan
from pipeline.comparison.circularity import Circularity, circularity
from pipeline.comparison.code_coverage import Coverage, cover
from pipeline.comparison.configurations import Exploration, explore
from pipeline.comparison.distillation import Distillation, distil
from pipeline.comparison.governance import Governance, governance
from pipeline.comparison.ledger import Ledger, voices_that_carry
from pipeline.comparison.lessons import Lessons, lessons_of
from pipeline.comparison.loops import Loops, loops
from pipeline.comparison.material import Material, material_of
from pipeline.comparison.negative import Negative, negative_cases
from pipeline.comparison.propositions import Propositions, Rival, propositions
from pipeline.comparison.ranking import Ranking, rank_barriers
from pipeline.comparison.success import Success, success
from pipeline.comparison.targets import Targets, targets
from pipeline.loaded_study import Outgoing
from pipeline.stages.findings import Finding
from pipeline.store.rows import AnyTranscript
from pipeline.study.dataclass import dataclass
from pipeline.study.problems import Loaded
from pipeline.study.records import MAIN_FAMILIES, Codebook
from pipeline.study.study import Settings


@dataclass(frozen=True)
# Without slots: `cached_property` keeps its values in the instance's `__dict__`.
class Comparison:
    """What a cross-case finding holds when its cases are laid side by side.

    `folder` is the study's, for configurations.yaml; None: it is not looked for. One object serves a whole run, so
    that memo, pages, figures and brief tell of the same computation. `outgoing`: how its words are shared, if they are.
    """

    finding: Finding
    settings: Settings
    codebook: Codebook
    folder: Path | None = None
    outgoing: Outgoing | None = None

    @cached_property
    def material(self) -> Material:
        """The rows of the last stage and of each case's own."""
        return material_of(self.finding, self.settings)

    @cached_property
    def success(self) -> Success:
        """Inputs of success, and how authors agree."""
        return success(self.material)

    @cached_property
    def loops(self) -> Loops:
        """Setbacks, answers, trust."""
        return loops(self.material)

    @cached_property
    def targets(self) -> Targets:
        """Who credits and blames whom."""
        return targets(self.material)

    @cached_property
    def governance(self) -> Governance:
        """Modes over time."""
        return governance(self.material)

    @cached_property
    def propositions(self) -> Propositions:
        """The team's propositions with their pattern tables, rivals and decisions."""
        return propositions(self.material)

    @property
    def rivals(self) -> tuple[Rival, ...]:
        """The rivals that are looked at whether or not the team names them."""
        return self.propositions.shipped

    @cached_property
    def negative(self) -> Negative:
        """Cases that by rule should show a pattern and do not."""
        return negative_cases(self.material, self.propositions)

    @cached_property
    def circularity(self) -> Circularity:
        """Whether outcome and explanation were seen by the same eyes in the same words."""
        return circularity(self.material, self.propositions)

    @cached_property
    def distillation(self) -> Distillation:
        """From each case's list of enablers to those that recur."""
        return distil(self.material, self.finding.lines, self.codebook)

    @cached_property
    def ledger(self) -> Ledger:
        """Whose voices carry the figures."""
        return voices_that_carry(self.material, MAIN_FAMILIES)

    @cached_property
    def ranking(self) -> Ranking | None:
        """The ranking exercise; None where nobody ranked anything."""
        return rank_barriers(self.material)

    @cached_property
    def coverage(self) -> Coverage:
        """What each further transcript added to the codes in use, and who was not heard."""
        elsewhere = {row.respondent_id for row in self._of_no_case if row.respondent_id}
        return cover(self.material, self.codebook, elsewhere)

    @cached_property
    def lessons(self) -> Lessons:
        """What may be said in general, with nobody named."""
        cities = {row.city for row in self._of_no_case if row.city}
        return lessons_of(self.material, self.finding.lines, self.codebook, cities)

    @cached_property
    def plan(self) -> Loaded[Plan | None]:
        """What configurations.yaml asks for, or what is wrong with it."""
        if self.folder is None:
            return Loaded(None)
        # Its columns were checked before the run, where people's tables are at hand.
        plan = read_plan(self.folder, self.material.cases, self.settings.outcome_order, codebook=self.codebook)
        if self.outgoing is None or plan.records is None:
            return plan
        return Loaded(self.outgoing.all(plan.records, ("measure", "memberships", "tiers")))

    @cached_property
    def configurations(self) -> Exploration | None:
        """The exploration by QCA; None where configurations.yaml does not ask for it."""
        return None if self.plan.records is None else explore(self.material, self.plan.records)

    @property
    def _of_no_case(self) -> tuple[AnyTranscript, ...]:
        """Transcripts that a stage before read beside its cases, such as mayors' interviews."""
        return tuple(row for former in self.finding.former for row in former.tables.other(AnyTranscript))
