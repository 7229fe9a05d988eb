"""All codes fitted together on some of the segments that people judged, once for each thing that is seen of a segment.

What is seen are its words (with the codebook's cues), its sentence vectors by each model where the study asks for them,
and what it answers. Each is fitted by itself; `fusion.py` adds their scores.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pipeline.coding.learning.features import Vectors
from pipeline.coding.learning.logistic import Fit, FloatArray, balanced_weights, fit_logistic, root_of

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

IntArray = npt.NDArray[np.int64]
SmallFloats = npt.NDArray[np.float32]
Features = Callable[[IntArray], SmallFloats]
PRIOR_OF = 10
"""A code's description weighs as much as an example at first, and half of it after so many examples."""

ENOUGH = (150, 1e-2)
"""(steps, tolerance) of a fit to words."""

ENOUGH_OF_VECTORS = (150, 5e-3)
"""The same of a fit to vectors, whose numbers are fewer and say more each: .01 stops it too soon."""

# Passages scored at once; see `_by_parts`.
AT_ONCE = 2_500
N_WEIGHTS = 200


@dataclass(frozen=True)
class Fitted:
    """What was fitted to some rows: to words, to each model's vectors, to questions (None where nobody asked)."""

    train: IntArray
    words: Fit
    vectors: tuple[Fit, ...]
    questions: Fit | None


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
        """Likeness of all rows' words, then of the descriptions', to each other."""
        matrix = self._matrix(self.rows).astype(np.float64)
        return np.asarray((matrix @ matrix.T).toarray())

    @cached_property
    def _meant(self) -> tuple[SmallFloats, ...]:
        """Sentence vectors of all rows, then of the descriptions, by model: each of shape (n_rows + n_codes, 768)."""
        return tuple(
            np.vstack([meaning.of_passages(self.rows), meaning.of_descriptions()]) for meaning in self.found.meanings
        )

    @cached_property
    def _asked(self) -> SmallFloats:
        return self.found.of_questions(self.rows)

    def fit(self, train: IntArray) -> Fitted:
        """Fit every code to some of `rows` and to the descriptions."""
        n_codes = self.yes.shape[1]
        some = np.searchsorted(self.rows, train)
        # Descriptions follow the rows in the kernel.
        places = np.concatenate([some, len(self.rows) + np.arange(n_codes)])
        # A code's description is one more example of it, and of no other code.
        labels = np.vstack([self.yes[train], np.eye(n_codes)])
        weights = balanced_weights(labels, np.vstack([self.said[train], np.diag(self._prior)]))
        # No cue fires in a description: its own columns are zeros.
        columns = np.concatenate([self.own[:, train], np.zeros((len(self.own), n_codes, n_codes))], axis=1)
        none = np.zeros((0, len(places), n_codes))
        # By the kernel: n-grams are some hundred thousand, rows a few thousand.
        words = fit_logistic(root_of(self._kernel[np.ix_(places, places)]), labels, weights, columns, *ENOUGH)
        meant = tuple(fit_logistic(one[places], labels, weights, none, *ENOUGH_OF_VECTORS) for one in self._meant)
        if not self.found.is_asked:
            return Fitted(train, words, meant, None)
        # Without descriptions: the codebook does not say what is asked.
        alone = balanced_weights(self.yes[train], self.said[train])
        asked = fit_logistic(self._asked[some], self.yes[train], alone, none[:, : len(train)], *ENOUGH_OF_VECTORS)
        return Fitted(train, words, meant, asked)

    def scores(self, fitted: Fitted, target: IntArray) -> Iterator[FloatArray]:
        """Log odds of shape (len(target), n_codes) by each fit: to words, to each model's vectors, to questions."""
        linear = self.found.passages[target] @ (self._matrix(fitted.train).T @ fitted.words.duals)
        own = np.einsum("knc,kc->nc", self.own[:, target], fitted.words.own)
        yield np.asarray(linear + own + fitted.words.intercept)
        for meaning, fit in zip(self.found.meanings, fitted.vectors, strict=True):
            yield _by_parts(meaning.of_passages, target, fit)
        if fitted.questions is not None:
            yield _by_parts(self.found.of_questions, target, fitted.questions)

    def heaviest_words(self, fitted: Fitted, column: int) -> tuple[tuple[str, float], ...]:
        """The words that speak most for a code, with their weights, by what was fitted to all rows."""
        # Word features come first; letters would say nothing to a reader.
        matrix = self._matrix(fitted.train)[:, : len(self.found.words)]
        weights = np.asarray(matrix.T @ fitted.words.duals[:, column])
        # Stable, so that words of one weight always come in one order.
        best = np.argsort(-weights, kind="stable")[:N_WEIGHTS]
        return tuple((self.found.words[n], round(float(weights[n]), 4)) for n in best if weights[n] > 0)

    def _matrix(self, train: IntArray) -> csr_matrix:
        from scipy.sparse import vstack  # noqa: PLC0415

        return vstack([self.found.passages[train], self.found.descriptions]).tocsr()


def _by_parts(features_of: Features, target: IntArray, fit: Fit) -> FloatArray:
    """Some thousand passages at a time: the features of all of a large study at once would fill the memory."""
    parts = [
        features_of(target[begin : begin + AT_ONCE]) @ fit.weights for begin in range(0, len(target), AT_ONCE)
    ]  # fmt: skip
    return np.asarray(np.vstack(parts) + fit.intercept)
