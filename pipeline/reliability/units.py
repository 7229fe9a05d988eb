"""The units on which coders are compared: the transcript, its index chunks, its respondents' segments."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Literal

from pipeline.study.dataclass import dataclass
from pipeline.study.records import OFF_PROTOCOL, Coding, Transcript

Unit = Literal["transcript", "index chunk", "segment"]
UNITS: tuple[Unit, ...] = ("transcript", "index chunk", "segment")


@dataclass(frozen=True)
class Units:
    """One transcript cut in the three ways. Chunks are none where no question of a guide was matched."""

    transcript: Transcript

    @cached_property
    def _bounds(self) -> Mapping[Unit, tuple[list[int], list[int]]]:
        """(starts, ends) of the units of each kind, in the order of the text."""
        chunks = sorted((chunk.start_char, chunk.end_char) for chunk in self.transcript.chunks)
        # One chunk over the whole transcript would be the transcript under another name.
        if all(chunk.question == OFF_PROTOCOL for chunk in self.transcript.chunks):
            chunks = []
        # Interviewers' words are context and never coded.
        asked = {turn.number for turn in self.transcript.turns if turn.is_interviewer}
        segments = [
            segment for segment in self.transcript.segments if not segment.is_interviewer and segment.turn not in asked
        ]
        return {
            "transcript": ([0], [len(self.transcript.text)]),
            "index chunk": ([start for start, _ in chunks], [end for _, end in chunks]),
            "segment": ([segment.start_char for segment in segments], [segment.end_char for segment in segments]),
        }

    def n_units(self, unit: Unit) -> int:
        """How many units of a kind there are."""
        return len(self._bounds[unit][0])

    def touched(self, unit: Unit, start: int, end: int) -> range:
        """Numbers, from 0, of the units that share a character with a passage."""
        starts, ends = self._bounds[unit]
        # Ends are exclusive: a unit that ends where the passage begins shares no character with it.
        return range(bisect_right(ends, start), bisect_left(starts, end))

    def marked(self, unit: Unit, codings: Iterable[Coding]) -> frozenset[int]:
        """Numbers of the units that some codings touch."""
        return frozenset(n for coding in codings for n in self.touched(unit, coding.start_char, coding.end_char))
