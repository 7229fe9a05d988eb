"""What a table holds is what was given to it: no type is guessed from some of its rows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.store.frames import frame, numbered
from pipeline.store.store import new_store

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def store(tmp_path):
    with new_store(tmp_path / "study.duckdb") as made:
        made.create_tables()
        yield made


def test_what_stands_in_one_row_of_many_is_kept_as_it_is(store):
    rows = [("t", n, "Anna", None, False, 0, 1, None, "Yes.") for n in range(5000)]
    rows[4321] = ("t", 4321, "Anna", "r1", True, 0, 1, 0.1, "No.")
    columns = ("transcript_id", "turn", "speaker", "respondent_id", "is_interviewer")
    columns += ("start_char", "end_char", "start_seconds", "text")

    store.fill("turns", frame(columns, rows))

    assert store.rows("turns") == (columns, rows)


def test_a_whole_number_and_a_missing_one_stay_whole_and_missing(store):
    columns = ("transcript_id", "coder", "n_codes", "codebook_version", "is_blind", "knew_tier", "at")
    rows = [("t", "anna", 3, None, True, None, None), ("t", "ben", 0, None, None, False, "2026-01-01")]

    store.fill("read_rows", frame(columns, rows))

    assert store.rows("read_rows") == (columns, rows)


def test_columns_of_peoples_files_are_text_also_where_all_cells_are_empty_or_no_row_is(store):
    store.create("participants", frame(["respondent_id", "role"], [("r1", None), ("r2", None)]))
    store.create("judgements", frame(["case_id"], []) | {"place": numbered(0)})

    kinds = store.query(
        "select column_name, data_type from information_schema.columns "
        "where table_name in ('participants', 'judgements')"
    )
    assert dict(zip(kinds["column_name"], kinds["data_type"], strict=True)) == {
        "respondent_id": "VARCHAR",
        "role": "VARCHAR",
        "case_id": "VARCHAR",
        "place": "BIGINT",
    }


def test_pandas_is_not_imported_by_a_run(tmp_path):
    run = (
        "import sys; from pathlib import Path; from pipeline.run import analyze; "
        "analyze(Path(sys.argv[1]), Path(sys.argv[2])); print('pandas' in sys.modules)"
    )
    study = ROOT / "pipeline" / "starter" / "study"
    arguments = [sys.executable, "-c", run, str(study), str(tmp_path / "outputs")]
    made = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=True)
    assert made.stdout == "False\n"
