"""Learning a few codes again while somebody reads: a batch is judged, and what comes next is ranked anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.coding.learning.by_description import likeness_to
from pipeline.coding.learning.features import Passages, Vectors, meanings_by_model, vectors
from pipeline.coding.learning.fits import Fits
from pipeline.coding.learning.fusion import QUESTION_WEIGHT, fused, seen_by
from pipeline.coding.learning.learning import cue_columns, label_columns, training_rows
from pipeline.coding.learning.learnt import Labels, description
from pipeline.coding.learning.logistic import FloatArray
from pipeline.coding.learning.vectors import Meanings
from pipeline.study.records import Code

MOST_KEPT = 100_000
"""Segments whose features are kept while somebody reads in batches, some 6 KB each: each batch asks for all of them."""


@dataclass(frozen=True)
class Relearner:
    """What does not change from batch to batch: the features of a study's segments and of some codes.

    Made once by `prepare`; then each `scores` costs one fit, where learning a study takes one for each part left out.
    """

    codes: Sequence[Code]
    passages: Passages
    features: Vectors
    described: FloatArray
    hits: Mapping[str, set[int]]

    def scores(self, labels: Mapping[str, Labels]) -> FloatArray:
        """One score a segment and code, by all that people have judged so far: shape (n_passages, n_codes).

        It ranks segments that nobody has judged. A code of which nothing is coded yet keeps the order of its
        description; questions count for every code, since in so few examples it cannot be learnt whether they help.
        """
        names = [code.code_id for code in self.codes]
        n = len(self.passages.every)
        yes, said = label_columns(names, n, labels)
        rows = self.passages.rows.values()
        # Only judged ones count.
        n_yes = (yes * said).sum(0)
        # Nothing judged yet: nothing to fit.
        if not said.any():
            return self.described
        fits = Fits(self.features, cue_columns(names, n, self.hits, self.passages), yes, said, training_rows(yes, said))
        seen = seen_by(fits, fits.fit(fits.rows), np.arange(n), ~np.asarray(said.any(1)))
        asked = np.array([QUESTION_WEIGHT if code.kind == "analytic" else 0.0 for code in self.codes])
        score = fused(seen, self.described, n_yes, asked, rows)
        return np.where(n_yes > 0, score, self.described)


def prepare(
    codes: Sequence[Code], passages: Passages, hits: Mapping[str, set[int]], known: Meanings | None = None
) -> Relearner:
    """The features of a study, once; `known` gives sentence vectors of passages and descriptions, where asked for."""
    described = [description(code) for code in codes]
    meanings = meanings_by_model(passages.every, described, known) if known else ()
    features = vectors(passages.every, described, meanings, most_kept=MOST_KEPT)
    return Relearner(codes, passages, features, likeness_to(features, passages), hits)
