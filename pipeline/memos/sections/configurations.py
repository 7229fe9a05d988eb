"""QCA in words, headed as an exploration: memberships, truth tables, solutions, how little changes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.comparison.calibration import Calibrated, Plan
from pipeline.comparison.configurations import Exploration, in_words
from pipeline.memos.context import MemoContext
from pipeline.statistics.configurations import Configurations, Model
from pipeline.study.problems import Problem
from pipeline.wording.escaping import md
from pipeline.wording.numbers import listed, plural

NOT_MADE = "no such number"


@dataclass(frozen=True, slots=True)
class TruthTable:
    """One truth table: heads, rows, and its solutions, a line each."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    solutions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConfigurationsBody:
    """Laid out by configurations.md.j2; with `why` nothing below it is filled."""

    why: str
    faults: tuple[str, ...]
    calibration: tuple[str, ...]
    heads: tuple[str, ...]
    members: tuple[tuple[str, ...], ...]
    cautions: tuple[str, ...]
    tables: tuple[TruthTable, ...]
    necessity: tuple[tuple[str, ...], ...]
    variations: tuple[tuple[str, ...], ...]
    verdict: str


def faulty_body(problems: Sequence[Problem]) -> ConfigurationsBody:
    """What stands where configurations.yaml cannot be used."""
    said = tuple(md(f"{one.source.path.name}:{one.source.line}: {one.fault} {one.remedy}") for one in problems)
    why = "configurations.yaml cannot be used until it is mended:"
    return ConfigurationsBody(why, said, (), (), (), (), (), (), (), "")


def configurations_body(found: Exploration, context: MemoContext) -> ConfigurationsBody:
    """The context of one study's exploration."""
    names = tuple(md(condition.name) for condition in found.plan.conditions)
    heads = ("case", *names, md(found.plan.outcome))
    members = tuple(
        (context.case_name(one.case_id), *(f"{value:.2f}" for value in one.conditions), f"{one.outcome:.2f}")
        for one in found.members
    )
    left_out = [f"{context.case_name(case_id)} is left out: {md(why)}." for case_id, why in found.left_out]
    calibration = tuple(_calibration(found.plan))
    if found.why or found.main is None:
        why = f"This could not be done: {md(found.why)}."
        return ConfigurationsBody(why, (), calibration, heads, members, tuple(left_out), (), (), (), "")
    return ConfigurationsBody(
        "",
        (),
        calibration,
        heads,
        members,
        (*left_out, *(f"{_capital(_case_names(one, found, context))}." for one in found.cautions)),
        tuple(_tables(found, context)),
        tuple(_necessity(found.main)),
        tuple(
            (md(one.label), _models(one.conservative), _models(one.parsimonious), "yes" if one.is_same else "no")
            for one in found.variations
        ),
        _verdict(found),
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _case_names(words: str, found: Exploration, context: MemoContext) -> str:
    said = md(words)
    for one in sorted(found.members, key=lambda member: -len(member.case_id)):
        said = said.replace(md(one.case_id), context.case_name(one.case_id))
    return said


def _calibration(plan: Plan) -> Iterator[str]:
    shown = ", ".join(f"{md(tier)} {value:g}" for tier, value in plan.tiers.items())
    yield f"Outcome *{md(plan.outcome)}*: {shown}. {_decided(plan.calibrated)}"
    for one in plan.conditions:
        how = "memberships written case by case"
        if one.measure is not None:
            where = one.measure.get("where") or {}
            of = f" where {', '.join(f'{name} is {value}' for name, value in where.items())}" if where else ""
            how = f"{one.measure['table']}.{one.measure['column']}{of}"
            how += f", in from {one.threshold:g}" if one.anchors is None else _anchors(one.anchors)
        expect = {1: "; its presence should help", 0: "; its absence should help"}.get(one.expect or 0, "")
        expect = "" if one.expect is None else expect
        yield f"*{md(one.name)}*: {md(how)}{expect}. {_decided(one.calibrated)}"


def _anchors(anchors: tuple[float, float, float]) -> str:
    return f", out at {anchors[0]:g}, middle {anchors[1]:g}, in at {anchors[2]:g}"


def _decided(one: Calibrated) -> str:
    return f"Set by {md(one.by)} on {md(one.at)}: {md(one.why)}"


def _number(value: float | None) -> str:
    return NOT_MADE if value is None else f"{value:.2f}"


def _models(models: Sequence[str]) -> str:
    """All tied models, or that there is none."""
    return " *or* ".join(f"`{one}`" for one in models) if models else "none"


def _tables(found: Exploration, context: MemoContext) -> Iterator[TruthTable]:
    if found.crisp is not None:
        yield _table("Crisp (in from over 0.5)", found.crisp, found, context)
    if found.fuzzy is not None:
        yield _table("Fuzzy, as calibrated", found.fuzzy, found, context)
    if found.negated is not None:
        yield _table(f"The absence of {md(found.plan.outcome)}", found.negated, found, context)


def _table(title: str, one: Configurations, found: Exploration, context: MemoContext) -> TruthTable:
    rows = []
    for row in one.rows:
        if row.is_remainder:
            continue
        against = f"contradiction: {listed(map(context.case_name, row.contradicting))}" if row.contradicting else ""
        cases = listed(context.case_name(case_id) for case_id in row.cases)
        fit = (_number(row.fit.consistency), _number(row.fit.pri))
        verdict = "sufficient" if row.is_sufficient else "not"
        rows.append((*map(str, row.configuration), cases, *fit, "; ".join(filter(None, (verdict, against)))))
    n_empty = sum(row.is_remainder for row in one.rows)
    solutions = [f"{plural(n_empty, 'combination')} of {len(one.rows)} without a case (remainders)."]
    for name, models in (
        ("Conservative (no remainder used)", one.conservative),
        ("Intermediate (only easy remainders)", one.intermediate),
        ("Parsimonious (any remainder may be used)", one.parsimonious),
    ):
        if models is not None:
            solutions.append(f"{name}: {_solution(models, context)}")
    heads = (*(md(each.name) for each in found.plan.conditions), "cases", "consistency", "PRI", "")
    return TruthTable(title, heads, tuple(rows), tuple(solutions))


def _solution(models: Sequence[Model], context: MemoContext) -> str:
    if not models:
        return "none: no combination is sufficient."
    tied = f"{len(models)} tied models, none better than the others: " if len(models) > 1 else ""
    said = []
    for terms, model in zip(in_words(models), models, strict=True):
        cases = "; ".join(
            f"`{term}`: {listed(map(context.case_name, some)) or 'no case'}" for term, some in model.cases.items()
        )
        fit = f"consistency {_number(model.fit.consistency)}, coverage {_number(model.fit.coverage)}"
        said.append(f"`{terms}` ({fit}, PRI {_number(model.fit.pri)}; {cases})")
    return f"{tied}{' *or* '.join(said)}."


def _necessity(main: Configurations) -> Iterator[tuple[str, ...]]:
    for name, one in main.necessity.items():
        yield (f"`{name}`", _number(one.consistency), _number(one.coverage), _number(one.ron))


def _verdict(found: Exploration) -> str:
    same = sum(one.is_same for one in found.variations)
    n = len(found.variations)
    if not n:
        return ""
    if same == n:
        return f"The solutions are the same in all {n} variations."
    return (
        f"The solutions are the same in {same} of {n} variations: what stands above hangs on choices of cut and split."
    )
