"""The strongest quotations come from different people."""

from __future__ import annotations

from pipeline.stages.cited_events import in_time
from pipeline.stages.findings import strongest
from pipeline.store.rows import Event
from tests.typed_rows import row, voice

LONG = "a passage that is long enough to be understood alone"


def test_a_second_person_comes_before_the_first_one_speaks_again() -> None:
    voices = [
        voice(respondent_id="ana", quotation=LONG),
        voice(respondent_id="ana", quotation=LONG + " too"),
        voice(respondent_id="ben", quotation="short"),
    ]

    assert [one.respondent_id for one in strongest(voices, 3)] == ["ana", "ben", "ana"]


def test_marked_passages_come_first() -> None:
    voices = [voice(respondent_id="ana", quotation=LONG), voice(respondent_id="ben", quotation="short", is_aha=True)]

    assert [one.respondent_id for one in strongest(voices, 1)] == ["ben"]


def test_events_are_told_in_time_where_all_are_dated_so() -> None:
    events = tuple(row(Event, from_=date) for date in ("2022-03", "2021", None))

    assert [event.from_ for event in in_time(events)] == ["2021", "2022-03", None]


def test_events_dated_in_words_keep_the_order_of_the_file() -> None:
    events = (row(Event, from_="spring"), row(Event, from_="2021"))

    assert in_time(events) == events
