"""Numbers, plurals and lists in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.store.rows import CodeFrequency
from pipeline.wording.numbers import Count, counted, k_of_n, listed, plural, share_words, voices, with_article
from tests.typed_rows import row


def count(**counts: int) -> Count:
    return replace(Count(n_transcripts=7, n_known=6, n_mentioning=4, n_hand_mentioning=4), **counts)


def test_a_count_says_what_is_known_and_of_how_many() -> None:
    assert k_of_n(count()) == "4 of 6 known, of 7"
    assert k_of_n(count(n_known=7)) == "4 of 7"
    assert k_of_n(count(n_known=0, n_mentioning=0)) == "not known, of 7"
    assert counted(count(n_transcripts=0, n_known=0, n_mentioning=0)) == "no interviews"


def test_suggestions_stand_beside_a_count_and_never_inside() -> None:
    said = k_of_n(count(n_known=5, n_mentioning=3, n_transcripts=9, n_suggested=2))

    assert said == "3 of 5 known, of 9; the machine suggests 2 of 4 unread"


def test_people_and_machine_stand_before_their_union() -> None:
    said = k_of_n(count(n_hand_mentioning=3, n_machine_mentioning=1))

    assert said == "4 of 6 known, of 7 (3 by people, 1 by machine)"


def test_a_percentage_needs_twenty() -> None:
    assert share_words(10, 19) == "10 of 19"
    assert share_words(10, 20) == "10 of 20 (50 %)"


def test_one_respondent_is_one_voice() -> None:
    assert voices(row(CodeFrequency, n_respondents=1, n_organisations=1, n_sectors=1)) == "one voice"
    assert voices(row(CodeFrequency, n_respondents=3, n_organisations=2, n_sectors=1)) == "2 organisations, 1 sector"


def test_lists_and_plurals_read_as_prose() -> None:
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert plural(2, "study") == "2 studies"


@pytest.mark.parametrize(
    ("word", "said"),
    [("initiative", "an initiative"), ("case", "a case"), ("Alliance", "an Alliance"), ("union", "a union")],
)
def test_a_studys_own_word_for_a_case_gets_its_article(word: str, said: str) -> None:
    assert with_article(word) == said
