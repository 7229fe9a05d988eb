"""The smallest pieces of HTML. Whatever comes from a study passes through `esc`, and nothing else does the escaping."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import NewType
from urllib.parse import quote

Html = NewType("Html", str)
"""Text that is safe to stand in a page: made here, or by a function that returns Html."""

CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
LONGEST_CUE = 60
SIMPLE = re.compile(r"[A-Za-z0-9/._~-]*(?:#[A-Za-z0-9._~:-]*)?")
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """Text in which nothing hides: signs that no page may hold become U+FFFD, those that turn the direction of all
    that follows are spelt out (`‹U+202E›`). Ordinary text is returned as it is."""
    if text.isprintable():
        return text
    return BIDI.sub(lambda match: f"‹U+{ord(match[0]):04X}›", CONTROLS.sub("\ufffd", text))


def esc(text: object) -> Html:
    """Text as HTML that shows it letter by letter, fit for elements and for attributes in double quotes; None is ''."""
    if text is None:
        return Html("")
    return Html(escape(visible(str(text))))


def cue_words(cue: object) -> Html:
    """The cue that fired, between quotation marks; a long pattern only begins (`codings.csv` has it whole)."""
    text = str(cue)
    return Html(f"“{esc(text if len(text) <= LONGEST_CUE else text[:LONGEST_CUE].rstrip() + '…')}”")


def url(path: str) -> Html:
    """A relative address, with `#anchor` or without, as it stands in an attribute."""
    if SIMPLE.fullmatch(path):
        return Html(path)
    place, mark, anchor = path.partition("#")
    return Html(escape(quote(place, safe="/-_.~") + mark + quote(anchor, safe="-_.~:")))


def link(path: str, words: Html, css: str = "") -> Html:
    """A link to a page of ours."""
    return Html(f'<a href="{url(path)}"{_css(css)}>{words}</a>')


def _css(css: str) -> str:
    return f' class="{css}"' if css else ""


def join(parts: Iterable[str], between: str = "") -> Html:
    """Pieces of HTML one after the other."""
    return Html(between.join(parts))


def items(parts: Iterable[Html], css: str = "", tag: str = "ul") -> Html:
    """A list; nothing where there is no item."""
    body = "".join(f"<li>{part}</li>\n" for part in parts)
    return Html(f"<{tag}{_css(css)}>\n{body}</{tag}>\n" if body else "")


def section(anchor: str, title: Html, body: Html, level: int = 2) -> Html:
    """A part of a page under its heading; nothing where its body is empty."""
    if not body:
        return Html("")
    return Html(f'<section aria-labelledby="{anchor}">\n<h{level} id="{anchor}">{title}</h{level}>\n{body}</section>\n')


def table(
    caption: Html, heads: Sequence[Html], rows: Iterable[Sequence[Html]], css: str = "", is_caption_shown: bool = False
) -> Html:
    """A table that scrolls in its own frame: the first cell of each row is its heading."""
    hidden = "" if is_caption_shown else ' class="aside"'
    top = "".join(f'<th scope="col">{head}</th>' for head in heads)
    body = "".join(
        f'<tr><th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in rest) + "</tr>\n"
        for first, *rest in rows
    )
    return scroll(
        caption,
        Html(
            f"<table{_css(css)}>\n<caption{hidden}>{caption}</caption>\n<thead><tr>{top}</tr></thead>\n"
            f"<tbody>\n{body}</tbody>\n</table>"
        ),
    )


def scroll(label: Html, body: Html) -> Html:
    """A frame in which something wide scrolls, also by keyboard, while the page keeps its width."""
    return Html(f'<div class="scroll" role="group" tabindex="0" aria-label="{label}">\n{body}\n</div>\n')


def details(summary: Html, body: Html, is_open: bool = False) -> Html:
    """A part that folds; nothing where its body is empty."""
    opened = " open" if is_open else ""
    return Html(f"<details{opened}>\n<summary>{summary}</summary>\n{body}</details>\n" if body else "")
