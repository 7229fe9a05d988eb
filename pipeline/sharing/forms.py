"""The forms in which a name is written: whole, turned round, with initials, in parts, run together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.sharing.common_words import COMMON_WORDS, NEEDING_AN_ARTICLE
from pipeline.sharing.folding import WITHOUT_SPACES, tokens_of
from pipeline.sharing.names import Name
from pipeline.study.dataclass import dataclass

TITLES = frozenset((
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "lord", "lady", "rev",
    "reverend", "pastor", "father", "sister", "brother", "judge", "mayor", "captain", "chief", "councillor",
    "councilor", "senator", "minister", "herr", "frau", "monsieur", "madame", "senor", "senora", "jr", "sr",
))  # fmt: skip
PARTICLES = frozenset((
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "el", "al", "bin",
    "ibn", "ben", "abu", "of", "and", "the", "y", "e", "zu",
))  # fmt: skip
ABBREVIATIONS = frozenset((
    "us", "uk", "eg", "ie", "am", "pm", "dc", "la", "ny", "un", "eu", "id", "pr", "hr", "it",
))  # fmt: skip
"""Two initials with full stops that mean something else far more often than a person."""

LEAST_RUN_TOGETHER = 5
"""`aberg` is a person's address, `abe` may be any word."""


@dataclass(frozen=True, slots=True)
class Form:
    """A row of folded tokens that means a name.

    `initials`: places of tokens that are one capital letter, with or without a full stop; where all are, each needs it.
    `is_word`: a word as well, so that it is a name only where it is written as one.
    `exactly`: the one spelling that counts; '' where any does. `is_turned`: the last name stands first.
    """

    tokens: tuple[str, ...]
    shown: str
    name: Name
    initials: tuple[int, ...] = ()
    is_word: bool = False
    exactly: str = ""
    is_turned: bool = False

    @property
    def needs_article(self) -> bool:
        """Whether the word stands bare, with a capital, only where it is a name: also at the head of a sentence."""
        return self.is_word and self.tokens[0] in NEEDING_AN_ARTICLE

    @property
    def are_words(self) -> bool:
        """Whether each of several tokens is a word by itself."""
        return len(self.tokens) > 1 and COMMON_WORDS.issuperset(self.tokens)


def forms_of(names: Iterable[Name]) -> list[Form]:
    """Every form of every name. A form that is several people's stands for any of them, and says so."""
    forms: dict[tuple[tuple[str, ...], tuple[int, ...], str], list[Form]] = {}
    for name in names:
        for form in dict.fromkeys(_of_name(name)):
            forms.setdefault((form.tokens, form.initials, form.exactly), []).append(form)
    return [_shared(alike) for alike in forms.values()]


def _shared(alike: list[Form]) -> Form:
    first = alike[0]
    # The name as it is listed goes before what is only a part of another's.
    whole = [form for form in alike if form.tokens == tokens_of(form.name.name)]
    shown = sorted({form.shown for form in whole or alike})
    if len(shown) == 1:
        return (whole or alike)[0]
    words = " or ".join(words.strip("[]") for words in shown) if len(shown) <= 3 else "a person"
    return replace(first, shown=f"[{words}]")


def _of_name(name: Name) -> Iterator[Form]:
    tokens = tokens_of(name.name)
    if name.as_written:
        yield Form(tokens, name.shown, name, exactly=name.name)
        return
    for spelling in (tokens, *_spelt_otherwise(name.name, tokens)):
        yield from _spelt(name, spelling)


def _spelt(name: Name, tokens: tuple[str, ...]) -> Iterator[Form]:
    def form(*parts: str, initials: tuple[int, ...] = (), is_turned: bool = False) -> Form:
        is_word = len(parts) == 1 and parts[0] in COMMON_WORDS
        return Form(parts, name.shown, name, initials, is_word, is_turned=is_turned)

    yield form(*tokens)
    core = tuple(token for token in tokens if token not in TITLES) or tokens
    if len(core) > 1 and sum(map(len, core)) >= LEAST_RUN_TOGETHER:
        yield form("".join(core))
    if name.kind != "person" or len(core) == 1:
        # `Dr. Berg` is listed with the title; `Berg` alone is the same person.
        yield form(*core)
        return
    yield from (form(*parts, is_turned=is_turned) for parts, is_turned in _orders(core))
    given, last = core[0], core[-1]
    yield form(given[0], last, initials=(0,))
    yield form(last, given[0], initials=(1,), is_turned=True)
    yield form(given, last[0], initials=(1,))
    if len(core) > 2:
        yield form(*(part[0] for part in core[:-1]), last, initials=tuple(range(len(core) - 1)))
        yield form(given, *(part[0] for part in core[1:-1]), last, initials=tuple(range(1, len(core) - 1)))
    letters = "".join(part[0] for part in core)
    if letters not in ABBREVIATIONS:
        yield form(*letters, initials=tuple(range(len(core))))
    if len(last) + 1 >= LEAST_RUN_TOGETHER:
        yield form(given[0] + last)
    yield from (form(part) for part in core if len(part) > 1 and part not in PARTICLES)


def _orders(core: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], bool]]:
    """The whole name in other orders, apart and run together; whether the last name stands first."""
    given, last = core[0], core[-1]
    for parts, is_turned in ((core, False), ((given, last), False), ((last, *core[:-1]), True), ((last, given), True)):
        yield parts, is_turned
        if sum(map(len, parts)) >= LEAST_RUN_TOGETHER:
            yield ("".join(parts),), False


def _spelt_otherwise(name: str, tokens: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """`Mueller` for `Müller`, and the other way round."""
    from_umlauts = name.casefold().translate(
        {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue", ord("å"): "aa", ord("ø"): "oe"}
    )
    without = tuple(token.replace("ae", "a").replace("oe", "o").replace("ue", "u") for token in tokens)
    yield from {tokens_of(from_umlauts), without} - {tokens}


def is_without_spaces(name: str) -> bool:
    """Whether a name is written in a script that puts no space between words."""
    return bool(WITHOUT_SPACES.search(name))
