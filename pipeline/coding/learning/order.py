"""The second look at codes that have parts: what else is being said, and what was said before.

An answer to a setback is no topic: it is known by what it follows. For codes with codes under them in the codebook, the
scores of all learnt codes in the segment, and the highest of them in the segments before, are weighed again. Measured
on held-out transcripts of the sample (benchmarks/README.md): it helps such codes, and does not help others, which are
left as they are; counts of we, they and blaming words did not help and are not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from pipeline.coding.learning.features import Passages
from pipeline.coding.learning.learnt import STEPS, SmallInts
from pipeline.coding.learning.logistic import Columns, FloatArray, minimise, sigmoid
from pipeline.coding.learning.material import IntArray, Material

REACH = 8
"""So many of the respondents' segments before one may tell what it answers; a power of two."""

RESTRAINT = 10.0
"""How much the squared weights cost: some seventy scores, of which few matter."""

MOST_WEIGHED = 2_500
"""Segments with the code, and without it, that weights are learnt from; of more a draw that stands for all."""


def with_order(
    material: Material, names: Sequence[str], odds: Sequence[SmallInts], parts: IntArray
) -> dict[str, npt.NDArray[np.float32]]:
    """Scores of codes with parts, weighed again; each transcript by weights that have not seen its part.

    Args:
        names: Codes that were learnt.
        odds: Of each, small log odds of every segment by a model that has not seen its transcript.
        parts: Shape (n_passages,): which passages are left out together; under 0 those that never are.
    """
    # Answers to a setback are parents of their parts (mutual learning, mutual blaming): known by what came before.
    wholes = {code.parent for code in material.codes}
    wanted = [name for name in names if name in wholes]
    if not wanted:
        return {}
    drawn = {name: material.drawn_evenly(name, MOST_WEIGHED) for name in wanted}
    rows = {name: sample[0] for name, sample in drawn.items()}
    # Gone through twice, score by score: all of a large study's at once would fill the memory.
    scales, examples = [], {name: np.empty((len(rows[name]), 2 * len(names))) for name in wanted}
    for number, seen in enumerate(_each_seen(odds, material.passages)):
        centre, spread = float(seen.mean(dtype=np.float64)), max(float(seen.std(dtype=np.float64)), 1e-9)
        # One scale, so that RESTRAINT costs every weight the same.
        scales.append((centre, spread))
        for name in wanted:
            examples[name][:, number] = (seen[rows[name]] - centre) / spread
    weights = {}
    for name in wanted:
        is_yes = material.said(name)[rows[name]] > 0
        weights[name] = _weights(examples[name], is_yes, drawn[name][1], parts[rows[name]])
    numbers = [np.unique(parts[rows[name]]) for name in wanted]
    lines = {}
    for name, left_out in zip(wanted, numbers, strict=True):
        column = np.zeros(len(parts), dtype=np.int64)
        is_judged = material.said(name) != 0
        for number, part in enumerate(left_out, 1):
            column[is_judged & (parts == part)] = number
        lines[name] = (column, weights[name][-1, column].astype(np.float32))
    for number, seen in enumerate(_each_seen(odds, material.passages)):
        centre, spread = scales[number]
        for name in wanted:
            column, line = lines[name]
            line += ((seen - centre) / spread).astype(np.float32) * weights[name][number, column].astype(np.float32)
    return {name: line for name, (_, line) in lines.items()}


def _each_seen(odds: Sequence[SmallInts], passages: Passages) -> Iterator[npt.NDArray[np.float32]]:
    """Each code's scores, and after them the highest of them before each segment."""
    for of_code in odds:
        yield (of_code / STEPS).astype(np.float32)
        yield (before(of_code, passages) / STEPS).astype(np.float32)


def before(odds: SmallInts, passages: Passages) -> SmallInts:
    """The highest of a code's scores in the REACH segments before one, in its transcript; at first the lowest."""
    # Where nothing was said before, as low as it gets: no setback came first.
    lowest = odds.min(initial=0)
    # Transcripts one after the other, REACH times nothing before each: then none reaches into another.
    lengths = np.array([len(rows) for rows in passages.rows.values()], dtype=np.int64)
    place = np.arange(len(odds)) + np.repeat(REACH * np.arange(1, len(lengths) + 1), lengths)
    highest = np.full(len(odds) + REACH * (len(lengths) + 1), lowest, dtype=odds.dtype)
    highest[place + 1] = odds
    # Of one segment before, then of two, four and eight.
    reached = 1
    while reached < REACH:
        highest[reached:] = np.maximum(highest[reached:], highest[:-reached])
        reached *= 2
    return highest[place]


def _weights(seen: FloatArray, yes: npt.NDArray[np.bool_], n_standing_for: FloatArray, parts: IntArray) -> FloatArray:
    """Weights and, last, the level: a column learnt from all, then one for each part left out."""
    left_out = [np.zeros(len(parts), dtype=bool), *(parts == part for part in np.unique(parts))]
    counts = np.column_stack([n_standing_for * ~here for here in left_out])
    target = counts * yes[:, None]

    def loss_and_gradient(theta: FloatArray, columns: Columns) -> tuple[FloatArray, FloatArray]:
        line = seen @ theta[:-1] + theta[-1]
        n, wanted = counts[:, columns], target[:, columns]
        loss = (n * np.logaddexp(0, line) - wanted * line).sum(0) + RESTRAINT * (theta[:-1] ** 2).sum(0) / 2
        error = n * sigmoid(line) - wanted
        return loss, np.concatenate([seen.T @ error + RESTRAINT * theta[:-1], error.sum(0)[None]])

    weights = minimise(loss_and_gradient, np.zeros((seen.shape[1] + 1, len(left_out))), 200, 1e-4)
    # Without a yes outside the part there is nothing to learn: the weights of all stay.
    is_empty = target.sum(0) == 0
    return np.where(is_empty, weights[:, :1], weights)
