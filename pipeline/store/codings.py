"""Codings, and what is known of each transcript and code -> their tables."""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Sequence

from pipeline.check import Everything
from pipeline.coding.counting import Judged, Known
from pipeline.records import Transcript, Turn
from pipeline.store.frames import frame
from pipeline.store.store import Store


def published_ids(judged: Sequence[Judged]) -> list[str]:
    """The id of each coding as tables give it: the coder's own, with the coder before it where two coders share it."""
    times = Counter(one.coding.coding_id for one in judged)
    return [
        one.coding.coding_id if times[one.coding.coding_id] == 1 else f"{one.coding.coder}:{one.coding.coding_id}"
        for one in judged
    ]


def fill_codings(store: Store, all_: Everything, judged: Sequence[Judged]) -> None:
    """Every coding as judged, with the segments that it touches and the respondents whose words it marks."""
    places = {one.transcript_id: _Places(one) for one in all_.corpus.transcripts}
    rows, voices = [], []
    for number, (one, coding_id) in enumerate(_in_the_order_of_the_text(all_, judged)):
        coding = one.coding
        first, last, turn, respondents = places[coding.transcript_id].touched(coding.start_char, coding.end_char)
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
        ],
        rows,
    ).astype({"first_segment": "Int64", "last_segment": "Int64", "turn": "Int64"})
    store.fill("marks", rows_of_codings)
    store.fill("mark_respondents", frame(["coding_no", "respondent_id"], voices))


def _in_the_order_of_the_text(all_: Everything, judged: Sequence[Judged]) -> list[tuple[Judged, str]]:
    """Codings with their published ids, in one order whatever the order of files: the store sorts wide rows slowly."""
    position = {code_id: n for n, code_id in enumerate(all_.codebook.codes)}

    def place(pair: tuple[Judged, str]) -> tuple[str, int, int, int, str, str, str]:
        one, coding_id = pair[0].coding, pair[1]
        where = (one.transcript_id, one.start_char, one.end_char, position.get(one.code_id, len(position)))
        return (*where, one.origin, one.coder, coding_id)

    return sorted(zip(judged, published_ids(judged), strict=True), key=place)


class _Places:
    """Where the turns and segments of one transcript begin, for finding what a passage touches."""

    def __init__(self, transcript: Transcript) -> None:
        self.segments = transcript.segments
        self.starts = [one.start_char for one in transcript.segments]
        self.turns = transcript.turns
        self.turn_starts = [one.start_char for one in transcript.turns]

    def touched(self, start: int, end: int) -> tuple[int | None, int | None, int | None, tuple[str, ...]]:
        """What shares a character with a passage: ordinals of the first and last segment, whose turn it is, and the
        respondents whose words it holds."""
        first = max(bisect.bisect_right(self.starts, start) - 1, 0)
        if first < len(self.segments) and self.segments[first].end_char <= start:
            first += 1
        last = bisect.bisect_left(self.starts, end) - 1
        turns = self._turns(start, end)
        whose = next((one.number for one in turns if not one.is_interviewer), turns[0].number if turns else None)
        people = (one.respondent_id for one in turns if not one.is_interviewer and one.respondent_id)
        found = tuple(dict.fromkeys(people))
        return (None, None, whose, found) if last < first else (first, last, whose, found)

    def _turns(self, start: int, end: int) -> list[Turn]:
        n = max(bisect.bisect_right(self.turn_starts, start) - 1, 0)
        found = []
        while n < len(self.turns) and self.turns[n].start_char < end:
            if self.turns[n].end_char > start:
                found.append(self.turns[n])
            n += 1
        return found


def fill_known(store: Store, all_: Everything, known: Known) -> None:
    """For which transcripts a code is known and why, who has read them, and the rows that say so."""
    store.fill("known", frame(["transcript_id", "code_id", "how"], [(*pair, how) for pair, how in known.known.items()]))
    marks = sorted(
        (*pair, coder, known.decides.get(pair) == coder) for pair, coders in known.read_by.items() for coder in coders
    )
    store.fill("reading_marks", frame(["transcript_id", "code_id", "coder", "decides"], marks))
    rows = [
        (one.transcript_id, one.coder, len(one.codes), one.codebook_version, one.is_blind, one.knew_tier, one.at)
        for one in all_.hand.read
    ]
    store.fill(
        "read_rows",
        frame(["transcript_id", "coder", "n_codes", "codebook_version", "is_blind", "knew_tier", "at"], rows),
    )
