"""Sentences are spaCy's, though most of a text is not tokenised."""

import random
from functools import cache

import pytest
import spacy

from pipeline.corpus.sentences import blank_pipeline, sentences

PARTS = (
    "We", "met", "Mr.", "id.", "etc.", "e.g.", "(i.e.", "U.S.,", "10a.m.).", "So?!", '"Yes."', "“No.”", "…", "...",
    "–", "3.5", "it's.", "don't.", "cannot.", "ha:)", ":)", ":", "D.", ":D", "http://a.org/b.", "_so_", "a_b.", "(",
    ").", "¿Y?", "好。他", "१।", "é.", "²", "C++.", "c.\"", "z.B.", "'s.", "gonna.", "x" * 60 + ".",
)  # fmt: skip
SPACES = (" ", " ", " ", " ", "  ", "\n", " \n", "\t", "\u00a0", "\u2003 ")


@cache
def sentencizer_of(language):
    nlp = spacy.blank(language)
    nlp.add_pipe("sentencizer")
    return nlp


def spoken(seed):
    """Some thirty parts in any order, with any white space between them."""
    chosen = random.Random(seed)
    return "".join(chosen.choice(PARTS) + chosen.choice(SPACES) for _ in range(chosen.randint(0, 30)))


@pytest.mark.parametrize("language", ["en", "de", "fr", "nl", "xx", "ru", "zh"])
def test_sentences_are_those_of_spacy_whatever_stands_side_by_side(language):
    for seed in range(60):
        text = spoken(seed)
        expected = [sentence.text.strip() for sentence in sentencizer_of(language)(text).sents]

        cut = [text[start:end] for start, end in sentences(blank_pipeline(language), text)]

        assert cut == [piece for piece in expected if piece], text


def test_a_text_of_one_long_chunk_is_cut_as_spacy_cuts_it():
    text = "well." * 2_000

    assert sentences(blank_pipeline("en"), text) == [(0, len(text))]
