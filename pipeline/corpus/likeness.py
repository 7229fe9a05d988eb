"""How like an interviewer's words are to the questions of a guide: 0 to 1, from the words alone.

A word weighs the more the fewer questions of the guide and the fewer turns of the transcript hold it; a word that says
little in its language (`the`, `und`) weighs a sixth; two words in a row are a term of their own. Words are compared
without their endings. Each stretch of the turn (a clause, a sentence, two sentences, all of it) is held against each
wording of the question (its text, its variants, each of their clauses), and the best pair counts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from math import fsum, log

from pipeline.corpus.segment import stop_words
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Question, Turn

STOP_WORD_WEIGHT = 0.16
BIGRAM_WEIGHT = 0.35
CLAUSE_DISCOUNT = 0.92
ECHO_WEIGHT = 0.5
NO_QUESTION_MARK = 0.8
MIN_CLAUSE_WORDS = 4

_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"(?<=[.?!…])\s+")
_CLAUSE_END = re.compile(r"(?:[,;:.?!…—–]+)(?:\s+|$)")
# The longer ones first, since the first that fits is cut off; of English and of German.
_ENDINGS = (
    *("ungen", "ation", "tions", "ement", "tion", "ings", "ing", "ers", "ies", "ung", "ment"),
    *("ed", "en", "er", "es", "ly", "te", "e", "s", "n", "d", "y"),
)
_MIN_STEM = 4

Terms = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """One way in which a question may be put: its terms, their weight, and what a mere clause of it loses."""

    terms: frozenset[str]
    weight: float
    discount: float


@dataclass(frozen=True)
class Likeness:
    """The weights of one guide in one transcript."""

    questions: tuple[Question, ...]
    turns: Sequence[Turn]
    language: str

    def of(self, turn: Turn, heard_before: str) -> tuple[float, ...]:
        """The likeness of a turn to each question, in the guide's order.

        `heard_before` is what the respondent said last: words that the interviewer takes up from it count half.
        """
        echo = frozenset(_terms(heard_before))
        stretches = [
            (terms, self._total(terms), 1.0 if self._is_asking(words) else NO_QUESTION_MARK)
            for words in _stretches(turn.text)
            if (terms := frozenset(_terms(words)))
        ]
        return tuple(
            max(
                (
                    wording.discount * doubt * self._likeness(said, said_weight, wording, echo)
                    for said, said_weight, doubt in stretches
                    for wording in wordings
                ),
                default=0.0,
            )
            for wordings in self._wordings
        )

    def _likeness(self, said: frozenset[str], said_weight: float, asked: Wording, echo: frozenset[str]) -> float:
        """The harmonic mean of the share of the question that was said and the share of what was said that asks it."""
        shared = said & asked.terms
        if not shared or not said_weight or not asked.weight:
            return 0.0
        to_the_point = self._total(shared) / said_weight
        covered = (self._total(shared) - (1 - ECHO_WEIGHT) * self._total(shared & echo)) / asked.weight
        return 2 * covered * to_the_point / (covered + to_the_point) if covered and to_the_point else 0.0

    def _total(self, terms: frozenset[str]) -> float:
        """The weight of all terms, the same to the last bit in whatever order the set has."""
        return fsum(map(self._weight, terms))

    def _weight(self, term: str) -> float:
        known = self._weights.get(term)
        return known if known is not None else self._fresh_weight(term)

    def _fresh_weight(self, term: str) -> float:
        n_turns, n_questions = len(self.turns), len(self.questions)
        in_turns = log((2 + n_turns) / (1 + self._n_turns_with[term])) / log(2 + n_turns)
        in_guide = log((2 + n_questions) / (1 + self._n_questions_with[term])) / log(2 + n_questions)
        kind = BIGRAM_WEIGHT if " " in term else STOP_WORD_WEIGHT if term in self._little_words else 1.0
        self._weights[term] = kind * in_turns * in_guide
        return self._weights[term]

    def _is_asking(self, words: str) -> bool:
        return "?" in words or not self._has_question_marks

    @cached_property
    def _weights(self) -> dict[str, float]:
        return {}

    @cached_property
    def _little_words(self) -> frozenset[str]:
        return frozenset(_stem(part) for word in stop_words(self.language) for part in _WORD.findall(word))

    @cached_property
    def _n_turns_with(self) -> Counter[str]:
        answers = (turn.text for turn in self.turns if not turn.is_interviewer)
        return Counter(term for text in answers for term in set(_terms(text)))

    @cached_property
    def _n_questions_with(self) -> Counter[str]:
        """Terms by the number of questions that hold them beyond the first: what one question alone says is its own."""
        texts = (" ".join((question.text, *question.variants)) for question in self.questions)
        held = Counter(term for text in texts for term in set(_terms(text)))
        return Counter({term: n - 1 for term, n in held.items()})

    @cached_property
    def _has_question_marks(self) -> bool:
        asked = [turn.text for turn in self.turns if turn.is_interviewer]
        # Many automatic transcripts have no punctuation: there a missing mark says nothing.
        return 4 * sum("?" in text for text in asked) >= len(asked)

    @cached_property
    def _wordings(self) -> tuple[tuple[Wording, ...], ...]:
        return tuple(
            tuple(Wording(terms, self._total(terms), discount) for terms, discount in _wordings(question))
            for question in self.questions
        )


def _wordings(question: Question) -> Iterator[tuple[frozenset[str], float]]:
    """The terms of each way in which a question may be put, with its discount."""
    for text in (question.text, *question.variants):
        yield frozenset(_terms(text)), 1.0
        clauses = list(_clauses(text))
        if len(clauses) > 1:
            yield from ((frozenset(_terms(clause)), CLAUSE_DISCOUNT) for clause in clauses)


def _stretches(text: str) -> Iterator[str]:
    """The turn, its sentences, each two sentences in a row, and its clauses."""
    sentences = _SENTENCE_END.split(text)
    stretches: Iterable[str] = (
        text,
        *sentences,
        *(" ".join(pair) for pair in pairwise(sentences)),
        *(clause for sentence in sentences for clause in _clauses(sentence)),
    )
    yield from dict.fromkeys(stretches)


def _clauses(text: str) -> Iterator[str]:
    """Stretches between two signs of punctuation, with the sign; short ones are left out."""
    start = 0
    for end in _CLAUSE_END.finditer(text):
        clause = text[start : end.end()].strip()
        start = end.end()
        if len(_WORD.findall(clause)) >= MIN_CLAUSE_WORDS:
            yield clause


@lru_cache(maxsize=4096)
def _terms(text: str) -> Terms:
    """Words without their endings, then each two in a row; each once."""
    stems = [_stem(word) for word in _WORD.findall(text.casefold())]
    return tuple(dict.fromkeys([*stems, *(f"{first} {second}" for first, second in pairwise(stems))]))


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    """The word without the endings of inflection and of the commonest derivations."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _MIN_STEM:
            return word[: -len(ending)]
    return word


def most_like(likeness: Sequence[float]) -> int:
    """The position of the highest, the first among equals."""
    return max(range(len(likeness)), key=lambda n: (likeness[n], -n))
