"""Cuts a transcript's turns into segments. The only place that counts characters.

A segment is one sentence of one turn, as spaCy's `sentencizer` finds it with its defaults. The white space between
two segments belongs to none. A turn that hardly has punctuation (automatic transcripts) is cut every 30 words.
"""

from __future__ import annotations

import importlib.util
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.corpus.sentences import blank_pipeline, sentences
from pipeline.corpus.speakers.nonpersons import is_crowd, may_be_nobody
from pipeline.io.spacy_library import spacy_library
from pipeline.study.records import Segment, SpokenTurn, Turn

if TYPE_CHECKING:
    from spacy.language import Language

FALLBACK_LANGUAGE = "xx"
# Automatic transcripts without punctuation would be one sentence a turn: windows of 25 to 40 words stand in for it.
WORDS_PER_MARK = 40
WORDS_PER_CUT = 30
MOST_WORDS = 0.8

_WORD = re.compile(r"\S+")
_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}")


def segments_of(transcript_id: str, turns: Sequence[Turn], language: str = "en") -> tuple[Segment, ...]:
    """The segments of all turns, in order; `segment_id` is `TRANSCRIPT:TURN:N`, N from 1 in each turn.

    Args:
        transcript_id: Becomes the first part of every segment's id.
        turns: Numbered turns, as `number_turns` makes them; their offsets count in the transcript's text.
        language: An IETF tag (`en`, `de-AT`). A language that spaCy does not know is cut by the rules of `xx`
            (`has_sentence_rules` tells).
    """
    nlp = blank_pipeline(_spacy_code(language) or FALLBACK_LANGUAGE)
    return tuple(
        Segment(
            segment_id=f"{transcript_id}:{turn.number}:{n}",
            turn=turn.number,
            n=n,
            start_char=turn.start_char + start,
            end_char=turn.start_char + end,
            # nobody's words are context, as the interviewer's are: never coded by the machine
            is_interviewer=turn.is_interviewer or turn.is_nobodys,
        )
        for turn in turns
        for n, (start, end) in enumerate(_cut(nlp, turn.text), start=1)
    )


def number_turns(
    spoken: Sequence[SpokenTurn],
    interviewers: frozenset[str],
    respondents: Mapping[str, str],
    default_respondent: str | None,
    n_before_labels: int = 0,
    nobodys: frozenset[str] = frozenset(),
    persons: Sequence[str] = (),
) -> tuple[Turn, ...]:
    """Turns numbered from 1 and laid end to end with one line feed between, each with who asks and who answers.

    Args:
        spoken: What a reader found, in order.
        interviewers: The labels of those who ask.
        respondents: Label to respondent_id, for this transcript (attendance.csv); case and spaces do not matter.
        default_respondent: The transcript's own respondent_id.
        n_before_labels: How many turns at the beginning are nobody's (`asking.n_before_labels`).
        nobodys: Labels whose turns are nobody's (`asking.labels_of_nobody`).
        persons: Labels that study.yaml gives to persons: none of them is a pseudo-speaker.

    A speaker named in `respondents` is that respondent, also a speaker who asks. `default_respondent` goes to the one
    speaker who is left: who does not ask, is not named, and is no pseudo-speaker (`Break`, `Music`). It goes to
    nobody where two or more such speakers are left and none has four fifths of their words, where another label
    already has it, and where `unknown` is all there is, because then the interviewer's words are among them.
    """
    named = {_folded_label(label): respondent for label, respondent in respondents.items()}
    if default_respondent is not None:
        people = {_folded_label(label) for label in (*persons, *interviewers, *named)}
        heard = [turn for turn in spoken[n_before_labels:] if not _is_no_person(turn.speaker, nobodys, people)]
        answering = _default_speaker(heard, interviewers, named, default_respondent)
        if answering is not None:
            named[_folded_label(answering)] = default_respondent
    return tuple(_laid_end_to_end(spoken, interviewers, named, n_before_labels, nobodys))


def _is_no_person(label: str, nobodys: frozenset[str], people: Collection[str]) -> bool:
    return label in nobodys or ((may_be_nobody(label) or is_crowd(label)) and _folded_label(label) not in people)


def has_sentence_rules(language: str) -> bool:
    """Whether spaCy has rules of its own for this language; if not, `xx` is used and a caution is due."""
    return _spacy_code(language) is not None


@lru_cache(maxsize=32)
def stop_words(language: str) -> frozenset[str]:
    """spaCy's words of the language that say little (`the`, `und`); empty where it has none."""
    code = _spacy_code(language)
    return frozenset(blank_pipeline(code).Defaults.stop_words) if code else frozenset()


def _default_speaker(
    spoken: Sequence[SpokenTurn], interviewers: frozenset[str], named: Mapping[str, str], default_respondent: str
) -> str | None:
    """The label that the transcript's own respondent speaks under, or None where that is not certain."""
    labels = dict.fromkeys(turn.speaker for turn in spoken)
    here = {named[_folded_label(label)] for label in labels if _folded_label(label) in named}
    left = list(
        {
            _folded_label(label): label
            # reversed, so that of two spellings the one that speaks first is kept
            for label in reversed(labels)
            if label not in interviewers and _folded_label(label) not in named
        }.values()
    )
    if default_respondent in here or not left:
        return None
    if len(left) > 1:
        return _who_speaks_most(spoken, left)
    nobody_is_told_apart = left == ["unknown"] and not any(label in interviewers for label in labels)
    return None if nobody_is_told_apart else left[0]


def _who_speaks_most(spoken: Sequence[SpokenTurn], labels: Sequence[str]) -> str | None:
    """The label with four fifths of the words of several: a passer-by does not make the respondent unknown."""
    n_words: Counter[str] = Counter()
    for turn in spoken:
        n_words[_folded_label(turn.speaker)] += len(turn.text.split())
    words = {label: n_words[_folded_label(label)] for label in labels}
    most = max(labels, key=lambda label: words[label])
    return most if MOST_WORDS * sum(words.values()) <= words[most] else None


def _laid_end_to_end(
    spoken: Sequence[SpokenTurn],
    interviewers: frozenset[str],
    named: Mapping[str, str],
    n_before_labels: int,
    nobodys: frozenset[str],
) -> Iterator[Turn]:
    """Each turn with its number and offsets."""
    start = 0
    for number, turn in enumerate(spoken, start=1):
        end = start + len(turn.text)
        yield Turn(
            number=number,
            speaker=turn.speaker,
            text=turn.text,
            start_char=start,
            end_char=end,
            is_interviewer=turn.speaker in interviewers,
            respondent_id=named.get(_folded_label(turn.speaker)),
            start_seconds=turn.start_seconds,
            line=turn.line,
            is_nobodys=number <= n_before_labels or turn.speaker in nobodys,
        )
        # One line feed stands between two turns.
        start = end + 1


def _cut(nlp: Language, text: str) -> list[tuple[int, int]]:
    """(start, end) of every segment of one turn, in the turn's own characters."""
    n_words = len(text.split())
    n_marks = text.count(".") + text.count("?") + text.count("!")
    if n_marks * WORDS_PER_MARK < n_words:
        return _every_30_words(text)
    return sentences(nlp, text)


def _every_30_words(text: str) -> list[tuple[int, int]]:
    words = [match.span() for match in _WORD.finditer(text)]
    return [
        (words[first][0], words[min(first + WORDS_PER_CUT, len(words)) - 1][1])
        for first in range(0, len(words), WORDS_PER_CUT)
    ]


def _folded_label(label: str) -> str:
    return " ".join(label.casefold().split())


@lru_cache(maxsize=128)
def _spacy_code(language: str) -> str | None:
    """spaCy's own code for a language tag, or None where it has no rules, or none that work without more packages."""
    code = re.split(r"[-_]", language.strip().casefold(), maxsplit=1)[0]
    if not _LANGUAGE_CODE.fullmatch(code):
        return None
    spacy_library()  # before anything of spaCy is looked for: it comes without its command line
    spec = importlib.util.find_spec(f"spacy.lang.{code}")
    if spec is None or not spec.submodule_search_locations:
        return None
    try:
        blank_pipeline(code)
    except ImportError:  # Japanese, Korean, Thai and Vietnamese need a tokenizer that is not installed
        return None
    return code
