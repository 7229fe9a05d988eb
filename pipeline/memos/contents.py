"""A contents list on top of long memos, which leads to the anchors of their headings."""

from __future__ import annotations

import re

from pipeline.site.markdown import anchors

# Words from which a page wants a list of its sections (docs/memos.md).
LONG = 2500
SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
# A heading may hold links: in the list only their words stand, since a link cannot hold another.
TARGET = re.compile(r"\]\([^)\s]*\)")


def with_contents(text: str) -> str:
    """A memo with a line of links to its sections above the first of them; short memos stay as they are."""
    titles = SECTION.findall(text)
    if len(text.split()) < LONG or len(titles) < 3:
        return text
    links = []
    for title, name in zip(titles, anchors(map(_words, titles)), strict=True):
        links.append(f"[{TARGET.sub('', title).replace('[', '')}](#{name})")
    # The whole line: words of the text, or a deeper heading, may hold the same letters.
    first = text.index(f"\n## {titles[0]}\n") + 1
    return f"{text[:first]}**Contents.** {' · '.join(links)}\n\n{text[first:]}"


def _words(title: str) -> str:
    return re.sub(r"[\\*\[]", "", TARGET.sub("", title))
