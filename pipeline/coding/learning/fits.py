"""All codes fitted together on some of the segments that people judged; how like segments are is computed once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.coding.learning.features import Vectors
from pipeline.coding.learning.logistic import Fit, FloatArray, balanced_weights, fit_logistic

IntArray = npt.NDArray[np.int64]
PRIOR_OF = 10
"""A code's description weighs as much as an example at first, and half of it after so many examples."""

ENOUGH = (150, 1e-2)
ENOUGH_WITH_VECTORS = (250, 2e-3)
"""(steps, tolerance) of a fit. With sentence vectors .01 is too soon: average precision .52 instead of .55 on one part
of the interviews of benchmarks/README.md; with words alone it makes no difference (.396 and .400 over all parts)."""

AT_ONCE = 2_500
N_WEIGHTS = 200


@dataclass(frozen=True)
class Fits:
    """What every fit shares.

    Attributes:
        found: Features of all passages and of the codes' descriptions.
        own: Shape (n_own, n_passages, n_codes): the columns that each code has for itself.
        yes, said: Shape (n_passages, n_codes): 1 where people gave the code; where they gave or denied it.
        rows: Numbers of the segments to learn from, rising.
    """

    found: Vectors
    own: FloatArray
    yes: FloatArray
    said: FloatArray
    rows: IntArray

    @cached_property
    def _prior(self) -> FloatArray:
        return np.asarray(PRIOR_OF / (PRIOR_OF + self.yes.sum(0)))

    @cached_property
    def _kernel(self) -> FloatArray:
        """Likeness of all rows, then of the descriptions, to each other."""
        matrix = self._matrix(self.rows).astype(np.float64)
        kernel = np.asarray((matrix @ matrix.T).toarray())
        if self.found.meaning is not None:
            meant = self._meant(self.rows).astype(np.float64)
            kernel += meant @ meant.T
        return kernel

    def fit(self, train: IntArray) -> Fit:
        """Fit every code to some of `rows` and to the descriptions."""
        n_codes = self.yes.shape[1]
        places = np.concatenate([np.searchsorted(self.rows, train), len(self.rows) + np.arange(n_codes)])
        n_steps, tolerance = ENOUGH if self.found.meaning is None else ENOUGH_WITH_VECTORS
        labels = np.vstack([self.yes[train], np.eye(n_codes)])
        weights = np.vstack([self.said[train], np.diag(self._prior)])
        columns = np.concatenate([self.own[:, train], np.zeros((len(self.own), n_codes, n_codes))], axis=1)
        kernel = self._kernel[np.ix_(places, places)]
        return fit_logistic(kernel, labels, balanced_weights(labels, weights), columns, n_steps, tolerance)

    def scores(self, fit: Fit, train: IntArray, target: IntArray) -> FloatArray:
        """Log odds of shape (len(target), n_codes), by what was fitted to `train`."""
        linear = self.found.passages[target] @ (self._matrix(train).T @ fit.duals)
        if self.found.meaning is not None:
            weights = self._meant(train).T @ fit.duals
            for begin in range(0, len(target), AT_ONCE):
                some = slice(begin, begin + AT_ONCE)
                linear[some] += self.found.meaning.of_passages(target[some]) @ weights
        return np.asarray(linear + np.einsum("knc,kc->nc", self.own[:, target], fit.own) + fit.intercept)

    def left_out(self, parts: IntArray, is_target: npt.NDArray[np.bool_], score: FloatArray) -> FloatArray:
        """`score`, where a passage is a target for a code replaced by that of a fit that has not seen its part.

        Args:
            parts: Shape (n_passages,): which passages are left out together; those of a part under 0 never teach here.
            is_target: Shape (n_passages, n_codes).
            score: Shape (n_passages, n_codes).
        """
        found = score.copy()
        for part in sorted(set(parts[parts >= 0].tolist())):
            target = np.flatnonzero((parts == part) & is_target.any(1))
            train = self.rows[(parts[self.rows] != part) & (parts[self.rows] >= 0)]
            if len(target) and len(train):
                unseen = self.scores(self.fit(train), train, target)
                found[target] = np.where(is_target[target], unseen, found[target])
        return found

    def heaviest_words(self, fit: Fit, column: int) -> tuple[tuple[str, float], ...]:
        """The words that speak most for a code, with their weights, by what was fitted to all rows."""
        matrix = self._matrix(self.rows)[:, : len(self.found.words)]
        weights = np.asarray(matrix.T @ fit.duals[:, column])
        best = np.argsort(-weights, kind="stable")[:N_WEIGHTS]
        return tuple((self.found.words[n], round(float(weights[n]), 4)) for n in best if weights[n] > 0)

    def _matrix(self, train: IntArray) -> Any:
        from scipy.sparse import vstack  # noqa: PLC0415

        return vstack([self.found.passages[train], self.found.descriptions]).tocsr()

    def _meant(self, train: IntArray) -> npt.NDArray[np.float32]:
        """Sentence vectors of the training rows, then of the descriptions: shape (n_rows + n_codes, n_numbers)."""
        assert self.found.meaning is not None
        return np.vstack([self.found.meaning.of_passages(train), self.found.meaning.of_descriptions()])
