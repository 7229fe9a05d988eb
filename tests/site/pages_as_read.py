"""A browser's view of our pages, as far as tests need it: elements, ids, addresses, text."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

EMPTY = ("meta", "link", "input", "img", "br", "hr")


@dataclass
class Element:
    """One element: its tag, attributes, text of itself and all below, and what is below it."""

    tag: str
    attributes: dict[str, str]
    above: Element | None = None
    below: list[Element] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.words)

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    def all(self, *tags: str) -> list[Element]:
        found = [self] if self.tag in tags or not tags else []
        return found + [one for child in self.below for one in child.all(*tags)]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.top = Element("document", {})
        self.here = self.top
        self.wrong: list[str] = []

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.wrong.append(f"<{tag}> has an attribute twice")
        one = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.below.append(one)
        if tag not in EMPTY:
            self.here = one

    def handle_endtag(self, tag):
        if tag in EMPTY:
            return
        if self.here.tag != tag:
            self.wrong.append(f"</{tag}> closes <{self.here.tag}>")
        if self.here.above is not None:
            self.here = self.here.above

    def handle_data(self, data):
        one = self.here
        while one is not None:
            one.words.append(data)
            one = one.above


@dataclass
class Page:
    """A page that was read: its elements, and what is wrong with how they nest."""

    name: str
    top: Element
    wrong: list[str]

    @property
    def ids(self) -> list[str]:
        return [one.attributes["id"] for one in self.top.all() if "id" in one.attributes]

    def all(self, *tags: str) -> list[Element]:
        return self.top.all(*tags)


def read_page(path: Path, top: Path) -> Page:
    """One HTML file as a page."""
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    wrong = [*reader.wrong, *([] if reader.here is reader.top else [f"<{reader.here.tag}> is never closed"])]
    return Page(path.relative_to(top).as_posix(), reader.top, wrong)


def read_pages(top: Path) -> dict[str, Page]:
    """Every HTML file under a folder, by its name as seen from there."""
    pages = (read_page(path, top) for path in sorted(top.rglob("*.html")))
    return {page.name: page for page in pages}


def dead_links(top: Path, pages: dict[str, Page] | None = None) -> list[str]:
    """`PAGE: ADDRESS` for every address that leads to no file, or to no anchor of it."""
    pages = pages or read_pages(top)
    ids = {name: set(page.ids) for name, page in pages.items()}
    found = []
    for name, page in pages.items():
        for one in page.all():
            for attribute in ("href", "src", "action"):
                address = one.attributes.get(attribute)
                if address is not None and not _leads_somewhere(top, ids, name, address):
                    found.append(f"{name}: {address}")
    return sorted(set(found))


def _leads_somewhere(top: Path, ids: dict[str, set[str]], name: str, address: str) -> bool:
    place, _, anchor = address.partition("#")
    file = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(place))) if place else name
    if file.startswith("..") or ":" in place or not (top / file).is_file():
        return False
    return not anchor or file not in ids or unquote(anchor) in ids[file]
