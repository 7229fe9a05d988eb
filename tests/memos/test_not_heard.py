"""Who was asked in vain, who is listed as heard and speaks nowhere, and who has no status: three kinds of gap."""

from __future__ import annotations

from types import SimpleNamespace

from pipeline.memos.stages import cross_case, who_was_heard
from pipeline.stages.findings import Tables
from pipeline.store.rows import ParticipantRow, TranscriptRow
from tests.typed_rows import row


def person(respondent_id: str, status: str | None) -> ParticipantRow:
    return row(ParticipantRow, respondent_id=respondent_id, status=status)


def limits(*people: ParticipantRow) -> str:
    tables = Tables({"transcripts": (row(TranscriptRow, respondent_id="r1"),), "participants": people})
    finding, context = SimpleNamespace(tables=tables, former=()), SimpleNamespace(is_interpretive=False)
    return " ".join(cross_case._not_heard(finding, context))


def test_somebody_listed_as_heard_was_not_asked_in_vain():
    said = limits(person("r1", "heard"), person("r2", "heard"))

    assert "asked were not heard" not in said
    assert "Listed as heard, and speaking in no transcript of the study: r2." in said
    assert "Whom the team asked in vain is not written" in said


def test_only_a_status_says_that_somebody_was_asked():
    said = limits(person("r2", "declined"), person("r3", None))

    assert "Some who were asked were not heard (1 declined)" in said
    assert "Listed without a status, and speaking in no transcript of the study: r3." in said


def test_a_case_memo_keeps_who_is_listed_as_heard_apart_from_those_who_declined():
    found = SimpleNamespace(unheard=(person("r2", "Heard"), person("r3", "declined")))

    assert list(who_was_heard._not_heard(found)) == [
        "Not heard: 1 no sector (declined).",
        "Listed as heard, and speaking in no transcript of the case: r2.",
    ]
