"""Search over all transcripts: words, and what is known of passages (`code:`, `speaker:`, `sector:`, `case:`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.page.folding import folded, folded_transcript, place_of
from pipeline.page.session import Session
from pipeline.page.transcript_view import code_name
from pipeline.study.dataclass import dataclass
from pipeline.study.passages import overlap
from pipeline.study.records import Coding, Transcript, Turn

FIELDS = ("code", "speaker", "sector", "case", "transcript")
# `trust`, `code:setback`, `"in the room"`, `code:"prior relationships"`.
TERM = re.compile(r'(?:(\w+):)?(?:"([^"]*)"|(\S+))')
MOST = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence that matches, or a coded passage, and where it stands.

    `before` and `after` are the words around the match; `coder` is told of a coded passage.
    """

    transcript_id: str
    segment_id: str
    turn: int
    speaker: str
    before: str
    match: str
    after: str
    case: str = ""
    coder: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search, taken apart."""

    words: tuple[str, ...]
    fields: dict[str, str]


def parse(query: str) -> Wanted:
    """`trust code:setback case:alpha "in the room"`: every part must hold."""
    words: list[str] = []
    fields: dict[str, str] = {}
    for name, quoted, plain in TERM.findall(folded(query)):
        value = quoted or plain
        if name in FIELDS:
            fields[name] = value
        elif value or name:
            # A name that is no field belongs to the words, as in `10:30`.
            words.append(f"{name}:{value}" if name else value)
    return Wanted(tuple(words), fields)


def search(session: Session, query: str) -> tuple[list[Hit], bool]:
    """What matches, case by case, and whether there is more. A blind search sees one's own codings only.

    `code:` without words lists the code's passages as they were coded; else sentences are listed.
    """
    wanted = parse(query)
    listed: list[Hit] = []
    if not wanted.words and not wanted.fields:
        return [], False
    cases = {case.case_id: n for n, case in enumerate(session.material.corpus.cases)}
    hits = _hits if wanted.words or "code" not in wanted.fields else _passages
    for transcript in sorted(
        session.material.corpus.transcripts, key=lambda transcript: cases.get(transcript.case_id or "", len(cases))
    ):
        if not _is_meant(session, transcript, wanted):
            continue
        for hit in hits(session, transcript, wanted):
            if len(listed) == MOST:
                return listed, True
            listed.append(hit)
    return listed, False


def _is_meant(session: Session, transcript: Transcript, wanted: Wanted) -> bool:
    fields = wanted.fields
    if fields.get("case", "") not in folded(transcript.case_id or ""):
        return False
    if fields.get("transcript", "") not in folded(transcript.transcript_id):
        return False
    # Few transcripts hold all the words: the others are passed over before they are taken sentence by sentence.
    text = folded_transcript(transcript.text)
    return all(word in text for word in wanted.words)


def _hits(session: Session, transcript: Transcript, wanted: Wanted) -> Iterator[Hit]:
    turns = {turn.number: turn for turn in transcript.turns}
    codings = _coded(session, transcript, wanted.fields.get("code", ""))
    text = transcript.text
    for segment in transcript.segments:
        words = text[segment.start_char : segment.end_char]
        compared = folded(words)
        turn = turns[segment.turn]
        if not all(word in compared for word in wanted.words) or not _is_speaker(session, transcript, turn, wanted):
            continue
        if codings is not None and not any(overlap(coding, segment) for coding in codings):
            continue
        place = place_of(words, wanted.words[0]) if wanted.words else None
        start, end = place or (0, len(words))
        where = (transcript.transcript_id, segment.segment_id, turn.number, turn.speaker)
        yield Hit(*where, words[:start], words[start:end], words[end:], transcript.case_id or "")


def _passages(session: Session, transcript: Transcript, wanted: Wanted) -> Iterator[Hit]:
    turns = {turn.number: turn for turn in transcript.turns}
    for coding in _coded(session, transcript, wanted.fields["code"]) or ():
        segment = next((segment for segment in transcript.segments if overlap(coding, segment)), None)
        if segment is None or not _is_speaker(session, transcript, turns[segment.turn], wanted):
            continue
        words = transcript.text[coding.start_char : coding.end_char]
        where = (transcript.transcript_id, segment.segment_id, segment.turn, turns[segment.turn].speaker)
        name = code_name(coding.code_id, session.material)
        yield Hit(*where, "", words, "", transcript.case_id or "", f"{name}, {coding.coder}")


def _coded(session: Session, transcript: Transcript, code: str) -> list[Coding] | None:
    if not code:
        return None
    return [
        coding
        for coding in session.shown_in(transcript.transcript_id)
        if code in folded(coding.code_id) or code in folded(code_name(coding.code_id, session.material))
    ]


def _is_speaker(session: Session, transcript: Transcript, turn: Turn, wanted: Wanted) -> bool:
    if wanted.fields.get("speaker", "") not in folded(turn.speaker):
        return False
    sector = wanted.fields.get("sector")
    if sector is None:
        return True
    person = session.material.corpus.participants.get(turn.respondent_id or transcript.respondent_id or "")
    return person is not None and not turn.is_interviewer and sector in folded(person.sector)
