"""The tables of a team's own reasoning: exhibits, contrasts, free-word lists, distillation, how tiers came about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.corpus.peoples_tables import Kept, PeoplesTable, number, read_table
from pipeline.study.people_files import file_name_key, is_id, kept_by_windows, stands_already
from pipeline.study.problems import Loaded, Problem, Severity
from pipeline.study.records import Case, Row
from pipeline.study.study import Study

PHASES: Mapping[str, str] = {
    "trust_before": "Trust before",
    "commitment": "Commitment",
    "action": "Action",
    "win": "Win",
    "setback": "Setback",
    "diagnosis": "Diagnosis",
    "answer": "Answer",
    "trust_after": "Trust after",
    "next_action": "Next action",
    "governance": "Governance",
    "does_not_fit": "Does not fit",
}
"""The phases of an episode in the order of its figure, and what each is called."""

LISTS = ("enablers", "barriers")
"""Tables of what helped and what hindered each case, in free words, before any merging."""

_ITEMS = ("case_id", "item", "why", "codings", "by", "at")
REASONING: Mapping[str, Kept] = {
    "exhibits": Kept(
        "exhibits.csv",
        ("exhibit", "case_id", "episode", "phase", "coding_id", "event_id", "order", "why"),
        ("exhibit", "case_id", "phase"),
        {"phase": tuple(PHASES)},
    ),
    "contrasts": Kept(
        "contrasts.csv",
        ("contrast", "stage", "subject", "case_a", "case_b", "why", "by", "at", "action"),
        ("contrast", "case_a", "case_b"),
        {"action": ("compared", "rejected")},
        ("contrast",),
    ),
    "enablers": Kept("enablers.csv", _ITEMS, ("case_id", "item"), {}, ("case_id", "item", "by")),
    "barriers": Kept("barriers.csv", _ITEMS, ("case_id", "item"), {}, ("case_id", "item", "by")),
    "distillation": Kept(
        "distillation.csv",
        (
            "round", "case_id", "item", "action", "into", "criterion", "why", "objection", "knew_tier", "by", "at",
        ),
        ("round", "item", "action"),
        {"action": ("keep", "merge", "split", "drop", "key")},
    ),
    "reconciliation": Kept(
        "success/reconciliation.csv", ("case_id", "author", "from", "to", "why", "at"), ("case_id", "author", "to"),
    ),
    "spectrum": Kept(
        "success/spectrum.csv",
        ("case_id", "author", "place"),
        ("case_id", "author", "place"),
        {},
        ("case_id", "author"),
    ),
}  # fmt: skip


def read_reasoning_tables(study: Study, cases: Iterable[Case]) -> Loaded[dict[str, PeoplesTable]]:
    """Every table of REASONING, empty where its file is not there; a case, word or number that cannot be is a fault."""
    ids = {case.case_id for case in cases}
    problems: list[Problem] = []
    tables = {name: read_table(study.folder, name, kept, ids, problems) for name, kept in REASONING.items()}
    for name, column in (("exhibits", "order"), ("distillation", "round"), ("spectrum", "place")):
        for row in tables[name].rows:
            if row[column] and number(row[column]) is None:
                message = f"{column} is '{row[column]}'."
                problems.append(Problem(Severity.FAULT, row.source, message, "Write a number."))
    for name, column in (("exhibits", "exhibit"), ("contrasts", "contrast")):
        problems += _problems_of_pages(tables[name], column)
    return Loaded(tables, tuple(problems))


def _problems_of_pages(table: PeoplesTable, column: str) -> list[Problem]:
    """A column that names pages: no id, a name that Windows keeps, two names that some disks keep as one file."""
    problems: list[Problem] = []
    first: dict[str, Row] = {}
    for row in table.rows:
        name = row[column]
        if not is_id(name):
            message = f"{column} is '{name}', which cannot name a page."
            problems.append(Problem(Severity.FAULT, row.source, message, "Use letters, digits, '-' and '_'."))
            continue
        there = first.setdefault(file_name_key(name), row)
        if there is row:
            problems += kept_by_windows(row.source, column, name)
        elif there[column] != name:
            message = stands_already(column, name, there[column], there.source.line)
            problems.append(Problem(Severity.FAULT, row.source, message, "Spell it the same way in every row."))
    return problems
