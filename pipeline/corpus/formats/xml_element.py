"""The part of lxml's elements that is used here, as a type: lxml itself has none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol, overload


class XmlElement(Protocol):
    """An element of a parsed document, iterated over its children."""

    text: str | None
    tail: str | None

    @property
    def tag(self) -> object:
        """`{namespace}name`. Of a comment or an instruction lxml gives a function instead."""

    @property
    def sourceline(self) -> int | None:
        """The line of the file in which it begins."""

    @property
    def attrib(self) -> Mapping[str, str]:
        """Its attributes by `{namespace}name`."""

    @overload
    def get(self, key: str) -> str | None: ...
    @overload
    def get(self, key: str, default: str) -> str: ...

    def set(self, key: str, value: str) -> None:
        """Gives it an attribute."""

    def find(self, path: str) -> XmlElement | None:
        """The first child of a name, in braces its namespace."""

    def iter(self, *tags: str) -> Iterator[XmlElement]:
        """Itself and all below it, in the order of the file."""

    def itertext(self) -> Iterator[str]:
        """All words in it, in the order of the file."""

    def getparent(self) -> XmlElement | None:
        """The element that it stands in."""

    def remove(self, child: XmlElement) -> None:
        """Takes a child out."""

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[XmlElement]: ...
