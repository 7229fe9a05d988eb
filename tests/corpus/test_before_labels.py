"""Words before the first label of a talk that has labels: kept in the text, nobody's answer, in every format alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.codebook.load import load_codebook
from pipeline.coding.cues.by_pattern import code_transcript
from pipeline.corpus.cases import read_corpus
from pipeline.io.cache import Cache
from pipeline.study.records import Transcript
from pipeline.study.study import open_study
from tests.corpus.make_zoo import paragraph, word
from tests.making import make_study

HEAD = "Interview with Jane Roe about trust"
SAID = ("Interviewer: How was it?", "Jane Roe: There was trust.", "Interviewer: And then?", "Jane Roe: We had lunch.")
FORMATS = {
    "t1.txt": "\n\n".join((HEAD, *SAID)),
    "t1.md": "\n\n".join((f"# {HEAD}", *SAID)),
    "t1.docx": word("".join(paragraph(text) for text in (HEAD, *SAID))),
    "t1.vtt": "WEBVTT\n\n"
    + "\n\n".join(f"00:0{n}.000 --> 00:0{n + 1}.000\n{text}" for n, text in enumerate((HEAD, *SAID))),
    "t1.csv": f"speaker,text\n,{HEAD}\n" + "".join(f"{text.replace(': ', ',', 1)}\n" for text in SAID),
}


def transcript(folder: Path, name: str, text: str | bytes, kind: str = "interview", more: str = "") -> Transcript:
    """The only transcript of a study whose respondent is r1."""
    rows = f"transcript_id,file,case_id,kind,respondent_id\nt1,{name},a,{kind},r1\n"
    files = {"transcripts.csv": rows, f"transcripts/{name}": text}
    if more:
        files["attendance.csv"] = f"transcript_id,speaker,respondent_id\nt1,{more}\n"
    study = open_study(make_study(folder, files, without=("transcripts/t1.txt",) if name != "t1.txt" else ())).records
    assert study is not None
    (found,) = read_corpus(study, Cache(None)).records.transcripts
    return found


def coded(folder: Path, one: Transcript) -> list[str]:
    codebook = load_codebook(folder / "codebook.yaml").records
    assert codebook is not None
    return [coding.quotation for coding in code_transcript(one, codebook)]


@pytest.mark.parametrize("name", FORMATS)
def test_a_heading_stays_in_the_text_and_is_neither_counted_nor_coded(name, tmp_path):
    one = transcript(tmp_path, name, FORMATS[name])

    assert (one.turns[0].speaker, one.turns[0].text) == ("unknown", HEAD)
    assert (one.n_words, one.n_words_respondent) == (6 + 3 + 3 + 2 + 3, 3 + 3)
    assert coded(tmp_path, one) == ["There was trust."]


@pytest.mark.parametrize("name", FORMATS)
def test_the_transcripts_respondent_is_the_one_with_a_label(name, tmp_path):
    one = transcript(tmp_path, name, FORMATS[name])

    assert [turn.respondent_id for turn in one.turns] == [None, None, "r1", None, "r1"]


def test_attendance_can_say_who_spoke_before_the_first_label(tmp_path):
    one = transcript(tmp_path, "t1.txt", FORMATS["t1.txt"], more="unknown,r1")

    assert one.turns[0].respondent_id == "r1"
    assert one.n_words_respondent == 6 + 3 + 3


@pytest.mark.parametrize(
    "text",
    [
        "I trust them all.\n\nWe had lunch.\n",
        "We had trust and lunch.\n\nInterviewer: Thank you. There was nothing else that I wanted to hear.\n",
        "We met.\n\nInterviewer: And?\n\nThere was trust.\n\nInterviewer: So?\n\nLunch.\n\nInterviewer: Oh?\n\nYes.\n",
    ],
    ids=["no label at all", "only the interviewer has one", "answers without label follow"],
)
def test_where_someone_without_a_label_must_be_answering_the_words_are_a_respondents(text, tmp_path):
    one = transcript(tmp_path, "t1.txt", text)

    assert not any(turn.is_nobodys for turn in one.turns)
    assert len(coded(tmp_path, one)) == 1


def test_the_words_that_open_a_field_note_are_its_writers(tmp_path):
    one = transcript(tmp_path, "t1.md", FORMATS["t1.md"], kind="field_note")

    assert one.n_words_respondent == 6 + 3 + 3
