"""What became of a team's free words, round by round: on lists of two cases."""

from __future__ import annotations

from pathlib import Path

from pipeline.comparison.team_lists import TeamLists, team_lists
from pipeline.figures.team_lists import team_lists_figure
from pipeline.study.problems import Source
from pipeline.study.records import Row


def rows(*cells: dict[str, str]) -> tuple[Row, ...]:
    return tuple(Row(given, Source(Path("x.csv"), 2)) for given in cells)


def decided(round_: str, item: str, action: str, into: str = "", case_id: str = "", **more: str) -> dict[str, str]:
    return {"round": round_, "case_id": case_id, "item": item, "action": action, "into": into, **more}


ENABLERS = rows(
    {"case_id": "a", "item": "the boiler", "by": "ana"},
    {"case_id": "b", "item": "the choir", "by": "ana"},
    {"case_id": "b", "item": "a cheque", "by": "ana"},
)


def lists(*decisions: dict[str, str]) -> TeamLists:
    return team_lists({"enablers": ENABLERS, "distillation": rows(*decisions)})


MERGED = (
    decided("1", "the boiler", "merge", "ties", "a"),
    decided("1", "the choir", "merge", "ties", "b"),
    decided("1", "a cheque", "merge", "money", "b", objection="ben: it came late"),
)


def test_what_two_lists_call_otherwise_is_one_thing_after_a_merge() -> None:
    ties = lists(*MERGED).labels[(1, "ties")]

    assert ties.cases == ("a", "b")
    assert [item.words for item in ties.items] == ["the boiler", "the choir"]


def test_a_round_that_only_names_and_drops_leaves_every_name_as_it_is() -> None:
    found = lists(*MERGED, decided("2", "ties", "key", knew_tier="no"), decided("2", "money", "drop"))

    assert len(found.levels) == 2
    assert [label.words for label in found.key] == ["ties"]
    assert [(label.words, label.round) for label in found.dropped] == [("money", "2")]
    assert found.is_blind


def test_who_does_not_say_whether_the_tier_was_known_is_not_blind() -> None:
    assert not lists(*MERGED, decided("2", "ties", "key")).is_blind


def test_round_10_comes_after_round_2() -> None:
    found = lists(decided("10", "ties", "key"), *MERGED, decided("2", "money", "drop"))

    assert [around.name for around in found.rounds] == ["1", "2", "10"]
    assert found.key[0].cases == ("a", "b")


def test_what_is_dropped_comes_back_in_no_later_round() -> None:
    found = lists(*MERGED, decided("2", "money", "drop"), decided("3", "ties", "merge", "prior_ties"))

    assert (2, "money") not in found.labels
    assert [label.words for label in found.dropped] == ["money"]


def test_an_item_on_which_a_round_says_nothing_stays_under_its_name() -> None:
    found = lists(MERGED[0])

    assert {label.words for label in found.levels[1]} == {"ties", "the choir", "a cheque"}


def test_a_code_that_stands_in_no_list_may_be_key_and_comes_from_no_case() -> None:
    (key,) = team_lists({"distillation": rows(decided("1", "trust", "key"))}).key

    assert (key.words, key.cases) == ("trust", ())


def test_two_cases_may_list_a_thing_in_the_same_words() -> None:
    both = rows({"case_id": "a", "item": "lunch"}, {"case_id": "b", "item": "lunch"})
    found = team_lists({"enablers": both, "distillation": rows(decided("1", "lunch", "drop", case_id="a"))})

    assert [label.is_dropped for label in found.levels[0]] == [True, False]


def test_the_figure_is_the_same_bytes_again_and_escapes_free_words() -> None:
    found = lists(*MERGED, decided("2", "ties", "key"), decided("2", "money", "drop", criterion="<b>"))
    cases = [("a", "A & co"), ("b", "B")]
    one, other = (team_lists_figure("T", found, cases, {"a": "more"}, {"ties": "Ties"}) for _ in range(2))

    assert one is not None
    assert one == other
    assert "A &amp; co (more)" in one.svg
    assert "dropped in round 2: &lt;b&gt;" in one.svg
    assert [cell.words for cell in one.rows[0]] == ["the boiler", "A & co", "Ties (key)"]


def test_lists_of_which_nothing_was_decided_make_no_figure() -> None:
    assert team_lists_figure("T", lists(), [("a", "A")], {}, {}) is None
