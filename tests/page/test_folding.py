"""Search and letters as people type them: no accents, straight quotes, whatever the transcript has."""

from __future__ import annotations

import pytest

from pipeline.page.folding import folded, place_of
from pipeline.page.search import parse


@pytest.mark.parametrize(
    ("words", "typed", "matched"),
    [
        ("Die Équipe kam.", "equipe", "Équipe"),
        ("un e\u0301te\u0301 long", "été", "e\u0301te\u0301"),
        ("un été long", "e\u0301te\u0301", "été"),
        ("It wasn’t ours.", "wasn't", "wasn’t"),
        ("a well‑known face", "well-known", "well‑known"),
        ("co\u00adoperate", "cooperate", "co\u00adoperate"),
        ("we tr\u200fust them", "trust", "tr\u200fust"),
        ("كانت الثِّقَة", "الثقة", "الثِّقَة"),
        ("die Straße", "strasse", "Straße"),
        ("İstanbul", "istanbul", "İstanbul"),
        ("Ελλάδα", "ελλαδα", "Ελλάδα"),
        ("हिन्दी में", "हिन्दी", "हिन्दी"),
        ("\U0001f600 trust", "trust", "trust"),
    ],
)
def test_words_are_found_as_they_are_typed_and_shown_as_they_were_said(words, typed, matched):
    start, end = place_of(words, folded(typed))

    assert words[start:end] == matched


def test_a_vowel_that_is_a_letter_still_tells_words_apart():
    assert place_of("हिन्दी", folded("हन्द")) is None


def test_quotation_marks_of_a_telephone_hold_words_together():
    assert parse("“In the Room” code:„prior work“").words == ("in the room",)
    assert parse("“In the Room” code:„prior work“").fields == {"code": "prior work"}
