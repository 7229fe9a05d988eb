"""What is left of numbers when they are printed."""

import math

import pytest

from pipeline.statistics.rounding import drop_float_noise


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        (0.5000000000000001, "0.5"),
        (0.1 + 0.2, "0.3"),
        (1 - 0.9999999999999999, "0.0"),
        (-1.1e-16, "0.0"),
        (0.9999999999999998, "1.0"),
        (123456.70000000001, "123456.7"),
    ],
)
def test_dust_behind_a_short_number_goes(number, printed):
    assert repr(drop_float_noise(number)) == printed


@pytest.mark.parametrize("number", [1 / 3, 2 / 7, 1 / 216, 0.123456789012345, 1e-13, 5e300, 0.0, math.inf])
def test_a_number_that_is_not_short_keeps_its_last_bit(number):
    assert drop_float_noise(number) == number
