"""How a code is learnt: from words, cues, sentence vectors (with `embed`), questions, its description; scores out of
fold by transcript, and by case.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt

from pipeline.coding.learning.by_description import likeness_to
from pipeline.coding.learning.features import Passages, meanings_by_model, vectors
from pipeline.coding.learning.fits import Fits
from pipeline.coding.learning.fusion import Seen, asked_weights, fused, seen_by, seen_left_out
from pipeline.coding.learning.learnt import NOT_READ, SCALE, SEED, Labels, LearntCode, description, fold_of
from pipeline.coding.learning.logistic import Columns, FloatArray, SmallFloats, minimise, sigmoid
from pipeline.coding.learning.order import with_order
from pipeline.coding.learning.vectors import Meanings
from pipeline.study.records import Code

MOST_ROWS = 2_500
MOST_CODED = 2_500
"""Training segments held at once: likeness needs their square. Beyond the first, segments without any code are drawn
(half as many as coded ones, at least); beyond the second, coded ones too: as many of each code as fit, all of a rare
one."""

# Beside n-grams, whose rows are of length 1: a cue is evidence of its own, one beside the segment less.
CUE_STRENGTH = 2.0
NEIGHBOUR_STRENGTH = 1.0
# At these `machine.html` prints how much of what people coded is found.
PRECISIONS = (0.5, 0.6, 0.7, 0.8, 0.9)
MOST_CASES = 12
"""So many times at most something is left out; the cases of a larger study are left out several at a time."""


def learn_codes(
    codes: Sequence[Code],
    passages: Passages,
    labels: Mapping[str, Labels],
    hits: Mapping[str, set[int]],
    parts: Mapping[str, int] | None = None,
    known: Meanings | None = None,
    cases: Mapping[str, str] | None = None,
    read: frozenset[str] = frozenset(),
) -> Iterator[LearntCode]:
    """Learn all codes together.

    A transcript from which a code is learnt is scored for it by a model from which the transcript's fifth was left out;
    every other transcript by the model of all. `parts` leaves out other parts (cases, say) than the usual fifths;
    `known` gives sentence vectors, where the study asks for them. `cases` is the case of each transcript that has one:
    where codes are learnt from two of them, those that were `read` are scored once more, by a model that has not seen
    their case.
    """
    names = [code.code_id for code in codes]
    yes, said = label_columns(names, len(passages.every), labels)
    scores = _scores(codes, passages, labels, hits, (yes, said), parts or {}, known, cases or {}, read)
    for column, name in enumerate(names):
        judged = np.array(sorted(labels[name].yes | labels[name].no))
        truth = yes[judged, column] > 0
        # Where cases were left out: a machine coding counts where nobody has read, perhaps a whole case.
        calibrated_on = scores.calibrated_on(judged)
        scale = _calibration_of(scores.unseen_or_usual[calibrated_on, column], yes[calibrated_on, column])
        probability = scale.probability(scores.usual[:, column])
        # Judged by answer, as verdicts are: people cut passages differently.
        units = _units(passages, judged)
        wanted = _highest(truth.astype(np.float64), units) > 0
        threshold, kappa = _threshold(_highest(probability[judged], units), wanted)
        # The cues alone, on the same answers: learning codes only where it is better.
        by_cue = _highest(np.array([float(n in hits.get(name, ())) for n in judged]), units) > 0
        both, given = np.array([(by_cue & wanted).sum()]), np.array([by_cue.sum()])
        cue_kappa = kappas(both, given, int(wanted.sum()), len(wanted))
        said_there = scale.probability(scores.unseen_or_usual[calibrated_on, column])
        yield LearntCode(
            name,
            len(labels[name].yes),
            len(labels[name].no),
            len(labels[name].transcripts),
            array("d", probability.tobytes()),
            threshold,
            scores.weights[column],
            "",
            _calibration(said_there, yes[calibrated_on, column] > 0),
            _curve(probability[judged], truth),
            round(kappa, 4),
            round(float(cue_kappa[0]), 4),
            scores.of_unseen(scale, column),
            bool(scores.asked[column]),
        )


@dataclass(frozen=True)
class _Scores:
    """Log odds of every passage and code, by models that have not seen its transcript.

    Attributes:
        usual: Shape (n_passages, n_codes).
        unseen: The same by models that have not seen its case; None where codes are learnt from under two cases.
        is_read: Shape (n_passages,): whether `unseen` is such there; elsewhere it holds `usual`.
        asked: Shape (n_codes,): what questions weigh.
        weights: By code, the words that speak most for it.
    """

    usual: FloatArray
    unseen: FloatArray | None
    is_read: npt.NDArray[np.bool_]
    asked: FloatArray
    weights: Sequence[tuple[tuple[str, float], ...]]

    @property
    def unseen_or_usual(self) -> FloatArray:
        """What probabilities are fitted to: a machine coding counts where nobody has read, perhaps a whole case."""
        return self.usual if self.unseen is None else self.unseen

    def calibrated_on(self, judged: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Those of the judged passages whose case could be left out, or all."""
        some = judged[self.is_read[judged]]
        return judged if self.unseen is None or not len(some) else some

    def of_unseen(self, scale: Scale, column: int) -> array[float] | None:
        """One probability a passage; NOT_READ where nobody has read."""
        if self.unseen is None:
            return None
        probability = scale.probability(self.unseen[:, column])
        return array("d", np.where(self.is_read, probability, NOT_READ).tobytes())


def _scores(
    codes: Sequence[Code],
    passages: Passages,
    labels: Mapping[str, Labels],
    hits: Mapping[str, set[int]],
    given: tuple[FloatArray, FloatArray],
    parts: Mapping[str, int],
    known: Meanings | None,
    cases: Mapping[str, str],
    read: frozenset[str],
) -> _Scores:
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped] # noqa: PLC0415 — comes with sklearn

    names = [code.code_id for code in codes]
    described = [description(code) for code in codes]
    yes, said = given
    n = len(passages.every)
    # By transcript, never by segment: sentences of one person are alike and would give the answer away.
    folds = np.array([parts.get(passage.transcript_id, fold_of(passage.transcript_id)) for passage in passages.every])
    is_read = np.zeros(n, dtype=bool)
    with threadpool_limits(1):  # so that sums are added in one order on machines of any number of cores
        meanings = meanings_by_model(passages.every, described, known) if known else ()
        rows = training_rows(yes, said)
        features = vectors(passages.every, described, meanings, rows)
        fits = Fits(features, cue_columns(names, n, hits, passages), yes, said, rows)
        likened = likeness_to(features, passages)
        is_trained = _trained(names, passages, labels)
        final = fits.fit(fits.rows)
        # Segments that taught no code: over them the scales are set.
        is_untaught = ~np.asarray(is_trained.any(1))
        of_all = seen_by(fits, final, np.arange(n), is_untaught)
        # Only where a transcript taught the code; elsewhere the fit to everything has not seen it anyway.
        usual = seen_left_out(fits, folds, is_trained, of_all)
        # Chosen once, on transcripts left out, and held for cases left out too.
        asked = asked_weights(codes, usual, yes, said)

        def total(seen: Seen, left_out: npt.NDArray[np.int64]) -> FloatArray:
            score = fused(seen, likened, yes.sum(0), asked, passages.rows.values())
            return with_order(codes, score, yes, said, left_out, passages)

        unseen = None
        of_case = _case_parts(passages, fits.rows, cases)
        if of_case is not None:
            is_read = np.array([passage.transcript_id in read for passage in passages.every]) & (of_case >= 0)
            is_target = np.broadcast_to(is_read[:, None], usual.said.shape)
            unseen = total(seen_left_out(fits, of_case, is_target, of_all), of_case)
        weights = [fits.heaviest_words(final, column) for column in range(len(codes))]
        return _Scores(total(usual, folds), unseen, is_read, asked, weights)


def label_columns(names: Sequence[str], n: int, labels: Mapping[str, Labels]) -> tuple[FloatArray, FloatArray]:
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


def _case_parts(
    passages: Passages, rows: npt.NDArray[np.int64], cases: Mapping[str, str]
) -> npt.NDArray[np.int64] | None:
    """The number of each passage's case, -1 where its transcript has none; None under two cases to learn from."""
    learnt_from = {cases.get(passages.every[n].transcript_id, "") for n in rows} - {""}
    # With one case left out nothing would be left to learn from.
    if len(learnt_from) < 2:
        return None
    number = {case: n % MOST_CASES for n, case in enumerate(dict.fromkeys(cases.values()))}
    return np.array(
        [number.get(cases.get(passage.transcript_id, ""), -1) for passage in passages.every], dtype=np.int64
    )


def training_rows(yes: FloatArray, said: FloatArray) -> npt.NDArray[np.int64]:
    """Segments to learn from; where there are too many, a seeded draw (`MOST_ROWS`, `MOST_CODED`)."""
    rows = np.flatnonzero(said.any(1))
    if len(rows) <= MOST_ROWS:
        return rows
    is_coded = yes[rows].any(1)
    coded, others = _some_of_each(rows[is_coded], yes), rows[~is_coded]
    # Uncoded ones are many and alike; coded ones are what a code is learnt from.
    drawn = np.random.default_rng(SEED).permutation(len(others))[: max(MOST_ROWS - len(coded), len(coded) // 2)]
    return np.sort(np.concatenate([coded, others[drawn]]))


def _some_of_each(coded: npt.NDArray[np.int64], yes: FloatArray) -> npt.NDArray[np.int64]:
    """At most MOST_CODED coded segments: in one seeded order, the first so many of every code, as many as fit."""
    if len(coded) <= MOST_CODED:
        return coded
    shuffled = np.random.default_rng(SEED + 1).permutation(coded)
    # Each code's own count along the order; a segment of several codes goes by its rarest.
    rank = np.where(yes[shuffled] > 0, np.cumsum(yes[shuffled], axis=0), np.inf).min(1)
    return np.sort(shuffled[np.argsort(rank, kind="stable")[:MOST_CODED]])


def cue_columns(names: Sequence[str], n: int, hits: Mapping[str, set[int]], passages: Passages) -> SmallFloats:
    """Shape (2, n_passages, n_codes): a cue of the code in the segment; in one beside it, in the same transcript."""
    # Single precision: a large study has some ten million of them.
    own = np.zeros((2, n, len(names)), dtype=np.float32)
    for column, name in enumerate(names):
        for place in hits.get(name, ()):
            own[0, place, column] = CUE_STRENGTH
            rows = passages.rows[passages.every[place].transcript_id]
            for beside in (place - 1, place + 1):
                # Not across transcripts: the next row may be another interview.
                if beside in rows:
                    own[1, beside, column] = NEIGHBOUR_STRENGTH
    return own


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


def _calibration_of(score: FloatArray, yes: FloatArray) -> Scale:
    """The curve that fits what people judged.

    Source:
        Platt (1999), "Probabilistic Outputs for Support Vector Machines", with his targets for small numbers.
    """
    centre, spread = float(score.mean()), float(score.std()) or 1.0
    # The same bend as in `Scale.probability`, or the fit would be to another curve.
    x = bent((score - centre) / spread)
    n_yes = float((yes > 0).sum())
    target = np.where(yes > 0, (n_yes + 1) / (n_yes + 2), 1 / (len(yes) - n_yes + 2))[:, None]
    design = np.column_stack([x, np.ones(len(x))])

    def loss_and_gradient(theta: FloatArray, _columns: Columns) -> tuple[FloatArray, FloatArray]:
        line = design @ theta
        loss = (np.logaddexp(0, line) - target * line).sum(0)
        return loss, np.asarray(design.T @ (sigmoid(line) - target))

    slope, level = minimise(loss_and_gradient, np.array([[1.0], [0.0]]), 100, 1e-6)[:, 0]
    return Scale(centre, spread, float(slope), float(level))


def _units(passages: Passages, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The number of the index chunk (or of the segment itself, where nothing was asked) of each segment."""
    named = [(passages.every[n].transcript_id, passages.every[n].unit) for n in rows]
    number = {name: n for n, name in enumerate(dict.fromkeys(named))}
    return np.array([number[name] for name in named], dtype=np.int64)


def _highest(values: FloatArray, units: npt.NDArray[np.int64]) -> FloatArray:
    """The largest value in each unit."""
    highest = np.zeros(int(units.max()) + 1)
    np.maximum.at(highest, units, values)
    return highest


def _threshold(probability: FloatArray, truth: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """(threshold, kappa): where machine and people agree best beyond chance on whole answers, out of fold.

    Kappa and not F1: for a code that hardly can be learnt, F1 is largest where everything is given the code. It lies
    midway to the next lower score: at the lowest answer given rightly it would shut out what is as near as that.
    """
    order = np.argsort(-probability, kind="stable")
    right = np.cumsum(truth[order])
    given = np.arange(1, len(order) + 1)
    kappa_at = kappas(right.astype(np.int64), given.astype(np.int64), int(truth.sum()), len(truth))
    # Between equal scores no threshold can lie.
    kappa_at[np.append(np.diff(probability[order]) == 0, False)] = -1.0
    best = int(np.argmax(kappa_at))
    lowest, next_lower = (float(probability[order[min(n, len(order) - 1)]]) for n in (best, best + 1))
    # Up to a whole part of SCALE, as scores are kept: else one at the threshold might fall under it when read back.
    return ceil((lowest + next_lower) / 2 * SCALE - 1e-6) / SCALE, float(kappa_at[best])


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


def _curve(probability: FloatArray, truth: npt.NDArray[np.bool_]) -> tuple[tuple[float, float], ...]:
    """For each precision, the largest share of people's segments that some threshold reaches at it or above."""
    if not truth.any():
        return ()  # nobody gave the code here: there is nothing to reach
    order = np.argsort(-probability, kind="stable")
    right = np.cumsum(truth[order])
    given = np.arange(1, len(order) + 1)
    # As above: only where the score falls.
    is_step = np.append(np.diff(probability[order]) < 0, True)
    recall = right / truth.sum()
    reached = []
    for aim in PRECISIONS:
        # Under five given, a precision is chance.
        at = is_step & (right / given >= aim) & (given >= 5)
        if at.any():
            reached.append((aim, round(float(recall[at].max()), 4)))
    return tuple(reached)
