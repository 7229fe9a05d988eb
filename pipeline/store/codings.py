"""Codings, and what is known of each transcript and code -> their tables."""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Sequence

from pipeline.check import Everything
from pipeline.coding.counting import Judged, Known
from pipeline.records import Transcript
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
    for number, (one, coding_id) in enumerate(zip(judged, published_ids(judged), strict=True)):
        coding = one.coding
        first, last, respondents = places[coding.transcript_id].touched(coding.start_char, coding.end_char)
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
        ],
        rows,
    ).astype({"first_segment": "Int64", "last_segment": "Int64"})
    store.fill("marks", rows_of_codings)
    store.fill("mark_respondents", frame(["coding_no", "respondent_id"], voices))


class _Places:
    """Where the turns and segments of one transcript begin, for finding what a passage touches."""

    def __init__(self, transcript: Transcript) -> None:
        self.segments = transcript.segments
        self.starts = [one.start_char for one in transcript.segments]
        self.turns = transcript.turns
        self.turn_starts = [one.start_char for one in transcript.turns]

    def touched(self, start: int, end: int) -> tuple[int | None, int | None, tuple[str, ...]]:
        """Ordinals of the first and last segment that share a character with the passage, and whose words they are."""
        first = max(bisect.bisect_right(self.starts, start) - 1, 0)
        if first < len(self.segments) and self.segments[first].end_char <= start:
            first += 1
        last = bisect.bisect_left(self.starts, end) - 1
        turn = max(bisect.bisect_right(self.turn_starts, start) - 1, 0)
        people = []
        while turn < len(self.turns) and self.turns[turn].start_char < end:
            one = self.turns[turn]
            if one.end_char > start and not one.is_interviewer and one.respondent_id:
                people.append(one.respondent_id)
            turn += 1
        found = tuple(dict.fromkeys(people))
        return (None, None, found) if last < first else (first, last, found)


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
