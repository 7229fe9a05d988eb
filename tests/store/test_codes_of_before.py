"""tests/studies/renamed, counted by hand: former ids, people without an id, questions without a guide."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest


def rows_of(outputs: Path, table: str) -> list[dict[str, str]]:
    with (outputs / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def figure(outputs: Path, case: str, code: str) -> dict[str, str]:
    """One row of code_frequency."""
    (row,) = [r for r in rows_of(outputs, "code_frequency") if (r["case_id"], r["code_id"]) == (case, code)]
    return row


# The guide of t1 asks about `old_ties` (now ties) and `early` (now win). t2 names no guide; Ana marked the answer.
# t3 has neither. b has two groups without a guide.
@pytest.mark.parametrize(
    ("case", "code", "n_asked", "n_asked_unknown"),
    [("a", "ties", 2, 1), ("a", "win", 2, 1), ("a", "loud", 0, 1), ("b", "ties", 0, 2)],
)
def test_what_was_asked_follows_codes_and_counts_questions_marked_by_hand(
    renamed_outputs, case, code, n_asked, n_asked_unknown
):
    row = figure(renamed_outputs, case, code)

    assert (int(row["n_asked"]), int(row["n_asked_unknown"])) == (n_asked, n_asked_unknown)


# ties: r1 in t1, and whoever answers in t2. win in b: r2 (P1 of g1), P2 and p2 of g1 (one label), P2 of g2 (another
# person).
@pytest.mark.parametrize(
    ("case", "code", "n_respondents", "n_organisations", "n_sectors"),
    [("a", "ties", 2, 1, 1), ("a", "win", 1, 1, 1), ("b", "win", 3, 1, 1), ("a", "going", 1, 0, 0)],
)
def test_who_has_no_id_is_a_respondent_of_unknown_organisation(
    renamed_outputs, case, code, n_respondents, n_organisations, n_sectors
):
    row = figure(renamed_outputs, case, code)
    found = tuple(int(row[name]) for name in ("n_respondents", "n_organisations", "n_sectors"))

    assert found == (n_respondents, n_organisations, n_sectors)


def test_the_last_judgement_stands_whichever_id_it_names(renamed_outputs):
    rows = {r["code_id"]: r for r in rows_of(renamed_outputs, "code_presence") if r["stage"] == "cross-case"}

    assert (rows["ties"]["n_cases"], rows["ties"]["n_showing"]) == ("1", "0")
    assert (rows["win"]["n_cases"], rows["win"]["n_showing"], rows["win"]["cases"]) == ("2", "1", "a")
    assert [(r["case_id"], r["code_id"]) for r in rows_of(renamed_outputs, "judgements")] == [
        ("a", "ties"),
        ("a", "ties"),
        ("b", "win"),
        ("b", "gone"),
    ]


def test_a_memo_counts_those_without_an_id_and_calls_no_three_one_voice(renamed_outputs):
    memo = (renamed_outputs / "memos" / "within-case" / "b.md").read_text(encoding="utf-8")
    room = (renamed_outputs / "room" / "within-case" / "b.md").read_text(encoding="utf-8")

    assert "4 respondents, 3 of them without an id, from 1 organisation" in room
    assert "one voice" not in memo + room
