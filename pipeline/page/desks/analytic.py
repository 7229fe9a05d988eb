"""The analytic desk: one transcript from its first answer to its last, or all answers to one question."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.coding.hand.finding import find_words
from pipeline.page.again_list import WALK, CodeAgain
from pipeline.page.desks.again import entry_words
from pipeline.page.desks.frame import frame
from pipeline.page.pages import question_words, streamed
from pipeline.page.session import Session
from pipeline.page.transcript_view import TranscriptView, chunks_of, code_name, turns_between, view_of
from pipeline.study.records import Transcript


def analytic_page(session: Session, transcript: Transcript) -> Iterator[str]:
    """A whole transcript to be read and coded."""
    session.note_opening(transcript.transcript_id)
    return _page(session, [view_of(session, transcript)], transcript, "")


def again_page(session: Session, transcript: Transcript, code_id: str) -> Iterator[str]:
    """A whole transcript to be read again for one code, whose text has changed since it was read."""
    session.note_opening(transcript.transcript_id)
    session.again.look_again(session.material, session.mine, session.read_log)
    entry = session.again.by_code.get(code_id)
    if entry is None:
        return analytic_page(session, transcript)
    view = view_of(session, transcript, None, WALK + code_id)
    return _page(session, [view], transcript, "", entry)


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
    session: Session,
    stretches: list[TranscriptView],
    transcript: Transcript | None,
    question: str,
    entry: CodeAgain | None = None,
) -> Iterator[str]:
    words = session.material.question_text(question) if question else ""
    context = frame(session, "analytic", transcript)
    context["desk"]["n_by_code"] = session.n_by_code
    if entry is not None:
        # `list` names the walk; `again` the list to go back to.
        context["desk"] |= {"list": WALK + entry.code_id, "again": entry.code_id}
    return streamed(
        "analytic.html.j2",
        **context,
        entry=entry and entry_words(session, entry),
        moved=_moved(session, transcript) if transcript is not None and not question else [],
        stretches=stretches,
        question=question,
        question_text=words,
        words=question_words(session),
    )


def _moved(session: Session, transcript: Transcript) -> list[dict[str, Any]]:
    """The coder's codings of a corrected transcript that were found elsewhere, or not at all."""
    rows = [row for row in session.unsure() if row.coding.transcript_id == transcript.transcript_id]
    return [
        {
            "coding": row.coding,
            "name": code_name(row.coding.code_id, session.material),
            "was": row.cells.get("quotation", ""),
            "is_lost": row.is_lost,
            "why": row.why,
            "likely": _likely_place(transcript.text, row.cells.get("quotation", "")) if row.is_lost else (),
        }
        for row in sorted(rows, key=lambda row: (not row.is_lost, row.coding.start_char, row.coding.coding_id))
    ]


def _likely_place(text: str, quotation: str) -> tuple[int, int, str] | tuple[()]:
    """Where words that were corrected stand today, most likely: start, end, and how they read."""
    place = find_words(text, quotation)
    start, end = next(iter(place.candidates), (place.start, place.end))
    return (start, end, text[start:end]) if start < end else ()
