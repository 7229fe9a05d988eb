"""Phrases are cut into tokens as spaCy cuts them, also where it is not asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.codebook.load import load_codebook
from pipeline.coding.cues.language import loosened, lower_words, tokenizer
from pipeline.coding.cues.special_cases import lowers

SHIPPED = Path(__file__).parents[2] / "codebooks" / "collaboration.yaml"


def as_spacy(text: str) -> tuple[str, ...]:
    """The lower-cased tokens of the tokenizer itself."""
    return tuple(word for word in lower_words(tokenizer()(loosened(text))) if not word.isspace())


def test_every_phrase_of_the_shipped_codebook_is_cut_as_spacy_cuts_it() -> None:
    book = load_codebook(SHIPPED).records
    assert book is not None
    phrases = [one for code in book.codable for one in (*code.cues.phrases, *code.cues.unless)]

    assert len(phrases) > 3_000
    assert [one for one in phrases if lowers(one) != as_spacy(one)] == []


def test_every_special_case_is_cut_as_spacy_cuts_it_alone_and_among_words() -> None:
    cases = [one for one in tokenizer().rules if not any(sign.isspace() for sign in one)]

    assert len(cases) > 1_000
    assert [one for one in cases if lowers(one) != as_spacy(one)] == []
    assert [one for one in cases if lowers(f"we {one} so") != as_spacy(f"we {one} so")] == []


@pytest.mark.parametrize(
    "text", ["cannot", "gonna go", "we  go", " we", "U.S. law", "data-driven", "can’t", "KM", "one km"]
)
def test_odd_texts_are_cut_as_spacy_cuts_them(text: str) -> None:
    assert lowers(text) == as_spacy(text)
