"""What is learnt of one code, and what it is learnt from: the records that learning and its keeping share."""

from __future__ import annotations

import hashlib
from array import array
from dataclasses import dataclass

from pipeline.coding.learning.features import Passages
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

# Outside of what a probability can be.
NOT_READ = -1.0


@dataclass(frozen=True, slots=True)
class LearntCode:
    """What was learnt of one code.

    Attributes:
        scores: One probability per respondent's segment of the study, by a model that has not seen its transcript; as
            an array of C doubles, a quarter of what numbers of Python would take.
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
    """

    code_id: str
    n_positive: int
    n_negative: int
    n_transcripts: int
    scores: array[float]
    threshold: float
    weights: tuple[tuple[str, float], ...]
    digest: str
    calibration: tuple[tuple[float, float, int], ...] = ()
    curve: tuple[tuple[float, float], ...] = ()
    kappa: float = 0.0
    cue_kappa: float = 0.0
    unseen: array[float] | None = None
    is_asked: bool = False

    @property
    def is_better_than_cues(self) -> bool:
        """Whether learning agrees with people, out of fold, and better than the cues alone: only then it codes."""
        return self.kappa >= LEAST_KAPPA and self.kappa > self.cue_kappa


@dataclass(frozen=True)
class Labels:
    """What people said of one code: segments that have it, segments that were read and do not, transcripts read."""

    yes: frozenset[int]
    no: frozenset[int]
    transcripts: frozenset[str]

    def is_enough(self, passages: Passages) -> bool:
        """Whether there is enough to learn from, and to judge the learning by leaving transcripts out."""
        holding = {passages.every[n].transcript_id for n in self.yes}
        return len(self.yes) >= LEAST_POSITIVE and len(holding) >= LEAST_TRANSCRIPTS and len(self.no) >= LEAST_NEGATIVE


def fold_of(transcript_id: str) -> int:
    """The part in which a transcript is left out: always the same, whatever else is in the study."""
    # A hash of the id alone: one more transcript moves no other to another part.
    return int(hashlib.sha256(f"{SEED}|{transcript_id}".encode()).hexdigest(), 16) % N_FOLDS


def description(code: Code) -> str:
    """What the codebook says of a code, as an example of it: what helps where people's examples are few."""
    examples = [example for example in code.examples if not example.startswith("(")]
    return " . ".join([code.name, code.definition, *code.include, *examples])
