"""Which passages a person should read next, and why: what the machine is best for."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from itertools import islice, pairwise
from math import fsum, sqrt
from typing import Literal

import numpy as np

from pipeline.coding.learning.by_description import parts_of
from pipeline.coding.learning.by_example import Learning
from pipeline.coding.learning.features import Passage as Segment
from pipeline.coding.learning.features import Passages, says_enough
from pipeline.coding.learning.learnt import SEED, LearntCode
from pipeline.corpus.quotable import Quotable
from pipeline.loaded_study import LoadedStudy
from pipeline.reliability.readings import Readings
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Code, Coding

Kind = Literal["missed", "contradicting", "drift", "random", "described"]
MOST_OF_A_KIND = 60
MOST_OF_A_CODE = 6
# One drawn passage to four likely ones: the measure of whether the machine beats chance.
RANDOM_SHARE = 0.25
N_WORDS = 4
LEAST_WORDS = 5
"""A passage of fewer words says too little by itself to be judged apart from its context."""

LEAST_SHARED = 2
"""Words that tell something, which a passage and the example beside it have in common."""

_EMPTY = """
    a about all also am an and are as at be been but by can could did do does don for from get go got had has
    have he her him his how i if in into is it its just know like ll me mean more my no not now of on one or our
    out re said say she so some than that the their them then there they this to too um up us ve was we well
    were what when where which who will with would yeah yes you your
"""
EMPTY_WORDS = frozenset(_EMPTY.split())
"""Words that weigh, but tell a reader nothing."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage to read for a code, and why.

    `kind`: missed (read, not coded, and like what was coded), contradicting (against what a memo states), drift
    (coded, and unlike the rest of its code), random (drawn, to see what chance would bring), described (nearest to what
    the codebook says of a code that has too few examples). `words` weigh most for the code; `example` is the nearest
    passage that a person coded.
    """

    kind: Kind
    code_id: str
    transcript_id: str
    start_char: int
    end_char: int
    quotation: str
    score: float | None
    why: str
    cue: str
    words: str
    example: str
    example_transcript: str

    def as_row(self) -> dict[str, object]:
        """The row of tables/to_read.csv."""
        return asdict(self)


def to_read(loaded_study: LoadedStudy, readings: Readings, learning: Learning) -> list[Passage]:
    """The most telling missed and drifting passages, with drawn ones strewn in among the missed.

    What speaks against memos' patterns is found after the memos' stages: `against_patterns.py`.
    """
    quotable = Quotable(loaded_study.corpus)
    missed = _missed(loaded_study, readings, learning, quotable)
    drawn = _random(readings, learning, quotable, max(1, round(len(missed) * RANDOM_SHARE)) if missed else 0)
    # Strewn in, so that nobody can tell by their place which ones were drawn.
    mixed = [*missed, *drawn]
    random.Random(SEED).shuffle(mixed)  # noqa: S311 — an order, no secret
    return [*mixed, *_drifting(readings, learning, quotable)]


def _missed(loaded_study: LoadedStudy, readings: Readings, learning: Learning, quotable: Quotable) -> list[Passage]:
    """Segments of transcripts read for the code, which people left uncoded and the machine holds for the code."""
    passages = []
    # Who has struck a code out in a transcript has looked there: it is not asked again.
    struck = {(reject.transcript_id, reject.code_id): reject for reject in loaded_study.hand.rejects}
    read_for = _read_for(readings)
    for code_id, learnt in learning.codes.items():
        # Some of each code: the commonest one would fill the list.
        best = list(islice(_uncoded(readings, learning, learnt, read_for.get(code_id, ())), MOST_OF_A_CODE))
        for score, n in best:
            if (learning.passages.every[n].transcript_id, code_id) not in struck:
                why = "read and left uncoded, and like what was coded elsewhere"
                passages.append(_passage("missed", why, readings, learning, learnt, n, score, quotable))
    passages.sort(
        key=lambda passage: (-(passage.score or 0), passage.transcript_id, passage.start_char, passage.code_id)
    )
    return passages[:MOST_OF_A_KIND]


def _uncoded(
    readings: Readings, learning: Learning, learnt: LearntCode, transcripts: Sequence[str]
) -> Iterator[tuple[float, int]]:
    """(score, segment), the best first: those that the machine holds for a code, people read, and nobody gave it."""
    stretches = [learning.passages.rows.get(transcript_id, range(0)) for transcript_id in transcripts]
    rows = np.concatenate([np.zeros(0, np.int64), *(np.arange(some.start, some.stop) for some in stretches)])
    scores = learnt.scores.at(rows)
    held = np.flatnonzero(scores >= learnt.threshold)
    given: dict[str, set[int]] = {}
    # Gone through until enough are found: where a code can hardly be told, half a study is held for it.
    for place in held[np.lexsort((rows[held], -scores[held]))]:
        n = int(rows[place])
        transcript_id = learning.passages.every[n].transcript_id
        if transcript_id not in given:
            given[transcript_id] = _touched(learning, readings, transcript_id, learnt.code_id)
        if n not in given[transcript_id] and _is_long(learning, n):
            yield float(scores[place]), n


def _read_for(readings: Readings) -> dict[str, list[str]]:
    """By code, the transcripts that were read for it."""
    read_for: dict[str, list[str]] = defaultdict(list)
    for transcript_id, code_id in readings.readers:
        read_for[code_id].append(transcript_id)
    return read_for


def described(passages: Passages, codes: Iterable[Code], nearest: Mapping[str, Sequence[int]]) -> list[Passage]:
    """Passages nearest to what the codebook says of codes that nothing was learnt of; `words` are those they share."""
    told = []
    for code in codes:
        wanted = set(_words(" ".join(parts_of(code))))
        for n in nearest.get(code.code_id, ()):
            passage = passages.every[n]
            shared = [word for word in dict.fromkeys(_words(passage.text)) if word in wanted and _tells(word)]
            place = (passage.transcript_id, passage.segment.start_char, passage.segment.end_char, passage.text)
            why = "near to what the codebook says; too few examples to learn from"
            told.append(Passage("described", code.code_id, *place, None, why, "", ", ".join(shared[:N_WORDS]), "", ""))
    return told


def _is_long(learning: Learning, n: int) -> bool:
    return says_enough(learning.passages.every[n].text, LEAST_WORDS)


def _touched(learning: Learning, readings: Readings, transcript_id: str, code_id: str) -> set[int]:
    """Segments that anybody gave the code, or that stand beside one: where to begin and end is a matter of taste."""
    given: set[int] = set()
    for coder in readings.readers.get((transcript_id, code_id), frozenset()):
        given |= learning.passages.touched(readings.given.get((coder, transcript_id, code_id), ()))
    return given | {n + 1 for n in given} | {n - 1 for n in given}


def _random(readings: Readings, learning: Learning, quotable: Quotable, n_wanted: int) -> list[Passage]:
    """Segments drawn from those that were read and left uncoded, for codes drawn likewise.

    Each holds a word that speaks for its code: else a reader would know the drawn ones by their lack of any.
    """
    rows = learning.passages.rows
    pairs = sorted((t, c) for t, c in readings.readers if c in learning.codes and len(rows.get(t, ())))
    # Another seed than that of the order, so that the draw does not hang on it.
    draw = random.Random(SEED + 1)  # noqa: S311 — a sample, no secret
    passages: list[Passage] = []
    tried: set[tuple[str, int]] = set()
    # Bounded: in a small study there may not be so many passages left to draw.
    for _ in range(20 * n_wanted):
        if len(passages) == n_wanted or not pairs:
            break
        transcript_id, code_id = draw.choice(pairs)
        n = draw.choice(learning.passages.rows[transcript_id])
        is_bare = not heavy_words(learning.passages.every[n].text, dict(learning.codes[code_id].weights))
        if (
            is_bare
            or not _is_long(learning, n)
            or (code_id, n) in tried
            or n in _touched(learning, readings, transcript_id, code_id)
        ):
            continue
        tried.add((code_id, n))
        learnt = learning.codes[code_id]
        passages.append(
            _passage("random", "drawn at random", readings, learning, learnt, n, learnt.scores[n], quotable)
        )
    return passages


def _drifting(readings: Readings, learning: Learning, quotable: Quotable) -> list[Passage]:
    """Hand codings in which no segment looks like the rest of the code, to a model that has not seen the transcript."""
    passages = []
    given_of: dict[str, list[Coding]] = defaultdict(list)
    for (_, _, code_id), codings in sorted(readings.given.items()):
        given_of[code_id] += codings
    for code_id, learnt in learning.codes.items():
        unlike: list[tuple[float, int, Coding]] = []
        for coding in given_of[code_id]:
            rows = learning.passages.touched([coding])
            if rows:
                # A passage is as like its code as its best sentence is: people code what is around it too.
                n = max(rows, key=lambda row: (learnt.scores[row], -row))
                unlike.append((learnt.scores[n], n, coding))
        unlike.sort(key=lambda candidate: (candidate[0], candidate[1], candidate[2].coder))
        # One passage that several coders gave is one row: the one least like its code, which stands first.
        unlike = list(
            {
                (candidate[2].transcript_id, candidate[2].start_char): candidate for candidate in reversed(unlike)
            }.values()
        )[::-1]
        # At most a tenth of a code's passages: something is always least like the rest.
        for score, n, coding in unlike[: min(MOST_OF_A_CODE, len(unlike) // 10)]:
            # Well under what the machine would give; near the threshold it is merely unsure.
            if score < learnt.threshold / 2:
                why = f"coded by {coding.coder}, and unlike the other passages of this code"
                passages.append(_passage("drift", why, readings, learning, learnt, n, score, quotable, coding))
    passages.sort(key=lambda passage: (passage.score or 0, passage.transcript_id, passage.start_char, passage.code_id))
    return passages[:MOST_OF_A_KIND]


def _passage(
    kind: Kind,
    why: str,
    readings: Readings,
    learning: Learning,
    learnt: LearntCode,
    n: int,
    score: float,
    quotable: Quotable,
    coding: Coding | None = None,
) -> Passage:
    segment = learning.passages.every[n]
    start = coding.start_char if coding else segment.segment.start_char
    end = coding.end_char if coding else segment.segment.end_char
    words = coding.quotation if coding else segment.text
    example = _nearest(readings, learning, learnt, segment, quotable)
    return Passage(
        kind, learnt.code_id, segment.transcript_id, start, end, words, score, why,
        _cue_of(learning, segment, learnt.code_id), ", ".join(heavy_words(segment.text, dict(learnt.weights))),
        *(example or ("", "")),
    )  # fmt: skip


def _cue_of(learning: Learning, segment: Segment, code_id: str) -> str:
    wanted = segment.coding_id(code_id)
    return next(
        (coding.cue for coding in (*learning.codings, *learning.dropped) if coding.coding_id == wanted and coding.cue),
        "",
    )


def heavy_words(text: str, weights: Mapping[str, float]) -> list[str]:
    """The words and pairs of words of a passage that speak most for a code, none inside another."""
    words = _words(text)
    grams = dict.fromkeys([*words, *(f"{a} {b}" for a, b in pairwise(words))])
    best = sorted((gram for gram in grams if gram in weights and _tells(gram)), key=lambda gram: (-weights[gram], gram))
    chosen: list[str] = []
    for gram in best:
        # "trust" beside "trust them" would tell the reader one thing twice.
        if not any(gram in other.split() or set(other.split()) <= set(gram.split()) for other in chosen):
            chosen.append(gram)
    return chosen[:N_WORDS]


def _words(text: str) -> list[str]:
    return re.findall(r"\b\w+\b", text.lower())


@lru_cache(maxsize=65_536)
def _tells(gram: str) -> bool:
    # Two letters are what contractions leave behind: "re", "ve", "ll".
    return any(len(word) > 2 and word not in EMPTY_WORDS for word in gram.split())


def _nearest(
    readings: Readings, learning: Learning, learnt: LearntCode, segment: Segment, quotable: Quotable
) -> tuple[str, str] | None:
    """(words, transcript_id) of the counted coding of another transcript that looks most like a passage.

    One that may be quoted, where there is one. None where no coding shares LEAST_SHARED telling words with it: an
    example that does not look like the passage would only puzzle its reader.
    """
    rarity = learning.passages.rarity
    mine = _telling(segment.text)
    best: tuple[bool, float] = (False, 0.0)
    example: tuple[str, str] | None = None
    for coding in readings.counted_by_code.get(learnt.code_id, ()):
        # From another transcript: a neighbour's words would look alike by their topic.
        if coding.transcript_id == segment.transcript_id or not says_enough(coding.quotation, LEAST_WORDS):
            continue
        may_quote = quotable.may_quote(coding.transcript_id, coding.start_char, coding.end_char)
        # Compared as a pair: any passage that may be quoted goes before a liker one that may not.
        here = (may_quote, resemblance(mine, _telling(coding.quotation), rarity))
        if here[1] > 0 and here > best:
            best, example = here, (coding.quotation, coding.transcript_id)
    return example


@lru_cache(maxsize=8_192)
def _telling(text: str) -> frozenset[str]:
    return frozenset(word for word in _words(text) if _tells(word))


def resemblance(mine: Collection[str], theirs: Collection[str], rarity: Mapping[str, float]) -> float:
    """How much two passages look alike: the cosine of their words, weighed by rarity; 0 under LEAST_SHARED in common.

    Args:
        rarity: Of words of the study's segments; one that none of them holds weighs as much as the rarest.

    Returns:
        The same in whatever order the words come.
    """
    shared = set(mine) & set(theirs)
    if len(shared) < LEAST_SHARED:
        return 0.0
    # A word that no segment holds can stand in hand codings of interviewers' words.
    rarest = max(rarity.values(), default=1.0)
    # fsum rounds once: a set has no order, and plain sums would differ with it.
    of_shared, of_mine, of_theirs = (
        fsum(rarity.get(word, rarest) ** 2 for word in words) for words in (shared, mine, theirs)
    )
    return of_shared / sqrt(of_mine * of_theirs) if of_shared else 0.0
