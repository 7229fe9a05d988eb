"""The second look at codes that have parts: what else is being said, and what was said before.

An answer to a setback is no topic: it is known by what it follows. For codes with codes under them in the codebook, the
scores of all learnt codes in the segment, and the highest of them in the segments before, are weighed again. Measured
on held-out transcripts of the sample (benchmarks/README.md): it helps such codes, and does not help others, which are
left as they are; counts of we, they and blaming words did not help and are not there.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipeline.coding.learning.features import Passages
from pipeline.coding.learning.logistic import Columns, FloatArray, minimise, sigmoid
from pipeline.study.records import Code

REACH = 8
"""So many of the respondents' segments before one may tell what it answers."""

RESTRAINT = 10.0
"""How much the squared weights cost: some seventy scores, of which few matter."""


def with_order(
    codes: Sequence[Code],
    score: FloatArray,
    yes: FloatArray,
    said: FloatArray,
    parts: npt.NDArray[np.int64],
    passages: Passages,
) -> FloatArray:
    """Scores in which codes with parts were weighed again; each transcript by weights that have not seen its part.

    Args:
        score: Log odds of shape (n_passages, n_codes), each by a model that has not seen the transcript.
        yes, said: As people gave and judged, of the same shape.
        parts: Shape (n_passages,): which passages are left out together.
    """
    # Answers to a setback are parents of their parts (mutual learning, mutual blaming): known by what came before.
    wholes = {code.parent for code in codes}
    columns = [n for n, code in enumerate(codes) if code.code_id in wholes]
    reweighed = score.copy()
    if not columns:
        return reweighed
    seen = np.column_stack([score, before(score, passages)])
    # One scale, so that RESTRAINT costs every weight the same.
    seen = (seen - seen.mean(0)) / np.maximum(seen.std(0), 1e-9)
    for column in columns:
        judged = said[:, column] > 0
        weights = _weights(seen[judged], yes[judged, column])
        reweighed[:, column] = _line(seen, weights)
        for part in sorted(set(parts[judged].tolist())):
            here, train = judged & (parts == part), judged & (parts != part)
            # Without a yes outside the part there is nothing to learn: the weights of all stay.
            if yes[train, column].any():
                reweighed[here, column] = _line(seen[here], _weights(seen[train], yes[train, column]))
    return reweighed


def before(score: FloatArray, passages: Passages) -> FloatArray:
    """The highest score of each code in the REACH segments before one, in its transcript; at first the lowest."""
    # Where nothing was said before, as low as it gets: no setback came first.
    highest = np.broadcast_to(score.min(0), score.shape).copy()
    for rows in passages.rows.values():
        for back in range(1, REACH + 1):
            later = slice(rows.start + back, rows.stop)
            earlier = slice(rows.start, rows.stop - back)
            if rows.stop - rows.start > back:
                highest[later] = np.maximum(highest[later], score[earlier])
    return highest


def _weights(seen: FloatArray, yes: FloatArray) -> FloatArray:
    target = (yes > 0).astype(np.float64)[:, None]

    def loss_and_gradient(theta: FloatArray, _columns: Columns) -> tuple[FloatArray, FloatArray]:
        line = seen @ theta[:-1] + theta[-1]
        loss = (np.logaddexp(0, line) - target * line).sum(0) + RESTRAINT * (theta[:-1] ** 2).sum(0) / 2
        error = sigmoid(line) - target
        return loss, np.concatenate([seen.T @ error + RESTRAINT * theta[:-1], error.sum(0)[None]])

    return minimise(loss_and_gradient, np.zeros((seen.shape[1] + 1, 1)), 200, 1e-4)[:, 0]


def _line(seen: FloatArray, weights: FloatArray) -> FloatArray:
    return np.asarray(seen @ weights[:-1] + weights[-1])
