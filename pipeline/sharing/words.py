"""What is written about a study, as it is shared: names replaced, and words that may not be quoted taken out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from pipeline.sharing.folding import fold_with_places
from pipeline.sharing.replacing import Edit, Replacer, applied, longest_first
from pipeline.sharing.transcripts import WITHHELD

WORDS = re.compile(r"[^\W_]+")
RUN = 5
"""Words in a row that are somebody's own: four in a row are said by many, and of notes nothing would be left."""

SHORTEST_QUOTED = 3
"""Words between quotation marks that are somebody's own: who writes them so says that they were said."""
QUOTED = re.compile(r"[\"“„«‟”](?P<words>[^\"“„«‟”»\n]{1,200})[\"“”»‟]")

Anything = TypeVar("Anything")


class WithheldWords:
    """Knows the words of turns that may not be quoted, to find them again in notes, memos and tables."""

    def __init__(self, closed: Iterable[str], open_texts: Iterable[str]) -> None:
        lengths = range(SHORTEST_QUOTED, RUN + 1)
        runs = {run for text in closed for length in lengths for run in runs_of(text, length)}
        # What others said as well gives nobody's words away.
        if runs:
            runs -= {run for text in open_texts for length in lengths for run in runs_of(text, length)}
        self._runs = runs

    def edits(self, text: str) -> Iterator[Edit]:
        """Each stretch of the text that repeats such words."""
        if not self._runs or not text:
            return
        for quotation in QUOTED.finditer(text):
            quoted = tuple(WORDS.findall(fold_with_places(quotation["words"])[0]))
            if len(quoted) < RUN and quoted in self._runs:
                yield Edit(*quotation.span("words"), WITHHELD, WITHHELD, (-100, False))
        plain, places = fold_with_places(text)
        spans = [match.span() for match in WORDS.finditer(plain)]
        words = [plain[start:end] for start, end in spans]
        starts = [n for n in range(len(words) - RUN + 1) if tuple(words[n : n + RUN]) in self._runs]
        while starts:
            first = last = starts.pop(0)
            # Runs that overlap are one stretch.
            while starts and starts[0] <= last + RUN:
                last = starts.pop(0)
            end = spans[last + RUN - 1][1]
            yield Edit(places[spans[first][0]], places[end], WITHHELD, WITHHELD, (-100, False))


def runs_of(text: str, length: int = RUN) -> Iterator[tuple[str, ...]]:
    """Every run of so many words of a text, folded."""
    words = WORDS.findall(fold_with_places(text)[0])
    yield from (tuple(words[n : n + length]) for n in range(len(words) - length + 1))


class Outgoing:
    """Everything in words that leaves: asked once of each text, never of what it has already given back."""

    def __init__(self, replacer: Replacer, withheld: WithheldWords) -> None:
        self._replacer, self._withheld = replacer, withheld
        self._memory: dict[str, str] = {}

    def text(self, text: str) -> str:
        """A text of the team's own, as it is shared."""
        if text not in self._memory:
            edits = longest_first((*self._withheld.edits(text), *self._replacer.edits(text)))
            self._memory[text] = applied(text, edits)
        return self._memory[text]

    def name(self, name: str) -> str:
        """A name of a file or page that people gave: as it was, or without what gives somebody away."""
        shared = self.text(name)
        return name if shared == name else re.sub(r"[^\w-]+", "-", shared).strip("-")

    def all(self, value: Anything, kept: tuple[str, ...] = ()) -> Anything:
        """The same thing with every text in it as it is shared: records, mappings' values, lists; ids stay.

        `kept`: fields that are left alone beside those that end in `_id`.
        """
        return self._all(value, kept)  # type: ignore[no-any-return]

    def _all(self, value: Any, kept: tuple[str, ...]) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {
                key: part if str(key).endswith("_id") or key in kept else self._all(part, kept)
                for key, part in value.items()
            }
        if isinstance(value, (list, tuple)):
            parts = [self._all(part, kept) for part in value]
            return parts if isinstance(value, list) else tuple(parts)
        if is_dataclass(value) and not isinstance(value, type) and type(value).__module__.startswith("pipeline."):
            changed = {
                part.name: self._all(getattr(value, part.name), kept)
                for part in fields(value)
                if part.init and not part.name.endswith("_id") and part.name not in kept
            }
            return replace(value, **changed)
        return value
