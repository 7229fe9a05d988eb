"""Published tables and views as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import Any

from pipeline.outputs import Outputs
from pipeline.stages.library import Library

PUBLISHED = (
    "cases", "case_attributes", "transcript_attributes", "transcripts", "turns", "segments", "codes", "index_chunks",
    "codings", "code_frequency", "enabler_frequency", "code_frequency_other", "code_presence", "cooccurrence", "quotations",
    "episodes", "governance", "events", "judgements", "ratings", "indicators", "tiers", "rankings", "participants",
    "attendance", "team", "propositions",
)  # fmt: skip
OURS_ALONE = ("row_no",)
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: Any) -> str:
    """A cell as it stands in our tables: text that a spreadsheet would take for a formula gets a `'`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, int):
        return str(value)
    text = str(value)
    return "'" + text if text.startswith(FORMULA) else text


def write_tables(library: Library, outputs: Outputs, names: tuple[str, ...] = PUBLISHED) -> None:
    """`tables/NAME.csv` for every published table and view, in its own total order."""
    for name in names:
        rows = library.rows(name)
        columns = [column for column in library.columns(name) if column not in OURS_ALONE]
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([safe_cell(row[column]) for column in columns] for row in rows)
        outputs.write(f"tables/{name}.csv", out.getvalue())
