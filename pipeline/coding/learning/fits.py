"""All codes fitted together on some of the segments that people judged, once for each thing that is seen of a segment.

What is seen are its words (with the codebook's cues), its sentence vectors by each model where the study asks for them,
and what it answers. Each is fitted by itself; `fusion.py` adds their scores.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pipeline.coding.learning.features import Vectors
from pipeline.coding.learning.logistic import Fit, FloatArray, SmallFloats, balanced_weights, fit_several, root_of

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

IntArray = npt.NDArray[np.int64]
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
COLUMNS_AT_ONCE = 320
"""Codes times parts left out that are fitted in one: products of many columns cost less each, and hold more memory."""


@dataclass(frozen=True)
class Fitted:
    """What was fitted to some rows: to words, to each model's vectors, to questions (None where nobody asked)."""

    words: Fit
    vectors: tuple[Fit, ...]
    questions: Fit | None


@dataclass(frozen=True)
class Fits:
    """What every fit shares.

    Attributes:
        features: Of all passages and of the codes' descriptions.
        own: Shape (n_own, n_passages, n_codes): the columns that each code has for itself.
        yes, said: Shape (n_passages, n_codes): 1 where people gave the code; where they gave or denied it.
        rows: Numbers of the segments to learn from, rising.
    """

    features: Vectors
    own: SmallFloats
    yes: FloatArray
    said: FloatArray
    rows: IntArray

    @cached_property
    def _prior(self) -> FloatArray:
        return np.asarray(PRIOR_OF / (PRIOR_OF + self.yes.sum(0)))

    @cached_property
    def _matrix(self) -> csr_matrix:
        """Words of all rows, then of the descriptions."""
        from scipy.sparse import vstack  # noqa: PLC0415

        return vstack([self.features.of_passages(self.rows), self.features.descriptions]).tocsr()

    @cached_property
    def _root(self) -> FloatArray:
        """A root of the likeness of all rows' words, then of the descriptions', to each other.

        By likeness: n-grams are some hundred thousand, rows a few thousand. One root for all fits: a row that is left
        out weighs nothing in it.
        """
        wide = self._matrix.astype(np.float64)
        return root_of(np.asarray((wide @ wide.T).toarray()))

    @cached_property
    def _meant(self) -> tuple[SmallFloats, ...]:
        """Sentence vectors of all rows, then of the descriptions, by model: each of shape (n_rows + n_codes, 768)."""
        return tuple(
            np.vstack([meaning.of_passages(self.rows), meaning.of_descriptions()]) for meaning in self.features.meanings
        )

    @cached_property
    def _asked(self) -> SmallFloats:
        return self.features.of_questions(self.rows)

    def fit(self, train: IntArray) -> Fitted:
        """Fit every code to some of `rows` and to the descriptions."""
        return next(self.fit_each([train]))

    def fit_each(self, trains: Sequence[IntArray]) -> Iterator[Fitted]:
        """What is fitted to each of several choices of `rows`, some choices at a time."""
        size = max(COLUMNS_AT_ONCE // self.yes.shape[1], 1)
        for begin in range(0, len(trains), size):
            yield from self._together(trains[begin : begin + size])

    def _together(self, trains: Sequence[IntArray]) -> Iterator[Fitted]:
        n_codes = self.yes.shape[1]
        yes, said = self.yes[self.rows], self.said[self.rows]
        # A code's description is one more example of it, and of no other code.
        labels = np.vstack([yes, np.eye(n_codes)])
        is_in = [np.isin(self.rows, train)[:, None] for train in trains]
        weights = [balanced_weights(labels, np.vstack([said * here, np.diag(self._prior)])) for here in is_in]
        # No cue fires in a description: its own columns are zeros.
        columns = np.concatenate([self.own[:, self.rows], np.zeros((len(self.own), n_codes, n_codes))], axis=1)
        none = np.zeros((0, len(labels), n_codes))
        words = fit_several(self._root, labels, weights, columns, *ENOUGH)
        meant = [fit_several(root, labels, weights, none, *ENOUGH_OF_VECTORS) for root in self._meant]
        asked: Sequence[Fit | None] = [None] * len(trains)
        if self.features.is_asked:
            # Without descriptions: the codebook does not say what is asked.
            alone = [balanced_weights(yes, said * here) for here in is_in]
            asked = fit_several(self._asked, yes, alone, none[:, : len(yes)], *ENOUGH_OF_VECTORS)
        for n in range(len(trains)):
            yield Fitted(words[n], tuple(by_model[n] for by_model in meant), asked[n])

    def scores(self, fitted: Fitted, target: IntArray) -> Iterator[FloatArray]:
        """Log odds of shape (len(target), n_codes) by each fit: to words, to each model's vectors, to questions."""
        weights = np.asarray(self._matrix.T @ fitted.words.duals, dtype=np.float32)
        of_words = []
        for begin in range(0, len(target), AT_ONCE):
            some = target[begin : begin + AT_ONCE]
            own = np.einsum("knc,kc->nc", self.own[:, some], fitted.words.own)
            of_words.append(self.features.of_passages(some) @ weights + own + fitted.words.intercept)
        yield np.vstack(of_words)
        for meaning, fit in zip(self.features.meanings, fitted.vectors, strict=True):
            yield _by_parts(meaning.of_passages, target, fit)
        if fitted.questions is not None:
            yield _by_parts(self.features.of_questions, target, fitted.questions)

    def heaviest_words(self, fitted: Fitted, column: int) -> tuple[tuple[str, float], ...]:
        """The words that speak most for a code, with their weights, by what was fitted to all rows."""
        # Word features come first; letters would say nothing to a reader.
        matrix = self._matrix[:, : len(self.features.words)]
        weights = np.asarray(matrix.T @ fitted.words.duals[:, column])
        # Stable, so that words of one weight always come in one order.
        best = np.argsort(-weights, kind="stable")[:N_WEIGHTS]
        return tuple((self.features.words[n], round(float(weights[n]), 4)) for n in best if weights[n] > 0)


def _by_parts(features_of: Features, target: IntArray, fit: Fit) -> FloatArray:
    """Some thousand passages at a time: the features of all of a large study at once would fill the memory."""
    parts = [
        features_of(target[begin : begin + AT_ONCE]) @ fit.weights for begin in range(0, len(target), AT_ONCE)
    ]  # fmt: skip
    return np.asarray(np.vstack(parts) + fit.intercept)
