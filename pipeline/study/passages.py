"""What any two stretches of one transcript's text have to do with each other."""

from __future__ import annotations

from typing import Protocol


class Stretch(Protocol):
    """A coding, a segment, a turn: code points from 0, the end exclusive."""

    @property
    def start_char(self) -> int:
        """Where it begins."""

    @property
    def end_char(self) -> int:
        """Where it ends."""


def overlap(stretch: Stretch, other: Stretch) -> bool:
    """Whether two stretches of one transcript share a character; those that only touch share none."""
    return stretch.start_char < other.end_char and other.start_char < stretch.end_char
