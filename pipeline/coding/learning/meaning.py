"""What one sentence model says of passages, of what stands beside them, of questions and of codes' descriptions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipeline.coding.learning.features import AT_ONCE, QUESTION, Passage
from pipeline.coding.learning.vectors import MODELS, SIZE, Meanings
from pipeline.study.dataclass import dataclass

CONTEXT_WEIGHT = 0.5
"""Of the segments beside one, by their sentence vectors: they help more than any choice of model, but are not coded."""

MEANING_WEIGHT = 2.0
"""The length of a sentence vector: the shorter it is, the more restrained is what is learnt from it."""


@dataclass(frozen=True)
class Meaning:
    """Sentence vectors of passages, of what stands beside them and what they answer, and of descriptions, by one model.

    Attributes:
        known: Vectors of all texts.
        model: Which of MODELS gave them.
        places: Shape (n_passages, 4): rows of `known` of a passage, of what is before it, after it, of its question.
        descriptions: Shape (n_texts,).
        usual: Shape (384,): the mean of all passages, which tells none from another and is taken away.
        usual_question: Shape (384,): the mean of their questions.
    """

    known: Meanings
    model: int
    places: npt.NDArray[np.int64]
    descriptions: npt.NDArray[np.int64]
    usual: npt.NDArray[np.float32]
    usual_question: npt.NDArray[np.float32]

    def of_passages(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """Shape (n_rows, 768): of each itself, and of its neighbours together at half weight."""
        own, before, after = (self.known.of_rows(self.places[rows, side], self.model) for side in range(3))
        beside = CONTEXT_WEIGHT * (before + after - 2 * self.usual)
        return np.asarray(MEANING_WEIGHT * np.hstack([own - self.usual, beside]), dtype=np.float32)

    def of_questions(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """Shape (n_rows, 384): of the question of each; 0 where nobody asked."""
        asked = self.known.of_rows(self.places[rows, QUESTION], self.model)
        is_asked = np.asarray(asked.any(1))[:, None]
        return np.asarray(MEANING_WEIGHT * np.where(is_asked, asked - self.usual_question, 0), dtype=np.float32)

    def of_descriptions(self) -> npt.NDArray[np.float32]:
        """Shape (n_texts, 768): a description has no neighbours."""
        own = self.known.of_rows(self.descriptions, self.model) - self.usual
        return np.asarray(MEANING_WEIGHT * np.hstack([own, np.zeros_like(own)]), dtype=np.float32)


def meanings_by_model(passages: Sequence[Passage], descriptions: Sequence[str], known: Meanings) -> tuple[Meaning, ...]:
    """What each of MODELS says of some passages and descriptions, all of which are `known`."""
    number = known.number
    places = [
        [number[words] for words in (passage.text, passage.before, passage.after, passage.question)]
        for passage in passages
    ]
    rows = np.array(places, dtype=np.int64).reshape(-1, 4)
    described = np.array([number[words] for words in descriptions], dtype=np.int64)
    return tuple(
        Meaning(known, model, rows, described, _mean(known, model, rows[:, 0]), _mean(known, model, rows[:, QUESTION]))
        for model in range(len(MODELS))
    )


def _mean(known: Meanings, model: int, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """The mean vector of some rows, a few thousand at a time: all at once are four times as large as they are kept."""
    total = np.zeros(SIZE)
    for begin in range(0, len(rows), AT_ONCE):
        total += known.of_rows(rows[begin : begin + AT_ONCE], model).sum(0, dtype=np.float64)
    return np.asarray(total / max(len(rows), 1), dtype=np.float32)
