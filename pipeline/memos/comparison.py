"""The comparison of the cross-case memo: success, loops, governance, propositions, negative cases; pages beside it.

`SECTIONS` stand in the memo: what was found. `PAGES` stand beside it and hold everything in full.
`comparison_sections` and `comparison_pages` give each as Markdown; `MAKERS` offers the sections to the seam of
contexts.py, as functions (finding, around); `comparison_figures` are the SVG files that both link to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pipeline.comparison.circularity import Circularity, circularity
from pipeline.comparison.governance import Governance, governance
from pipeline.comparison.loops import CaseLoops, Loops, loops, loops_of_case
from pipeline.comparison.material import Material, material_of
from pipeline.comparison.negative import Negative, negative_cases
from pipeline.comparison.propositions import Propositions, propositions
from pipeline.comparison.success import Success, success
from pipeline.comparison.targets import Targets, targets
from pipeline.figures.comparison import figures_of
from pipeline.memos.comparison_short import Short
from pipeline.memos.contexts import Section as Part
from pipeline.memos.sentences import Around
from pipeline.stages.findings import Finding
from pipeline.store.rows import CodeRow, Episode, Event, Voice
from pipeline.study.study import Settings
from pipeline.wording.filters import md
from pipeline.wording.markup import BIDI, visible


@dataclass(frozen=True)
class Compared:
    """Everything that the comparison found, each part computed when it is first asked for."""

    material: Material
    say: Short = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "say", Short(self.material))

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
    def figures(self) -> Mapping[str, str]:
        """SVG by file name below figures/."""
        found = figures_of(self.material, self.loops, self.governance.cases)
        return {f"comparison-{name}": BIDI.sub(lambda sign: visible(sign[0]), svg) for name, svg in found.items()}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the comparison: `build` makes what its template is given as `section`."""

    anchor: str
    title: str
    template: str
    build: Callable[[Compared], Any]


@dataclass(frozen=True, slots=True)
class View:
    """What every template of the comparison is given: the part found, how to say it, and which figures there are."""

    found: Any
    say: Short
    m: Material
    title: str
    figures: tuple[str, ...]
    more: Any = None
    in_short: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TierTable:
    """Cases by the first two attributes of the design: `columns` the second's values, `rows` (value, cells)."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def tier_table(compared: Compared) -> TierTable:
    """Tiers by design, each as colour and word; a cell of the design without a case says so."""
    m, say = compared.material, compared.say
    attributes = m.attributes[:2]
    if not attributes:
        return TierTable(
            md(m.settings.case), ("tier",), tuple((say.case(c), (say.tier(m.tiers.get(c)),)) for c in m.cases)
        )
    down = m.held(attributes[0])
    across = m.held(attributes[1]) if len(attributes) > 1 else dict.fromkeys(m.cases, "tier")
    columns = sorted(set(across.values()))
    rows = []
    for value in sorted(set(down.values())):
        cells = [
            "; ".join(say.case_tier(c) for c in m.cases if (down[c], across[c]) == (value, column)) or "no such case"
            for column in columns
        ]
        rows.append((md(value), tuple(cells)))
    return TierTable(md(attributes[0]), tuple(map(md, columns)), tuple(rows))


@dataclass(frozen=True, slots=True)
class DesignNull:
    """One attribute of the design and the tiers that its cases have, value by value; `is_even`: all alike."""

    attribute: str
    values: tuple[tuple[str, str], ...]
    is_even: bool


def design_nulls(compared: Compared) -> tuple[DesignNull, ...]:
    """What each attribute of the design could explain of the tiers."""
    m, found = compared.material, []
    for attribute in m.attributes if m.tiers else ():
        held = m.held(attribute)
        tiers = {
            value: sorted(
                (m.tiers[c] for c in m.cases if held[c] == value and c in m.tiers), key=m.settings.outcome_order.index
            )
            for value in sorted(set(held.values()))
        }
        words = tuple((md(value), ", ".join(map(md, some)) or "no tier") for value, some in tiers.items())
        found.append(
            DesignNull(md(attribute), words, len({tuple(some) for some in tiers.values()}) == 1 and len(tiers) > 1)
        )
    return tuple(found)


SECTIONS: tuple[Section, ...] = (
    Section("success", "Success", "comparison/success.md.j2", lambda one: (one.success, tier_table(one))),
    Section("loops", "Setbacks, answers, trust", "comparison/loops.md.j2", lambda one: (one.loops, one.targets)),
    Section("governance", "Governance over time", "comparison/governance.md.j2", lambda one: (one.governance, None)),
    Section(
        "propositions", "Propositions and rivals", "comparison/propositions.md.j2",
        lambda one: (one.propositions, design_nulls(one)),
    ),
    Section("negative-cases", "Negative cases", "comparison/negative.md.j2", lambda one: (one.negative, None)),
)  # fmt: skip
PAGES: tuple[Section, ...] = (
    Section("success", "How success was rated", "comparison/success_page.md.j2", lambda one: (one.success, None)),
    Section(
        "setbacks", "Setbacks in full", "comparison/setbacks_page.md.j2", lambda one: (one.loops, one.targets),
    ),
    Section(
        "propositions", "Propositions and rivals in full", "comparison/propositions_page.md.j2",
        lambda one: (one.propositions, design_nulls(one)),
    ),
    Section(
        "negative", "Negative cases, transcript by transcript", "comparison/negative_page.md.j2",
        lambda one: (one.negative, None),
    ),
    Section(
        "circularity", "Circularity audit", "comparison/circularity.md.j2",
        lambda one: (one.circularity, one.propositions),
    ),
)  # fmt: skip
CIRCULARITY = PAGES[-1]


def maker(section: Section) -> Callable[[Finding, Around], Part | None]:
    """One section as the cross-case memo's seam wants it; None where there is one case, which compares with nothing."""

    def make(finding: Finding, around: Around) -> Part | None:
        if len(finding.cases) < 2:
            return None
        return Part(section.template, view(section, compare(finding, around.settings)))

    return make


MAKERS: tuple[Callable[[Finding, Around], Part | None], ...] = tuple(map(maker, SECTIONS))


def compare(finding: Finding, settings: Settings) -> Compared:
    """The comparison of one cross-case finding."""
    return Compared(material_of(finding, settings))


def view(section: Section, compared: Compared) -> View:
    """What a section's template is given."""
    found, more = section.build(compared)
    short = compared.say.first_page(found) if isinstance(found, Propositions) else {}
    return View(found, compared.say, compared.material, section.title, tuple(compared.figures), more, short)


def comparison_sections(finding: Finding, settings: Settings) -> list[str]:
    """Every section as Markdown, in order."""
    compared = compare(finding, settings)
    return [_render(section, compared) for section in SECTIONS]


def comparison_pages(finding: Finding, settings: Settings) -> Mapping[str, tuple[str, str]]:
    """What stands beside the cross-case memo: name below memos/cross-case/ -> (title, Markdown)."""
    compared = compare(finding, settings)
    wanted = PAGES if len(finding.cases) > 1 else (CIRCULARITY,)
    return {page.anchor: (page.title, _render(page, compared)) for page in wanted}


def comparison_figures(finding: Finding, settings: Settings) -> Mapping[str, str]:
    """SVG by file name below figures/."""
    return compare(finding, settings).figures


def loops_of_finding(finding: Finding) -> CaseLoops:
    """Timeline, accounts and candidate episodes of one within-case finding, for its memo."""
    tables = finding.tables
    return loops_of_case(
        finding.subject, tables.rows(Episode), tables.rows(Event), tables.rows(Voice), tables.rows(CodeRow)
    )


def case_loops(finding: Finding, settings: Settings) -> str:
    """Markdown for a within-case memo: setbacks and answers, accounts that differ, candidates from codings."""
    compared = compare(finding, settings)
    found = loops_of_finding(finding)
    section = Section(
        "loops", "Setbacks and answers, and who tells them", "comparison/case_loops.md.j2", lambda _: (found, None)
    )
    return _render(section, compared)


def _render(section: Section, compared: Compared) -> str:
    from pipeline.memos.write import EMPTY_LINES, environment  # noqa: PLC0415 - write imports the contexts that list us

    text = str(environment().get_template(section.template).render(section=view(section, compared)))
    return EMPTY_LINES.sub("\n\n", text).strip("\n") + "\n"
