"""A code's wordings, made ready to match: phrases as tokens, patterns with `LEMMA` written out."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from pipeline.codebook.patterns import ENTITY_KEYS, GRAMMAR_KEYS, has_no_end, may_be_missing
from pipeline.coding.cues.anchors import (
    Needs,
    Shape,
    Trigger,
    join,
    needs_of_token,
    needs_of_words,
    shape_of,
    triggers_of,
)
from pipeline.coding.cues.inflect import forms
from pipeline.coding.cues.language import folded, is_english
from pipeline.coding.cues.special_cases import lowers
from pipeline.io.safe_regex import compiled
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Cues

if TYPE_CHECKING:
    from spacy.matcher import Matcher
    from spacy.vocab import Vocab

Token = Mapping[str, Any]
Sequence_ = tuple[frozenset[str] | None, ...]
"""The words that may stand at each place, lower case; None: any."""

_LITERAL = ("LOWER", "ORTH", "TEXT")
# Each `?` doubles the sequences: past so many the pattern is left to spaCy's Matcher.
_MOST_SEQUENCES = 16
# Keeps a process that reads many studies from growing for ever.
_MOST_SEEN = 10_000
_SEEN: dict[tuple[int, bool], tuple[Cues, ReadyCues]] = {}  # spares writing the same cues out for every transcript


@dataclass(frozen=True)
class PhraseCue:
    """A phrase as it is shown, its lower-cased tokens, and what a segment must hold for it."""

    shown: str
    tokens: tuple[str, ...]
    needs: Needs

    @cached_property
    def shape(self) -> Shape:
        """How it looks among a segment's runs; made when first asked for, since most cues are in no segment."""
        return shape_of(*self.places)

    @property
    def places(self) -> tuple[Sequence_, ...]:
        """Its one way to be written, as a pattern has several."""
        return (tuple([frozenset((token,)) for token in self.tokens]),)


@dataclass(frozen=True)
class PatternCue:
    """A pattern as it is shown; `tokens` are its own with `LEMMA` written out.

    `has_grammar`: it asks for part of speech, dependency or the like, so that the segment has to be parsed.
    """

    shown: str
    tokens: tuple[Token, ...]
    needs: Needs
    has_grammar: bool
    has_entities: bool

    @cached_property
    def written(self) -> str:
        """Its tokens as JSON."""
        return folded(json.dumps(self.tokens, sort_keys=True, ensure_ascii=False))

    @cached_property
    def has_no_end(self) -> bool:
        """Whether one of its tokens may be repeated as often as one likes."""
        return any(has_no_end(token) for token in self.tokens)

    @cached_property
    def sequences(self) -> tuple[Sequence_, ...] | None:
        """The pattern as plain sequences of words, where it is no more than that; then spaCy's Matcher, which is slow
        with lists of words, is not asked."""
        return _sequences(self.tokens)

    @cached_property
    def shape(self) -> Shape:
        """How it looks among a segment's runs; made when first asked for."""
        return shape_of(*(self.sequences or ((),)))

    @property
    def places(self) -> tuple[Sequence_, ...]:
        """The ways in which it is written; none where it asks for more than words."""
        return self.sequences or ()


@dataclass(frozen=True, slots=True)
class ReadyCues:
    """All wordings of one code: phrases, then patterns.

    `by_trigger` has the places in `every` of the cues that a trigger makes possible, `anywhere` of those without one.
    """

    every: tuple[PhraseCue | PatternCue, ...]
    unless: tuple[tuple[str, ...], ...]
    by_trigger: Mapping[Trigger, Sequence[int]]
    anywhere: tuple[int, ...]
    has_entities: bool

    @property
    def phrases(self) -> tuple[PhraseCue, ...]:
        """The cues that are phrases."""
        return tuple(cue for cue in self.every if isinstance(cue, PhraseCue))

    @property
    def patterns(self) -> tuple[PatternCue, ...]:
        """The cues that are patterns."""
        return tuple(cue for cue in self.every if isinstance(cue, PatternCue))


def ready_cues(cues: Cues, language_model: str) -> ReadyCues:
    """The cues of a code ready to match, made once a process."""
    key = (id(cues), is_english(language_model))
    kept = _SEEN.get(key)
    # An id may be given again once its object is gone: the object itself is compared.
    if kept is None or kept[0] is not cues:
        written = json.dumps([cues.phrases, [[dict(t) for t in p] for p in cues.patterns], cues.unless], sort_keys=True)
        if len(_SEEN) > _MOST_SEEN:
            _SEEN.clear()
        kept = _SEEN[key] = (cues, _ready(written, key[1]))
    return kept[1]


@lru_cache(maxsize=8192)
def _ready(written: str, is_inflected: bool) -> ReadyCues:
    said, drawn, forbidding = json.loads(written)
    phrases = tuple(phrase_cue(phrase) for phrase in said if lowers(phrase))
    patterns = tuple(pattern_cue(pattern, is_inflected) for pattern in drawn)
    unless = tuple(lowers(phrase) for phrase in forbidding if lowers(phrase))
    every: tuple[PhraseCue | PatternCue, ...] = (*phrases, *patterns)
    by_trigger: defaultdict[Trigger, list[int]] = defaultdict(list)
    anywhere: list[int] = []
    for number, cue in enumerate(every):
        triggers = triggers_of(cue.needs, *cue.places)
        if triggers is None:
            anywhere.append(number)
        for trigger in triggers or ():
            by_trigger[trigger].append(number)
    return ReadyCues(every, unless, dict(by_trigger), tuple(anywhere), any(cue.has_entities for cue in patterns))


def phrase_cue(phrase: str) -> PhraseCue:
    """A phrase ready to match."""
    tokens = lowers(phrase)
    return PhraseCue(phrase, tokens, join(map(needs_of_token, tokens)))


def pattern_cue(pattern: Sequence[Token], is_inflected: bool = True) -> PatternCue:
    """A pattern ready to match. Where the language is not English, `LEMMA` stays a matter of grammar."""
    inflected = tuple(_inflected(token) if is_inflected else dict(token) for token in pattern)
    keys = {key for token in inflected for key in token}
    return PatternCue(
        shown=shown_pattern(pattern),
        tokens=inflected,
        # A token with `?` or `*` may be missing, and a text need not hold it.
        needs=join(_needs(token) for token in inflected if not may_be_missing(token)),
        # A LEMMA that is left (a regex, another language) needs the model's lemmatizer.
        has_grammar="LEMMA" in keys or not keys.isdisjoint(GRAMMAR_KEYS),
        has_entities=not keys.isdisjoint(ENTITY_KEYS),
    )


@lru_cache(maxsize=4096)
def matcher(written: str, vocab: Vocab) -> Matcher:
    """spaCy's Matcher of one pattern."""
    from spacy.matcher import Matcher  # noqa: PLC0415  # spaCy costs .75 s: only where something is matched

    pattern_matcher = Matcher(vocab)
    pattern_matcher.add("cue", [json.loads(written)])
    for predicate in pattern_matcher._extra_predicates:  # type: ignore[attr-defined]  # public: matcher.pxd
        predicate.value = _by_safe_regex(predicate.value)
    return pattern_matcher


def _by_safe_regex(value: Any) -> Any:
    """What a predicate of spaCy's compares with, its regular expressions in an engine that no pattern can make explode.

    spaCy compiles them with `re` (matcher.pyx, `_RegexPredicate` and `_SetPredicate`) and only ever calls `search`.
    """
    if isinstance(value, re.Pattern):
        return compiled(value.pattern)
    if isinstance(value, set) and any(isinstance(member, re.Pattern) for member in value):
        # A list will do: spaCy only goes through the members.
        return [_by_safe_regex(member) for member in value]
    return value


def places(tokens: Sequence[str], words: Sequence[str]) -> Iterator[int]:
    """Where `tokens` stand in `words`, one after the other."""
    if not tokens:
        return
    # The first word is compared alone: slices are dear, and hardly any place begins so.
    n, first = len(tokens), tokens[0]
    wanted = tuple(tokens)
    for start in range(len(words) - n + 1):
        if words[start] == first and tuple(words[start : start + n]) == wanted:
            yield start


def shown_pattern(pattern: Sequence[Token]) -> str:
    """A pattern as people can read it: `{know} each other`, `<VERB> together`, `hardly|barely`, `_` for any word."""
    return " ".join(_shown_token(token) for token in pattern)


def _shown_token(token: Token) -> str:
    said = [_shown_key(key, value) for key, value in token.items() if key != "OP"]
    return ("+".join(said) or "_") + str(token.get("OP", ""))


def _shown_key(key: str, value: Any) -> str:
    if isinstance(value, dict) and tuple(value) == ("IN",):
        shown = "|".join(str(word) for word in value["IN"])
    else:
        shown = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
    # Words stand as they are said; all else in brackets.
    if key in _LITERAL:
        return shown
    return f"{{{shown}}}" if key == "LEMMA" else f"<{shown}>" if key in ("POS", "TAG", "DEP") else f"<{key}={shown}>"


def _inflected(token: Token) -> dict[str, Any]:
    """The token with LEMMA replaced by LOWER of its forms; left alone where LOWER is used too, or LEMMA is a regex."""
    lemma = token.get("LEMMA")
    # Two demands on one word cannot be written as one list.
    if lemma is None or "LOWER" in token:
        return dict(token)
    rest = {key: value for key, value in token.items() if key != "LEMMA"}
    if isinstance(lemma, str):
        return {**rest, "LOWER": {"IN": sorted(forms(lemma))}}
    if isinstance(lemma, dict) and set(lemma) <= {"IN", "NOT_IN"}:
        written = {name: sorted(set().union(*(forms(str(word)) for word in words))) for name, words in lemma.items()}
        return {**rest, "LOWER": written}
    return dict(token)


def sequence_places(sequence: Sequence_, words: Sequence[str]) -> Iterator[int]:
    """Where words stand one after the other as a sequence allows."""
    fixed = [(n, allowed) for n, allowed in enumerate(sequence) if allowed is not None]
    if not fixed:
        yield from range(len(words) - len(sequence) + 1 if sequence else 0)
        return
    (first, wanted), others = fixed[0], fixed[1:]
    last = len(words) - len(sequence) + first
    for place, word in enumerate(words[: max(0, last + 1)]):
        start = place - first
        if word in wanted and start >= 0 and all(words[start + n] in allowed for n, allowed in others):
            yield start


def _sequences(pattern: Sequence[Token]) -> tuple[Sequence_, ...] | None:
    """The pattern as sequences of words, one for each way to take its `?`; None where it asks for more than words."""
    sequences: list[Sequence_] = [()]
    for token in pattern:
        # Of the operators only `?` can be written out as sequences: it ends.
        if not set(token) <= {"LOWER", "OP"} or token.get("OP", "?") != "?":
            return None
        allowed = _words(token["LOWER"]) if "LOWER" in token else None
        if allowed is not None and not allowed:
            return None
        longer = [(*sequence, allowed) for sequence in sequences]
        sequences = [*longer, *sequences] if "OP" in token else longer
        if len(sequences) > _MOST_SEQUENCES:
            return None
    return tuple(dict.fromkeys(sequences))


def _words(value: Any) -> frozenset[str]:
    """The words that `LOWER` allows; none where it is neither a word nor IN."""
    if isinstance(value, str):
        return frozenset((folded(value),))
    if set(value) == {"IN"}:
        return frozenset(folded(str(word)) for word in value["IN"])
    return frozenset()


def _needs(token: Token) -> Needs:
    """What a text must hold for this token; nothing where it can be many words."""
    for key in _LITERAL:
        value = token.get(key)
        if isinstance(value, str):
            return needs_of_words((folded(value).lower(),))
        if isinstance(value, dict) and "IN" in value:
            return needs_of_words(folded(str(word)).lower() for word in value["IN"])
    return ()
