"""What machine.html says of people's agreement, and how it prints a number."""

from __future__ import annotations

from pipeline.site.words import number


def test_a_coefficient_that_rounds_to_nothing_has_no_sign():
    assert [number(value) for value in (-0.004, 0.004, -0.006, None)] == ["0.00", "0.00", "−0.01", "—"]
