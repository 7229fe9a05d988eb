"""The page with every code in every case, which a paper takes its tables from."""

from __future__ import annotations

from pipeline.memos.sections.compared import Compared
from pipeline.memos.stages.cross_case import by_tier_cells, tiers_with_cases
from pipeline.memos.stages.holding_constant import matrix_of
from pipeline.memos.stages.patterns import in_order
from pipeline.memos.stages.types_of_barriers import under_types
from pipeline.store.rows import CaseRow
from pipeline.study.dataclass import dataclass
from pipeline.wording.escaping import md


@dataclass(frozen=True, slots=True)
class MatrixPage:
    """Laid out by matrix.md.j2: `families` (heading, rows of code, presence and a cell a tier and a case)."""

    word: str
    is_fiction: bool
    has_counts: bool
    names: tuple[str, ...]
    tiers: tuple[str, ...]
    families: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]


def matrix_page(compared: Compared) -> MatrixPage | None:
    """The page; None where nothing is known, judged or suggested of any code."""
    finding, context = compared.finding, compared.context
    tiers = () if context.is_interpretive else tiers_with_cases(finding, context)
    # One tier sets nothing beside anything.
    tiers = tiers if len(tiers) > 1 else ()
    families = []
    for family in context.families(finding):
        lines = finding.family(family)
        rows = zip(lines, matrix_of(lines, context, {}), strict=True)
        by_tier = tuple((*row[:2], *by_tier_cells(line, tiers), *row[2:]) for line, row in rows)
        if by_tier:
            families.append((context.heading(family), tuple(under_types(lines, by_tier, context))))
    if not families:
        return None
    return MatrixPage(
        md(context.settings.case),
        context.settings.fiction,
        context.has_shares,
        tuple(context.case_name(case.case_id) for case in in_order(finding.tables.rows(CaseRow), context)),
        tuple(map(md, tiers)),
        tuple(families),
    )
