"""Whether a token pattern is one that spaCy's Matcher knows, told without loading spaCy.

Source: spaCy 3.8, https://spacy.io/api/matcher#patterns
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pipeline.io.safe_regex import UnusableRegexError, compiled
from pipeline.study.problems import did_you_mean

Said = tuple[str, str]  # what is wrong, what to do

TEXT_KEYS = ("ORTH", "TEXT", "NORM", "LOWER", "LEMMA", "SHAPE", "POS", "TAG", "DEP", "MORPH")
ENTITY_KEYS = ("ENT_TYPE", "ENT_ID", "ENT_IOB", "ENT_KB_ID")
FLAG_KEYS = (
    *("IS_ALPHA", "IS_ASCII", "IS_DIGIT", "IS_LOWER", "IS_UPPER", "IS_TITLE", "IS_PUNCT", "IS_SPACE", "IS_STOP"),
    *("IS_SENT_START", "SENT_START", "SPACY", "LIKE_NUM", "LIKE_URL", "LIKE_EMAIL", "IS_BRACKET", "IS_QUOTE"),
    *("IS_LEFT_PUNCT", "IS_RIGHT_PUNCT", "IS_CURRENCY"),
)
GRAMMAR_KEYS = frozenset(("POS", "TAG", "DEP", "MORPH", "IS_SENT_START", "SENT_START", *ENTITY_KEYS))
KEYS = (*TEXT_KEYS, *ENTITY_KEYS, *FLAG_KEYS, "LENGTH", "OP")
_SETS = ("IN", "NOT_IN", "IS_SUBSET", "IS_SUPERSET", "INTERSECTS")
_FUZZY = ("FUZZY", *(f"FUZZY{n}" for n in range(1, 10)))
_COMPARED = ("==", "!=", ">=", "<=", ">", "<")
_OPERATORS = re.compile(r"[!?+*]|\{\d+\}|\{\d+,\d*\}|\{,\d+\}")
POS_TAGS = frozenset(
    [
        "ADJ",
        "ADP",
        "ADV",
        "AUX",
        "CONJ",
        "CCONJ",
        "DET",
        "INTJ",
        "NOUN",
        "NUM",
        "PART",
        "PRON",
        "PROPN",
        "PUNCT",
        "SCONJ",
        "SYM",
        "VERB",
        "X",
        "SPACE",
    ]
)
MOST_TOKENS = 30
MOST_WAYS = 8
COST_OF_NO_END = 4
"""spaCy follows every way through a pattern apart. Each token that may be missing about doubles the ways, and each
without an end (`*`, `+`, `{2,}`) takes the length of the sentence times as many: twelve of them filled the memory of
the machine. Within this measure a sentence of 100 words takes a third of a second at most; the patterns of the shipped
codebook come to 5."""


def faults_of(pattern: tuple[Mapping[str, Any], ...]) -> Iterator[Said]:
    """Everything that keeps spaCy from using a pattern, each with its remedy."""
    if not pattern:
        yield "a pattern has no tokens.", "Write at least one: [{LOWER: trust}]."
    if len(pattern) > MOST_TOKENS:
        yield f"a pattern has {len(pattern)} tokens.", f"Keep it under {MOST_TOKENS + 1}, or write it as a phrase."
    for token in pattern:
        for key, value in token.items():
            yield from _key_faults(key, value)
    yield from _size_faults(pattern)
    # It would match nothing at all, everywhere.
    if pattern and all(may_be_missing(token) for token in pattern):
        yield "a pattern whose tokens may all be missing.", "Take the OP away from one of its tokens."


def has_no_end(token: Mapping[str, Any]) -> bool:
    """Whether the token may be repeated as often as one likes."""
    operator = str(token.get("OP", ""))
    return operator in ("*", "+") or operator.endswith(",}")


def _size_faults(pattern: tuple[Mapping[str, Any], ...]) -> Iterator[Said]:
    """A pattern that could be matched in more ways than a machine can follow."""
    n_tokens = n_ways = 0
    for token in pattern:
        operator = str(token.get("OP", ""))
        least, most = _repeated(operator) if _OPERATORS.fullmatch(operator) else (1, 1)
        n_tokens += most
        n_ways += COST_OF_NO_END if has_no_end(token) else most - least
    if len(pattern) <= MOST_TOKENS < n_tokens:
        yield f"a pattern has up to {n_tokens} tokens.", f"Repeat fewer: {MOST_TOKENS} are the most."
    elif n_ways > MOST_WAYS:
        yield (
            f"a pattern can be matched in too many ways (measure {n_ways}, at most {MOST_WAYS}).",
            f"Use fewer operators: * and + count {COST_OF_NO_END} each, ? counts 1, {{n,m}} counts m - n.",
        )


def _repeated(operator: str) -> tuple[int, int]:
    """How often an operator lets a token stand, at least and at most; without an end: once more than at least."""
    if operator.startswith("{"):
        least, _, most = operator[1:-1].partition(",")
        low = int(least or 0)
        return low, (low if "," not in operator else int(most) if most else low + 1)
    return {"?": (0, 1), "*": (0, 1), "+": (1, 2)}.get(operator, (1, 1))


def may_be_missing(token: Mapping[str, Any]) -> bool:
    """Whether the pattern also fits where nothing stands for this token."""
    operator = str(token.get("OP", ""))
    return operator in ("?", "*", "!") or operator.startswith(("{0", "{,"))


def _key_faults(key: str, value: Any) -> Iterator[Said]:
    if key not in KEYS:
        remedy = did_you_mean(key, KEYS, "see docs/codebook.md for the keys of a pattern.")
        yield f"unknown key '{key}' in a pattern.", remedy
    elif key == "OP":
        if not (isinstance(value, str) and _OPERATORS.fullmatch(value)):
            yield f"unknown operator '{value}' in a pattern.", "Use one of ! ? + * {n} {n,m}, in quotes."
    elif key == "LENGTH":
        yield from _number_faults(value)
    elif key in FLAG_KEYS:
        if not isinstance(value, bool):
            yield f"{key} in a pattern should be true or false.", f"Write {key}: true."
    else:
        yield from _text_faults(key, value)


def _number_faults(value: Any) -> Iterator[Said]:
    numbers: list[Any] = [value]
    if isinstance(value, dict):
        numbers = [n for m in value.values() for n in (m if isinstance(m, list) else [m])]
        if unknown := [name for name in value if name not in (*_COMPARED, *_SETS)]:
            yield f"unknown comparison '{unknown[0]}' in a pattern.", f"Use one of {' '.join(_COMPARED)}."
    # In Python True is a whole number; in a pattern it is a slip.
    if not numbers or any(isinstance(n, bool) or not isinstance(n, int) for n in numbers):
        yield "LENGTH in a pattern should be a whole number.", 'Write LENGTH: 3, or LENGTH: {">=": 3}.'


def _text_faults(key: str, value: Any) -> Iterator[Said]:
    if isinstance(value, dict):
        for name, wanted in value.items():
            yield from _predicate_faults(key, name, wanted)
        if not value:
            yield f"{key} in a pattern has no value.", f"Write {key}: word, or {key}: {{IN: [word, other]}}."
    elif not isinstance(value, str) or not value:
        yield f"{key} in a pattern should be text.", f'Write {key}: word; a number or true in quotes: {key}: "2020".'
    elif key == "POS" and value not in POS_TAGS:
        yield (
            f"'{value}' is no part of speech.",
            did_you_mean(value, POS_TAGS, f"use one of {' '.join(sorted(POS_TAGS))}."),
        )


def _predicate_faults(key: str, name: str, wanted: Any) -> Iterator[Said]:
    names = (*_SETS, "REGEX", *_FUZZY)
    if name in _SETS:
        if not (isinstance(wanted, list) and wanted and all(isinstance(text, str) for text in wanted)):
            yield f"{name} in a pattern should be a list of texts.", f"Write {key}: {{{name}: [one, other]}}."
    elif name == "REGEX" or name in _FUZZY:
        if isinstance(wanted, dict) and len(wanted) == 1 and next(iter(wanted)) in ("IN", "NOT_IN"):
            inner = next(iter(wanted.values()))
            words = inner if isinstance(inner, list) else [inner]
        else:
            words = [wanted]
        yield from _each(words, _regex_faults if name == "REGEX" else _word_faults)
    else:
        yield f"unknown '{name}' in a pattern.", did_you_mean(name, names, f"use one of {' '.join(names)}.")


def _each(words: list[Any], faults: Callable[[Any], Iterator[Said]]) -> Iterator[Said]:
    for word in words:
        yield from faults(word)


def _word_faults(word: Any) -> Iterator[Said]:
    if not isinstance(word, str):
        yield f"'{word}' in a pattern should be text.", "Put it in quotes."


def _regex_faults(word: Any) -> Iterator[Said]:
    yield from _word_faults(word)
    if isinstance(word, str):
        try:
            compiled(word)
        except UnusableRegexError as why:
            yield (
                f"the regular expression '{word[:60]}' is not valid: {why}.",
                "Mend it, or list the words with IN. It looks at one word: ^ is its beginning, $ its end; "
                "look-around, back-references and \\b are not known.",
            )
