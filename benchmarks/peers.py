"""`qc codes crosstab` of the package qualitative-coding against our code-by-code view, on the same codings.

    python -m benchmarks.peers --qc PATH/TO/bin/qc [--codes 300] [--longest 180]

Beginning with 10,000 codings and doubling, as long as one crosstab ends within `--longest` seconds. Both get the same
made study: one line a segment, one paragraph a turn, one coder, one coding a line and code. The codings are written into
qc's own database file, since `qc` has no import of codings; `qc init` and `qc corpus import` make the rest. qc's time is
its whole process, with its start; ours is the view, kept as a table, from filled tables, without the start.
qc's counts by line, paragraph and document are compared with a plain count of the same codings.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.views import N_TRANSCRIPTS, Frames, fill, keep, make_study, spent  # noqa: E402
from pipeline.store.store import new_store  # noqa: E402

UNITS = ("line", "paragraph", "document")
FIRST = 10_000


def same_codings(n: int, n_codes: int, n_transcripts: int = N_TRANSCRIPTS) -> Frames:
    """A made study with `n` codings or a few less: all count, each lies in one segment, none stands there twice."""
    frames = make_study(int(n * 1.6), n_codes, is_all_machine=True, n_transcripts=n_transcripts).frames
    marks = frames["all_codings"]
    marks = marks[marks["is_counted"] & ~marks["transcript_id"].isin(_mayors(frames))]
    marks = marks.drop_duplicates(["transcript_id", "first_segment", "code_id"]).head(n).copy()
    marks["last_segment"] = marks["first_segment"]
    return frames | {"all_codings": marks}


def _mayors(frames: Frames) -> set[str]:
    transcripts = frames["all_transcripts"]
    return set(transcripts.loc[transcripts["kind"] == "mayor", "transcript_id"])


def write_source(source: Path, frames: Frames) -> pd.DataFrame:
    """A text a transcript, a segment a line, a paragraph a turn; each coding's document, line, paragraph and code."""
    source.mkdir()
    lines: dict[tuple[str, int], tuple[int, int]] = {}
    for transcript_id, segments in frames["all_segments"].groupby("transcript_id", sort=False):
        text: list[str] = []
        for _, turn in segments.groupby("turn", sort=False):
            for segment in turn.itertuples():
                lines[(str(transcript_id), int(segment.ordinal))] = (len(text), int(segment.turn))
                text.append(segment.text)
            text.append("")
        (source / f"{transcript_id}.txt").write_text("\n".join(text[:-1]) + "\n", encoding="utf-8")
    placed = [
        (f"{coding.transcript_id}.txt", *lines[(coding.transcript_id, int(coding.first_segment))], coding.code_id)
        for coding in frames["all_codings"].itertuples()
    ]
    return pd.DataFrame(placed, columns=["document", "line", "paragraph", "code"])


def write_project(folder: Path, qc: str, frames: Frames) -> pd.DataFrame:
    """A qc project with the same codings; each coding's document, line, paragraph and code."""
    placed = write_source(folder / "source", frames)
    for command in (["init"], ["corpus", "import", "source", "--recursive", "--importer", "verbatim"]):
        subprocess.run([qc, *command], cwd=folder, check=True, capture_output=True)
    codes = sorted(set(placed["code"]))
    (folder / "codebook.yaml").write_text("".join(f"- {code}\n" for code in codes), encoding="utf-8")
    _write_codings(folder / "qualitative_coding.sqlite3", placed, codes)
    return placed


def _write_codings(database: Path, placed: pd.DataFrame, codes: Iterable[str]) -> None:
    with sqlite3.connect(database) as base:
        base.execute("insert into coder values ('alice')")
        base.executemany("insert into code values (?)", [(code,) for code in codes])
        base.executemany(
            "insert into coded_line values (?, ?, 'alice', ?)",
            [(n, int(coding.line), coding.code) for n, coding in enumerate(placed.itertuples(), start=1)],
        )
        base.execute("create temp table at (n integer primary key, document text, line integer)")
        base.executemany(
            "insert into at values (?, ?, ?)",
            [(n, coding.document, int(coding.line)) for n, coding in enumerate(placed.itertuples(), start=1)],
        )
        base.execute(
            "insert into coded_line_location_association select at.n, location.id from at"
            " join document_index on document_index.document_id = at.document and document_index.name = 'paragraphs'"
            " join location on location.document_index_id = document_index.id"
            " and location.start_line <= at.line and at.line < location.end_line"
        )


def counted(placed: pd.DataFrame, unit: str) -> Counter[tuple[str, str]]:
    """In how many units each pair of codes meets, counted plainly."""
    columns = {"line": ["document", "line"], "paragraph": ["document", "paragraph"], "document": ["document"]}[unit]
    pairs: Counter[tuple[str, str]] = Counter()
    for _, codes in placed.groupby(columns)["code"]:
        pairs.update(itertools.combinations(sorted(set(codes)), 2))
    return pairs


def crosstab(folder: Path, qc: str, unit: str, longest: float) -> tuple[float, dict[tuple[str, str], int]] | None:
    """Wall seconds of qc's table, and its counts by pair; None where it takes longer."""
    began = time.perf_counter()
    try:
        subprocess.run(
            [qc, "codes", "crosstab", "--unit", unit, "--outfile", "out.csv"],
            cwd=folder, check=True, capture_output=True, timeout=longest,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    took = time.perf_counter() - began
    with (folder / "out.csv").open(newline="") as file:
        head, *rows = list(csv.reader(file))
    cells = {(row[0], name): int(n) for row in rows for name, n in zip(head[1:], row[1:], strict=True) if row[0] < name}
    return took, cells


def ours(frames: Frames, scratch: Path) -> tuple[float, Counter[tuple[str, str]]]:
    """Wall seconds of our view, and its counts by pair over all cases."""
    with new_store(scratch / "study.duckdb") as store:
        fill(store, frames)
        took, _ = spent(lambda: keep(store, "cooccurrence"), 3)
        rows = store.frame("cooccurrence")
    pairs: Counter[tuple[str, str]] = Counter()
    for a, b, n in rows[["code_a", "code_b", "n_segments"]].itertuples(index=False):
        pairs[(a, b)] += int(n)
    return took, pairs


def wrong(theirs: dict[tuple[str, str], int], right: Counter[tuple[str, str]]) -> str:
    """How many pairs of codes have another count than the plain one."""
    n = sum(theirs.get(pair, 0) != right[pair] for pair in {*theirs, *right})
    return f"{n} of {len({*theirs, *right})} wrong"


def measure(qc: str, n: int, n_codes: int, longest: float, is_first: bool) -> bool:
    """One row; whether qc came to an end."""
    frames = same_codings(n, n_codes)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        placed = write_project(folder, qc, frames)
        took, pairs = ours(frames, folder)
        is_right = pairs == counted(placed, "line")
        done = crosstab(folder, qc, "line", longest)
        if done is None:
            print(f"| {len(placed)} | {placed['code'].nunique()} | over {longest:.0f} | {took:.3f} | over {longest / took:.0f} x | {'right' if is_right else 'WRONG'} | not ended |", flush=True)  # fmt: skip
            return False
        said = f"line: {wrong(done[1], counted(placed, 'line'))}"
        for unit in UNITS[1:] if is_first else ():
            other = crosstab(folder, qc, unit, longest)
            said += f"; {unit}: {'not ended' if other is None else wrong(other[1], counted(placed, unit))}"
        print(f"| {len(placed)} | {placed['code'].nunique()} | {done[0]:.1f} | {took:.3f} | {done[0] / took:.0f} x | {'right' if is_right else 'WRONG'} | {said} |", flush=True)  # fmt: skip
        return True


def main() -> None:
    """Measure as far as qc goes, and print."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--qc", default="qc", help="the command of qualitative-coding, in an environment of its own")
    reader.add_argument("--codes", type=int, default=300)
    reader.add_argument("--longest", type=float, default=180.0)
    asked = reader.parse_args()
    qc = shutil.which(asked.qc)
    if qc is None:
        print(f"peer: `{asked.qc}` (package qualitative-coding) is not there; nothing measured. Name it with --qc.")
        return
    version = subprocess.run([qc, "version"], capture_output=True, text=True, check=False).stdout.strip()
    print(f"qualitative-coding: {version}\n")
    print("| codings | codes | `qc codes crosstab`, wall s | `cooccurrence`, wall s | ratio | our counts | qc's counts, pairs of codes |\n|---|---|---|---|---|---|---|")  # fmt: skip
    n = FIRST
    while measure(qc, n, asked.codes, asked.longest, n == FIRST):
        n *= 2


if __name__ == "__main__":
    main()
