"""Finds names in a text, in every form in which people write them, and puts what stands instead in their place."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace

from pipeline.sharing.folding import LETTERS, camel_parts, fold_with_places, folded
from pipeline.sharing.forms import Form, forms_of, is_without_spaces
from pipeline.sharing.names import Name
from pipeline.study.dataclass import dataclass

# Between the parts of a name: `Anna Berg`, `Berg, Anna`, `A. Berg`, `anna_berg`, `anna.berg`, and nothing at all.
BETWEEN = re.compile(r"[\s.,\-_+/·'’‘ʼ‐‑–\u00ad\u200b-\u200d]{0,3}")
TURNED = re.compile(r",\s?|\s|[_\-.+/]?")
EMAIL = re.compile(r"[\w.+'’-]+@[\w-]+(?:\.[\w-]+)+")
HANDLE = re.compile(r"(?<![\w@.])@\w[\w.]*\w")
ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"')\]]+|#\w+", re.IGNORECASE)
# A name at the head of a sentence is written as any word is there.
HEAD = re.compile(r"(?:^|[.?!…:;\n])[\s\"'“”‘’(\[]*$|[\"“‘]$")
TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Mx|Dr|Prof|Rev|Hon|St|Sgt|Lt|Capt)\.\s*$")
LEAST_IN_AN_ADDRESS = 4
WHOLE = (-99, False)
"""Goes before every form of a name that lies inside."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of a text, and what stands there instead. `what` is the name as listed, or the kind of address."""

    start: int
    end: int
    instead: str
    what: str
    rank: tuple[int, bool] = (0, False)
    """The more parts of a name it holds the better, and in the order in which names are said."""


@dataclass
class Tally:
    """How often what was replaced, and what was left standing since it may be a word: by name as listed."""

    replaced: Counter[str] = field(default_factory=Counter)
    as_words: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)


class Replacer:
    """Replaces the names of a study, the longest first; what has been put in is never looked at again."""

    def __init__(self, names: Iterable[Name]) -> None:
        listed = list(names)
        self.tally = Tally()
        self._by_first: dict[str, list[Form]] = defaultdict(list)
        self._in_addresses: dict[str, Form] = {}
        self._unspaced: list[tuple[str, Name]] = []
        for form in forms_of(name for name in listed if not is_without_spaces(name.name)):
            self._by_first[form.tokens[0]].append(form)
            if len(form.tokens) == 1 and len(form.tokens[0]) >= LEAST_IN_AN_ADDRESS:
                self._in_addresses.setdefault(form.tokens[0], form)
        for name in listed:
            if is_without_spaces(name.name):
                self._unspaced.append((folded(name.name), name))
        self._memory: dict[str, str] = {}
        self._as_words: list[tuple[int, str]] = []

    def text(self, text: str) -> str:
        """The text with every name replaced."""
        if text not in self._memory:
            self._memory[text] = applied(text, self.edits(text))
        return self._memory[text]

    def edits(self, text: str) -> list[Edit]:
        """What is to be replaced, in the order of the text, nothing on top of another."""
        if not text or not (self._by_first or self._unspaced or "@" in text):
            return []
        self._as_words.clear()
        chosen = longest_first(self._candidates(text))
        for edit in chosen:
            self.tally.replaced[edit.what] += 1
        for start, what in set(self._as_words):
            # Another spelling of the same person may have taken it all the same.
            is_replaced = any(edit.start <= start < edit.end for edit in chosen)
            (self.tally.as_words if is_replaced else self.tally.left)[what] += 1
        return _joined(text, chosen)

    def _candidates(self, text: str) -> Iterator[Edit]:
        plain, places = fold_with_places(text)
        yield from self._addresses(text)
        for words, name in self._unspaced:
            start = -1
            while (start := plain.find(words, start + 1)) >= 0:
                yield Edit(places[start], _end(places, start + len(words)), name.shown, name.name, WHOLE)
        spans = [match.span() for match in LETTERS.finditer(plain)]
        tokens = [(plain[start:end], places[start], _end(places, end)) for start, end in spans]
        yield from self._in_tokens(text, tokens)
        for token, start, end in tokens:
            parts = [(folded(text[left:right]), left, right) for left, right in camel_parts(text, start, end)]
            if parts and token:
                yield from self._in_tokens(text, parts)

    def _in_tokens(self, text: str, tokens: Sequence[tuple[str, int, int]]) -> Iterator[Edit]:
        for n, (token, start, _) in enumerate(tokens):
            # `the Bergs`, `Annas Haus`: an s after a name, where it is written with a capital.
            firsts = (
                [token, token[:-1]] if token.endswith("s") and len(token) > 3 and text[start].isupper() else [token]
            )
            for first in firsts:
                for form in self._by_first.get(first, ()):
                    edit = self._match(text, tokens[n : n + len(form.tokens)], form)
                    if edit is not None:
                        yield edit

    def _match(self, text: str, tokens: Sequence[tuple[str, int, int]], form: Form) -> Edit | None:
        if len(tokens) < len(form.tokens):
            return None
        last = len(tokens) - 1
        for n, ((token, start, end), wanted) in enumerate(zip(tokens, form.tokens, strict=True)):
            has_plural = not form.is_word or form.needs_article
            is_plural = n == last and token == wanted + "s" and text[start].isupper() and has_plural
            if token != wanted and not is_plural:
                return None
            if n < last and not _may_stand_between(text, (start, end), tokens[n + 1][1], form):
                return None
            # `Will Hope`, and not `they will hope`.
            if form.are_words and not text[start].isupper():
                return None
            if n in form.initials and not self._is_initial(text, start, end, form):
                return None
        start, end = tokens[0][1], tokens[last][2]
        if form.exactly and text[start:end] != form.exactly:
            return None
        if form.is_word and not self._is_written_as_a_name(text, start, end, form):
            return None
        # The full stop of an initial at the end goes with it.
        if last in form.initials and text[end : end + 1] == ".":
            end += 1
        return Edit(start, end, form.shown, form.name.name, (-len(form.tokens), form.is_turned))

    def _is_initial(self, text: str, start: int, end: int, form: Form) -> bool:
        has_stop = text[end : end + 1] == "."
        is_all = len(form.initials) == len(form.tokens)
        is_last = form.initials == (len(form.tokens) - 1,)
        return text[start].isupper() and (has_stop or not (is_all or is_last))

    def _is_written_as_a_name(self, text: str, start: int, end: int, form: Form) -> bool:
        # `Grace's` at the head of a sentence is a name: words of that kind have no possessive there.
        has_possessive = text[end : end + 2] in ("'s", "’s")
        is_name = text[start].isupper() and (has_possessive or form.needs_article or not is_head(text, start))
        if text[start].isupper():
            self._as_words.append((start, form.name.name))
        return is_name

    def _addresses(self, text: str) -> Iterator[Edit]:
        """Addresses of mail and handles, somebody's or not; web addresses and hashtags where a name stands in them."""
        for pattern, kind in ((EMAIL, "[e-mail]"), (HANDLE, "[handle]"), (ADDRESS, "")):
            for match in pattern.finditer(text):
                letters = "".join(LETTERS.findall(folded(match[0])))
                named = [form for part, form in self._in_addresses.items() if part in letters]
                best = max(named, key=lambda form: (len(form.tokens[0]), form.shown), default=None)
                if best is not None and not (best.is_word and not kind):
                    yield Edit(match.start(), match.end(), best.shown, best.name.name, WHOLE)
                elif kind:
                    yield Edit(match.start(), match.end(), kind, kind, WHOLE)


def _may_stand_between(text: str, token: tuple[int, int], following: int, form: Form) -> bool:
    """Whether two parts of a name are near enough to each other to be one name."""
    if not form.is_turned:
        return BETWEEN.fullmatch(text, token[1], following) is not None
    # `Berg Anna` is a name, `the berg Anna saw` is none.
    is_apart = text[token[1] : following].isspace()
    are_capitals = text[token[0]].isupper() and text[following].isupper()
    return TURNED.fullmatch(text, token[1], following) is not None and (are_capitals or not is_apart)


def _end(places: Sequence[int], end: int) -> int:
    """Where a folded stretch ends in the text: behind its last sign, with the marks that follow on it."""
    return places[end] if end < len(places) else places[-1]


def is_head(text: str, start: int) -> bool:
    """Whether a sentence begins at a place: `Mr. Hale` is none of its own."""
    return HEAD.search(text, 0, start) is not None and TITLE.search(text, 0, start) is None


def longest_first(candidates: Iterable[Edit]) -> list[Edit]:
    """Edits of which none touches another, longer ones before shorter, in the order of the text."""
    chosen: list[Edit] = []
    for edit in sorted(candidates, key=lambda edit: (*edit.rank, edit.start - edit.end, edit.start, edit.instead)):
        if all(edit.end <= other.start or other.end <= edit.start for other in chosen):
            chosen.append(edit)
    return sorted(chosen, key=lambda edit: edit.start)


def _joined(text: str, edits: Iterable[Edit]) -> list[Edit]:
    """The edits, with those that are parts of one name made one: `Gus Hadley`, listed as Gus and Augustus Hadley.

    `[person] [person]` would tell that there is a name by which others call them.
    """
    joined: list[Edit] = []
    for edit in edits:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.instead == edit.instead
            and before.end < edit.start
            and not text[before.end : edit.start].strip(" \u00a0")
            # `Gus Gus` is called twice.
            and folded(text[before.start : before.end]) != folded(text[edit.start : edit.end])
        ):
            joined[-1] = replace(before, end=edit.end)
        else:
            joined.append(edit)
    return joined


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The text after its edits."""
    pieces, done = [], 0
    for edit in edits:
        pieces += [text[done : edit.start], edit.instead]
        done = edit.end
    return "".join((*pieces, text[done:]))
