"""What the learning coder sees of a respondent's segment: its words, the segment on each side, and what it answers.

As numbers: words and letters in `tf_idf.py`, with the extra `embed` also sentence vectors in `meaning.py`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from math import log

import numpy as np
import numpy.typing as npt

from pipeline.coding.cues.by_pattern import machine_id
from pipeline.coding.learning.grams import ANY_WORD
from pipeline.io.cache import key_of
from pipeline.study.dataclass import dataclass
from pipeline.study.records import OFF_PROTOCOL, Coding, Segment, Transcript

QUESTION_WORDS = 40
"""Of an interviewer's turn, the last so many: a long one ends in its question."""

LEAST_QUESTION = 4
"""An interviewer's turn of fewer words ("Mm-hm.", "And then?") leaves the question before it open."""

MOST_COUNTED = 20_000
"""Of more segments a seeded draw says which n-grams there are and how rare they are; features of such a study are made
in blocks: of 12 million words at once they would take some 2 GB."""

QUESTION = 3
"""The column of `Vectors.texts` and of `Meaning.places` that holds questions, after a text and its two neighbours."""

# Rows whose vectors are widened at once: they are kept as bytes and counted as floats.
AT_ONCE = 4_096
# Thai and Lao, Japanese kana, Chinese: scripts without blanks between words.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_WORD = re.compile(ANY_WORD)


@dataclass(frozen=True, slots=True)
class Passage:
    """A respondent's segment with what is said before and after it, by anyone; `occurrence` counts equal texts.

    Its words are cut out of `whole`, its transcript's text, when they are asked for: those of a large study are a
    million pieces, which would take twice the room of the texts themselves.
    `question`: the interviewer's words that it answers, at most QUESTION_WORDS of them; empty where nobody asked.
    `unit`: where the index chunk begins in which it stands; where no question was matched, where it begins itself.
    """

    transcript_id: str
    segment: Segment
    whole: str
    segment_before: Segment | None
    segment_after: Segment | None
    occurrence: int
    unit: int = -1
    question: str = ""

    @property
    def text(self) -> str:
        """Its words."""
        return _cut(self.whole, self.segment)

    @property
    def before(self) -> str:
        """The segment before it; empty where it is the first."""
        return _cut(self.whole, self.segment_before)

    @property
    def after(self) -> str:
        """The segment after it; empty where it is the last."""
        return _cut(self.whole, self.segment_after)

    def coding_id(self, code_id: str) -> str:
        """The id that a cue's coding of this segment would have: a learnt coding of it is the same one."""
        return machine_id(self.transcript_id, self.text, self.occurrence, code_id)


def _cut(whole: str, segment: Segment | None) -> str:
    return whole[segment.start_char : segment.end_char] if segment is not None else ""


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
        """A hash of all that is said of passages, by transcript: never all of a study's words in one piece more."""
        by_transcript = []
        for transcript_id, rows in self.rows.items():
            some = self.every[rows.start : rows.stop]
            # What an interviewer says stands beside a segment, or is what it answers.
            texts = [words for at in some for words in (at.text, at.before, at.after, at.question)]
            places = [(at.segment.segment_id, at.unit) for at in some]
            by_transcript.append(key_of(transcript_id, places, list(map(len, texts)), "".join(texts)))
        return key_of(*by_transcript)

    @cached_property
    def n_words(self) -> npt.NDArray[np.int64]:
        """How many words each segment has."""
        return np.array([len(passage.text.split()) for passage in self.every], dtype=np.int64)

    @cached_property
    def rarity(self) -> dict[str, float]:
        """How rare each word is: the logarithm of one of how many segments holds it, counted as features are."""
        texts = [self.every[n].text for n in counted(len(self.every))]
        holding = Counter(word for text in texts for word in set(_WORD.findall(text.lower())))
        return {word: log((1 + len(texts)) / n) for word, n in holding.items()}

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
        times: dict[str, int] = {}
        # One chunk over the whole transcript is no unit: then each segment is its own.
        is_asked = any(chunk.question != OFF_PROTOCOL for chunk in transcript.chunks)
        chunks = sorted(chunk.start_char for chunk in transcript.chunks) if is_asked else []
        questions = questions_of(transcript)
        segments = tuple(transcript.segments)
        for n, segment in enumerate(segments):
            if segment.is_interviewer or segment.turn in asked:
                continue
            # Counted among respondents' segments as the cues count them: both make the same coding_id.
            words = _cut(text, segment)
            times[words] = times.get(words, 0) + 1
            # By anyone: what an interviewer said just before is context, though never coded.
            before = segments[n - 1] if n else None
            after = segments[n + 1] if n + 1 < len(segments) else None
            place = bisect_right(chunks, segment.start_char) - 1
            unit = chunks[place] if place >= 0 else segment.start_char
            question = questions.get(segment.turn, "")
            every.append(Passage(transcript.transcript_id, segment, text, before, after, times[words], unit, question))
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


def texts_of(passages: Passages, descriptions: Sequence[str]) -> dict[str, list[str]]:
    """All texts of which a vector is wanted, by transcript; those of the codebook under ''."""
    by_transcript = {
        transcript_id: [
            words for n in rows for at in (passages.every[n],) for words in (at.text, at.before, at.after, at.question)
        ]
        for transcript_id, rows in passages.rows.items()
    }
    return {**by_transcript, "": list(descriptions)}


def counted(n: int) -> npt.NDArray[np.int64]:
    """The segments whose n-grams are features: all, or a seeded draw. By their number alone: a coding moves none."""
    return np.arange(n) if n <= MOST_COUNTED else np.sort(np.random.default_rng(n).permutation(n)[:MOST_COUNTED])
