"""Codings, and what is known of each transcript and code -> their tables."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Sequence
from typing import Any

from pipeline.coding.counting import Judged, Known
from pipeline.coding.hand.ids import Names, published_ids
from pipeline.coding.named_codes import with_todays_codes
from pipeline.corpus.quotable import Quotable
from pipeline.corpus.speakers.labels import fold
from pipeline.corpus.speakers.nonpersons import is_crowd
from pipeline.io.cache import Cache, code_digest, key_of
from pipeline.loaded_study import LoadedStudy
from pipeline.store.frames import Columns, frame, frame_of
from pipeline.store.store import Store
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import several
from pipeline.study.records import COUNTED_KINDS, Coding, ReadMark, Transcript, Turn

ROOM = "places"


@dataclass(frozen=True, slots=True)
class _Touched:
    """What shares a character with a passage: the ordinals of its first and last segment (None where it touches none),
    whose turn it is, who answers in that turn, and the respondents whose words it holds."""

    first_segment: int | None
    last_segment: int | None
    turn: int | None
    who: str | None
    respondents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A coding with its number in the order of the text, its published id, and what its passage touches."""

    number: int
    coding_id: str
    judged: Judged
    touched: _Touched
    may_quote: bool

    @property
    def coding(self) -> Coding:
        return self.judged.coding


CODING: Columns[_Placed] = {
    "coding_no": lambda row: row.number,
    "coding_id": lambda row: row.coding_id,
    "transcript_id": lambda row: row.coding.transcript_id,
    "start_char": lambda row: row.coding.start_char,
    "end_char": lambda row: row.coding.end_char,
    "code_id": lambda row: row.coding.code_id,
    "coder": lambda row: row.coding.coder,
    "origin": lambda row: row.coding.origin,
    "polarity": lambda row: row.coding.polarity,
    "is_counted": lambda row: row.judged.is_counted,
    "would_count": lambda row: row.judged.would_count,
    "is_rejected": lambda row: row.judged.is_rejected,
    "score": lambda row: row.coding.score,
    "cue": lambda row: row.coding.cue,
    "is_aha": lambda row: row.coding.is_aha,
    "quotation": lambda row: row.coding.quotation,
    "target": lambda row: row.coding.target or None,
    "period": lambda row: row.coding.period or None,
    "memo": lambda row: row.coding.memo or None,
    "codebook_version": lambda row: row.coding.codebook_version or None,
    "first_segment": lambda row: row.touched.first_segment,
    "last_segment": lambda row: row.touched.last_segment,
    "turn": lambda row: row.touched.turn,
    "who": lambda row: row.touched.who,
    "may_quote": lambda row: row.may_quote,
    "is_outdated": lambda row: row.judged.is_outdated,
}

READ_ROW: Columns[ReadMark] = {
    "transcript_id": lambda mark: mark.transcript_id,
    "coder": lambda mark: mark.coder,
    "n_codes": lambda mark: len(mark.codes),
    "codebook_version": lambda mark: mark.codebook_version,
    "is_blind": lambda mark: mark.is_blind,
    "knew_tier": lambda mark: mark.knew_tier,
    "at": lambda mark: mark.at,
}


def fill_codings(store: Store, loaded_study: LoadedStudy, judged: Sequence[Judged], cache: Cache) -> None:
    """Every coding as judged, with the segments that it touches and the respondents whose words it marks."""
    places = _KeptPlaces(loaded_study.corpus.transcripts, cache)
    quotable = Quotable(loaded_study.corpus)
    rows = []
    for number, (judgement, coding_id) in enumerate(_in_the_order_of_the_text(loaded_study, judged)):
        coding = judgement.coding
        touched = places.touched(coding)
        may_quote = quotable.may_quote(coding.transcript_id, coding.start_char, coding.end_char)
        rows.append(_Placed(number, coding_id, judgement, touched, may_quote))
    store.fill("all_codings", frame_of(rows, CODING))
    voices = [(row.number, respondent_id) for row in rows for respondent_id in row.touched.respondents]
    store.fill("coding_respondents", frame(["coding_no", "respondent_id"], voices))
    _fill_judgement_codings(store, loaded_study, rows)
    store.fill("unnamed_respondents", frame(["transcript_id", "who"], places.unnamed()))
    places.keep()


def _fill_judgement_codings(store: Store, loaded_study: LoadedStudy, rows: Sequence[_Placed]) -> None:
    """Which codings the judgements of today's codes name. An id that means several means each of them."""
    # By identity: rows without a coding_id may be equal in every field, and each is a coding of its own.
    numbers = {id(row.coding): row.number for row in rows}
    table = with_todays_codes(loaded_study.tables["judgements"], loaded_study.codebook)
    names = Names(row.coding for row in rows) if table.rows else None
    named = [
        (row_no, numbers[id(coding)])
        for row_no, row in enumerate(table.rows)
        for name in several(row["codings"])
        for coding in (names.meant(name) if names is not None else ())
    ]
    store.fill("judgement_codings", frame(["row_no", "coding_no"], list(dict.fromkeys(named))))


def who_answers(transcript: Transcript) -> dict[int | None, str]:
    """By turn that is somebody's answer, whose it is: a respondent_id, else a name that can be none.

    Somebody without a respondent_id is one person by label in a group (but `All` is nobody's own voice), and in an
    interview the one who answers there.
    In other material only respondents with an id are told.
    """
    labels: dict[str, str] = {}
    answerers: dict[int | None, str] = {}
    for turn in transcript.turns:
        if turn.is_interviewer or turn.is_nobodys:
            continue
        if turn.respondent_id:
            answerers[turn.number] = turn.respondent_id
        elif transcript.kind == "group" and not is_crowd(turn.speaker):
            label = labels.setdefault(fold(turn.speaker), turn.speaker)
            answerers[turn.number] = f"{label} in {transcript.transcript_id}"
        elif transcript.kind in COUNTED_KINDS and transcript.kind != "group":
            answerers[turn.number] = f"the respondent of {transcript.transcript_id}"
    return answerers


def _in_the_order_of_the_text(loaded_study: LoadedStudy, judged: Sequence[Judged]) -> list[tuple[Judged, str]]:
    """Codings with their published ids, in one order whatever the order of files: the store sorts wide rows slowly."""
    # Codings of one passage stand in the codebook's order, not the alphabet's.
    position = {code_id: n for n, code_id in enumerate(loaded_study.codebook.codes)}

    def place(pair: tuple[Judged, str]) -> tuple[str, int, int, int, str, str, str]:
        coding, coding_id = pair[0].coding, pair[1]
        where = (coding.transcript_id, coding.start_char, coding.end_char, position.get(coding.code_id, len(position)))
        return (*where, coding.origin, coding.coder, coding_id)

    return sorted(zip(judged, published_ids([judgement.coding for judgement in judged]), strict=True), key=place)


class _KeptPlaces:
    """What passages touch; the machine's are kept by the digest of their transcript's words, which are not looked into.

    People's are not: their words are looked for in the transcript anyway, and of a million codings much would be kept.
    """

    def __init__(self, transcripts: Sequence[Transcript], cache: Cache) -> None:
        self._transcripts = {transcript.transcript_id: transcript for transcript in transcripts}
        self._cache = cache
        self._key = key_of(code_digest("store/codings.py", "corpus/speakers", "study/records.py"))
        self._kept: dict[str, dict[str, list[Any]]] = cache.get(ROOM, self._key) or {}
        self._asked: dict[str, dict[str, list[Any]]] = {}
        self._places: dict[str, _Places] = {}

    def _places_in(self, transcript: Transcript) -> _Places:
        if transcript.transcript_id not in self._places:
            self._places[transcript.transcript_id] = _Places(transcript)
        return self._places[transcript.transcript_id]

    def _answer(self, transcript: Transcript, asked: str, answer: Callable[[_Places], list[Any]]) -> list[Any]:
        if not transcript.digest:
            return answer(self._places_in(transcript))
        kept = self._kept.get(transcript.digest, {}).get(asked)
        if kept is None:
            kept = answer(self._places_in(transcript))
        self._asked.setdefault(transcript.digest, {})[asked] = kept
        return kept

    def touched(self, coding: Coding) -> _Touched:
        """What a coding's passage touches."""
        transcript, start, end = self._transcripts[coding.transcript_id], coding.start_char, coding.end_char
        if coding.origin == "machine":
            touched = self._answer(transcript, f"{start}:{end}", lambda places: places.touched(start, end))
        else:
            touched = self._places_in(transcript).touched(start, end)
        first, last, turn, who, respondents = touched
        return _Touched(first, last, turn, who, tuple(respondents))

    def unnamed(self) -> list[tuple[str, str]]:
        """(transcript_id, who answers there without a respondent_id), for every transcript."""
        return [
            (transcript_id, who)
            for transcript_id, transcript in self._transcripts.items()
            for who in self._answer(transcript, "unnamed", lambda places: places.unnamed)
        ]

    def keep(self) -> None:
        """Remember what was asked in this run, and nothing else, once the cache is flushed."""
        if self._asked != self._kept:
            self._cache.put(ROOM, self._key, self._asked)
        self._cache.keep_only(ROOM, {self._key})


class _Places:
    """Where the turns and segments of one transcript begin, for finding what a passage touches."""

    def __init__(self, transcript: Transcript) -> None:
        self.segments = transcript.segments
        self.starts = [segment.start_char for segment in transcript.segments]
        self.turns = transcript.turns
        self.turn_starts = [turn.start_char for turn in transcript.turns]
        self.people = who_answers(transcript)
        named = {turn.respondent_id for turn in transcript.turns}
        self.unnamed = list(dict.fromkeys(who for who in self.people.values() if who not in named))

    def touched(self, start: int, end: int) -> list[Any]:
        """What a passage touches here, as `_Touched` has it."""
        first = max(bisect.bisect_right(self.starts, start) - 1, 0)
        if first < len(self.segments) and self.segments[first].end_char <= start:
            first += 1
        last = bisect.bisect_left(self.starts, end) - 1
        turns = self._turns(start, end)
        # A passage that runs from a question into its answer is the respondent's: the question is only its context.
        number = next((turn.number for turn in turns if not turn.is_interviewer), turns[0].number if turns else None)
        respondents = list(dict.fromkeys(self.people[turn.number] for turn in turns if turn.number in self.people))
        # White space between two sentences belongs to no segment (contract, section 3).
        is_between_segments = last < first
        first_and_last = (None, None) if is_between_segments else (first, last)
        return [*first_and_last, number, self.people.get(number), respondents]

    def _turns(self, start: int, end: int) -> list[Turn]:
        n = max(bisect.bisect_right(self.turn_starts, start) - 1, 0)
        turns = []
        while n < len(self.turns) and self.turns[n].start_char < end:
            if self.turns[n].end_char > start:
                turns.append(self.turns[n])
            n += 1
        return turns


def fill_known(store: Store, loaded_study: LoadedStudy, known: Known) -> None:
    """For which transcripts a code is known and why, who has read them, and the rows that say so."""
    store.fill("known", frame(["transcript_id", "code_id", "how"], [(*pair, how) for pair, how in known.known.items()]))
    marks = sorted(
        (*pair, coder, known.decides.get(pair) == coder) for pair, coders in known.read_by.items() for coder in coders
    )
    store.fill("reading_marks", frame(["transcript_id", "code_id", "coder", "decides"], marks))
    store.fill("read_rows", frame_of(loaded_study.hand.read, READ_ROW))
