"""One score of each segment and code from several: words, sentence vectors, questions, descriptions, neighbours.

Each fit has its own scale. Their scores are set to mean 0 and deviation 1 over segments that taught the fit nothing,
and added ("late" fusion: fitted together, the larger set of features drowns the others).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import sqrt

import numpy as np
import numpy.typing as npt

from pipeline.coding.learning.by_description import UNASKED_KINDS, AnyFloats
from pipeline.coding.learning.logistic import FloatArray
from pipeline.study.records import Code

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]

DESCRIPTION_WEIGHT = 0.2
"""What the codebook says of a code, beside what its examples teach, once these are many; 1/√n while they are few."""

QUESTION_WEIGHT = 0.5
"""What a segment answers, where that helps; else 0 (`asks`)."""

NEIGHBOUR_WEIGHT = 0.15
"""What the score of a segment on each side adds: people tell a thing in several sentences."""

ENOUGH_TO_CHOOSE = 20
"""With fewer coded segments whether questions help is not asked of the code alone, but of all of its kind together."""


def on_scale(score: npt.NDArray[np.floating], reference: BoolArray | None = None) -> FloatArray:
    """Scores of one code, at mean 0 and deviation 1 over a part of them that taught nothing; over all where None."""
    wide = np.asarray(score, dtype=np.float64)
    some = wide if reference is None or not reference.any() else wide[reference]
    spread = some.std()
    return np.asarray((wide - some.mean()) / (spread if spread > 1e-9 else 1.0))


def together(scores: Iterable[npt.NDArray[np.floating]], reference: BoolArray | None = None) -> FloatArray:
    """What several fits make of the same segments: each on scale, added."""
    # Set to scale again: the sum of like scores is wider than each.
    return on_scale(np.sum([on_scale(score, reference) for score in scores], axis=0), reference)


def description_weight(n_yes: int) -> float:
    """What likeness to the codebook weighs: the fewer examples, the more."""
    return max(DESCRIPTION_WEIGHT, 1 / sqrt(max(n_yes, 1)))


def smoothed(score: AnyFloats, transcripts: Iterable[range]) -> AnyFloats:
    """Each segment's score with something of that of the respondents' segments beside it."""
    smooth = score.copy()
    for rows in transcripts:
        smooth[rows.start + 1 : rows.stop] += NEIGHBOUR_WEIGHT * score[rows.start : rows.stop - 1]
        smooth[rows.start : rows.stop - 1] += NEIGHBOUR_WEIGHT * score[rows.start + 1 : rows.stop]
    return smooth


def gain_of_questions(
    truth: BoolArray, said: Sequence[FloatArray], asked: FloatArray, parts: IntArray, is_shared: BoolArray
) -> float:
    """How much better a code's examples are ranked with what was asked: the difference of average precisions.

    Args:
        truth: Shape (n,): which examples have the code.
        said, asked: Of the same shape: scores by fits that have not seen the example's part.
        parts: In which part each was left out: each fit has its own scale.
        is_shared: Which of them all codes share: a draw of what was read, over which scales are set.
    """
    # By fits that have not seen the transcript: in sample every addition helps.
    plain, with_question = np.zeros(len(truth)), np.zeros(len(truth))
    for part in np.unique(parts):
        here = parts == part
        plain[here] = together([score[here] for score in said], is_shared[here])
        with_question[here] = plain[here] + QUESTION_WEIGHT * on_scale(asked[here], is_shared[here])
    return average_precision(truth, with_question) - average_precision(truth, plain)


def asks(codes: Sequence[Code], gains: Mapping[str, float], n_yes: Mapping[str, int]) -> dict[str, bool]:
    """Of each code whether what was asked counts.

    An answer's topic is half told by its question, but what a respondent does in answering (agrees, asks back) is not:
    there it misleads. So each code takes what ranks its own examples better, transcripts left out; with few examples
    what helps the codes of its kind on average.
    """
    by_kind: dict[str, list[float]] = {}
    for code in codes:
        by_kind.setdefault(code.kind, []).append(gains[code.code_id])
    # A handful of examples is ranked better or worse by chance.
    gain = {
        code.code_id: gains[code.code_id]
        if n_yes[code.code_id] >= ENOUGH_TO_CHOOSE
        else float(np.mean(by_kind[code.kind]))
        for code in codes
    }
    return {code.code_id: gain[code.code_id] > 0 and code.kind not in UNASKED_KINDS for code in codes}


def average_precision(truth: BoolArray, score: FloatArray) -> float:
    """The mean, over what is wanted, of the precision at its rank; 0 where nothing is. Ties stand in their order."""
    ranked = truth[np.argsort(-score, kind="stable")]
    if not ranked.any():
        return 0.0
    return float((np.cumsum(ranked)[ranked] / (np.flatnonzero(ranked) + 1)).mean())
