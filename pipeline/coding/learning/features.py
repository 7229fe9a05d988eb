"""What the learning coder sees of a respondent's segment: its words, its letters, and the segment on each side.

With the extra `embed` also their sentence vectors (`vectors.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pipeline.coding.cues.by_pattern import machine_id
from pipeline.coding.learning.vectors import Meanings, unit
from pipeline.study.records import OFF_PROTOCOL, Coding, Segment, Transcript

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FloatArray = npt.NDArray[np.float64]
CONTEXT_WEIGHT = 0.5
MEANING_WEIGHT = 1.5
"""Of a segment's sentence vector beside its words and its letters, which weigh 1 each; its neighbours' weigh half."""

FEW_SEGMENTS = 200
AT_ONCE = 4_096
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
ANY_WORD = r"(?u)\b\w+\b"


@dataclass(frozen=True)
class Passage:
    """A respondent's segment with what is said before and after it, by anyone; `occurrence` counts equal texts.

    `unit`: where the index chunk begins in which it stands; where no question was matched, where it begins itself.
    """

    transcript_id: str
    segment: Segment
    text: str
    before: str
    after: str
    occurrence: int
    unit: int = -1

    def coding_id(self, code_id: str) -> str:
        """The id that a cue's coding of this segment would have: a learnt coding of it is the same one."""
        return machine_id(self.transcript_id, self.text, self.occurrence, code_id)


def says_enough(words: str, least: int) -> bool:
    """Whether a passage has so many words; two signs of a script without blanks between words count as one."""
    return len(words.split()) + len(_UNSPACED.findall(words)) // 2 >= least


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
        is_asked = any(chunk.question != OFF_PROTOCOL for chunk in one.chunks)
        chunks = sorted(chunk.start_char for chunk in one.chunks) if is_asked else []
        for n, segment in enumerate(one.segments):
            if segment.is_interviewer or segment.turn in asked:
                continue
            times[words[n]] = times.get(words[n], 0) + 1
            before = words[n - 1] if n else ""
            after = words[n + 1] if n + 1 < len(words) else ""
            place = bisect_right(chunks, segment.start_char) - 1
            unit = chunks[place] if place >= 0 else segment.start_char
            every.append(Passage(one.transcript_id, segment, words[n], before, after, times[words[n]], unit))
        rows[one.transcript_id] = range(begin, len(every))
    return Passages(tuple(every), rows)


@dataclass(frozen=True)
class Vectors:
    """TF-IDF of words (1-2) and letters (2-4) of passages, and of their context at half weight.

    Attributes:
        passages: Sparse, shape (n_passages, n_features).
        descriptions: The same features of other texts (codes' definitions), shape (n_texts, n_features).
        words: The word features, which come first.
        meaning: Sentence vectors of the same; None where they were not asked for.
    """

    passages: csr_matrix
    descriptions: csr_matrix
    words: tuple[str, ...]
    meaning: Meaning | None = None


@dataclass(frozen=True)
class Meaning:
    """Sentence vectors of passages, of what stands beside them, and of descriptions.

    Attributes:
        known: Vectors of all texts.
        places: Shape (n_passages, 3): rows of `known` of a passage, of what is before it and of what is after it.
        descriptions: Shape (n_texts,).
        usual: Shape (384,): the mean of all passages, which tells none from another and is taken away.
    """

    known: Meanings
    places: npt.NDArray[np.int64]
    descriptions: npt.NDArray[np.int64]
    usual: npt.NDArray[np.float32]

    def bare(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """Shape (n_rows, 384): rows of `known`, each of length 1 (0 where there is no text)."""
        return unit(self.known.small[rows])

    def of_passages(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """Shape (n_rows, 768): of each itself, and of its neighbours together at half weight."""
        own, before, after = (self.bare(self.places[rows, side]) for side in range(3))
        beside = CONTEXT_WEIGHT * (before + after - 2 * self.usual)
        return np.asarray(MEANING_WEIGHT * np.hstack([own - self.usual, beside]), dtype=np.float32)

    def of_descriptions(self) -> npt.NDArray[np.float32]:
        """Shape (n_texts, 768): a description has no neighbours."""
        own = self.bare(self.descriptions) - self.usual
        return np.asarray(MEANING_WEIGHT * np.hstack([own, np.zeros_like(own)]), dtype=np.float32)


def meaning_of(passages: Sequence[Passage], descriptions: Sequence[str], known: Meanings) -> Meaning:
    """Sentence vectors of some passages and descriptions, all of which are `known`."""
    places = [[known.number[words] for words in (one.text, one.before, one.after)] for one in passages]
    rows = np.array(places, dtype=np.int64).reshape(-1, 3)
    described = np.array([known.number[words] for words in descriptions], dtype=np.int64)
    return Meaning(known, rows, described, _mean(known, rows[:, 0]))


def _mean(known: Meanings, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """The mean vector of some rows, a few thousand at a time: all at once are four times as large as they are kept."""
    total = np.zeros(known.small.shape[1])
    for begin in range(0, len(rows), AT_ONCE):
        total += unit(known.small[rows[begin : begin + AT_ONCE]]).sum(0, dtype=np.float64)
    return np.asarray(total / max(len(rows), 1), dtype=np.float32)


def texts_of(passages: Passages, descriptions: Sequence[str]) -> dict[str, list[str]]:
    """All texts of which a vector is wanted, by transcript; those of the codebook under ''."""
    found = {
        one: [words for n in rows for at in (passages.every[n],) for words in (at.text, at.before, at.after)]
        for one, rows in passages.rows.items()
    }
    return {**found, "": list(descriptions)}


def vectors(passages: Sequence[Passage], descriptions: Sequence[str], meaning: Meaning | None = None) -> Vectors:
    """Weigh n-grams by how rare they are among this study's segments; no label is looked at."""
    from scipy.sparse import csr_matrix, hstack  # noqa: PLC0415

    number: dict[str, int] = {}
    places = [
        [number.setdefault(words, len(number)) for words in (one.text, one.before, one.after)] for one in passages
    ]
    described = [number.setdefault(words, len(number)) for words in descriptions]
    own, before, after = (np.array(column, dtype=np.int64) for column in zip(*places, strict=True))
    least = 1 if len(passages) < FEW_SEGMENTS else 2
    words, names = _counts(list(number), own, described, least, ngram_range=(1, 2), token_pattern=ANY_WORD)
    letters, _ = _counts(list(number), own, described, least + (least > 1), analyzer="char_wb", ngram_range=(2, 4))
    passage_parts, description_parts = [], []
    for counts in (words, letters):
        rarity = _rarity(counts[own])
        passage_parts.append(_weighed(counts[own], rarity))
        description_parts.append(_weighed(counts[described], rarity))
    for counts in (words, letters):
        passage_parts.append(CONTEXT_WEIGHT * _weighed(counts[before] + counts[after], _rarity(counts[own])))
        description_parts.append(csr_matrix((len(described), counts.shape[1]), dtype=np.float32))
    return Vectors(csr_matrix(hstack(passage_parts)), csr_matrix(hstack(description_parts)), names, meaning)


def _counts(
    texts: Sequence[str], own: npt.NDArray[np.int64], described: Sequence[int], least: int, **how: Any
) -> tuple[csr_matrix, tuple[str, ...]]:
    """How often each n-gram stands in each text, and the n-grams: those that `least` of the passages hold.

    One that a description holds too is kept where a single passage has it: rare words are what tells a rare code.
    """
    from sklearn.feature_extraction.text import CountVectorizer  # noqa: PLC0415

    counter = CountVectorizer(dtype=np.float32, lowercase=True, **how)
    counts = counter.fit_transform(texts)
    holding = np.asarray((counts[own] > 0).sum(0)).ravel()
    is_told = np.asarray(counts[list(described)].sum(0)).ravel() > 0
    is_kept = (holding >= least) | (is_told & (holding > 0))
    return counts[:, np.flatnonzero(is_kept)], tuple(str(name) for name in counter.get_feature_names_out()[is_kept])


def _rarity(counts: csr_matrix) -> npt.NDArray[np.float32]:
    """Smoothed inverse document frequency, as scikit-learn's TfidfTransformer has it."""
    holding = np.asarray((counts > 0).sum(0)).ravel()
    return np.asarray(np.log((1 + counts.shape[0]) / (1 + holding)) + 1, dtype=np.float32)


def _weighed(counts: csr_matrix, rarity: npt.NDArray[np.float32]) -> csr_matrix:
    """1 + log of the counts, times rarity; each row of length 1 (0 where it is empty)."""
    from scipy.sparse import csr_matrix, diags  # noqa: PLC0415

    found = csr_matrix(counts, dtype=np.float32, copy=True)
    found.data = np.log(found.data) + 1
    found = csr_matrix(found @ diags(rarity))
    lengths = np.sqrt(np.asarray(found.multiply(found).sum(1)).ravel())
    return csr_matrix(diags(1 / np.maximum(lengths, 1e-12).astype(np.float32)) @ found)
