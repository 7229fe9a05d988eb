"""How much of a code is met when only the first part of a ranked list is read.

A list that brings most of a code's passages early saves reading; it says nothing of what it leaves to its end. So it
supports no "no", no contrast and no prevalence, and each case keeps transcripts that are read whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pipeline.coding.learning.features import Passages
from pipeline.coding.learning.learnt import Scores
from pipeline.statistics.errors import UndefinedStatisticError
from pipeline.statistics.resampling import draws_as_floats, percentile_interval
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Coding

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

READ_20, READ_33 = 0.20, 0.33
ENOUGH_PASSAGES = 10
"""Fewer passages than these say nothing of a recall: one more or less moves it by a tenth."""

# A group of fewer passages would be worst by chance.
FEWEST_IN_A_GROUP = 5


@dataclass(frozen=True, slots=True)
class Recall:
    """Shares of a code's passages that are met when the first 20 % and 33 % of the words are read in ranked order.

    Attributes:
        n_passages: Passages of the code in the transcripts ranked.
        recall_20_low, recall_33_low: Lower bounds of 95 % intervals, transcripts resampled; None where there is none.
    """

    n_passages: int
    recall_20: float | None = None
    recall_20_low: float | None = None
    recall_33: float | None = None
    recall_33_low: float | None = None


@dataclass(frozen=True, slots=True)
class RecallReport:
    """A code's recall, and what its mean may hide.

    Attributes:
        usual: With each transcript left out of the learning.
        unseen: With each transcript's case left out; None where no two cases teach.
        denials: Of passages in which the code is denied or wished for, at 20 %.
        worst: By attribute (case, sector, …), the group of at least FEWEST_IN_A_GROUP passages that is met least at
            20 %, and the share.
    """

    usual: Recall
    unseen: Recall | None = None
    denials: Recall | None = None
    worst: Mapping[str, tuple[str, float]] = field(default_factory=dict)

    @property
    def unseen_words(self) -> str:
        """What it adds to a verdict; '' where no case could be left out."""
        if self.unseen is None or self.unseen.recall_20 is None:
            return ""
        low = "" if self.unseen.recall_20_low is None else f" (from {self.unseen.recall_20_low:.2f})"
        return f"in a case that it has not learnt from they hold {self.unseen.recall_20:.2f}{low}"


@dataclass(frozen=True)
class Ranking:
    """Respondents' segments of some transcripts, the best first.

    Attributes:
        place: Shape (n_passages,): the place of each segment in the ranking; -1 where it is not ranked.
        column: Shape (n_ranked,): the transcript of each place, by its number among `transcripts`.
        n_words: Of the same shape: the words of each place.
    """

    passages: Passages
    transcripts: tuple[str, ...]
    place: IntArray
    column: IntArray
    n_words: IntArray

    def ranked(self, codings: Sequence[Coding]) -> list[tuple[Coding, int]]:
        """Codings with the place at which each is met: that of its best segment. Those outside are left out."""
        places = ((coding, self.place[sorted(self.passages.touched([coding]))]) for coding in codings)
        return [(coding, int(some[some >= 0].min())) for coding, some in places if (some >= 0).any()]

    def read_at(self, places: Sequence[int]) -> FloatArray:
        """Words of each transcript that are read when some places are done: shape (n_places, n_transcripts).

        Asked for a code's passages, never for all segments: these times transcripts grow with the square of a study.
        """
        read, so_far, begin = np.zeros((len(places), len(self.transcripts))), np.zeros(len(self.transcripts)), 0
        for n in np.argsort(places, kind="stable"):
            some = slice(begin, places[n] + 1)
            so_far += np.bincount(self.column[some], weights=self.n_words[some], minlength=len(so_far))
            read[n], begin = so_far, places[n] + 1
        return read

    @cached_property
    def in_all(self) -> FloatArray:
        """Words of each transcript."""
        return np.asarray(np.bincount(self.column, weights=self.n_words, minlength=len(self.transcripts)), np.float64)

    def is_met(self, place: int, share: float) -> bool:
        """Whether a place is done when so much of all words is read."""
        return bool(self._read_by_then[place] <= share * self.in_all.sum())

    def share_read(self, place: int) -> float:
        """The share of all words that is read when a place is done."""
        return float(self._read_by_then[place] / self.in_all.sum())

    @cached_property
    def _read_by_then(self) -> IntArray:
        return self.n_words.cumsum()


def rank(passages: Passages, scores: npt.ArrayLike, transcripts: Sequence[str]) -> Ranking:
    """Rank the segments of some transcripts together; equal scores stand in the order of the text."""
    stretches = [passages.rows.get(transcript_id, range(0)) for transcript_id in transcripts]
    rows = np.concatenate([np.zeros(0, np.int64), *(np.arange(some.start, some.stop) for some in stretches)])
    column = np.repeat(np.arange(len(transcripts)), [len(some) for some in stretches])
    steps = (
        scores.steps(rows) if isinstance(scores, Scores)
        else np.unique(np.asarray(scores)[rows], return_inverse=True)[1]
    )  # fmt: skip
    # By score, and where that is equal in the order of the text. Of whole numbers ~ is the other way round.
    in_text = np.argsort(rows, kind="stable")
    order = in_text[np.argsort(~steps[in_text], kind="stable")]
    place = np.full(len(passages.every), -1, dtype=np.int64)
    place[rows[order]] = np.arange(len(rows))
    return Ranking(passages, tuple(transcripts), place, column[order], passages.n_words[rows[order]])


def recall_of(ranking: Ranking, codings: Sequence[Coding]) -> Recall:
    """The share of some passages that is met when the first part of a ranking is read.

    Transcripts are drawn again, not passages: those of one transcript are told by one person in one way.
    """
    ranked = ranking.ranked(codings)
    if not ranked:
        return Recall(0)
    column = {transcript_id: n for n, transcript_id in enumerate(ranking.transcripts)}
    met_in = [column[coding.transcript_id] for coding, _ in ranked]
    read = ranking.read_at([place for _, place in ranked])
    once = np.ones((1, len(ranking.transcripts)))
    drawn = draws_as_floats(len(ranking.transcripts))
    values: list[float | None] = []
    for share in (READ_20, READ_33):
        values.append(float(_shares(read, met_in, ranking.in_all, once, share)[0]))
        try:
            resampled = _shares(read, met_in, ranking.in_all, drawn, share)
            # With one transcript every resample is the same, and the bound would pretend to certainty.
            values.append(percentile_interval(resampled).low if len(ranking.transcripts) > 1 else None)
        except UndefinedStatisticError:
            values.append(None)
    return Recall(len(ranked), *values)


def share_met(ranking: Ranking, codings: Sequence[Coding], share: float) -> float | None:
    """Of some passages, the share met when so much of the ranked words is read; None where there is no passage."""
    places = [place for _, place in ranking.ranked(codings)]
    if not places:
        return None
    # A passage is met only if its whole sentence fits into what is read.
    return float(np.mean([ranking.is_met(place, share) for place in places]))


def _shares(read: FloatArray, met_in: Sequence[int], in_all: FloatArray, times: FloatArray, share: float) -> FloatArray:
    """Shape (n_resamples,): of the passages drawn, the share met when at most `share` of the words drawn are read."""
    is_met = times @ read.T <= share * (times @ in_all)[:, None]
    weight = times[:, met_in]
    # A resample may hold no passage at all: it has no share, and is left out as NaN.
    total = weight.sum(1)
    met = (weight * is_met).sum(1)
    return np.asarray(np.divide(met, total, out=np.full(len(times), np.nan), where=total > 0))


def worst_groups(
    ranking: Ranking, codings: Sequence[Coding], groups: Mapping[str, Mapping[str, str]]
) -> dict[str, tuple[str, float]]:
    """By attribute, the group of transcripts of whose passages the least is met at 20 %, and that share.

    Args:
        groups: Attribute -> transcript -> group. All groups are read as one list, as people would.
    """
    worst: dict[str, tuple[str, float]] = {}
    ranked = ranking.ranked(codings)
    for attribute, of in groups.items():
        by_group: dict[str, list[bool]] = {}
        for coding, place in ranked:
            if coding.transcript_id in of:
                by_group.setdefault(of[coding.transcript_id], []).append(ranking.is_met(place, READ_20))
        shares = {name: sum(met) / len(met) for name, met in sorted(by_group.items()) if len(met) >= FEWEST_IN_A_GROUP}
        # The worst of one group is no comparison.
        if len(shares) > 1:
            least = min(shares, key=lambda name: shares[name])
            worst[attribute] = (least, shares[least])
    return worst
