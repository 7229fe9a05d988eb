"""The sections of the cross-case memo and the pages beside it. To add one: its builder, its template, its line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pipeline.memos.rendering import render
from pipeline.memos.sections.appendix import appendix
from pipeline.memos.sections.circularity import circularity_page
from pipeline.memos.sections.compared import Compared
from pipeline.memos.sections.governance import governance_body
from pipeline.memos.sections.matrix import matrix_page
from pipeline.memos.sections.negative_cases import negative_body, negative_page
from pipeline.memos.sections.propositions import propositions_body
from pipeline.memos.sections.propositions_page import propositions_page
from pipeline.memos.sections.setbacks import setbacks_body, setbacks_page
from pipeline.memos.sections.success import success_body, success_page
from pipeline.study.dataclass import dataclass

Builder = Callable[[Compared], object | None]
"""Makes the frozen body that a template is given as `section`; None where the study has nothing for it."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the memo. `is_finding`: it stands before the matrices of codes, not after them."""

    template: str
    build: Builder
    is_finding: bool = False
    needs_cases: int = 1


@dataclass(frozen=True, slots=True)
class Page:
    """A page beside the memo, at memos/cross-case/NAME."""

    name: str
    title: str
    template: str
    build: Builder
    needs_cases: int = 1


@dataclass(frozen=True, slots=True)
class BuiltSection:
    """A section with its body: what the memo's own template includes."""

    template: str
    body: object
    is_finding: bool


SECTIONS: tuple[Section, ...] = (
    Section("sections/success.md.j2", success_body, is_finding=True, needs_cases=2),
    Section("sections/distillation.md.j2", lambda compared: compared.distillation_body, is_finding=True),
    Section("sections/setbacks.md.j2", setbacks_body, needs_cases=2),
    Section("sections/governance.md.j2", governance_body, needs_cases=2),
    Section("sections/propositions.md.j2", propositions_body, needs_cases=2),
    Section("sections/negative_cases.md.j2", negative_body, needs_cases=2),
    Section("sections/ranking.md.j2", lambda compared: compared.ranking_body),
    # The same body in two places: what recurs stands first, whose voices carry it with the other limits.
    Section("sections/voices.md.j2", lambda compared: compared.distillation_body),
    Section("sections/configurations.md.j2", lambda compared: compared.configurations_body),
    Section("sections/code_coverage.md.j2", lambda compared: compared.coverage_body),
)
"""In the order in which they are printed; what needs two cases compares."""

PAGES: tuple[Page, ...] = (
    Page("success", "How success was rated", "sections/success_page.md.j2", success_page, 2),
    Page("setbacks", "Setbacks in full", "sections/setbacks_page.md.j2", setbacks_page, 2),
    Page(
        "propositions", "Propositions and rivals in full", "sections/propositions_page.md.j2", propositions_page, 2,
    ),
    Page(
        "negative", "Negative cases, transcript by transcript", "sections/negative_cases_page.md.j2", negative_page, 2,
    ),
    Page("circularity", "Circularity audit", "sections/circularity.md.j2", circularity_page),
    Page("appendix", "Appendix", "sections/appendix.md.j2", appendix),
    Page("matrix", "", "sections/matrix.md.j2", matrix_page, 2),
)  # fmt: skip


def sections_of(compared: Compared) -> Iterator[BuiltSection]:
    """Every section for which the study has something, in the order of the memo."""
    for section in SECTIONS:
        if len(compared.finding.cases) >= section.needs_cases:
            body = section.build(compared)
            if body is not None:
                yield BuiltSection(section.template, body, section.is_finding)


def pages(compared: Compared) -> Mapping[str, tuple[str, str]]:
    """What stands beside the memo: name below memos/cross-case/ -> (title, Markdown)."""
    built = {}
    for page in PAGES:
        if len(compared.finding.cases) >= page.needs_cases:
            body = page.build(compared)
            if body is not None:
                # The matrix is called by the study's own word for a case.
                title = page.title or f"Every code in every {compared.say.word}"
                built[page.name] = (title, render(page.template, section=body))
    return built
