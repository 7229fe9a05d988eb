"""How a code is learnt: from words, cues, sentence vectors (with `embed`), questions, its description; scores out of
fold by transcript, and by case.

Each code is learnt by itself, so that one coding more asks for one code to be learnt again; only codes with parts are
looked at once more beside all others (`order.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import ceil

import numpy as np
import numpy.typing as npt

from pipeline.coding.learning.features import Passages
from pipeline.coding.learning.fits import Examples, Fits, Fitted
from pipeline.coding.learning.fusion import asks, gain_of_questions
from pipeline.coding.learning.learnt import (
    SCALE,
    STEPS,
    Labels,
    LearntCode,
    Scale,
    Scores,
    SmallInts,
    bent,
    description,
    small,
)
from pipeline.coding.learning.logistic import Columns, FloatArray, minimise, one_thread, sigmoid
from pipeline.coding.learning.material import Material
from pipeline.coding.learning.meaning import meanings_by_model
from pipeline.coding.learning.order import with_order
from pipeline.coding.learning.scoring import Part, Scoring, parts_of
from pipeline.coding.learning.tf_idf import Vectors, vectors
from pipeline.coding.learning.vectors import Meanings
from pipeline.study.records import Code

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Steps = npt.NDArray[np.uint16]

MOST_SCORES = 18_000_000
"""So many scores of segments are held at once in each of four tables, 72 MB each; of larger studies some codes are
scored at a time."""

# At these `machine.html` prints how much of what people coded is found.
PRECISIONS = (0.5, 0.6, 0.7, 0.8, 0.9)


def learn_codes(
    codes: Sequence[Code],
    passages: Passages,
    labels: Mapping[str, Labels],
    hits: Mapping[str, set[int]],
    parts: Mapping[str, int] | None = None,
    known: Meanings | None = None,
    cases: Mapping[str, str] | None = None,
    read: frozenset[str] = frozenset(),
) -> list[LearntCode]:
    """Learn some codes; arguments as in `Material`.

    A transcript from which a code is learnt is scored for it by a model from which the transcript's fifth was left out;
    every other transcript by the model of all. Where a code is learnt from two cases, transcripts that were `read` are
    scored once more, by a model that has not seen their case.
    """
    material = Material(codes, passages, labels, hits, cases or {}, read, parts or {}, known)
    learnt = learn_apart(material, {})
    learnt |= look_again(material, learnt)
    return [learnt[code.code_id] for code in codes]


def learn_apart(material: Material, kept: Mapping[str, LearntCode]) -> dict[str, LearntCode]:
    """Each code learnt by itself; those `kept` are learnt anew only where what counts of them has changed."""
    codes, learnt = material.codes, dict(kept)
    n_yes = {code.code_id: len(material.labels[code.code_id].yes) for code in codes}
    gains = {code_id: code.gain for code_id, code in learnt.items()}
    if len(learnt) == len(codes) and not _asked_otherwise(learnt, asks(codes, gains, n_yes)):
        return learnt
    passages = material.passages
    described = [description(code) for code in material.book or codes]
    with one_thread():
        meanings = meanings_by_model(passages.every, described, material.known) if material.known else ()
        features, parts = vectors(passages.every, described, meanings), parts_of(material)
        new = [code.code_id for code in codes if code.code_id not in learnt]
        fits, examples = _fits(features, material, new)
        fitted: dict[str, Fitted] = {}
        for code_id in new:
            fitted[code_id] = _fitted(fits, examples[code_id], parts)
            gains[code_id] = _gain(fits, fitted[code_id], examples[code_id], parts)
        asked = asks(codes, gains, n_yes)
        if otherwise := _asked_otherwise(learnt, asked):
            fits, examples = _fits(features, material, [*new, *otherwise])
            fitted = {code_id: _fitted(fits, of_code, parts) for code_id, of_code in examples.items()}
        scoring = Scoring(fits, material, asked, parts)
        size = max(MOST_SCORES // max(len(passages.every), 1), 1)
        names = list(fitted)
        for begin in range(0, len(names), size):
            some = {name: fitted[name] for name in names[begin : begin + size]}
            for code_id, scores in scoring.scores(some):
                words = fits.heaviest_words(scores.weights)
                code_learnt = judged(material, code_id, scores.odds, scores.unseen, words, asked[code_id])
                learnt[code_id] = replace(code_learnt, gain=gains[code_id])
    return learnt


def _fits(features: Vectors, material: Material, code_ids: Sequence[str]) -> tuple[Fits, dict[str, Examples]]:
    """What fits to some codes share, and the examples of each."""
    examples = {code_id: material.examples(code_id) for code_id in code_ids}
    others = np.unique(np.concatenate([np.zeros(0, np.int64), *(of_code.own for of_code in examples.values())]))
    return Fits(features, material.shared, others), examples


def _asked_otherwise(learnt: Mapping[str, LearntCode], asked: Mapping[str, bool]) -> list[str]:
    """Codes for which questions counted, and do not now, or the other way round.

    With few examples it is the codes of a kind that say whether questions help: one more among them can turn it.
    """
    return [code_id for code_id, code in learnt.items() if code.is_asked != asked[code_id]]


def _fitted(fits: Fits, examples: Examples, parts: Sequence[Part]) -> Fitted:
    rows = np.concatenate([fits.shared, examples.own])
    return fits.fit(examples, np.column_stack([part.teaches[rows] for part in parts]))


def _gain(fits: Fits, fitted: Fitted, examples: Examples, parts: Sequence[Part]) -> float:
    """How much better what was asked ranks the code's examples, each by the fit that left out its fifth."""
    if fitted.asked_there is None:
        return 0.0
    rows = np.concatenate([fits.shared, examples.own])
    column = np.zeros(len(rows), dtype=np.int64)
    for number, part in enumerate(parts):
        if not part.is_case:
            column[part.is_left_out[rows]] = number
    judged = np.flatnonzero(examples.said > 0)
    said = [score[judged, column[judged]] for score in fitted.said_there]
    asked = fitted.asked_there[judged, column[judged]]
    return gain_of_questions(examples.yes[judged] > 0, said, asked, column[judged], judged < len(fits.shared))


def judged(
    material: Material,
    code_id: str,
    odds: SmallInts,
    unseen: SmallInts | None,
    weights: tuple[tuple[str, float], ...],
    is_asked: bool,
) -> LearntCode:
    """What a code's scores are worth beside what people said.

    Args:
        odds, unseen: Small log odds of every segment, by models that have not seen its transcript, and its case.
    """
    labels, said = material.labels[code_id], material.said(code_id)
    rows = np.flatnonzero(said)
    truth = said[rows] > 0
    # Where cases were left out: a machine coding counts where nobody has read, perhaps a whole case.
    is_left_out = (material.is_read & (material.of_case >= 0))[rows]
    is_by_case = unseen is not None and bool(is_left_out.any())
    fitted_on = is_left_out if is_by_case else np.ones(len(rows), dtype=bool)
    fitted_odds = unseen if unseen is not None and is_by_case else odds
    scale = _scale_of(fitted_odds[rows[fitted_on]], truth[fitted_on])
    scores = Scores.of(odds, scale)
    steps = scores.steps(rows)
    # Judged by answer, as verdicts are: people cut passages differently.
    # Segments of an answer stand together.
    begins = np.flatnonzero(np.diff(material.units[rows], prepend=-1))
    wanted = np.logical_or.reduceat(truth, begins)
    threshold, kappa = _threshold(np.maximum.reduceat(steps, begins), wanted, scores.of_steps)
    # The cues alone, on the same answers: learning codes only where it is better.
    by_cue = np.logical_or.reduceat(material.cues(code_id, (1.0, 0.0))[rows] > 0, begins)
    both, given = np.array([(by_cue & wanted).sum()]), np.array([by_cue.sum()])
    cue_kappa = kappas(both, given, int(wanted.sum()), len(wanted))
    said_there = Scores.of(fitted_odds, scale).at(rows[fitted_on])
    return LearntCode(
        code_id, len(labels.yes), labels.n_no, len(labels.transcripts), scores, threshold, weights, "",
        _calibration(said_there, truth[fitted_on]), _curve(steps, truth), round(kappa, 4),
        round(float(cue_kappa[0]), 4), None if unseen is None else Scores.of(unseen, scale), is_asked,
    )  # fmt: skip


def look_again(material: Material, learnt: Mapping[str, LearntCode]) -> dict[str, LearntCode]:
    """Codes with parts, weighed again beside all others, and judged anew."""
    names = [code.code_id for code in material.codes]
    every = [learnt[name] for name in names]
    unseen = {}
    with one_thread():
        usual = with_order(material, names, [code.scores.odds for code in every], material.folds)
        if usual and any(code.unseen for code in every):
            # Where no case was left out, what the usual models say.
            odds = [code.unseen.odds_or(code.scores) if code.unseen else code.scores.odds for code in every]
            unseen = with_order(material, names, odds, material.of_case)
    is_unseen = material.is_read & (material.of_case >= 0)
    again = {}
    for code_id, score in usual.items():
        before = learnt[code_id]
        of_case = small(unseen[code_id], is_unseen) if before.unseen else None
        code = judged(material, code_id, small(score), of_case, before.weights, before.is_asked)
        again[code_id] = replace(code, gain=before.gain)
    return again


def _scale_of(odds: SmallInts, yes: BoolArray) -> Scale:
    """The curve that fits what people judged.

    Source:
        Platt (1999), "Probabilistic Outputs for Support Vector Machines", with his targets for small numbers.
    """
    # Small log odds are few different numbers, however many segments there are.
    place = odds.astype(np.int64) - int(odds.min())
    n = np.bincount(place)
    values = np.flatnonzero(n)
    n_yes, n = np.bincount(place, weights=yes)[values], n[values]
    score = (values + int(odds.min())) / STEPS
    centre = float((score * n).sum() / n.sum())
    spread = float(np.sqrt((((score - centre) ** 2) * n).sum() / n.sum())) or 1.0
    # The same bend as in `Scale.probability`, or the fit would be to another curve.
    x = bent((score - centre) / spread)
    all_yes = float(n_yes.sum())
    high, low = (all_yes + 1) / (all_yes + 2), 1 / (n.sum() - all_yes + 2)
    target = (n_yes * high + (n - n_yes) * low)[:, None]
    design = np.column_stack([x, np.ones(len(x))])

    def loss_and_gradient(theta: FloatArray, _columns: Columns) -> tuple[FloatArray, FloatArray]:
        line = design @ theta
        loss = (n[:, None] * np.logaddexp(0, line) - target * line).sum(0)
        return loss, np.asarray(design.T @ (n[:, None] * sigmoid(line) - target))

    slope, level = minimise(loss_and_gradient, np.array([[1.0], [0.0]]), 100, 1e-6)[:, 0]
    return Scale(centre, spread, float(slope), float(level))


def _threshold(steps: Steps, truth: BoolArray, of_steps: FloatArray) -> tuple[float, float]:
    """(threshold, kappa): where machine and people agree best beyond chance on whole answers, out of fold.

    Kappa and not F1: for a code that hardly can be learnt, F1 is largest where everything is given the code. It lies
    midway to the next lower score: at the lowest answer given rightly it would shut out what is as near as that.
    """
    # Between equal scores no threshold can lie.
    falling, n_given, n_right = _from_highest(steps, truth)
    kappa_at = kappas(n_right, n_given, int(truth.sum()), len(truth))
    best = int(np.argmax(kappa_at))
    lowest, next_lower = (float(of_steps[falling[min(n, len(falling) - 1)]]) for n in (best, best + 1))
    # Up to a whole part of SCALE, as scores are kept: else one at the threshold might fall under it when read back.
    return ceil((lowest + next_lower) / 2 * SCALE - 1e-6) / SCALE, float(kappa_at[best])


def _from_highest(steps: Steps, truth: BoolArray) -> tuple[IntArray, IntArray, IntArray]:
    """(the different scores, falling; how many are as high or higher; how many of these are true).

    Counted, not sorted: scores are few different whole numbers, however many segments there are.
    """
    n, n_true = np.bincount(steps), np.bincount(steps[truth], minlength=int(steps.max()) + 1)
    falling = np.flatnonzero(n)[::-1]
    return falling, np.cumsum(n[falling]), np.cumsum(n_true[falling])


def kappas(n_both: npt.NDArray[np.int64], n_machine: npt.NDArray[np.int64], n_people: int, n: int) -> FloatArray:
    """Cohen's kappa from counts: units that both gave, that the machine gave, that people gave, all."""
    observed = (n - n_machine - n_people + 2 * n_both) / n
    by_chance = (n_machine * n_people + (n - n_machine) * (n - n_people)) / n**2
    return np.asarray(np.divide(observed - by_chance, 1 - by_chance, out=np.zeros(len(observed)), where=by_chance < 1))


def _calibration(probability: FloatArray, truth: npt.NDArray[np.bool_]) -> tuple[tuple[float, float, int], ...]:
    # A probability of 1 belongs to the last tenth.
    tenth = np.minimum((probability * 10).astype(int), 9)
    return tuple(
        (round(float(probability[at].mean()), 4), round(float(truth[at].mean()), 4), int(at.sum()))
        for at in (tenth == n for n in range(10))
        if at.any()
    )


def _curve(steps: Steps, truth: BoolArray) -> tuple[tuple[float, float], ...]:
    """For each precision, the largest share of people's segments that some threshold reaches at it or above."""
    if not truth.any():
        return ()  # nobody gave the code here: there is nothing to reach
    _, n_given, n_right = _from_highest(steps, truth)
    recall = n_right / truth.sum()
    reached = []
    for aim in PRECISIONS:
        # Under five given, a precision is chance.
        at = (n_right / n_given >= aim) & (n_given >= 5)
        if at.any():
            reached.append((aim, round(float(recall[at].max()), 4)))
    return tuple(reached)
