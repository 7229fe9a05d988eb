"""How a code is learnt: TF-IDF of segment and context (with `embed` their sentence vectors too), its cues, its
description; scores out of fold by transcript.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.coding.by_example import SCALE, SEED, Labels, LearntCode, description, fold_of
from pipeline.coding.features import Passages, Vectors, meaning_of, vectors
from pipeline.coding.logistic import Fit, balanced_weights, fit_logistic, minimise, sigmoid
from pipeline.coding.order import with_order
from pipeline.coding.vectors import Meanings
from pipeline.records import Code

FloatArray = npt.NDArray[np.float64]
MOST_ROWS = 2_500
"""Training segments held at once: likeness needs their square. Beyond it, segments without any code are drawn."""

PRIOR_OF = 10
"""A code's description weighs as much as an example at first, and half of it after so many examples."""

ENOUGH = (150, 1e-2)
ENOUGH_WITH_VECTORS = (250, 2e-3)
"""(steps, tolerance) of a fit. With sentence vectors .01 is too soon: average precision .52 instead of .55 on one part
of the interviews of benchmarks/README.md; with words alone it makes no difference (.396 and .400 over all parts)."""

CUE_STRENGTH = 2.0
NEIGHBOUR_STRENGTH = 1.0
N_WEIGHTS = 200
PRECISIONS = (0.5, 0.6, 0.7, 0.8, 0.9)


def learn_codes(
    codes: Sequence[Code],
    passages: Passages,
    labels: Mapping[str, Labels],
    hits: Mapping[str, set[int]],
    parts: Mapping[str, int] | None = None,
    known: Meanings | None = None,
) -> Iterator[LearntCode]:
    """Learn all codes together.

    A transcript from which a code is learnt is scored for it by a model from which the transcript's fifth was left out;
    every other transcript by the model of all. `parts` leaves out other parts (cases, say) than the usual fifths;
    `known` gives sentence vectors, where the study asks for them.
    """
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped] # noqa: PLC0415 — comes with sklearn

    names = [code.code_id for code in codes]
    described = [description(code) for code in codes]
    found = vectors(passages.every, described, meaning_of(passages.every, described, known) if known else None)
    own = _cue_columns(names, len(passages.every), hits, passages)
    folds = np.array([(parts or {}).get(one.transcript_id, fold_of(one.transcript_id)) for one in passages.every])
    yes, said = _labels(names, len(passages.every), labels)
    rows = _training_rows(yes, said)
    prior = _prior(yes)
    with threadpool_limits(1):  # so that sums are added in one order on machines of any number of cores
        final = _fit(found, own, yes, said, prior, rows)
        score = _scores(found, own, final, rows, np.arange(len(folds)))
        is_own = _trained(names, passages, labels)
        for left_out in sorted(set(folds.tolist())):
            target = np.flatnonzero((folds == left_out) & is_own.any(1))
            train = rows[folds[rows] != left_out]
            if len(target) and len(train):
                fit = _fit(found, own, yes, said, prior, train)
                unseen = _scores(found, own, fit, train, target)
                score[target] = np.where(is_own[target], unseen, score[target])
        score = with_order(codes, score, yes, said, folds, passages)
    for column, name in enumerate(names):
        judged = np.array(sorted(labels[name].yes | labels[name].no))
        probability = _calibrated(score[:, column], judged, yes[:, column])
        truth = yes[judged, column] > 0
        units = _units(passages, judged)
        wanted = _highest(truth.astype(np.float64), units) > 0
        threshold, kappa = _threshold(_highest(probability[judged], units), wanted)
        by_cue = _highest(np.array([float(n in hits.get(name, ())) for n in judged]), units) > 0
        both, given = np.array([(by_cue & wanted).sum()]), np.array([by_cue.sum()])
        cue_kappa = kappas(both, given, int(wanted.sum()), len(wanted))
        yield LearntCode(
            name,
            len(labels[name].yes),
            len(labels[name].no),
            len(labels[name].transcripts),
            tuple(float(one) for one in probability),
            threshold,
            _weights(found, final, rows, column),
            "",
            _calibration(probability[judged], truth),
            _curve(probability[judged], truth),
            round(kappa, 4),
            round(float(cue_kappa[0]), 4),
        )


def _labels(names: Sequence[str], n: int, labels: Mapping[str, Labels]) -> tuple[FloatArray, FloatArray]:
    """(1 where people gave the code, 1 where they gave or denied it), each of shape (n_passages, n_codes)."""
    yes, said = np.zeros((n, len(names))), np.zeros((n, len(names)))
    for column, name in enumerate(names):
        yes[sorted(labels[name].yes), column] = 1
        said[sorted(labels[name].yes | labels[name].no), column] = 1
    return yes, said


def _trained(names: Sequence[str], passages: Passages, labels: Mapping[str, Labels]) -> npt.NDArray[np.bool_]:
    """Which segments stand in transcripts that a code is learnt from: shape (n_passages, n_codes)."""
    is_own = np.zeros((len(passages.every), len(names)), dtype=bool)
    for column, name in enumerate(names):
        for transcript_id in labels[name].transcripts:
            is_own[list(passages.rows.get(transcript_id, range(0))), column] = True
    return is_own


def _training_rows(yes: FloatArray, said: FloatArray) -> npt.NDArray[np.int64]:
    """Segments to learn from; where there are too many, all that have a code and a seeded draw of the others."""
    rows = np.flatnonzero(said.any(1))
    if len(rows) <= MOST_ROWS:
        return rows
    is_coded = yes[rows].any(1)
    coded, others = rows[is_coded], rows[~is_coded]
    drawn = np.random.default_rng(SEED).permutation(len(others))[: max(MOST_ROWS - len(coded), len(coded) // 2)]
    return np.sort(np.concatenate([coded, others[drawn]]))


def _prior(yes: FloatArray) -> FloatArray:
    """How much each code's description weighs, in examples: shape (n_codes,)."""
    return np.asarray(PRIOR_OF / (PRIOR_OF + yes.sum(0)))


def _cue_columns(names: Sequence[str], n: int, hits: Mapping[str, set[int]], passages: Passages) -> FloatArray:
    """Shape (2, n_passages, n_codes): a cue of the code in the segment; in one beside it, in the same transcript."""
    own = np.zeros((2, n, len(names)))
    for column, name in enumerate(names):
        for place in hits.get(name, ()):
            own[0, place, column] = CUE_STRENGTH
            rows = passages.rows[passages.every[place].transcript_id]
            for beside in (place - 1, place + 1):
                if beside in rows:
                    own[1, beside, column] = NEIGHBOUR_STRENGTH
    return own


def _fit(
    found: Vectors, own: FloatArray, yes: FloatArray, said: FloatArray, prior: FloatArray, train: npt.NDArray[np.int64]
) -> Fit:
    from scipy.sparse import vstack  # noqa: PLC0415

    n_codes = yes.shape[1]
    matrix = vstack([found.passages[train], found.descriptions]).tocsr().astype(np.float64)
    kernel = np.asarray((matrix @ matrix.T).toarray())
    n_steps, tolerance = ENOUGH
    if found.meaning is not None:
        meant = _meant(found, train).astype(np.float64)
        kernel += meant @ meant.T
        n_steps, tolerance = ENOUGH_WITH_VECTORS
    labels = np.vstack([yes[train], np.eye(n_codes)])
    weights = np.vstack([said[train], np.diag(prior)])
    columns = np.concatenate([own[:, train], np.zeros((len(own), n_codes, n_codes))], axis=1)
    return fit_logistic(kernel, labels, balanced_weights(labels, weights), columns, n_steps, tolerance)


def _weight_matrix(found: Vectors, fit: Fit, train: npt.NDArray[np.int64]) -> Any:
    from scipy.sparse import vstack  # noqa: PLC0415

    return vstack([found.passages[train], found.descriptions]).T @ fit.duals


def _meant(found: Vectors, train: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """Sentence vectors of the training rows, then of the descriptions: shape (n_rows + n_codes, n_numbers)."""
    assert found.meaning is not None
    return np.vstack([found.meaning.of_passages(train), found.meaning.of_descriptions()])


def _scores(
    found: Vectors, own: FloatArray, fit: Fit, train: npt.NDArray[np.int64], target: npt.NDArray[np.int64]
) -> FloatArray:
    linear = found.passages[target] @ _weight_matrix(found, fit, train)
    if found.meaning is not None:
        weights = _meant(found, train).T @ fit.duals
        for begin in range(0, len(target), MOST_ROWS):
            some = slice(begin, begin + MOST_ROWS)
            linear[some] += found.meaning.of_passages(target[some]) @ weights
    return np.asarray(linear + np.einsum("knc,kc->nc", own[:, target], fit.own) + fit.intercept)


def _calibrated(score: FloatArray, judged: npt.NDArray[np.int64], yes: FloatArray) -> FloatArray:
    """Probabilities for all, by a logistic curve through the out-of-fold scores of what people judged.

    Source:
        Platt (1999), "Probabilistic Outputs for Support Vector Machines", with his targets for small numbers.
    """
    centre, spread = float(score[judged].mean()), float(score[judged].std()) or 1.0
    x = (score - centre) / spread
    n_yes = float((yes[judged] > 0).sum())
    target = np.where(yes[judged] > 0, (n_yes + 1) / (n_yes + 2), 1 / (len(judged) - n_yes + 2))[:, None]
    design = np.column_stack([x[judged], np.ones(len(judged))])

    def loss_and_gradient(theta: FloatArray) -> tuple[FloatArray, FloatArray]:
        line = design @ theta
        loss = (np.logaddexp(0, line) - target * line).sum(0)
        return loss, np.asarray(design.T @ (sigmoid(line) - target))

    slope, level = minimise(loss_and_gradient, np.array([[1.0], [0.0]]), 100, 1e-6)[:, 0]
    return np.asarray(np.round(sigmoid(max(slope, 0.0) * x + level) * SCALE) / SCALE)


def _units(passages: Passages, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The number of the index chunk (or of the segment itself, where nothing was asked) of each segment."""
    named = [(passages.every[n].transcript_id, passages.every[n].unit) for n in rows]
    number = {name: n for n, name in enumerate(dict.fromkeys(named))}
    return np.array([number[name] for name in named], dtype=np.int64)


def _highest(values: FloatArray, units: npt.NDArray[np.int64]) -> FloatArray:
    """The largest value in each unit."""
    found = np.zeros(int(units.max()) + 1)
    np.maximum.at(found, units, values)
    return found


def _threshold(probability: FloatArray, truth: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """(threshold, kappa): where machine and people agree best beyond chance on whole answers, out of fold.

    Kappa and not F1: for a code that hardly can be learnt, F1 is largest where everything is given the code.
    """
    order = np.argsort(-probability, kind="stable")
    right = np.cumsum(truth[order])
    given = np.arange(1, len(order) + 1)
    found = kappas(right.astype(np.int64), given.astype(np.int64), int(truth.sum()), len(truth))
    found[np.append(np.diff(probability[order]) == 0, False)] = -1.0
    best = int(np.argmax(found))
    return float(probability[order[best]]), float(found[best])


def kappas(n_both: npt.NDArray[np.int64], n_machine: npt.NDArray[np.int64], n_people: int, n: int) -> FloatArray:
    """Cohen's kappa from counts: units that both gave, that the machine gave, that people gave, all."""
    observed = (n - n_machine - n_people + 2 * n_both) / n
    by_chance = (n_machine * n_people + (n - n_machine) * (n - n_people)) / n**2
    return np.asarray(np.divide(observed - by_chance, 1 - by_chance, out=np.zeros(len(observed)), where=by_chance < 1))


def _weights(found: Vectors, fit: Fit, train: npt.NDArray[np.int64], column: int) -> tuple[tuple[str, float], ...]:
    from scipy.sparse import vstack  # noqa: PLC0415

    n_words = len(found.words)
    matrix = vstack([found.passages[train], found.descriptions]).tocsr()[:, :n_words]
    weights = np.asarray(matrix.T @ fit.duals[:, column])
    best = np.argsort(-weights, kind="stable")[:N_WEIGHTS]
    return tuple((found.words[n], round(float(weights[n]), 4)) for n in best if weights[n] > 0)


def _calibration(probability: FloatArray, truth: npt.NDArray[np.bool_]) -> tuple[tuple[float, float, int], ...]:
    tenth = np.minimum((probability * 10).astype(int), 9)
    return tuple(
        (round(float(probability[at].mean()), 4), round(float(truth[at].mean()), 4), int(at.sum()))
        for at in (tenth == n for n in range(10))
        if at.any()
    )


def _curve(probability: FloatArray, truth: npt.NDArray[np.bool_]) -> tuple[tuple[float, float], ...]:
    """For each precision, the largest share of people's segments that some threshold reaches at it or above."""
    order = np.argsort(-probability, kind="stable")
    right = np.cumsum(truth[order])
    given = np.arange(1, len(order) + 1)
    is_step = np.append(np.diff(probability[order]) < 0, True)
    recall = right / truth.sum()
    reached = []
    for aim in PRECISIONS:
        at = is_step & (right / given >= aim) & (given >= 5)
        if at.any():
            reached.append((aim, round(float(recall[at].max()), 4)))
    return tuple(reached)
