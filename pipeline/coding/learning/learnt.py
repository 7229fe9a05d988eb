"""What is learnt of one code, and what it is learnt from: the records that learning and its keeping share."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pipeline.coding.learning.features import Passages
from pipeline.coding.learning.logistic import sigmoid
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Code

# Fixed: draws and folds are the same in every run.
SEED = 20250701
N_FOLDS = 5
# As docs/machine.md says: five coded segments in three transcripts, and twenty read and left.
LEAST_POSITIVE = 5
LEAST_TRANSCRIPTS = 3
LEAST_NEGATIVE = 20
LEAST_KAPPA = 0.1
"""Under it learning is silent: a code that it tells hardly better than chance would be suggested all over the place."""

SCALE = 1_000_000
"""Probabilities are kept in such parts of 1: of a rare code, most passages lie under a thousandth and still have an
order, in which they are read."""

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64] | npt.NDArray[np.int32]
SmallInts = npt.NDArray[np.int16]

# Outside of what a probability can be.
NOT_READ = -1.0
STEPS = 1_500
"""Log odds are kept in such parts of 1, up to 21 either way: two bytes a segment and code, where twelve million words
have forty million of them."""

_NOT_READ = -32_768
"""What stands for NOT_READ among log odds."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A logistic curve from log odds to probabilities, through the out-of-fold scores of what people judged."""

    centre: float
    spread: float
    slope: float
    level: float

    def probability(self, score: FloatArray) -> FloatArray:
        """Never falling where the score rises."""
        x = bent((score - self.centre) / self.spread)
        # A slope under 0 would turn the order round: then all get the same probability.
        return np.asarray(np.round(sigmoid(max(self.slope, 0.0) * x + self.level) * SCALE) / SCALE)


def bent(x: FloatArray) -> FloatArray:
    """x up to 1, and 1 + log x above it: still rising, ever slower.

    Along a straight line the highest scores are sure of themselves in vain: in a case that taught nothing, what was
    said to be .94 was right in .62 on the sample; bent so, what is said to be .64 is .55, and little is said above it.
    """
    return np.where(x > 1, 1 + np.log(np.maximum(x, 1)), x)


def small(score: npt.NDArray[np.float32], is_read: npt.NDArray[np.bool_] | None = None) -> SmallInts:
    """Log odds as they are kept; where they are not of a transcript that was read, what stands for NOT_READ."""
    kept = np.clip(np.rint(score * STEPS), _NOT_READ + 1, -_NOT_READ - 1).astype(np.int16)
    if is_read is not None:
        kept[~is_read] = _NOT_READ
    return kept


@dataclass(frozen=True, eq=False)
class Scores(Sequence[float]):
    """One probability a segment, kept as small log odds.

    Attributes:
        kept: Of the segments that have one, in their order.
        scale: From log odds to probabilities.
        bits: Of each segment, whether it has one, eight to a byte; None where all have.
        n: How many segments there are.
    """

    kept: SmallInts
    scale: Scale
    bits: npt.NDArray[np.uint8] | None
    n: int

    @classmethod
    def of(cls, odds: SmallInts, scale: Scale) -> Scores:
        """Scores from small log odds of every segment, shape (n_passages,)."""
        has_one = odds != _NOT_READ
        if has_one.all():
            return cls(odds, scale, None, len(odds))
        return cls(odds[has_one], scale, np.packbits(has_one), len(odds))

    @property
    def odds(self) -> SmallInts:
        """Small log odds of every segment, shape (n_passages,)."""
        if self.bits is None:
            return self.kept
        odds = np.full(self.n, _NOT_READ, dtype=np.int16)
        odds[np.unpackbits(self.bits, count=self.n).astype(bool)] = self.kept
        return odds

    @cached_property
    def _of_odds(self) -> FloatArray:
        """The probability of each value that log odds can have, by the value less the lowest."""
        probability = self.scale.probability(np.arange(_NOT_READ, -_NOT_READ) / STEPS)
        probability[0] = NOT_READ
        return probability

    def at(self, rows: IntArray | slice = slice(None)) -> FloatArray:
        """The probabilities of some segments; all where none are named."""
        return np.asarray(self._of_odds[self.odds[rows].astype(np.int64) - _NOT_READ])

    def steps(self, rows: IntArray | slice = slice(None)) -> npt.NDArray[np.uint16]:
        """Whole numbers that rise as some segments' probabilities do, and are equal where they are: quickly sorted."""
        return np.cumsum(np.diff(self._of_odds, prepend=NOT_READ) > 0).astype(np.uint16)[
            self.odds[rows].astype(np.int64) - _NOT_READ
        ]

    @property
    def of_steps(self) -> FloatArray:
        """The probability of each of `steps`."""
        return np.asarray(self._of_odds[np.diff(self._of_odds, prepend=-np.inf) > 0])

    def odds_or(self, others: Scores) -> SmallInts:
        """Small log odds; those of others where nobody has read."""
        odds = self.odds
        return np.where(odds == _NOT_READ, others.odds, odds)

    def __array__(self, dtype: npt.DTypeLike | None = None, copy: bool | None = None) -> npt.NDArray[np.generic]:
        return np.asarray(self.at(), dtype=dtype)

    def __getitem__(self, n: int) -> float:  # type: ignore[override] # one at a time
        return float(self._of_odds[int(self.odds[n]) - _NOT_READ])

    def __len__(self) -> int:
        return self.n

    def __iter__(self) -> Iterator[float]:
        return iter(self.at().tolist())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scores) and self.scale == other.scale and np.array_equal(self.odds, other.odds)

    def __hash__(self) -> int:
        return hash((self.scale, self.n))


@dataclass(frozen=True, slots=True)
class LearntCode:
    """What was learnt of one code.

    Attributes:
        scores: One probability per respondent's segment of the study, by a model that has not seen its transcript.
        threshold: From which probability on the machine gives the code.
        weights: The words that speak most for the code, with their weights, the heaviest first.
        digest: Of the labels, texts, cues and definition that this was learnt from.
        calibration: (mean probability, share that people coded, segments) by tenth of the scale, where nothing was
            learnt from the segment's case (from its transcript, where there are no two cases).
        curve: (precision aimed at, share of people's segments found) out of fold; only what is reached.
        kappa, cue_kappa: With people, by index chunk, out of fold: of learning at its threshold, and of the cues alone.
        unseen: As `scores`, by a model that has not seen the segment's case; NOT_READ in transcripts that nobody read.
            None where nothing was learnt from two cases.
        is_asked: Whether what the interviewer asked counts beside what is said.
        gain: How much better its own examples are ranked with it (average precision).
    """

    code_id: str
    n_positive: int
    n_negative: int
    n_transcripts: int
    scores: Scores
    threshold: float
    weights: tuple[tuple[str, float], ...]
    digest: str
    calibration: tuple[tuple[float, float, int], ...] = ()
    curve: tuple[tuple[float, float], ...] = ()
    kappa: float = 0.0
    cue_kappa: float = 0.0
    unseen: Scores | None = None
    is_asked: bool = False
    gain: float = 0.0

    @property
    def is_better_than_cues(self) -> bool:
        """Whether learning agrees with people, out of fold, and better than the cues alone: only then it codes."""
        return self.kappa >= LEAST_KAPPA and self.kappa > self.cue_kappa


@dataclass(frozen=True)
class Labels:
    """What people said of one code: segments that have it, segments that were read and do not, transcripts read.

    `yes` are rising, and none of them is a "no". `bits`: of each segment, whether it is a "no", eight to a byte, since
    half a study may be "no" for each of its codes.
    """

    yes: npt.NDArray[np.int32]
    bits: npt.NDArray[np.uint8]
    n_no: int
    transcripts: frozenset[str]

    @classmethod
    def of(cls, yes: Iterable[int], no: Iterable[int], transcripts: Iterable[str] = ()) -> Labels:
        """Labels from segments in any order."""
        # Half a study may be "no", and comes as an array: number by number it would take long.
        rows = no if isinstance(no, np.ndarray) else np.array([*no], dtype=np.int64)
        is_no = np.zeros(int(rows.max(initial=-1)) + 1, dtype=bool)
        is_no[rows] = True
        return cls(np.array(sorted(yes), dtype=np.int32), np.packbits(is_no), int(is_no.sum()), frozenset(transcripts))

    @property
    def no(self) -> IntArray:
        """The segments that were read and do not have the code, rising."""
        return np.flatnonzero(np.unpackbits(self.bits))

    def is_enough(self, passages: Passages) -> bool:
        """Whether there is enough to learn from, and to judge the learning by leaving transcripts out."""
        holding = {passages.every[n].transcript_id for n in self.yes}
        return len(self.yes) >= LEAST_POSITIVE and len(holding) >= LEAST_TRANSCRIPTS and self.n_no >= LEAST_NEGATIVE


def fold_of(transcript_id: str) -> int:
    """The part in which a transcript is left out: always the same, whatever else is in the study."""
    # A hash of the id alone: one more transcript moves no other to another part.
    return int(hashlib.sha256(f"{SEED}|{transcript_id}".encode()).hexdigest(), 16) % N_FOLDS


def description(code: Code) -> str:
    """What the codebook says of a code, as an example of it: what helps where people's examples are few."""
    examples = [example for example in code.examples if not example.startswith("(")]
    return " . ".join([code.name, code.definition, *code.include, *examples])
