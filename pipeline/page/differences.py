"""Where people who read the same transcript for the same code differ, place by place, before anything is settled."""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from pipeline.coding.hand.hand_work import CONSENSUS
from pipeline.page.session import Session
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Coding, Segment, Transcript

SILENT = 8
"""Sentences that a meeting looks at where nobody saw the code: a minute's reading."""


@dataclass(frozen=True, slots=True)
class Place:
    """Words that at least one coder gave the code, with each coder's codings of it that touch each other there."""

    start_char: int
    end_char: int
    codings: tuple[Coding, ...]
    coders: tuple[str, ...]

    @property
    def kind(self) -> str:
        """How they differ; '' where they agree."""
        having = {coding.coder for coding in self.codings}
        # The coarsest first: who has it at all, then where, then how it is meant.
        if having != set(self.coders):
            return f"only {' and '.join(sorted(having))}"
        spans = [
            sorted((coding.start_char, coding.end_char) for coding in self.codings if coding.coder == who)
            for who in having
        ]
        differing = ["extent"] if any(span != spans[0] for span in spans) else []
        differing += ["polarity"] if len({coding.polarity for coding in self.codings}) > 1 else []
        return f"other {' and '.join(differing)}" if differing else ""

    def of(self, coder: str) -> list[Coding]:
        """One coder's codings there."""
        return [coding for coding in self.codings if coding.coder == coder]


@dataclass(frozen=True, slots=True)
class DoubleReading:
    """A transcript that several people have read for a code, and its places; settled where consensus has read it."""

    transcript_id: str
    code_id: str
    coders: tuple[str, ...]
    places: tuple[Place, ...]
    is_settled: bool = False

    @property
    def differences(self) -> list[Place]:
        """Places at which they differ."""
        return [place for place in self.places if place.kind]


def beside(transcript: Transcript, place: Place) -> tuple[str, str, str]:
    """A place between the sentence before it and the one after; another voice is named."""
    segments, text = transcript.segments, transcript.text
    first = bisect_right([segment.end_char for segment in segments], place.start_char)
    last = bisect_left([segment.start_char for segment in segments], place.end_char)
    turns = {turn.number: turn for turn in transcript.turns}
    here = {segment.turn for segment in segments[first:last]}

    def said(segment: Segment) -> str:
        words = text[segment.start_char : segment.end_char]
        return words if segment.turn in here else f"{turns[segment.turn].speaker}: {words}"

    before = said(segments[first - 1]) if first else ""
    after = said(segments[last]) if last < len(segments) else ""
    return before, text[place.start_char : place.end_char], after


def double_readings(session: Session) -> list[DoubleReading]:
    """Every (transcript, code) that two or more people have read, in the order of the study."""
    readings = []
    codes = [code.code_id for code in session.material.codebook.codable]
    for transcript in session.material.corpus.transcripts:
        transcript_id = transcript.transcript_id
        readers = _readers(session, transcript_id)
        # Consensus is what came of the readings, and none of them.
        settled = readers.pop(CONSENSUS, set())
        if sum(bool(covered) for covered in readers.values()) < 2:
            continue
        by_code: dict[str, list[Coding]] = {}
        for coding in session.shown_in(transcript_id):
            by_code.setdefault(coding.code_id, []).append(coding)
        for code_id in codes:
            coders = tuple(sorted(coder for coder, covered in readers.items() if code_id in covered))
            if len(coders) > 1:
                places = _places([coding for coding in by_code.get(code_id, ()) if coding.coder in coders], coders)
                readings.append(DoubleReading(transcript_id, code_id, coders, tuple(places), code_id in settled))
    return readings


def double_reading(session: Session, transcript_id: str, code_id: str) -> DoubleReading:
    """The places of one transcript and code."""
    readers = _readers(session, transcript_id)
    coders = tuple(sorted(who for who, covered in readers.items() if code_id in covered and who != CONSENSUS))
    codings = [
        coding for coding in session.shown_in(transcript_id) if coding.code_id == code_id and coding.coder in coders
    ]
    return DoubleReading(transcript_id, code_id, coders, tuple(_places(codings, coders)))


def both_silent(session: Session, reading: DoubleReading) -> list[Segment]:
    """Some respondents' sentences, drawn at random, at which no reader has the code: what all may have missed.

    The draw is the same every time, so that a meeting and its minutes speak of the same sentences.
    """
    transcript = session.material.texts[reading.transcript_id]
    answers = {turn.number for turn in transcript.turns if not turn.is_interviewer and not turn.is_nobodys}
    silent = [
        segment
        for segment in transcript.segments
        if segment.turn in answers
        and not any(
            place.start_char < segment.end_char and segment.start_char < place.end_char for place in reading.places
        )
    ]
    chance = random.Random(f"{reading.transcript_id} {reading.code_id}")  # noqa: S311 — a draw, no secret
    drawn = chance.sample(silent, min(SILENT, len(silent)))
    return sorted(drawn, key=lambda segment: segment.start_char)


def _readers(session: Session, transcript_id: str) -> dict[str, set[str]]:
    return {coder: session.log_of(coder).covered(transcript_id) for coder in session.work}


def _places(codings: Sequence[Coding], coders: tuple[str, ...]) -> list[Place]:
    """Codings that touch, directly or through others, are one place."""
    places: list[Place] = []
    together: list[Coding] = []
    end = -1
    for coding in sorted(codings, key=lambda coding: (coding.start_char, coding.end_char, coding.coder)):
        if together and coding.start_char >= end:
            places.append(_place(together, coders))
            together = []
        together.append(coding)
        end = max(end, coding.end_char) if len(together) > 1 else coding.end_char
    return [*places, _place(together, coders)] if together else places


def _place(codings: Sequence[Coding], coders: tuple[str, ...]) -> Place:
    start, end = min(coding.start_char for coding in codings), max(coding.end_char for coding in codings)
    return Place(start, end, tuple(codings), coders)
