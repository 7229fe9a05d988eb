"""Labels that name no person (`Music: …`), and headings above talks in which only the interviewer has a label."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.codebook.load import load_codebook
from pipeline.coding.cues.by_pattern import code_transcript
from pipeline.corpus.cases import Corpus, read_corpus
from pipeline.corpus.speakers.asking import is_heading
from pipeline.corpus.speakers.nonpersons import is_nobody
from pipeline.io.cache import Cache
from pipeline.study.problems import Loaded
from pipeline.study.records import SpokenTurn
from pipeline.study.study import open_study
from tests.making import make_study

TALK = (
    "Interviewer: Who came?\n\n{label}: Trust by the band.\n\nMaria Lopez: We all did.\n\n"
    "Interviewer: Well?\n\nMaria Lopez: Yes.\n"
)
QUESTIONS = (
    "Interviewer: Who came?\n\nWe all did.\n\nInterviewer: And then?\n\nThere was trust.\n\nInterviewer: So?\n\nYes.\n"
)


def loaded(
    folder: Path, text: str, more: dict[str, str | bytes] | None = None, kind: str = "interview"
) -> Loaded[Corpus]:
    """The corpus of a study of one transcript, whose respondent is r1."""
    rows = f"transcript_id,file,case_id,kind,respondent_id\nt1,t1.txt,a,{kind},r1\n"
    study = open_study(
        make_study(folder, {"transcripts.csv": rows, "transcripts/t1.txt": text, **(more or {})})
    ).records
    assert study is not None
    return read_corpus(study, Cache(None))


def spoken(found: Loaded[Corpus]) -> list[tuple[str, str, bool]]:
    """(speaker, words, whether they are a respondent's) of each turn."""
    (one,) = found.records.transcripts
    return [(turn.speaker, turn.text, not (turn.is_interviewer or turn.is_nobodys)) for turn in one.turns]


def faults(found: Loaded[Corpus]) -> list[str]:
    return [problem.fault for problem in found.problems]


@pytest.mark.parametrize("label", ["Music", "Break", "[Break 2]", "PAUSE", "Applause", "Transcriber's note"])
def test_words_under_a_label_of_no_person_stay_in_the_text_are_nobodys_answer_and_never_coded(label, tmp_path):
    found = loaded(tmp_path, TALK.format(label=label))
    (one,) = found.records.transcripts
    codebook = load_codebook(tmp_path / "codebook.yaml").records
    assert codebook is not None

    assert "Trust by the band." in one.text
    assert (one.n_words, one.n_words_respondent) == (2 + 4 + 3 + 1 + 1, 3 + 1)
    assert [turn.respondent_id for turn in one.turns] == [None, None, "r1", None, "r1"]
    assert code_transcript(one, codebook) == ()


def test_it_is_said_whose_words_count_as_nobodys_with_their_first_line_and_how_many(tmp_path):
    (problem,) = loaded(tmp_path, TALK.format(label="Music")).problems

    assert problem.source.line == 3
    assert problem.fault == "no person is meant by the label 'Music': the words under it (4) are nobody's answer."
    assert "name the label in attendance.csv or under `speakers:`" in problem.remedy


@pytest.mark.parametrize(
    "more",
    [
        {"attendance.csv": "transcript_id,speaker,respondent_id\nt1,Music,r2\n"},
        {"study.yaml": "codebook: codebook.yaml\nspeakers: {Music: Ada Music}\n"},
        {"study.yaml": "codebook: codebook.yaml\nspeakers: {M: Music}\n"},
    ],
    ids=["attendance", "an alias", "the name of an alias"],
)
def test_a_person_who_is_declared_under_such_a_label_keeps_every_word(more, tmp_path):
    found = loaded(tmp_path, TALK.format(label="Music"), more)

    assert found.records.transcripts[0].n_words_respondent == 4 + 3 + 1
    assert not any("nobody's" in fault for fault in faults(found))


def test_the_transcripts_respondent_can_be_declared_under_such_a_label(tmp_path):
    text = "Interviewer: Who came?\n\nMusic: We did.\n\nInterviewer: Well?\n\nMusic: Yes.\n"
    found = loaded(tmp_path, text, {"study.yaml": "codebook: codebook.yaml\nspeakers: {Music: Music}\n"})

    assert [turn.respondent_id for turn in found.records.transcripts[0].turns] == [None, "r1", None, "r1"]


def test_an_interviewer_who_is_declared_by_such_a_name_asks(tmp_path):
    rows = "transcript_id,file,case_id,kind,interviewers\nt1,t1.txt,a,interview,Break\n"
    found = loaded(tmp_path, "Break: Who?\n\nAna: We.\n\nBreak: Why?\n\nAna: So.\n", {"transcripts.csv": rows})

    assert [turn.is_interviewer for turn in found.records.transcripts[0].turns] == [True, False, True, False]


def test_where_nobody_else_could_be_answering_the_words_stay_a_respondents(tmp_path):
    text = "Interviewer: Who came?\n\nBreak: We did.\n\nInterviewer: Well?\n\nBreak: Yes.\n"

    assert loaded(tmp_path, text).records.transcripts[0].n_words_respondent == 3


@pytest.mark.parametrize(
    "label", ["Kate Break", "Sponsor", "Clip", "Music teacher", "Note", "Audience", "Silence Okoro", "P03", "Mr Pause"]
)
def test_a_label_that_may_be_a_person_or_a_role_is_none_of_them(label):
    assert not is_nobody(label)


def test_a_paragraph_after_a_remark_is_the_former_speakers(tmp_path):
    text = TALK.replace("Maria Lopez: Yes.", "Maria Lopez: Yes.\n\n{label}: A phone rings.\n\nAnd no.")

    assert spoken(loaded(tmp_path, text.format(label="Transcriber's note")))[-3:] == [
        ("Maria Lopez", "Yes.", True),
        ("Transcriber's note", "A phone rings.", False),
        ("Maria Lopez", "And no.", True),
    ]


def test_a_paragraph_after_a_break_is_somebodys_whose_name_is_not_known(tmp_path):
    text = TALK.replace("Maria Lopez: We all did.", "We all did.").format(label="Break")

    assert spoken(loaded(tmp_path, text))[1:3] == [
        ("Break", "Trust by the band.", False),
        ("unknown", "We all did.", True),
    ]


def test_where_labels_stand_above_their_words_those_of_no_person_do_too(tmp_path):
    text = TALK.format(label="Music").replace(": ", ":\n\n")

    assert spoken(loaded(tmp_path, text)) == [
        ("Interviewer", "Who came?", False),
        ("Music", "Trust by the band.", False),
        ("Maria Lopez", "We all did.", True),
        ("Interviewer", "Well?", False),
        ("Maria Lopez", "Yes.", True),
    ]


def test_beside_a_break_an_interviewer_is_still_the_only_one_with_a_label(tmp_path):
    found = loaded(tmp_path, QUESTIONS.replace("Interviewer: So?", "Break: Coffee.\n\nInterviewer: So?"))

    assert [(speaker, counts) for speaker, _, counts in spoken(found)] == [
        ("Interviewer", False),
        ("unknown", True),
        ("Interviewer", False),
        ("unknown", True),
        ("Break", False),
        ("Interviewer", False),
        ("unknown", True),
    ]
    assert "only the interviewer is labelled: 3 unlabelled stretches (7 words) are by 'unknown'." in faults(found)


def test_beside_a_break_a_speaker_who_speaks_once_is_still_found(tmp_path):
    text = "Interviewer: Who came?\n\nBreak: Coffee.\n\nAnna: We did.\n"

    assert [speaker for speaker, *_ in spoken(loaded(tmp_path, text))] == ["Interviewer", "Break", "Anna"]


@pytest.mark.parametrize(
    "text", [QUESTIONS, "Interviewer: Who came?\n\nInterviewer: Go on.\n"], ids=["answers follow", "none do"]
)
def test_a_heading_above_a_talk_in_which_only_the_interviewer_has_a_label_is_nobodys_and_it_is_said(text, tmp_path):
    found = loaded(tmp_path, f"Interview 7, water board\n3 May 2024, in Lyon\n\n{text}")

    assert spoken(found)[0] == ("unknown", "Interview 7, water board 3 May 2024, in Lyon", False)
    assert "the words before the first label (9) are taken for a heading: they are nobody's answer." in faults(found)
    assert all(counts for speaker, _, counts in spoken(found)[1:] if speaker == "unknown")


@pytest.mark.parametrize(
    "words",
    [
        "Thank you for coming here today",
        "We met at the river",
        "They came. Nobody knew why",
        "Interview 7. It begins with the first answer.",
        "Lyon " * 31,
    ],
    ids=["a greeting", "a word of speech", "a sentence", "sentences", "many words"],
)
def test_what_may_have_been_said_before_the_first_question_stays_a_respondents(words, tmp_path):
    found = loaded(tmp_path, f"{words}\n\n{QUESTIONS}")

    assert spoken(found)[0][2]
    assert not any("heading" in fault for fault in faults(found))


def test_words_with_a_time_are_no_heading():
    words = "Interview with the water board"

    assert is_heading(SpokenTurn("unknown", words))
    assert not is_heading(SpokenTurn("unknown", words, start_seconds=3.0))


def test_attendance_can_say_that_such_a_heading_was_spoken(tmp_path):
    more = {"attendance.csv": "transcript_id,speaker,respondent_id\nt1,unknown,r1\n"}

    assert spoken(loaded(tmp_path, f"Interview 7\n\n{QUESTIONS}", more))[0] == ("unknown", "Interview 7", True)


def test_in_a_field_note_words_under_such_a_label_are_its_writers(tmp_path):
    assert spoken(loaded(tmp_path, TALK.format(label="Music"), kind="field_note"))[1] == (
        "Music",
        "Trust by the band.",
        True,
    )
