"""How like each segment is to what the codebook says of each code: all there is before anybody has coded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from pipeline.coding.learning.features import Passages, meaning_of, vectors
from pipeline.coding.learning.vectors import Meanings, unit
from pipeline.study.records import Code

FloatArray = npt.NDArray[np.float32]
NEAR = (0.5, 0.25)
"""What a segment one away, and two away, adds to a segment's likeness."""


def parts_of(code: Code) -> tuple[str, ...]:
    """What the codebook says of a code, part by part: name, definition, include, examples (not those in brackets)."""
    said = (code.name, code.definition, *code.include, *(one for one in code.examples if not one.startswith("(")))
    return tuple(dict.fromkeys(one.strip() for one in said if one.strip()))


def likeness(passages: Passages, codes: Sequence[Code], known: Meanings | None = None) -> FloatArray:
    """Cosines of segments, and of what is said near them, to codes; of sentence vectors where they are known.

    A code is the mean of its parts, less what all codes of the codebook share: words such as *partners* tell none.

    Args:
        known: Sentence vectors of the passages and of every code's parts.

    Returns:
        Shape (n_passages, n_codes). No scale of its own: it ranks.
    """
    if not passages.every or not codes:
        return np.zeros((len(passages.every), len(codes)), dtype=np.float32)
    parts = [(column, part) for column, code in enumerate(codes) for part in parts_of(code)]
    belongs = np.zeros((len(codes), len(parts)), dtype=np.float32)
    belongs[[column for column, _ in parts], range(len(parts))] = 1
    texts = [part for _, part in parts]
    if known is not None:
        meaning = meaning_of(passages.every, texts, known)
        own, said = meaning.bare(meaning.places[:, 0]), meaning.bare(meaning.descriptions)
        to_parts, among_parts = unit(own - meaning.usual) @ said.T, said @ said.T
    else:
        found = vectors(passages.every, texts)
        to_parts = (found.passages @ found.descriptions.T).toarray()
        among_parts = (found.descriptions @ found.descriptions.T).toarray()
    return near(np.asarray(to_parts, dtype=np.float32) @ _less_shared(belongs, among_parts).T, passages.rows.values())


def _less_shared(belongs: FloatArray, among_parts: FloatArray) -> FloatArray:
    """Codes as weighed sums of parts, of length 1, less the mean of all: shape (n_codes, n_parts)."""
    codes = _at_length_one(belongs, among_parts)
    return _at_length_one(codes - codes.mean(0), among_parts) if len(codes) > 1 else codes


def _at_length_one(codes: FloatArray, among_parts: FloatArray) -> FloatArray:
    squares = np.einsum("cp,pq,cq->c", codes, among_parts, codes)
    return np.asarray(codes / np.sqrt(np.maximum(squares, 1e-9))[:, None], dtype=np.float32)


def near(own: FloatArray, transcripts: Iterable[range]) -> FloatArray:
    """Each segment's value and, weighed by `NEAR`, those of the respondents' segments around it in its transcript."""
    found = own.copy()
    for rows in transcripts:
        for away, weight in enumerate(NEAR, 1):
            if len(rows) > away:
                found[rows.start + away : rows.stop] += weight * own[rows.start : rows.stop - away]
                found[rows.start : rows.stop - away] += weight * own[rows.start + away : rows.stop]
    return found
