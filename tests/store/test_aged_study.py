"""tests/studies/aged: what its WORKED.md says by hand arithmetic, against the tables of a run."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipeline.run import analyze
from tests.conftest import SILENT, STUDIES
from tests.making import check_study

AGED = STUDIES / "aged"


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return analyze(AGED, tmp_path_factory.mktemp("aged") / "out", progress=SILENT).outputs / "tables"


def published(tables: Path, name: str) -> list[dict[str, str]]:
    with (tables / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def worked(heading: str) -> list[dict[str, str]]:
    """The rows of the table under a heading of WORKED.md."""
    text = (AGED / "WORKED.md").read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    head, _, *rows = [[cell.strip() for cell in line] for line in lines]
    return [dict(zip(head, row, strict=True)) for row in rows]


def as_worked(row: dict[str, str], columns: list[str]) -> dict[str, str]:
    named = {**row, "case": row.get("case_id", ""), "code": row["code_id"]}
    return {column: named[column] for column in columns}


def without_null(row: dict[str, str]) -> dict[str, str]:
    return {column: "" if cell == "null" else cell for column, cell in row.items()}


def test_the_frequencies_are_those_worked_out_by_hand(tables):
    expected = [without_null(row) for row in worked("code_frequency")]
    rows = {(row["case_id"], row["code_id"]): row for row in published(tables, "code_frequency")}

    assert [as_worked(rows[row["case"], row["code"]], list(row)) for row in expected] == expected


def test_the_presence_of_codes_is_that_worked_out_by_hand(tables):
    expected = worked("code_presence, cross-case")
    rows = {row["code_id"]: row for row in published(tables, "code_presence") if row["stage"] == "cross-case"}

    assert [as_worked(rows[row["code"]], list(row)) for row in expected] == expected


def test_the_claims_are_those_worked_out_by_hand(tables):
    expected = worked("claims, cross-case")
    rows = {(row["kind"], row["code_id"]): row for row in published(tables, "claims") if row["stage"] == "cross-case"}

    assert [as_worked(rows[row["kind"], row["code"]], list(row)) for row in expected] == expected
    assert set(rows) == {(row["kind"], row["code"]) for row in expected} | {("shared", "loud")}


def test_what_was_so_before_and_otherwise_after_is_a_change(tables):
    rows = [(row["code_id"], row["period"], row["is_change"]) for row in published(tables, "period_changes")]

    assert rows == [("habit", "after", "true"), ("habit", "before", "true")]


def test_every_outdated_coding_is_published_as_such(tables):
    outdated = [row["coding_id"] for row in published(tables, "codings") if row["is_outdated"] == "true"]

    assert outdated == ["a2", "a4", "a7", "a11"]


def test_each_cause_is_told_once_with_its_places():
    told = [problem.fault for problem in check_study(AGED)]

    assert told == [
        "code 'habit' means something else since version 1: 1 coding is outdated and in no count: ana.csv line 3.",
        "code 'money' means something else since version 1: 1 coding is outdated and in no count: ana.csv line 5.",
        "code 'money' means something else since version 2: 1 coding is outdated and in no count: ana.csv line 8.",
        "code 'quarrel' was split into 'loud' and 'walk'. 2 rows are left out: ana.csv line 9, 10.",
        "1 coding does not say under which version of the codebook, and its code had another text before: it counts as "
        "today's. First: ana.csv line 11.",
        "codebook version '9' is not there, so that its texts count as others: 1 coding is outdated and in no count: "
        "ana.csv line 12.",
        "3 judgements say present or mixed, and no coding in `codings` tells the code in that case: "
        "b/ties, c/ties, d/ties.",
        "8 judgements say absent, and there nobody denies it, nor was it asked and left unsaid: a/money, b/money, "
        "c/money and 5 more.",
    ]
