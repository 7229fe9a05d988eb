"""Text without accents, capitals and hidden characters, each of whose characters knows where it came from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

LETTERS = re.compile(r"[^\W\d_]+")
# What has no decomposition in Unicode and is written without its stroke on other keyboards.
PLAIN = {
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t",
    "’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", "–": "-", "—": "-",
}  # fmt: skip
# Scripts that put no space between words: a name in them has no edges to look for.
WITHOUT_SPACES = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")


@lru_cache(maxsize=4096)
def _folded_sign(sign: str) -> str:
    decomposed = "".join(
        part
        for part in unicodedata.normalize("NFKD", sign)
        if unicodedata.category(part) not in ("Mn", "Mc", "Me", "Cf")
    )
    return "".join(PLAIN.get(part, part) for part in decomposed.casefold())


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place in `text` that it came from, with the end at last."""
    if text.isascii():
        return text.lower(), list(range(len(text) + 1))
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        folded = _folded_sign(sign)
        signs.append(folded)
        places += [place] * len(folded)
    return "".join(signs), [*places, len(text)]


def folded(text: str) -> str:
    """The text without accents, capitals and hidden characters."""
    return fold_with_places(text)[0]


def tokens_of(name: str) -> tuple[str, ...]:
    """The runs of letters of a name, folded."""
    return tuple(LETTERS.findall(folded(name)))


def camel_parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Places of the parts of `AnnaBerg`; nothing where no capital stands after a small letter."""
    cuts = [place for place in range(start + 1, end) if text[place].isupper() and text[place - 1].islower()]
    if cuts:
        yield from zip([start, *cuts], [*cuts, end], strict=True)
