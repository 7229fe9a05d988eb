"""Learning a few codes again while somebody reads: a batch is judged, and what comes next is ranked anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.coding.learning.by_description import likeness_to
from pipeline.coding.learning.features import AT_ONCE, Passages
from pipeline.coding.learning.fits import Fits
from pipeline.coding.learning.fusion import QUESTION_WEIGHT, description_weight, on_scale, smoothed, together
from pipeline.coding.learning.learnt import Labels, description
from pipeline.coding.learning.logistic import FloatArray, SmallFloats
from pipeline.coding.learning.material import Material
from pipeline.coding.learning.meaning import meanings_by_model
from pipeline.coding.learning.tf_idf import Vectors, vectors
from pipeline.coding.learning.vectors import Meanings
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Code

MOST_KEPT = 100_000
"""Segments whose features are kept while somebody reads in batches, some 2 KB each: each batch asks for all of them."""


@dataclass(frozen=True)
class Relearner:
    """What does not change from batch to batch: the features of a study's segments and of some codes.

    Made once by `prepare`; then each `scores` costs one fit, where learning a study takes one for each part left out.
    """

    codes: Sequence[Code]
    passages: Passages
    features: Vectors
    described: SmallFloats
    hits: Mapping[str, set[int]]

    def scores(self, labels: Mapping[str, Labels]) -> FloatArray:
        """One score a segment and code, by all that people have judged so far: shape (n_passages, n_codes).

        It ranks segments that nobody has judged. A code of which nothing is coded yet keeps the order of its
        description; questions count for every code, since in so few examples it cannot be learnt whether they help.
        """
        material = Material(self.codes, self.passages, labels, self.hits)
        rows = np.arange(len(self.passages.every))
        scores = self.described.astype(np.float64)
        for column, code in enumerate(self.codes):
            of_code = labels[code.code_id]
            if not len(of_code.yes):
                continue
            examples = material.examples(code.code_id)
            fits = Fits(self.features, material.shared, examples.own)
            fitted = fits.fit(examples, np.ones((len(examples.yes), 1), dtype=bool))
            cue, beside = fitted.words.own[:, 0]
            weights = [fits.word_weights([fitted], 0)]
            blocks = (rows[begin : begin + AT_ONCE] for begin in range(0, len(rows), AT_ONCE))
            words = np.concatenate([self.features.products(block, weights)[0][:, 0] for block in blocks])
            words += material.cues(code.code_id, (float(cue), float(beside)))
            is_left = np.ones(len(rows), dtype=bool)
            is_left[of_code.yes] = is_left[of_code.no] = False
            score = together([words, *(seen[:, 0] for seen in fits.meant([fitted], 0, rows))], is_left)
            if fitted.questions is not None and code.kind == "analytic":
                score += QUESTION_WEIGHT * on_scale(fits.asked(fitted)[fits.question, 0], is_left)
            score += description_weight(len(of_code.yes)) * self.described[:, column]
            scores[:, column] = smoothed(score, self.passages.rows.values())
        return scores


def prepare(
    codes: Sequence[Code], passages: Passages, hits: Mapping[str, set[int]], known: Meanings | None = None
) -> Relearner:
    """The features of a study, once; `known` gives sentence vectors of passages and descriptions, where asked for."""
    described = [description(code) for code in codes]
    meanings = meanings_by_model(passages.every, described, known) if known else ()
    features = vectors(passages.every, described, meanings, most_kept=MOST_KEPT)
    numbers = np.arange(len(codes))
    by_words = np.vstack(list(features.of_own(np.arange(len(passages.every)), features.described_words(numbers))))
    return Relearner(codes, passages, features, likeness_to(features, passages, numbers, by_words), hits)
