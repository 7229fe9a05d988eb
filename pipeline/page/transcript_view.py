"""A transcript as the page draws it: turns of sentences, cut where codings begin and end, brackets beside them."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from pipeline.coding.hand.hand_work import CONSENSUS
from pipeline.page.again_list import WALK
from pipeline.page.coders import CodersWork
from pipeline.page.material import Material
from pipeline.page.session import Session
from pipeline.page.suggestions import Judge, nearest_example, right_of
from pipeline.sharing.replacing import Edit
from pipeline.study.dataclass import dataclass
from pipeline.study.records import PROPOSED, Coding, IndexChunk, Segment, Transcript, Turn

N_COLOURS = 8  # as many as the style sheet has; the last is for codes without a family
EXAMPLE_SHOWN = 140  # characters: about a line


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a turn with the same codings. `ids` has blanks between; `instead` is what is shared in their place."""

    text: str
    ids: str
    n_codings: int
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A segment as it is drawn, or (`segment` None) the white space between two."""

    segment: Segment | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Bracket:
    """A coding in the margin of a turn: of the turn in which it begins, with all that can be said of it."""

    coding_id: str
    label: str
    title: str
    colour: int
    is_mine: bool
    is_suggestion: bool
    coding: Coding
    whose: str
    reason: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Continued:
    """The part of a coding that reaches into a later turn."""

    coding_id: str
    colour: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TurnView:
    """All that a turn's template needs."""

    turn: Turn
    transcript_id: str
    question: str
    begins: str
    sentences: tuple[Sentence, ...]
    brackets: tuple[Bracket, ...]
    continued: tuple[Continued, ...]
    language: str = "en"
    who: str = ""

    @property
    def kind(self) -> str:
        """Whose words these are, as a class of the style sheet."""
        if self.turn.is_nobodys:
            return "is-nobodys"
        return "is-interviewer" if self.turn.is_interviewer else "is-respondent"

    def spoken(self, bracket: Bracket) -> str:
        """A coding as it is read out: code, coder, polarity, sentences."""
        coding = bracket.coding
        numbers = [
            n
            for n, sentence in enumerate((s.segment for s in self.sentences if s.segment), 1)
            if coding.start_char < sentence.end_char and sentence.start_char < coding.end_char
        ]
        last = " and further turns" if coding.end_char > self.turn.end_char else ""
        where = (
            f"sentences {numbers[0]} to {numbers[-1]}"
            if len(numbers) > 1
            else f"sentence {numbers[0]}"
            if numbers
            else "words"
        )
        polarity = [] if coding.polarity == "affirmed" else [coding.polarity]
        return ", ".join((bracket.title, bracket.whose, *polarity, f"{where} of turn {self.turn.number}{last}"))

    @property
    def drawn(self) -> str:
        """What tells whether a turn on a screen still looks like this; its words have a digest of their own."""
        names = [piece.instead for sentence in self.sentences for piece in sentence.pieces if piece.instead]
        looks = repr((self.brackets, self.continued, self.question, self.begins, *names))
        return hashlib.sha256(looks.encode("utf-8", "surrogatepass")).hexdigest()[:12]


@dataclass(frozen=True)
class TranscriptView:
    """Some turns of one transcript, in order."""

    transcript: Transcript
    digest: str
    turns: tuple[TurnView, ...]
    who: str
    chunks: tuple[IndexChunk, ...]


def view_of(
    session: Session, transcript: Transcript, only: Iterable[int] | None = None, walk: str = ""
) -> TranscriptView:
    """A transcript's turns with everybody's codings and open suggestions.

    Args:
        only: Only the turns of these numbers.
        walk: The list that is walked (`Session.suggested_in`): its passages stand for suggestions.
    """
    material = session.material
    chunks = chunks_of(session, transcript)
    wanted = set(only) if only is not None else None
    turns = [turn for turn in transcript.turns if wanted is None or turn.number in wanted]
    # Index codings are headings between the turns, not brackets beside them.
    index = material.index_codes
    codings = [coding for coding in session.shown_in(transcript.transcript_id) if coding.code_id not in index]
    suggested = session.suggested_in(transcript.transcript_id, walk)
    beside = _beside_turns(turns, [(coding, False) for coding in codings] + [(coding, True) for coding in suggested])
    segments = _segments_by_turn(transcript.segments)
    drawn: dict[tuple[str, str], Bracket] = {}

    def brackets(turn: Turn) -> list[Bracket]:
        brackets_here = []
        for coding, is_suggestion in beside.get(turn.number, ()):
            key = (coding.coder, coding.coding_id)
            if key not in drawn:
                drawn[key] = _suggestion(session, coding, walk) if is_suggestion else _bracket(session, coding)
            brackets_here.append(drawn[key])
        return brackets_here

    views = [
        _turn(
            transcript,
            turn,
            segments.get(turn.number, ()),
            brackets(turn),
            chunks,
            material.names_in(turn),
            _voice_in_a_group(material, transcript, turn),
        )
        for turn in turns
    ]
    return TranscriptView(
        transcript, material.digests[transcript.transcript_id], tuple(views), who_speaks(material, transcript), chunks
    )


def _beside_turns(
    turns: Sequence[Turn], codings: Iterable[tuple[Coding, bool]]
) -> dict[int, list[tuple[Coding, bool]]]:
    """By turn the codings that touch it, in the order given: a long interview has thousands of both."""
    ends = [turn.end_char for turn in turns]
    by_turn: dict[int, list[tuple[Coding, bool]]] = {}
    for coding, is_suggestion in codings:
        n = bisect_right(ends, coding.start_char)
        while n < len(turns) and turns[n].start_char < coding.end_char:
            by_turn.setdefault(turns[n].number, []).append((coding, is_suggestion))
            n += 1
    return by_turn


def chunks_of(session: Session, transcript: Transcript) -> tuple[IndexChunk, ...]:
    """Index chunks as they count: a person's codings of index codes, where there are any, before the machine's."""
    index = session.material.index_codes
    # One's own chunks before others': whoever sets one has set them all for this transcript.
    mine = _index_codings(session.mine.shown_in(transcript.transcript_id), index)
    by_hand = mine or _index_codings(session.shown_in(transcript.transcript_id), index)
    if not by_hand:
        return transcript.chunks
    chunks = (
        IndexChunk(transcript.transcript_id, coding.code_id, coding.start_char, coding.end_char) for coding in by_hand
    )
    return tuple(sorted(chunks, key=lambda chunk: (chunk.start_char, chunk.end_char)))


def _index_codings(codings: Iterable[Coding], index: frozenset[str]) -> list[Coding]:
    # An absent one says that the question was not asked: no chunk.
    return [coding for coding in codings if coding.code_id in index and coding.polarity == "affirmed"]


def question_at(chunks: Sequence[IndexChunk], at: int) -> str:
    """The question that is being answered at an offset, or ''."""
    # The last that has begun, where two overlap.
    return next((chunk.question for chunk in reversed(chunks) if chunk.start_char <= at < chunk.end_char), "")


def turns_between(transcript: Transcript, start: int, end: int) -> list[int]:
    """Numbers of the turns that a stretch touches."""
    return [turn.number for turn in transcript.turns if turn.start_char < end and start < turn.end_char]


def around(session: Session, transcript: Transcript, passages: Iterable[Coding], walk: str) -> TranscriptView:
    """The turns that some passages touch, each with the turn before it, which holds what was asked."""
    numbers: set[int] = set()
    for passage in passages:
        if passage.transcript_id == transcript.transcript_id:
            here = turns_between(transcript, passage.start_char, passage.end_char)
            numbers |= {here[0] - 1, *here}
    return view_of(session, transcript, numbers, walk)


def who_speaks(material: Material, transcript: Transcript) -> str:
    """What is known of the respondent, in a line: id, sector, role, organisation."""
    return _in_a_line(material, transcript.respondent_id or "")


def _voice_in_a_group(material: Material, transcript: Transcript, turn: Turn) -> str:
    """The same of whoever speaks in a turn of a group; '' where the head of the page says it."""
    if turn.is_interviewer or turn.respondent_id in (None, transcript.respondent_id):
        return ""
    return _in_a_line(material, turn.respondent_id or "")


def _in_a_line(material: Material, respondent_id: str) -> str:
    person = material.corpus.participants.get(respondent_id)
    if person is None:
        return respondent_id
    told = (person.respondent_id, person.sector, person.role, person.organisation)
    return ", ".join(word for word in told if word)


def colour_of(code_id: str, material: Material) -> int:
    """The number of a code's colour: one a family, in the order of the codebook."""
    codebook = material.codebook
    if code_id not in codebook.codes:
        return N_COLOURS - 1
    family = codebook.family(code_id)
    return material.families.index(family) % (N_COLOURS - 1) if family in material.families else N_COLOURS - 1


def code_name(code_id: str, material: Material) -> str:
    """What to call a code in the margin."""
    if not code_id:
        return "striking"
    code = material.codebook.codes.get(code_id)
    if code is not None:
        return code.name
    return f"{code_id.removeprefix(PROPOSED)} (proposed)" if code_id.startswith(PROPOSED) else code_id


def path_of(code_id: str, material: Material) -> str:
    """A code's names from its family down."""
    codebook = material.codebook
    if code_id not in codebook.codes:
        return code_name(code_id, material)
    return " › ".join(codebook.codes[step].name for step in (*reversed(codebook.ancestors(code_id)), code_id))


def _bracket(session: Session, coding: Coding) -> Bracket:
    material = session.material
    name = code_name(coding.code_id, material)
    is_mine = coding.coder == session.coder
    marks = [coding.polarity] if coding.polarity != "affirmed" else []
    marks += ["★"] if coding.is_aha and coding.code_id else []
    marks += ["memo"] if coding.memo else []
    label = " · ".join([name, *marks])
    # Coders number their own codings: two people's `4` must not be one element of the page.
    clash = not is_mine and coding.coding_id in session.mine.by_id
    return Bracket(
        f"{coding.coder}:{coding.coding_id}" if clash else coding.coding_id,
        label,
        path_of(coding.code_id, material),
        colour_of(coding.code_id, material),
        is_mine,
        False,
        coding,
        coding.coder,
    )


def _suggestion(session: Session, coding: Coding, walk: str) -> Bracket:
    material = session.material
    name = code_name(coding.code_id, material)
    return Bracket(
        coding.coding_id,
        name,
        path_of(coding.code_id, material),
        colour_of(coding.code_id, material),
        False,
        True,
        coding,
        "again?" if walk.startswith(WALK) else "suggested",
        session.why_suggested(coding, walk),
    )


def how_often_right(session: Session, code_id: str) -> str:
    """How often people agreed with the machine's finds of a code, in words."""
    # Consensus repeats what its coders said: with it they would be counted twice.
    people = [_judge(session, work) for work in session.work.values() if work.coder != CONSENSUS]
    right, judged = right_of(code_id, session.suggestions, people)
    return f"right {right} of {judged}" if judged else "not judged yet"


def example_like(session: Session, suggestion: Coding) -> str:
    """The nearest passage that a person gave the same code, in a line; '' where there is none."""
    codings = (row.coding for work in session.work.values() for row in work.by_id.values() if row.is_shown)
    example = nearest_example(suggestion, codings)
    if example is None:
        return ""
    words = " ".join(example.quotation.split())
    words = words if len(words) <= EXAMPLE_SHOWN else words[:EXAMPLE_SHOWN].rstrip() + "…"
    return f"nearest: “{words}” ({example.coder}, {example.transcript_id})"


def _judge(session: Session, work: CodersWork) -> Judge:
    log = session.log_of(work.coder)
    return Judge(work.shown_in, work.rejects_in, lambda transcript_id, code: log.has_read(transcript_id, (code,)))


def _turn(
    transcript: Transcript,
    turn: Turn,
    segments: Sequence[Segment],
    here: Sequence[Bracket],
    chunks: Sequence[IndexChunk],
    names: Sequence[Edit],
    who: str,
) -> TurnView:
    question = question_at(chunks, turn.start_char)
    begins = next((c.question for c in chunks if turn.start_char <= c.start_char < turn.end_char + 1), "")
    first = [bracket for bracket in here if bracket.coding.start_char >= turn.start_char]
    return TurnView(
        turn,
        transcript.transcript_id,
        question,
        begins,
        tuple(_sentences(transcript.text, turn, segments, here, names)),
        tuple(first),
        tuple(
            Continued(bracket.coding_id, bracket.colour, bracket.coding.start_char, bracket.coding.end_char)
            for bracket in here
            if bracket.coding.start_char < turn.start_char
        ),
        transcript.language,
        who,
    )


def _sentences(
    text: str, turn: Turn, segments: Sequence[Segment], here: Sequence[Bracket], names: Sequence[Edit]
) -> list[Sentence]:
    # Suggestions cut no words: they come and go, and the text would be drawn anew each time.
    solid = [bracket for bracket in here if not bracket.is_suggestion]
    instead = {(turn.start_char + edit.start, turn.start_char + edit.end): edit.instead for edit in names}
    edges = {at for bracket in solid for at in (bracket.coding.start_char, bracket.coding.end_char)}
    cuts = sorted(edges | {at for span in instead for at in span})
    sentences: list[Sentence] = []
    at = turn.start_char
    for segment in segments:
        if at < segment.start_char:
            sentences.append(Sentence(None, _pieces(text, at, segment.start_char, cuts, solid, instead)))
        pieces = _pieces(text, segment.start_char, segment.end_char, cuts, solid, instead)
        sentences.append(Sentence(segment, pieces))
        at = segment.end_char
    if at < turn.end_char:
        sentences.append(Sentence(None, _pieces(text, at, turn.end_char, cuts, solid, instead)))
    return sentences


def _pieces(
    text: str,
    start: int,
    end: int,
    cuts: Sequence[int],
    codings: Sequence[Bracket],
    instead: Mapping[tuple[int, int], str],
) -> tuple[Piece, ...]:
    inner = cuts[bisect_left(cuts, start + 1) : bisect_left(cuts, end)]
    edges = [start, *inner, end]
    pieces = []
    for a, b in pairwise(edges):
        ids = [
            bracket.coding_id for bracket in codings if bracket.coding.start_char <= a and b <= bracket.coding.end_char
        ]
        shared = next((words for (left, right), words in instead.items() if left <= a and b <= right), "")
        # The style sheet knows three depths of shade.
        pieces.append(Piece(text[a:b], " ".join(ids), min(len(ids), 3), shared))
    return tuple(pieces)


def _segments_by_turn(segments: Iterable[Segment]) -> dict[int, list[Segment]]:
    by_turn: dict[int, list[Segment]] = {}
    for segment in segments:
        by_turn.setdefault(segment.turn, []).append(segment)
    return by_turn
