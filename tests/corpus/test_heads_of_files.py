"""What the head of a file tells of the talk: who asks in it, when it was, and that nobody speaks there."""

from __future__ import annotations

import pytest

from tests.corpus.whose_words import read, voices

TALK = """
AB: So tell me how it began.
CD: At the river. We were nine then.
AB: And the others came later.
CD: In May, with the bakers.
AB: Tell me about the bakers.
CD: They had the oven, and we had none.
"""


MEETING = """
Talk

March 3, 2023, 10:15AM

Ana   0:03
Who came?

Bo   0:07
The bakers.

Ana   0:12
And then?

Bo   0:15
The school.
"""
TALK_OF_A_GROUP = """
Moderator: Who came?
FG1-P1: We did.
FG1-P?: Not me.
FG1-P1: True.
FG1-P?: And you?
"""


@pytest.mark.parametrize(
    "head",
    [
        "Participant: nurse, 41\nInterviewer: Anna Berg\n",
        "Interviewer: Anna Berg (AB)\nRespondent: Carl Duffy (CD)\nDate: 2 May\n",
        "Interviewed by: Anna Berg\nPlace: the ward\n",
        "Name: Carl Duffy\nAge: 41\nOccupation: nurse\nInterviewer name: Anna Berg\n",
        "AB = Anna Berg, interviewer\nCD = nurse\n",
        "Speakers:\nAB - interviewer\nCD - nurse\n",
    ],
)
def test_the_head_says_who_asks_and_speaks_for_nobody(tmp_path, head):
    turns, told = read(tmp_path, head + TALK)

    assert voices(turns)[-2:] == ["AB*", "CD"]
    assert all(voice.startswith("unknown°") for voice in voices(turns)[:-2])
    assert any("taken for interviewer, by the head of the file: 'AB'" in fault for fault in told)


@pytest.mark.parametrize("label", ["Anna", "Anna Berg", "Dr. Berg", "Berg"])
def test_a_name_in_the_head_fits_a_label_that_is_part_of_it(tmp_path, label):
    turns, _ = read(tmp_path, "Interviewer: Dr. Anna Berg\nDate: 2 May\n" + TALK.replace("AB:", f"{label}:"))

    assert f"{label}*" in voices(turns)


def test_those_who_ask_in_the_talk_are_believed_before_a_head_that_names_another(tmp_path):
    talk = TALK.replace("began.", "began?").replace("later.", "later?").replace("bakers.\nCD", "bakers?\nCD")

    turns, _ = read(tmp_path, "Interviewer: Carl Duffy\nDate: 2 May\n" + talk)

    assert voices(turns)[-2:] == ["AB*", "CD"]


def test_a_name_after_the_word_interviewer_inside_a_line_is_no_question_asked(tmp_path):
    head = "A talk with a nurse, in March. Interviewer: Anna Berg. Respondent: Carl Duffy.\n\n"

    turns, told = read(tmp_path, head + TALK)

    assert "Interviewer*" not in voices(turns)
    assert any("nobody was recognised as interviewer" in fault for fault in told)


def test_a_date_and_a_time_above_the_talk_are_nobody(tmp_path):
    turns, _ = read(tmp_path, MEETING)

    assert voices(turns) == ["unknown°", "Ana*", "Bo"]


def test_april_is_somebody(tmp_path):
    turns, _ = read(tmp_path, "April: Who came?\nMay: The bakers.\nApril: And then?\nMay: The school.\n")

    assert voices(turns) == ["April*", "May"]


def test_a_voice_that_the_typist_was_not_sure_of_speaks(tmp_path):
    turns, _ = read(tmp_path, TALK_OF_A_GROUP, kind="group")

    assert voices(turns) == ["Moderator*", "FG1-P1", "FG1-P?"]


def test_a_code_with_words_after_it_speaks(tmp_path):
    text = "Moderator: Who came?\nM2-urban: We did.\nF3 farmer: Not me.\nM2-urban: True.\nF3 farmer: And you?\n"

    turns, _ = read(tmp_path, text, kind="group")

    assert voices(turns) == ["Moderator*", "M2-urban", "F3 farmer"]


def test_a_known_label_alone_on_a_line_is_one_where_no_paragraph_opens(tmp_path):
    text = "Ida Roth\nWho came?\n\nBo Hill\nThe bakers did.\nIda Roth\nAnd then?\n\n"
    text += "Bo Hill\nThe school.\n\nIda Roth\nWhen?\n"

    turns, _ = read(tmp_path, text)

    assert voices(turns) == ["Ida Roth*", "Bo Hill"]
    assert len(turns) == 5


def test_a_time_before_a_bold_name_is_no_name(tmp_path):
    text = "0:00 **Ida**\nWho came?\n\n0:20 **Bo**\nThe bakers did.\n\n"
    text += "0:40 **Ida**\nAnd then?\n\n0:55 **Bo**\nThe school.\n"

    turns, _ = read(tmp_path, text, name="t1.md")

    assert voices(turns) == ["Ida*", "Bo"]
