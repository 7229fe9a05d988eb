"""`scope` follows ids of before, as everything does that names a code."""

from __future__ import annotations

from dataclasses import replace

from interviews import code, codebook, interview

from pipeline.coding.cues.by_pattern import code_transcript
from pipeline.coding.cues.machine import with_known_scope
from pipeline.study.records import Code

START = Code("start", "start", kind="index", was=("before",))
HEARD = interview(
    "I: How did it begin?", "With trust.", "I: And now?", "There is trust.", questions={1: "start", 3: "now"}
)


def segments_of(*scope: str) -> list[str]:
    """The respondent's words in which a code with this scope is found."""
    book = codebook(START, replace(code("c", "trust"), scope=scope))
    known = with_known_scope(book, frozenset(("start", "now")))
    return [one.quotation for one in code_transcript(HEARD, known)]


def test_a_scope_by_a_former_id_limits_as_todays_does():
    assert segments_of("before") == segments_of("start") == ["With trust."]


def test_a_scope_that_nothing_has_limits_nothing():
    assert segments_of("nowhere") == ["With trust.", "There is trust."]
