"""The ranking exercise of one case in its memo, and the sheet that is laid before its members."""

from __future__ import annotations

import csv
from pathlib import Path

SAMPLE = Path(__file__).parents[2] / "corpora" / "sample"


def test_a_mark_and_a_first_rank_of_one_member_are_not_added(sample_outputs: Path) -> None:
    with (SAMPLE / "rankings.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["case_id"] == "economy-beta"]
    marks = sum(row["barrier"] == "political_pressure" and row["pick"] == "most" for row in rows)
    members = len({row["respondent_id"] for row in rows if row["pick"] in ("most", "least")})
    memo = (sample_outputs / "memos" / "within-case" / "economy-beta.md").read_text("utf-8")

    assert f"most challenging: Politics and the election calendar ({marks} of {members})" in memo


def test_the_sheet_shows_marks_and_neither_who_made_them_nor_how_the_case_did(sample_outputs: Path) -> None:
    sheet = (sample_outputs / "room" / "within-case" / "economy-beta.sheet.md").read_text("utf-8")

    assert "| Politics and the election calendar | Multi-relational accountability | ■■■■ | — |" in sheet
    assert "nb-r" not in sheet
    assert "▮" not in sheet


def test_the_group_reads_its_own_marks_in_the_case_s_memo(sample_outputs: Path) -> None:
    memo = (sample_outputs / "memos" / "within-case" / "economy-beta.md").read_text("utf-8")
    said = memo.partition("**The group on its own marks.** ")[2].partition("\n")[0]

    assert "economy-beta-group" in said
    assert said.startswith("“")


def test_barriers_stand_under_their_types_in_the_data_room(sample_outputs: Path) -> None:
    room = (sample_outputs / "room" / "within-case" / "economy-beta.md").read_text("utf-8")

    # codebooks/collaboration.yaml: culture_clash is below barrier_process
    assert "| **Collaborative process** |  |  |  |\n| Sectors that live in different worlds |" in room
