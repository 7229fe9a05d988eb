"""One score of each segment and code from several: words, sentence vectors, questions, descriptions, neighbours.

Each fit has its own scale. Their scores are set to mean 0 and deviation 1 over segments that taught the fit nothing,
and added ("late" fusion: fitted together, the larger set of features drowns the others).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.coding.learning.by_description import UNASKED_KINDS
from pipeline.coding.learning.fits import Fits, Fitted, IntArray
from pipeline.coding.learning.logistic import FloatArray
from pipeline.study.records import Code

BoolArray = npt.NDArray[np.bool_]

DESCRIPTION_WEIGHT = 0.2
"""What the codebook says of a code, beside what its examples teach, once these are many; 1/√n while they are few."""

QUESTION_WEIGHT = 0.5
"""What a segment answers, where that helps; else 0 (`asked_weights`)."""

NEIGHBOUR_WEIGHT = 0.15
"""What the score of a segment on each side adds: people tell a thing in several sentences."""

ENOUGH_TO_CHOOSE = 20
"""With fewer coded segments whether questions help is not asked of the code alone, but of all of its kind together."""


@dataclass(frozen=True)
class Seen:
    """Scores by what is seen of a segment, each of shape (n_passages, n_codes), on one scale.

    `said` is of its words and vectors together; `asked` of its question, None where nobody asked.
    """

    said: FloatArray
    asked: FloatArray | None


def seen_by(fits: Fits, fitted: Fitted, target: IntArray, is_reference: BoolArray | None = None) -> Seen:
    """What was fitted makes of some passages.

    Args:
        is_reference: Shape (len(target),): the passages that taught nothing, over which scales are set; None: all.
    """
    # Scores of what was learnt by heart are wider apart: the scale would be theirs.
    reference = slice(None) if is_reference is None or not is_reference.any() else is_reference
    scores = [_on_scale(score, reference) for score in fits.scores(fitted, target)]
    # Kept apart: it counts only for codes whose examples it ranks better.
    asked = scores.pop() if fitted.questions is not None else None
    # Set to scale again: the sum of like scores is wider than each.
    return Seen(_on_scale(np.sum(scores, axis=0), reference), asked)


def _on_scale(score: FloatArray, reference: slice | BoolArray) -> FloatArray:
    some = score[reference]
    spread = some.std(0)
    return np.asarray((score - some.mean(0)) / np.where(spread > 1e-9, spread, 1.0))


def seen_left_out(fits: Fits, parts: IntArray, is_target: BoolArray, of_all: Seen) -> Seen:
    """What is seen where a passage is a target for a code, by fits that have not seen its part; else `of_all`.

    Args:
        parts: Shape (n_passages,): which passages are left out together; those of a part under 0 never teach here.
        is_target: Shape (n_passages, n_codes).
    """
    said = of_all.said.copy()
    asked = None if of_all.asked is None else of_all.asked.copy()
    targets, trains = [], []
    for part in sorted(set(parts[parts >= 0].tolist())):
        target = np.flatnonzero((parts == part) & is_target.any(1))
        # Parts under 0 belong to no case and could hold anybody's words: they never teach here.
        train = fits.rows[(parts[fits.rows] != part) & (parts[fits.rows] >= 0)]
        if len(target) and len(train):
            targets.append(target)
            trains.append(train)
    for target, fitted in zip(targets, fits.fit_each(trains), strict=True):
        unseen = seen_by(fits, fitted, target)
        said[target] = np.where(is_target[target], unseen.said, said[target])
        if asked is not None and unseen.asked is not None:
            asked[target] = np.where(is_target[target], unseen.asked, asked[target])
    return Seen(said, asked)


def fused(seen: Seen, described: FloatArray, n_yes: FloatArray, asked: FloatArray, rows: Iterable[range]) -> FloatArray:
    """The one score, of shape (n_passages, n_codes).

    Args:
        described: Likeness to what the codebook says, of the same shape (`by_description.likeness`).
        n_yes: Shape (n_codes,): in how many segments people gave each code.
        asked: Shape (n_codes,): the weight of questions.
        rows: The stretch of each transcript.
    """
    # The fewer examples, the more the codebook's own words weigh.
    score = seen.said + np.maximum(DESCRIPTION_WEIGHT, 1 / np.sqrt(np.maximum(n_yes, 1))) * described
    if seen.asked is not None:
        score = score + asked * seen.asked
    return smoothed(score, rows)


def smoothed(score: FloatArray, transcripts: Iterable[range]) -> FloatArray:
    """Each segment's score with something of that of the respondents' segments beside it."""
    smooth = score.copy()
    for rows in transcripts:
        smooth[rows.start + 1 : rows.stop] += NEIGHBOUR_WEIGHT * score[rows.start : rows.stop - 1]
        smooth[rows.start : rows.stop - 1] += NEIGHBOUR_WEIGHT * score[rows.start + 1 : rows.stop]
    return smooth


def asked_weights(codes: Sequence[Code], seen: Seen, yes: FloatArray, said: FloatArray) -> FloatArray:
    """How much what was asked weighs for each code: nothing, or QUESTION_WEIGHT. Shape (n_codes,).

    An answer's topic is half told by its question, but what a respondent does in answering (agrees, asks back) is not:
    there it misleads. So each code takes what ranks its own examples better, transcripts left out; with few examples
    what helps the codes of its kind on average.
    """
    weights = np.zeros(len(codes))
    if seen.asked is None:
        return weights
    # On scores by fits that have not seen the transcript: in sample every addition helps.
    gains: dict[int, float] = {}
    for column in range(len(codes)):
        judged = said[:, column] > 0
        truth = yes[judged, column] > 0
        plain = seen.said[judged, column]
        gains[column] = average_precision(truth, plain + QUESTION_WEIGHT * seen.asked[judged, column]) - (
            average_precision(truth, plain)
        )
    of_kind = _mean_by_kind(codes, gains)
    for column, code in enumerate(codes):
        is_many = (yes[:, column] * said[:, column]).sum() >= ENOUGH_TO_CHOOSE
        # A handful of examples is ranked better or worse by chance.
        gain = gains[column] if is_many else of_kind[code.kind]
        weights[column] = QUESTION_WEIGHT if gain > 0 and code.kind not in UNASKED_KINDS else 0.0
    return weights


def _mean_by_kind(codes: Sequence[Code], gains: Mapping[int, float]) -> dict[str, float]:
    by_kind: dict[str, list[float]] = {}
    for column, code in enumerate(codes):
        by_kind.setdefault(code.kind, []).append(gains[column])
    return {kind: float(np.mean(some)) for kind, some in by_kind.items()}


def average_precision(truth: BoolArray, score: FloatArray) -> float:
    """The mean, over what is wanted, of the precision at its rank; 0 where nothing is. Ties stand in their order."""
    ranked = truth[np.argsort(-score, kind="stable")]
    if not ranked.any():
        return 0.0
    return float((np.cumsum(ranked)[ranked] / (np.flatnonzero(ranked) + 1)).mean())
