"""Dates as people write them in tables: a year, a month, a day; anything else has no place on an axis."""

from __future__ import annotations

import re

# ISO dates in full, to the month or to the year, as tables are asked to write them.
DATE = re.compile(r"\s*(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?\s*\Z")
LONGEST = 200
"""Years that an axis can span before it is taken for a slip of the pen."""


def year_of(text: object) -> float | None:
    """`2021-07` as 2021.5; None for what is no date (`before`, `spring 2021`, a thirteenth month)."""
    match = DATE.match(str(text or ""))
    if match is None:
        return None
    month, day = int(match[2] or 1), int(match[3] or 1)
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    # 372 = 12 × 31: only the order within a month matters, and a day never reaches the next month.
    return int(match[1]) + (month - 1) / 12 + (day - 1) / 372


def years_between(first: float, last: float) -> list[int]:
    """Whole years for the marks of an axis: every one, or every fifth, tenth … so that at most 20 stand there."""
    low, high = int(first), int(last) + 1
    for step in (1, 2, 5, 10, 25, 50, 100, 250, 1000):
        if (high - low) / step <= 20:
            return list(range(low - low % step, high + step, step))
    return [low, high]
