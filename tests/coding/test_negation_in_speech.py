"""Denials in sentences as people say them: 200 made-up ones, labelled twice (`negation/sentences.txt` says how)."""

from __future__ import annotations

from pathlib import Path

import pytest
from interviews import code, codebook, interview

from pipeline.coding.cues.by_pattern import code_transcript


def sentences_of(name: str) -> list[list[str]]:
    lines = (Path(__file__).parent / "negation" / name).read_text(encoding="utf-8").splitlines()
    return [line.split(" | ") for line in lines if not line.startswith("#")]


SENTENCES = sentences_of("sentences.txt")
NOT_SEEN = {"There wasn't a week in which we didn't [talk]."}


def said_of_the_cue(sentence: str) -> str:
    """What the machine makes of the words in brackets; `-` for no coding."""
    cue = sentence[sentence.index("[") + 1 : sentence.index("]")]
    heard = interview(sentence.replace("[", "").replace("]", ""))
    return next((coding.polarity for coding in code_transcript(heard, codebook(code("c", cue)))), "-")


def test_199_of_200_sentences_are_understood():
    wrong = [sentence for settled, _, _, sentence in SENTENCES if said_of_the_cue(sentence) != settled]

    assert len(SENTENCES) == 200
    assert wrong == sorted(NOT_SEEN)


def test_a_denial_covers_a_list_up_to_its_end():
    wrong = [sentence for settled, sentence in sentences_of("lists.txt") if said_of_the_cue(sentence) != settled]

    assert wrong == ["It wasn't easy, phone or [letters], it all took time."]


def test_the_two_labellings_differ_in_four_sentences():
    assert sum(first != second for _, first, second, _ in SENTENCES) == 4


@pytest.mark.parametrize(
    ("polarity", "sentence"),
    [
        ("affirmed", "We didn't have a lawyer and the union [sent one]."),
        ("affirmed", "He didn't call and the clerk [opened the gate]."),
        ("absent", "We didn't sit down and really [look at data]."),
        ("absent", "We didn't have time and [trust]."),
        ("absent", "We are not so much limited by [the rules]."),
        ("affirmed", "It rained and so [the rules] changed."),
        ("absent", "I doubt that they [read it]."),
        ("affirmed", "I don't doubt that they [read it]."),
        ("absent", "They have yet to [read it]."),
        ("affirmed", "Were it not for [the rules], nothing would stand."),
    ],
)
def test_a_denial_ends_with_its_clause(polarity: str, sentence: str):
    assert said_of_the_cue(sentence) == polarity
