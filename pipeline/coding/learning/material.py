"""What all codes of a study are learnt from, which of it teaches each of them, and what is left out in turn."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pipeline.coding.learning.features import Passages
from pipeline.coding.learning.fits import Examples
from pipeline.coding.learning.learnt import SEED, Labels, fold_of
from pipeline.coding.learning.vectors import Meanings
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Code

IntArray = npt.NDArray[np.int64]
Rows = IntArray | npt.NDArray[np.int32]
BoolArray = npt.NDArray[np.bool_]

MOST_SHARED = 1_000
"""Read segments that every code is learnt from, drawn: likeness needs their square, and most of a study is uncoded
and alike."""

MOST_OWN = 400
"""Coded segments of a code that it is learnt from besides those among the shared ones; of more a draw."""

LEAST_NO = 1_000
"""So many segments without the code are learnt from, where there are so many: more of its own where few of the shared
ones were read for it."""

MOST_CASES = 12
"""So many times at most something is left out; the cases of a larger study are left out several at a time."""

# Beside n-grams, whose rows are of length 1: a cue is evidence of its own, one beside the segment less.
CUE_STRENGTH = 2.0
NEIGHBOUR_STRENGTH = 1.0


@dataclass(frozen=True)
class Material:
    """A study as it is learnt from.

    Attributes:
        codes: Those that are learnt.
        book: All codes that can be given: their descriptions say which rare words are looked at. Of `codes`, if empty.
        labels, hits: By code, what people judged, and in which segments one of its cues stands.
        cases: The case of each transcript that has one.
        read: Transcripts that were read for some code.
        parts: Other parts than the usual fifths in which transcripts are left out.
        known: Sentence vectors, where the study asks for them.
    """

    codes: Sequence[Code]
    passages: Passages
    labels: Mapping[str, Labels]
    hits: Mapping[str, set[int]]
    cases: Mapping[str, str] = field(default_factory=dict)
    read: frozenset[str] = frozenset()
    parts: Mapping[str, int] = field(default_factory=dict)
    known: Meanings | None = None
    book: Sequence[Code] = ()

    @cached_property
    def number(self) -> dict[str, int]:
        """Where each code stands among the descriptions."""
        return {code.code_id: n for n, code in enumerate(self.book or self.codes)}

    @cached_property
    def transcript(self) -> npt.NDArray[np.int32]:
        """The number of each segment's transcript."""
        stretches = self.passages.rows.values()
        return np.repeat(np.arange(len(stretches), dtype=np.int32), [len(rows) for rows in stretches])

    @cached_property
    def folds(self) -> IntArray:
        """In which part each segment is left out: by transcript, never by segment.

        Sentences of one person are alike and would give the answer away.
        """
        return self._by_transcript(lambda name: self.parts.get(name, fold_of(name)))

    @cached_property
    def is_read(self) -> BoolArray:
        """Whether somebody has read the segment's transcript for some code."""
        return self._by_transcript(lambda name: name in self.read) > 0

    @cached_property
    def of_case(self) -> IntArray:
        """The number of each segment's case; -1 where it has none, or nobody has read it: it is never left out."""
        number = {case: n % MOST_CASES for n, case in enumerate(dict.fromkeys(self.cases.values()))}
        return self._by_transcript(lambda name: number.get(self.cases.get(name, ""), -1))

    @cached_property
    def units(self) -> IntArray:
        """The number of each segment's index chunk (or of the segment itself, where nothing was asked)."""
        units = np.array([passage.unit for passage in self.passages.every], dtype=np.int64)
        # Segments of a chunk stand together.
        is_next = (np.diff(units, prepend=-1) != 0) | (np.diff(self.transcript, prepend=-1) != 0)
        return np.cumsum(is_next) - 1

    @cached_property
    def _turn(self) -> npt.NDArray[np.float64]:
        """When each segment comes in a draw: by its transcript and place alone, so that one more moves no other."""
        draws = [
            np.random.default_rng(zlib.crc32(f"{SEED}|{transcript_id}".encode())).random(len(rows))
            for transcript_id, rows in self.passages.rows.items()
        ]
        return np.concatenate([np.zeros(0), *draws])

    @cached_property
    def shared(self) -> IntArray:
        """The segments that every code is learnt from: a draw of what was read. No coding changes it."""
        return self._drawn(self.read_to_learn_from, MOST_SHARED)

    @cached_property
    def read_to_learn_from(self) -> IntArray:
        """All segments of transcripts that were read, without those of the random sample, which never trains."""
        teaching = frozenset().union(*(labels.transcripts for labels in self.labels.values()))
        return np.flatnonzero(self._by_transcript(lambda name: name in self.read and name in teaching))

    def examples(self, code_id: str) -> Examples:
        """What a code is learnt from: the shared segments that were read for it, and its own."""
        said = self.said(code_id)
        more_no = LEAST_NO - int((said[self.shared] < 0).sum())
        of_own = said.copy()
        of_own[self.shared] = 0
        own_no = self._drawn(np.flatnonzero(of_own < 0), max(more_no, 0))
        own = np.sort(np.concatenate([self._drawn(np.flatnonzero(of_own > 0), MOST_OWN), own_no]))
        rows = np.concatenate([self.shared, own])
        cues = np.stack([self.cues(code_id, weights)[rows] for weights in ((1.0, 0.0), (0.0, 1.0))])
        yes, judged = (said[rows] > 0).astype(float), (said[rows] != 0).astype(float)
        return Examples(self.number[code_id], own, yes, judged, cues, len(self.labels[code_id].yes))

    def said(self, code_id: str) -> npt.NDArray[np.int8]:
        """What people said of each segment: 1 that it has the code, -1 that it has not, 0 nothing."""
        said = np.zeros(len(self.passages.every), dtype=np.int8)
        said[self.labels[code_id].no] = -1
        said[self.labels[code_id].yes] = 1
        return said

    def cue_places(self, code_id: str) -> tuple[IntArray, IntArray]:
        """(segments in which one of a code's cues stands, those beside one)."""
        hits, beside = self._hits[code_id]
        return np.array(hits, dtype=np.int64), np.array(beside, dtype=np.int64)

    def cues(self, code_id: str, weights: tuple[float, float]) -> npt.NDArray[np.float64]:
        """What a code's cues add to each segment's score: one in the segment, and one beside it, weighed."""
        added = np.zeros(len(self.passages.every))
        hits, beside = self._hits[code_id]
        added[hits] += CUE_STRENGTH * weights[0]
        added[beside] += NEIGHBOUR_STRENGTH * weights[1]
        return added

    @cached_property
    def _hits(self) -> dict[str, tuple[list[int], list[int]]]:
        """By code, where one of its cues stands, and beside it."""
        placed = {}
        for code in self.codes:
            hits = self.hits.get(code.code_id, set())
            # Not across transcripts: the next row may be another interview.
            stretches = {hit: self.passages.rows[self.passages.every[hit].transcript_id] for hit in hits}
            beside = {place for hit, rows in stretches.items() for place in (hit - 1, hit + 1) if place in rows}
            placed[code.code_id] = (sorted(hits), sorted(beside))
        return placed

    def is_taught(self, code_id: str) -> BoolArray:
        """Which segments stand in transcripts that a code is learnt from."""
        teaching = self.labels[code_id].transcripts
        return self._by_transcript(lambda name: name in teaching) > 0

    def has_two_cases(self, code_id: str) -> bool:
        """Whether a case can be left out: with one case left out of one, nothing would be left to learn from."""
        return len({self.cases.get(name, "") for name in self.labels[code_id].transcripts} - {""}) > 1

    def drawn_evenly(self, code_id: str, most: int) -> tuple[IntArray, npt.NDArray[np.float64]]:
        """(some segments with a code and some without, how many each stands for)."""
        labels = self.labels[code_id]
        kinds = [(rows, self._drawn(rows, most)) for rows in (labels.yes, labels.no)]
        counts = [np.full(len(drawn), len(rows) / max(len(drawn), 1)) for rows, drawn in kinds]
        return np.concatenate([drawn for _, drawn in kinds]), np.concatenate(counts)

    def _drawn(self, rows: Rows, n: int) -> IntArray:
        if 0 < n < len(rows):
            turns = self._turn[rows]
            # The last that comes in, and those before it: half a study need not be sorted for some hundred.
            early = rows[turns <= np.partition(turns, n - 1)[n - 1]]
            rows = np.sort(early[np.argsort(self._turn[early], kind="stable")[:n]])
        return (rows if n else rows[:0]).astype(np.int64)

    def _by_transcript(self, value: Callable[[str], int]) -> IntArray:
        """A value for each segment, from its transcript."""
        stretches = self.passages.rows
        return np.repeat(
            np.array([value(name) for name in stretches], dtype=np.int64), [len(rows) for rows in stretches.values()]
        )  # fmt: skip
