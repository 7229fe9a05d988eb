"""A line of prose with the quotations below it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.memos.sentences import Quote


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of prose with the quotations that stand below it."""

    text: str
    quotes: tuple[Quote, ...] = ()
