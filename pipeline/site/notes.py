"""Analysts' notes on pages: word for word, with who wrote them; a cited figure becomes its link."""

from __future__ import annotations

from pipeline.notes.read import FIGURE
from pipeline.site.context import SiteContext
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Note
from pipeline.wording.numbers import k_of_n

TITLES = {"respondent": "Respondent memo", "code": "Note on this code", "hunch": "Hunch", "reflexive": "Reflexive note"}


@dataclass(frozen=True, slots=True)
class NotePart:
    """A stretch of a note: its own words, or a figure that it cites, with the page that this run has of it."""

    words: str = ""
    path: str = ""
    code: str = ""
    subject: str = ""
    counted: str = ""


@dataclass(frozen=True, slots=True)
class ShownNote:
    """A note as a page prints it."""

    title: str
    by: object
    status: object
    parts: tuple[NotePart, ...]


def note_of(site: SiteContext, kind: str, subject: str, up: str) -> ShownNote | None:
    """The note on one subject; None where there is none."""
    note = site.notes.of(kind, subject)
    return shown(note, TITLES.get(kind, "Note"), site, up) if note else None


def shown(note: Note, title: str, site: SiteContext, up: str) -> ShownNote:
    """A note's words as they stand in its file, line breaks kept."""
    return ShownNote(title, note.front.get("by"), note.front.get("status", "draft"), _parts(note, site, up))


def _parts(note: Note, site: SiteContext, up: str) -> tuple[NotePart, ...]:
    text = note.body.strip()
    parts, last = [], 0
    for match in FIGURE.finditer(text):
        figure_id = match[1].strip()
        parts.append(NotePart(text[last : match.start()]))
        # A figure that this run has not (it stopped early) stays as it was typed.
        parts.append(_cited(figure_id, site, up) if figure_id in site.figures else NotePart(match[0]))
        last = match.end()
    return (*parts, NotePart(text[last:]))


def _cited(figure_id: str, site: SiteContext, up: str) -> NotePart:
    """`Habits in Tarn flood watch: 2 of 3`, for a figure that this run has."""
    subject, _, code_id = figure_id.rpartition("/")
    stage, _, rest = subject.rpartition("/")
    name = site.name_of(stage, rest) if stage else site.case_name(rest)
    row = None if stage else site.frequency.get((rest, code_id))
    counted = k_of_n(row) if row is not None and site.shows_counts else ""
    return NotePart(path=f"{up}evidence/{figure_id}.html", code=site.code_name(code_id), subject=name, counted=counted)
