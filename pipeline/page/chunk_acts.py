"""Index chunks as a coder corrects them: whoever accepts or moves one has all of the transcript written as theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pipeline.corpus.likeness import Likeness
from pipeline.page.rows import Done, Refused, retract_row, row_of, write
from pipeline.page.session import Session
from pipeline.page.transcript_view import chunks_of
from pipeline.study.dataclass import dataclass
from pipeline.study.records import OFF_PROTOCOL, Coding, IndexChunk, Transcript, Turn

MOST_LIKELY = 3


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A question of the guide that no chunk answers, and the interviewer's turns that sound most like it."""

    question: str
    text: str
    turns: tuple[tuple[Turn, float], ...]


def unplaced(session: Session, transcript: Transcript) -> list[Unplaced]:
    """Questions that were not recognised and not marked as not asked, in the order of the guide."""
    guide = session.material.guide_of(transcript)
    if guide is None or not guide.questions:
        return []
    placed = {chunk.question for chunk in chunks_of(session, transcript)} | set(not_asked(session, transcript))
    missing = [n for n, question in enumerate(guide.questions) if question.question not in placed]
    if not missing:
        return []
    likeness = Likeness(guide.questions, transcript.turns, transcript.language)
    heard, scores = "", []
    for turn in transcript.turns:
        if turn.is_interviewer:
            scores.append((turn, likeness.of(turn, heard)))
        else:
            # Interviewers take up what was just said: `Likeness` counts such words half.
            heard = turn.text
    missed = []
    for n in missing:
        best = sorted(((turn, likely[n]) for turn, likely in scores if likely[n] > 0), key=lambda pair: -pair[1])
        question = guide.questions[n]
        missed.append(Unplaced(question.question, question.text, tuple(best[:MOST_LIKELY])))
    return missed


def not_asked(session: Session, transcript: Transcript) -> list[str]:
    """Questions that this coder marked as not asked: codings of the question with polarity absent."""
    return [coding.code_id for coding in _own_index_codings(session, transcript) if coding.polarity == "absent"]


def change_chunks(session: Session, asked: Mapping[str, Any]) -> Done:
    """Accept, move, end, merge, split, rename or drop a chunk; the rows of all chunks are written."""
    transcript = session.material.texts.get(str(asked.get("transcript_id", "")))
    if transcript is None or asked.get("digest") != session.material.digests[transcript.transcript_id]:
        raise Refused("The transcript was changed since this page was opened: reload the page.", 409)
    # What comes before the first question is no answer, and is never written as somebody's coding.
    chunks = [chunk for chunk in chunks_of(session, transcript) if chunk.question != OFF_PROTOCOL]
    operation = str(asked.get("how"))
    question = str(asked.get("question", ""))
    if operation == "not_asked":
        return _mark_not_asked(session, transcript, question)
    if operation in ("split", "rename") and not _is_question(session, question):
        raise Refused(f"'{question}' is no question of a guide and no index code.")
    turn = _turn(transcript, asked.get("turn"))
    if operation == "split":
        changed = _split(chunks, transcript, _must_be_there(turn), question)
    else:
        at = _position(chunks, transcript, asked.get("begins"))
        if operation == "accept":
            changed = chunks
        elif operation == "move":
            changed = _move(chunks, at, _must_be_there(turn))
        elif operation == "end":
            changed = _end(chunks, at, _must_be_there(turn))
        elif operation == "merge":
            changed = _merge(chunks, at)
        elif operation == "rename":
            changed = [*chunks[:at], replace(chunks[at], question=question), *chunks[at + 1 :]]
        elif operation == "drop":
            changed = [*chunks[:at], *chunks[at + 1 :]]
        else:
            raise Refused("The page does not know this act.")
    return _written(session, transcript, changed)


def _written(session: Session, transcript: Transcript, chunks: Sequence[IndexChunk]) -> Done:
    """Rows for what is new, a retract row for what is gone; what stands already is left alone."""
    # Marks of "not asked" are no chunks: moving a chunk leaves them alone.
    own = [coding for coding in _own_index_codings(session, transcript) if coding.polarity != "absent"]
    wanted = {(chunk.question, chunk.start_char, chunk.end_char) for chunk in chunks}
    there = {(coding.code_id, coding.start_char, coding.end_char): coding for coding in own}
    rows = [
        retract_row(session, session.mine.by_id[coding.coding_id]) for key, coding in there.items() if key not in wanted
    ]
    for question, start, end in sorted(wanted - set(there), key=lambda key: key[1]):
        cells = row_of(session, transcript, start, end, question)
        rows.append(cells | {"coding_id": session.new_coding_id()})
    if not rows:
        return Done(said="These chunks are yours already.")
    done = write(session, rows)
    done.selected = ""
    done.extra["reloads"] = True
    return done


def _mark_not_asked(session: Session, transcript: Transcript, question: str) -> Done:
    if not _is_question(session, question):
        raise Refused(f"'{question}' is no question of a guide and no index code.")
    # A coding needs a passage, and a question that was not asked has none: the first turn stands for it.
    first = transcript.turns[0]
    cells = row_of(session, transcript, first.start_char, first.end_char, question)
    cells |= {"coding_id": session.new_coding_id(), "polarity": "absent", "memo": "not asked"}
    done = write(session, [cells])
    done.extra["reloads"] = True
    return done


def _move(chunks: Sequence[IndexChunk], at: int, turn: Turn) -> list[IndexChunk]:
    """The chunk begins at another turn; what ended where it began ends there now."""
    chunk = chunks[at]
    before = chunks[at - 1] if at else None
    if turn.start_char >= chunk.end_char or (before is not None and turn.start_char <= before.start_char):
        raise Refused("A chunk can begin after the one before it begins, and before it ends.")
    moved = list(chunks)
    moved[at] = replace(chunk, start_char=turn.start_char)
    # Only a chunk that reached up to this one follows; a gap that a person left stays.
    if before is not None and before.end_char + 1 >= min(chunk.start_char, turn.start_char):
        moved[at - 1] = replace(before, end_char=turn.start_char - 1)  # less the line feed between two turns
    return moved


def _end(chunks: Sequence[IndexChunk], at: int, turn: Turn) -> list[IndexChunk]:
    """The chunk ends with a turn; what follows up to the next one answers no question."""
    chunk = chunks[at]
    following = min((other.start_char for other in chunks[at + 1 :]), default=None)
    if turn.end_char <= chunk.start_char or (following is not None and turn.end_char > following):
        raise Refused("A chunk can end after it begins, and before the next one begins.")
    return [*chunks[:at], replace(chunk, end_char=turn.end_char), *chunks[at + 1 :]]


def _merge(chunks: Sequence[IndexChunk], at: int) -> list[IndexChunk]:
    """The chunk goes on what the one before it asked."""
    if at == 0:
        raise Refused("There is no chunk before this one to merge it with.")
    joined = replace(chunks[at - 1], end_char=max(chunks[at].end_char, chunks[at - 1].end_char))
    return [*chunks[: at - 1], joined, *chunks[at + 1 :]]


def _split(chunks: Sequence[IndexChunk], transcript: Transcript, turn: Turn, question: str) -> list[IndexChunk]:
    """A chunk of this question begins at the turn and ends where the one that held it ended."""
    start = turn.start_char
    if any(chunk.start_char == start for chunk in chunks):
        raise Refused("A chunk begins at this turn already: rename it, or move it.")
    following = [chunk.start_char - 1 for chunk in chunks if chunk.start_char > start]
    end = min(following, default=len(transcript.text))
    cut = []
    for chunk in chunks:
        holds_it = chunk.start_char < start < chunk.end_char
        end = chunk.end_char if holds_it else end
        cut.append(replace(chunk, end_char=start - 1) if holds_it else chunk)
    cut.append(IndexChunk(transcript.transcript_id, question, start, end))
    return sorted(cut, key=lambda chunk: chunk.start_char)


def _own_index_codings(session: Session, transcript: Transcript) -> list[Coding]:
    index = session.material.index_codes
    return [coding for coding in session.mine.shown_in(transcript.transcript_id) if coding.code_id in index]


def _is_question(session: Session, question: str) -> bool:
    return question in session.material.questions or question in session.material.index_codes


def _position(chunks: Sequence[IndexChunk], transcript: Transcript, begins: object) -> int:
    turn = _turn(transcript, begins)
    for n, chunk in enumerate(chunks):
        if turn is not None and turn.start_char <= chunk.start_char <= turn.end_char:
            return n
    raise Refused("There is no chunk there any more.", 409)


def _turn(transcript: Transcript, number: object) -> Turn | None:
    return next((turn for turn in transcript.turns if turn.number == number), None)


def _must_be_there(turn: Turn | None) -> Turn:
    if turn is None:
        raise Refused("There is no such turn.", 409)
    return turn
