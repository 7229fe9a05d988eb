"""The end of a recording and the notes below a talk are nobody's answer, and told."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.corpus.formats.lines import Line, Reading, lines_of
from pipeline.corpus.formats.read import ReadingRequest
from pipeline.corpus.speakers.asking import labels_of_nobody
from pipeline.corpus.speakers.turns import spoken_turns

HERE = Path("talk.txt")
TALK = "Kim: Who came?\nAda: The bakers.\nKim: And then?\nAda: Nobody."


def read(text: str):
    """Speakers and words of those who are somebody, the words of nobody, and what is told."""
    loaded = spoken_turns(Reading(lines_of(text)), ReadingRequest("interview"), HERE)
    nobodys = labels_of_nobody(loaded.records, (), ())
    people = [(turn.speaker, turn.text) for turn in loaded.records if turn.speaker not in nobodys]
    return people, [turn.text for turn in loaded.records if turn.speaker in nobodys], loaded.problems


SAID = [tuple(line.split(": ")) for line in TALK.splitlines()]


@pytest.mark.parametrize(
    "end",
    [
        "\nEND OF RECORDING",
        "\n\n[End of transcript]\n",
        "\n--- End of Interview 00:45:10 ---",
        "\n*** Ende der Aufnahme ***",
        "\n(Fin de la grabación)",
        "\nFin de l’enregistrement",
        " END OF RECORDING",
        " [END OF AUDIO]",
    ],
)
def test_the_end_of_the_recording_is_nobodys_word_and_told(end):
    people, nobodys, problems = read(TALK + end)

    assert (people, nobodys) == (SAID, [])
    assert [problem.fault.partition(",")[0] for problem in problems] == [
        "a line that says that the recording ends is left out"
    ]


def test_what_follows_the_end_without_a_label_is_nobodys():
    people, nobodys, _ = read(f"{TALK}\n\nEND OF RECORDING\n\nShe was tired.\n\nThe dog came in.")

    assert (people, nobodys) == (SAID, ["She was tired. The dog came in."])


def test_who_speaks_after_the_end_of_a_part_speaks():
    people, _, _ = read(f"{TALK}\nEND OF TAPE 1\nKim: And now?")

    assert people == [*SAID, ("Kim", "And now?")]


@pytest.mark.parametrize("label", ["Field notes", "Reflections", "Researcher's comments", "Postskriptum"])
def test_notes_below_the_talk_are_nobodys_in_all_their_paragraphs(label):
    people, nobodys, _ = read(f"{TALK}\n\n{label}: She was tired.\n\nThe dog came in.")

    assert (people, nobodys) == (SAID, ["She was tired. The dog came in."])


@pytest.mark.parametrize("heading", ["POSTSKRIPTUM", "Field notes:", "## Reflections"])
def test_a_heading_of_notes_below_the_talk_is_nobodys_with_what_follows(heading):
    people, nobodys, _ = read(f"{TALK}\n\n{heading}\n\nShe was tired.\n\nThe dog came in.")

    assert (people, nobodys) == (SAID, ["She was tired. The dog came in."])


def test_a_word_for_notes_under_a_label_that_stands_alone_is_an_answer():
    talk = "Kim:\nWhat is it called?\n\nAda:\nReflections\n\nKim:\nAnd the other?\n\nAda:\nReflections\n"

    assert [said for who, said in read(talk)[0] if who == "Ada"] == ["Reflections", "Reflections"]


def test_words_below_a_rule_after_the_last_label_are_told():
    _, _, problems = read(f"{TALK}\n\n----------\n\nShe was tired.")

    assert [problem.fault for problem in problems] == [
        "3 words below a rule, after the last label, are read as words of 'Ada'."
    ]


def test_a_rule_between_turns_is_not_told():
    assert read(TALK.replace("\nKim: And", "\n\n* * *\n\nKim: And"))[2] == ()


def test_one_answer_by_all_is_theirs_where_every_line_has_a_label():
    assert ("All", "Yes, yes.") in read(f"{TALK}\nKim: Again?\nAll: Yes, yes.")[0]


@pytest.mark.parametrize(
    "words",
    ["That was the end of the recording, I think.", "It was THE END OF IT.", "At the end of the interview we left."],
)
def test_the_end_of_something_in_a_sentence_is_said(words):
    assert read(f"{TALK} {words}")[0][-1] == ("Ada", f"Nobody. {words}")


def test_the_end_in_the_cell_of_a_speaker_is_not_theirs():
    lines = (Line("Who came?", 1, True, None, "Kim"), Line("All. END OF RECORDING", 2, True, None, "Ada"))
    turns = spoken_turns(Reading(lines), ReadingRequest("interview"), HERE).records

    assert [(turn.speaker, turn.text) for turn in turns] == [("Kim", "Who came?"), ("Ada", "All.")]
