"""Which column of a table holds the words, which names are a header, and what is told of the rest."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from pipeline.corpus.formats.columns import talk_columns
from pipeline.corpus.formats.lines import Reading
from pipeline.corpus.formats.tables import read_csv, read_xlsx

openpyxl = pytest.importorskip("openpyxl")

CSV, XLSX = Path("talk.csv"), Path("talk.xlsx")


def csv(text: str) -> Reading:
    return read_csv(text.encode(), CSV)


def said(reading: Reading) -> list[tuple[str | None, str]]:
    return [(line.speaker, line.text) for line in reading.lines]


def xlsx(*rows: tuple[object, ...], formats: dict[str, str] | None = None) -> Reading:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    for cell, shown in (formats or {}).items():
        workbook.active[cell].number_format = shown
    stream = io.BytesIO()
    workbook.save(stream)
    return read_xlsx(stream.getvalue(), XLSX)


@pytest.mark.parametrize(
    "table",
    [
        "Turn,Speaker,Utterance\n1,I,Who came?\n2,Ana,The bakers.",
        "line,speaker,said\n1,I,Who came?\n2,Ana,The bakers.",
        "speaker,comment,sentence\nI,,Who came?\nAna,sure,The bakers.",
        "speaker,turn,line\nI,1,Who came?\nAna,2,The bakers.",
        "no,answer,speaker,text\n1,7,I,Who came?\n2,8,Ana,The bakers.",
    ],
)
def test_the_words_are_in_the_column_where_words_stand(table):
    assert said(csv(table)) == [("I", "Who came?"), ("Ana", "The bakers.")]


def test_words_in_a_column_that_is_not_read_are_named():
    reading = csv("speaker,text,notes,end\nI,Who came?,she laughs,00:05\nAna,The bakers.,,00:07")

    assert [problem.fault for problem in reading.problems] == [
        "words were not read that stand in the column 'notes' (2 words)."
    ]


def test_a_question_and_its_answer_are_two_voices():
    reading = csv("question,answer\nWho came?,The bakers.\nAnd then?,The school.")

    assert said(reading) == [
        ("question", "Who came?"), ("answer", "The bakers."), ("question", "And then?"), ("answer", "The school."),
    ]  # fmt: skip


def test_the_answer_is_by_the_person_that_its_row_names():
    reading = csv("name,question,answer\nAna,Who came?,The bakers.")

    assert said(reading) == [("question", "Who came?"), ("Ana", "The bakers.")]


def test_a_header_in_no_usual_words_is_no_speech_and_is_told():
    reading = csv("Wer;Beitrag\nI;Wer kam zuerst?\nAna;Die Bäcker.\nI;Und dann?\nAna;Dann die Schule.")

    assert said(reading)[0] == ("I", "Wer kam zuerst?")
    assert "column 'Beitrag'" in reading.problems[0].fault


def test_a_first_row_whose_speaker_speaks_again_is_speech():
    reading = csv("I;Who came?\nAna;The bakers.\nI;And then?\nAna;The school.")

    assert said(reading)[0] == ("I", "Who came?")


def test_excels_own_line_about_the_separator_is_no_row_but_is_counted():
    reading = csv("sep=;\nSpeaker;Text\nI;Who, then?\nAna;The bakers.")

    assert [(line.number, line.text) for line in reading.lines] == [(3, "Who, then?"), (4, "The bakers.")]


def test_words_in_the_speakers_cell_are_kept_and_told():
    reading = csv("speaker,text\nI,Who came?\nThe bakers came and then the school.,\nI,And then?")

    assert said(reading)[1] == (None, "The bakers came and then the school.")
    assert (reading.problems[0].source.line, "speaker's cell" in reading.problems[0].fault) == (3, True)


def test_a_formula_without_a_value_is_named_by_its_cell():
    reading = xlsx(("speaker", "text"), ("I", "Who came?"), ("Ana", "=bakers, mostly"))

    assert said(reading)[1] == ("Ana", "=bakers, mostly")
    assert "1 cell holds a formula without a value (B3)" in reading.problems[0].fault


def test_percentages_read_as_they_are_shown():
    reading = xlsx(("speaker", "text"), ("I", 0.457), ("Ana", 0.5), ("I", 0.1), formats={"B2": "0.0%", "B3": "0%"})

    assert [text for _, text in said(reading)] == ["45.7%", "50%", "0.1"]


@pytest.mark.parametrize("above", ["Talk of May,,\n", "Talk of May,,\nInterviewer,Ida Roth,\nDate,2 May,\n"])
def test_a_title_and_a_cover_sheet_above_the_names_of_columns_are_nobodys(above):
    reading = csv(f"{above}Time,Speaker,Text\n0:01,I,Who came?\n0:05,Ana,The bakers.\n")

    assert said(reading)[-2:] == [("I", "Who came?"), ("Ana", "The bakers.")]
    assert all(speaker is None for speaker, _ in said(reading)[:-2])
    assert "above the names of the columns" in reading.problems[0].fault


def test_two_columns_named_by_an_asker_and_another_are_two_voices():
    reading = xlsx(("Interviewer", "Ana"), ("Who came first that year?", "The bakers came first."),
                   ("And who came after them?", "Then the school came too."))  # fmt: skip

    assert said(reading) == [
        ("Interviewer", "Who came first that year?"), ("Ana", "The bakers came first."),
        ("Interviewer", "And who came after them?"), ("Ana", "Then the school came too."),
    ]  # fmt: skip


def test_a_cover_sheet_beside_interviewer_is_no_voice():
    reading = csv("Interviewer,Ida Roth\nDate,2 May\nSpeaker,Text\nI,Who came?\nAna,The bakers.\n")

    assert said(reading)[-2:] == [("I", "Who came?"), ("Ana", "The bakers.")]


def test_columns_are_known_by_names_of_other_languages():
    assert said(csv("Uhrzeit;Sprecher*in;Wortlaut\n0:01;I;Wer kam?\n0:05;Ana;Die Bäcker.\n")) == [
        ("I", "Wer kam?"),
        ("Ana", "Die Bäcker."),
    ]


@pytest.mark.parametrize("name", ["Translation", "English translation", "Übersetzung", "Traducción (EN)"])
def test_a_column_of_translations_is_no_further_talk(name):
    said = [
        ["Speaker", "Original", name],
        ["E", "¿Quién vino?", "So who came along then?"],
        ["R", "Todos.", "All of us."],
    ]

    assert talk_columns([*said, ["E", "¿Y?", "And what then?"]]) == {"speaker": 0, "text": 1}
