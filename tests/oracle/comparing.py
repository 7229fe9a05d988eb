"""Runs the main job as a user types it, and says where its tables differ from the oracle's numbers."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.oracle.brute_force import Oracle
from tests.oracle.files import Row, Table, read_people_csv, run_from_tables
from tests.processes import crosscase
from tests.test_published_counts import differences, expected_with_subject_ids, key_of, key_of_passage, with_subject_ids

Key = tuple[object, ...]
KEYS = {
    "code_frequency": ("case_id", "code_id"),
    "enabler_frequency": ("case_id", "code_id"),
    "code_presence": ("stage", "subject", "code_id"),
    "code_frequency_other": ("stage", "subject", "kind", "code_id"),
    "claims": ("stage", "subject", "kind", "code_id", "claim"),
    "cooccurrence": ("case_id", "code_a", "code_b"),
    "transcripts": ("transcript_id",),
}


def analyzed(study: Path, out: Path) -> Path:
    """The tables of a run by the command line."""
    done = crosscase("analyze", study, "--out", out, cwd=out.parent)
    assert done.returncode == 0, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return out / "tables"


def disagreements(study: Path, tables: Path) -> list[str]:
    """Every cell of every published count that is not as recounted."""
    oracle = Oracle(study, run_from_tables(tables))
    expected: dict[str, Table] = {
        "code_frequency": oracle.code_frequency,
        "enabler_frequency": oracle.enabler_frequency,
        "code_presence": expected_with_subject_ids(oracle.code_presence),
        "code_frequency_other": expected_with_subject_ids(oracle.code_frequency_other),
        "claims": expected_with_subject_ids(oracle.claims),
        "cooccurrence": oracle.cooccurrence,
        "transcripts": oracle.transcript_table,
    }
    said = []
    for name, wanted in expected.items():
        rows = [row for row in read_people_csv(tables / f"{name}.csv") if is_compared(name, row)]
        rows = with_subject_ids(rows) if "subject" in KEYS[name] else rows
        said += differences(name, rows, wanted, KEYS[name])
    return [*said, *unlike_codings(oracle, tables), *unlike_quotations(oracle, tables)]


def is_compared(table: str, row: Row) -> bool:
    """Rows that the contract neither asks for nor forbids are left out."""
    if table == "code_presence":
        row["cases"] = ";".join(sorted(row["cases"].split(";")))
        return row["stage"] != "within-case"
    return (row.get("n_transcripts") if table == "code_frequency_other" else row.get("n_segments")) != "0"


def unlike_codings(oracle: Oracle, tables: Path) -> list[str]:
    """Hand codings with whether they count and whether they are outdated; machine codings with whether they count."""
    codable, rows = set(oracle.book.codable()), read_people_csv(tables / "codings.csv")
    here: Counter[Key] = Counter()
    for row in rows:
        if row["origin"] == "hand" and row["code_id"] in codable:
            here[(*key_of(row), row["is_counted"] == "true", row["is_outdated"] == "true")] += 1
    wanted: Counter[Key] = Counter(
        (*key_of_passage(one), oracle.is_counted(one), one.is_outdated) for one in oracle.hand if one.code in codable
    )
    said = [f"codings {key} (is_counted, is_outdated): published, not so" for key in (here - wanted).elements()]
    said += [f"codings {key} (is_counted, is_outdated): missing" for key in (wanted - here).elements()]
    machine = {row["coding_id"]: row for row in rows if row["origin"] == "machine"}
    for one in oracle.run.machine:
        row = machine[one.coding_id]
        if (row["is_counted"] == "true") != oracle.is_counted(one) or row["is_outdated"] == "true":
            said.append(f"codings {one}: is_counted {row['is_counted']}, is_outdated {row['is_outdated']}")
    return said


def unlike_quotations(oracle: Oracle, tables: Path) -> list[str]:
    codings = {row["coding_id"]: row for row in read_people_csv(tables / "codings.csv")}
    here = Counter(
        (row["figure_id"], *key_of(codings[row["coding_id"]])) for row in read_people_csv(tables / "quotations.csv")
    )
    published = {key[0] for key in here}
    wanted = Counter(
        (figure, *key_of_passage(one))
        for figure, passages in oracle.quotations.items()
        if figure.count("/") == 1 or figure in published
        for one in passages
    )
    said = [f"quotations {key}: published, should not be" for key in (here - wanted) if key[0].count("/") == 1]
    return said + [f"quotations {key}: missing" for key in (wanted - here)]
