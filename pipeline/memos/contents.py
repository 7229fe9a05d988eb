"""A contents list on top of long memos, and the anchors to which it leads: the same in Markdown and in HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

LONG = 2500
SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
HEADING = re.compile(r"<h([234])>(.*?)</h\1>", re.DOTALL)
TARGET = re.compile(r"\]\([^)\s]*\)")
TAKEN = ("main", "")


def anchor(heading: str) -> str:
    """A heading's words as an anchor, in the way of most readers of Markdown: `What helped` is `what-helped`."""
    return re.sub(r"[^\w\- ]", "", heading.strip().casefold()).replace(" ", "-")


def with_contents(text: str) -> str:
    """A memo with a line of links to its sections above the first of them; short memos stay as they are."""
    titles = SECTION.findall(text)
    if len(text.split()) < LONG or len(titles) < 3:
        return text
    links = []
    for title, name in zip(titles, _unlike(map(_words, titles)), strict=True):
        links.append(f"[{TARGET.sub('', title).replace('[', '')}](#{name})")
    first = text.index(f"\n## {titles[0]}\n") + 1
    return f"{text[:first]}**Contents.** {' · '.join(links)}\n\n{text[first:]}"


def with_anchors(page: str) -> str:
    """HTML whose headings carry ids. Sections come first, so that a smaller heading never takes a section's name."""
    found = [(match[1], html.unescape(re.sub(r"<[^>]+>", "", match[2]))) for match in HEADING.finditer(page)]
    order = sorted(range(len(found)), key=lambda n: found[n][0] != "2")
    names = dict(zip(order, _unlike(found[n][1] for n in order), strict=True))
    numbers = iter(range(len(found)))
    return HEADING.sub(lambda match: f'<h{match[1]} id="{names[next(numbers)]}">{match[2]}</h{match[1]}>', page)


def _words(title: str) -> str:
    return re.sub(r"[\\*\[]", "", TARGET.sub("", title))


def _unlike(headings: Iterable[str]) -> list[str]:
    """An anchor each; the second of the same words ends in -1."""
    found: list[str] = []
    for heading in headings:
        name = anchor(heading) or "part"
        tried, n = name, 0
        while tried in found or tried in TAKEN:
            n += 1
            tried = f"{name}-{n}"
        found.append(tried)
    return found
