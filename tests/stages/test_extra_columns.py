"""Columns of people's own beside ours: kept as they are, and in nobody's way."""

from __future__ import annotations

import csv
from pathlib import Path

from pipeline.run import analyze
from tests.conftest import SILENT
from tests.making import make_study


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_column_row_no_of_judgements_is_kept_and_the_later_row_still_decides(tmp_path):
    judgements = "case_id,code_id,judgement,at,row_no\na,trust,absent,2026-01-01,9\na,trust,present,2026-01-01,1\n"
    out = tmp_path / "out"

    analyze(make_study(tmp_path / "study", {"judgements.csv": judgements}), out, progress=SILENT)

    kept = rows_of(out / "tables" / "judgements.csv")
    assert [(row["judgement"], row["row_no"]) for row in kept] == [("absent", "9"), ("present", "1")]
    assert [name for name in kept[0] if name.strip() == "row_no"] == ["row_no"]
    assert [row["cases"] for row in rows_of(out / "tables" / "code_presence.csv")] == ["a*!"]
    assert "present" in (out / "room" / "within-case" / "a.md").read_text("utf-8")


def test_our_own_column_of_judgements_is_not_published(tmp_path):
    out = tmp_path / "out"

    analyze(
        make_study(tmp_path / "study", {"judgements.csv": "case_id,code_id,judgement\na,trust,absent\n"}),
        out,
        progress=SILENT,
    )

    assert not any("row_no" in name for name in rows_of(out / "tables" / "judgements.csv")[0])
