"""The analytic desk: one transcript from its first answer to its last, or all answers to one question."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.page.desks.frame import frame
from pipeline.page.pages import question_words, streamed
from pipeline.page.session import Session
from pipeline.page.transcript_view import TranscriptView, chunks_of, turns_between, view_of
from pipeline.study.records import Transcript


def analytic_page(session: Session, transcript: Transcript) -> Iterator[str]:
    """A whole transcript to be read and coded."""
    session.note_opening(transcript.transcript_id)
    return _page(session, [view_of(session, transcript)], transcript, "")


def question_page(session: Session, question: str) -> Iterator[str]:
    """Every respondent's answer to one question, across cases."""
    stretches = list(_answers(session, question))
    for stretch in stretches:
        session.note_opening(stretch.transcript.transcript_id)
    first = stretches[0].transcript if stretches else None
    return _page(session, stretches, first, question)


def _answers(session: Session, question: str) -> Iterator[TranscriptView]:
    for transcript in session.material.corpus.transcripts:
        numbers: list[int] = []
        for chunk in chunks_of(session, transcript):
            if chunk.question == question:
                numbers += turns_between(transcript, chunk.start_char, chunk.end_char)
        if numbers:
            yield view_of(session, transcript, sorted(set(numbers)))


def _page(
    session: Session, stretches: list[TranscriptView], transcript: Transcript | None, question: str
) -> Iterator[str]:
    words = session.material.question_text(question) if question else ""
    return streamed(
        "analytic.html.j2",
        **frame(session, "analytic", transcript),
        stretches=stretches,
        question=question,
        question_text=words,
        words=question_words(session),
    )
