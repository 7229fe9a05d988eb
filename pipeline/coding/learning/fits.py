"""Each code fitted by itself: to its own examples and to a draw of read segments that all codes share.

What is seen of a segment are its words (with the code's cues), its sentence vectors by each model where the study asks
for them, and what it answers. Each is fitted by itself; `fusion.py` adds their scores. What is fitted to a code depends
on no other code's examples, so that it can be kept when another is learnt again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pipeline.coding.learning.features import QUESTION
from pipeline.coding.learning.logistic import (
    Fit,
    FloatArray,
    SmallFloats,
    balanced_weights,
    bordered_root,
    fit_logistic,
    root_of,
)
from pipeline.coding.learning.tf_idf import Vectors
from pipeline.study.dataclass import dataclass

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
PRIOR_OF = 10
"""A code's description weighs as much as an example at first, and half of it after so many examples."""

ENOUGH = (150, 3e-2)
"""(steps, tolerance) of a fit to words."""

ENOUGH_OF_VECTORS = (150, 5e-3)
"""The same of a fit to vectors, whose numbers are fewer and say more each: .01 stops it too soon."""

N_WEIGHTS = 200
DENSE_AT_ONCE = 512
"""Passages whose sentence vectors are widened at once."""


@dataclass(frozen=True)
class Examples:
    """What one code is learnt from.

    Attributes:
        number: Of the code among the descriptions.
        own: Segments to learn from besides those that all codes share.
        yes, said: Shape (n_shared + n_own,): 1 where people gave the code; where they gave or denied it.
        cues: Shape (2, n_shared + n_own): a cue of the code in the segment; in one beside it.
        n_yes: In how many segments people gave the code, those that are not learnt from too.
    """

    number: int
    own: IntArray
    yes: FloatArray
    said: FloatArray
    cues: FloatArray
    n_yes: int


@dataclass(frozen=True)
class Fitted:
    """What was fitted to one code's examples, a column for each part that was left out.

    Attributes:
        rows: Its rows in `Fits.words`: the shared segments, its own, its description.
        words, vectors, questions: By what is seen; no questions where nobody asked.
        said_there, asked_there: Shape (n_shared + n_own, n_parts): the scores of the examples themselves.
    """

    rows: IntArray
    words: Fit
    vectors: tuple[Fit, ...]
    questions: Fit | None
    said_there: tuple[FloatArray, ...]
    asked_there: FloatArray | None


@dataclass(frozen=True)
class Fits:
    """What every fit shares.

    Attributes:
        features: Of all passages and of the codes' descriptions.
        shared: Numbers of the segments that every code is learnt from, rising.
        others: Numbers of the other segments that some code is learnt from, rising.
    """

    features: Vectors
    shared: IntArray
    others: IntArray

    @cached_property
    def _words(self) -> csr_matrix:
        """Of the shared segments, the others, and all descriptions."""
        from scipy.sparse import vstack  # noqa: PLC0415

        described = self.features.of_descriptions(np.arange(len(self.features.described)))
        return vstack([self.features.of_passages(np.concatenate([self.shared, self.others])), described]).tocsr()

    @cached_property
    def _shared_words(self) -> csr_matrix:
        """Turned, in the precision in which likeness is summed."""
        return self._words[: len(self.shared)].astype(np.float64).T.tocsr()

    @cached_property
    def _root(self) -> FloatArray:
        """A root of the likeness of the shared segments to each other: n-grams are some hundred thousand, they few."""
        wide = self._words[: len(self.shared)].astype(np.float64)
        return root_of(np.asarray((wide @ self._shared_words).toarray()))

    @cached_property
    def _meant(self) -> tuple[SmallFloats, ...]:
        return tuple(meaning.of_passages(self.shared) for meaning in self.features.meanings)

    @cached_property
    def _asked(self) -> SmallFloats:
        return self.features.of_questions(self.shared)

    def fit(self, examples: Examples, is_in: BoolArray) -> Fitted:
        """Fit a code to its examples and its description, once for each choice of them.

        Args:
            is_in: Shape (n_shared + n_own, n_parts): which examples each fit may see.
        """
        n_parts = is_in.shape[1]
        n_shared, n_segments = len(self.shared), len(self.shared) + len(self.others)
        own = n_shared + np.searchsorted(self.others, examples.own)
        rows = np.concatenate([np.arange(n_shared), own, [n_segments + examples.number]])
        wide = self._words[rows[n_shared:]].astype(np.float64)
        beside, among = (np.asarray(like.toarray()) for like in (wide @ self._shared_words, wide @ wide.T))
        root = bordered_root(self._root, beside, among)
        labels = _repeated(np.append(examples.yes, 1.0), n_parts)
        prior = np.full((1, n_parts), PRIOR_OF / (PRIOR_OF + examples.n_yes))
        weights = balanced_weights(labels, np.vstack([examples.said[:, None] * is_in, prior]))
        # No cue fires in a description: its own columns are zeros.
        cues = np.repeat(np.pad(examples.cues, ((0, 0), (0, 1)))[:, :, None], n_parts, axis=2)
        words = fit_logistic(root, labels, weights, cues, *ENOUGH)
        said = [(root @ words.weights + np.einsum("knp,kp->np", cues, words.own) + words.intercept)[:-1]]
        none = np.zeros((0, len(labels), n_parts))
        meant = []
        for meaning, shared in zip(self.features.meanings, self._meant, strict=True):
            described = meaning.of_descriptions()[[examples.number]]
            seen = np.vstack([shared, meaning.of_passages(examples.own), described])
            meant.append(fit_logistic(seen, labels, weights, none, *ENOUGH_OF_VECTORS))
            said.append((seen @ meant[-1].weights + meant[-1].intercept)[:-1])
        questions, asked = None, None
        if self.features.is_asked:
            # Without the description: the codebook does not say what is asked.
            seen = np.vstack([self._asked, self.features.of_questions(examples.own)])
            alone = balanced_weights(labels[:-1], examples.said[:, None] * is_in)
            questions = fit_logistic(seen, labels[:-1], alone, none[:, :-1], *ENOUGH_OF_VECTORS)
            asked = np.asarray(seen @ questions.weights + questions.intercept)
        return Fitted(rows, words, tuple(meant), questions, tuple(said), asked)

    def word_weights(self, fitted: Sequence[Fitted], part: int) -> SmallFloats:
        """Of every feature, by what was fitted to some codes with a part left out: shape (2 n_features, n_codes)."""
        # In one product for all codes: zeros where an example is another code's.
        duals = np.zeros((self._words.shape[0], len(fitted)), dtype=np.float32)
        for column, of_code in enumerate(fitted):
            duals[of_code.rows, column] = of_code.words.duals[:, part]
        return np.asarray(self._words.T @ duals)

    def heaviest_words(self, weights: SmallFloats) -> tuple[tuple[str, float], ...]:
        """The words that speak most for a code, with their weights, by the weights of all features."""
        # Word features come first; letters would say nothing to a reader.
        here = weights[: len(self.features.words)]
        # Stable, so that words of one weight always come in one order.
        best = np.argsort(-here, kind="stable")[:N_WEIGHTS]
        return tuple((self.features.words[n], round(float(here[n]), 4)) for n in best if here[n] > 0)

    def meant(self, fitted: Sequence[Fitted], part: int, rows: IntArray) -> list[SmallFloats]:
        """Scores of some segments by what was fitted to each model's vectors: each of shape (n_rows, n_codes)."""
        return [
            _by_blocks(
                meaning.of_passages, len(self.features.texts), rows,
                [(fit.weights[:, part], fit.intercept[part]) for of_code in fitted for fit in [of_code.vectors[n]]],
            )
            for n, meaning in enumerate(self.features.meanings)
        ]  # fmt: skip

    def asked(self, fitted: Fitted) -> SmallFloats:
        """Scores of each question, by what was fitted to one code: shape (n_questions, n_parts)."""
        assert fitted.questions is not None
        # Always of all parts together: products of other widths round otherwise.
        weights, intercept = fitted.questions.weights, fitted.questions.intercept
        return np.asarray(self._of_questions @ weights.astype(np.float32) + intercept.astype(np.float32))

    @cached_property
    def question(self) -> IntArray:
        """The number of what each passage answers: many answers have one question."""
        return np.unique(self.features.texts[:, QUESTION], return_inverse=True)[1].reshape(-1)

    @cached_property
    def _of_questions(self) -> SmallFloats:
        return self.features.of_questions(np.unique(self.question, return_index=True)[1])


def _by_blocks(
    features_of: Callable[[IntArray], SmallFloats], n: int, rows: IntArray, fits: Sequence[tuple[FloatArray, float]]
) -> SmallFloats:
    """Scores of some rows, shape (n_rows, n_fits), in blocks that begin at the same rows whatever is asked for.

    A product of one column and of sixty, or of other rows, rounds otherwise: what is kept of one code would not be what
    is learnt anew.
    """
    wanted = np.zeros((n, len(fits)), dtype=np.float32)
    weights = [(np.asarray(weight, dtype=np.float32).copy(), np.float32(intercept)) for weight, intercept in fits]
    for begin in np.unique(rows // DENSE_AT_ONCE) * DENSE_AT_ONCE:
        block = np.arange(begin, min(begin + DENSE_AT_ONCE, n))
        features = features_of(block)
        for column, (weight, intercept) in enumerate(weights):
            wanted[block, column] = features @ weight + intercept
    return wanted[rows]


def _repeated(column: FloatArray, n: int) -> FloatArray:
    return np.repeat(column[:, None], n, axis=1)
