"""The rest of the comparison: ranking exercise, distillation, configurations, code coverage. Shown after the others.

`SECTIONS_2` are shown in their order, each left out where the study has nothing for it. `more_sections` gives them as
Markdown, `MAKERS_2` for the seam of contexts.py (`makers(folder)`: with configurations.yaml of that study), and
`more_figures` the SVG files that they link to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.comparison.calibration import Plan, read_plan
from pipeline.comparison.code_coverage import cover
from pipeline.comparison.configurations import explore
from pipeline.comparison.distillation import Distillation, distil
from pipeline.comparison.ledger import voices_that_carry
from pipeline.comparison.material import Material, material_of
from pipeline.comparison.ranking import rank_barriers
from pipeline.figures.distillation import distillation_figure
from pipeline.figures.svg import Figure
from pipeline.memos.configurations_section import ConfigurationsBody, configurations_body, faulty_body
from pipeline.memos.contexts import Section as Part
from pipeline.memos.coverage_section import CoverageBody, coverage_body
from pipeline.memos.cross_case import by_tier_cells, tiers_with_cases
from pipeline.memos.distillation_section import DistillationBody, distillation_body
from pipeline.memos.holding_constant import WIDE, matrix_of
from pipeline.memos.patterns import in_order
from pipeline.memos.ranking_section import RankingBody, ranking_body
from pipeline.memos.sentences import Around
from pipeline.stages.findings import Finding
from pipeline.study.problems import Loaded
from pipeline.wording.filters import md


@dataclass(frozen=True)
class More:
    """What these sections are built from; `folder` is the study's, for configurations.yaml (None: not looked for)."""

    finding: Finding
    around: Around
    folder: Path | None = None

    @cached_property
    def material(self) -> Material:
        """The rows of the last stage."""
        return material_of(self.finding, self.around.settings)

    @cached_property
    def distillation(self) -> Distillation:
        """What recurs."""
        return distil(self.material, self.finding.lines, self.around.codebook)

    @cached_property
    def plan(self) -> Loaded[Plan | None]:
        """What configurations.yaml asks for."""
        if self.folder is None:
            return Loaded(None)
        order = self.around.settings.outcome_order
        return read_plan(self.folder, self.material.cases, order, codebook=self.around.codebook)

    @cached_property
    def coverage(self) -> CoverageBody:
        """What further transcripts added, and who was not heard."""
        return coverage_body(cover(self.material, self.around.codebook, self.elsewhere), self.around)

    @property
    def elsewhere(self) -> frozenset[str]:
        """Who speaks in material that belongs to no case: mayors."""
        rows = (row for one in self.finding.former for row in one.tables.get("other:all_transcripts", ()))
        return frozenset(row["respondent_id"] for row in rows if row["respondent_id"])

    @cached_property
    def figure(self) -> Figure | None:
        """From the lists to what recurs."""
        title = "From each list to the enablers that recur"
        word, has_counts = self.around.settings.case, not self.around.is_interpretive
        names, tiers = self.material.names, self.material.tiers
        return distillation_figure(title, self.distillation, names, tiers, word, has_counts)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the comparison: `build` makes what its template is given as `section`, None where there is nothing."""

    anchor: str
    title: str
    template: str
    build: Callable[[More], Any]


def _ranking(more: More) -> RankingBody | None:
    found = rank_barriers(more.material)
    return None if found is None else ranking_body(found, more.around)


def _distillation(more: More) -> DistillationBody | None:
    if len(more.material.cases) < 2 or not more.distillation.enablers:
        return None
    ledger = voices_that_carry(more.material, ("enabler", "barrier"))
    return distillation_body(more.distillation, ledger, more.around)


def _coverage(more: More) -> CoverageBody | None:
    return more.coverage if more.coverage.curve or more.coverage.introduced else None


def _configurations(more: More) -> ConfigurationsBody | None:
    """Coefficients throughout: printed only where the study reads by them."""
    if more.around.settings.reading != "coefficients":
        return None
    if more.plan.records is None:
        return faulty_body(more.plan.problems) if more.plan.problems else None
    return configurations_body(explore(more.material, more.plan.records), more.around)


@dataclass(frozen=True, slots=True)
class Appendix:
    """Laid out by appendix.md.j2; None where the study has nothing for it."""

    distillation: DistillationBody | None
    ranking: RankingBody | None
    coverage: CoverageBody | None
    is_fiction: bool


@dataclass(frozen=True, slots=True)
class Matrix:
    """Laid out by matrix.md.j2: `families` (heading, rows of code, presence and a cell a case)."""

    word: str
    is_fiction: bool
    has_counts: bool
    names: tuple[str, ...]
    tiers: tuple[str, ...]
    families: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]


SECTIONS_2: tuple[Section, ...] = (
    Section("ranking", "What members marked as challenging", "comparison/ranking.md.j2", _ranking),
    Section("distillation", "From each list to what recurs", "comparison/distillation.md.j2", _distillation),
    Section("voices", "Whose voices carry this", "comparison/voices.md.j2", _distillation),
    Section(
        "configurations", "An exploration: configurations (QCA)", "comparison/configurations.md.j2", _configurations,
    ),
    Section(
        "code-coverage", "Code coverage, and who was not heard", "comparison/code_coverage.md.j2",
        lambda more: more.coverage,
    ),
)  # fmt: skip


Maker = Callable[[Finding, Around], Part | None]


def makers(folder: Path | None = None) -> tuple[Maker, ...]:
    """Every section as the cross-case memo's seam wants it; `folder` is the study's, for configurations.yaml."""
    return tuple(_maker(section, folder) for section in SECTIONS_2)


def _maker(section: Section, folder: Path | None) -> Maker:
    def make(finding: Finding, around: Around) -> Part | None:
        context = section.build(More(finding, around, folder))
        return None if context is None else Part(section.template, context)

    return make


MAKERS_2: tuple[Maker, ...] = makers()


def more_sections(finding: Finding, around: Around, folder: Path | None = None) -> list[str]:
    """Every section of one cross-case finding as Markdown, in order."""
    more = More(finding, around, folder)
    built = [(section, section.build(more)) for section in SECTIONS_2]
    return [_render(section, body) for section, body in built if body is not None]


def more_pages(finding: Finding, around: Around) -> Mapping[str, tuple[str, str]]:
    """Pages beside the memo, as `comparison.comparison_pages`: the appendix, where there is anything to append."""
    more, found = More(finding, around), {}
    body = Appendix(_distillation(more), _ranking(more), _coverage(more), around.settings.fiction)
    if body != Appendix(None, None, None, around.settings.fiction):
        page = Section("appendix", "Appendix", "comparison/appendix.md.j2", lambda _: body)
        found["appendix"] = (page.title, _render(page, body))
    if len(finding.cases) > WIDE:
        whole = _matrix(finding, around)
        page = Section("matrix", f"Every code in every {whole.word}", "comparison/matrix.md.j2", lambda _: whole)
        found["matrix"] = (page.title, _render(page, whole))
    return found


def _matrix(finding: Finding, around: Around) -> Matrix:
    names = tuple(around.case_name(case["case_id"]) for case in in_order(finding.tables["cases"], around))
    tiers = () if around.is_interpretive else tiers_with_cases(finding, around)
    tiers = tiers if len(tiers) > 1 else ()
    rows = tuple(
        (
            around.heading(family),
            tuple(
                (*row[:2], *by_tier_cells(line, tiers), *row[2:])
                for line, row in zip(finding.family(family), matrix_of(finding.family(family), around, {}), strict=True)
            ),
        )
        for family in around.families(finding)
    )
    has_counts = not around.is_interpretive
    return Matrix(md(around.settings.case), around.settings.fiction, has_counts, names, tuple(map(md, tiers)), rows)


def more_figures(finding: Finding, around: Around) -> Mapping[str, str]:
    """SVG by file name below figures/."""
    figure = More(finding, around).figure
    return {} if figure is None else {f"{figure.name}.svg": figure.svg}


def _render(section: Section, body: Any) -> str:
    from pipeline.memos.write import EMPTY_LINES, environment  # noqa: PLC0415 - write imports the contexts that list us

    text = str(environment().get_template(section.template).render(section=body))
    return EMPTY_LINES.sub("\n\n", text).strip("\n") + "\n"
