"""Versions of a codebook: which are the same, and which came first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

_NUMBER = re.compile(r"\d{1,9}(\.\d{1,9})*")

Item = TypeVar("Item")


def version_parts(version: str) -> tuple[int, ...]:
    """A version as whole numbers; empty where it is none. 2 and 2.0 are one version."""
    if not _NUMBER.fullmatch(version):
        return ()
    parts = [int(part) for part in version.split(".")]
    while len(parts) > 1 and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


def is_same_version(a: str, b: str) -> bool:
    """Whether two versions are one: the same word, or the same number (spreadsheets make `4.0` of `4`)."""
    return a == b or (version_parts(a) != () and version_parts(a) == version_parts(b))


def same_number(version: str, known: Iterable[str]) -> str | None:
    """The one known version that is the same number part by part (`1.0` is 1, `1.10` is not 1.1), or None."""
    parts = version_parts(version)
    matches = [other for other in known if parts and version_parts(other) == parts]
    # Two that are the same number: nobody can say which was meant.
    return matches[0] if len(matches) == 1 else None


def in_order_of_time(items: Iterable[Item], key: Callable[[Item], str]) -> list[Item]:
    """Items by their version: numbers part by part (2 before 10), after versions that are words, these as given.

    Words such as `draft` cannot be ordered; they stand first because teams number their versions once they are final.
    """
    return sorted(items, key=lambda item: version_parts(key(item)))
