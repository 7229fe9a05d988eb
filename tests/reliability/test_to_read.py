"""Which passages a person should read next: what decides is the same in every run."""

from __future__ import annotations

from itertools import permutations

from pipeline.reliability.to_read import likeness


def test_how_alike_two_passages_are_does_not_depend_on_the_order_of_their_words():
    weights = {"bench": 0.1, "worked": 0.2, "together": 0.3, "before": 0.15}

    assert len({likeness(order, 9, weights) for order in permutations(weights)}) == 1
