"""Episodes, candidates, contradicting accounts, who lays it on whom, governance."""

from __future__ import annotations

import pytest

from pipeline.comparison.governance import governance
from pipeline.comparison.loops import candidate_episodes, loops, loops_of_case
from pipeline.comparison.targets import targets, when_told
from tests.comparison.rows import EPISODE, EVENT, VOICE, codes, like, material


def voice(code_id: str, start: int, transcript_id: str = "t1", **more):
    return {
        "code_id": code_id,
        "start_char": start,
        "end_char": start + 5,
        "transcript_id": transcript_id,
        "coding_id": f"{transcript_id}-{start}",
        **more,
    }


def test_an_answer_belongs_to_the_setback_before_it():
    told = like(
        VOICE,
        voice("problem_shared", 0),  # before any setback: belongs to none
        voice("setback", 10),
        voice("problem_shared", 20),
        voice("setback", 30),
        voice("infighting", 40),
        voice("setback", 50),
    )
    found = candidate_episodes(told, codes())
    assert [(one.response, len(one.answers)) for one in found] == [("learning", 1), ("blaming", 1), ("none", 0)]


def test_candidates_of_one_period_are_told_by_several():
    told = like(
        VOICE,
        voice("setback", 0, "t1", period="2021"),
        voice("problem_shared", 9, "t1"),
        voice("setback", 0, "t2", period="2021"),
        voice("infighting", 9, "t2"),
    )
    (one,) = candidate_episodes(told, codes())
    assert (one.told_by, one.response) == (("t1", "t2"), "both")


def test_what_does_not_count_makes_no_candidate():
    told = like(VOICE, voice("setback", 0, is_counted=False), voice("setback", 20, kind="mayor"))
    assert candidate_episodes(told, codes()) == ()


def test_a_candidate_that_a_table_names_is_marked():
    told = like(VOICE, voice("setback", 0))
    (one,) = candidate_episodes(told, codes(), like(EVENT, {"codings": "t1-0"}))
    assert one.is_in_episodes


def test_a_codebook_without_setbacks_gives_no_candidates():
    assert candidate_episodes(like(VOICE, voice("setback", 0)), ()) == ()


def test_analysts_who_differ_leave_the_answer_open_and_their_words_stand_beside_each_other():
    voices = like(
        VOICE,
        voice("problem_shared", 0, respondent_id="r1"),
        voice("infighting", 9, respondent_id="r2", organisation="org2"),
    )
    rows = like(EPISODE, {"codings": "t1-0"}, {"by": "ben", "response": "blaming", "codings": "t1-9"})
    (one,) = loops_of_case("a", rows, (), voices, codes()).episodes
    assert (one.response, one.is_contradicted) == (None, True)
    assert [account.tellers.respondents for account in (*one.told("learning"), *one.told("blaming"))] == [
        ("r1",),
        ("r2",),
    ]


def test_a_setback_is_dated_by_its_event_and_disputed_with_it():
    events = like(EVENT, {"event_id": "e0", "from": "2022"}, {"event_id": "e1", "from": "2020", "is_disputed": "yes"})
    (one,) = loops_of_case("a", like(EPISODE, {"setback": "e1"}), events, (), codes()).episodes
    assert (one.when, one.is_disputed) == ("2020", True)


def test_a_case_shows_both_answers_also_when_they_were_given_to_two_setbacks():
    rows = like(EPISODE, {}, {"episode": "2", "response": "blaming"}, {"episode": "3", "response": "none"})
    one = loops_of_case("a", rows, (), (), codes())
    assert (one.shows, one.answers["learning"], one.answers["none"]) == ("both", 1, 1)


def test_a_case_without_episodes_is_unknown():
    assert loops_of_case("a", (), (), (), codes()).shows == "unknown"


def test_edges_count_episodes_and_not_rows():
    m = material(
        [("a", "i", "x", None), ("b", "i", "y", None)],
        episodes=like(EPISODE, {}, {"by": "ben"}, {"case_id": "b", "response": "none", "trust_after": "same"}),
    )
    assert loops(m).edges == {("learning", "up"): 1, ("none", "same"): 1}


@pytest.mark.parametrize(
    ("period", "setback", "when"),
    [
        ("before", "", "before"),
        ("2019", "2021-02", "before"),
        ("2022-05", "2021-02", "after"),
        ("2021", "2021-02", "undated"),
        ("", "2021", "undated"),
        ("at_launch", "2021", "before"),
    ],
)
def test_a_period_is_told_from_the_first_setback(period, setback, when):
    assert when_told(period, setback) == when


def test_credit_and_blame_are_counted_by_sender_and_target():
    voices = like(
        VOICE,
        voice("infighting", 0, target="police", period="2019"),
        voice("infighting", 9, target="police", period="2022", respondent_id="r2"),
        voice("problem_shared", 20, target="org1"),
        voice("setback", 30, target="police"),
        voice("infighting", 40, target="police", is_counted=False),
    )
    m = material([("a", "i", "x", None)], within={"a": {"voices": voices}}, events=like(EVENT, {"from": "2021"}))
    found = targets(m)
    assert found.n_with_target == 4
    assert [
        (one.sender, one.target, one.sign, one.n, one.n_before, one.n_after, one.n_people, one.is_self)
        for one in found.cells
    ] == [
        ("org1", "police", "blame", 2, 1, 1, 2, False),
        ("org1", "org1", "credit", 1, 0, 0, 1, True),
    ]


def test_both_definitions_of_adaptability_are_told_by_tier():
    def step(case_id: str, n: int, mode: str):
        return {"case_id": case_id, "step": str(n), "mode": mode, "from": None, "note": None}

    m = material(
        [("a", "i", "x", "more"), ("b", "i", "y", "more"), ("c", "i", "z", "less"), ("d", "i", "w", "less")],
        governance=[
            step("a", 1, "lead"),
            step("a", 2, "nao"),
            step("b", 1, "lead"),
            step("b", 2, "lead"),
            step("c", 1, "nao"),
        ],
    )
    found = governance(m)
    assert found.without == ("d",)
    assert [(one.tier, one.switched, one.changed_inside, one.neither) for one in found.by_tier] == [
        ("more", ("a",), ("b",), ()),
        ("less", (), (), ("c",)),
    ]


def test_answers_that_no_row_ties_to_a_setback_are_told_by_one_voice_a_sector():
    told = like(
        VOICE,
        voice("setback", 0),
        voice("infighting", 9, sector="public"),
        voice("infighting", 19, sector="public"),
        voice("problem_shared", 29, sector="private"),
    )
    found = loops_of_case("a", (), (), told, codes())
    assert [voice.coding_id for voice in found.untied] == ["t1-9", "t1-29"]
