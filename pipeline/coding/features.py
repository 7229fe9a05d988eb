"""What the learning coder sees of a respondent's segment: its words, its letters, and the segment on each side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pipeline.coding.by_pattern import machine_id
from pipeline.records import Coding, Segment, Transcript

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FloatArray = npt.NDArray[np.float64]
CONTEXT_WEIGHT = 0.5
FEW_SEGMENTS = 200
ANY_WORD = r"(?u)\b\w+\b"


@dataclass(frozen=True)
class Passage:
    """A respondent's segment with what is said before and after it, by anyone; `occurrence` counts equal texts."""

    transcript_id: str
    segment: Segment
    text: str
    before: str
    after: str
    occurrence: int

    def coding_id(self, code_id: str) -> str:
        """The id that a cue's coding of this segment would have: a learnt coding of it is the same one."""
        return machine_id(self.transcript_id, self.text, self.occurrence, code_id)


@dataclass(frozen=True)
class Passages:
    """All respondents' segments of a study, in the order of the transcripts; `rows` gives each transcript's stretch."""

    every: tuple[Passage, ...]
    rows: dict[str, range]

    @cached_property
    def _starts(self) -> dict[str, tuple[list[int], list[int]]]:
        return {
            one: ([self.every[n].segment.start_char for n in rows], [self.every[n].segment.end_char for n in rows])
            for one, rows in self.rows.items()
        }

    def touched(self, codings: Iterable[Coding]) -> set[int]:
        """Numbers of the segments that some codings touch."""
        from bisect import bisect_left, bisect_right  # noqa: PLC0415

        found: set[int] = set()
        for one in codings:
            if one.transcript_id in self.rows:
                starts, ends = self._starts[one.transcript_id]
                first = self.rows[one.transcript_id].start
                found.update(
                    first + n for n in range(bisect_right(ends, one.start_char), bisect_left(starts, one.end_char))
                )
        return found


def passages_of(transcripts: Iterable[Transcript]) -> Passages:
    """The segments that a person could code: respondents' own words, with one on each side."""
    every: list[Passage] = []
    rows: dict[str, range] = {}
    for one in transcripts:
        text, begin = one.text, len(every)
        asked = {turn.number for turn in one.turns if turn.is_interviewer}
        words = [text[segment.start_char : segment.end_char] for segment in one.segments]
        times: dict[str, int] = {}
        for n, segment in enumerate(one.segments):
            if segment.is_interviewer or segment.turn in asked:
                continue
            times[words[n]] = times.get(words[n], 0) + 1
            before = words[n - 1] if n else ""
            after = words[n + 1] if n + 1 < len(words) else ""
            every.append(Passage(one.transcript_id, segment, words[n], before, after, times[words[n]]))
        rows[one.transcript_id] = range(begin, len(every))
    return Passages(tuple(every), rows)


@dataclass(frozen=True)
class Vectors:
    """TF-IDF of words (1-2) and letters (2-4) of passages, and of their context at half weight.

    Attributes:
        passages: Sparse, shape (n_passages, n_features).
        descriptions: The same features of other texts (codes' definitions), shape (n_texts, n_features).
        words: The word features, which come first.
    """

    passages: csr_matrix
    descriptions: csr_matrix
    words: tuple[str, ...]


def vectors(passages: Sequence[Passage], descriptions: Sequence[str]) -> Vectors:
    """Weigh n-grams by how rare they are among this study's segments; no label is looked at."""
    from scipy.sparse import csr_matrix, hstack  # noqa: PLC0415
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

    texts = [one.text for one in passages]
    around = [f"{one.before} \n {one.after}" for one in passages]
    is_small = len(texts) < FEW_SEGMENTS
    common: dict[str, Any] = {"sublinear_tf": True, "dtype": np.float32, "lowercase": True}
    word = TfidfVectorizer(ngram_range=(1, 2), min_df=1 if is_small else 2, token_pattern=ANY_WORD, **common)
    letter = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=1 if is_small else 3, **common)
    for one in (word, letter):
        one.fit(texts)
    nothing = [""] * len(descriptions)

    def stacked(own: Sequence[str], context: Sequence[str]) -> csr_matrix:
        parts = [word.transform(own), letter.transform(own)]
        parts += [CONTEXT_WEIGHT * word.transform(context), CONTEXT_WEIGHT * letter.transform(context)]
        return csr_matrix(hstack(parts))

    names = word.get_feature_names_out()
    return Vectors(stacked(texts, around), stacked(descriptions, nothing), tuple(str(name) for name in names))
