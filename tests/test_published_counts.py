"""Every count that a run publishes, compared cell by cell with an oracle that shares no code with the pipeline."""

from __future__ import annotations

import math
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.run import analyze
from tests.conftest import SILENT
from tests.oracle.brute_force import Oracle, slug
from tests.oracle.files import Cell, Passage, Row, Table, read_people_csv, run_from_tables, unguarded
from tests.oracle.ledger_readers import chunks_of, turns_of
from tests.oracle.test_brute_force_on_worked_numbers import strike_apply_rows
from tests.oracle.worked import LEDGER, figures_of, is_worked, tables_of, worked_frequencies

ROOT = Path(__file__).parents[1]
WITHOUT_APPLY = "ledger without apply rows"
STUDIES = {
    "ledger": LEDGER,
    WITHOUT_APPLY: LEDGER,
    "meals": LEDGER.parent / "meals",
    "renamed": LEDGER.parent / "renamed",
    "sample": ROOT / "corpora" / "sample",
}


@dataclass(frozen=True)
class Published:
    """The tables of one run, and the oracle for the same study."""

    name: str
    study: Path
    tables: Path
    oracle: Oracle

    def rows(self, table: str) -> list[Row]:
        """Rows of a published table, which must be there."""
        path = self.tables / f"{table}.csv"
        assert path.exists(), f"{self.name}: no table {table}.csv"
        return read_people_csv(path)


@pytest.fixture(scope="session", params=STUDIES)
def published(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Published:
    """One run of the main job a study."""
    name: str = request.param
    study = STUDIES[name]
    if not (study / "study.yaml").exists():
        pytest.skip(f"{study} is not there")
    if name == WITHOUT_APPLY:
        folder = tmp_path_factory.mktemp("published")
        study = Path(shutil.copytree(study, folder / "study"))
        strike_apply_rows(study)
        tables = analyze(study, folder / "out", progress=SILENT).outputs / "tables"
    else:
        tables = request.getfixturevalue(f"{name}_outputs") / "tables"
    return Published(name, study, tables, Oracle(study, run_from_tables(tables)))


def is_same(cell: str, value: Cell) -> bool:
    """Whether a published cell holds this value; null is an empty cell, floats agree within 1e-9."""
    if value is None:
        return cell == ""
    if isinstance(value, bool):
        return cell == str(value).lower()
    if isinstance(value, str):
        return unguarded(cell, len(value)) == value
    try:
        return math.isclose(float(cell), value, rel_tol=1e-9, abs_tol=1e-9)
    except ValueError:
        return False


def differences(table: str, rows: list[Row], expected: Table, keys: tuple[str, ...]) -> list[str]:
    """`table, row, column: published x, counted y` for each cell that differs, and rows too many or missing."""
    if expected and rows:
        missing = [column for column in expected[0] if column not in rows[0]]
        assert not missing, f"{table}: columns {missing} are missing"
    here = {tuple(row[key] for key in keys): row for row in rows}
    said = (
        [f"{table}: {len(rows) - len(here)} rows too many: keys {keys} are not unique"] if len(here) < len(rows) else []
    )
    wanted = {tuple(str(row[key] if row[key] is not None else "") for key in keys): row for row in expected}
    said += [f"{table}, row {key}: published, but there should be none" for key in here.keys() - wanted.keys()]
    said += [f"{table}, row {key}: missing" for key in wanted.keys() - here.keys()]
    for key in [key for key in wanted if key in here]:
        for column, value in wanted[key].items():
            if not is_same(here[key][column], value):
                said.append(f"{table}, row {key}, column {column}: published {here[key][column]!r}, counted {value!r}")
    return said


def assert_none(said: list[str]) -> None:
    """Fail with the first forty differences."""
    assert not said, f"{len(said)} differences\n" + "\n".join(said[:40])


def with_subject_ids(rows: list[Row]) -> list[Row]:
    """The contract does not say whether `subject` is the value as written or its id: both are compared as ids."""
    return [
        {**row, "subject": row["subject"] if row["stage"] == "within-case" else slug(row["subject"])} for row in rows
    ]


def expected_with_subject_ids(rows: Table) -> Table:
    return [
        {**row, "subject": row["subject"] if row["stage"] == "within-case" else slug(str(row["subject"]))}
        for row in rows
    ]


# ---- the ground: text, segments ----
def test_turns_lie_one_line_break_apart_from_zero_and_are_as_long_as_their_text(published: Published) -> None:
    for transcript, turns in published.oracle.run.turns.items():
        at = 0
        for number, turn in enumerate(turns, start=1):
            where = f"{published.name} {transcript} turn {turn.number}"
            assert turn.number == number, where
            assert (turn.start, turn.end) == (at, at + len(turn.text)), where
            assert turn.text == " ".join(turn.text.split()) != "", where
            at = turn.end + 1


def test_every_listed_transcript_has_turns(published: Published) -> None:
    assert set(published.oracle.run.turns) == set(published.oracle.transcripts)


def test_the_ledger_is_read_as_four_lines_of_regular_expressions_read_it(published: Published) -> None:
    if STUDIES[published.name] != LEDGER:
        pytest.skip("only the ledger's shapes are known to the small reader")
    wanted = turns_of(LEDGER)
    for transcript, turns in published.oracle.run.turns.items():
        assert turns == wanted[transcript], transcript
    expected = {(c.transcript, c.question, c.start) for c in chunks_of(LEDGER, wanted)}
    found = {(c.transcript, c.question, c.start) for c in published.oracle.run.chunks if c.question != "off_protocol"}
    assert found == expected


def test_segments(published: Published) -> None:
    rows = published.rows("segments")
    expected: Table = [dict(row) for row in published.oracle.segments]
    assert_none(differences("segments", rows, expected, ("segment_id",)))


def test_transcripts(published: Published) -> None:
    rows = published.rows("transcripts")
    assert_none(differences("transcripts", rows, published.oracle.transcript_table, ("transcript_id",)))


def test_the_tier_of_a_case(published: Published) -> None:
    outcome = (published.oracle.settings.get("outcome") or {}).get("attribute")
    reconciled = {row["case_id"]: row["tier"] for row in read_people_csv(published.study / "success" / "tiers.csv")}
    expected: Table = [
        {"case_id": case, "tier": (reconciled.get(case) or row.get(outcome or "", "") or None) if outcome else None}
        for case, row in published.oracle.cases.items()
    ]
    assert_none(differences("cases", published.rows("cases"), expected, ("case_id",)))


def test_codes(published: Published) -> None:
    book = published.oracle.book
    expected: Table = [{"code_id": code, "family": book.family(code)} for code in book.codable()]
    rows = [row for row in published.rows("codes") if row["kind"] == "analytic" and row["is_codable"] == "true"]
    rows = [row for row in rows if not book.is_retired(row["code_id"])]
    assert_none(differences("codes", rows, expected, ("code_id",)))


# ---- codings ----
Key = tuple[str, int, int, str, str, str]


def key_of(row: Row) -> Key:
    start, end = int(row["start_char"]), int(row["end_char"])
    return row["transcript_id"], start, end, row["code_id"], row["coder"], row["polarity"]


def key_of_passage(one: Passage) -> Key:
    return one.transcript, one.start, one.end, one.code, one.coder, one.polarity


def surplus(table: str, here: Counter[tuple[Key, bool]], wanted: Counter[tuple[Key, bool]]) -> list[str]:
    said = [f"{table}, row {key}, {flag}: published, not counted" for key, flag in (here - wanted).elements()]
    return said + [f"{table}, row {key}, {flag}: missing" for key, flag in (wanted - here).elements()]


def test_hand_codings_that_stand_and_which_of_them_count(published: Published) -> None:
    oracle = published.oracle
    codable = set(oracle.book.codable())
    rows = [row for row in published.rows("codings") if row["origin"] == "hand" and row["code_id"] in codable]
    here = Counter((key_of(row), row["is_counted"] == "true") for row in rows)
    standing = [one for one in oracle.hand if one.code in codable]
    assert_none(surplus("codings", here, Counter((key_of_passage(one), oracle.is_counted(one)) for one in standing)))


def test_which_codings_are_outdated(published: Published) -> None:
    oracle = published.oracle
    codable = set(oracle.book.codable())
    rows = [row for row in published.rows("codings") if row["code_id"] in codable]
    here = Counter((key_of(row), row["is_outdated"] == "true") for row in rows if row["origin"] == "hand")
    standing = [one for one in oracle.hand if one.code in codable]
    assert_none(surplus("codings, outdated", here, Counter((key_of_passage(one), one.is_outdated) for one in standing)))
    assert not [row for row in rows if row["origin"] == "machine" and row["is_outdated"] == "true"]


def test_which_machine_codings_count(published: Published) -> None:
    oracle = published.oracle
    rows = {row["coding_id"]: row for row in published.rows("codings") if row["origin"] == "machine"}
    said = []
    for one in oracle.run.machine:
        cell = rows[one.coding_id]["is_counted"]
        if not is_same(cell, oracle.is_counted(one)):
            said.append(f"codings, row {one}, column is_counted: published {cell}, counted {oracle.is_counted(one)}")
    assert_none(said)


def test_the_machine_codes_no_interviewer_and_only_codable_codes(published: Published) -> None:
    oracle = published.oracle
    for one in oracle.run.machine:
        turns = [t for t in oracle.run.turns[one.transcript] if t.start < one.end and one.start < t.end]
        assert turns, one
        assert not any(turn.is_interviewer for turn in turns), one
        assert one.code in oracle.book.codable(), one


def test_a_coding_quotes_the_text_at_its_offsets_and_has_an_id_of_its_own(published: Published) -> None:
    rows = published.rows("codings")
    assert len({row["coding_id"] for row in rows}) == len(rows)
    for row in rows:
        start, end = int(row["start_char"]), int(row["end_char"])
        passage = published.oracle.text[row["transcript_id"]][start:end]
        assert unguarded(row["quotation"], end - start) == passage, row


# ---- counts ----
def test_code_frequency(published: Published) -> None:
    expected = published.oracle.code_frequency
    assert_none(differences("code_frequency", published.rows("code_frequency"), expected, ("case_id", "code_id")))


def test_enabler_frequency(published: Published) -> None:
    expected = published.oracle.enabler_frequency
    assert_none(differences("enabler_frequency", published.rows("enabler_frequency"), expected, ("case_id", "code_id")))


def test_code_presence(published: Published) -> None:
    """Rows of the stage within-case, neither asked for nor forbidden, are recounted where they stand."""
    oracle = published.oracle
    rows = [
        {**row, "cases": ";".join(sorted(one.strip() for one in row["cases"].split(";")))}
        for row in published.rows("code_presence")
    ]
    alone = dict.fromkeys(row["subject"] for row in rows if row["stage"] == "within-case")
    extra = [oracle.presence_row("within-case", c, [c], code) for c in alone for code in oracle.book.codable()]
    expected = expected_with_subject_ids([*oracle.code_presence, *extra])
    assert_none(differences("code_presence", with_subject_ids(rows), expected, ("stage", "subject", "code_id")))


def test_claims(published: Published) -> None:
    expected = expected_with_subject_ids(published.oracle.claims)
    keys = ("stage", "subject", "kind", "code_id", "claim")
    assert_none(differences("claims", with_subject_ids(published.rows("claims")), expected, keys))


def test_code_frequency_other(published: Published) -> None:
    """Rows of material that is not there (n_transcripts 0) are neither asked for nor forbidden."""
    rows = [row for row in published.rows("code_frequency_other") if row["n_transcripts"] != "0"]
    expected = expected_with_subject_ids(published.oracle.code_frequency_other)
    keys = ("stage", "subject", "kind", "code_id")
    assert_none(differences("code_frequency_other", with_subject_ids(rows), expected, keys))


def test_cooccurrence(published: Published) -> None:
    rows = [row for row in published.rows("cooccurrence") if row["n_segments"] != "0"]
    keys = ("case_id", "code_a", "code_b")
    assert_none(differences("cooccurrence", rows, published.oracle.cooccurrence, keys))


def test_the_quotations_of_a_case_are_the_counted_codings_behind_its_figure(published: Published) -> None:
    codings = {row["coding_id"]: row for row in published.rows("codings")}
    here: dict[str, Counter[Key]] = {}
    for row in published.rows("quotations"):
        here.setdefault(row["figure_id"], Counter())[key_of(codings[row["coding_id"]])] += 1
    said = []
    for figure in sorted(set(published.oracle.quotations) | set(here)):
        wanted = Counter(key_of_passage(one) for one in published.oracle.quotations.get(figure, []))
        found = here.get(figure, Counter())
        is_of_a_case = figure.count("/") == 1
        if not is_of_a_case and figure not in here:
            continue  # evidence of later stages may come later; where it is published it is whole
        said += [f"quotations, {figure}, {key}: missing" for key in (wanted - found).elements()]
        if is_of_a_case:
            said += [f"quotations, {figure}, {key}: does not belong there" for key in (found - wanted).elements()]
        said += [f"quotations, {figure}, {key}: twice" for key, times in found.items() if times > max(1, wanted[key])]
    assert_none(said)


def test_every_quotation_behind_a_figure_is_of_its_code_and_counts(published: Published) -> None:
    codings = {row["coding_id"]: row for row in published.rows("codings")}
    for row in published.rows("quotations"):
        coding = codings[row["coding_id"]]
        assert row["figure_id"].rpartition("/")[2] == coding["code_id"], row
        assert coding["is_counted"] == "true", row


# ---- worked out by hand ----
def unlike_worked(table: str, rows: list[Row], worked: list[Row], keys: tuple[str, ...]) -> list[str]:
    here = {tuple(slug(row[key]) for key in keys): row for row in rows}
    said = []
    for one in worked:
        row = here.get(tuple(slug(one[key]) for key in keys))
        if row is None:
            said.append(f"{table}, row {[one[key] for key in keys]}: missing")
            continue
        for column in [column for column in one if column not in keys]:
            if not is_worked(row[column], one[column]):
                where = f"{table}, row {[one[key] for key in keys]}, column {column}"
                said.append(f"{where}: published {row[column]!r}, worked {one[column]}")
    return said


def as_rows(figures: dict[str, Row]) -> list[Row]:
    return [{"case_id": f.split("/")[0], "code_id": f.split("/")[1], **cells} for f, cells in figures.items()]


WORKED: list[tuple[str, str, tuple[str, ...], Callable[[], list[Row]]]] = [
    ("ledger", "code_frequency", ("case_id", "code_id"), lambda: as_rows(worked_frequencies())),
    ("ledger", "code_presence", ("stage", "subject", "code_id"), lambda: tables_of("code_presence")[1]),
    (
        "ledger",
        "code_frequency_other",
        ("stage", "subject", "kind", "code_id"),
        lambda: tables_of("code_frequency_other")[0],
    ),
    ("ledger", "cooccurrence", ("case_id", "code_a", "code_b"), lambda: tables_of("cooccurrence")[0]),
    (
        WITHOUT_APPLY,
        "code_frequency",
        ("case_id", "code_id"),
        lambda: as_rows(figures_of("The same study without its apply rows")),
    ),
]


def test_the_ledgers_published_numbers_are_those_worked_out_by_hand(published: Published) -> None:
    mine = [(table, keys, rows) for name, table, keys, rows in WORKED if name == published.name]
    if not mine:
        pytest.skip("worked by hand for the ledger only")
    assert_none([said for t, keys, rows in mine for said in unlike_worked(t, published.rows(t), rows(), keys)])
