"""What the learning coder sees of a respondent's segment: its words, its letters, and the segment on each side.

With the extra `embed` also their sentence vectors (`vectors.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from math import log
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pipeline.coding.cues.by_pattern import machine_id
from pipeline.coding.learning.grams import ANY_WORD, Grams, WordGrams, letter_grams, word_grams
from pipeline.coding.learning.vectors import MODELS, SIZE, Meanings
from pipeline.io.cache import key_of
from pipeline.study.dataclass import dataclass
from pipeline.study.records import OFF_PROTOCOL, Coding, Segment, Transcript

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FloatArray = npt.NDArray[np.float64]
# Of the segments beside one, by their sentence vectors: they help more than any choice of model, but are not coded.
CONTEXT_WEIGHT = 0.5
BESIDE_WEIGHT = 0.35
"""Of the words of each segment beside one: two that share little are together about half as long as the segment."""

MEANING_WEIGHT = 2.0
"""The length of a sentence vector: the shorter it is, the more restrained is what is learnt from it."""

QUESTION_WORDS = 40
"""Of an interviewer's turn, the last so many: a long one ends in its question."""

LEAST_QUESTION = 4
"""An interviewer's turn of fewer words ("Mm-hm.", "And then?") leaves the question before it open."""

QUESTION_FEATURES = 300
"""Words and pairs of words of questions that are learnt from: interviewers repeat themselves, and each costs time."""

MOST_COUNTED = 20_000
"""Of more segments a seeded draw says which n-grams there are and how rare they are; features of such a study are made
in blocks: of 12 million words at once they would take some 2 GB."""

QUESTION = 3
"""The column of `Vectors.texts` and of `Meaning.places` that holds questions, after a text and its two neighbours."""

# In so small a study even a word that one segment holds is learnt from.
FEW_SEGMENTS = 200
# Rows whose vectors are widened at once: they are kept as bytes and counted as floats.
AT_ONCE = 4_096
# Thai and Lao, Japanese kana, Chinese: scripts without blanks between words.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_WORD = re.compile(ANY_WORD)


@dataclass(frozen=True, slots=True)
class Passage:
    """A respondent's segment with what is said before and after it, by anyone; `occurrence` counts equal texts.

    `question`: the interviewer's words that it answers, at most QUESTION_WORDS of them; empty where nobody asked.
    `unit`: where the index chunk begins in which it stands; where no question was matched, where it begins itself.
    """

    transcript_id: str
    segment: Segment
    text: str
    before: str
    after: str
    occurrence: int
    unit: int = -1
    question: str = ""

    def coding_id(self, code_id: str) -> str:
        """The id that a cue's coding of this segment would have: a learnt coding of it is the same one."""
        return machine_id(self.transcript_id, self.text, self.occurrence, code_id)


def says_enough(words: str, least: int) -> bool:
    """Whether a passage has so many words; two signs of a script without blanks between words count as one."""
    return len(words.split()) + len(_UNSPACED.findall(words)) // 2 >= least


@dataclass(frozen=True)
class Passages:
    """All respondents' segments of a study, in the order of the transcripts; `rows` gives each transcript's stretch."""

    every: tuple[Passage, ...]
    rows: dict[str, range]

    @cached_property
    def _starts(self) -> dict[str, tuple[list[int], list[int]]]:
        return {
            transcript_id: (
                [self.every[n].segment.start_char for n in rows],
                [self.every[n].segment.end_char for n in rows],
            )
            for transcript_id, rows in self.rows.items()
        }

    @cached_property
    def digest(self) -> str:
        """A hash of all texts and where they stand, by transcript: never all of a study's words in one piece more."""
        by_transcript = []
        for transcript_id, rows in self.rows.items():
            some = self.every[rows.start : rows.stop]
            by_transcript.append(
                key_of(transcript_id, *(f"{passage.segment.segment_id}|{passage.text}" for passage in some))
            )
        return key_of(*by_transcript)

    @cached_property
    def n_words(self) -> npt.NDArray[np.int64]:
        """How many words each segment has."""
        return np.array([len(passage.text.split()) for passage in self.every], dtype=np.int64)

    @cached_property
    def rarity(self) -> dict[str, float]:
        """How rare each word is: the logarithm of one of how many segments holds it, counted as features are."""
        counted = [self.every[n].text for n in _counted(len(self.every))]
        holding = Counter(word for text in counted for word in set(_WORD.findall(text.lower())))
        return {word: log((1 + len(counted)) / n) for word, n in holding.items()}

    def touched(self, codings: Iterable[Coding]) -> set[int]:
        """Numbers of the segments that some codings touch."""
        numbers: set[int] = set()
        for coding in codings:
            if coding.transcript_id in self.rows:
                starts, ends = self._starts[coding.transcript_id]
                first = self.rows[coding.transcript_id].start
                numbers.update(
                    first + n
                    for n in range(bisect_right(ends, coding.start_char), bisect_left(starts, coding.end_char))
                )
        return numbers


def passages_of(transcripts: Iterable[Transcript]) -> Passages:
    """The segments that a person could code: respondents' own words, with one on each side."""
    every: list[Passage] = []
    rows: dict[str, range] = {}
    for transcript in transcripts:
        text, begin = transcript.text, len(every)
        asked = {turn.number for turn in transcript.turns if turn.is_interviewer}
        words = [text[segment.start_char : segment.end_char] for segment in transcript.segments]
        times: dict[str, int] = {}
        # One chunk over the whole transcript is no unit: then each segment is its own.
        is_asked = any(chunk.question != OFF_PROTOCOL for chunk in transcript.chunks)
        chunks = sorted(chunk.start_char for chunk in transcript.chunks) if is_asked else []
        questions = questions_of(transcript)
        for n, segment in enumerate(transcript.segments):
            if segment.is_interviewer or segment.turn in asked:
                continue
            # Counted among respondents' segments as the cues count them: both make the same coding_id.
            times[words[n]] = times.get(words[n], 0) + 1
            # By anyone: what an interviewer said just before is context, though never coded.
            before = words[n - 1] if n else ""
            after = words[n + 1] if n + 1 < len(words) else ""
            place = bisect_right(chunks, segment.start_char) - 1
            unit = chunks[place] if place >= 0 else segment.start_char
            question = questions.get(segment.turn, "")
            every.append(
                Passage(transcript.transcript_id, segment, words[n], before, after, times[words[n]], unit, question)
            )
        rows[transcript.transcript_id] = range(begin, len(every))
    return Passages(tuple(every), rows)


def questions_of(transcript: Transcript) -> dict[int, str]:
    """What each respondent's turn answers: number of the turn -> the last thing of some length an interviewer said."""
    questions: dict[int, str] = {}
    question = ""
    for turn in transcript.turns:
        if not turn.is_interviewer:
            questions[turn.number] = question
        # Shorter ones leave the question before them open.
        elif says_enough(turn.text, LEAST_QUESTION):
            question = " ".join(turn.text.split()[-QUESTION_WORDS:])
    return questions


@dataclass(frozen=True)
class Vectors:
    """TF-IDF of words (1-2) and letters (2-4) of texts: of passages, and of what is said on each side of them.

    Attributes:
        grams: Words, then letters.
        rarity: Of each of them, how rare its n-grams are among the segments counted.
        texts: Shape (n_passages, 4): numbers of a passage's text, of what is before it, after it, of its question.
        n_texts: How many different texts there are.
        described: Numbers of other texts: codes' definitions.
        question_words: Numbers of the word features that most passages' questions hold.
        meanings: Sentence vectors of the same, by model; none where they were not asked for.
        most_kept: Of no more passages than these the features are kept; else they are made when asked for.
    """

    grams: tuple[Grams, Grams]
    rarity: tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]
    texts: npt.NDArray[np.int64]
    n_texts: int
    described: npt.NDArray[np.int64]
    question_words: npt.NDArray[np.int64]
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

    def of_texts(self, texts: npt.NDArray[np.int64]) -> csr_matrix:
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

    def _made(self, texts: npt.NDArray[np.int64]) -> csr_matrix:
        from scipy.sparse import csr_matrix, hstack  # noqa: PLC0415

        parts = [_weighed(grams.counts(texts), rare) for grams, rare in zip(self.grams, self.rarity, strict=True)]
        return csr_matrix(hstack(parts))

    def of_passages(self, rows: npt.NDArray[np.int64]) -> csr_matrix:
        """Sparse, shape (n_rows, 2 n_features): of each itself, then of what stands beside it."""
        from scipy.sparse import csr_matrix, hstack  # noqa: PLC0415

        texts, place = np.unique(self.texts[rows, :QUESTION], return_inverse=True)
        said, (own, before, after) = self.of_texts(texts), place.reshape(-1, QUESTION).T
        return csr_matrix(hstack([said[own], BESIDE_WEIGHT * (said[before] + said[after])]))

    def of_descriptions(self, some: npt.NDArray[np.int64]) -> csr_matrix:
        """The same of some descriptions, which stand beside nothing."""
        own = self.of_texts(self.described[some])
        own.resize(own.shape[0], 2 * self.n_features)
        return own

    def described_words(self, some: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """The words of some descriptions as weights: shape (n_features, n_some)."""
        return np.ascontiguousarray(self.of_texts(self.described[some]).toarray().T)

    def products(self, rows: npt.NDArray[np.int64], weights: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """`of_passages` @ weights of shape (2 n_features, n), some thousand passages at a time.

        A text is multiplied once, however many passages it stands beside. Each column comes out the same to the bit
        whatever columns stand beside it: what was learnt of one code can be kept while others are learnt again.
        """
        of_own, of_beside = weights[: self.n_features], weights[self.n_features :]
        scores = np.empty((len(rows), weights.shape[1]), dtype=np.float32)
        for begin in range(0, len(rows), AT_ONCE):
            texts, place = np.unique(self.texts[rows[begin : begin + AT_ONCE], :QUESTION], return_inverse=True)
            said, (own, before, after) = self.of_texts(texts), place.reshape(-1, QUESTION).T
            beside = BESIDE_WEIGHT * (said @ of_beside)
            scores[begin : begin + AT_ONCE] = (said @ of_own)[own] + beside[before] + beside[after]
        return scores

    def of_own(
        self, rows: npt.NDArray[np.int64], weights: npt.NDArray[np.float32]
    ) -> Iterator[npt.NDArray[np.float32]]:
        """`of_texts` of passages @ weights of shape (n_features, n), some thousand passages at a time."""
        for begin in range(0, len(rows), AT_ONCE):
            yield np.asarray(self.of_texts(self.texts[rows[begin : begin + AT_ONCE], 0]) @ weights)

    def of_questions(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """What some passages answer: sentence vectors by every model where they are known, else words.

        Shape (n_rows, n_models * 384), or (n_rows, at most QUESTION_FEATURES).
        """
        if self.meanings:
            return np.hstack([meaning.of_questions(rows) for meaning in self.meanings])
        # Many answers have one question.
        texts, place = np.unique(self.texts[rows, QUESTION], return_inverse=True)
        asked = self.words_of(texts)[:, self.question_words].toarray()
        return np.asarray(MEANING_WEIGHT * asked, dtype=np.float32)[place]

    def words_of(self, texts: npt.NDArray[np.int64]) -> csr_matrix:
        """Sparse, shape (n, n_word_features): the words of some texts."""
        return _weighed(self.grams[0].counts(texts), self.rarity[0])


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


def texts_of(passages: Passages, descriptions: Sequence[str]) -> dict[str, list[str]]:
    """All texts of which a vector is wanted, by transcript; those of the codebook under ''."""
    by_transcript = {
        transcript_id: [
            words for n in rows for at in (passages.every[n],) for words in (at.text, at.before, at.after, at.question)
        ]
        for transcript_id, rows in passages.rows.items()
    }
    return {**by_transcript, "": list(descriptions)}


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
    number: dict[str, int] = {}
    places = (
        number.setdefault(words, len(number))
        for passage in passages
        for words in (passage.text, passage.before, passage.after, passage.question)
    )
    texts = np.fromiter(places, dtype=np.int64, count=4 * len(passages)).reshape(-1, QUESTION + 1)
    described = np.array([number.setdefault(words, len(number)) for words in descriptions], dtype=np.int64)
    # From the passages alone, so that descriptions and questions do not change what is rare.
    own = texts[_counted(len(passages)), 0]
    least = 1 if len(passages) < FEW_SEGMENTS else 2
    words = word_grams(list(number), own, described, least)
    # Letters inside words find inflections and misspellings without a language's grammar.
    letters = letter_grams(list(number), own, described, least + (least > 1))
    rarity = (_rarity(words, own), _rarity(letters, own))
    asked = _question_words(words, texts[:, QUESTION])
    return Vectors((words, letters), rarity, texts, len(number), described, asked, meanings, most_kept)


def _counted(n: int) -> npt.NDArray[np.int64]:
    """The segments whose n-grams are features: all, or a seeded draw. By their number alone: a coding moves none."""
    return np.arange(n) if n <= MOST_COUNTED else np.sort(np.random.default_rng(n).permutation(n)[:MOST_COUNTED])


def _question_words(words: WordGrams, asked: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The word features that most passages' questions hold."""
    texts, times = np.unique(asked, return_counts=True)
    holding = np.zeros(len(words.names))
    for begin in range(0, len(texts), AT_ONCE):
        some = slice(begin, begin + AT_ONCE)
        holding += times[some] @ (words.counts(texts[some]) > 0)
    common = np.argsort(-holding, kind="stable")[:QUESTION_FEATURES]
    # In a small study fewer than QUESTION_FEATURES words are asked at all.
    return np.asarray(common[holding[common] > 0])


def _rarity(grams: Grams, own: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """Smoothed inverse document frequency, as scikit-learn's TfidfTransformer has it."""
    holding = np.zeros(len(grams.names))
    for begin in range(0, len(own), AT_ONCE):
        counts = grams.counts(own[begin : begin + AT_ONCE])
        holding += np.bincount(counts.indices, minlength=len(grams.names))
    return np.asarray(np.log((1 + len(own)) / (1 + holding)) + 1, dtype=np.float32)


def _weighed(counts: csr_matrix, rarity: npt.NDArray[np.float32]) -> csr_matrix:
    """1 + log of the counts, times rarity; each row of length 1 (0 where it is empty)."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    data = (np.log(counts.data) + 1) * rarity[counts.indices]
    n_in_row = np.diff(counts.indptr)
    squares = np.bincount(np.repeat(np.arange(len(n_in_row)), n_in_row), weights=data**2, minlength=len(n_in_row))
    lengths = np.maximum(np.sqrt(squares), 1e-12).astype(np.float32)
    weighed = (data / np.repeat(lengths, n_in_row)).astype(np.float32)
    return csr_matrix((weighed, counts.indices, counts.indptr), shape=counts.shape)
