"""CLAN's transcripts: main lines are turns; headers, tiers and times are no words."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.corpus.formats.read import ReadingRequest, read_turns
from pipeline.corpus.speakers.asking import who_asks

HEAD = "@UTF8\n@Begin\n@Participants:\tINV Kim Investigator, PAR Ada Participant\n@Comment:\tnoisy\n\troom\n"
TALK = (
    "*INV:\tand did you go &-um\n\tto the pier ? \x151200_4300\x15\n%mor:\tconj|and v|do\n\tpro|you ?\n"
    "*PAR:\twe did [/] did . \x154300_6000\x15\n%com:\tlaughs\n*INV:\tand then ?\n*PAR:\tnothing .\n@End\n"
)


def read(tmp_path: Path, text: str, name: str = "talk.cha"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_turns(tmp_path / name, ReadingRequest("interview"))


@pytest.mark.parametrize("name", ["talk.cha", "talk.txt"])
def test_main_lines_are_turns_with_their_times(tmp_path, name):
    loaded = read(tmp_path, HEAD + TALK, name)

    assert [(turn.speaker, turn.text, turn.start_seconds) for turn in loaded.records] == [
        ("INV", "and did you go &-um to the pier ?", 1.2),
        ("PAR", "we did [/] did .", 4.3),
        ("INV", "and then ?", None),
        ("PAR", "nothing .", None),
    ]
    assert who_asks(loaded.records, (), tmp_path)[0] == {"INV"}


def test_lines_of_tiers_are_counted_and_named(tmp_path):
    problems = read(tmp_path, HEAD + TALK).problems

    assert [(problem.source.line, problem.is_fault) for problem in problems] == [(8, False)]
    assert problems[0].fault.startswith("2 lines beside the talk (%mor, %com) were not read")


def test_a_stray_line_is_kept_as_words_of_the_one_above(tmp_path):
    loaded = read(tmp_path, HEAD + TALK.replace("*INV:\tand then", "and the boat .\n*INV:\tand then"))

    assert loaded.records[1].text == "we did [/] did . and the boat ."


def test_bullets_that_an_editor_shows_for_times_are_no_words(tmp_path):
    loaded = read(tmp_path, HEAD + TALK.replace("\x15", "•"))

    assert loaded.records[1].text == "we did [/] did ."


def test_a_star_before_a_label_without_headers_is_no_part_of_it(tmp_path):
    loaded = read(tmp_path, "*INV: And then?\n*PAR: Nothing.\n*INV: Why?\n*PAR: It rained.\n", "talk.txt")

    assert [turn.speaker for turn in loaded.records] == ["INV", "PAR"] * 2


def test_a_message_that_begins_with_at_is_no_header(tmp_path):
    loaded = read(tmp_path, "I: Who?\nR: Ana.\n@Begin again\nI: Why?\nR: She can.\n", "talk.txt")

    assert loaded.records[1].text == "Ana. @Begin again"
