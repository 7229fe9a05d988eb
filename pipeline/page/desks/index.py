"""The index desk: whose interview this is, and which question each stretch of it answers."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.page import page_notes
from pipeline.page.chunk_acts import not_asked, unplaced
from pipeline.page.desks.frame import frame
from pipeline.page.guide_variants import guide_digest
from pipeline.page.pages import question_words, streamed
from pipeline.page.session import Session
from pipeline.page.transcript_view import view_of
from pipeline.study.records import OFF_PROTOCOL, Transcript


def index_page(session: Session, transcript: Transcript) -> Iterator[str]:
    """A transcript with its chunks to accept, move, merge and split, and the questions that were not recognised."""
    session.note_opening(transcript.transcript_id)
    view = view_of(session, transcript)
    context = frame(session, "index", transcript)
    note = page_notes.respondent_note(session, transcript.transcript_id)
    context["desk"] |= {"has_memo": bool(note["text"]), "questions": _questions(session, transcript)}
    return streamed(
        "index.html.j2",
        **context,
        stretches=[view],
        about=_attributes(session, transcript),
        memo=note,
        guide_digest=guide_digest(session, transcript),
        unplaced=unplaced(session, transcript),
        not_asked=not_asked(session, transcript),
        words=question_words(session),
        is_by_machine=any(chunk.sureness is not None for chunk in view.chunks),
        n_chunks=sum(chunk.question != OFF_PROTOCOL for chunk in view.chunks),
    )


def _questions(session: Session, transcript: Transcript) -> list[dict[str, str]]:
    """What a chunk can be called: the guide's questions, else all index codes."""
    guide = session.material.guide_of(transcript)
    if guide is not None:
        return [{"id": question.question, "words": question.text} for question in guide.questions]
    words = question_words(session)
    return [{"id": question, "words": text} for question, text in words.items() if question != OFF_PROTOCOL]


def _attributes(session: Session, transcript: Transcript) -> list[tuple[str, str]]:
    """What is known of the transcript and its respondent."""
    rows = [("case", transcript.case_id or ""), ("kind", transcript.kind), ("date", transcript.date or "")]
    rows += list(transcript.attributes.items())
    person = session.material.corpus.participants.get(transcript.respondent_id or "")
    if person is not None:
        # The case stands there already, as the transcript's.
        said = [pair for pair in person.attributes.items() if pair != ("case_id", transcript.case_id)]
        rows += [("respondent", person.respondent_id), *said]
    # The tier would tell how the case turned out: a reader who does not know it should not learn it here.
    hidden = session.material.study.settings.outcome_attribute
    return [(name, value) for name, value in rows if value and name != hidden]
