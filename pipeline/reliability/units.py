"""The units on which coders are compared: the transcript, its index chunks, its respondents' segments."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Literal

from pipeline.study.dataclass import dataclass
from pipeline.study.records import OFF_PROTOCOL, Coding, Segment, Transcript

Unit = Literal["transcript", "index chunk", "segment"]
UNITS: tuple[Unit, ...] = ("transcript", "index chunk", "segment")


@dataclass(frozen=True)
class Units:
    """One transcript cut in the three ways. Chunks are none where no question of a guide was matched."""

    transcript: Transcript

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """The segments that respondents speak: interviewers' words are context and never coded."""
        asked = {turn.number for turn in self.transcript.turns if turn.is_interviewer}
        return tuple(
            segment for segment in self.transcript.segments if not segment.is_interviewer and segment.turn not in asked
        )

    @cached_property
    def spans(self) -> Mapping[Unit, tuple[tuple[int, int], ...]]:
        """(start, end) of every unit of each kind, in the order of the text."""
        chunks = sorted((chunk.start_char, chunk.end_char) for chunk in self.transcript.chunks)
        # One chunk over the whole transcript would be the transcript under another name.
        if all(chunk.question == OFF_PROTOCOL for chunk in self.transcript.chunks):
            chunks = []
        segments = tuple((segment.start_char, segment.end_char) for segment in self.segments)
        return {
            "transcript": ((0, len(self.transcript.text)),),
            "index chunk": tuple(chunks),
            "segment": segments,
        }

    @cached_property
    def _bounds(self) -> Mapping[Unit, tuple[list[int], list[int]]]:
        return {unit: ([a for a, _ in spans], [b for _, b in spans]) for unit, spans in self.spans.items()}

    def touched(self, unit: Unit, start: int, end: int) -> range:
        """Numbers, from 0, of the units that share a character with a passage."""
        starts, ends = self._bounds[unit]
        # Ends are exclusive: a unit that ends where the passage begins shares no character with it.
        return range(bisect_right(ends, start), bisect_left(starts, end))

    def marked(self, unit: Unit, codings: Iterable[Coding]) -> frozenset[int]:
        """Numbers of the units that some codings touch."""
        return frozenset(n for coding in codings for n in self.touched(unit, coding.start_char, coding.end_char))
