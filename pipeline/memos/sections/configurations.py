"""QCA in words, headed as an exploration: memberships, truth tables, solutions, how little changes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.comparison.calibration import Calibrated, Plan
from pipeline.comparison.configurations import Exploration, in_words
from pipeline.memos.context import MemoContext
from pipeline.statistics.configurations import Configurations, Model
from pipeline.study.dataclass import dataclass
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
    said = tuple(
        md(f"{problem.source.path.name}:{problem.source.line}: {problem.fault} {problem.remedy}")
        for problem in problems
    )
    why = "configurations.yaml cannot be used until it is mended:"
    return ConfigurationsBody(why, said, (), (), (), (), (), (), (), "")


def configurations_body(exploration: Exploration, context: MemoContext) -> ConfigurationsBody:
    """The context of one study's exploration."""
    names = tuple(md(condition.name) for condition in exploration.plan.conditions)
    heads = ("case", *names, md(exploration.plan.outcome))
    members = tuple(
        (context.case_name(member.case_id), *(f"{value:.2f}" for value in member.conditions), f"{member.outcome:.2f}")
        for member in exploration.members
    )
    left_out = [f"{context.case_name(case_id)} is left out: {md(why)}." for case_id, why in exploration.left_out]
    calibration = tuple(_calibration(exploration.plan))
    # What was calibrated is printed all the same: a reader must see why nothing came of it.
    if exploration.why or exploration.main is None:
        why = f"This could not be done: {md(exploration.why)}."
        return ConfigurationsBody(why, (), calibration, heads, members, tuple(left_out), (), (), (), "")
    return ConfigurationsBody(
        "",
        (),
        calibration,
        heads,
        members,
        (*left_out, *(f"{_capital(_case_names(caution, exploration, context))}." for caution in exploration.cautions)),
        tuple(_tables(exploration, context)),
        tuple(_necessity(exploration.main)),
        tuple(
            (
                md(variation.label),
                _models(variation.conservative),
                _models(variation.parsimonious),
                "yes" if variation.is_same else "no",
            )
            for variation in exploration.variations
        ),
        _verdict(exploration),
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _case_names(words: str, exploration: Exploration, context: MemoContext) -> str:
    said = md(words)
    # Longest id first: an id may be the beginning of another.
    for member in sorted(exploration.members, key=lambda member: -len(member.case_id)):
        said = said.replace(md(member.case_id), context.case_name(member.case_id))
    return said


def _calibration(plan: Plan) -> Iterator[str]:
    shown = ", ".join(f"{md(tier)} {value:g}" for tier, value in plan.tiers.items())
    yield f"Outcome *{md(plan.outcome)}*: {shown}. {_decided(plan.calibrated)}"
    for condition in plan.conditions:
        how = "memberships written case by case"
        if condition.measure is not None:
            where = condition.measure.get("where")
            wanted = where.items() if isinstance(where, Mapping) else ()
            of = f" where {', '.join(f'{name} is {value}' for name, value in wanted)}" if wanted else ""
            how = f"{condition.measure['table']}.{condition.measure['column']}{of}"
            how += f", in from {condition.threshold:g}" if condition.anchors is None else _anchors(condition.anchors)
        expect = {1: "; its presence should help", 0: "; its absence should help"}.get(condition.expect or 0, "")
        # No expectation (None) is not an expected absence (0).
        expect = "" if condition.expect is None else expect
        yield f"*{md(condition.name)}*: {md(how)}{expect}. {_decided(condition.calibrated)}"


def _anchors(anchors: tuple[float, float, float]) -> str:
    return f", out at {anchors[0]:g}, middle {anchors[1]:g}, in at {anchors[2]:g}"


def _decided(calibrated: Calibrated) -> str:
    return f"Set by {md(calibrated.by)} on {md(calibrated.at)}: {md(calibrated.why)}"


def _number(value: float | None) -> str:
    return NOT_MADE if value is None else f"{value:.2f}"


def _models(models: Sequence[str]) -> str:
    """All tied models, or that there is none."""
    return " *or* ".join(f"`{model}`" for model in models) if models else "none"


def _tables(exploration: Exploration, context: MemoContext) -> Iterator[TruthTable]:
    if exploration.crisp is not None:
        yield _table("Crisp (in from over 0.5)", exploration.crisp, exploration, context)
    if exploration.fuzzy is not None:
        yield _table("Fuzzy, as calibrated", exploration.fuzzy, exploration, context)
    if exploration.negated is not None:
        yield _table(f"The absence of {md(exploration.plan.outcome)}", exploration.negated, exploration, context)


def _table(title: str, table: Configurations, exploration: Exploration, context: MemoContext) -> TruthTable:
    rows = []
    for row in table.rows:
        # Remainders are counted below: of n conditions there are up to 2ⁿ empty rows.
        if row.is_remainder:
            continue
        against = f"contradiction: {listed(map(context.case_name, row.contradicting))}" if row.contradicting else ""
        cases = listed(context.case_name(case_id) for case_id in row.cases)
        fit = (_number(row.fit.consistency), _number(row.fit.pri))
        verdict = "sufficient" if row.is_sufficient else "not"
        rows.append((*map(str, row.configuration), cases, *fit, "; ".join(filter(None, (verdict, against)))))
    n_empty = sum(row.is_remainder for row in table.rows)
    solutions = [f"{plural(n_empty, 'combination')} of {len(table.rows)} without a case (remainders)."]
    for name, models in (
        ("Conservative (no remainder used)", table.conservative),
        ("Intermediate (only easy remainders)", table.intermediate),
        ("Parsimonious (any remainder may be used)", table.parsimonious),
    ):
        # The intermediate solution exists only where somebody wrote what a condition should do (`expect`).
        if models is not None:
            solutions.append(f"{name}: {_solution(models, context)}")
    heads = (*(md(each.name) for each in exploration.plan.conditions), "cases", "consistency", "PRI", "")
    return TruthTable(title, heads, tuple(rows), tuple(solutions))


def _solution(models: Sequence[Model], context: MemoContext) -> str:
    if not models:
        return "none: no combination is sufficient."
    # All tied models stand: to print one of them would be a choice that the data do not make.
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
    for name, fit in main.necessity.items():
        yield (f"`{name}`", _number(fit.consistency), _number(fit.coverage), _number(fit.ron))


def _verdict(exploration: Exploration) -> str:
    same = sum(variation.is_same for variation in exploration.variations)
    n = len(exploration.variations)
    if not n:
        return ""
    if same == n:
        return f"The solutions are the same in all {n} variations."
    return (
        f"The solutions are the same in {same} of {n} variations: what stands above hangs on choices of cut and split."
    )
