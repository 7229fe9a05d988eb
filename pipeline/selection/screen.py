"""cities.csv, candidates.csv, criteria.yaml -> the funnel, city by city, until the first complete matrix.

Cases are chosen by eligibility in a declared order, never on the outcome: nothing here knows a tier.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.selection.criteria import Criteria, Key, read_criteria
from pipeline.selection.faults import homeless, of_issues, repeated, unknown_columns
from pipeline.selection.matrix import Matrix, TooManyIssuesError, complete_matrices, nearest_matrices
from pipeline.selection.rules import CannotTellError, NotANumberError, Rule, amount_in, meets
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import read_csv
from pipeline.study.problems import Loaded, Problem, Severity, Source, caution, fault, in_order
from pipeline.study.records import Row

NOT_KNOWN = "not known: "


@dataclass(frozen=True, slots=True)
class Dropped:
    """One city or candidate that a criterion screens out; `is_unknown` where an empty cell did."""

    name: str
    is_unknown: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One criterion of the funnel: how many came, how many stayed, who did not."""

    words: str
    why: str
    n_before: int
    n_after: int
    dropped: tuple[Dropped, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One candidate of an examined city; `reasons` are all the criteria it fails, none where it is eligible."""

    city: str
    candidate: str
    issue: str
    reasons: tuple[str, ...]

    @property
    def is_eligible(self) -> bool:
        """Whether it meets every criterion."""
        return not self.reasons


@dataclass(frozen=True, slots=True)
class CityScreen:
    """One city in the declared order, with its candidates where it was examined; `tied_with` share its place."""

    place: int
    city: str
    is_examined: bool
    candidates: tuple[Candidate, ...]
    tied_with: tuple[str, ...]

    @property
    def n_eligible(self) -> int:
        """Candidates that meet every criterion."""
        return sum(candidate.is_eligible for candidate in self.candidates)


@dataclass(frozen=True, slots=True)
class Screening:
    """A whole screening.

    `matrices` are all that were complete when the screening stopped, the first in the declared order first; `others`
    those that lack the fewest cells; `city_steps` and `candidate_steps` the funnels in the order of the criteria.
    """

    criteria: Criteria
    n_cities: int
    city_steps: tuple[Step, ...]
    candidate_steps: tuple[Step, ...]
    cities: tuple[CityScreen, ...]
    matrices: tuple[Matrix, ...]
    others: tuple[Matrix, ...]
    not_examined: int
    passed_over: int

    @property
    def examined(self) -> tuple[CityScreen, ...]:
        """Cities that were gone through."""
        return tuple(city for city in self.cities if city.is_examined)

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Every candidate of an examined city."""
        return tuple(candidate for city in self.examined for candidate in city.candidates)

    def in_cell(self, city: str, issue: str) -> tuple[Candidate, ...]:
        """The candidates of one city in one issue, eligible or not."""
        return tuple(candidate for candidate in self.candidates if (candidate.city, candidate.issue) == (city, issue))


def screen(folder: Path) -> Loaded[Screening | None]:
    """The screening of a folder of cities.csv, candidates.csv and criteria.yaml; None where a file has a fault."""
    criteria = read_criteria(folder / "criteria.yaml")
    cities = read_csv(folder / "cities.csv", ("city",))
    candidates = read_csv(folder / "candidates.csv", ("city", "candidate", "issue"))
    problems = [*criteria.problems, *cities.problems, *candidates.problems]
    # Without its columns, a table's other faults would be echoes of this one.
    if cities.records.lacks or candidates.records.lacks:
        return Loaded(None, in_order(problems))
    problems += repeated(cities.records, ("city",)) + repeated(candidates.records, ("city", "candidate"))
    problems += homeless(cities.records, candidates.records)
    if criteria.records is None or any(problem.is_fault for problem in problems):
        return Loaded(None, in_order(problems))
    rows = of_issues(criteria.records, candidates.records.rows, problems)
    problems += unknown_columns(criteria.records, cities.records, candidates.records)
    if any(problem.is_fault for problem in problems):
        return Loaded(None, in_order(problems))
    eligible_cities, city_steps = _funnel(criteria.records.cities, cities.records.rows, "city", problems)
    # For its faults alone, in every city: the funnel that is shown holds candidates of examined cities.
    _funnel(criteria.records.candidates, rows, "candidate", problems)
    if any(problem.is_fault for problem in problems):
        return Loaded(None, in_order(problems))
    try:
        screening = _examine(criteria.records, len(cities.records.rows), eligible_cities, city_steps, rows)
    except TooManyIssuesError as error:
        remedy = "Ask for fewer issues in `matrix`, or keep fewer with a criterion on the column issue."
        return Loaded(None, (fault(criteria.records.path, 0, f"there are {error} to look through.", remedy),))
    screening = replace(screening, passed_over=len(candidates.records.rows) - len(rows))
    problems += _notes(folder, screening, eligible_cities, rows)
    return Loaded(screening, in_order(problems))


def _examine(
    criteria: Criteria, n_cities: int, eligible_cities: Sequence[Row], city_steps: tuple[Step, ...], rows: Sequence[Row]
) -> Screening:
    """Go through the cities in order until a matrix is complete."""
    ordered = in_declared_order(eligible_cities, criteria.order)
    judged = {city: _judge(criteria.candidates, (row for row in rows if row["city"] == city)) for city, _ in ordered}
    issues = criteria.issues or tuple(sorted({row["issue"] for row in rows}))
    examined: list[str] = []
    matrices: tuple[Matrix, ...] = ()
    has: dict[str, set[str]] = {}
    # One city after the other and no further than needed: the declared order chooses, never the outcome.
    for city, _ in ordered:
        examined.append(city)
        has[city] = {candidate.issue for candidate in judged[city] if candidate.is_eligible}
        matrices = complete_matrices(examined, issues, has, criteria.n_cities, criteria.n_issues)
        if matrices:
            break
    here = set(examined)
    _, steps = _funnel(
        criteria.candidates, [row for city in examined for row in rows if row["city"] == city], "candidate", []
    )
    return Screening(
        criteria=criteria,
        n_cities=n_cities,
        city_steps=city_steps,
        candidate_steps=steps,
        cities=tuple(
            CityScreen(n, city, city in here, judged[city] if city in here else (), tied)
            for n, (city, tied) in enumerate(ordered, 1)
        ),
        matrices=matrices,
        others=nearest_matrices(examined, issues, has, criteria.n_cities, criteria.n_issues),
        not_examined=sum(row["city"] not in here for row in rows),
        passed_over=0,
    )


def in_declared_order(rows: Sequence[Row], keys: Sequence[Key]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Cities by the declared keys, empty cells last; those that no key tells apart keep their order and are named."""

    def place(row: Row) -> tuple[object, ...]:
        return tuple(_sort_key(row[key.column], key.is_descending) for key in keys)

    ordered = sorted(rows, key=place) if keys else list(rows)
    cities = []
    for row in ordered:
        tied = tuple(other["city"] for other in ordered if other is not row and keys and place(other) == place(row))
        cities.append((row["city"], tied))
    return tuple(cities)


def _sort_key(cell: str, is_descending: bool) -> tuple[object, ...]:
    """Numbers before words, empty cells last; descending words compare letter by letter backwards."""
    if not cell:
        return (2,)
    value = amount_in(cell)
    if isinstance(value, tuple):
        # A date as a number that orders as the date does: month and day as hundredths.
        value = sum(part / 100**n for n, part in enumerate(value))
    if value is not None:
        return (0, -value if is_descending else value)
    folded = cell.casefold()
    return (1, tuple(-ord(sign) for sign in folded)) if is_descending else (1, tuple(ord(sign) for sign in folded))


def _judge(rules: Sequence[Rule], rows: Iterable[Row]) -> tuple[Candidate, ...]:
    candidates = []
    for row in rows:
        # All that a candidate fails, so that nobody mends one to meet the next.
        reasons = [reason for rule in rules if (reason := _reason(rule, row))]
        candidates.append(Candidate(row["city"], row["candidate"], row["issue"], tuple(reasons)))
    return tuple(candidates)


def _reason(rule: Rule, row: Row) -> str:
    """Why a row does not meet a rule; '' where it does."""
    try:
        return (
            ""
            if meets(rule, row[rule.column])
            else f"not so: {rule.why or rule.words} ({rule.column}: {row[rule.column] or 'empty'})"
        )
    except CannotTellError:
        return f"{NOT_KNOWN}{rule.column}"


def _funnel(
    rules: Sequence[Rule], rows: Sequence[Row], name: str, problems: list[Problem]
) -> tuple[list[Row], tuple[Step, ...]]:
    """Rows that meet every rule, and what each rule left over; words where a number is needed are faults."""
    steps = []
    here = list(rows)
    for rule in rules:
        staying, dropped = [], []
        for row in here:
            try:
                reason = _reason(rule, row)
            except NotANumberError:
                message = f"{rule.column} is '{row[rule.column]}', and a criterion compares it as a number."
                problems.append(
                    Problem(Severity.FAULT, row.source, message, "Write a number, or leave the cell empty.")
                )
                continue
            if reason:
                dropped.append(Dropped(row[name], reason.startswith(NOT_KNOWN)))
            else:
                staying.append(row)
        steps.append(Step(rule.words, rule.why, len(here), len(staying), tuple(dropped)))
        # The counts go by the first criterion that fails: who is out is not asked again.
        here = staying
    return here, tuple(steps)


def _notes(folder: Path, screening: Screening, eligible_cities: Sequence[Row], rows: Sequence[Row]) -> list[Problem]:
    """What a reader must know of the order and the tables, as cautions."""
    problems = []
    source: Mapping[str, Source] = {row["city"]: row.source for row in eligible_cities}
    named = {row["city"] for row in rows}
    for screened in screening.examined:
        if screened.tied_with:
            tied = ", ".join(screened.tied_with)
            message = f"{screened.city} and {tied} share a place in the declared order: the file's order decides."
            remedy = "Add a column to `order` that tells them apart, such as city."
            problems.append(Problem(Severity.CAUTION, source[screened.city], message, remedy))
        if screened.city not in named:
            message = f"{screened.city} was examined and has no row in candidates.csv."
            problems.append(
                Problem(Severity.CAUTION, source[screened.city], message, "Nothing to mend if none was found there.")
            )
    if not screening.criteria.cities and not screening.criteria.candidates:
        problems.append(
            caution(folder / "criteria.yaml", 0, "there is no criterion: everything is eligible.", "Add `keep`.")
        )
    return problems
