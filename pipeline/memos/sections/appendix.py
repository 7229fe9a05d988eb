"""The appendix of the cross-case memo: lists, merges, quotations, growth of codes and marks in full."""

from __future__ import annotations

from pipeline.memos.sections.code_coverage import CoverageBody
from pipeline.memos.sections.compared import Compared
from pipeline.memos.sections.distillation import DistillationBody
from pipeline.memos.sections.ranking import RankingBody
from pipeline.study.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Appendix:
    """Laid out by appendix.md.j2; a part is None where the study has nothing for it."""

    distillation: DistillationBody | None
    ranking: RankingBody | None
    coverage: CoverageBody | None
    is_fiction: bool
    is_unchecked: bool


def appendix(compared: Compared) -> Appendix | None:
    """The page; None where there is nothing to append."""
    coverage = compared.coverage_body if compared.coverage_body.curve or compared.coverage_body.introduced else None
    parts = (compared.distillation_body, compared.ranking_body, coverage)
    context = compared.context
    return Appendix(*parts, context.settings.fiction, context.is_unchecked) if any(parts) else None
