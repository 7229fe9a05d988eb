"""A figure in words: what is known, what is only told, what a machine says, and what stands under another text."""

from __future__ import annotations

import pytest

from pipeline.wording.numbers import Count, in_brackets, k_of_n, plural


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (Count(6, 4, 2), "2 of 4 known, of 6"),
        (Count(6, 2, 2, is_telling_only=True), "told in at least 2 of 6; nobody marked what was read"),
        (Count(1, 1, 1, is_telling_only=True), "told in 1 of 1; nobody marked what was read"),
        (Count(6, 2, 0, is_telling_only=True), "not coded as told, of 6; nobody marked what was read"),
        (Count(3, 3, 2, 0, 2, is_unchecked=True), "the machine finds it in 2 of 3; nobody has checked"),
        (Count(3, 0, 0), "not known, of 3"),
        (Count(3, 1, 1, n_outdated=2), "1 of 1 known, of 3; 2 told under an earlier text of the code"),
    ],
)
def test_a_silence_is_a_no_only_where_somebody_has_read(count: Count, words: str) -> None:
    assert k_of_n(count) == words


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (Count(6, 4, 2), "2 of 4"),
        (Count(6, 2, 2, is_telling_only=True), "at least 2 of 6"),
        (Count(6, 2, 0, is_telling_only=True), "not coded as told"),
        (Count(3, 3, 2, 0, 2, is_unchecked=True), ""),
        (Count(3, 0, 0), ""),
    ],
)
def test_a_count_behind_a_name_claims_no_more_than_its_figure(count: Count, words: str) -> None:
    assert in_brackets(count) == words


def test_what_was_told_under_another_text_names_its_version_where_it_is_at_hand() -> None:
    assert k_of_n(Count(3, 1, 1, n_outdated=2), ("1",)) == "1 of 1 known, of 3; 2 told under version 1"


@pytest.mark.parametrize(
    ("n", "word", "said"),
    [
        (3, "kind of firm", "3 kinds of firm"),
        (1, "kind of firm", "1 kind of firm"),
        (2, "city", "2 cities"),
        (2, "process", "2 processes"),
        (2, "branch", "2 branches"),
        (2, "survey", "2 surveys"),
        (2, "interview or group", "2 interview or groups"),
    ],
)
def test_the_first_of_several_words_carries_the_number(n: int, word: str, said: str) -> None:
    assert plural(n, word) == said
