"""People who withdrew: the study without their words, and the files that still hold them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from pipeline.corpus.cases import Corpus
from pipeline.corpus.peoples_tables import PeoplesTable
from pipeline.io.cache import key_of
from pipeline.loaded_study import LoadedStudy
from pipeline.notes.read import Notes
from pipeline.sharing.transcripts import WITHDRAWN, Places, retold
from pipeline.study.records import Coding, Transcript, Turn

PEOPLE = ("respondent_id", "rater")
"""Columns of people's tables that say whose a row is."""


def without_withdrawn(loaded_study: LoadedStudy) -> LoadedStudy:
    """The study as if whoever withdrew were not listed; where others spoke too, their turns read `[withdrawn]`."""
    gone = withdrawn_people(loaded_study.corpus)
    if not gone:
        return loaded_study
    corpus = loaded_study.corpus
    left: dict[str, Transcript] = {}
    places: dict[str, Places] = {}
    closed: dict[str, list[Turn]] = {}
    dropped = set(corpus.unread)
    for transcript in corpus.transcripts:
        turns = [turn for turn in transcript.turns if _is_withdrawn(transcript, turn, corpus, gone)]
        if not turns:
            left[transcript.transcript_id] = transcript
        elif len(turns) == sum(not turn.is_interviewer for turn in transcript.turns):
            dropped.add(transcript.transcript_id)
        else:
            closed[transcript.transcript_id] = turns
            left[transcript.transcript_id], places[transcript.transcript_id] = _silenced(transcript, turns)
    hand = loaded_study.hand

    def moved(codings: Iterable[Coding]) -> tuple[Coding, ...]:
        kept = (coding for coding in codings if _is_left(coding, left, closed))
        return tuple(_moved(coding, left, places) for coding in kept)

    return replace(
        loaded_study,
        corpus=replace(
            corpus,
            transcripts=tuple(left.values()),
            participants={name: person for name, person in corpus.participants.items() if name not in gone},
            attendance=tuple(row for row in corpus.attendance if row["respondent_id"] not in gone),
            unmatched={name: questions for name, questions in corpus.unmatched.items() if name in left},
            unread=frozenset(dropped),
        ),
        hand=replace(
            hand,
            codings=moved(hand.codings),
            outdated=moved(hand.outdated),
            rejects=moved(hand.rejects),
            moved=moved(hand.moved),
            read=tuple(mark for mark in hand.read if mark.transcript_id in left),
            index_codings={
                name: tuple((question, *places[name].passage(*span)) for question, *span in rows)
                if name in places
                else rows
                for name, rows in hand.index_codings.items()
                if name in left
            },
        ),
        tables={name: _without_rows(table, gone) for name, table in loaded_study.tables.items()},
        notes=Notes(
            tuple(
                note for note in loaded_study.notes.notes if note.stage != "respondent" or note.subject not in dropped
            )
        ),
    )


def withdrawn_people(corpus: Corpus) -> frozenset[str]:
    """The ids of those who withdrew."""
    return frozenset(name for name, person in corpus.participants.items() if person.has_withdrawn)


def _is_withdrawn(transcript: Transcript, turn: Turn, corpus: Corpus, gone: Collection[str]) -> bool:
    if turn.is_interviewer:
        return False
    if turn.respondent_id:
        return turn.respondent_id in gone
    # Nobody says whose words these are: they may be theirs.
    attending = {row["respondent_id"] for row in corpus.attendance if row["transcript_id"] == transcript.transcript_id}
    return not attending.isdisjoint(gone)


def _silenced(transcript: Transcript, turns: Iterable[Turn]) -> tuple[Transcript, Places]:
    numbers = {turn.number for turn in turns}
    segments = tuple(
        replace(segment, is_interviewer=True) if segment.turn in numbers else segment
        for segment in transcript.segments
        # One for the whole turn: nothing is left of its sentences.
        if segment.turn not in numbers or segment.n == 1
    )

    def changed(turn: Turn) -> Turn:
        if turn.number not in numbers:
            return turn
        return replace(turn, speaker=WITHDRAWN, respondent_id=None, is_nobodys=True, start_seconds=None)

    whole = replace(transcript, segments=segments)
    silenced = retold(whole, lambda text: [], lambda turn: WITHDRAWN if turn.number in numbers else "", changed)
    # What is kept by the digest of the words was made of other words.
    digest = key_of(transcript.digest, WITHDRAWN, sorted(numbers)) if transcript.digest else ""
    return replace(silenced.transcript, digest=digest), silenced.places


def _is_left(coding: Coding, left: Mapping[str, Transcript], closed: Mapping[str, list[Turn]]) -> bool:
    return coding.transcript_id in left and all(
        coding.end_char <= turn.start_char or turn.end_char <= coding.start_char
        for turn in closed.get(coding.transcript_id, ())
    )


def _moved(coding: Coding, left: Mapping[str, Transcript], places: Mapping[str, Places]) -> Coding:
    if coding.transcript_id not in places:
        return coding
    start, end = places[coding.transcript_id].passage(coding.start_char, coding.end_char)
    return replace(coding, start_char=start, end_char=end, quotation=left[coding.transcript_id].text[start:end])


def _without_rows(table: PeoplesTable, gone: Collection[str]) -> PeoplesTable:
    rows = tuple(row for row in table.rows if not any(row[column] in gone for column in PEOPLE))
    return replace(table, rows=rows)
