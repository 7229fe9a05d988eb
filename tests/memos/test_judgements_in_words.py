"""A judgement is printed with what it rests on: how it is mixed, marks, and an absence of which nobody was asked."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.memos.sentences import governance_in_short, judged_words
from pipeline.memos.short.case import survives
from pipeline.stages.cited_events import in_time
from pipeline.stages.findings import CodeLine
from pipeline.store.rows import CodedPair, CodeFrequency, Event, GovernanceStep, Judgement, ShownByCase
from tests.typed_rows import row, voice

SHOWN = {
    "judgement": "present", "has_passage": True, "is_contested": False, "is_told": True, "is_counted_showing": True,
    "is_in": True, "is_showing": True, "is_mixed": False, "n_respondents": 2,
}  # fmt: skip


def line(judgement: dict[str, Any] | None, shown: dict[str, Any] | None = None, **more: Any) -> CodeLine:
    return CodeLine(
        "trust", "Trust", "enabler", "a/trust", row(Judgement, **judgement) if judgement else None,
        row(CodeFrequency, n_respondents=2, mention_share=0.5), shown=row(ShownByCase, **{**SHOWN, **(shown or {})}),
        **more,
    )  # fmt: skip


ASKED_AND_SILENT = row(
    CodedPair, is_asked=True, is_known=True, is_mentioning=False, is_denying=False, is_wishing=False, is_disputing=False
)


@pytest.mark.parametrize(
    ("judgement", "shown", "words"),
    [
        ({"judgement": "present", "role": "at_launch"}, {}, "present, at launch"),
        ({"judgement": "present"}, {"has_passage": False}, "present !"),
        ({"judgement": "present"}, {"is_contested": True}, "present ≠"),
        ({"judgement": "mixed", "mixed_how": "over_time"}, {"has_passage": False}, "mixed over time !"),
        ({"judgement": "mixed", "mixed_how": "by_position"}, {}, "mixed by position"),
        ({"judgement": "mixed", "mixed_how": "undecided"}, {}, "mixed"),
        ({"judgement": "unknown"}, {"has_passage": False}, "unknown"),
        (None, {"is_contested": True}, "not judged ≠"),
    ],
)  # fmt: skip
def test_a_judgement_says_how_far_it_stands(judgement: Any, shown: Any, words: str) -> None:
    assert judged_words(line(judgement, shown)) == words


def test_absent_needs_a_denial_or_somebody_who_was_asked_and_did_not_mention_it() -> None:
    absent = {"judgement": "absent"}

    assert judged_words(line(absent)) == "unknown (judged absent; neither denied, nor asked and not mentioned)"
    assert judged_words(line(absent, denials=(voice(quotation="No."),))) == "absent"
    assert judged_words(line(absent, pairs=(ASKED_AND_SILENT,))) == "absent"


@pytest.mark.parametrize(
    "shown",
    [
        {"judgement": "mixed"}, {"judgement": None}, {"has_passage": False}, {"is_counted_showing": False},
        {"n_respondents": 1}, {"is_contested": True}, {"is_told": False},
    ],
)  # fmt: skip
def test_a_code_survives_in_a_case_by_every_rule_or_not_at_all(shown: dict[str, Any]) -> None:
    assert survives(line({"judgement": "present"}))
    assert not survives(line({"judgement": "present"}, shown))


def test_throughout_is_said_only_where_nothing_changes() -> None:
    def steps(*modes: str) -> str:
        return governance_in_short([row(GovernanceStep, mode=mode) for mode in modes])

    assert steps("shared") == "shared throughout"
    assert steps("shared", "shared") == "shared, changed inside the mode"
    assert steps("shared", "lead", "lead") == "shared, then lead organisation"
    assert steps() == ""


def test_an_answer_without_a_day_stands_after_what_it_may_answer() -> None:
    dated = [("response", "2019-11"), ("setback", "2019-11-05"), ("win", "2019-12"), ("response", "2019")]
    events = tuple(row(Event, kind=kind, from_=begun, what=begun) for kind, begun in dated)

    assert [event.from_ for event in in_time(events)] == ["2019-11-05", "2019-11", "2019-12", "2019"]
