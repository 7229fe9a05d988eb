"""Transcript pages: the text as read, turn by turn, with every coding marked where it stands."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from pipeline.corpus.guide import UnmatchedQuestion
from pipeline.corpus.voices import voices_in
from pipeline.site.context import SiteContext
from pipeline.site.evidence import EvidencePlaces
from pipeline.site.kept_pages import KeptPages
from pipeline.site.notes import note_of
from pipeline.site.words import cue_words, kind_name
from pipeline.store.rows import IndexChunkRow, TranscriptRow, Voice
from pipeline.study.dataclass import dataclass
from pipeline.study.records import OFF_PROTOCOL, Transcript, Turn
from pipeline.wording.vocabulary import attributed

UP = "../"
DEEPEST = 3
"""Shades of a mark: where more codings lie on each other it grows no darker, or its words could not be read."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a turn's words (`css`: how they are marked, '' for not at all), or the number of a coding that
    begins there, with its anchor where the coding begins in this turn."""

    words: str = ""
    css: str = ""
    number: int = 0
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """A coding under its turn: the code, with the page that shows it ('' for none), who gave it, and how it stands."""

    css: str
    code: str
    path: str
    coder: str
    polarity: str
    cue: str
    is_rejected: bool
    standing: str
    is_aha: bool
    memo: str | None


@dataclass(frozen=True, slots=True)
class QuestionHead:
    """Where the answer to a question begins: an anchor, the question's id, its wording."""

    anchor: str
    name: str
    wording: str


@dataclass(frozen=True, slots=True)
class MissingQuestion:
    """A question of the guide that was not recognised: its id, its wording, the likeliest turn and how it begins."""

    name: str
    wording: str
    turn: int | None
    begins: str


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """A turn with the questions that begin at it, and its codings."""

    turn: Turn
    heads: Sequence[QuestionHead]
    pieces: Sequence[Piece]
    chips: Sequence[Chip]
    may_quote: bool = True


def write_transcript_pages(site: SiteContext, pages: KeptPages) -> None:
    """`transcripts/TRANSCRIPT.html` for every transcript; nothing where its bytes are the same."""
    places = EvidencePlaces(site)
    for transcript_id, transcript in site.transcripts.items():
        codings = site.codings.get(transcript_id, [])
        n_hand = sum(coding.origin == "hand" for coding in codings)
        case_id = transcript.case_id
        told = site.told[transcript_id]
        given: dict[str, Any] = {
            "codings": codings, "chips": _chips(site, places, transcript, codings),
            "chunks": site.chunks.get(transcript_id, []), "unmatched": site.unmatched.get(transcript_id, ()),
            "wordings": _questions(site, told), "closed": [turn.number for turn in site.quotable.closed_turns(told)],
        }  # fmt: skip
        pages.write(
            f"transcripts/{transcript_id}.html", "transcript.html.j2", transcript_id, UP, "transcript",
            rendered=partial(_rendered, told, **given),
            transcript=transcript, case=(site.memo_of(case_id), site.case_name(case_id)) if case_id else None,
            kind=kind_name(transcript.kind), who=_who(site, transcript), n_hand=n_hand,
            n_machine=len(codings) - n_hand, note=note_of(site, "respondent", transcript_id, UP),
            told=(told.digest or tuple(told.turns), told.file), **given,
        )  # fmt: skip


def _rendered(
    told: Transcript,
    codings: Sequence[Voice],
    chips: Sequence[Chip],
    chunks: Sequence[IndexChunkRow],
    unmatched: Sequence[UnmatchedQuestion],
    wordings: Mapping[str, str],
    closed: Sequence[int],
) -> dict[str, object]:
    """What a page shows of the turns themselves."""
    starting = _heads(told.turns, chunks, wordings)
    chip_of = {id(coding): chip for coding, chip in zip(codings, chips, strict=True)}
    turns = [
        ShownTurn(
            turn,
            starting.get(n, ()),
            marked_text(turn.text, turn.start_char, here) if here else (),
            [chip_of[id(coding)] for coding in here],
            turn.number not in closed,
        )
        for n, (turn, here) in enumerate(zip(told.turns, by_turn(told.turns, codings), strict=True))
    ]
    heads = [head for shown in turns for head in shown.heads]
    voices = voices_in(told, unmatched)
    missing = [
        MissingQuestion(question.question, wordings.get(question.question, ""), question.turn, question.begins)
        for question in voices.not_recognised
    ]
    # One question needs no list to jump from.
    return {"turns": turns, "heads": heads if len(heads) > 1 else (), "voices": voices, "missing": missing}


def _who(site: SiteContext, transcript: TranscriptRow) -> list[str]:
    """The respondent's id, then what may be said of them; nothing where the transcript names nobody."""
    if not transcript.respondent_id:
        return []
    person = site.participants.get(transcript.respondent_id)
    return [transcript.respondent_id, *(attributed(person) if person else ())]


def _questions(site: SiteContext, told: Transcript) -> dict[str, str]:
    """question id -> its wording, in this transcript's guide before all others."""
    # False sorts first: the own guide comes last, so that its wording stands where ids are shared.
    guides = sorted(site.guides.values(), key=lambda guide: guide.name == told.guide)
    return {question.question: question.text for guide in guides for question in guide.questions}


def _heads(
    turns: Sequence[Turn], chunks: Sequence[IndexChunkRow], questions: Mapping[str, str]
) -> dict[int, list[QuestionHead]]:
    """Index of a turn -> the questions whose answers begin there."""
    starts = [turn.start_char for turn in turns]
    heads: dict[int, list[QuestionHead]] = {}
    for n, chunk in enumerate(chunks, start=1):
        place = max(bisect.bisect_right(starts, chunk.start_char) - 1, 0)
        name = "before any question of the guide" if chunk.question == OFF_PROTOCOL else chunk.question
        heads.setdefault(place, []).append(QuestionHead(f"q{n}", name, questions.get(chunk.question, "")))
    return heads


def by_turn(turns: Sequence[Turn], codings: Sequence[Voice]) -> Iterator[list[Voice]]:
    """For each turn the codings that share a character with it, in their order. `turns` lie one after the other."""
    starts = [turn.start_char for turn in turns]
    shared: list[list[Voice]] = [[] for _ in turns]
    for coding in codings:
        place = max(bisect.bisect_right(starts, coding.start_char) - 1, 0)
        # A passage may cross turns: it is marked in each.
        while place < len(turns) and starts[place] < coding.end_char:
            if coding.start_char < turns[place].end_char:
                shared[place].append(coding)
            place += 1
    return iter(shared)


def marked_text(text: str, start: int, codings: Sequence[Voice]) -> list[Piece]:
    """A turn's text with its codings marked: deeper where more lie on each other, a number where one begins.

    Args:
        text: The turn's text; `start` its place in the transcript.
        codings: Those that share a character with the turn, in the order of their numbers.
    """
    end = start + len(text)
    begins: dict[int, list[int]] = {}
    ends: dict[int, list[int]] = {}
    for n, coding in enumerate(codings):
        begins.setdefault(max(start, coding.start_char), []).append(n)
        ends.setdefault(min(end, coding.end_char), []).append(n)
    active: set[int] = set()
    pieces: list[Piece] = []
    cuts = sorted({start, end, *begins, *ends})
    for left, right in zip(cuts, [*cuts[1:], end], strict=True):
        # Ends before beginnings: a coding that ends where another begins does not lie on it.
        active.difference_update(ends.get(left, ()))
        for n in begins.get(left, ()):
            # An id stands once on a page: a coding that runs over several turns has its anchor where it begins.
            anchor = f"c-{codings[n].coding_id}" if codings[n].start_char >= start else ""
            pieces.append(Piece(number=n + 1, anchor=anchor))
            # A rejected coding keeps its number and chip, and marks no words.
            if not codings[n].is_rejected:
                active.add(n)
        if left < right:
            pieces.append(Piece(text[left - start : right - start], _mark(codings, active)))
    return pieces


def _mark(codings: Sequence[Voice], active: set[int]) -> str:
    if not active:
        return ""
    origin = "hand" if any(codings[n].origin == "hand" for n in active) else "mach"
    return f"{origin} d{min(len(active), DEEPEST)}"


def _chips(
    site: SiteContext, places: EvidencePlaces, transcript: TranscriptRow, codings: Sequence[Voice]
) -> list[Chip]:
    """A chip a coding, which leads to the page that shows this transcript's codings of its code."""
    figures = {code_id: site.figure_of(transcript, code_id) for code_id in {coding.code_id for coding in codings}}
    pages = [places.page_of(figure, coding) if (figure := figures[coding.code_id]) else "" for coding in codings]
    return [_chip(coding, site.code_name(coding.code_id), page) for coding, page in zip(codings, pages, strict=True)]


def _chip(coding: Voice, name: str, page: str) -> Chip:
    return Chip(
        "mach" if coding.is_rejected or coding.origin != "hand" else "hand",
        name,
        f"{UP}{page}#c-{coding.coding_id}" if page else "",
        coding.coder,
        "" if coding.polarity == "affirmed" else coding.polarity,
        cue_words(coding.cue),
        coding.is_rejected,
        _standing(coding),
        coding.is_aha and not coding.is_rejected,
        None if coding.is_rejected else coding.memo,
    )


def _standing(coding: Voice) -> str:
    """How a coding stands, where it is not simply counted."""
    if coding.is_rejected:
        return "rejected by a person"
    if coding.is_suggesting:
        return "counted, not checked by a person" if coding.is_counted else "suggested"
    return "" if coding.would_count else "not counted"
