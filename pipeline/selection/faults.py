"""What is wrong with the tables of a screening, with file and line."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.selection.criteria import Criteria
from pipeline.study.people_files import Table
from pipeline.study.problems import Problem, Severity, did_you_mean, fault, nearest
from pipeline.study.records import Row


def of_issues(criteria: Criteria, rows: Sequence[Row], problems: list[Problem]) -> tuple[Row, ...]:
    """Rows in the issues that are looked at; an issue that is nearly one of them is a caution, none at all a fault."""
    looked_at = []
    for row in rows:
        if not row["issue"]:
            problems.append(Problem(Severity.FAULT, row.source, "this candidate has no issue.", "Write its issue."))
        elif not criteria.issues or row["issue"] in criteria.issues:
            looked_at.append(row)
        # Other issues are passed over on purpose; only a near miss may be a slip.
        elif (near := nearest(row["issue"], criteria.issues)) is not None:
            message = f"issue '{row['issue']}' is none of those looked at: the candidate is passed over."
            problems.append(Problem(Severity.CAUTION, row.source, message, f"Did you mean '{near}'?"))
    return tuple(looked_at)


def repeated(table: Table, columns: tuple[str, ...]) -> list[Problem]:
    """Rows whose cells in these columns stand there already, or that have none in the last."""
    lines: dict[tuple[str, ...], int] = {}
    problems = []
    for row in table.rows:
        key = tuple(row[column].casefold() for column in columns)
        message = f"{columns[-1]} '{row[columns[-1]]}'"
        if not row[columns[-1]]:
            problems.append(
                Problem(Severity.FAULT, row.source, f"this row names no {columns[-1]}.", "Name it, or remove the row.")
            )
        elif key in lines:
            remedy = "Remove one of the two, or tell them apart."
            problems.append(
                Problem(Severity.FAULT, row.source, f"{message} stands there already, in line {lines[key]}.", remedy)
            )
        lines.setdefault(key, row.source.line)
    return problems


def homeless(cities: Table, candidates: Table) -> list[Problem]:
    """Candidates of a city that cities.csv does not have."""
    known = {row["city"] for row in cities.rows}
    return [
        Problem(
            Severity.FAULT,
            row.source,
            f"city '{row['city']}' is not in cities.csv.",
            did_you_mean(row["city"], known, "add it to cities.csv."),
        )
        for row in candidates.rows
        # Without any city every candidate would be homeless: one cause, and not a message for each.
        if known and row["city"] not in known
    ]


def unknown_columns(criteria: Criteria, cities: Table, candidates: Table) -> list[Problem]:
    """Columns that a criterion or the order names, and that are not in their table."""
    used: list[tuple[str, int, Table]] = [(rule.column, rule.line, cities) for rule in criteria.cities]
    used += [(key.column, key.line, cities) for key in criteria.order]
    used += [(rule.column, rule.line, candidates) for rule in criteria.candidates]
    return [
        fault(
            criteria.path,
            line,
            f"{table.path.name} has no column '{column}'.",
            did_you_mean(column, table.columns, f"use one of {', '.join(table.columns)}."),
        )
        for column, line, table in used
        if column not in table.columns
    ]
