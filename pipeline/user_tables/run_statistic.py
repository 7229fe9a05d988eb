"""`crosscase stats NAME`: one statistic on anybody's table, in the words of contract section 6."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import combinations
from pathlib import Path
from typing import TypeVar

import numpy as np

from pipeline.statistics import agreement, configurations, coverage, icc, prevalence, ranking, small_n, unitizing
from pipeline.statistics.errors import TooManyModelsError, UndefinedStatisticError
from pipeline.statistics.rounding import NOTHING, drop_float_noise
from pipeline.study.dataclass import dataclass
from pipeline.study.problems import FilesNeedAHand, WrongUsage, did_you_mean, fault
from pipeline.user_tables.table import Table, is_plain_number, read_table, stop_at

T = TypeVar("T")
Result = dict[str, object]

UNIT_NAMES = ("unit", "id", "item", "row", "index", "segment", "quotation", "subject", "case", "transcript", "document")
"""Columns that name the unit and are no coders', in any capitals, also in the plural; and all that end in `_id`."""

WORDS_FOR_NOTHING = (
    "na",
    "n/a",
    "n.a.",
    "#n/a",
    "<na>",
    "nan",
    "none",
    "null",
    "nil",
    "-",
    "--",
    "–",
    "—",
    ".",
    "?",
    "missing",
)
"""What people and programs write where nothing was coded; it could also be a code, so that it counts, and is told."""

FEWEST_UNITS = 4
"""Rows from which values that never recur are no accident of a short table."""
MOST_CODERS = 50  # each is compared with every other

P_KEYS = ("p", "p_one", "p_two", "p_less", "p_holm", "p_maxt", "p_min", "p_error")
TIED = "models are tied: consistency, pri and coverage are those of the first, which `fits_of` names"
EXPECTED: Mapping[str, int | None] = {"1": 1, "0": 0, "-": None}


@dataclass(frozen=True, slots=True)
class StatisticOptions:
    """The options of `crosscase stats`, named as they are typed; each statistic looks at its own."""

    metric: str = "nominal"
    cluster: str | None = None
    outcome: str | None = None
    order: tuple[str, ...] = ()
    predictor: tuple[str, ...] = ()
    block: str | None = None
    conditions: tuple[str, ...] = ()
    cut: float = 0.8
    expect: tuple[str, ...] = ()
    negate: bool = False
    base: int = 4
    run: int = 2
    alternative: str = "two-sided"
    length: float | None = None


def run_statistic(name: str, table: Path, options: StatisticOptions) -> Result:
    """One statistic of one table, as an object for JSON; an undefined number is None, with `why`.

    Raises:
        WrongUsage: There is no such statistic, or it needs an option that was not given.
        FilesNeedAHand: The table cannot be read, or holds what the statistic cannot use.
    """
    if name not in STATISTICS:
        remedy = did_you_mean(name, STATISTICS, f"use one of: {', '.join(STATISTICS)}.")
        raise WrongUsage(f"There is no statistic '{name}'. {remedy}")
    return {key: _printed(value, key) for key, value in STATISTICS[name](read_table(table), options).items()}


def _printed(value: object, key: str) -> object:
    """A value of the result without dust behind its floats; a p, however small, is never 0 by this."""
    if isinstance(value, Mapping):
        return {name: _printed(part, str(name)) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_printed(part, key) for part in value]
    if not isinstance(value, float) or (key in P_KEYS and abs(value) < NOTHING):
        return value
    return drop_float_noise(value)


def _agreement(table: Table, options: StatisticOptions) -> Result:
    """Rows units, columns coders but for those that name the unit (`UNIT_NAMES`), which the result lists."""
    metric = next((known for known in agreement.METRICS if known == options.metric), None)
    if metric is None:
        raise WrongUsage(f"there is no metric '{options.metric}': use {', '.join(agreement.METRICS)}")
    clusters = None if options.cluster is None else table.filled(options.cluster)
    units = [c for c in table.columns if c != options.cluster and _names_the_unit(c)]
    coders = [c for c in table.columns if c != options.cluster and c not in units]
    if len(coders) < 2:
        message = f"agreement needs two columns of coders; found: {', '.join(coders) or 'none'}."
        if units:
            message += f" Taken for the name of the unit: {', '.join(units)}."
        stop_at([fault(table.path, 1, message, "Write a column for each coder.")])
    if len(coders) > MOST_CODERS:
        message = f"the table has {len(coders)} columns of coders, and {MOST_CODERS} are the most."
        stop_at([fault(table.path, 1, message, "Write a row for each unit, and a column for each coder.")])
    # Numbers by value even where only sameness counts: a spreadsheet writes the same code as 1 and as 1.0.
    is_numeric = metric != "nominal" or all(
        is_plain_number(cell, table.has_decimal_commas) for c in coders for cell in table.cells(c) if cell
    )
    codes = np.empty((len(coders), len(table.rows)), dtype=object)
    for place, coder in enumerate(coders):
        numbers = table.numbers(coder, lowest=0 if metric == "ratio" else None) if is_numeric else table.cells(coder)
        codes[place] = [value if cell else None for value, cell in zip(numbers, table.cells(coder), strict=True)]
    result: Result = {"coders": coders, "unit_columns": units}
    result |= asdict(agreement.describe_agreement(codes, metric, clusters))
    result["pairwise"] = [_pair(codes, coders, pair, metric) for pair in combinations(range(len(coders)), 2)]
    cautions = [*_numbers_units(table, coders), *_blanks_in_words(table, coders)]
    return _without_empty_why(result) | ({"cautions": cautions} if cautions else {})


def _numbers_units(table: Table, coders: Sequence[str]) -> Iterator[str]:
    """A caution where the first column seems to name the units in another language: it is counted as a coder."""
    first, *others = coders
    names = table.cells(first)
    if first != table.columns[0] or len(names) < FEWEST_UNITS or not all(names) or len(set(names)) < len(names):
        return
    shared = set(names) & {cell for coder in others for cell in table.cells(coder)}
    if not shared or names in ([str(n + begin) for n in range(len(names))] for begin in (0, 1)):
        yield (
            f"column '{first}' is counted as a coder, and has another value in each row. "
            "If it names or numbers the units, call it 'unit'."
        )


def _blanks_in_words(table: Table, coders: Sequence[str]) -> Iterator[str]:
    """A caution for cells in which somebody wrote a word for nothing: they are counted as a code."""
    written = [
        (row.line, coder, row.cells[coder])
        for row in table.rows
        for coder in coders
        if row.cells[coder].casefold() in WORDS_FOR_NOTHING
    ]
    if written:
        line, coder, cell = written[0]
        more = f" and {len(written) - 1} more cells" if written[1:] else ""
        yield (
            f"line {line}, column '{coder}': '{cell}'{more} counted as a code. "
            "If it means not coded, leave the cell empty: nothing between the commas (in pandas: na_rep='')."
        )


def _names_the_unit(column: str) -> bool:
    word = column.casefold().strip()
    return word.endswith("_id") or word in UNIT_NAMES or word.removesuffix("s") in UNIT_NAMES


def _pair(codes: agreement.Codes, coders: Sequence[str], pair: tuple[int, int], metric: agreement.Metric) -> Result:
    """Two coders' agreement, without interval."""
    both, reasons = codes[list(pair)], dict[str, str]()
    result: Result = {
        "coders": [coders[place] for place in pair],
        "n_units": int((agreement.count_codes(both).counts.sum(1) > 1).sum()),
        "percent": _or_none(reasons, "percent", lambda: agreement.percent_agreement(both)),
        "kappa": _or_none(reasons, "kappa", lambda: agreement.cohen_kappa(both)),
        "ac1": _or_none(reasons, "ac1", lambda: agreement.gwet_ac1(both)),
        "alpha": _or_none(reasons, "alpha", lambda: agreement.krippendorff_alpha(both, metric)),
    }
    return result | _why(reasons)


def _unitize(table: Table, options: StatisticOptions) -> Result:
    """Rows units: coder, start, end (exclusive), code; a row with a coder alone is one who marked nothing."""
    length = _needed(options.length, "--length")
    coders, codes = table.filled("coder"), table.cells("code")
    starts, ends = table.numbers("start", lowest=0, highest=length), table.numbers("end", lowest=0, highest=length)
    units: dict[str, list[unitizing.Unit]] = {coder: [] for coder in coders}
    problems = []
    for row, coder, start, end, code in zip(table.rows, coders, starts.tolist(), ends.tolist(), codes, strict=True):
        if np.isnan(start) and np.isnan(end) and not code:
            continue
        if not code or not start < end:
            message = "the unit has no code." if not code else "the unit does not end after it starts."
            remedy = "Give each unit a code, a start and a later end; for a coder who marked nothing, the coder alone."
            problems.append(fault(table.path, row.line, message, remedy))
        else:
            units[coder].append(unitizing.Unit(start, end, code))
    stop_at(problems)
    if len(units) < 2:
        stop_at([fault(table.path, 0, "unitizing needs two coders.", "Write the units of each coder as rows.")])
    result = asdict(unitizing.unitizing_alphas(units, length))
    return {key: value for key, value in result.items() if key != "why"} | _why(result["why"])


def _exact(table: Table, options: StatisticOptions) -> Result:
    """Rows cases; effects of predictors among all rearrangements of the outcome inside blocks."""
    alternative = next((known for known in small_n.ALTERNATIVES if known == options.alternative), None)
    if alternative is None:
        raise WrongUsage(f"there is no alternative '{options.alternative}': use {', '.join(small_n.ALTERNATIVES)}")
    outcome = _needed(options.outcome, "--outcome")
    _needed(options.order, "--order")
    _needed(options.predictor, "--predictor")
    ranks = table.places(outcome, options.order)
    predictors = np.column_stack([table.numbers(column, is_filled=True) for column in options.predictor])
    blocks = None if options.block is None else table.filled(options.block)
    rearrangements = small_n.rearrange_several(ranks, predictors, blocks, alternative=alternative)
    tests = [
        _rearrangement(name, rearrangement)
        for name, rearrangement in zip(options.predictor, rearrangements, strict=True)
    ]
    # With one predictor its numbers stand at the top as well; with several, a reader must see them all.
    first = {} if len(tests) > 1 else {key: value for key, value in tests[0].items() if key != "predictor"}
    return first | {"n_arrangements": rearrangements[0].n_arrangements, "alternative": alternative, "tests": tests}


def _rearrangement(name: str, rearrangement: small_n.Rearrangement) -> Result:
    """One predictor's numbers under the names of the contract."""
    result: Result = {"predictor": name, **asdict(rearrangement)}
    result["testable"] = result.pop("is_testable")
    if rearrangement.n_sampled is None:
        del result["n_sampled"], result["p_error"]
    if not rearrangement.is_testable:
        result["why"] = "p_holm, p_maxt: no block varies, so that every arrangement has the same effect"
    return result


def _configurations(table: Table, options: StatisticOptions) -> Result:
    """First column the case; memberships in 0..1."""
    outcome = _needed(options.outcome, "--outcome")
    conditions = _needed(options.conditions, "--conditions")
    if options.expect and len(options.expect) != len(conditions):
        raise WrongUsage(f"--expect has {len(options.expect)} directions for {len(conditions)} conditions")
    unknown = [word for word in options.expect if word not in EXPECTED]
    if unknown:
        raise WrongUsage(f"--expect takes 1 (present), 0 (absent) or - (either), not '{unknown[0]}'")
    memberships = [table.memberships(column) for column in (*conditions, outcome)]
    cases = table.ids(table.columns[0])
    try:
        compared = configurations.compare_configurations(
            np.column_stack(memberships[:-1]),
            memberships[-1],
            conditions,
            cases,
            options.cut,
            [EXPECTED[word] for word in options.expect] if options.expect else None,
            options.negate,
        )
    except TooManyModelsError as error:
        raise FilesNeedAHand([fault(table.path, 1, f"{error}.", "Name fewer conditions.")]) from error
    return _solutions(compared, conditions)


def _solutions(compared: configurations.Configurations, conditions: Sequence[str]) -> Result:
    """Truth table, models and fits under the names of the contract; a fit by solution is its first model's."""
    solutions = {
        "conservative": compared.conservative,
        "parsimonious": compared.parsimonious,
        "intermediate": compared.intermediate,
    }
    reasons: dict[str, str] = {}
    for name, models in solutions.items():
        if not models:
            reasons[name] = "no combination is sufficient" if models is not None else "needs --expect"
    truth_table = [
        {
            "configuration": dict(zip(conditions, row.configuration, strict=True)),
            "cases": list(row.cases),
            "n": len(row.cases),
            "out": "?" if row.is_sufficient is None else str(int(row.is_sufficient)),
            "consistency": row.fit.consistency,
            "pri": row.fit.pri,
            "contradicting": list(row.contradicting),
        }
        for row in compared.rows
    ]
    fits = {
        key: {name: getattr(models[0].fit, key) if models else None for name, models in solutions.items()}
        for key in ("consistency", "pri", "coverage")
    }
    tied = {name: len(models) for name, models in solutions.items() if models and len(models) > 1}
    note = ", ".join(f"{name} {n}" for name, n in tied.items())
    return {
        "truth_table": truth_table,
        **{name: None if models is None else [list(m.terms) for m in models] for name, models in solutions.items()},
        **fits,
        "fits_of": {name: list(models[0].terms) if models else None for name, models in solutions.items()},
        **({"note": f"{TIED} ({note}); `models` has the fits of each"} if tied else {}),
        "necessity": {name: asdict(necessity) for name, necessity in compared.necessity.items()},
        "models": {name: [asdict(model) for model in models or ()] for name, models in solutions.items()},
        "cautions": list(compared.cautions),
        **_why(reasons),
    }


def _ranking(table: Table, _: StatisticOptions) -> Result:
    """Rows respondents (first column), columns items, cells ranks."""
    table.ids(table.columns[0])
    items = table.columns[1:]
    ranks = np.column_stack([np.empty((len(table.rows), 0)), *(table.numbers(c, is_filled=True) for c in items)])
    reasons: dict[str, str] = {}
    concordance = _or_none(reasons, "w, chi2, p", lambda: ranking.kendall_w(ranks))
    interval = _or_none(reasons, "w_low, w_high", lambda: ranking.kendall_interval(ranks))
    return {
        "w": concordance.w if concordance else None,
        "chi2": concordance.chi2 if concordance else None,
        "p": concordance.p if concordance else None,
        "borda": dict(zip(items, ranking.borda_scores(ranks).tolist(), strict=True)),
        "median": dict(zip(items, ranking.median_ranks(ranks).tolist(), strict=True)),
        "w_low": interval.low if interval else None,
        "w_high": interval.high if interval else None,
        "n_respondents": len(table.rows),
        **_why(reasons),
    }


def _icc(table: Table, _: StatisticOptions) -> Result:
    """First column the target, then raters."""
    names = ("icc1", "icc2", "icc3", "icc1k", "icc2k", "icc3k")
    table.ids(table.columns[0])
    raters = table.columns[1:]
    ratings = np.column_stack([np.empty((len(table.rows), 0)), *(table.numbers(c, is_filled=True) for c in raters)])
    reasons: dict[str, str] = {}
    correlations = _or_none(reasons, ", ".join(names), lambda: icc.intraclass_correlations(ratings))
    if correlations is not None and correlations.undefined:
        reasons[", ".join(correlations.undefined)] = "the ratings do not vary in the way this form needs"
    return {name: getattr(correlations, name) if correlations else None for name in names} | _why(reasons)


def _saturation(table: Table, options: StatisticOptions) -> Result:
    """Rows transcript_id, code_id in the order of coding; a blank code_id is a transcript without codes."""
    if options.base < 1 or options.run < 1:
        raise WrongUsage("--base and --run are 1 transcript or more")
    codes: dict[str, set[str]] = {}
    for transcript, code in zip(table.filled("transcript_id"), table.cells("code_id"), strict=True):
        codes.setdefault(transcript, set()).update({code} - {""})
    reasons: dict[str, str] = {}
    covered = _or_none(
        reasons,
        "base, new_by_run, quotients, reached",
        lambda: coverage.cover_codes(list(codes.values()), options.base, options.run),
    )
    if covered is None:
        return {"base": None, "new_by_run": None, "quotients": None, "reached": None} | _why(reasons)
    if covered.reached is None:
        reasons["reached"] = f"no run brings {coverage.THRESHOLD:.0%} new codes or less"
    return {
        "base": covered.n_base,
        "new_by_run": list(covered.new_by_run),
        "quotients": list(covered.quotients),
        "reached": covered.reached,
        "n_transcripts": len(codes),
        **_why(reasons),
    }


def _prevalence(table: Table, _: StatisticOptions) -> Result:
    """Rows label, prediction, probability, cluster; a blank label was not read."""
    labels = table.numbers("label", lowest=0, highest=1)
    predictions = table.numbers("prediction", lowest=0, highest=1, is_filled=True)
    probabilities = table.numbers("probability", lowest=0, highest=1)
    clusters = table.filled("cluster")
    remedy = "Write with which probability this row was drawn for reading, above 0 and at most 1."
    stop_at(
        fault(table.path, row.line, "a row that was read has no probability above 0.", remedy)
        for row, label, probability in zip(table.rows, labels, probabilities, strict=True)
        if not np.isnan(label) and not probability > 0
    )
    return _without_empty_why(asdict(prevalence.correct_share(labels, predictions, probabilities, clusters)))


STATISTICS: Mapping[str, Callable[[Table, StatisticOptions], Result]] = {
    "agreement": _agreement,
    "unitize": _unitize,
    "exact": _exact,
    "configurations": _configurations,
    "ranking": _ranking,
    "icc": _icc,
    "saturation": _saturation,
    "prevalence": _prevalence,
}


def _needed(value: T | None, option: str) -> T:
    """The option, or a wrong usage where it was not given."""
    if not value:
        raise WrongUsage(f"this statistic needs {option}")
    return value


def _or_none(reasons: dict[str, str], names: str, compute: Callable[[], T]) -> T | None:
    """The number, or None with its reason."""
    try:
        return compute()
    except UndefinedStatisticError as undefined:
        reasons[names] = str(undefined)
        return None


def _why(reasons: Mapping[str, str]) -> Result:
    """`why` in one line, where something is undefined."""
    return {"why": "; ".join(f"{names}: {reason}" for names, reason in reasons.items())} if reasons else {}


def _without_empty_why(result: Result) -> Result:
    """The result without a `why` that has nothing to say."""
    return {key: value for key, value in result.items() if key != "why" or value}
