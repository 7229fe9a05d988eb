"""`room/cross-case/revisions`: what later stages changed in earlier ones, and to which evidence they went back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.memos.context import MemoContext
from pipeline.memos.links import evidence_link, memo_link
from pipeline.memos.rendering import render
from pipeline.memos.shown_notes import note_body, note_status, revised_memos
from pipeline.notes.read import cited_figures
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Note
from pipeline.wording.escaping import md
from pipeline.wording.numbers import listed


@dataclass(frozen=True, slots=True)
class ShownRevision:
    """One note that revises earlier memos: its own place, how it stands, what it went back to, its words."""

    revised: str
    by: str
    status: str
    returned_to: str
    words: str


def revisions_text(stages: Sequence[str], context: MemoContext) -> str:
    """The page as Markdown, from the first stage that revises on; it says so where no note revises anything."""
    return render("revisions.md.j2", revisions=tuple(_revisions(stages, context)), fiction=context.settings.fiction)


def _revisions(stages: Sequence[str], context: MemoContext) -> Iterator[ShownRevision]:
    # By stage, not by name: the page tells how later stages went back to earlier ones.
    order = {stage: n for n, stage in enumerate(stages)}
    notes = sorted(context.notes, key=lambda note: (order.get(note.stage, len(order)), note.stage, note.subject))
    for note in notes:
        revised = revised_memos(note)
        if revised:
            yield ShownRevision(
                listed(_memo(memo, context) for memo in revised),
                f"{_memo(f'{note.stage}/{note.subject}', context)}{_by(note)}",
                note_status(note),
                listed(_figure(figure, context) for figure, _ in dict(cited_figures(note)).items()),
                note_body(note, context),
            )


def _memo(name: str, context: MemoContext) -> str:
    stage, _, subject = name.partition("/")
    return memo_link(stage, subject) if (stage, subject) in context.by_subject else md(name)


def _by(note: Note) -> str:
    by = note.front.get("by")
    return f", by {md(by)}" if by else ""


def _figure(figure: str, context: MemoContext) -> str:
    where, _, code_id = figure.rpartition("/")
    code = context.codebook.codes.get(code_id)
    words = f"{md(code.name if code else code_id)}, {md(where)}"
    return evidence_link(words, figure) if figure in context.evidence.rows else words
