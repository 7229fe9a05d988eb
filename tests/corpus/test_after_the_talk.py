"""What stands below the last turn and nobody says: marks of the transcript's making, remarks, notes in another face."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.corpus.formats.lines import Line, lines_of, unchanged
from pipeline.corpus.speakers.after_the_talk import AFTER_THE_TALK, where_the_talk_ends
from pipeline.corpus.speakers.labels import sight
from tests.corpus.whose_words import read

TALK = "\n\n".join(
    f"Interviewer: Who came on day {n}?\n\nAda: The bakers came with bread number {n}." for n in range(5)
)


@pytest.mark.parametrize(
    "below",
    [
        "Transcript checked against the recording by K. L. on 4 May 2023.",
        "Transcribed by: K. Lind",
        "Total length: 41 minutes, 12 pages.",
        "Word count 2,310",
        "Transkribiert von K. Lind, 3. Mai 2023",
        "Entretien transcrit par K. Lind",
        "Ida Berg stopped transcription",
        "End time: 10:50",
        "Interviewer notes\n\nShe was calm. A man came in twice.\n\nThe room was cold.",
        "Memo: she told of the mill three times.",
        "[After the tape was off she showed me the mill and the ovens.]",
        "Interview conducted by AB.\n\nTranscribed by KL.",
    ],
)
def test_marks_of_a_transcripts_making_below_the_talk_are_nobodys_answer(below, tmp_path):
    turns, told = read(tmp_path, f"{TALK}\n\n{below}\n")

    assert turns[-2] == "Ada | The bakers came with bread number 4."
    assert turns[-1] == f"{AFTER_THE_TALK}° | {' '.join(below.split())}"
    assert any(AFTER_THE_TALK in fault for fault in told)


@pytest.mark.parametrize(
    "below",
    [
        "We transcribed by hand what my mother sang.",
        "Interview after interview they asked us the same.",
        "(laughs)",
        "Note: nobody was paid.",
        "Memos came every week.",
        "End of time, my aunt says.",
        "It was recorded by my uncle.",
        "The file was never found, and nobody looked for it.",
    ],
)
def test_a_second_paragraph_of_the_last_turn_stays_what_its_speaker_says(below, tmp_path):
    turns, _ = read(tmp_path, f"{TALK}\n\n{below}\n")

    assert turns[-1] == f"Ada | The bakers came with bread number 4. {below}"


def test_a_paragraph_in_italics_below_the_last_turn_is_a_note_where_no_other_is_set_so():
    lines = [*lines_of(TALK), Line("She seemed tired and proud.", 99, typeface="italic")]
    labels = {n: label for n, line in enumerate(lines) if (label := sight(line, n, unchanged)) and label.rest}

    assert where_the_talk_ends(lines, labels) == len(lines) - 1
    # Somebody else's second paragraph is in italics too: stress.
    stressed = [*lines[:2], Line("Really.", 3, typeface="italic"), *lines[2:]]
    labels = {n: label for n, line in enumerate(stressed) if (label := sight(line, n, unchanged)) and label.rest}
    assert where_the_talk_ends(stressed, labels) is None
    assert where_the_talk_ends([replace(line, typeface="") for line in lines], labels) is None


@pytest.mark.parametrize(
    ("talk", "below"),
    [
        (TALK, "Afterwards the two of them walked me down to the mill, and the ovens were still warm."),
        (TALK.replace("number 0.", "number 0.\n\nAnd cake."), "The respondent seemed tired."),
    ],
)
def test_paragraphs_below_the_last_label_that_may_be_notes_are_told(talk, below, tmp_path):
    turns, told = read(tmp_path, f"{talk}\n\n{below}\n")

    assert turns[-1].endswith(below)
    assert [fault for fault in told if "below the last label" in fault] == [
        f"{len(below.split())} words in paragraphs below the last label are read as words of 'Ada'."
    ]


def test_a_second_paragraph_like_those_of_other_turns_is_not_told(tmp_path):
    talk = TALK.replace("number 0.", "number 0.\n\nAnd cake.")

    _, told = read(tmp_path, f"{talk}\n\nAnd then all of them went down to the mill with me and with their bread.\n")

    assert not any("below the last label" in fault for fault in told)


def test_paragraphs_below_the_last_question_of_the_only_one_with_a_label_are_the_answer(tmp_path):
    talk = "\n\n".join(f"Interviewer: Who came on {n}?\n\nThe bakers came with bread number {n}." for n in range(9))

    _, told = read(tmp_path, f"{talk}\n\nAnd then all of them went down to the mill with me and with their bread.\n")

    assert not any("below the last label" in fault for fault in told)


def test_somebody_who_is_declared_under_the_name_of_notes_speaks(tmp_path):
    turns, _ = read(tmp_path, f"{TALK}\n\nMemo: We sang.\n", attendance="t1,Memo,r1")

    assert turns[-1] == "Memo | We sang."
