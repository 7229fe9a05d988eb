"""What all cases of one city (or issue, or whatever the design holds constant) show and no other case does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.stages.findings import CodeLine, Finding
from pipeline.store.rows import CaseRow
from pipeline.study.dataclass import dataclass
from pipeline.study.study import Settings

LEAST = 2
"""Cases on each side, under which "all of them" says nothing."""


@dataclass(frozen=True, slots=True)
class DesignPattern:
    """A code and one value of a design attribute that go together without exception.

    `inside` are the cases with the value, `elsewhere` the known cases without it, `n_unknown` the others;
    `is_shown`: those inside show the code and none elsewhere does, or the other way round.
    """

    line: CodeLine
    attribute: str
    value: str
    inside: tuple[str, ...]
    elsewhere: tuple[str, ...]
    n_unknown: int
    is_shown: bool


@dataclass(frozen=True, slots=True)
class DesignAttribute:
    """An attribute of the design that sets cases apart: its values with two cases or more, and the value of each."""

    attribute: str
    values: tuple[str, ...]
    value_of: Mapping[str, str | None]


def without_exception(finding: Finding, lines: Sequence[CodeLine], settings: Settings) -> Iterator[DesignPattern]:
    """Every such pattern, by attribute, value and code.

    The value must have two cases or more, all of them known; elsewhere at least two must be known. Both directions
    are looked for: shown by all of these and none elsewhere, or by none of these and all elsewhere.
    """
    for held in attributes_compared(finding, settings):
        for value in held.values:
            for line in lines:
                pattern = _pattern(line, held, value)
                if pattern is not None:
                    yield pattern


def attributes_compared(finding: Finding, settings: Settings) -> Iterator[DesignAttribute]:
    """The attributes of the design that have something to compare, each once."""
    for attribute in dict.fromkeys(settings.design.values()):
        value_of = {case.case_id: case.cell(attribute) for case in finding.tables.rows(CaseRow)}
        n_cases = {value: sum(other == value for other in value_of.values()) for value in value_of.values()}
        values = tuple(str(value) for value, n in n_cases.items() if value and n >= LEAST)
        if len(n_cases) >= LEAST and values:
            yield DesignAttribute(attribute, values, value_of)


def _pattern(line: CodeLine, held: DesignAttribute, value: str) -> DesignPattern | None:
    inside = [case for case in line.cases if held.value_of.get(case.case_id) == value]
    elsewhere = [case for case in line.cases if held.value_of.get(case.case_id) != value]
    known = [case for case in elsewhere if case.state != "unknown"]
    states, others = {case.state for case in inside}, {case.state for case in known}
    # One unknown case inside, and "all of them" is not known to be true.
    if len(inside) < LEAST or len(known) < LEAST or "unknown" in states or states & others:
        return None
    is_shown, is_shown_elsewhere = states == {"shows"}, others == {"shows"}
    if not (is_shown or is_shown_elsewhere):
        return None
    # Of two values one says it already: "all of these" is "none of those" the other way round.
    if not is_shown and len(set(held.value_of.values())) == LEAST:
        return None
    return DesignPattern(
        line,
        held.attribute,
        value,
        tuple(case.case_id for case in inside),
        tuple(case.case_id for case in known),
        len(elsewhere) - len(known),
        is_shown,
    )
