"""Labels in two passes, and who asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.corpus.formats.read import ReadingRequest, read_turns
from pipeline.corpus.speakers.asking import who_asks
from pipeline.corpus.speakers.labels import is_name_like, matcher
from pipeline.corpus.speakers.nonpersons import may_be_nobody
from pipeline.corpus.speakers.roles import asks_by_label, looks_like_a_role
from pipeline.study.records import SpokenTurn

HERE = Path("talk.txt")


def talk(*turns: tuple[str, str]) -> list[SpokenTurn]:
    return [SpokenTurn(speaker, text) for speaker, text in turns]


def turns_in(tmp_path: Path, text: str, name: str = "talk.txt", **request: object) -> list[tuple[str, str]]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    loaded = read_turns(path, ReadingRequest("interview", **request))  # type: ignore[arg-type]
    return [(turn.speaker, turn.text) for turn in loaded.records]


@pytest.mark.parametrize(
    "label",
    [
        "Interviewer",
        "SPEAKER_01",
        "Speaker 2",
        "I",
        "B1",
        "P03",
        "FG2-P3",
        "Interviewer (AB)",
        "P1 & P2",
        "Unidentified Speaker",
        "Befragte",
    ],
)
def test_roles_and_code_names_are_known_at_first_sight(label):
    assert looks_like_a_role(label)


@pytest.mark.parametrize(
    "label", ["Anna", "The rule", "And then", "So", "HOLC", "http", "W", "Participants", "Fact", "Mode"]
)
def test_names_and_words_are_no_roles(label):
    assert not looks_like_a_role(label)


@pytest.mark.parametrize(
    "label",
    [
        "Anna",
        "Mireille B. Voss, Psy.D",
        "J. de la Cruz",
        "O'Neil",
        "Hanna Voss (City of Alpha)",
        "Jean-Luc",
        "Dr. Roe",
        "王芳",
    ],
)
def test_names_look_like_names(label):
    assert is_name_like(label)


@pytest.mark.parametrize(
    "label",
    [
        "and then he said",
        "The rule was",
        "He left. Then",
        "Why?",
        "[laughs",
        "12",
        "A very Long Label That Goes On And On And On",
    ],
)
def test_sentences_do_not_look_like_names(label):
    assert not is_name_like(label)


def test_pseudo_speakers_are_no_people_but_all_of_them_are():
    assert all(map(may_be_nobody, ("Break", "[Music]", "Old radio intro")))
    assert not any(map(may_be_nobody, ("Audience", "All", "Musa")))


def test_declared_labels_match_without_case_with_folded_space_and_wildcards():
    is_declared = matcher(["Council *", "r?"])

    assert all(map(is_declared, ("COUNCIL   member 3", "R?")))
    assert not any(map(is_declared, ("The council", "r1")))


def test_in_a_file_that_labels_each_paragraph_whoever_speaks_once_has_a_turn(tmp_path):
    text = "Moderator: Who?\n\nUna: I.\n\nDuo: And I.\n\nUna: Yes: the two\nof us.\n\nModerator: So?\n\nTri: No.\n"

    found = turns_in(tmp_path, text)

    assert [speaker for speaker, _ in found] == ["Moderator", "Una", "Duo", "Una", "Moderator", "Tri"]


def test_a_paragraph_without_a_label_makes_labels_that_do_not_recur_words_again(tmp_path):
    text = "Moderator: Who?\n\nUna: I.\n\nWe came by train.\n\nBerlin: cold, that was all.\n\nUna: Yes.\n"

    assert {speaker for speaker, _ in turns_in(tmp_path, text)} == {"Moderator", "Una"}


def test_a_label_that_recurs_is_accepted_and_one_that_does_not_stays_as_words(tmp_path):
    assert turns_in(tmp_path, "Una: One.\nDuo: Two.\nUna: Three.\n") == [("Una", "One. Duo: Two."), ("Una", "Three.")]


def test_a_label_under_two_cases_is_one_label_that_recurs(tmp_path):
    assert [speaker for speaker, _ in turns_in(tmp_path, "UNA: One.\nDuo: Two.\nDUO: Four.\nUna: Three.\n")] == [
        "UNA",
        "Duo",
        "DUO",
        "Una",
    ]


def test_in_a_file_of_timed_labels_one_timed_label_is_enough(tmp_path):
    text = "[00:01] Una: One.\n[00:02] Duo: Two.\n[00:03] Una: Three.\n"

    assert turns_in(tmp_path, text) == [("Una", "One."), ("Duo", "Two."), ("Una", "Three.")]


@pytest.mark.parametrize("name", ["talk.txt", "talk.md"])
def test_labels_in_brackets_are_found_where_three_lines_by_two_people_have_them(name, tmp_path):
    text = "[Jane Roe] We did: all of us.\n\n[Tom] Who?\n[laughs] You?\n\n[00:07] [Jane Roe] [laughs] Yes.\n"

    assert turns_in(tmp_path, text, name) == [
        ("Jane Roe", "We did: all of us."),
        ("Tom", "Who? [laughs] You?"),
        ("Jane Roe", "[laughs] Yes."),
    ]


def test_escaped_brackets_of_markdown_are_brackets(tmp_path):
    text = f"\\[Jane Roe\\] We did{' so' * 40}.\n\n\\[Tom\\] Who?\n\n\\[Jane Roe\\] Us.\n"

    assert [speaker for speaker, _ in turns_in(tmp_path, text, "talk.md")] == ["Jane Roe", "Tom", "Jane Roe"]


@pytest.mark.parametrize(
    "text",
    [
        "[Laughs] We did.\n\n[Pause] Who?\n\n[Laughs] Us.\n\n[PHONE RINGS] Oh.\n",
        "[NAME] did.\n\n[CITY 2] paid.\n\n[Name Redacted] left.\n\n[ORGANIZATION] too.\n",
        "[Jane Roe] We did.\n\n[Tom] Who?\n",
        "[Jane Roe] We did.\n\n[Jane Roe] Who?\n\n[Jane Roe] Us.\n",
        "[12:01] Yes.\n\n[12:02] No.\n\n[Tape 1 00:12] So.\n\n[Tape 2 00:13] So.\n\n[Tape 3 00:14] So.\n",
        "[1] One.\n\n[2] Two.\n\n[3] Three.\n",
    ],
    ids=["sounds", "names taken out", "two lines", "one person", "times", "footnotes"],
)
def test_other_brackets_are_no_labels(text, tmp_path):
    assert {speaker for speaker, _ in turns_in(tmp_path, text)} == {"unknown"}


def test_brackets_are_words_where_turns_are_labelled_in_another_way(tmp_path):
    text = "Ana: Who?\nBo: Us.\nAna: Who?\n[Bo Li] was there.\n[Tom Roe] too.\nBo: Us.\n[Bo Li] left.\n"

    assert {speaker for speaker, _ in turns_in(tmp_path, text, declared=("Bo Li",))} == {"Ana", "Bo"}


@pytest.mark.parametrize(
    ("text", "declared"), [("[Una] Who?\n\n[Duo] Me.\n", ("una", "du*")), ("[Interviewer] Who?\n\n[P01] Me.\n", ())]
)
def test_declared_labels_and_roles_in_brackets_are_found_at_once(text, declared, tmp_path):
    assert [said for _, said in turns_in(tmp_path, text, declared=declared)] == ["Who?", "Me."]


def test_an_answer_that_is_only_a_name_is_no_label(tmp_path):
    text = "Interviewer: Who?\n\nUna\n\nInterviewer: Who else?\n\nUna\n\nInterviewer: Who?\n\nDuo and\nUna\n"

    assert {speaker for speaker, _ in turns_in(tmp_path, text)} <= {"Interviewer", "unknown"}


def test_an_answer_that_is_only_a_role_is_no_label_where_labels_have_colons(tmp_path):
    text = "Interviewer: Who called?\nRespondent: The\n\nMayor\n\nInterviewer: Why?\nRespondent: He could.\n"

    assert turns_in(tmp_path, text)[1] == ("Respondent", "The Mayor")


def test_a_cue_that_is_only_a_role_is_no_label(tmp_path):
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nMayor\n\n00:02.000 --> 00:03.000\nwas there.\n"

    assert turns_in(tmp_path, text, "talk.vtt") == [("unknown", "Mayor was there.")]


def test_words_before_the_first_label_are_nobodys(tmp_path):
    assert turns_in(tmp_path, "Talk 3\n\nInterviewer: Who?\nRespondent: Me.\n")[0] == ("unknown", "Talk 3")


def test_many_words_before_the_first_label_are_a_caution(tmp_path):
    path = tmp_path / "talk.txt"
    path.write_text("word " * 51 + "\nInterviewer: Who?\nRespondent: Me.\n")

    problems = read_turns(path, ReadingRequest("interview")).problems

    assert ["51 words stand before the first label" in problem.fault for problem in problems] == [True]


def test_aliases_are_read_without_case(tmp_path):
    text = "mo: One.\nInterviewer: Two?\nMO: Three.\n"

    assert turns_in(tmp_path, text, aliases=(("Mo", "Margaret Osei"),))[0] == ("Margaret Osei", "One.")


def test_aliases_join_the_cues_of_one_person(tmp_path):
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v MO>One\n\n00:02.000 --> 00:03.000\n<v Margaret Osei>two.\n"

    assert turns_in(tmp_path, text, "talk.vtt", aliases=(("MO", "Margaret Osei"),)) == [("Margaret Osei", "One two.")]


def test_declared_interviewers_rule_over_labels_and_questions():
    turns = talk(("Interviewer", "Why?"), ("Ana", "How so?"), ("Interviewer", "Why?"))

    assert who_asks(turns, ["an*"], HERE) == (frozenset({"Ana"}), ())


def test_declared_interviewers_who_are_not_there_leave_it_to_the_labels():
    turns = talk(("Moderator", "Why?"), ("Ana", "Because."))

    assert who_asks(turns, ["Bob"], HERE) == (frozenset({"Moderator"}), ())


def test_every_spelling_of_an_interviewer_is_one():
    turns = talk(("INTERVIEWER", "Why?"), ("Ana", "Because."), ("Interviewer 2", "Why?"))

    assert who_asks(turns, (), HERE)[0] == {"INTERVIEWER", "Interviewer 2"}


def test_who_mostly_asks_is_taken_for_interviewer_and_said():
    turns = talk(("Bo", "Why?"), ("Ana", "Because it rained."), ("Bo", "And then?"), ("Ana", "It stopped."))

    asking, problems = who_asks(turns, (), HERE)

    assert asking == {"Bo"}
    assert [(problem.is_fault, "'Bo'" in problem.fault) for problem in problems] == [(False, True)]


def test_an_interviewee_does_not_ask_by_label():
    assert [asks_by_label(label) for label in ("IE", "Intern", "Interviewee 1", "INT.", "Int 2", "I")] == [
        False
    ] * 3 + [True] * 3


def test_one_who_asks_twice_as_often_but_says_most_is_no_interviewer():
    turns = talk(*[("Bo", "word " * 90), ("Ana", "Yes.")] * 4, ("Bo", "Why?"), ("Bo", "Why?"))

    asking, problems = who_asks(turns, (), HERE)

    assert asking == frozenset()
    assert ["nobody was recognised as interviewer" in problem.fault for problem in problems] == [True]


def test_where_i_answers_i_is_the_interviewee():
    turns = talk(
        ("R", "Why?"), ("I", "It rained."), ("R", "Then?"), ("I", "It stopped."), ("R", "Since?"), ("I", "May.")
    )

    asking, problems = who_asks(turns, (), HERE)

    assert asking == {"R"}
    assert "'I' mostly answers" in problems[0].fault


@pytest.mark.parametrize("speaker", ["unknown", "document", "Ana"])
def test_a_text_by_one_speaker_has_no_interviewer(speaker):
    assert who_asks(talk((speaker, "Why? Who? When?"), (speaker, "How?")), (), HERE) == (frozenset(), ())


def test_a_break_never_asks():
    turns = talk(("Break", "Ready?"), ("Ana", "Because."), ("Break", "Ready?"), ("Ana", "Yes."))

    assert who_asks(turns, (), HERE) == (frozenset(), ())
    assert who_asks(turns, ["*"], HERE)[0] == {"Ana"}


def test_a_full_width_colon_ends_a_label_though_no_space_follows_and_each_speaks_once(tmp_path):
    text = "访谈者：你们认识吗？\n\n受访者：我们以前就认识。真的很好。\n"

    assert turns_in(tmp_path, text, declared=("访谈者",)) == [
        ("访谈者", "你们认识吗？"),
        ("受访者", "我们以前就认识。真的很好。"),
    ]


def test_japanese_roles_with_a_number_are_labels_before_a_full_width_colon(tmp_path):
    text = "聞き手：いつからですか？\n協力者1：2019年からです。\n"

    assert turns_in(tmp_path, text) == [("聞き手", "いつからですか？"), ("協力者1", "2019年からです。")]
    assert asks_by_label("聞き手")
    assert not asks_by_label("協力者1")


def test_a_name_of_nobody_known_before_a_full_width_colon_is_named_and_a_sentence_is_not(tmp_path):
    path = tmp_path / "talk.txt"
    path.write_text("访谈者：好吗？\n访谈者：然后？\n我们都很好，他说：真的。\n王先生：真的。\n", encoding="utf-8")

    loaded = read_turns(path, ReadingRequest("interview"))

    named = [problem.fault for problem in loaded.problems if "unrecognised label" in problem.fault]
    assert [fault.split("'")[1] for fault in named] == ["王先生"]


def test_questions_that_end_in_a_full_width_mark_show_who_asks():
    asking, _ = who_asks(talk(("甲", "为什么？"), ("乙", "因为。"), ("甲", "真的？"), ("乙", "是。")), (), HERE)

    assert asking == {"甲"}
