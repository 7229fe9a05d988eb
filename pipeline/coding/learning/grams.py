"""How often n-grams of words and of letters stand in texts, some texts at a time.

The same numbers as scikit-learn's CountVectorizer gives. It goes through every letter of every text in Python; here the
letters of each different word are gone through once, and what a text holds is a product of sparse matrices. Texts are
kept as numbers of their words, so that a study of any size can be counted in blocks.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from pipeline.study.dataclass import dataclass

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

IntArray = npt.NDArray[np.int64]
# Words of one letter too ("I"), which scikit-learn leaves out by default.
ANY_WORD = r"(?u)\b\w+\b"
_WORD = re.compile(ANY_WORD)
LETTERS = (2, 3, 4)
# Texts counted at once.
AT_ONCE = 4_096


class Grams(Protocol):
    """Counts of one kind of n-gram, in columns of a fixed order."""

    @property
    def names(self) -> tuple[str, ...]:
        """The n-grams, in the order of the columns."""

    def counts(self, texts: IntArray) -> csr_matrix:
        """How often each n-gram stands in some texts: shape (len(texts), len(names))."""


@dataclass(frozen=True)
class Tokens:
    """Texts as numbers of their tokens, one after the other.

    Attributes:
        ids: The tokens of all texts in a row.
        starts: Shape (n_texts + 1,): where each text begins in `ids`.
        words: The tokens, by number.
    """

    ids: npt.NDArray[np.int32]
    starts: IntArray
    words: tuple[str, ...]

    def of(self, texts: IntArray) -> tuple[npt.NDArray[np.int32], IntArray]:
        """(tokens of some texts in a row, where each text begins there)."""
        lengths = self.starts[texts + 1] - self.starts[texts]
        begins = np.concatenate([[0], np.cumsum(lengths)])
        # Place in `ids` of every token: where its text begins, and how far it stands from there.
        at = np.repeat(self.starts[texts] - begins[:-1], lengths) + np.arange(begins[-1])
        return self.ids[at], begins


def _tokens(texts: Iterable[str], cut: Callable[[str], list[str]]) -> Tokens:
    number: defaultdict[str, int] = defaultdict()
    number.default_factory = number.__len__
    ids, starts = array("i"), array("q", [0])
    for text in texts:
        ids.extend(map(number.__getitem__, cut(text.lower())))
        starts.append(len(ids))
    return Tokens(np.array(ids, dtype=np.int32), np.array(starts, dtype=np.int64), tuple(number))


@dataclass(frozen=True)
class WordGrams:
    """Words and pairs of words.

    Attributes:
        keys: Rising: what stands for each n-gram that is counted.
        column: The column of each of `keys`.
    """

    tokens: Tokens
    keys: IntArray
    column: IntArray
    names: tuple[str, ...]

    def counts(self, texts: IntArray) -> csr_matrix:
        """How often each n-gram stands in some texts."""
        from scipy.sparse import csr_matrix  # noqa: PLC0415

        keys, rows = _word_keys(self.tokens, texts)
        place = np.searchsorted(self.keys, keys)
        # Past the last key there is none to compare with.
        is_kept = self.keys[np.minimum(place, len(self.keys) - 1)] == keys if len(self.keys) else np.zeros(0, bool)
        data = np.ones(int(is_kept.sum()), dtype=np.float32)
        where = (rows[is_kept], self.column[place[is_kept]])
        return csr_matrix((data, where), shape=(len(texts), len(self.names)))


def _word_keys(tokens: Tokens, texts: IntArray) -> tuple[IntArray, IntArray]:
    """(a number for every word and every pair of words in some texts, the row of each)."""
    ids, begins = tokens.of(texts)
    rows = np.repeat(np.arange(len(texts)), np.diff(begins))
    follows = rows[1:] == rows[:-1]
    # A pair is a number past those of single words; none across texts.
    pairs = (ids[:-1].astype(np.int64) + 1) * len(tokens.words) + ids[1:]
    return np.concatenate([ids, pairs[follows]]), np.concatenate([rows, rows[1:][follows]])


@dataclass(frozen=True)
class LetterGrams:
    """Letters inside words, two to four in a row, with the blanks around the word.

    Attributes:
        of_tokens: Sparse, shape (n_tokens, n_grams): what each different word holds.
    """

    tokens: Tokens
    of_tokens: csr_matrix
    names: tuple[str, ...]

    def counts(self, texts: IntArray) -> csr_matrix:
        """How often each n-gram stands in some texts."""
        return _token_counts(self.tokens, texts) @ self.of_tokens


def _token_counts(tokens: Tokens, texts: IntArray) -> csr_matrix:
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    ids, begins = tokens.of(texts)
    counts = csr_matrix((np.ones(len(ids), dtype=np.float32), ids, begins), shape=(len(texts), len(tokens.words)))
    counts.sum_duplicates()
    return counts


def word_grams(texts: Sequence[str], own: IntArray, described: IntArray, least: int) -> WordGrams:
    """Those words and pairs that `least` of the texts in `own` hold.

    One that a description holds too is kept where a single text has it: rare words are what tells a rare code.
    """
    tokens = _tokens(texts, _WORD.findall)
    of_own, rows = _word_keys(tokens, own)
    # Once for each text that holds it.
    size = (len(tokens.words) + 1) * max(len(tokens.words), 1)
    held = np.unique(rows * size + of_own) % size
    counted = np.unique(held, return_counts=True)
    is_told = np.isin(counted[0], _word_keys(tokens, described)[0])
    keys = np.asarray(counted[0][(counted[1] >= least) | is_told])
    n_words = max(len(tokens.words), 1)
    names = [
        tokens.words[key] if key < n_words else f"{tokens.words[key // n_words - 1]} {tokens.words[key % n_words]}"
        for key in keys.tolist()
    ]
    order = sorted(range(len(names)), key=lambda n: names[n])
    column = np.empty(len(names), dtype=np.int64)
    column[order] = np.arange(len(names))
    return WordGrams(tokens, keys, column, tuple(names[n] for n in order))


def letter_grams(texts: Sequence[str], own: IntArray, described: IntArray, least: int) -> LetterGrams:
    """Those letters in a row that `least` of the texts in `own` hold, or one of them and a description."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    tokens = _tokens(texts, str.split)
    number: defaultdict[str, int] = defaultdict()
    number.default_factory = number.__len__
    ids, starts = array("i"), array("q", [0])
    for word in tokens.words:
        framed = f" {word} "
        ids.extend(number[framed[at : at + n]] for n in LETTERS for at in range(len(framed) - n + 1))
        starts.append(len(ids))
    held = np.array(ids, dtype=np.int32)
    of_tokens = csr_matrix(
        (np.ones(len(held), dtype=np.float32), held, np.array(starts, dtype=np.int64)),
        shape=(len(tokens.words), len(number)),
    )
    of_tokens.sum_duplicates()
    holding = np.zeros(len(number), dtype=np.int64)
    for begin in range(0, len(own), AT_ONCE):
        counted = _token_counts(tokens, own[begin : begin + AT_ONCE]) @ of_tokens
        holding += np.bincount(counted.indices, minlength=len(number))
    is_told = np.asarray((_token_counts(tokens, described) @ of_tokens).sum(0)).ravel() > 0
    kept = np.flatnonzero((holding >= least) | (is_told & (holding > 0)))
    names = list(number)
    kept = np.array(sorted(kept.tolist(), key=lambda n: names[n]), dtype=np.int64)
    return LetterGrams(tokens, of_tokens[:, kept].tocsr(), tuple(names[n] for n in kept))
