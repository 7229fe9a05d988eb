"""How often n-grams of words and of letters stand in texts, some texts at a time.

The same numbers as scikit-learn's CountVectorizer gives. It goes through every letter of every text in Python; here
each different chunk of signs between blanks is gone through once. Texts are kept as numbers of their chunks, so that a
study of any size can be counted in blocks.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pipeline.study.dataclass import dataclass

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

IntArray = npt.NDArray[np.int64]
Ids = npt.NDArray[np.int32]
Numbers = IntArray | Ids
# Words of one letter too ("I"), which scikit-learn leaves out by default.
ANY_WORD = r"(?u)\b\w+\b"
_WORD = re.compile(ANY_WORD)
LETTERS = (2, 3, 4)
# Texts counted at once.
AT_ONCE = 4_096


@dataclass(frozen=True)
class Tokens:
    """Texts as numbers of what they are made of, one after the other.

    Attributes:
        ids: The tokens of all texts in a row.
        starts: Shape (n_texts + 1,): where each text begins in `ids`.
        names: The tokens, by number.
    """

    ids: Ids
    starts: IntArray
    names: tuple[str, ...]

    def of(self, texts: Numbers) -> tuple[Ids, IntArray]:
        """(tokens of some texts in a row, where each text begins there)."""
        lengths = self.starts[texts + 1] - self.starts[texts]
        begins = np.concatenate([[0], np.cumsum(lengths)])
        # Place in `ids` of every token: where its text begins, and how far it stands from there.
        at = np.repeat(self.starts[texts] - begins[:-1], lengths) + np.arange(begins[-1])
        return self.ids[at], begins


def _tokens(texts: Iterable[str], cut: Callable[[str], Iterable[str]]) -> Tokens:
    # By a counter, not by its own length: what holds itself is let go late.
    number: defaultdict[str, int] = defaultdict(count().__next__)
    ids, starts = array("i"), array("q", [0])
    for text in texts:
        ids.extend(map(number.__getitem__, cut(text)))
        starts.append(len(ids))
    return Tokens(np.array(ids, dtype=np.int32), np.array(starts, dtype=np.int64), tuple(number))


@dataclass(frozen=True)
class Texts:
    """Some texts as chunks between blanks ("ago,", "don't"), and those as words ("ago"; "don", "t").

    Attributes:
        chunks: Of each text, in small letters.
        words: Of each different chunk. No word goes beyond a chunk, since blanks are no letters.
    """

    chunks: Tokens
    words: Tokens

    @classmethod
    def of(cls, texts: Iterable[str]) -> Texts:
        """Texts cut up, each different chunk once."""
        chunks = _tokens((text.lower() for text in texts), str.split)
        return cls(chunks, _tokens(chunks.names, _WORD.findall))

    def words_of(self, some: Numbers) -> tuple[Ids, IntArray]:
        """(words of some texts in a row, where each text begins there)."""
        chunks, begins = self.chunks.of(some)
        words, in_chunk = self.words.of(chunks)
        return words, in_chunk[begins]

    def chunk_counts(self, some: Numbers) -> csr_matrix:
        """How often each chunk stands in some texts: shape (n_some, n_chunks)."""
        from scipy.sparse import csr_matrix  # noqa: PLC0415

        ids, begins = self.chunks.of(some)
        shape = (len(some), len(self.chunks.names))
        counts = csr_matrix((np.ones(len(ids), dtype=np.float32), ids, begins), shape=shape)
        counts.sum_duplicates()
        return counts


@dataclass(frozen=True)
class WordGrams:
    """Words and pairs of words.

    Attributes:
        keys: Rising: what stands for each n-gram that is counted; single words first, by their number.
        column: The column of each of `keys`.
        names: The n-grams, in the order of the columns.
        holding: In how many of the texts that were counted each stands, by column.
    """

    texts: Texts
    keys: IntArray
    column: IntArray
    names: tuple[str, ...]
    holding: IntArray

    def counts(self, some: Numbers) -> csr_matrix:
        """How often each n-gram stands in some texts: shape (n_some, n_grams)."""
        from scipy.sparse import csr_matrix  # noqa: PLC0415

        ids, begins = self.texts.words_of(some)
        rows = np.repeat(np.arange(len(some), dtype=np.int32), np.diff(begins))
        columns = self._of_word[ids]
        first, second, in_rows = ids[:-1], ids[1:], rows[1:]
        # Most pairs hold a word that begins or ends none: they are not looked for.
        is_likely = self._begins[first] & self._ends[second] & (rows[:-1] == in_rows)
        pairs = (first[is_likely].astype(np.int64) + 1) * self._n_words + second[is_likely]
        place = np.searchsorted(self._pairs, pairs)
        # Past the last key there is none to compare with.
        is_kept = self._pairs[np.minimum(place, len(self._pairs) - 1)] == pairs if len(pairs) else np.zeros(0, bool)
        columns_of_pairs = self.column[len(self.keys) - len(self._pairs) :][place[is_kept]]
        of_words = columns >= 0
        where = np.concatenate([rows[of_words], in_rows[is_likely][is_kept]])
        which = np.concatenate([columns[of_words], columns_of_pairs])
        data = np.ones(len(where), dtype=np.float32)
        return csr_matrix((data, (where, which)), shape=(len(some), len(self.names)))

    @property
    def _n_words(self) -> int:
        return max(len(self.texts.words.names), 1)

    @cached_property
    def _pairs(self) -> IntArray:
        return self.keys[np.searchsorted(self.keys, self._n_words) :]

    @cached_property
    def _of_word(self) -> IntArray:
        """The column of each word; -1 where it is not counted."""
        columns = np.full(self._n_words, -1, dtype=np.int64)
        n = len(self.keys) - len(self._pairs)
        columns[self.keys[:n]] = self.column[:n]
        return columns

    @cached_property
    def _begins(self) -> npt.NDArray[np.bool_]:
        """Whether a word is the first of a pair that is counted."""
        begins = np.zeros(self._n_words, dtype=bool)
        begins[self._pairs // self._n_words - 1] = True
        return begins

    @cached_property
    def _ends(self) -> npt.NDArray[np.bool_]:
        ends = np.zeros(self._n_words, dtype=bool)
        ends[self._pairs % self._n_words] = True
        return ends


def _word_keys(texts: Texts, some: Numbers) -> tuple[IntArray, IntArray]:
    """(a number for every word and every pair of words in some texts, the row of each)."""
    ids, begins = texts.words_of(some)
    rows = np.repeat(np.arange(len(some)), np.diff(begins))
    follows = rows[1:] == rows[:-1]
    # A pair is a number past those of single words; none across texts.
    pairs = (ids[:-1].astype(np.int64) + 1) * max(len(texts.words.names), 1) + ids[1:]
    return np.concatenate([ids, pairs[follows]]), np.concatenate([rows, rows[1:][follows]])


@dataclass(frozen=True)
class LetterGrams:
    """Letters inside chunks, two to four in a row, with the blanks around the chunk.

    Attributes:
        of_chunks: Sparse, shape (n_chunks, n_grams): how often each stands in each different chunk.
        names: The n-grams, in the order of the columns.
        holding: In how many of the texts that were counted each stands, by column.
    """

    texts: Texts
    of_chunks: csr_matrix
    names: tuple[str, ...]
    holding: IntArray

    def counts(self, some: Numbers) -> csr_matrix:
        """How often each n-gram stands in some texts: shape (n_some, n_grams)."""
        return self.texts.chunk_counts(some) @ self.of_chunks


def word_grams(texts: Texts, own: IntArray, described: IntArray, least: int) -> WordGrams:
    """Those words and pairs that `least` of the texts in `own` hold.

    One that a description holds too is kept where a single text has it: rare words are what tells a rare code.
    """
    of_own, rows = _word_keys(texts, own)
    words = texts.words.names
    n_words = max(len(words), 1)
    # Once for each text that holds it.
    size = (n_words + 1) * n_words
    held, n_holding = np.unique(np.unique(rows * size + of_own) % size, return_counts=True)
    is_kept = (n_holding >= least) | np.isin(held, _word_keys(texts, described)[0])
    keys = held[is_kept]
    names = [
        words[key] if key < n_words else f"{words[key // n_words - 1]} {words[key % n_words]}" for key in keys.tolist()
    ]
    order = sorted(range(len(names)), key=lambda n: names[n])
    column = np.empty(len(names), dtype=np.int64)
    column[order] = np.arange(len(names))
    return WordGrams(texts, keys, column, tuple(names[n] for n in order), n_holding[is_kept][order])


def letter_grams(texts: Texts, own: IntArray, described: IntArray, least: int) -> LetterGrams:
    """Those letters in a row that `least` of the texts in `own` hold, or one of them and a description."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    framed = (f" {chunk} " for chunk in texts.chunks.names)
    letters = _tokens(framed, _letters_of)
    shape = (len(texts.chunks.names), len(letters.names))
    of_chunks = csr_matrix((np.ones(len(letters.ids), dtype=np.float32), letters.ids, letters.starts), shape=shape)
    of_chunks.sum_duplicates()
    holding = np.zeros(len(letters.names), dtype=np.int64)
    for begin in range(0, len(own), AT_ONCE):
        counted = texts.chunk_counts(own[begin : begin + AT_ONCE]) @ of_chunks
        holding += np.bincount(counted.indices, minlength=len(letters.names))
    is_told = np.asarray((texts.chunk_counts(described) @ of_chunks).sum(0)).ravel() > 0
    kept = np.flatnonzero((holding >= least) | (is_told & (holding > 0)))
    kept = np.array(sorted(kept.tolist(), key=lambda n: letters.names[n]), dtype=np.int64)
    return LetterGrams(texts, of_chunks[:, kept].tocsr(), tuple(letters.names[n] for n in kept), holding[kept])


def _letters_of(framed: str) -> list[str]:
    return [framed[at : at + n] for n in LETTERS for at in range(len(framed) - n + 1)]
