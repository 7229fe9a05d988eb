"""The analytic desk: one transcript from its first answer to its last, or all answers to one question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from pipeline.page.desks.frame import frame
from pipeline.page.pages import render, turn_html
from pipeline.page.session import Session
from pipeline.page.transcript_view import TranscriptView, chunks_of, turns_between, view_of
from pipeline.study.records import Transcript


@dataclass(frozen=True)
class Stretch:
    """Turns of one transcript, drawn."""

    view: TranscriptView
    html: Markup


def analytic_page(session: Session, transcript: Transcript) -> str:
    """A whole transcript to be read and coded."""
    session.note_opening(transcript.transcript_id)
    return _page(session, [stretch_of(session, transcript)], transcript, "")


def question_page(session: Session, question: str) -> str:
    """Every respondent's answer to one question, across cases."""
    stretches = list(_answers(session, question))
    for stretch in stretches:
        session.note_opening(stretch.view.transcript.transcript_id)
    first = stretches[0].view.transcript if stretches else None
    return _page(session, stretches, first, question)


def stretch_of(session: Session, transcript: Transcript, only: list[int] | None = None) -> Stretch:
    """Turns of a transcript as HTML."""
    view = view_of(session, transcript, only)
    return Stretch(view, Markup("".join(turn_html(session, turn) for turn in view.turns)))  # noqa: S704 — by templates


def _answers(session: Session, question: str) -> Iterator[Stretch]:
    for transcript in session.material.corpus.transcripts:
        numbers: list[int] = []
        for chunk in chunks_of(session, transcript):
            if chunk.question == question:
                numbers += turns_between(transcript, chunk.start_char, chunk.end_char)
        if numbers:
            yield stretch_of(session, transcript, sorted(set(numbers)))


def _page(session: Session, stretches: list[Stretch], transcript: Transcript | None, question: str) -> str:
    words = session.material.question_text(question) if question else ""
    return render(
        "analytic.html.j2",
        **frame(session, "analytic", transcript),
        stretches=stretches,
        question=question,
        question_words=words,
    )
