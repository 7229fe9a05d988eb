"""Sentences, exactly as spaCy's `sentencizer` finds them with its defaults, without tokenising what ends none."""

from __future__ import annotations

import itertools
import re
from dataclasses import field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pipeline.corpus.formats.lines import MAX_SIGNS
from pipeline.io.spacy_library import spacy_library
from pipeline.study.dataclass import dataclass

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokenizer import Tokenizer

_LATIN_SIGNS = ".?!"
# A chunk and the chunks after it that do not begin with a letter or a digit: these may still belong to the sentence.
_AROUND = re.compile(r"\S+(?:\s+(?![^\W_])\S+)*")
_ENGLISH_WORD_AND_SIGN = re.compile(r"[A-Za-z]?[a-z]{2,}[.?!]")
_SPACED = re.compile(r"(\s*)(\S+)")


def sentences(nlp: Language, text: str) -> list[tuple[int, int]]:
    """What spaCy's sentencizer finds, without the white space at the edges.

    A sentence begins with the first token after `.`, `?`, `!` (or another script's sign) that is no punctuation.
    """
    rules = _rules(nlp)
    starts = None if rules is None else _starts(rules, text)
    if starts is None:
        starts = _starts_among_all_tokens(nlp, text)
    spans = (_stripped(text, start, end) for start, end in itertools.pairwise([*starts, len(text)]))
    return [(start, end) for start, end in spans if start < end]


def _starts_among_all_tokens(nlp: Language, text: str) -> list[int]:
    """Where sentences begin. The sentencizer's own loop makes a Python object of every token; this takes half of it."""
    from spacy.attrs import IDX, IS_PUNCT, ORTH  # noqa: PLC0415

    closing = _closing_signs(nlp)
    starts = [0]
    is_closed = False
    for sign, is_punctuation, start in nlp.make_doc(text).to_array([ORTH, IS_PUNCT, IDX]).tolist():
        if sign in closing:
            is_closed = True
        elif is_closed and not is_punctuation:
            starts.append(start)
            is_closed = False
    return starts


_WORD_TOKEN, _PUNCTUATION, _CLOSING = range(3)
_LONGEST_KEPT = 40
_MOST_KEPT = 100_000
Tokens = tuple[tuple[int, int], ...]
"""Of each token of a chunk where it begins and whether it is a word, punctuation, or closes a sentence."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """How a language is cut chunk by chunk, a chunk being what stands between white space.

    `sign` finds the next sign that closes a sentence among the three of Latin script, `any_sign` among all (`others`
    are those that the first does not know). `affixes_only` is the tokenizer without its special cases. `kept` has the
    tokens of chunks met before, None where a special case inside a chunk hangs on what stands beside it.
    """

    nlp: Language
    affixes_only: Tokenizer
    sign: re.Pattern[str]
    any_sign: re.Pattern[str]
    others: frozenset[str]
    kept: dict[str, Tokens | None] = field(default_factory=dict)


def _starts(rules: _Rules, text: str) -> list[int] | None:
    """As `_starts_among_all_tokens`, at an eighth of its cost: only what stands around a sign that closes is tokenised.

    Returns:
        None where the words beside a chunk can change how it is cut.
    """
    starts = [0]
    # A set of all scripts' signs costs five times as much to look through.
    next_sign = (rules.sign if rules.others.isdisjoint(text) else rules.any_sign).search
    position = 0
    while sign := next_sign(text, position):
        before = text[position : sign.start()]
        has_letters_before = before and not before[-1].isspace()
        first = sign.start() - (len(before.rsplit(None, 1)[-1]) if has_letters_before else 0)
        around = _AROUND.match(text, first)
        is_closed = False
        for space, chunk in _SPACED.findall(around[0] if around else ""):
            # Any white space but a single blank is a token of its own, and no punctuation.
            if is_closed and space and space != " ":
                starts.append(first)
                is_closed = False
            first += len(space)
            tokens = rules.kept[chunk] if chunk in rules.kept else _tokens_of(rules, chunk)
            if tokens is None:
                return None
            for start, sort in tokens:
                if sort == _CLOSING:
                    is_closed = True
                elif is_closed and sort == _WORD_TOKEN:
                    starts.append(first + start)
                    is_closed = False
            first += len(chunk)
        if is_closed:
            # The white space before the next word is stripped from both sides.
            starts.append(first)
        position = first
    return starts


def _tokens_of(rules: _Rules, chunk: str) -> Tokens | None:
    from spacy.attrs import IDX, IS_PUNCT, ORTH  # noqa: PLC0415

    tokenizer: Any = rules.nlp.tokenizer
    special_cases = tokenizer.rules or {}
    is_plain = rules.nlp.lang == "en" and _ENGLISH_WORD_AND_SIGN.fullmatch(chunk)
    # Most ends of sentences; "etc." and "id." ("i" and "d.") are special.
    if is_plain and chunk not in special_cases and chunk[:-1] not in special_cases:
        return (0, _WORD_TOKEN), (len(chunk) - 1, _CLOSING)
    closing = _closing_signs(rules.nlp)
    doc = rules.nlp.make_doc(chunk)
    tokens: Tokens | None = tuple(
        (start, _CLOSING if sign in closing else _PUNCTUATION if is_punctuation else _WORD_TOKEN)
        for sign, is_punctuation, start in doc.to_array([ORTH, IS_PUNCT, IDX]).tolist()
    )
    # "ha:D" is ha and :D, but not where the next chunk makes something of the D: spaCy looks for these in whole texts.
    inside = {token.text for token in doc if len(token) > 1} & special_cases.keys() - {chunk}
    if inside and [token.text for token in rules.affixes_only(chunk)] != [token.text for token in doc]:
        tokens = None
    if len(chunk) <= _LONGEST_KEPT and len(rules.kept) < _MOST_KEPT:
        rules.kept[chunk] = tokens
    return tokens


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


@lru_cache(maxsize=32)
def blank_pipeline(code: str) -> Language:
    """A pipeline that cuts tokens and sentences of a language and does nothing else, made once a process."""
    nlp: Language = spacy_library().blank(code)
    nlp.max_length = MAX_SIGNS  # spaCy's own million guards its parser's memory; a tokenizer alone needs little
    nlp.add_pipe("sentencizer")
    return nlp


@lru_cache(maxsize=32)
def _rules(nlp: Language) -> _Rules | None:
    """How a language is cut chunk by chunk; None where its tokenizer, or a special case, reaches over blanks."""
    from spacy.tokenizer import Tokenizer  # noqa: PLC0415

    whole: Any = nlp.tokenizer
    # Special cases of white space alone ("\n") cut nothing.
    if type(whole) is not Tokenizer or any(len(written.split()) > 1 for written in whole.rules or ()):
        return None
    affixes_only = Tokenizer(
        whole.vocab, {}, whole.prefix_search, whole.suffix_search, whole.infix_finditer, whole.token_match,
        whole.url_match,
    )  # fmt: skip
    sentencizer: Any = nlp.get_pipe("sentencizer")
    others = frozenset(sentencizer.punct_chars) - frozenset(_LATIN_SIGNS)
    any_sign = "".join(map(re.escape, (*_LATIN_SIGNS, *sorted(others))))
    return _Rules(nlp, affixes_only, re.compile(f"[{_LATIN_SIGNS}]"), re.compile(f"[{any_sign}]"), others)


@lru_cache(maxsize=32)
def _closing_signs(nlp: Language) -> frozenset[int]:
    """The signs that end a sentence for the sentencizer by default, as numbers of the vocabulary."""
    sentencizer: Any = nlp.get_pipe("sentencizer")
    return frozenset(nlp.vocab.strings.add(sign) for sign in sentencizer.punct_chars)
