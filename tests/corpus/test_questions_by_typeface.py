"""Questions and labels that a typeface, capitals or an indent alone tells from answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.corpus.formats.lines import Line, Reading
from pipeline.corpus.formats.read import ReadingRequest
from pipeline.corpus.speakers.asking import who_asks
from pipeline.corpus.speakers.turns import spoken_turns
from tests.corpus.whose_words import SIX, read, talk, voices

FACES = {
    "bold in Markdown": "".join(f"**{asked}**\n\n{said}\n\n" for asked, said in zip(SIX[::2], SIX[1::2], strict=True)),
    "italics in Markdown": "".join(f"*{asked}*\n\n{said}\n\n" for asked, said in zip(SIX[::2], SIX[1::2], strict=True)),
}


@pytest.mark.parametrize("text", FACES.values(), ids=FACES)
def test_questions_that_only_a_typeface_tells_apart_are_no_answers_and_it_is_told(text, tmp_path):
    turns, told = read(tmp_path, text, "t1.md")

    assert [turn.split(" | ")[0].endswith("*") for turn in turns] == [True, False] * 3
    assert any("nobody has a label" in fault for fault in told)


@pytest.mark.parametrize(
    "text",
    [
        "\n\n".join((SIX[0].upper(), *SIX[1:2], SIX[2].upper(), *SIX[3:4], SIX[4].upper(), *SIX[5:])) + "\n",
        "\n\n".join(("    " if place % 2 == 0 else "") + words for place, words in enumerate(SIX)) + "\n",
    ],
    ids=["capitals", "indents"],
)
def test_questions_in_capitals_or_indented_are_no_answers_and_it_is_told(text, tmp_path):
    turns, told = read(tmp_path, text)

    assert [turn.split(" | ")[0].endswith("*") for turn in turns] == [True, False] * 3
    assert any("nobody has a label" in fault for fault in told)


def test_bold_labels_without_a_colon_are_labels(tmp_path):
    turns, _ = read(tmp_path, talk("**Ana Berg** ", "**Tom Roe** ", "\n\n"), "t1.md")

    assert voices(turns) == ["Ana Berg*", "Tom Roe"]
    assert len(turns) == 6


def test_a_bold_label_that_only_the_format_shows_is_a_label():
    lines = tuple(
        Line(f"{('Ana Berg', 'Tom Roe')[n % 2]} {words}", n + 1, lead=(8, 7)[n % 2]) for n, words in enumerate(SIX)
    )

    turns = spoken_turns(Reading(lines), ReadingRequest("interview"), Path("t.docx")).records

    assert [(turn.speaker, turn.text) for turn in turns] == [
        (("Ana Berg", "Tom Roe")[n % 2], words) for n, words in enumerate(SIX)
    ]


@pytest.mark.parametrize(
    "shown", [{"typeface": "bold"}, {"typeface": "italic"}, {"typeface": "bold #c00000"}, {"indent": 36.0}]
)
def test_a_face_or_an_indent_of_the_format_tells_questions_from_answers(shown):
    lines = tuple(
        Line(words, n + 1, **(shown if n % 2 == 0 else {"indent": 0.0}))  # type: ignore[arg-type]
        for n, words in enumerate(SIX)
    )

    turns = spoken_turns(Reading(lines), ReadingRequest("interview"), Path("t.docx")).records

    assert [turn.speaker == "unknown" for turn in turns] == [False, True] * 3
    assert who_asks(turns, (), Path("t.docx"))[0] == {turns[0].speaker}


def test_a_heading_in_bold_here_and_there_makes_no_voice():
    faces = ("bold", "", "", "", "bold", "", "", "")
    said = ("Water", "We dig.", "We carry.", "It is far.", "Trees", "They grow.", "We cut.", "It is hard.")
    lines = tuple(Line(words, n, typeface=face) for n, (words, face) in enumerate(zip(said, faces, strict=True), 1))

    turns = spoken_turns(Reading(lines), ReadingRequest("interview"), Path("t.docx")).records

    assert {turn.speaker for turn in turns} == {"unknown"}


def test_a_long_question_in_bold_markdown_has_no_marks(tmp_path):
    question = "Who of all those people that you have told us of came to the mill in the first week of that long year?"
    talk = "\n\n".join(f"**Q: {question}**\n\nThe bakers came, all {n}." for n in range(4))

    assert read(tmp_path, talk, "t1.md")[0][0] == f"Q* | {question}"
