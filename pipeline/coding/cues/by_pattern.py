"""A transcript and a codebook -> the machine's codings: a code for each segment in which one of its cues stands.

Pure and picklable: the same transcript and codebook give the same codings in any process.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import field
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from pipeline.coding.cues.anchors import Trigger, holds, index, letters_of, runs, written_in
from pipeline.coding.cues.cues import PatternCue, PhraseCue, ReadyCues, matcher, places, ready_cues, sequence_places
from pipeline.coding.cues.language import folded, is_blank, load_model, loosened, lower_words, tokenised
from pipeline.coding.cues.polarity import polarity, strongest
from pipeline.study.dataclass import dataclass
from pipeline.study.records import OFF_PROTOCOL, Code, Codebook, Coding, Segment, Transcript, Turn
from pipeline.study.study import DEFAULT_MODEL

if TYPE_CHECKING:
    from spacy.tokens import Doc

ECHO_WORDS = 12
_BEGINNING = re.compile(rf"\s*(?:\S+\s+){{{ECHO_WORDS - 1}}}(?=\S)")
"""A respondent who begins with the interviewer's wording answers with it; past so many words it is their own."""

WINDOW = 100
"""Tokens in which a pattern without an end is looked for at once: its time grows with the cube of them. Windows overlap
by half, so that it reaches over 50 words wherever it begins."""

Parse = Callable[[str], "Doc"]


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a cue stands in a segment: tokens start to end (exclusive) of `words`, the segment's lower-cased tokens.

    `char` is the place of the first token in the segment's text.
    """

    cue: str
    words: tuple[str, ...]
    start: int
    end: int
    char: int


def code_transcript(
    transcript: Transcript,
    codebook: Codebook,
    only: frozenset[str] | None = None,
    language_model: str = DEFAULT_MODEL,
    parse: Parse | None = None,
) -> tuple[Coding, ...]:
    """The machine's codings of one transcript, in the order of the text, then of the codebook.

    Args:
        transcript: With its segments, and its index chunks where a guide was used.
        codebook: Its codable codes that have cues are looked for.
        only: Ids of the codes to look for; None for all.
        language_model: Used only for cues with part of speech, dependency, entities; `blank:…` leaves these out.
        parse: Gives the parsed segment instead of the model (a cache of parses); None loads the model when needed.

    Returns:
        One coding per segment and code: the whole segment, the cue that fired, and whether the segment affirms,
        denies (absent) or wishes it. Several hits: affirmed wins, then wished. Interviewers' segments, echoes of
        the interviewer and passages outside the code's scope have none.

    Raises:
        LanguageModelMissing: A segment holds the anchor of a cue that needs grammar, and the model is not there.
    """
    return _codings_and_reading(transcript, codebook, only, language_model, parse)[0]


def look_into(
    transcript: Transcript, codebook: Codebook, only: frozenset[str], language_model: str, letters: str | None = None
) -> tuple[tuple[Coding, ...], str]:
    """As `code_transcript`; with the letters by which it is told later that another cue cannot stand in it.

    `letters`: those of the transcript, where they are known already.
    """
    codings, reading = _codings_and_reading(transcript, codebook, only, language_model, None, letters)
    return codings, letters_of(reading.written) if letters is None else letters


def _codings_and_reading(
    transcript: Transcript,
    codebook: Codebook,
    only: frozenset[str] | None,
    language_model: str,
    parse: Parse | None,
    letters: str | None = None,
) -> tuple[tuple[Coding, ...], Reading]:
    codes = [c for c in codebook.codable if not c.cues.is_empty and (only is None or c.code_id in only)]
    ready = {code.code_id: ready_cues(code.cues, language_model) for code in codes}
    reading = _reading(transcript, tuple(ready.values()), language_model, parse, letters)
    matches: list[tuple[int, Code, Hit, str]] = []
    for code in codes:
        allowed = _in_scope(transcript, codebook, code)
        for position, hits in _hits_by_segment(reading, ready[code.code_id], allowed):
            said = _said(reading, position, hits)
            if said:
                matches.append((position, code, *said))
    # Stable: within a segment the codebook's order stays.
    matches.sort(key=lambda match: match[0])
    # "Yeah." stands many times: its number among equal texts tells one from another in the id.
    numbers = _occurrences(reading, {position for position, *_ in matches})
    codings = tuple(
        _coding(transcript, codebook, reading, position, numbers[position], code, hit, said)
        for position, code, hit, said in matches
    )
    return codings, reading


@dataclass
class Reading:
    """One transcript while it is being coded: its segments' texts and runs, what was tokenised, what was parsed."""

    segments: tuple[Segment, ...]
    texts: tuple[str, ...]
    turns: dict[int, Turn]
    written: tuple[list[str], ...]
    index: dict[Trigger, list[int]]
    language_model: str
    parse: Parse
    docs: dict[tuple[int, str], Doc] = field(default_factory=dict)
    words: dict[tuple[int, str], tuple[str, ...]] = field(default_factory=dict)
    runs_met: dict[int, frozenset[str]] = field(default_factory=dict)
    asked: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def doc(self, position: int, manner: str) -> Doc:
        """The segment's tokens: `loose` for phrases, `plain` for patterns, `parsed` for those that need grammar."""
        key = (position, manner)
        if key not in self.docs:
            text = folded(self.texts[position])
            # Most texts have nothing to loosen: one Doc serves both.
            if manner == "loose" and (loose := loosened(text)) == text:
                self.docs[key] = self.doc(position, "plain")
            elif manner == "loose":
                self.docs[key] = tokenised(loose)
            else:
                self.docs[key] = self.parse(text) if manner == "parsed" else tokenised(text)
        return self.docs[key]

    def lowers(self, position: int, manner: str) -> tuple[str, ...]:
        """The segment's lower-cased tokens."""
        key = (position, manner)
        if key not in self.words:
            self.words[key] = lower_words(self.doc(position, manner))
        return self.words[key]

    def fits(self, position: int, cue: PhraseCue | PatternCue) -> bool:
        """Whether the cue can stand in the segment, by the segment's runs."""
        written = self.written[position]
        if position not in self.runs_met:
            self.runs_met[position] = frozenset(written)
        return holds(cue.needs, self.runs_met[position]) and cue.shape.fits(written)

    def question_before(self, number: int) -> tuple[str, ...]:
        """Lower-cased tokens of the interviewer's turn directly before a turn; else none."""
        if number not in self.asked:
            turn = self.turns.get(number - 1)
            is_asked = turn is not None and turn.is_interviewer
            said = lower_words(tokenised(loosened(turn.text))) if turn is not None and is_asked else ()
            self.asked[number] = said
        return self.asked[number]


def _reading(
    transcript: Transcript,
    ready: tuple[ReadyCues, ...],
    language_model: str,
    parse: Parse | None,
    letters: str | None,
) -> Reading:
    turns = {turn.number: turn for turn in transcript.turns}
    asked = {turn.number for turn in transcript.turns if turn.is_interviewer}
    # Interviewers' words are context, never coded: a quarter of cues' false hits were theirs.
    segments = tuple(
        segment for segment in transcript.segments if not segment.is_interviewer and segment.turn not in asked
    )
    text = transcript.text
    texts = tuple([text[segment.start_char : segment.end_char] for segment in segments])
    written = tuple([runs(folded(said)) for said in texts] if letters is None else written_in(letters))
    vocabulary = frozenset[Trigger]().union(*(cues.by_trigger for cues in ready))
    has_entities = any(cues.has_entities for cues in ready)
    parse = parse or partial(_parse, language_model, has_entities)
    return Reading(segments, texts, turns, written, index(written, vocabulary), language_model, parse)


def _parse(language_model: str, has_entities: bool, text: str) -> Doc:
    return load_model(language_model, has_entities)(text)


def _in_scope(transcript: Transcript, codebook: Codebook, code: Code) -> Callable[[Segment], bool]:
    """Whether a segment lies where the code is looked for: its scope, in transcripts with a matched question."""
    # Where no question was recognised a scope would shut out the whole interview.
    if not code.scope or all(chunk.question == OFF_PROTOCOL for chunk in transcript.chunks):
        return lambda segment: True
    questions = {
        question
        for named in code.scope
        for question in (codebook.under(named) if named in codebook.codes else (named,))
    }
    spans = [(c.start_char, c.end_char) for c in transcript.chunks if c.question in questions]
    return lambda segment: any(start < segment.end_char and segment.start_char < end for start, end in spans)


def _hits_by_segment(
    reading: Reading, ready: ReadyCues, is_allowed: Callable[[Segment], bool]
) -> Iterator[tuple[int, list[Hit]]]:
    """(position, hits) of the segments that have hits no `unless` forbids and that are not echoes."""
    by_position: dict[int, list[Hit]] = {}
    for cue, positions in _possible(reading, ready):
        for position in positions:
            if is_allowed(reading.segments[position]) and reading.fits(position, cue):
                hits = [hit for hit in _hits(reading, position, cue) if not _is_echo(reading, position, hit)]
                if hits:
                    by_position.setdefault(position, []).extend(hits)
    for position in sorted(by_position):
        words = reading.lowers(position, "loose")
        # By segment, not by hit: `unless` says that the sentence misleads.
        if not any(True for tokens in ready.unless for _ in places(tokens, words)):
            yield position, by_position[position]


def _possible(reading: Reading, ready: ReadyCues) -> Iterator[tuple[PhraseCue | PatternCue, Iterable[int]]]:
    """The cues that may stand in some segment, in their order, and in which."""
    possible: dict[int, set[int]] = {}
    for trigger in ready.by_trigger.keys() & reading.index.keys():
        for number in ready.by_trigger[trigger]:
            possible.setdefault(number, set()).update(reading.index[trigger])
    everywhere = range(len(reading.written))
    for number in sorted({*possible, *ready.anywhere}):
        yield ready.every[number], sorted(possible[number]) if number in possible else everywhere


def _hits(reading: Reading, position: int, cue: PhraseCue | PatternCue) -> Iterator[Hit]:
    if isinstance(cue, PhraseCue):
        words = reading.lowers(position, "loose")
        for start in places(cue.tokens, words):
            char = reading.doc(position, "loose")[start].idx
            yield Hit(cue.shown, words, start, start + len(cue.tokens), char)
    # Without a model such a cue cannot fire; `check` says so.
    elif not (cue.has_grammar and is_blank(reading.language_model)):
        manner = "parsed" if cue.has_grammar else "plain"
        doc = reading.doc(position, manner)
        words = reading.lowers(position, manner)
        for start, end in _pattern_places(cue, doc, words):
            yield Hit(cue.shown, words, start, end, doc[start].idx)


def _pattern_places(cue: PatternCue, doc: Doc, words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    if cue.sequences is None and cue.has_no_end and len(doc) > WINDOW:
        # A set: overlapping windows find one place twice.
        spans = {
            (first + start, first + end)
            for first in range(0, len(doc) - WINDOW // 2, WINDOW // 2)
            for _, start, end in matcher(cue.written, doc.vocab)(doc[first : first + WINDOW])
        }
        yield from sorted(spans)
    elif cue.sequences is None:
        yield from ((start, end) for _, start, end in matcher(cue.written, doc.vocab)(doc))
    else:
        for sequence in cue.sequences:
            yield from ((start, start + len(sequence)) for start in sequence_places(sequence, words))


def _is_echo(reading: Reading, position: int, hit: Hit) -> bool:
    """Whether a hit repeats, at the beginning of an answer, words of the interviewer's turn directly before.

    The beginning is the first segment of the turn, or its first ECHO_WORDS words. The words that fired stand in the
    question in the same order, side by side; hyphens and apostrophes do not matter.
    """
    if not reading.segments:
        return False
    segment = reading.segments[position]
    turn = reading.turns.get(segment.turn)
    if turn is None:
        return False
    place = segment.start_char - turn.start_char + hit.char
    # A long first sentence is the beginning as a whole, even past ECHO_WORDS.
    if segment.n > 1 and place > _last_word_of_beginning(turn.text):
        return False
    # Phrases were matched with hyphens as blanks, patterns with hyphens as tokens; the question has none.
    fired = [word for word in hit.words[hit.start : hit.end] if word not in ("-", "‐", "‑")]
    return any(True for _ in places(fired, reading.question_before(segment.turn)))


@lru_cache(maxsize=64)
def _last_word_of_beginning(text: str) -> int:
    """Where the last of a turn's first ECHO_WORDS words begins; its length where it has fewer."""
    beginning = _BEGINNING.match(text)
    return beginning.end() if beginning else len(text)


def _said(reading: Reading, position: int, hits: list[Hit]) -> tuple[Hit, str] | None:
    """The hit that decides a segment and its polarity; the first, then the longest, of the strongest polarity."""
    judged = [(hit, said) for hit in hits if (said := polarity(hit.words, hit.start, hit.end)) is not None]
    if not judged:
        return None
    won = strongest(said for _, said in judged)
    # By the cue's words last, so that two cues at one place do not take turns.
    hit = min((hit for hit, said in judged if said == won), key=lambda h: (h.char, h.start - h.end, h.cue))
    return hit, won


def _occurrences(reading: Reading, positions: set[int]) -> dict[int, int]:
    """{position: how many segments with the same text stand before it, and itself}."""
    texts = {reading.texts[position] for position in positions}
    counted: dict[str, int] = {}
    numbers: dict[int, int] = {}
    for position, text in enumerate(reading.texts):
        if text in texts:
            counted[text] = numbers[position] = counted.get(text, 0) + 1
    return numbers


def machine_id(transcript_id: str, passage: str, occurrence: int, code_id: str) -> str:
    """The id of a machine coding: it stays while the passage stands, whatever changes elsewhere in the transcript."""
    # A separator that no text holds, so that no two ways of joining give one id.
    named = "\x1f".join((transcript_id, passage, str(occurrence), code_id))
    # surrogatepass: a transcript may hold half a pair, and an id must come out all the same.
    return "m-" + hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _coding(
    transcript: Transcript,
    codebook: Codebook,
    reading: Reading,
    position: int,
    occurrence: int,
    code: Code,
    hit: Hit,
    said: str,
) -> Coding:
    segment, text = reading.segments[position], reading.texts[position]
    return Coding(
        coding_id=machine_id(transcript.transcript_id, text, occurrence, code.code_id),
        transcript_id=transcript.transcript_id,
        start_char=segment.start_char,
        end_char=segment.end_char,
        code_id=code.code_id,
        coder="machine",
        origin="machine",
        polarity=said,
        quotation=text,
        cue=hit.cue,
        codebook_version=codebook.version,
    )
