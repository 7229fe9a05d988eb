"""The oracle itself, tried on numbers that were worked out by hand (tests/studies/ledger/WORKED.md)."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from tests.oracle.brute_force import Oracle, presence, slug, wilson
from tests.oracle.files import Passage, Run, Table, place
from tests.oracle.ledger_readers import chunks_of, turns_of
from tests.oracle.worked import LEDGER, figures_of, is_worked, tables_of, worked_frequencies

# What a coder by phrases finds in respondents' words, code by code; (transcript, code, words, polarity).
FOUND_BY_PHRASES = [
    ("ft1", "prior_ties", "known each other for years", "affirmed"),
    ("ft1", "shared_figures", "looked at the figures", "wished"),
    ("ft1", "shared_figures", "counted together", "affirmed"),
    ("ft1", "standing_meeting", "every Tuesday", "affirmed"),
    ("ft1", "habit", "Out of habit", "affirmed"),
    ("ft1", "setback", "pump failed", "affirmed"),
    ("ft1", "money_short", "ran out of money", "affirmed"),
    ("ft2", "prior_ties", "worked together before", "affirmed"),
    ("ft2", "shared_figures", "looked at the figures", "absent"),
    ("ft2", "two_hats", "two hats", "affirmed"),
    ("ft2", "setback", "fell through", "affirmed"),
    ("ft2", "go_between", "Everybody trusts her", "affirmed"),
    ("ft3", "standing_meeting", "Every Tuesday", "affirmed"),
    ("ft3", "money_short", "ran out of money", "affirmed"),
    ("ft4", "shared_figures", "looked at the figures", "affirmed"),
    ("ft4", "money_short", "no budget", "affirmed"),
    ("fb1", "prior_ties", "worked together before", "absent"),
    ("fb1", "shared_figures", "looked at the figures", "affirmed"),
    ("fb1", "setback", "The plan fell through", "affirmed"),
    ("fb1", "money_short", "no budget", "affirmed"),
    ("fb2", "money_short", "ran out of money", "affirmed"),
    ("mt1", "prior_ties", "worked together before", "affirmed"),
    ("mt1", "shared_figures", "looked at the figures", "affirmed"),
    ("mt1", "money_short", "ran out of money", "affirmed"),
    ("mt2", "setback", "Nothing fell through", "absent"),
    ("tm", "go_between", "Everybody trusts her", "affirmed"),
    *(
        (row["transcript"], row["code"], row["words"], row["polarity"])
        for row in tables_of("What the machine finds")[0]
    ),
]


def run_by_hand() -> Run:
    turns = turns_of(LEDGER)
    machine = []
    for number, (transcript, code, words, polarity) in enumerate(FOUND_BY_PHRASES):
        text = "\n".join(turn.text for turn in turns[transcript])
        assert text.count(words) == 1, f"{words!r} stands {text.count(words)} times in {transcript}"
        start = text.index(words)
        machine.append(
            Passage(f"m{number}", transcript, start, start + len(words), code, "machine", "machine", polarity)
        )
    return Run(turns, chunks_of(LEDGER, turns), machine)


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle(LEDGER, run_by_hand())


def strike_apply_rows(study: Path) -> None:
    """Leave only the rejects in the coders' files of a copied study."""
    for path in sorted((study / "codings").glob("*.csv")):
        if path.name.endswith(".read.csv"):
            continue
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(row for row in rows if row["action"] == "reject")


def unlike(table: Table, worked: dict[str, str], keys: tuple[str, ...]) -> list[str]:
    """Cells of the one row of `table` with the worked row's keys that are not as worked."""
    rows = [row for row in table if all(row[key] == worked[key] for key in keys)]
    assert len(rows) == 1, f"{len(rows)} rows for {[worked[key] for key in keys]}"
    return [f"{c}: worked {w}, counted {rows[0][c]}" for c, w in worked.items() if not is_worked(rows[0][c], w)]


@pytest.mark.parametrize("figure", sorted(worked_frequencies()))
def test_every_column_of_a_frequency_is_as_worked_by_hand(oracle: Oracle, figure: str) -> None:
    case, code = figure.split("/")
    worked = {"case_id": case, "code_id": code, **worked_frequencies()[figure]}

    assert worked.keys() == oracle.code_frequency[0].keys()
    if code == "habit":
        del worked["n_suggested"]  # the machine learnt it from examples: the oracle knows cues alone
    assert unlike(oracle.code_frequency, worked, ("case_id", "code_id")) == []


def test_every_presence_is_as_worked_by_hand(oracle: Oracle) -> None:
    worked = tables_of("code_presence")[1]

    assert len(worked) == len(oracle.code_presence) == 5 * 8  # two issues, two towns, all cases; eight codes
    assert [unlike(oracle.code_presence, row, ("stage", "subject", "code_id")) for row in worked] == [[]] * len(worked)


def test_archival_and_mayors_rows_are_as_worked_by_hand(oracle: Oracle) -> None:
    worked = tables_of("code_frequency_other")[0]
    keys = ("stage", "subject", "kind", "code_id")

    assert [unlike(oracle.code_frequency_other, row, keys) for row in worked] == [[]] * len(worked)


def test_every_pair_of_codes_is_as_worked_by_hand(oracle: Oracle) -> None:
    worked = tables_of("cooccurrence")[0]

    assert len(oracle.cooccurrence) == len(worked)
    assert [unlike(oracle.cooccurrence, row, ("case_id", "code_a", "code_b")) for row in worked] == [[]] * len(worked)


def test_words_and_turns_are_as_counted_by_hand(oracle: Oracle) -> None:
    rows = {str(row["transcript_id"]): row for row in oracle.transcript_table}
    worked = tables_of("Words")[0]

    assert [row["transcript"] for row in worked] == list(rows)
    for row in worked:
        counted = rows[row["transcript"]]
        assert [counted[c] for c in ("n_words_respondent", "n_words", "n_turns")] == [
            int(row[c]) for c in ("n_words_respondent", "n_words", "n_turns")
        ], row["transcript"]
        assert counted["is_hand_read"] is (row["is_hand_read"] == "true"), row["transcript"]


def test_between_two_readers_the_smaller_sha256_decides(oracle: Oracle) -> None:
    for row in tables_of("Whose codings count")[0]:
        assert oracle.whose(row["transcript"], row["code"]) == {row["counts"]}
        assert row["counts"] == min(("ana", "ben"), key=lambda who: row[who])


def test_without_an_apply_row_the_machine_counts_where_nobody_has_read(tmp_path: Path) -> None:
    study = tmp_path / "ledger"
    shutil.copytree(LEDGER, study)
    strike_apply_rows(study)

    counted = Oracle(study, run_by_hand()).code_frequency

    for figure, cells in figures_of("The same study without its apply rows").items():
        case, code = figure.split("/")
        assert unlike(counted, {"case_id": case, "code_id": code, **cells}, ("case_id", "code_id")) == [], figure


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({"start_char": "4", "end_char": "7", "quotation": "two"}, (4, 7)),
        ({"start_char": "4", "end_char": "7", "quotation": ""}, (4, 7)),
        ({"start_char": "9", "end_char": "12", "quotation": "two"}, (4, 7)),
        ({"start_char": "0", "end_char": "3", "quotation": "one"}, (0, 3)),
        ({"start_char": "1", "end_char": "4", "quotation": "one", "before": "two ", "after": ""}, (8, 11)),
        ({"start_char": "1", "end_char": "4", "quotation": "one"}, None),
        ({"start_char": "9", "end_char": "99", "quotation": ""}, None),
        ({"start_char": "x", "end_char": "3", "quotation": "two"}, None),
        ({"start_char": "", "end_char": "", "quotation": "two"}, (4, 7)),
        ({"start_char": "", "end_char": "", "quotation": "one"}, None),
    ],
)
def test_a_row_is_found_at_its_offsets_then_by_context_then_by_a_unique_quotation(
    row: dict[str, str], found: tuple[int, int] | None
) -> None:
    assert place(row, "one two one") == found


@pytest.mark.parametrize(
    ("n_showing", "n_cases", "word"),
    [(0, 0, "unknown"), (0, 3, "none"), (3, 3, "all"), (1, 1, "all"), (1, 3, "one"), (2, 3, "most"), (2, 4, "some")],
)
def test_presence_takes_the_first_word_that_holds(n_showing: int, n_cases: int, word: str) -> None:
    assert presence(n_showing, n_cases) == word


def test_wilson_gives_the_published_interval_of_81_in_263() -> None:
    """Newcombe (1998), Statistics in Medicine 17, table I, method 3: 0.2553 to 0.3662."""
    low, high = wilson(81, 263)

    assert low is not None
    assert high is not None
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    assert wilson(0, 0) == (None, None)


def test_a_subject_becomes_an_id_of_letters_and_digits_of_any_script() -> None:
    assert slug("Öffentliche Räume 2") == "öffentliche-räume-2"
