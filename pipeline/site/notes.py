"""Analysts' notes on pages: word for word, with who wrote them; a cited figure becomes its link."""

from __future__ import annotations

import re

from pipeline.corpus.notes import FIGURE
from pipeline.records import Note
from pipeline.site.ground import Ground
from pipeline.site.markup import Html, esc, link

TITLES = {"respondent": "Respondent memo", "code": "Note on this code", "hunch": "Hunch", "reflexive": "Reflexive note"}


def note_of(ground: Ground, kind: str, subject: str, up: str) -> Html:
    """The note on one subject, framed; nothing where there is none."""
    note = ground.notes.of(kind, subject)
    return shown(note, TITLES.get(kind, "Note"), ground, up) if note else Html("")


def shown(note: Note, title: str, ground: Ground, up: str) -> Html:
    """A note's words as they stand in its file, line breaks kept."""
    by = note.front.get("by")
    status = note.front.get("status", "draft")
    head = f"{esc(title)}{f', by <bdi>{esc(by)}</bdi>' if by else ''} · {esc(status)}"
    return Html(
        f'<aside class="note" aria-label="{esc(title)}">\n<p class="note-head">{head}</p>\n'
        f'<div class="note-body" dir="auto">{_with_figures(note.body.strip(), ground, up)}</div>\n</aside>\n'
    )


def _with_figures(text: str, ground: Ground, up: str) -> Html:
    parts, last = [], 0
    for match in FIGURE.finditer(text):
        figure = match[1].strip()
        parts.append(esc(text[last : match.start()]))
        parts.append(link(f"{up}evidence/{figure}.html", esc(figure)) if figure in ground.figures else esc(match[0]))
        last = match.end()
    return Html("".join([*parts, esc(text[last:])]))


def slug(text: str) -> str:
    """A name as an anchor."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", text)
