"""Captions as services write them: whose each word is, each word once, and no markup among them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.corpus.formats.captions import read_srt, read_vtt


def cue(second: int, *lines: str, after: str = "", name: str = "") -> str:
    head = f"{name}\n" if name else ""
    return f"{head}00:00:{second:02d}.000 --> 00:00:{second + 1:02d}.000{after}\n" + "\n".join(lines) + "\n\n"


def said(*cues: str) -> list[tuple[str | None, str]]:
    reading = read_vtt(("WEBVTT\n\n" + "".join(cues)).encode(), Path("talk.vtt"))
    assert reading.problems == ()
    return [(line.speaker, line.text.strip()) for line in reading.lines]


def test_settings_after_the_times_are_no_words_and_other_words_are():
    assert said(cue(1, "met.", after=" align:start position:0% We")) == [(None, "We"), (None, "met.")]


def test_the_words_of_a_cue_whose_times_are_broken_are_kept_as_the_message_says():
    reading = read_srt(
        b"1\n00:00:01,000 --> 00:00:02,000\nWe met.\n\n2\n00:00:03 --> there we stayed\nlong\n", Path("a.srt")
    )

    assert [line.text for line in reading.lines] == ["We met.", "there we stayed", "long"]
    assert "its words were kept" in reading.problems[0].fault


def test_rolling_captions_are_said_once_and_what_is_said_twice_stays():
    rolled = (("we met", "at the river"), ("at the river", "no"), ("no", "no"), ("no", "we did"))

    assert [text for _, text in said(*(cue(nth, *lines) for nth, lines in enumerate(rolled)))] == [
        "we met", "at the river", "no", "no", "we did",
    ]  # fmt: skip


def test_captions_that_youtube_rolls_are_said_once():
    shown = ((" ", "we<00:00:01.500><c> met</c>"), ("we met", " "), ("we met", "at<c> the river</c>"),
             ("at the river", " "), ("at the river", "and left"))  # fmt: skip
    rolled = [cue(nth, *lines) for nth, lines in enumerate(shown)]

    assert [text for _, text in said(*rolled)] == ["we met", "at the river", "and left"]


def test_captions_that_grow_are_said_once():
    grown = ("we", "we met", "we met there", "and then", "and then we", "and then we left")

    assert [text for _, text in said(*(cue(nth, text) for nth, text in enumerate(grown)))] == [
        "we met there", "and then we left",
    ]  # fmt: skip


def test_a_phrase_that_people_repeat_now_and_then_stays():
    cues = ("No.", "No.", "We met.", "Where?", "There.", "There.", "And then?", "We left.")

    assert [text for _, text in said(*(cue(nth, text) for nth, text in enumerate(cues)))] == list(cues)


@pytest.mark.parametrize(
    "marked", [r"{\an8}{\i1}We met{\i0}.", "<font color='red'>We</font> <span>met</span>.", r"We\Nmet.", "We<br>met."]
)
def test_markup_is_out(marked):
    assert said(cue(1, marked)) == [(None, "We met.")]


def test_a_label_that_repeats_the_voice_is_out():
    assert said(cue(1, "<v Ana>Ana: We met.</v>")) == [("Ana", "We met.")]


def test_a_closed_voice_does_not_speak_on():
    assert said(cue(1, "<v Ana>We met.</v> Where?"), cue(3, "There.")) == [
        ("Ana", "We met."), ("unknown", "Where?"), (None, "There."),
    ]  # fmt: skip


def test_a_cue_without_a_voice_is_by_nobody_known_where_each_other_cue_has_one():
    cues = [cue(nth, f"<v Ana>Word {nth}.</v>") for nth in range(5)]

    assert said(*cues, cue(7, "Where?"))[-1] == ("unknown", "Where?")


def test_a_voice_that_stands_only_on_the_first_cue_of_its_turn_speaks_on():
    assert said(cue(1, "<v Ana>We met.</v>"), cue(3, "There."))[-1] == (None, "There.")


def test_a_voice_that_is_never_closed_speaks_on():
    assert said(cue(1, "<v Ana>We met."), cue(3, "There.")) == [("Ana", "We met."), (None, "There.")]


def test_a_dash_for_a_name_is_nobody():
    assert said(cue(1, "<v ->Where?</v>")) == [("unknown", "Where?")]


def test_a_name_above_the_times_speaks():
    cues = [
        cue(nth, f"Word {nth}.", name=f'{nth} "{name}" (77)') for nth, name in enumerate(("Ana Li", "Bo", "Ana Li"), 1)
    ]

    assert [speaker for speaker, _ in said(*cues)] == ["Ana Li", "Bo", "Ana Li"]


def test_names_of_cues_that_name_nobody_do_not_speak():
    assert [speaker for speaker, _ in said(*(cue(nth, "We met.", name="Chapter 1") for nth in (1, 3)))] == [None, None]


def test_signs_of_change_begin_another_voice_and_are_no_words():
    assert said(cue(1, "<v Ana>We met."), cue(3, ">> Where?"), cue(5, "- There.", "- When?")) == [
        ("Ana", "We met."), ("unknown", "Where?"), ("unknown", "There."), ("unknown", "When?"),
    ]  # fmt: skip


def test_a_label_after_a_sign_of_change_is_left_to_those_who_look_for_labels():
    assert said(cue(1, "- Ana: We met.", ">> BO: Where?")) == [(None, "Ana: We met."), (None, ">> BO: Where?")]


def test_a_word_said_again_in_every_cue_is_said_as_often():
    assert [text for _, text in said(*(cue(nth, "Yes.") for nth in range(8)))] == ["Yes."] * 8
