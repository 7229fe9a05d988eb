"""Analysts' notes on pages: word for word, with who wrote them; a cited figure becomes its link."""

from __future__ import annotations

from pipeline.notes.read import FIGURE
from pipeline.site.ground import Ground
from pipeline.site.words import counts
from pipeline.study.records import Note
from pipeline.wording.markup import Html, esc, link

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
        is_there = figure in ground.figures
        parts.append(link(f"{up}evidence/{figure}.html", figure_name(ground, figure)) if is_there else esc(match[0]))
        last = match.end()
    return Html("".join([*parts, esc(text[last:])]))


def figure_name(ground: Ground, figure: str) -> Html:
    """`Habits in Tarn flood watch: 2 of 3`, for a figure that this run has."""
    subject, _, code_id = figure.rpartition("/")
    stage, _, rest = subject.rpartition("/")
    name = ground.case_name(rest) if not stage else ground.name_of(stage, rest)
    row = ground.frequency.get((rest, code_id)) if not stage else None
    said = f": {counts(row, ground)}" if row is not None and ground.shows_counts else ""
    return Html(f"{esc(ground.code_name(code_id))} in <bdi>{esc(name)}</bdi>{said}")
