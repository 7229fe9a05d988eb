"""Words and letters of texts as numbers (TF-IDF): of passages, of what is said beside them, of descriptions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain, count
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pipeline.coding.learning.features import AT_ONCE, MOST_COUNTED, QUESTION, Passage, counted
from pipeline.coding.learning.grams import Ids, LetterGrams, Numbers, Texts, WordGrams, letter_grams, word_grams
from pipeline.coding.learning.meaning import MEANING_WEIGHT, Meaning
from pipeline.io.cache import key_of
from pipeline.study.dataclass import dataclass

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

BESIDE_WEIGHT = 0.35
"""Of the words of each segment beside one: two that share little are together about half as long as the segment."""

QUESTION_FEATURES = 300
"""Words and pairs of words of questions that are learnt from: interviewers repeat themselves, and each costs time."""

# In so small a study even a word that one segment holds is learnt from.
FEW_SEGMENTS = 200


@dataclass(frozen=True)
class Vectors:
    """TF-IDF of words (1-2) and letters (2-4) of texts: of passages, and of what is said on each side of them.

    Attributes:
        grams: Words, then letters.
        texts: Shape (n_passages, 4): numbers of a passage's text, of what is before it, after it, of its question.
        n_texts: How many different texts there are.
        n_counted: Of how many segments the n-grams were counted.
        described: Numbers of other texts: codes' definitions.
        question_words: Numbers of the word features that most passages' questions hold.
        meanings: Sentence vectors of the same, by model; none where they were not asked for.
        most_kept: Of no more passages than these the features are kept; else they are made when asked for.
    """

    grams: tuple[WordGrams, LetterGrams]
    texts: Ids
    n_texts: int
    n_counted: int
    described: IntArray
    question_words: IntArray
    meanings: tuple[Meaning, ...] = ()
    most_kept: int = MOST_COUNTED

    @property
    def words(self) -> tuple[str, ...]:
        """The word features, which come first."""
        return self.grams[0].names

    @property
    def n_features(self) -> int:
        """Of a text; a passage has as many of its own and as many of what is beside it."""
        return sum(len(grams.names) for grams in self.grams)

    @property
    def is_asked(self) -> bool:
        """Whether any passage answers something."""
        return len(self.question_words) > 0

    def of_texts(self, texts: Numbers) -> csr_matrix:
        """Sparse, shape (n, n_features); of a large study made where they are needed, never all at once."""
        return self._whole[texts] if self._whole is not None else self._made(texts)

    @cached_property
    def _whole(self) -> csr_matrix | None:
        from scipy.sparse import vstack  # noqa: PLC0415

        if not 0 < len(self.texts) <= self.most_kept:
            return None
        # In blocks: what is made on the way takes several times as much as what comes of it.
        texts = np.arange(self.n_texts)
        return vstack([self._made(texts[begin : begin + AT_ONCE]) for begin in range(0, len(texts), AT_ONCE)]).tocsr()

    def _made(self, texts: Numbers) -> csr_matrix:
        from scipy.sparse import csr_matrix, hstack  # noqa: PLC0415

        words, letters = self.grams
        of_letters = _weighed(letters.counts(texts), self._rarities[1])
        return csr_matrix(hstack([_weighed(words.counts(texts), self._rarities[0]), of_letters]))

    @cached_property
    def _rarities(self) -> tuple[FloatArray, ...]:
        """Of words and of letters, smoothed inverse document frequency, as scikit-learn's TfidfTransformer has it."""
        return tuple(
            np.asarray(np.log((1 + self.n_counted) / (1 + grams.holding)) + 1, dtype=np.float32) for grams in self.grams
        )

    def of_passages(self, rows: IntArray) -> csr_matrix:
        """Sparse, shape (n_rows, 2 n_features): of each itself, then of what stands beside it."""
        from scipy.sparse import csr_matrix, hstack  # noqa: PLC0415

        texts, place = np.unique(self.texts[rows, :QUESTION], return_inverse=True)
        said, (own, before, after) = self.of_texts(texts), place.reshape(-1, QUESTION).T
        return csr_matrix(hstack([said[own], BESIDE_WEIGHT * (said[before] + said[after])]))

    def of_descriptions(self, some: IntArray) -> csr_matrix:
        """The same of some descriptions, which stand beside nothing."""
        own = self.of_texts(self.described[some])
        own.resize(own.shape[0], 2 * self.n_features)
        return own

    def described_words(self, some: IntArray) -> FloatArray:
        """The features of some descriptions as weights: shape (n_features, n_some)."""
        return np.ascontiguousarray(self.of_texts(self.described[some]).toarray().T)

    def products(self, rows: IntArray, weights: Sequence[FloatArray]) -> list[FloatArray]:
        """`of_passages` @ each of some weights; their features are made once.

        Each column comes out the same to the bit whatever columns stand beside it: what was learnt of one code can be
        kept while others are learnt again.

        Args:
            rows: At most some thousand: their features are made at once.
            weights: Each of shape (2 n_features, n), or (n_features, n) where what stands beside a passage is nothing
                to it.
        """
        # A text is multiplied once, however many passages it stands beside.
        texts, place = np.unique(self.texts[rows, :QUESTION], return_inverse=True)
        said, (own, before, after) = self.of_texts(texts), place.reshape(-1, QUESTION).T
        scores = []
        for of_each in weights:
            of_own, of_beside = of_each[: self.n_features], of_each[self.n_features :]
            product = (said @ of_own)[own]
            if len(of_beside):
                beside = said @ of_beside
                product += BESIDE_WEIGHT * (beside[before] + beside[after])
            scores.append(product)
        return scores

    def of_own(self, rows: IntArray, weights: FloatArray) -> Iterator[FloatArray]:
        """`of_texts` of passages @ weights of shape (n_features, n), some thousand passages at a time."""
        for begin in range(0, len(rows), AT_ONCE):
            yield np.asarray(self.of_texts(self.texts[rows[begin : begin + AT_ONCE], 0]) @ weights)

    def of_questions(self, rows: IntArray) -> FloatArray:
        """What some passages answer: sentence vectors by every model where they are known, else words.

        Shape (n_rows, n_models * 384), or (n_rows, at most QUESTION_FEATURES).
        """
        if self.meanings:
            return np.hstack([meaning.of_questions(rows) for meaning in self.meanings])
        # Many answers have one question.
        texts, place = np.unique(self.texts[rows, QUESTION], return_inverse=True)
        asked = self.words_of(texts)[:, self.question_words].toarray()
        return np.asarray(MEANING_WEIGHT * asked, dtype=np.float32)[place]

    def words_of(self, texts: Numbers) -> csr_matrix:
        """Sparse, shape (n, n_words): the words of some texts."""
        return _weighed(self.grams[0].counts(texts), self._rarities[0])


def vectors(
    passages: Sequence[Passage],
    descriptions: Sequence[str],
    meanings: tuple[Meaning, ...] = (),
    most_kept: int = MOST_COUNTED,
) -> Vectors:
    """Weigh n-grams by how rare they are among this study's segments; no label is looked at.

    Args:
        most_kept: As in `Vectors`.
    """
    # By a counter, not by its own length: what holds itself is let go late.
    number: defaultdict[str, int] = defaultdict(count().__next__)
    texts = np.empty((len(passages), QUESTION + 1), dtype=np.int32)
    # Side by side: passages cut their words out when they are asked, and all of them at once would fill the memory.
    for column, side in enumerate(("text", "before", "after", "question")):
        said = map(attrgetter(side), passages)
        texts[:, column] = np.fromiter(map(number.__getitem__, said), dtype=np.int32, count=len(passages))
    described = np.array([number[text] for text in descriptions], dtype=np.int64)
    cut = Texts.of(number)
    # From the passages alone, so that descriptions and questions do not change what is rare.
    own = texts[counted(len(passages)), 0]
    words, letters = _grams(cut, own, described)
    asked = _question_words(words, texts[:, QUESTION])
    return Vectors((words, letters), texts, len(number), len(own), described, asked, meanings, most_kept)


def vocabulary(passages: Sequence[Passage], descriptions: Sequence[str]) -> str:
    """A hash of the features of `vectors`: other descriptions change them only by words that hardly anybody says."""
    said = [passages[n].text for n in counted(len(passages))]
    number = {text: n for n, text in enumerate(dict.fromkeys(chain(said, descriptions)))}
    own, described = (np.array([number[text] for text in texts], dtype=np.int64) for texts in (said, descriptions))
    words, letters = _grams(Texts.of(number), own, described)
    return key_of(len(words.names), *words.names, *letters.names)


def _grams(texts: Texts, own: IntArray, described: IntArray) -> tuple[WordGrams, LetterGrams]:
    least = 1 if len(own) < FEW_SEGMENTS else 2
    # Letters inside words find inflections and misspellings without a language's grammar.
    return word_grams(texts, own, described, least), letter_grams(texts, own, described, least + (least > 1))


def _question_words(words: WordGrams, asked: Ids) -> IntArray:
    """The word features that most passages' questions hold."""
    texts, times = np.unique(asked, return_counts=True)
    holding = np.zeros(len(words.names))
    for begin in range(0, len(texts), AT_ONCE):
        some = slice(begin, begin + AT_ONCE)
        holding += times[some] @ (words.counts(texts[some]) > 0)
    common = np.argsort(-holding, kind="stable")[:QUESTION_FEATURES]
    # In a small study fewer than QUESTION_FEATURES words are asked at all.
    return np.asarray(common[holding[common] > 0])


def _weighed(counts: csr_matrix, rarity: FloatArray) -> csr_matrix:
    """1 + log of the counts, times rarity; each row of length 1 (0 where it is empty)."""
    data = (np.log(counts.data) + 1) * rarity[counts.indices]
    n_in_row = np.diff(counts.indptr)
    squares = np.bincount(np.repeat(np.arange(len(n_in_row)), n_in_row), weights=data**2, minlength=len(n_in_row))
    lengths = np.maximum(np.sqrt(squares), 1e-12).astype(np.float32)
    counts.data = (data / np.repeat(lengths, n_in_row)).astype(np.float32)
    return counts
