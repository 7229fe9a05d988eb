"""Which passages a person should read next: what decides is the same in every run."""

from __future__ import annotations

from itertools import permutations

import pytest

from pipeline.reliability.to_read import resemblance

RARITY = {"bench": 3.0, "worked": 1.0, "together": 1.5, "before": 0.5}


def test_how_alike_two_passages_are_does_not_depend_on_the_order_of_their_words():
    assert len({resemblance(order, ["bench", "worked", "council"], RARITY) for order in permutations(RARITY)}) == 1


def test_the_same_words_are_wholly_alike_and_rare_words_count_more_than_common_ones():
    assert resemblance(RARITY, RARITY, RARITY) == pytest.approx(1)
    mine = ["bench", "worked", "before"]
    assert resemblance(mine, ["bench", "worked", "x"], RARITY) > resemblance(mine, ["before", "worked", "x"], RARITY)


def test_one_word_in_common_is_no_likeness():
    assert resemblance(["bench", "worked"], ["bench", "before"], RARITY) == 0
