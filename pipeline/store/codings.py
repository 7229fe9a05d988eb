"""Codings, and what is known of each transcript and code -> their tables."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from pipeline.coding.counting import Judged, Known
from pipeline.coding.hand.ids import published_ids
from pipeline.corpus.speakers.labels import fold
from pipeline.corpus.speakers.nonpersons import is_crowd
from pipeline.loaded_study import LoadedStudy
from pipeline.store.frames import frame
from pipeline.store.store import Store
from pipeline.study.records import COUNTED_KINDS, Transcript, Turn


def fill_codings(store: Store, loaded_study: LoadedStudy, judged: Sequence[Judged]) -> None:
    """Every coding as judged, with the segments that it touches and the respondents whose words it marks."""
    places = {one.transcript_id: _Places(one) for one in loaded_study.corpus.transcripts}
    rows, voices = [], []
    for number, (one, coding_id) in enumerate(_in_the_order_of_the_text(loaded_study, judged)):
        coding = one.coding
        first, last, turn, respondents = places[coding.transcript_id].touched(coding.start_char, coding.end_char)
        whose = places[coding.transcript_id].people.get(turn)
        voices += [(number, respondent_id) for respondent_id in respondents]
        rows.append(
            (
                number,
                coding_id,
                coding.transcript_id,
                coding.start_char,
                coding.end_char,
                coding.code_id,
                coding.coder,
                coding.origin,
                coding.polarity,
                one.is_counted,
                one.would_count,
                one.is_rejected,
                coding.score,
                coding.cue,
                coding.is_aha,
                coding.quotation,
                coding.target or None,
                coding.period or None,
                coding.memo or None,
                coding.codebook_version or None,
                first,
                last,
                turn,
                whose,
            )
        )
    rows_of_codings = frame(
        [
            "coding_no",
            "coding_id",
            "transcript_id",
            "start_char",
            "end_char",
            "code_id",
            "coder",
            "origin",
            "polarity",
            "is_counted",
            "would_count",
            "is_rejected",
            "score",
            "cue",
            "is_aha",
            "quotation",
            "target",
            "period",
            "memo",
            "codebook_version",
            "first_segment",
            "last_segment",
            "turn",
            "who",
        ],
        rows,
    )
    store.fill("marks", rows_of_codings)
    store.fill("mark_respondents", frame(["coding_no", "respondent_id"], voices))
    unnamed = [(name, who) for name, one in places.items() for who in one.unnamed]
    store.fill("unnamed_respondents", frame(["transcript_id", "who"], unnamed))


def who_answers(transcript: Transcript) -> dict[int | None, str]:
    """By turn that is somebody's answer, whose it is: a respondent_id, else a name that can be none.

    Somebody without a respondent_id is one person by label in a group (but `All` is nobody's own voice), and in an
    interview the one who answers there.
    In other material only respondents with an id are told.
    """
    spelt: dict[str, str] = {}
    found: dict[int | None, str] = {}
    for turn in transcript.turns:
        if turn.is_interviewer or turn.is_nobodys:
            continue
        if turn.respondent_id:
            found[turn.number] = turn.respondent_id
        elif transcript.kind == "group" and not is_crowd(turn.speaker):
            label = spelt.setdefault(fold(turn.speaker), turn.speaker)
            found[turn.number] = f"{label} in {transcript.transcript_id}"
        elif transcript.kind in COUNTED_KINDS and transcript.kind != "group":
            found[turn.number] = f"the respondent of {transcript.transcript_id}"
    return found


def _in_the_order_of_the_text(loaded_study: LoadedStudy, judged: Sequence[Judged]) -> list[tuple[Judged, str]]:
    """Codings with their published ids, in one order whatever the order of files: the store sorts wide rows slowly."""
    position = {code_id: n for n, code_id in enumerate(loaded_study.codebook.codes)}

    def place(pair: tuple[Judged, str]) -> tuple[str, int, int, int, str, str, str]:
        one, coding_id = pair[0].coding, pair[1]
        where = (one.transcript_id, one.start_char, one.end_char, position.get(one.code_id, len(position)))
        return (*where, one.origin, one.coder, coding_id)

    return sorted(zip(judged, published_ids([one.coding for one in judged]), strict=True), key=place)


class _Places:
    """Where the turns and segments of one transcript begin, for finding what a passage touches."""

    def __init__(self, transcript: Transcript) -> None:
        self.segments = transcript.segments
        self.starts = [one.start_char for one in transcript.segments]
        self.turns = transcript.turns
        self.turn_starts = [one.start_char for one in transcript.turns]
        self.people = who_answers(transcript)
        named = {one.respondent_id for one in transcript.turns}
        self.unnamed = tuple(dict.fromkeys(one for one in self.people.values() if one not in named))

    def touched(self, start: int, end: int) -> tuple[int | None, int | None, int | None, tuple[str, ...]]:
        """What shares a character with a passage: ordinals of the first and last segment, whose turn it is, and the
        respondents whose words it holds."""
        first = max(bisect.bisect_right(self.starts, start) - 1, 0)
        if first < len(self.segments) and self.segments[first].end_char <= start:
            first += 1
        last = bisect.bisect_left(self.starts, end) - 1
        turns = self._turns(start, end)
        whose = next((one.number for one in turns if not one.is_interviewer), turns[0].number if turns else None)
        found = tuple(dict.fromkeys(self.people[one.number] for one in turns if one.number in self.people))
        return (None, None, whose, found) if last < first else (first, last, whose, found)

    def _turns(self, start: int, end: int) -> list[Turn]:
        n = max(bisect.bisect_right(self.turn_starts, start) - 1, 0)
        found = []
        while n < len(self.turns) and self.turns[n].start_char < end:
            if self.turns[n].end_char > start:
                found.append(self.turns[n])
            n += 1
        return found


def fill_known(store: Store, loaded_study: LoadedStudy, known: Known) -> None:
    """For which transcripts a code is known and why, who has read them, and the rows that say so."""
    store.fill("known", frame(["transcript_id", "code_id", "how"], [(*pair, how) for pair, how in known.known.items()]))
    marks = sorted(
        (*pair, coder, known.decides.get(pair) == coder) for pair, coders in known.read_by.items() for coder in coders
    )
    store.fill("reading_marks", frame(["transcript_id", "code_id", "coder", "decides"], marks))
    rows = [
        (one.transcript_id, one.coder, len(one.codes), one.codebook_version, one.is_blind, one.knew_tier, one.at)
        for one in loaded_study.hand.read
    ]
    store.fill(
        "read_rows",
        frame(["transcript_id", "coder", "n_codes", "codebook_version", "is_blind", "knew_tier", "at"], rows),
    )
