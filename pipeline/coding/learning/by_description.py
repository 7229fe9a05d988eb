"""How like each segment is to what the codebook says of each code: all there is before anybody has coded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from pipeline.coding.learning.features import AT_ONCE, QUESTION, Passages
from pipeline.coding.learning.meaning import meanings_by_model
from pipeline.coding.learning.tf_idf import Vectors, vectors
from pipeline.coding.learning.vectors import Meanings, unit
from pipeline.study.records import Code

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
    for weight, said, questions in _cosines(passages, texts, known, belongs):
        total += weight * standardised(near(said, passages.rows.values()))
        if questions is not None:
            total += weight * asked * standardised(questions)
    return standardised(total)


def _cosines(
    passages: Passages, texts: Sequence[str], known: Meanings | None, belongs: FloatArray
) -> Iterator[tuple[float, FloatArray, FloatArray | None]]:
    """(weight, passages to codes, their questions to codes or None where nobody asked), by what is seen of them."""
    # Documents, and interviews without an interviewer's turn, answer nothing.
    is_asked = any(passage.question for passage in passages.every)
    tf_idf = vectors(passages.every, texts)
    described = tf_idf.of_texts(tf_idf.described)
    of_codes = _less_shared(belongs, (described @ described.T).toarray()).T
    # A code has some ten texts: passages to each of them at once would fill the memory.
    own = list(tf_idf.of_own(np.arange(len(passages.every)), np.ascontiguousarray((of_codes.T @ described).T)))
    yield WORDS_WEIGHT, np.vstack(own), _words_asked(tf_idf, of_codes) if is_asked else None
    for meaning in meanings_by_model(passages.every, texts, known) if known else ():
        own_meaning, asked = (meaning.known.of_rows(meaning.places[:, side], meaning.model) for side in (0, QUESTION))
        told = meaning.known.of_rows(meaning.descriptions, meaning.model)
        of_codes = _less_shared(belongs, told @ told.T) @ told
        is_answer = np.asarray(asked.any(1))[:, None]
        questions = unit(np.where(is_answer, asked - meaning.usual_question, 0)) @ of_codes.T if is_asked else None
        yield 1.0, unit(own_meaning - meaning.usual) @ of_codes.T, questions


def _words_asked(tf_idf: Vectors, of_codes: FloatArray) -> FloatArray:
    """Passages' questions to codes."""
    # Many answers have one question.
    questions, place = np.unique(tf_idf.texts[:, QUESTION], return_inverse=True)
    words = np.ascontiguousarray((of_codes.T @ tf_idf.words_of(tf_idf.described)).T)
    blocks = (questions[begin : begin + AT_ONCE] for begin in range(0, len(questions), AT_ONCE))
    return np.vstack([tf_idf.words_of(block) @ words for block in blocks])[place]


def standardised(scores: AnyFloats) -> AnyFloats:
    """Each column at mean 0 and deviation 1; 0 where all are the same."""
    spread = scores.std(0)
    # Divided by infinity, a column that tells nothing adds nothing.
    return np.asarray((scores - scores.mean(0)) / np.where(spread > TINY, spread, np.inf), dtype=scores.dtype)


def likeness_to(features: Vectors, passages: Passages, some: npt.NDArray[np.int64], by_words: FloatArray) -> FloatArray:
    """The same of codes whose descriptions stand in `features`, each in one piece: beside what their examples teach.

    Args:
        some: Numbers of the descriptions that are asked for.
        by_words: Products of the passages' words and those of these descriptions, shape (n_passages, n_some); changed.

    Returns:
        The same table; each column is the same to the bit whatever else is asked for.
    """
    rows, total = np.arange(len(passages.every)), by_words
    _each_column(total, lambda column: WORDS_WEIGHT * standardised(column))
    for meaning in features.meanings:
        told = meaning.known.of_rows(meaning.descriptions, meaning.model) - meaning.usual
        told = unit(told - told.mean(0) * (len(told) > 1))
        # To all descriptions, and then those asked for: products of other widths round otherwise.
        like = np.vstack([
            (unit(meaning.known.of_rows(meaning.places[begin : begin + AT_ONCE, 0], meaning.model) - meaning.usual)
             @ told.T)[:, some]
            for begin in range(0, len(rows), AT_ONCE)
        ])  # fmt: skip
        _each_column(like, standardised)
        total += like
    _each_column(total, lambda column: standardised(near(column, passages.rows.values())))
    return total


def _each_column(scores: FloatArray, change: Callable[[FloatArray], FloatArray]) -> None:
    """Change each column by itself: sums over a whole table are added in another order than over one column."""
    for column in range(scores.shape[1]):
        scores[:, column] = change(np.ascontiguousarray(scores[:, column]))


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
