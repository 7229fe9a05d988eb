"""Times, numbers of lines and pages, and notices that stand among the words of a talk and are no part of them."""

from __future__ import annotations

import pytest

from tests.corpus.whose_words import read, talk


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("We did [00:12:34], and so on.", "We did, and so on."),
        ("We did [00:12:34]. And so on.", "We did. And so on."),
        ("We did. [00:12:34]. And so on.", "We did. And so on."),
        ("We did [00:12:34:10] and so on.", "We did and so on."),
        ("We did [00:12:34]! And so on.", "We did! And so on."),
        ("We did 00:12:34:10 and so on.", "We did and so on."),
        ("We did it in 3 minutes 5 seconds.", "We did it in 3 minutes 5 seconds."),
    ],
)
def test_times_leave_no_sign_alone_and_words_stay(said, wanted, tmp_path):
    turns, _ = read(tmp_path, f"Interviewer: Who?\nTom: {said}\nInterviewer: So?\nTom: Yes.\n")

    assert turns[1] == f"Tom | {wanted}"


def test_a_time_at_the_start_of_every_line_is_out_whatever_the_lines_length(tmp_path):
    text = "0:01 Interviewer: Who?\n0:02 Tom: We\n0:03 all did\n0:04 and then we went home, all of us, to see whether\n"

    assert read(tmp_path, text)[0] == [
        "Interviewer* | Who?",
        "Tom | We all did and then we went home, all of us, to see whether",
    ]


def test_every_fifth_number_is_out_and_a_number_that_is_said_stays(tmp_path):
    said = [
        "Ana: We had",
        "12 schools and",
        "3 mills.",
        "Tom: So?",
        "5 Ana: Yes.",
        "Tom: All?",
        "Ana: All.",
        "Tom: Oh?",
    ]
    text = "\n".join((*said, "Ana: Ten.", "10 Tom: Why?", "Ana: So.")) + "\n"

    turns, _ = read(tmp_path, text)

    assert turns[0] == "Ana | We had 12 schools and 3 mills."
    assert "Ana | Yes." in turns
    assert "Tom* | Why?" in turns


def test_lines_that_number_the_pages_of_a_print_are_no_words_and_it_is_told(tmp_path):
    pages = "".join(f"\nTalk 7 – confidential – page {n}\n\n{talk('I: ', 'R: ')}" for n in (1, 2, 3))

    turns, told = read(tmp_path, pages)

    assert len(turns) == 18
    assert not any("confidential" in turn for turn in turns)
    assert any("3 lines that number pages are left out" in fault for fault in told)


def test_lines_of_a_coding_program_are_told(tmp_path):
    _, told = read(tmp_path, talk("I: ", "R: ").replace("I: Since when", "Coded by: AB 12/03/2021\nI: Since when"))

    assert any("a line of a coding program" in fault for fault in told)


@pytest.mark.parametrize(
    "notice",
    [
        "Transcribed by https://otter.ai",
        "This editable transcript was computer generated and might contain errors.",
        "Transcribed with noScribe vers. 0.5",
        "Kim Lee started transcription",
    ],
)
def test_a_notice_of_a_transcription_service_is_told_and_kept(tmp_path, notice):
    turns, told = read(tmp_path, f"{talk('I: ', 'R: ')}{notice}\n")

    assert any("a line of a transcription service was read as words" in fault for fault in told)
    assert turns[-1].endswith(notice)


def test_numbers_of_every_fifth_line_in_the_right_margin_are_no_words(tmp_path):
    lines = [f"{'I: Who came?' if n % 4 else 'R: All of us, and then'}" for n in range(1, 31)]
    page = "\n".join(f"{line:60}{n if n % 5 == 0 else ''}".rstrip() for n, line in enumerate(lines, 1))

    turns, _ = read(tmp_path, page)

    assert {turn.split(" | ")[1] for turn in turns} == {"Who came?", "All of us, and then"}
