"""A quotation of a note that stands in a transcript of its case leads to its turn; what does not stays as written."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from pipeline.memos.quoted_in_notes import with_quotations_linked
from pipeline.study.problems import Source
from pipeline.study.records import Note

TEXTS = {
    "t1": "How was it?\nHe'd phone me when the boiler went. You just rang.\nAnd after that [pause] nobody did.",
    "t2": "We met on Fridays. You just rang.",
}


def linked(body: str, texts: dict[str, str] = TEXTS, closed: tuple[str, ...] = ()) -> str:
    def may_quote(transcript_id: str, start: int, end: int) -> bool:
        return not any(words in texts[transcript_id][start:end] for words in closed)

    context = cast("Any", SimpleNamespace(texts=texts, by_subject={}, may_quote=may_quote))
    return with_quotations_linked(body, Note("within-case", "a", body, {}, Source(Path("a.md"), 1)), context)


def test_words_that_stand_in_a_transcript_lead_to_their_turn() -> None:
    assert linked('She says "phone me when the boiler went." Twice.') == (
        'She says ["phone me when the boiler went."](../../transcripts/t1.html#t2) Twice.'
    )


@pytest.mark.parametrize(
    "quoted",
    [
        '"He’d phone me when the boiler went"',
        "“He'd phone me when the boiler went,”",
        '"He\'d phone me … You just rang."',
        '"And after that [pause] nobody did."',
    ],
)
def test_other_marks_and_what_is_left_out_are_still_word_for_word(quoted: str) -> None:
    assert linked(quoted).startswith(f"[{quoted}](../../transcripts/t1.html#t")


@pytest.mark.parametrize(
    "quoted", ['"phoned me when the boiler went"', '"hone me when the boiler"', '"the boiler"', '"x']
)
def test_what_stands_nowhere_word_for_word_is_no_link(quoted: str) -> None:
    assert linked(quoted) == quoted


def test_a_few_words_that_stand_twice_lead_only_where_the_note_says() -> None:
    assert linked('"You just rang."') == '"You just rang."'
    assert linked('"You just rang." (t2, turn 1)') == '["You just rang."](../../transcripts/t2.html#t1) (t2, turn 1)'


def test_words_that_may_not_be_quoted_are_marked_so() -> None:
    where = "(../../transcripts/t1.html#t{})"
    said = '"phone me when the boiler went"'

    assert linked(said, closed=("boiler",)) == f"[{said}]{where.format(2)} *(may not be quoted)*"
    # what is next to it is somebody else's turn
    assert linked('"after that [pause] nobody did"', closed=("boiler",)).endswith("html#t3)")


def test_a_quotation_over_two_turns_is_marked_where_either_speaker_may_not_be_quoted() -> None:
    over_two = '"You just rang. … nobody did."'

    assert linked(over_two, closed=("pause",)).endswith("#t2) *(may not be quoted)*")
    assert linked(over_two).endswith("#t2)")
