"""What all cases of one city (or issue, or whatever the design holds constant) show and no other case does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.store.rows import CaseRow
from pipeline.memos.context import MemoContext
from pipeline.memos.links import code_link
from pipeline.stages.findings import CodeLine, Finding
from pipeline.study.study import Settings
from pipeline.wording.escaping import md
from pipeline.wording.numbers import listed, plural

LEAST = 2


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


def design_patterns(finding: Finding, lines: Sequence[CodeLine], context: MemoContext) -> Iterator[str]:
    """A sentence for each code and value of a design attribute that go together without exception."""
    found = [_said(one, context) for one in without_exception(finding, lines, context.settings)]
    looked = [
        f"{plural(len(values), 'value')} of {md(attribute)}"
        for attribute, values, _ in _attributes(finding, context.settings)
    ]
    yield from found
    if found:
        yield (
            f"{plural(len(lines), 'code')} looked at for {listed(looked)}: where so many are looked at, one can fit by "
            "chance; and what all of one place share cannot be told from the place itself."
        )


def without_exception(finding: Finding, lines: Sequence[CodeLine], settings: Settings) -> Iterator[DesignPattern]:
    """Every such pattern, by attribute, value and code.

    The value must have two cases or more, all of them known; elsewhere at least two must be known. Both directions
    are looked for: shown by all of these and none elsewhere, or by none of these and all elsewhere.
    """
    for attribute, values, value_of in _attributes(finding, settings):
        for value in values:
            for line in lines:
                found = _pattern(line, attribute, value, value_of)
                if found is not None:
                    yield found


def _attributes(finding: Finding, settings: Settings) -> Iterator[tuple[str, list[str], Mapping[str, str | None]]]:
    """(attribute, its values with two cases or more, the value of each case), where there is something to compare."""
    for attribute in dict.fromkeys(settings.design.values()):
        value_of = {row.case_id: row.extra.get(attribute) for row in finding.tables.rows(CaseRow)}
        values = [str(one) for one in dict.fromkeys(value_of.values()) if one]
        values = [one for one in values if sum(value == one for value in value_of.values()) >= LEAST]
        if len(set(value_of.values())) >= LEAST and values:
            yield attribute, values, value_of


def _pattern(line: CodeLine, attribute: str, value: str, value_of: Mapping[str, str | None]) -> DesignPattern | None:
    inside = [case for case in line.cases if value_of.get(case.case_id) == value]
    elsewhere = [case for case in line.cases if value_of.get(case.case_id) != value]
    known = [case for case in elsewhere if case.state != "unknown"]
    states, others = {case.state for case in inside}, {case.state for case in known}
    if len(inside) < LEAST or len(known) < LEAST or "unknown" in states or states & others:
        return None
    is_shown, is_shown_elsewhere = states == {"shows"}, others == {"shows"}
    if not (is_shown or is_shown_elsewhere):
        return None
    if not is_shown and len(set(value_of.values())) == LEAST:
        return None  # the other value says it already
    ids = tuple(case.case_id for case in inside), tuple(case.case_id for case in known)
    return DesignPattern(line, attribute, value, *ids, len(elsewhere) - len(known), is_shown)


def _said(one: DesignPattern, context: MemoContext) -> str:
    where = f"{md(one.value)} ({md(one.attribute)})"
    rest = f"{len(one.elsewhere)} {'known ' if one.n_unknown else ''}elsewhere"
    if one.is_shown:
        said = f"shows in all {len(one.inside)} of {where} and in none of the {rest}"
    else:
        said = f"shows in none of the {len(one.inside)} of {where} and in all {rest}"
    if context.is_interpretive:
        some = ("in all", "none") if one.is_shown else ("in none", "all")
        said = f"shows {some[0]} of {where} and in {some[1]} {'known ' if one.n_unknown else ''}elsewhere"
    return f"{code_link(one.line)} {said}{_grounds(one.line)}."


def _grounds(line: CodeLine) -> str:
    """Whether the team judged it, or only counts stand behind it."""
    shown = [case for case in line.cases if case.state == "shows"]
    judged = [case for case in shown if case.judgement]
    if len(judged) == len(shown):
        return ", as the team judged"
    return ", by what is told alone: the team has judged none of them" if not judged else ", partly by what is told"
