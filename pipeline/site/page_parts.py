"""Pages too long for a browser, cut into numbered parts: which quotations stand on which, and the way between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from pipeline.study.dataclass import dataclass

Quotation = TypeVar("Quotation")

NUMBERED = re.compile(r"((?:[^/]+/)*[^/.]+)(?:\.\d+)?\.html")
"""A page or a part of one; names of drafts hold more dots."""

PART_SIZE = 1_000_000
"""Bytes of HTML of a part's quotations; what stands around them comes on top. Headless Chromium on a busy machine laid
out such a page in 1 to 2 s, one of 4 MB in 3 to 6 s, one of 21 MB in 23 to 27 s (three times each)."""


def cut(quotations: Iterable[Quotation], size_of: Callable[[Quotation], int]) -> list[list[Quotation]]:
    """Quotations in their order, as many to a part as fit into its size, and one at least; one part where all fit."""
    parts: list[list[Quotation]] = [[]]
    used = 0
    for quotation in quotations:
        size = size_of(quotation)
        if parts[-1] and used + size > PART_SIZE:
            parts.append([])
            used = 0
        parts[-1].append(quotation)
        used += size
    return parts


def fits(sizes: Iterable[int]) -> bool:
    """Whether quotations of these sizes stand on one page."""
    return sum(sizes) <= PART_SIZE


def part_name(page: str, number: int) -> str:
    """The name of a part of a page, without its ending: `trust`, `trust.2`. No id holds a dot."""
    return page if number == 1 else f"{page}.{number}"


def is_part_of_the_same(page: str, other: str) -> bool:
    """Whether two files, as seen from the top, are parts of one page."""
    of_page, of_other = NUMBERED.fullmatch(page), NUMBERED.fullmatch(other)
    return page != other and of_page is not None and of_other is not None and of_page[1] == of_other[1]


@dataclass(frozen=True, slots=True)
class Part:
    """What a part says of itself: its number, and the parts as (number, address, what it holds)."""

    number: int
    listed: Sequence[tuple[int, str, str]]

    @property
    def before(self) -> tuple[int, str, str] | None:
        """The part before this one."""
        return self.listed[self.number - 2] if self.number > 1 else None

    @property
    def after(self) -> tuple[int, str, str] | None:
        """The part after this one."""
        return self.listed[self.number] if self.number < len(self.listed) else None


def from_to(first: str, last: str) -> str:
    """`north-01 to north-07`, or one name where it is the same."""
    return first if first == last else f"{first} to {last}"
