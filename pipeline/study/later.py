"""A tuple that is made when it is first looked into."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar, overload

Item = TypeVar("Item")


class Later(Sequence[Item]):
    """A tuple that is made when it is first looked into: of a long study most transcripts never are in a run that
    follows a small change. How long it is, is known before."""

    def __init__(self, n: int, make: Callable[[], tuple[Item, ...]]) -> None:
        self._n = n
        self._make: Callable[[], tuple[Item, ...]] | None = make
        self._made: tuple[Item, ...] = ()

    def _whole(self) -> tuple[Item, ...]:
        if self._make is not None:
            # What it is made from is let go.
            self._made, self._make = self._make(), None
        return self._made

    def __len__(self) -> int:
        return self._n

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Item, ...]: ...
    def __getitem__(self, place: int | slice) -> Item | tuple[Item, ...]:
        return self._whole()[place]

    def __iter__(self) -> Iterator[Item]:
        return iter(self._whole())

    def __eq__(self, other: object) -> bool:
        return self._whole() == (other._whole() if isinstance(other, Later) else other)

    def __hash__(self) -> int:
        return hash(self._whole())

    def __repr__(self) -> str:
        return repr(self._whole())

    def __reduce__(self) -> tuple[object, ...]:
        # Another process has not what it is made from.
        return tuple, (self._whole(),)
