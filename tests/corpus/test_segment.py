"""Segments, and turns laid end to end."""

from functools import cache
from itertools import pairwise

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.corpus.segment import (
    has_sentence_rules,
    number_turns,
    segments_of,
    stop_words,
)
from pipeline.study.records import SpokenTurn, Turn


def turns_of(*spoken, interviewers=("Interviewer",), respondents=None, default=None):
    """Turns from ("speaker", "text") pairs."""
    turns = [SpokenTurn(speaker, text) for speaker, text in spoken]
    return number_turns(turns, frozenset(interviewers), respondents or {}, default)


def pieces(*texts, language="en"):
    """The words of the segments of a transcript whose turns are `texts`."""
    turns = turns_of(*(("R1", text) for text in texts))
    whole = "\n".join(texts)
    return [whole[segment.start_char : segment.end_char] for segment in segments_of("t1", turns, language)]


def test_a_segment_is_a_sentence_and_the_space_between_two_belongs_to_none():
    turns = turns_of(("Interviewer", "And then?"), ("R1", "It stalled. Nobody rang, for weeks!  Did they?"))

    segments = segments_of("t1", turns)

    assert [(s.segment_id, s.start_char, s.end_char, s.is_interviewer) for s in segments] == [
        ("t1:1:1", 0, 9, True),
        ("t1:2:1", 10, 21, False),
        ("t1:2:2", 22, 45, False),
        ("t1:2:3", 47, 56, False),
    ]


def test_closing_quotes_and_several_signs_stay_with_their_sentence():
    assert pieces('She said "no." I left?! (Twice.) Then we met.') == [
        'She said "no."',
        "I left?! (",  # the sentencizer's own rule: an opening bracket is punctuation
        "Twice.)",
        "Then we met.",
    ]


def test_a_turn_with_fewer_marks_than_one_in_40_words_is_cut_every_30_words():
    words = [f"w{n}" for n in range(81)]  # two marks would be needed for 80 words, three for 81
    text = " ".join(words[:20]) + ". " + " ".join(words[20:]) + "."

    assert [len(piece.split()) for piece in pieces(text)] == [30, 30, 21]


def test_a_turn_with_one_mark_in_exactly_40_words_is_cut_by_sentences():
    text = " ".join(["so"] * 10) + ". " + " ".join(["well"] * 70) + "."  # 2 marks, 80 words

    assert [len(piece.split()) for piece in pieces(text)] == [10, 70]


def test_a_short_turn_without_any_mark_is_one_segment():
    assert pieces("mm yeah", "right") == ["mm yeah", "right"]


@given(st.text(alphabet="ab .?!…\"'()-,\t 。१é\u200b😀\n", max_size=80))
@settings(max_examples=300)
def test_every_word_is_in_one_segment_and_no_segment_has_white_space_at_its_edges(text):
    turns = turns_of(("R1", text), ("R2", "x."))
    whole = "\n".join(turn.text for turn in turns)
    segments = segments_of("t", turns)

    for one, following in pairwise(segments):
        assert one.end_char <= following.start_char
        assert not whole[one.end_char : following.start_char].strip()
    cut = [whole[s.start_char : s.end_char] for s in segments]
    assert all(piece and piece == piece.strip() for piece in cut)
    assert "".join("".join(cut).split()) == "".join(whole.split())


@cache
def sentencizer_of(language):
    nlp = spacy.blank(language)
    nlp.add_pipe("sentencizer")
    return nlp


@pytest.mark.parametrize("language", ["en", "de", "es", "nl", "xx"])
@given(
    words=st.lists(
        st.sampled_from(
            ["we", "met", "A.", "e.g.", "z.B.", "So?!", "(no.)", '"Ja."', "...", "–", "3.5", "EE. UU.", "it's", "¿Y?"]
        )
    )
)
@settings(max_examples=60)
def test_the_cuts_are_those_of_the_sentencizer_itself(language, words):
    text = " ".join(words) + " ." * (len(words) // 10 + 1)  # enough marks for the rule of sentences
    nlp = sentencizer_of(language)

    assert pieces(text, language=language) == [sentence.text.strip() for sentence in nlp(text).sents]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Das lief z.B. gut. Wirklich?", ["Das lief z.B. gut.", "Wirklich?"]),
        ("es", "¿Y luego? Nada, pues.", ["¿Y luego?", "Nada, pues."]),
        ("nl", "Dat ging bijv. goed. Echt?", ["Dat ging bijv. goed.", "Echt?"]),
    ],
)
def test_abbreviations_of_the_language_do_not_end_a_sentence(language, text, expected):
    assert pieces(text, language=language) == expected


@pytest.mark.parametrize("language", ["tlh", "", "klingon", "punctuation", "../en", "ja"])
def test_a_language_without_rules_is_cut_by_those_of_all_languages_and_can_be_named(language):
    assert not has_sentence_rules(language)
    assert pieces("One. Two.", language=language) == ["One.", "Two."]
    assert stop_words(language) == frozenset()


def test_a_region_or_capitals_in_the_language_do_not_matter():
    assert has_sentence_rules("de-AT")
    assert has_sentence_rules("EN_us")
    assert "und" in stop_words("de-AT")


def test_turns_are_numbered_from_1_and_one_line_feed_lies_between_them():
    turns = turns_of(("Interviewer", "Why?"), ("R1", "Money."))

    assert turns == (
        Turn(1, "Interviewer", "Why?", 0, 4, is_interviewer=True),
        Turn(2, "R1", "Money.", 5, 11),
    )


def respondents_of(*labels, attendance=None, default="p1"):
    turns = turns_of(*((label, "Yes.") for label in labels), respondents=attendance, default=default)
    return [turn.respondent_id for turn in turns]


def test_the_only_speaker_who_does_not_ask_is_the_respondent_of_the_transcript():
    assert respondents_of("Interviewer", "Ms Okafor", "Interviewer", "Ms Okafor") == [None, "p1", None, "p1"]


def test_a_break_or_music_is_nobody_and_does_not_stand_in_the_respondents_way():
    assert respondents_of("Music", "Interviewer", "Ms Okafor", "[Break 2]") == [None, None, "p1", None]


def test_two_speakers_without_attendance_are_nobody_rather_than_the_wrong_one():
    assert respondents_of("Interviewer", "Ana", "Ben") == [None, None, None]


def test_attendance_names_speakers_whatever_their_capitals_and_leaves_the_last_to_the_transcript():
    attendance = {"ana  lima": "p7"}

    assert respondents_of("Ana Lima", "Ben", attendance=attendance) == ["p7", "p1"]
    assert respondents_of("Ana Lima", "Ben", attendance={"ana lima": "p1"}) == ["p1", None]


def test_unknown_speakers_are_the_respondent_only_where_someone_else_is_seen_to_ask():
    assert respondents_of("Interviewer", "unknown") == [None, "p1"]
    assert respondents_of("unknown") == [None]
