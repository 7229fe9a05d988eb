"""Numbers as they are printed: without the dust that binary arithmetic leaves behind a number that is short."""

from __future__ import annotations

from math import isfinite

PLACES = 12
NOTHING = 1e-14
_ULPS = 1e-14


def drop_float_noise(number: float) -> float:
    """0.5000000000000001 as 0.5, 1.1e-16 as 0; a number that is not short, such as 1/3, stays to its last bit.

    Short is what 12 significant places hold to within 1e-14 of its size, some 45 to 90 steps of a float.
    """
    if not isfinite(number):
        return number
    if abs(number) < NOTHING:
        return 0.0
    short = float(f"{number:.{PLACES}g}")
    return short if abs(short - number) <= _ULPS * abs(number) else number
