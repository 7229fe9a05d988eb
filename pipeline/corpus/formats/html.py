"""HTML pages, as noScribe and word processors save them, and those that other files hold inside."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

from pipeline.corpus.formats.encoding import as_utf_8, decode
from pipeline.corpus.formats.html_blocks import PageOfHtml, faces_of_classes
from pipeline.corpus.formats.html_notes import without_notes
from pipeline.corpus.formats.lines import Line, Reading, RefusedError, nothing_in_it

_UNSEEN = tuple(
    (re.compile(opening, re.IGNORECASE), re.compile(closing, re.IGNORECASE))
    for opening, closing in (
        (r"<script\b", r"</script[^<>]{0,100}>"),
        (r"<style\b", r"</style[^<>]{0,100}>"),
        (r"<head[\s>]", r"</head[^<>]{0,100}>"),
        (r"<!--", r"-->"),
    )
)
_CHARSET = re.compile(rb"<meta[^<>]{0,200}charset=[\"']?([\w-]{1,30})", re.IGNORECASE)


def read_html(data: bytes, path: Path) -> Reading:
    """The words of a page; `number` counts its blocks and breaks."""
    data = _as_it_says(data)
    decoded = decode(data, path)
    page = PageOfHtml(path, faces_of_classes(decoded.text))
    text, notes = without_notes(_without_unseen(decoded.text))
    lines = page.lines(text)
    if not lines:
        raise nothing_in_it()
    below = tuple(Line(words, lines[-1].number + nth) for nth, words in enumerate(notes, 1))
    return Reading(lines, (*decoded.problems, *page.problems), below=below)


def _as_it_says(data: bytes) -> bytes:
    """A page that is not UTF-8 from the encoding that it names; where it is none of that, as it stands."""
    told = _CHARSET.search(data[:4096])
    with contextlib.suppress(UnicodeDecodeError):
        data.decode("utf-8")
        return data
    if told and told[1].lower() not in (b"utf-8", b"utf8"):
        name = told[1].decode("ascii").lower()
        with contextlib.suppress(RefusedError):
            # Browsers read the one as the other, and so do those who write pages.
            return as_utf_8(data, "cp1252" if name in ("iso-8859-1", "latin1", "us-ascii") else name)
    return data


def lines_of_html(page: str) -> tuple[Line, ...]:
    """The lines of a page that another file holds."""
    return PageOfHtml(Path(), faces_of_classes(page)).lines(_without_unseen(page))


def _without_unseen(text: str) -> str:
    for opening, closing in _UNSEEN:
        text = _without(text, opening, closing)
    return text


def _without(text: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> str:
    """The text without what stands between two signs; where one is never closed, all behind it stays."""
    pieces, place = [], 0
    while (begins := opening.search(text, place)) and (ends := closing.search(text, begins.end())):
        pieces.append(text[place : begins.start()])
        place = ends.end()
    return "".join(pieces) + text[place:]
