"""The oracle's rules of aging, tried on tests/studies/plots: what stands there was settled by reading the rules."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.oracle.brute_force import Oracle, presence, verdict
from tests.oracle.files import Book, Passage, Run
from tests.oracle.ledger_readers import chunks_of, turns_of
from tests.oracle.texts import Texts

PLOTS = Path(__file__).parents[1] / "studies" / "plots"
SAME, MILD, AGAIN, BARE = "the same text", "only reworded or broadened since", "read again by its coder", "no version"


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    turns = turns_of(PLOTS)
    return Oracle(PLOTS, Run(turns, chunks_of(PLOTS, turns)))


@pytest.fixture(scope="module")
def reasons(oracle: Oracle) -> dict[str, str | None]:
    """coding_id -> why the coding stands today; None: it is outdated."""
    written = {row["coding_id"]: row for _, row in oracle.last_rows}
    return {
        one.coding_id: oracle.why_it_stands(
            one, written[one.coding_id]["code_id"], written[one.coding_id]["codebook_version"]
        )
        for one in oracle.hand
    }


@pytest.mark.parametrize(
    ("coding", "reason"),
    [
        ("ana-01", SAME),  # renamed, and the id after -> was renamed twice: still the same text
        ("ana-02", SAME),  # renamed twice, the first time in a version of before
        ("ana-10", SAME),
        ("ana-04", SAME),  # minutes: version 3 has the words of version 1 again
        ("ben-14", SAME),
        ("ben-18", AGAIN),  # version 2 had others, undeclared; read for the family under version 3
        ("ana-28", AGAIN),  # the same, read under version 1, whose words are today's
        ("ana-07", MILD),  # reworded in 2, broadened in 3
        ("ana-26", MILD),
        ("ana-13", MILD),  # merged in 2, its target broadened in 3
        ("cem-01", MILD),
        ("ana-15", None),  # merged in 2, its target narrowed in 3
        ("ana-42", None),
        ("cem-04", SAME),  # the merged code's id beside today's version
        ("ana-24", SAME),  # dues as in 2, merged in 3: a merge is no change
        ("ben-06", SAME),
        ("ana-14", AGAIN),  # moved in 2, read under 2, then merged
        ("ana-39", AGAIN),
        ("ana-03", None),  # narrowed in 3; her own reading is of version 1
        ("ana-21", None),
        ("ana-11", AGAIN),  # the same, read under version 3
        ("ben-15", AGAIN),
        ("ana-06", AGAIN),  # broadened in 2, narrowed in 3, read under 3
        ("ana-34", None),  # read under 2, narrowed since
        ("ana-33", None),
        ("ana-05", None),  # roof changed in 3; the declaration of 2 says nothing about that
        ("cem-10", None),  # read under 3, but not the part of the talk that the code's scope names
        ("ben-17", None),
        ("ana-41", AGAIN),  # read under 3, the part that its scope names
        ("cem-16", AGAIN),
        ("consensus-02", AGAIN),
        ("ana-17", None),  # version 0 has no file
        ("ana-27", AGAIN),  # the same, and read under version 3
        ("ana-25", BARE),
        ("cem-02", BARE),
    ],
)
def test_why_a_coding_stands_today(reasons: dict[str, str | None], coding: str, reason: str | None) -> None:
    assert reasons[coding] == reason


def test_every_reason_occurs_more_than_once(reasons: dict[str, str | None]) -> None:
    assert all(Counter(reasons.values())[reason] > 1 for reason in (SAME, MILD, AGAIN, BARE, None))


def test_the_codings_of_a_code_that_was_split_are_left_out(reasons: dict[str, str | None]) -> None:
    assert "ana-18" not in reasons


@pytest.mark.parametrize(
    ("transcript", "code", "readers"),
    [
        ("pa1", "neighbours", {"ana", "ben", "consensus"}),  # narrowed since version 1: still a "no"
        ("pa1", "ledger", {"ben"}),  # broadened since version 1: no longer
        ("pa1", "rain", {"ana", "ben"}),
        ("pa1", "money", {"ana", "ben"}),  # narrowed in 3: a "no" of version 1 stays one
        ("pa3", "keys", {"ana"}),  # ben's row is of chunks, and keys have no scope
        ("pa3", "roof", {"ben"}),  # the one row reads its scope; ana read before its text changed
        ("la2", "keys", {"ana"}),  # ben took his row back
        ("la2", "money", {"ana", "ben"}),  # but not the one that names other codes
        ("pb2", "guide", {"ana"}),  # ben read a list
        ("lb2", "fees", set()),  # the last row of the same cells is a list
        ("pc1", "guide", {"cem"}),  # taken back, and marked again
        ("lb1", "rain", set()),  # no scope: a part is not enough
        ("pa3", "custom", {"ana"}),  # under a parent, through its own parent
        ("pb2", "fees", {"ana"}),
        ("la2", "fees", {"ana", "ben"}),
        ("pb2", "keys", {"ana", "ben", "consensus"}),  # the row of version 1 names the code by its id of today
    ],
)
def test_whose_reading_says_no_today(oracle: Oracle, transcript: str, code: str, readers: set[str]) -> None:
    assert oracle.read_by.get((transcript, code), set()) == readers


@pytest.mark.parametrize(
    ("transcript", "code", "coders", "basis"),
    [
        ("pa1", "neighbours", {"ana"}, "people"),  # consensus has read it
        ("pa1", "money", {"ana"}, "people"),  # ben has
        ("pa2", "roof", {"ana"}, "people"),
        ("la2", "money", {"ana"}, "people"),
        ("la1", "rain", {"ana"}, None),  # she has read it, but what she found is outdated, and nobody else did
        ("lb1", "money", {"ana"}, None),
        ("pc2", "neighbours", {"cem"}, None),
        ("lc2", "rain", {"cem"}, None),
        ("pa2", "neighbours", set(), "people"),  # another of her codings stands
        ("pb1", "roof", {"ben"}, "coding alone"),  # ana's stands, and nobody's reading does
    ],
)
def test_where_what_was_found_is_outdated(
    oracle: Oracle, transcript: str, code: str, coders: set[str], basis: str | None
) -> None:
    assert oracle.outdated_for.get((transcript, code), set()) == coders
    assert oracle.pair_basis(transcript, code) == basis


@pytest.mark.parametrize(
    ("figure", "known", "share", "outdated"),
    [
        ("pool-arle/keys", 3, 2 / 3, 0),
        ("pool-arle/ledger", 3, None, 0),  # in pa3 it is coded, and nobody's reading stands
        ("plots-arle/rain", 0, None, 1),
        ("pool-cove/setback", 2, None, 0),
        ("pool-cove/neighbours", 1, 1.0, 1),
        ("plots-brim/money", 2, None, 1),
        ("plots-brim/keys", 3, 1.0, 0),
    ],
)
def test_a_share_needs_readings(oracle: Oracle, figure: str, known: int, share: float | None, outdated: int) -> None:
    row = oracle.frequency_of[figure.split("/", maxsplit=1)[0], figure.split("/")[1]]

    assert (row["n_known"], row["mention_share"], row["n_outdated"]) == (known, share, outdated)
    assert (row["mention_low"] is None) == (share is None)
    assert row["basis"] == ("people" if known else None)


@pytest.mark.parametrize(
    ("case", "code", "suffixes"),
    [
        ("pool-arle", "keys", "*"),
        ("plots-arle", "keys", "*"),
        ("pool-cove", "guide", "*~"),
        ("pool-arle", "neighbours", "*!"),  # what it cites is outdated
        ("pool-brim", "ledger", "*!"),  # what it cites is a denial
        ("plots-brim", "guide", "*!"),  # what it cites is of another case
        ("pool-arle", "custom", "*"),  # what it cites is of a code below
        ("plots-arle", "fees", "*~!"),  # a former code's judgement; it cites nothing
        ("plots-cove", "custom", "*~!"),
        ("plots-arle", "guide", "*~!≠"),
        ("plots-cove", "guide", "≠"),
        ("pool-brim", "money", "*"),
        ("pool-arle", "rain", ""),
    ],
)
def test_signs_behind_a_case(oracle: Oracle, case: str, code: str, suffixes: str) -> None:
    assert oracle.suffixes(case, code) == suffixes


@pytest.mark.parametrize(
    ("verified", "applied", "basis"),
    [(set(), True, None), ({"keys"}, True, "mixed"), (set(), False, "machine_unchecked"), ({"rain"}, True, None)],
)
def test_on_whose_word_a_figure_rests(oracle: Oracle, verified: set[str], applied: bool, basis: str | None) -> None:
    """pc2: nobody has read it for keys or coded them there; pc1 is read by cem."""
    changed = Oracle(PLOTS, Run(oracle.run.turns, oracle.run.chunks, verified=frozenset(verified)))
    changed.has_apply_row = applied

    assert changed.basis(["pc2"], "keys") == ("machine_verified" if basis == "mixed" else basis)
    assert changed.basis(["pc1", "pc2"], "keys") == (basis or "people")
    assert changed.basis(["pc1"], "keys") == "people"


def test_an_unchecked_machine_leaves_the_cases_and_what_is_verified_does_not(oracle: Oracle) -> None:
    unchecked = Oracle(PLOTS, Run(oracle.run.turns, oracle.run.chunks))
    unchecked.has_apply_row = False
    verified = Oracle(PLOTS, Run(oracle.run.turns, oracle.run.chunks, verified=frozenset({"keys"})))

    rows = [one.presence_row("", "", ["pool-cove", "plots-brim"], "quarrel_loud") for one in (unchecked, verified)]
    assert [row["n_cases"] for row in rows] == [0, 1]
    assert [row["basis"] for row in rows] == ["machine_unchecked", "people"]
    assert verified.presence_row("", "", ["pool-cove", "plots-cove"], "keys")["basis"] == "mixed"


@pytest.mark.parametrize(
    ("showing", "cases", "mixed", "word"),
    [(0, 2, 1, "mixed"), (0, 0, 0, "unknown"), (1, 2, 1, "one"), (2, 2, 0, "all")],
)
def test_mixed_is_the_word_only_where_none_shows(showing: int, cases: int, mixed: int, word: str) -> None:
    assert presence(showing, cases, mixed) == word


@pytest.mark.parametrize(
    ("claim", "states", "said"),
    [
        ("all", {"all": [True, True]}, "yes"),
        ("all", {"all": [True, None]}, "open"),
        ("all", {"all": [False, None]}, "no"),
        ("none", {"all": [False, False]}, "yes"),
        ("none", {"all": [None, True]}, "no"),
        ("most", {"all": [True, True, None]}, "yes"),
        ("most", {"all": [True, None, None]}, "open"),
        ("most", {"all": [True, None, False, False]}, "no"),
        ("best_not_worst", {"best": [True], "worst": [False]}, "yes"),
        ("best_not_worst", {"best": [None], "worst": [True]}, "no"),
        ("worst_not_best", {"best": [None], "worst": [True]}, "open"),
    ],
)
def test_a_claim_holds_whatever_the_open_cases_are(claim: str, states: dict[str, list[bool | None]], said: str) -> None:
    assert verdict(claim, states) == said


def test_claims_with_and_without_their_five_rules(oracle: Oracle) -> None:
    rows = {(row["subject"], row["kind"], row["code_id"]): row for row in oracle.claims}

    assert rows["cross-case", "contrast", "keys"]["survives"] is True
    assert rows["Cove", "shared", "fees"]["survives"] is True
    assert [rows["cross-case", "shared", "keys"][rule] for rule in ("by_judgement", "by_two_voices")] == ["yes", "open"]
    assert rows["pool", "shared", "neighbours"]["by_strict"] == "open"
    assert rows["pool", "shared", "ledger"]["by_count"] == "no"
    assert ("Brim", "shared", "keys") not in rows  # the word is `one`
    assert not [row for row in oracle.claims if row["code_id"] == "setback"]  # neither enabler nor barrier


def test_a_declaration_speaks_only_of_the_version_that_it_names() -> None:
    def book(version: str, text: str, **changed: str) -> Book:
        return Book(version, {"a": {"definition": text, **({"changed": changed} if changed else {})}})

    books = [
        book("1", "x"),
        book("2", "y", **{"in": "2", "how": "reworded"}),
        book("10", "z", **{"in": "2", "how": "reworded"}),
    ]
    texts = Texts({one.version: one for one in books}, books[-1])

    assert texts.all_changes("a", "1") == ["reworded", "moved"]
    assert texts.all_changes("a", "2") == ["moved"]
    assert texts.all_changes("a", "10") == []
    assert texts.all_changes("a", "3") is None


def test_a_reading_does_not_follow_a_merge(oracle: Oracle) -> None:
    """Who read for dues has not read for fees, of which dues are a part today; who read for fees has."""
    texts = oracle.texts

    assert texts.coding_outlives("dues", "2")
    assert texts.coding_outlives("levy", "2")
    assert not texts.reading_outlives("dues", "2")  # merged since
    assert not texts.reading_outlives("levy", "2")  # merged already then
    assert texts.reading_outlives("fees", "1")


def test_a_machine_coding_counts_nowhere_where_a_hand_coding_is_outdated(oracle: Oracle) -> None:
    found = Passage("m1", "lc2", *span(oracle, "lc2", "rain"), "rain", "machine", "machine", "affirmed")
    run = Run(oracle.run.turns, oracle.run.chunks, [found], frozenset({"rain"}))

    assert not Oracle(PLOTS, run).is_counted(found)
    assert Oracle(PLOTS, run).frequency_of["plots-cove", "rain"]["n_suggested"] == 1


def span(oracle: Oracle, transcript: str, word: str) -> tuple[int, int]:
    start = oracle.text[transcript].index(word)
    return start, start + len(word)
