"""One number a case from a published table, as `measure: {table, column, where}` of a proposition asks for it.

A column of numbers gives its sum over the case's matching rows (shares and rates their mean, ratings their median).
A column of words gives, where `where` names that column, the share of the case's rows that match (of judgements: their
number, since what was not judged has no row); where `where` names only other columns, the number of rows that match;
without `where` the words themselves, which no arithmetic can use.
Worked examples stand in docs/inference.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from statistics import mean, median

from pipeline.comparison.material import Material
from pipeline.stages.findings import teller
from pipeline.stages.within_case import last_judgements
from pipeline.store.rows import (
    ROW_OF,
    CodeFrequency,
    EnablerFrequency,
    Episode,
    GovernanceStep,
    Judgement,
    StoredRow,
    Voice,
)
from pipeline.study.dataclass import dataclass

JUDGED = {"present": 1.0, "mixed": 0.5, "absent": 0.0}
GOVERNANCE_COUNTS = ("switches_between", "changes_inside", "changes", "step")
# Rates of several codes added up would be a rate of nothing: their mean is taken.
RATES = ("per_1000_words", "jaccard", "mention_low", "mention_high")
NAMES = ("episode", "by", "rater", "at", "from", "to", "period")
FREQUENCIES = ("code_frequency", "enabler_frequency")

Rows = Sequence[StoredRow]
Where = Mapping[str, frozenset[str]]
"""Columns of a study's choice, each with the words wanted in it, in small letters."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a measure finds in one case.

    `value` is None where nothing is known of the case, and then `why` says so; `words` is how a reader would say it;
    `label` the case's words where the column holds words only; `differing` names rows about which analysts differ;
    `n_voices` how many respondents stand behind a value above 0, None where the table does not tell.
    """

    case_id: str
    value: float | None
    words: str
    why: str = ""
    label: str | None = None
    differing: tuple[str, ...] = ()
    n_voices: int | None = None
    place: str = ""


def measure_cases(material: Material, measure: Mapping[str, object]) -> tuple[Measured, ...]:
    """The measure in every case, in the study's order."""
    table, column = str(measure["table"]), str(measure["column"])
    asked = measure.get("where") or {}
    where = {str(name): _wanted(value) for name, value in asked.items()} if isinstance(asked, Mapping) else {}
    by_case = {case_id: _rows(material, table, case_id) for case_id in material.cases}
    everything = [row for rows in by_case.values() for row in rows]
    if table == GovernanceStep.TABLE and column in GOVERNANCE_COUNTS:
        return tuple(
            _of_governance(case_id, material.of(GovernanceStep, case_id), column) for case_id in material.cases
        )
    if everything and column not in everything[0].by_column():
        return tuple(Measured(case_id, None, "", f"{table} has no column {column}") for case_id in material.cases)
    if table == "judgements" and column == "judgement" and column not in where:
        return tuple(_of_judgements(case_id, by_case[case_id], where) for case_id in material.cases)
    # Words that `where` leaves out must not make a column of numbers one of words.
    used = [row.cell(column) for row in everything if matches(row, where) and row.cell(column) is not None]
    if column not in where and used and not is_name(column) and all(as_number(cell) is not None for cell in used):
        return tuple(
            _of_numbers(material, case_id, by_case[case_id], table, column, where) for case_id in material.cases
        )
    # Of judgements no share: what nobody judged has no row, so the denominator would be what was judged.
    if column in where and table != "judgements":
        return tuple(_of_share(material, case_id, by_case[case_id], table, column, where) for case_id in material.cases)
    if where:
        return tuple(_of_count(material, case_id, by_case[case_id], table, where) for case_id in material.cases)
    return tuple(_of_words(case_id, by_case[case_id], column) for case_id in material.cases)


def _rows(material: Material, table: str, case_id: str) -> Rows:
    if table == EnablerFrequency.TABLE:
        return tuple(row for row in material.of(CodeFrequency, case_id) if row.family == "enabler")
    if table == Judgement.TABLE:
        return tuple(last_judgements(material.of(Judgement, case_id)).values())
    return material.of(ROW_OF[table], case_id) if table in ROW_OF else ()


def _wanted(value: object) -> frozenset[str]:
    values = value if isinstance(value, list) else [value]
    return frozenset(str(word).casefold() for word in values)


def matches(row: StoredRow, where: Where) -> bool:
    """Whether a row has, in each column named, one of the words wanted."""
    return all(str(row.cell(column)).casefold() in wanted for column, wanted in where.items())


def is_name(column: str) -> bool:
    """Whether a column holds names or dates, which are no numbers even where they look like some."""
    return column.endswith("_id") or column in NAMES


def as_number(cell: object) -> float | None:
    """A cell as a finite number, or None; thousands may be parted by commas."""
    if isinstance(cell, bool | int | float):
        return float(cell)
    try:
        value = float(str(cell).replace(",", ""))
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None


def tidy(value: float) -> str:
    """A number as memos print it: whole where it is whole, else at most two places."""
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.2f}".rstrip("0").rstrip(".")


def _of_numbers(material: Material, case_id: str, rows: Rows, table: str, column: str, where: Where) -> Measured:
    matching = [row for row in rows if matches(row, where)]
    numbers = [number for row in matching if (number := as_number(row.cell(column))) is not None]
    if table == "ratings" and column == "rating":
        # Off the scale is left out here as it is among the inputs of success.
        numbers = [number for number in numbers if 1 <= number <= 10]
    if not numbers:
        return Measured(case_id, None, "", "nothing is known" if matching else f"no row of {table} matches")
    counted = [row for row in matching if isinstance(row, CodeFrequency)]
    # Unread is not "no": a sum of 0 would be a finding that nobody made.
    if counted and not any(row.n_known for row in counted):
        return Measured(case_id, None, "", "nobody has read for it")
    if table == "ratings" and column == "rating":
        value = float(median(numbers))
    elif column.endswith("_share") or column in RATES:
        value = float(mean(numbers))
    else:
        value = float(sum(numbers))
    n_voices = None
    words = tidy(value)
    if counted:
        # The largest, not the sum: one respondent may stand behind several codes.
        n_voices = max(row.n_respondents for row in counted)
        if column in ("mention_share", "n_mentioning") and len(counted) == 1:
            words = f"{counted[0].n_mentioning} of {counted[0].n_known} known"
    return Measured(case_id, value, words, n_voices=n_voices, place=_evidence(case_id, counted))


def _evidence(case_id: str, counted: Sequence[CodeFrequency]) -> str:
    if len(counted) == 1:
        return f"evidence/{case_id}/{counted[0].code_id}.html"
    return f"memos/within-case/{case_id}.html"


def _unit(row: StoredRow, n: int) -> str | int | None:
    """Rows of several analysts about one episode are one unit; every other row is its own."""
    return row.episode if isinstance(row, Episode) else n


def _of_share(material: Material, case_id: str, rows: Rows, table: str, column: str, where: Where) -> Measured:
    others = {name: wanted for name, wanted in where.items() if name != column}
    base = [row for row in rows if matches(row, others) and row.cell(column) is not None]
    if not base:
        return Measured(case_id, None, "", _no_rows(table))
    units: dict[str | int | None, list[bool]] = {}
    for n, row in enumerate(base):
        units.setdefault(_unit(row, n), []).append(matches(row, where))
    # Analysts who differ on an episode give a part of it each: nobody is overruled.
    k = sum(sum(votes) / len(votes) for votes in units.values())
    differing = tuple(str(unit) for unit, votes in units.items() if len(set(votes)) > 1)
    words = f"{tidy(k)} of {_noun(table, len(units))}"
    n_voices = _voices_behind(material, case_id, [row for row in base if matches(row, where)]) if k else None
    place = f"memos/within-case/{case_id}.html"
    return Measured(case_id, k / len(units), words, differing=differing, n_voices=n_voices, place=place)


def _of_count(material: Material, case_id: str, rows: Rows, table: str, where: Where) -> Measured:
    if not rows:
        return Measured(case_id, None, "", _no_rows(table))
    matching = [row for row in rows if matches(row, where)]
    k = len({_unit(row, n) for n, row in enumerate(matching)})
    n_voices = _voices_behind(material, case_id, matching) if k else None
    return Measured(case_id, float(k), _noun(table, k), n_voices=n_voices, place=f"memos/within-case/{case_id}.html")


def _noun(table: str, n: int) -> str:
    """`1 episode`, `3 episodes`; other tables by their own name."""
    return f"{n} {table[:-1] if n == 1 and table.endswith('s') else table}"


def _no_rows(table: str) -> str:
    return f"no row in {table}"


def _voices_behind(material: Material, case_id: str, rows: Rows) -> int | None:
    """Respondents whose words the rows' `codings` name; None where they name none."""
    ids = {coding_id for row in rows for coding_id in coding_ids(row)}
    people = {teller(row) for row in named(material.own(case_id, Voice), ids)}
    return len(people) or None


def coding_ids(row: StoredRow) -> tuple[str, ...]:
    """The codings that a row of a people's table names in its column `codings`, which may be the team's own."""
    return tuple(part.strip() for part in str(row.cell("codings") or "").split(";") if part.strip())


def named(voices: Iterable[Voice], ids: frozenset[str] | set[str]) -> tuple[Voice, ...]:
    """The codings with these ids, written as `ID` or `CODER:ID`."""
    if not ids:
        return ()
    return tuple(voice for voice in voices if ids & {voice.coding_id, f"{voice.coder}:{voice.coding_id}"})


def _of_judgements(case_id: str, rows: Rows, where: Where) -> Measured:
    """Present counts 1, mixed a half, absent 0; what is judged unknown, or not judged, is left out."""
    judged = [row for row in rows if isinstance(row, Judgement) and matches(row, where) and row.judgement in JUDGED]
    if not judged:
        return Measured(case_id, None, "", "nobody has judged it" if not rows else "no judgement matches, or unknown")
    place = f"memos/within-case/{case_id}.html"
    value = sum(JUDGED[row.judgement] for row in judged)
    words = judged[0].judgement if len(judged) == 1 else f"{tidy(value)} of {len(judged)} judged"
    return Measured(case_id, value, words, place=place)


def _of_words(case_id: str, rows: Rows, column: str) -> Measured:
    words = list(dict.fromkeys(str(row.cell(column)) for row in rows if row.cell(column) is not None))
    why = "words, no number" if words else "nothing is written"
    return Measured(case_id, None, ", ".join(words), why, label=", ".join(words) or None)


def _of_governance(case_id: str, rows: Sequence[GovernanceStep], column: str) -> Measured:
    if not rows:
        return Measured(case_id, None, "", _no_rows("governance"))
    between, inside = count_changes(rows)
    changes = between + inside
    counts = {"switches_between": between, "changes_inside": inside, "changes": changes, "step": len(rows)}
    value = counts[column]
    said = {
        "switches_between": "between modes",
        "changes_inside": "inside a mode",
        "step": "arrangement throughout" if value == 1 else "arrangements in turn",
    }
    words = f"{value} {said.get(column, 'of either kind')}"
    return Measured(case_id, float(value), words, place=f"memos/within-case/{case_id}.html")


def in_steps(rows: Iterable[GovernanceStep]) -> tuple[GovernanceStep, ...]:
    """One case's rows of governance in the order of their steps."""
    # As numbers, so that step 10 follows step 9; rows without a step keep the file's order, at the end.
    return tuple(sorted(rows, key=lambda row: (as_number(row.step) is None, as_number(row.step) or 0.0)))


def count_changes(rows: Iterable[GovernanceStep]) -> tuple[int, int]:
    """(switches between modes, changes inside a mode) of one case: a next step in another, or in the same, mode."""
    steps = [row.mode for row in in_steps(rows)]
    between = sum(a != b for a, b in pairwise(steps))
    return between, max(len(steps) - 1, 0) - between
