"""Cells of people's tables that are read and cannot be used: each is a caution with its line, and the run goes on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from pipeline.comparison.measures import as_number
from pipeline.comparison.success import ARROW, wanted_sign
from pipeline.loaded_study import LoadedStudy
from pipeline.study.dataclass import dataclass
from pipeline.study.problems import Problem, Severity, did_you_mean
from pipeline.study.records import Row

# Months and days that exist: dates are put in order as text, and `2021-13` would find a place there.
DATED = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
DIRECTIONS = ("up", "down")


@dataclass(frozen=True, slots=True)
class Promise:
    """What a column of a table must hold: `is_kept` for a cell that is filled, `fault` follows otherwise, `remedy`."""

    table: str
    column: str
    is_kept: Callable[[str], bool]
    fault: str
    remedy: Callable[[str], str]


def every_cell_of_a_table_can_be_used(loaded_study: LoadedStudy) -> list[Problem]:
    """Tiers are in the order, dates are dates, values numbers, directions known, ranks where there is an order."""
    problems = [
        problem
        for promise in _promises(loaded_study)
        for problem in _broken(promise, loaded_study.tables[promise.table].rows)
    ]
    return [*problems, *_of_ranks(loaded_study.tables["rankings"].rows)]


def _promises(loaded_study: LoadedStudy) -> Iterator[Promise]:
    order = loaded_study.study.settings.outcome_order
    if order:
        yield Promise(
            "ratings",
            "tier",
            lambda cell: cell in order,
            "is not in the order of study.yaml: it agrees with nothing and has no place among the tiers.",
            lambda cell: did_you_mean(cell, order, f"write one of {', '.join(order)}."),
        )
    for table, column in (("events", "from"), ("events", "to"), ("governance", "from")):
        yield Promise(
            table,
            column,
            lambda cell: DATED.fullmatch(cell) is not None,
            "is no date: it has no place on a line of time, and nothing is put in order by it.",
            lambda cell: "Write a year, a month or a day: 2021, 2021-07, 2021-07-15; or leave the cell empty.",
        )
    yield Promise(
        "indicators",
        "value",
        # A move may stand in one cell, `12 -> 9`: one number that can be read is enough.
        lambda cell: any(as_number(part) is not None for part in ARROW.split(cell)),
        "is no number: the indicator has moved in no direction that can be told.",
        lambda cell: "Write a number alone, its unit in column `unit`; two with an arrow between say a move: 12 -> 9.",
    )
    yield Promise(
        "indicators",
        "direction",
        lambda cell: wanted_sign(cell) != 0,
        "does not say whether more or less is wanted: whether the indicator moved as wanted is unknown.",
        lambda cell: did_you_mean(cell, DIRECTIONS, "write up (more is wanted) or down (less is wanted)."),
    )


def _broken(promise: Promise, rows: Iterable[Row]) -> Iterator[Problem]:
    """A caution for each word that cannot be used, at its first row."""
    first: dict[str, Row] = {}
    for row in rows:
        cell = row[promise.column]
        if cell and not promise.is_kept(cell):
            # The same word in forty rows is one mistake, and one caution.
            first.setdefault(cell, row)
    for cell, row in first.items():
        message = f"{promise.column} '{cell}' {promise.fault}"
        yield Problem(Severity.CAUTION, row.source, message, promise.remedy(cell))


def _of_ranks(rows: Iterable[Row]) -> Iterator[Problem]:
    """Ranks beside a mark, which nobody reads, and ranks that are no whole number."""
    for row in rows:
        rank, value = row["rank"], as_number(row["rank"])
        if row["pick"] in ("most", "least") and rank:
            message = f"rank '{rank}' stands beside the mark '{row['pick']}' and is not read."
            remedy = "Leave the rank empty, or write `ranked` under pick."
            yield Problem(Severity.CAUTION, row.source, message, remedy)
        elif row["pick"] == "ranked" and value is not None and not value.is_integer():
            message = f"rank '{rank}' is no whole number: only the order of ranks is read."
            remedy = "Write 1 for the most challenging, 2, …; barriers that share a place share its number."
            yield Problem(Severity.CAUTION, row.source, message, remedy)
