"""The ids of codings: as tables publish them, and which codings an id in another table means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.study.records import Coding


def published_ids(codings: Sequence[Coding]) -> list[str]:
    """The id of each coding as tables give it: the coder's own, with the coder before it where two would share one.

    No two are the same, whatever ids people choose: no coder's name holds a `:`, and no coder has an id twice.
    """
    times = Counter(coding.coding_id for coding in codings)
    is_prefixed = [times[coding.coding_id] > 1 for coding in codings]
    while True:
        ids = [
            f"{coding.coder}:{coding.coding_id}" if is_with_coder else coding.coding_id
            for coding, is_with_coder in zip(codings, is_prefixed, strict=True)
        ]
        times = Counter(ids)
        clashing = [n for n, name in enumerate(ids) if times[name] > 1 and not is_prefixed[n]]
        if not clashing:
            return ids
        # A prefix can make a new clash (`ana:1` typed by ben), so that all are counted again.
        for n in clashing:
            is_prefixed[n] = True


class Names:
    """Which codings an id in a cell `codings` means: the one that tables publish under it, else every one of that
    number, written as the coder's own or as CODER:ID."""

    def __init__(self, codings: Iterable[Coding]) -> None:
        listed = list(codings)
        self._published = dict(zip(published_ids(listed), listed, strict=True))
        self._numbered: dict[str, list[Coding]] = {}
        for coding in listed:
            for name in (coding.coding_id, f"{coding.coder}:{coding.coding_id}"):
                self._numbered.setdefault(name, []).append(coding)

    def meant(self, name: str) -> list[Coding]:
        """The codings that `name` means; several where coders share a number, none where it is nobody's."""
        return [self._published[name]] if name in self._published else self._numbered.get(name, [])

    def of(self, coding: Coding) -> str:
        """How to name this coding and no other: CODER:ID, but where that means another."""
        full = f"{coding.coder}:{coding.coding_id}"
        if self.meant(full) == [coding]:
            return full
        return next(name for name, published in self._published.items() if published == coding)
