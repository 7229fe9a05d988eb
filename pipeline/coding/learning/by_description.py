"""How like each segment is to what the codebook says of each code: all there is before anybody has coded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt

from pipeline.coding.learning.features import AT_ONCE, QUESTION, Passages, Vectors, meanings_by_model, vectors
from pipeline.coding.learning.vectors import Meanings, unit
from pipeline.study.records import Code

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FloatArray = npt.NDArray[np.float32]
AnyFloats = TypeVar("AnyFloats", npt.NDArray[np.float32], npt.NDArray[np.float64])
# Under it all values of a column are the same but for rounding.
TINY = 1e-9
NEAR = (0.5, 0.25)
"""What a segment one away, and two away, adds to a segment's likeness."""


def parts_of(code: Code) -> tuple[str, ...]:
    """What the codebook says of a code, part by part: name, definition, include, examples (not those in brackets)."""
    # Examples in brackets are remarks on the examples, not words that anybody said.
    said = (code.name, code.definition, *code.include, *(text for text in code.examples if not text.startswith("(")))
    return tuple(dict.fromkeys(text.strip() for text in said if text.strip()))


WORDS_WEIGHT = 0.5
"""Of the words beside each sentence model, which weighs 1."""

QUESTION_WEIGHT = 0.5
"""Of what a respondent was asked, beside what is said."""

UNASKED_KINDS = ("attribute",)
"""Kinds of code that no question brings up: what is true of the speaker is so whatever was asked."""


def likeness(passages: Passages, codes: Sequence[Code], known: Meanings | None = None) -> FloatArray:
    """How like segments, what is said near them and what they answer are to codes: scores of a common scale.

    A code is the mean of its parts, less what all codes of the codebook share: words such as *partners* tell none.
    Cosines of words and, where they are known, of every model's sentence vectors are set to mean 0 and deviation 1 by
    code, and added.

    Args:
        known: Sentence vectors of the passages and of every code's parts.

    Returns:
        Shape (n_passages, n_codes), of mean 0 and deviation 1 in each column. It ranks, and says no more.
    """
    # Means and deviations of nothing would be NaN.
    if not passages.every or not codes:
        return np.zeros((len(passages.every), len(codes)), dtype=np.float32)
    parts = [(column, part) for column, code in enumerate(codes) for part in parts_of(code)]
    belongs = np.zeros((len(codes), len(parts)), dtype=np.float32)
    belongs[[column for column, _ in parts], range(len(parts))] = 1
    texts = [part for _, part in parts]
    # An answer's topic is half told by its question; what a person is (an attribute) is not.
    asked = np.array([0 if code.kind in UNASKED_KINDS else QUESTION_WEIGHT for code in codes], dtype=np.float32)
    total = np.zeros((len(passages.every), len(codes)), dtype=np.float32)
    for weight, own, questions, among in _cosines(passages, texts, known):
        of_codes = _less_shared(belongs, among).T
        said = near(own @ of_codes, passages.rows.values())
        total += weight * standardised(said)
        if questions is not None:
            total += weight * asked * standardised(questions @ of_codes)
    return standardised(total)


def _cosines(
    passages: Passages, texts: Sequence[str], known: Meanings | None
) -> Iterator[tuple[float, FloatArray, FloatArray | None, FloatArray]]:
    """(weight, passages to texts, their questions to texts or None where nobody asked, texts among each other)."""
    # Documents, and interviews without an interviewer's turn, answer nothing.
    is_asked = any(passage.question for passage in passages.every)
    tf_idf = vectors(passages.every, texts)
    described = tf_idf.descriptions
    n_words = len(tf_idf.words)
    yield (
        WORDS_WEIGHT,
        in_blocks(tf_idf.of_passages, len(passages.every), described),
        in_blocks(tf_idf.word_vectors_of_questions, len(passages.every), described[:, :n_words]) if is_asked else None,
        (described @ described.T).toarray(),
    )
    for meaning in meanings_by_model(passages.every, texts, known) if known else ():
        own, asked = (meaning.known.of_rows(meaning.places[:, side], meaning.model) for side in (0, QUESTION))
        said = meaning.known.of_rows(meaning.descriptions, meaning.model)
        yield (
            1.0,
            unit(own - meaning.usual) @ said.T,
            unit(np.where(np.asarray(asked.any(1))[:, None], asked - meaning.usual_question, 0)) @ said.T
            if is_asked
            else None,
            said @ said.T,
        )


def in_blocks(features_of: Callable[[npt.NDArray[np.int64]], csr_matrix], n: int, described: csr_matrix) -> FloatArray:
    """Likeness of n passages to some texts, shape (n, n_texts), some thousand at a time."""
    rows = np.arange(n)
    turned = described.T.tocsr()
    return np.vstack([
        (features_of(rows[begin : begin + AT_ONCE]) @ turned).toarray() for begin in range(0, n, AT_ONCE)
    ])  # fmt: skip


def standardised(scores: AnyFloats) -> AnyFloats:
    """Each column at mean 0 and deviation 1; 0 where all are the same."""
    spread = scores.std(0)
    # Divided by infinity, a column that tells nothing adds nothing.
    return np.asarray((scores - scores.mean(0)) / np.where(spread > TINY, spread, np.inf), dtype=scores.dtype)


def likeness_to(features: Vectors, passages: Passages) -> npt.NDArray[np.float64]:
    """The same of codes whose descriptions stand in `found`, each in one piece: beside what their examples teach."""
    like = in_blocks(features.of_passages, len(passages.every), features.descriptions)
    total = standardised(like.astype(np.float64)) * WORDS_WEIGHT
    for meaning in features.meanings:
        own = unit(meaning.known.of_rows(meaning.places[:, 0], meaning.model) - meaning.usual)
        said = meaning.known.of_rows(meaning.descriptions, meaning.model) - meaning.usual
        total += standardised((own @ unit(said - said.mean(0) * (len(said) > 1)).T).astype(np.float64))
    return standardised(near(total, passages.rows.values()))


def _less_shared(belongs: FloatArray, among_parts: FloatArray) -> FloatArray:
    """Codes as weighed sums of parts, of length 1, less the mean of all: shape (n_codes, n_parts)."""
    # At length 1 before the mean: codes with many parts would else be most of what is shared.
    codes = _at_length_one(belongs, among_parts)
    return _at_length_one(codes - codes.mean(0), among_parts) if len(codes) > 1 else codes


def _at_length_one(codes: FloatArray, among_parts: FloatArray) -> FloatArray:
    squares = np.einsum("cp,pq,cq->c", codes, among_parts, codes)
    return np.asarray(codes / np.sqrt(np.maximum(squares, 1e-9))[:, None], dtype=np.float32)


def near(own: AnyFloats, transcripts: Iterable[range]) -> AnyFloats:
    """Each segment's value and, weighed by `NEAR`, those of the respondents' segments around it in its transcript."""
    total = own.copy()
    for rows in transcripts:
        for away, weight in enumerate(NEAR, 1):
            if len(rows) > away:
                # Inside a transcript only: the next interview begins with another person.
                total[rows.start + away : rows.stop] += weight * own[rows.start : rows.stop - away]
                total[rows.start : rows.stop - away] += weight * own[rows.start + away : rows.stop]
    return total
