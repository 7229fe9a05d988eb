"""Pattern tables, deciding cases, rivals, and what an effect rests on."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pipeline.comparison.circularity import circularity
from pipeline.comparison.negative import negative_cases, state_of
from pipeline.comparison.propositions import propositions
from pipeline.comparison.recount import recount
from pipeline.comparison.rivals import age, as_year, milder_setbacks, reverse_cause, severity_rank, shipped_rivals
from pipeline.store.rows import CodedPair, CodeFrequency, CodePresence
from tests.comparison.rows import EPISODE, EVENT, RATING, VOICE, like, material, square
from tests.typed_rows import row as typed_row

LEARNING = json.dumps({"table": "episodes", "column": "response", "where": {"response": "learning"}})


def row(**fields):
    names = ("name", "claim", "formed", "measure", "expects", "predicts", "rivals", "would_change_our_mind")
    return {**dict.fromkeys(names), "name": "p", "claim": "c", "formed": "after", **fields}


def answered(case_id: str, response: str, **more):
    return {"case_id": case_id, "response": response, **more}


PAIR = [("a", "i", "x", "more"), ("b", "i", "y", "less")]


def test_a_case_decides_where_one_fits_and_the_other_is_against():
    # learning follows the tiers; the rival predicts them the other way round
    rival = [{"name": "money", "predicts": {"a": "less", "b": "less"}}]
    episodes = like(EPISODE, answered("a", "learning"), answered("b", "blaming"))
    m = material(
        PAIR, episodes=episodes, propositions=[row(measure=LEARNING, expects="rises", rivals=json.dumps(rival))]
    )
    (one,) = propositions(m).results
    assert [(fit.case_id, fit.fit) for fit in one.fits] == [("a", "fits"), ("b", "fits")]
    assert ["money" in found.against for found in one.decisions] == [True, False]


def test_one_voice_decides_nothing():
    rival = [{"name": "money", "predicts": {"a": "less", "b": "less"}}]
    episodes = like(EPISODE, answered("a", "learning", codings="k1"), answered("b", "blaming"))
    m = material(
        PAIR,
        episodes=episodes,
        within={"a": {"voices": like(VOICE, {"coding_id": "k1"})}},
        propositions=[row(measure=LEARNING, expects="rises", rivals=json.dumps(rival))],
    )
    (one,) = propositions(m).results
    assert one.decisions[0].why_not == "one voice only"
    assert one.decisions[0].against == ()


def test_a_rival_that_predicts_the_same_of_every_case_is_said_to_tell_nothing_apart():
    rival = [{"name": "reverse", "predicts": {"a": "more", "b": "less"}}]
    episodes = like(EPISODE, answered("a", "learning"), answered("b", "blaming"))
    m = material(
        PAIR, episodes=episodes, propositions=[row(measure=LEARNING, expects="rises", rivals=json.dumps(rival))]
    )
    assert [one.tells_apart for one in propositions(m).results[0].rivals] == [False]


def test_only_propositions_formed_before_coding_are_adjusted():
    episodes = like(EPISODE, answered("a", "learning"), answered("b", "blaming"))
    m = material(
        PAIR, episodes=episodes, propositions=[row(measure=LEARNING, formed=word) for word in ("before", "after")]
    )
    assert [one.unusual.p_holm for one in propositions(m).results] == [0.5, None]


def test_a_proposition_without_measure_or_prediction_is_not_testable_and_says_so():
    (one,) = propositions(material(PAIR, propositions=[row()])).results
    assert one.unusual.k is None
    assert one.explanation.why == "it names neither a measure nor what it predicts of each case"


def test_a_case_without_episodes_is_left_out_and_named():
    episodes = like(EPISODE, answered("a", "learning"))
    (one,) = propositions(material(PAIR, episodes=episodes, propositions=[row(measure=LEARNING)])).results
    assert (one.tally.fits, one.tally.unknown) == (0, 1)
    assert one.unusual.why == "fewer than two cases have both a tier and a value"


def test_tiers_from_members_alone_may_tell_otherwise():
    # members rate b higher than a: with their ratings the pattern runs the other way, 2 of 2
    episodes = like(EPISODE, answered("a", "learning"), answered("b", "blaming"))
    ratings = like(RATING, {"case_id": "a", "rating": "3"}, {"case_id": "b", "rating": "8"})
    m = material(PAIR, episodes=episodes, ratings=ratings, propositions=[row(measure=LEARNING)])
    (one,) = propositions(m).results
    found = {variant.name: (variant.tally.against, variant.unusual.k) for variant in one.variants}
    assert found["tiers from members' ratings only"] == (2, 2)


def test_what_those_found_who_did_not_know_the_tier_stands_beside():
    # knowing: a learning, b blaming; not knowing: both learning, so nothing is left
    episodes = like(
        EPISODE,
        answered("a", "learning", knew_tier="yes"),
        answered("b", "blaming", knew_tier="yes"),
        answered("a", "learning", knew_tier="no", by="ben"),
        answered("b", "learning", knew_tier="no", by="ben"),
    )
    (one,) = propositions(material(PAIR, episodes=episodes, propositions=[row(measure=LEARNING)])).results
    assert one.variants[-1].unusual.why == "every case has the same value"


def test_a_city_level_predictor_is_named_as_a_trait_of_the_city():
    attribute = [{"case_id": case_id, "attribute": "size", "value": case_id[3]} for case_id in square().cases]
    measure = json.dumps({"table": "case_attributes", "column": "value", "where": {"attribute": "size"}})
    (one,) = propositions(square(case_attributes=attribute, propositions=[row(measure=measure)])).results
    assert one.same_within == "city"


def frequency(case_id: str, n_mentioning: int) -> CodeFrequency:
    return typed_row(
        CodeFrequency, case_id=case_id, code_id="habit", family="enabler", n_known=2, n_mentioning=n_mentioning,
        mention_share=n_mentioning / 2, n_respondents=n_mentioning,
    )  # fmt: skip


def pair(case_id: str, transcript_id: str, is_mentioning: bool) -> CodedPair:
    return typed_row(
        CodedPair, case_id=case_id, transcript_id=transcript_id, code_id="habit", kind="interview", is_known=True,
        is_mentioning=is_mentioning, is_asked=True, is_read=True, n_hand=int(is_mentioning),
    )  # fmt: skip


def told_by_one():
    """Case a: r1 tells the habit in t1, r2 does not in t2; case b: nobody tells it."""
    transcripts = [
        {"case_id": case, "transcript_id": t, "kind": "interview", "respondent_id": r, "sector": None}
        for case, t, r in (("a", "t1", "r1"), ("a", "t2", "r2"), ("b", "t3", "r3"), ("b", "t4", "r4"))
    ]
    voices = like(VOICE, {"coding_id": "k1", "code_id": "habit", "family": "enabler"})
    within = {
        "a": {"voices": voices, "coded_pairs": (pair("a", "t1", True), pair("a", "t2", False))},
        "b": {"voices": (), "coded_pairs": (pair("b", "t3", False), pair("b", "t4", False))},
    }
    measure = json.dumps({"table": "enabler_frequency", "column": "n_mentioning", "where": {"code_id": "habit"}})
    return material(
        PAIR,
        within=within,
        transcripts=transcripts,
        code_frequency=[frequency("a", 1), frequency("b", 0)],
        propositions=[row(measure=measure)],
    )


def test_without_the_only_teller_nothing_is_left():
    m = told_by_one()
    without = recount(m, m.of(CodeFrequency, "a")[0], "r1")
    assert (without.n_known, without.n_mentioning, without.n_respondents) == (1, 0, 0)
    (one,) = propositions(m).results
    assert one.respondents is not None
    assert (one.respondents.n_respondents, one.respondents.turning) == (4, ("r1",))


def test_in_a_group_only_the_respondents_own_words_go():
    # r1 and r2 both tell it in the group t1: without r1 the group still mentions it
    voices = like(
        VOICE, *({"coding_id": r, "code_id": "habit", "respondent_id": r, "kind": "group"} for r in ("r1", "r2"))
    )
    group = replace(pair("a", "t1", True), kind="group")
    m = material(
        PAIR,
        within={"a": {"voices": voices, "coded_pairs": (group,)}},
        transcripts=[{"case_id": "a", "transcript_id": "t1", "kind": "group", "respondent_id": None}],
    )
    without = recount(m, frequency("a", 1), "r1")
    assert (without.n_known, without.n_mentioning, without.n_respondents) == (1, 1, 1)


@pytest.mark.parametrize(
    ("word", "rank"), [("mild", 1), ("Moderate", 2), ("severe", 3), ("high", 3), ("4", 4.0), ("dreadful", None)]
)
def test_severity_is_ordered_where_its_word_is_known(word, rank):
    assert severity_rank(word) == rank


def test_a_severity_in_no_known_order_is_left_out_and_named():
    episodes = like(EPISODE, {"case_id": "a", "severity": "dreadful"}, {"case_id": "b", "severity": "mild"})
    found = milder_setbacks(material(PAIR, episodes=episodes))
    assert found.why == "no episode says how severe it was"
    assert found.note == "not ordered, left out: dreadful"


def test_reverse_cause_needs_a_win_before_the_first_setback():
    events = like(
        EVENT,
        {"case_id": "a", "from": "2020-05"},
        {"case_id": "a", "from": "2019", "kind": "win"},
        {"case_id": "b", "from": "2019"},
        {"case_id": "b", "from": "2020", "kind": "win"},
    )
    assert [one.value for one in reverse_cause(material(PAIR, events=events)).measured] == [1.0, 0.0]


def test_age_is_read_from_the_launch():
    assert as_year("2019-07") == 2019.5
    assert as_year("spring") is None
    events = like(
        EVENT, {"case_id": "a", "kind": "launch", "from": "2018"}, {"case_id": "b", "kind": "launch", "from": "2020-07"}
    )
    assert [one.value for one in age(material(PAIR, events=events)).measured] == [2018.0, 2020.5]


def test_every_shipped_rival_says_what_it_needs_where_a_study_has_nothing():
    assert [one.name for one in shipped_rivals(material(PAIR)) if one.is_testable] == ["who was interviewed, by number"]


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"is_mentioning": True, "is_denying": True}, "told"),
        ({"is_denying": True, "is_known": False}, "denied"),
        ({"is_known": False}, "not_read"),
        ({}, "asked_and_silent"),
        ({"is_asked": False}, "not_asked"),
        ({"is_asked": False, "is_asked_unknown": True}, "not_known_whether_asked"),
    ],
)
def test_silence_denial_not_asked_and_not_read_stand_apart(fields, state):
    assert state_of(replace(pair("a", "t1", False), **fields)) == state


def test_a_case_that_lacks_what_most_show_is_a_negative_case():
    presence = typed_row(
        CodePresence, stage="cross-case", subject="cross-case", code_id="habit", family="enabler", n_cases=2,
        n_showing=1, presence="most", cases="a*",
    )  # fmt: skip
    m = told_by_one().with_rows(CodePresence, [presence])
    (one,) = negative_cases(m, propositions(m)).codes
    assert [(silent.case_id, silent.asked_and_silent) for silent in one.negative] == [("b", ("t3", "t4"))]


def test_a_passage_behind_an_outcome_and_an_enabler_is_found_twice():
    voices = like(
        VOICE,
        {"coding_id": "k1", "code_id": "win", "start_char": 0, "end_char": 40},
        {"coding_id": "k2", "code_id": "habit", "family": "enabler", "start_char": 30, "end_char": 50},
        {"coding_id": "k3", "code_id": "habit", "family": "enabler", "start_char": 40, "end_char": 50},
    )
    events = like(EVENT, {"kind": "outcome", "codings": "k1"})
    m = material(PAIR, within={"a": {"voices": voices}}, events=events)
    found = circularity(m, propositions(m))
    assert [(one.success.coding_id, one.predictor.coding_id) for one in found.shared] == [("k1", "k2")]


def test_who_knew_the_tier_is_counted_by_person():
    episodes = like(EPISODE, {"knew_tier": "yes"}, {"episode": "2", "knew_tier": "false"}, {"episode": "3"})
    m = material(PAIR, episodes=episodes)
    (one,) = circularity(m, propositions(m)).knowers
    assert (one.by, one.knew, one.did_not, one.unsaid) == ("ana", 1, 1, 1)


def test_a_transcript_read_again_for_one_more_code_is_one_transcript_read():
    rows = [
        {"coder": "ana", "transcript_id": "t1", "knew_tier": "true"},
        {"coder": "ana", "transcript_id": "t1", "knew_tier": "true"},
        {"coder": "ana", "transcript_id": "t2", "knew_tier": "false"},
    ]
    m = material(PAIR, read_rows=rows)
    (one,) = circularity(m, propositions(m)).knowers
    assert (one.table, one.knew, one.did_not, one.unsaid) == ("transcripts read", 1, 1, 0)
