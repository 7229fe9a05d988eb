"""Published tables and views as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from types import NoneType
from typing import Any

from pipeline.io.cache import code_digest, key_of
from pipeline.site.kept_pages import KeptPages
from pipeline.stages.library import Library
from pipeline.statistics.rounding import drop_float_noise
from pipeline.store.rows import ROW_NO, Cell
from pipeline.store.texts import digest_of_texts
from pipeline.study.records import Transcript
from pipeline.wording.escaping import FORMULA, safe_cell

HOLDS = {
    "cases": "one row for each case, with its attributes and tier",
    "case_attributes": "as cases, one row for each attribute",
    "transcript_attributes": "extra columns of transcripts.csv, one row for each attribute",
    "transcripts": "one row for each transcript: case, kind, respondent, words, whether read by a person for any code",
    "turns": "one row for each turn, with its text, speaker and place",
    "segments": "one row for each sentence, with its place",
    "codes": "the codebook: one row for each code",
    "index_chunks": "which question is being answered where",
    "codings": "one row for each coding by hand or by machine, and whether it counts",
    "known": "which pairs of transcript and code are known, and how: read, coded, machine",
    "code_frequency": "one row for each case and code: told, known, asked, denied, suggested",
    "enabler_frequency": "the rows of code_frequency in the family enabler",
    "code_frequency_other": "as code_frequency, for mayors, documents and other material",
    "code_presence": "one row for each stage, subject and code: in how many cases it shows",
    "claims": "what a first page may say of a code, and under which of five rules it holds",
    "period_changes": "which codes were so before and otherwise after, by case",
    "cooccurrence": "pairs of codes that meet in a sentence, by case",
    "quotations": "which codings stand behind which figure",
    "episodes": "setbacks and answers, as read",
    "governance": "steps of governance, as read",
    "events": "what happened when, as read",
    "judgements": "what the team judged, with reasons, as read",
    "ratings": "ratings of success, as read",
    "indicators": "indicators of success, as read",
    "tiers": "reconciled tiers, as read",
    "rankings": "barriers ranked by respondents, as read",
    "participants": "respondents with organisation, sector and role, as read",
    "attendance": "who is who in group interviews, as read",
    "team": "who interviewed, coded and rated, as read",
    "propositions": "propositions and rivals, as read",
    "agreement": "how far coders agree with each other and with the machine, by code and unit",
    "verdicts": "whether the machine's codings of a code count, and why not",
    "unseen_cases": "how the machine does on a case from which it has learnt nothing",
    "machine_errors": "where the machine is wrong, by city, sector and kind of transcript",
    "corrected_shares": "a code's share of a case's transcripts, corrected by a random sample",
}
PUBLISHED = tuple(HOLDS)
OURS_ALONE = (ROW_NO,)
UNPRINTED = ("jaccard", "per_1000_words", "mention_low", "mention_high", "corrected_low", "corrected_high")
"""With every column that ends in `_share`: what the interpretive reading prints nowhere. study.duckdb has it all."""

LONGEST = ("turns", "segments")
"""Tables that hold every word: the store itself writes them, in a tenth of the time."""

OF_IDS = ("known",)
"""A row a transcript and code, of nothing but their ids and words of ours, which whoever writes them spells alike: the
store itself does."""

OF_CODINGS = ("codings", "quotations")
"""Tables with a row a coding or more, none of which is a share: written some thousand rows at a time."""

TRUTHS = {True: "true", False: "false", None: ""}


def is_unprinted(column: str) -> bool:
    """Whether a column holds a share, an interval or a rate, which the interpretive reading leaves empty."""
    return column in UNPRINTED or column.endswith("_share")


def write_tables(
    library: Library, transcripts: Sequence[Transcript], pages: KeptPages, is_interpretive: bool = False
) -> dict[str, int]:
    """`tables/NAME.csv` for every published table and view, in its own total order; returns how many rows each has.

    Those that hold every word stand as they are where all `transcripts` are what they were.
    """
    outputs = pages.outputs
    texts = digest_of_texts(transcripts)
    key = key_of(code_digest(), texts) if texts else ""
    counted = {
        "turns": sum(len(transcript.turns) for transcript in transcripts),
        "segments": sum(len(transcript.segments) for transcript in transcripts),
    }
    for name in PUBLISHED:
        if name in LONGEST:
            if not key or not pages.keeps(f"tables/{name}.csv", key):
                outputs.write(f"tables/{name}.csv", library.csv(name, outputs.cache, FORMULA))
                pages.remember(f"tables/{name}.csv", key)
            continue
        if name in OF_IDS:
            raw = library.csv(name, outputs.cache, FORMULA)
            outputs.write(f"tables/{name}.csv", raw)
            # After the header a line a row: no id holds the end of a line.
            counted[name] = raw.count(b"\n") - 1
            continue
        if name in OF_CODINGS:
            raw, counted[name] = _in_batches(library, name)
            outputs.write(f"tables/{name}.csv", raw)
            continue
        rows = [row.by_column() for row in library.rows(name)]
        columns = [column for column in library.columns(name) if column not in OURS_ALONE]
        # Emptied and not dropped: the columns of a table are the same in every reading.
        empty: dict[str, Cell] = {column: None for column in columns if is_interpretive and is_unprinted(column)}
        outputs.write(f"tables/{name}.csv", as_csv(columns, [row | empty for row in rows] if empty else rows))
        counted[name] = len(rows)
    return counted


def _in_batches(library: Library, name: str) -> tuple[bytes, int]:
    """A table as `as_csv` has it, and how many rows it has."""
    raw, n_rows = io.BytesIO(), 0
    columns = list(library.types(name))
    raw.write(as_csv(columns, ()).encode("utf-8", "surrogatepass"))
    for batch in library.in_batches(name):
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(zip(*map(_column, zip(*batch, strict=True)), strict=True))
        raw.write(out.getvalue().encode("utf-8", "surrogatepass"))
        n_rows += len(batch)
    return raw.getvalue(), n_rows


def as_csv(columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> str:
    """Rows as CSV with a header; column by column, since most columns need no look at their cells."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([safe_cell(column) for column in columns])
    writer.writerows(zip(*(_column([row[column] for row in rows]) for column in columns), strict=True))
    return out.getvalue()


def _column(cells: Sequence[Any]) -> Sequence[Any]:
    """Cells as `csv` may write them: it spells whole numbers, floats and None by itself."""
    kinds = set(map(type, cells))
    # By exact types, since True is an int in Python and is written `true`.
    if kinds <= {int, NoneType}:
        return cells
    if kinds <= {int, float, NoneType}:
        return [drop_float_noise(cell) if type(cell) is float else cell for cell in cells]
    if kinds <= {bool, NoneType}:
        return [TRUTHS[cell] for cell in cells]
    # A text that begins like a formula gets a `'`; numbers never do, or -1 would become a word.
    if kinds <= {str, NoneType}:
        return [f"'{cell}" if cell and cell[0] in FORMULA else cell for cell in cells]
    return [safe_cell(cell) for cell in cells]
