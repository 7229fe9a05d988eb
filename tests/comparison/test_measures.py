"""How a measure over a published table gives one number a case."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.comparison.measures import count_changes, measure_cases
from pipeline.store.rows import ROW_NO, GovernanceStep
from tests.comparison.rows import EPISODE, EVENT, RATING, VOICE, like, material
from tests.typed_rows import row

ONE = [("a", "i", "c", "more")]


def value(measure: dict[str, Any], within: Any = None, **tables: Any) -> tuple[float | None, str]:
    (found,) = measure_cases(material(ONE, within=within, **tables), measure)
    return found.value, found.words or found.why


def step(n: int, mode: str) -> GovernanceStep:
    return row(GovernanceStep, case_id="a", step=str(n), mode=mode)


def test_words_named_by_where_give_the_share_of_the_cases_rows():
    # two of three setbacks were answered with learning
    rows = like(EPISODE, {"episode": "1"}, {"episode": "2"}, {"episode": "3", "response": "none"})
    measure = {"table": "episodes", "column": "response", "where": {"response": "learning"}}
    assert value(measure, episodes=rows) == (pytest.approx(2 / 3), "2 of 3 episodes")


def test_other_conditions_narrow_what_the_share_is_of():
    # of the two severe setbacks one was answered with learning; the mild one is not in the share
    rows = like(
        EPISODE,
        {"episode": "1", "severity": "severe"},
        {"episode": "2", "severity": "severe", "response": "blaming"},
        {"episode": "3", "severity": "mild"},
    )
    measure = {"table": "episodes", "column": "response", "where": {"response": "learning", "severity": "severe"}}
    assert value(measure, episodes=rows) == (0.5, "1 of 2 episodes")


def test_an_episode_on_which_analysts_differ_weighs_one_and_is_split():
    # episode 1: ana learning, ben both: half; episode 2: learning: one; together 1.5 of 2
    rows = like(EPISODE, {"by": "ana"}, {"by": "ben", "response": "both"}, {"episode": "2"})
    measure = {"table": "episodes", "column": "response", "where": {"response": "learning"}}
    (found,) = measure_cases(material(ONE, episodes=rows), measure)
    assert (found.value, found.words, found.differing) == (0.75, "1.5 of 2 episodes", ("1",))


def test_conditions_on_other_columns_alone_count_rows():
    rows = like(EVENT, {"event_id": "1"}, {"event_id": "2"}, {"event_id": "3", "kind": "win"})
    assert value({"table": "events", "column": "event_id", "where": {"kind": "setback"}}, events=rows) == (
        2.0,
        "2 events",
    )


def test_a_case_without_rows_is_unknown_and_not_zero():
    measure = {"table": "episodes", "column": "response", "where": {"response": "learning"}}
    assert value(measure) == (None, "no row in episodes")


def test_ratings_give_their_median_and_leave_out_what_is_off_the_scale():
    # 2, 9, 10; the 11 is off the scale
    rows = like(RATING, *({"rating": cell} for cell in ("9", "2", "10", "11")))
    assert value({"table": "ratings", "column": "rating", "where": {"role": "member"}}, ratings=rows)[0] == 9.0


def test_words_without_where_are_no_number():
    rows = [{"case_id": "a", "step": "1", "mode": "lead", "from": None, "note": None}]
    (found,) = measure_cases(material(ONE, governance=rows), {"table": "governance", "column": "mode"})
    assert (found.value, found.label) == (None, "lead")


def test_governance_counts_switches_and_changes_inside_apart():
    # lead, lead (inside), shared (between), nao (between)
    rows = [step(n, mode) for n, mode in enumerate(("lead", "lead", "shared", "nao"), 1)]
    assert count_changes(rows) == (2, 1)
    assert value({"table": "governance", "column": "changes"}, governance=rows)[0] == 3.0
    assert value({"table": "governance", "column": "switches_between"}, governance=rows)[0] == 2.0


def test_steps_are_ordered_as_numbers():
    rows = [step(n, mode) for n, mode in ((10, "nao"), (2, "lead"), (1, "lead"))]
    assert count_changes(rows) == (1, 1)


def test_judgements_count_one_half_or_nothing_and_unknown_is_left_out():
    # present 1 + mixed 0.5 + absent 0; the last word on `b` is absent; `d` is unknown
    def judged(n: int, code_id: str, judgement: str, at: str = "1") -> dict[str, Any]:
        return {"case_id": "a", "code_id": code_id, "judgement": judgement, "at": at, ROW_NO: n, "role": "both"}

    rows = [
        judged(0, "a", "present"),
        judged(1, "b", "present"),
        judged(2, "b", "absent", "2"),
        judged(3, "c", "mixed"),
        judged(4, "d", "unknown"),
    ]
    assert value({"table": "judgements", "column": "judgement"}, judgements=rows) == (1.5, "1.5 of 3 judged")


def test_a_frequency_that_nobody_read_is_unknown():
    measure = {"table": "enabler_frequency", "column": "n_mentioning", "where": {"code_id": "habit"}}
    assert value(measure, code_frequency=[{"case_id": "a", "code_id": "habit", "family": "enabler"}]) == (
        None,
        "nobody has read for it",
    )


def test_a_column_that_is_not_there_gives_words_and_no_traceback():
    measure = {"table": "episodes", "column": "mood"}
    assert value(measure, episodes=like(EPISODE, {})) == (None, "episodes has no column mood")


def test_one_voice_behind_an_answer_is_told():
    voices = like(VOICE, {"coding_id": "k1"}, {"coding_id": "k2"})
    rows = like(EPISODE, {"codings": "k1;k2"})
    measure = {"table": "episodes", "column": "response", "where": {"response": "learning"}}
    (found,) = measure_cases(material(ONE, within={"a": {"voices": voices}}, episodes=rows), measure)
    assert found.n_voices == 1


@pytest.mark.parametrize(("n", "words"), [(1, "1 arrangement throughout"), (2, "2 arrangements in turn")])
def test_steps_of_governance_are_describe_os_error_of_the_field(n, words):
    rows = [{"case_id": "a", "step": str(step), "mode": "lead", "from": None} for step in range(n)]
    (found,) = measure_cases(material(ONE, governance=rows), {"table": "governance", "column": "step"})

    assert found.words == words
