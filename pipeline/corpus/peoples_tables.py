"""The tables that a team keeps beside its transcripts: judgements, events, episodes, success, rankings, team."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import field
from pathlib import Path

from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import read_csv
from pipeline.study.problems import Loaded, Problem, Severity, did_you_mean, fault
from pipeline.study.records import Case, Row
from pipeline.study.study import Study

LOWEST_RATING, HIGHEST_RATING = 1, 10


@dataclass(frozen=True, slots=True)
class Kept:
    """What a people's table looks like: its file, its columns, those it cannot do without, and the words it allows."""

    file: str
    columns: tuple[str, ...]
    needed: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    key: tuple[str, ...] = ()


KEPT: Mapping[str, Kept] = {
    "judgements": Kept(
        "judgements.csv",
        ("case_id", "code_id", "judgement", "role", "why", "codings", "by", "at", "knew_tier", "mixed_how"),
        ("case_id", "code_id", "judgement"),
        {
            "judgement": ("present", "absent", "mixed", "unknown"),
            "role": ("at_launch", "in_response", "both"),
            "mixed_how": ("over_time", "by_position", "by_degree", "undecided"),
        },
    ),
    "events": Kept(
        "events.csv",
        ("case_id", "event_id", "from", "to", "kind", "what", "codings", "is_disputed"),
        ("case_id", "event_id", "kind", "what"),
        {"kind": ("prior", "launch", "action", "win", "setback", "response", "governance", "departure", "outcome")},
        ("case_id", "event_id"),
    ),
    "episodes": Kept(
        "episodes.csv",
        ("case_id", "episode", "setback", "response", "trust_after", "severity", "codings", "by", "knew_tier"),
        ("case_id", "episode", "setback", "response"),
        {"response": ("learning", "blaming", "both", "none"), "trust_after": ("up", "same", "down")},
        ("case_id", "episode", "by"),
    ),
    "governance": Kept(
        "governance.csv",
        ("case_id", "step", "mode", "from", "note"),
        ("case_id", "step", "mode"),
        {"mode": ("shared", "lead", "nao")},
        ("case_id", "step"),
    ),
    "ratings": Kept(
        "success/ratings.csv",
        ("case_id", "rater", "role", "tier", "rating", "proud_of", "why", "at"),
        ("case_id", "rater", "role"),
        {"role": ("author", "mayor", "leader", "member")},
    ),
    "indicators": Kept(
        "success/indicators.csv",
        ("case_id", "indicator", "role", "value", "unit", "direction", "period", "source"),
        ("case_id", "indicator", "role"),
        {"role": ("outcome", "proxy", "guardrail")},
    ),
    "tiers": Kept("success/tiers.csv", ("case_id", "tier"), ("case_id", "tier"), {}, ("case_id",)),
    "rankings": Kept(
        "rankings.csv",
        ("case_id", "respondent_id", "barrier", "pick", "rank"),
        ("case_id", "respondent_id", "barrier", "pick"),
        {"pick": ("most", "least", "ranked")},
    ),
    "team": Kept(
        "team.csv", ("person", "role", "relation", "interviewed", "coded", "rated"), ("person",), {}, ("person",)
    ),
}


@dataclass(frozen=True, slots=True)
class PeoplesTable:
    """A people's table as read: `columns` are the contract's, then the team's own; `is_there` whether the file is.

    `is_whole`: no needed column is missing. Where one is, that is the fault, and there are no rows.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    is_there: bool
    is_whole: bool = True


def read_peoples_tables(study: Study, cases: Iterable[Case]) -> Loaded[dict[str, PeoplesTable]]:
    """Every table of KEPT, empty where its file is not there. A case, word or number that cannot be is a fault."""
    ids = {case.case_id for case in cases}
    problems: list[Problem] = []
    tables = {name: read_table(study.folder, name, kept, ids, problems) for name, kept in KEPT.items()}
    problems += _numbers(tables)
    return Loaded(tables, tuple(problems))


def read_table(folder: Path, name: str, kept: Kept, cases: Collection[str], problems: list[Problem]) -> PeoplesTable:
    """One table as `kept` describes it, empty where its file is not there; what is wrong in it joins `problems`."""
    path = folder / kept.file
    if not path.exists():
        return PeoplesTable(name, kept.columns, (), False)
    loaded = read_csv(path, kept.needed, kept.columns)
    problems += loaded.problems
    if loaded.records.lacks:
        return PeoplesTable(name, kept.columns, (), True, is_whole=False)
    first_lines: dict[tuple[str, ...], int] = {}
    for row in loaded.records.rows:
        # Where a table can do without a case, an empty cell is no mistake; a wrong one is.
        has_case = "case_id" in kept.needed or bool(row["case_id"])
        if cases and "case_id" in kept.columns and has_case and row["case_id"] not in cases:
            remedy = did_you_mean(row["case_id"], cases, "add it to cases.csv.")
            problems.append(fault(path, row.source.line, f"case '{row['case_id']}' is not in cases.csv.", remedy))
        for column, words in kept.words.items():
            if (row[column] or column in kept.needed) and row[column] not in words:
                remedy = did_you_mean(row[column], words, f"write one of {', '.join(words)}.")
                problems.append(fault(path, row.source.line, f"{column} is '{row[column]}'.", remedy))
        if kept.key:
            key = tuple(row[column] for column in kept.key)
            if key in first_lines:
                message = (
                    f"{' / '.join(part for part in key if part)} stands there already, in line {first_lines[key]}."
                )
                problems.append(fault(path, row.source.line, message, "Remove one of the two, or tell them apart."))
            first_lines.setdefault(key, row.source.line)
    extra = tuple(column for column in loaded.records.columns if column and column not in kept.columns)
    return PeoplesTable(name, (*kept.columns, *extra), loaded.records.rows, True)


def number(cell: str) -> float | None:
    """A finite number in a cell, or None."""
    try:
        value = float(cell)
    except ValueError:
        return None
    # Not-a-number falls out here too, since every comparison with it is false.
    return value if abs(value) < float("inf") else None


def _numbers(tables: Mapping[str, PeoplesTable]) -> list[Problem]:
    problems = []
    for row in tables["ratings"].rows:
        value = number(row["rating"])
        if row["rating"] and value is None:
            problems.append(
                Problem(
                    Severity.FAULT,
                    row.source,
                    f"rating is '{row['rating']}'.",
                    "Write a number from 1 to 10, with a point: 8.5.",
                )
            )
        elif value is not None and not LOWEST_RATING <= value <= HIGHEST_RATING:
            message = f"rating {row['rating']} is off the scale of 1 to 10: it is left out of medians and ranges."
            problems.append(Problem(Severity.CAUTION, row.source, message, "Correct it, or leave the cell empty."))
    for row in tables["rankings"].rows:
        value = number(row["rank"])
        if row["pick"] == "ranked" and (value is None or value < 1):
            problems.append(
                Problem(
                    Severity.FAULT, row.source, f"rank is '{row['rank']}'.", "Write 1 for the most challenging, 2, …"
                )
            )
    return problems
