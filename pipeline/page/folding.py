"""Words as they are searched: without accents, points, capitals and signs that nobody types."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Accents of Latin, Greek and Cyrillic; points of Hebrew; vowels and the stretched line of Arabic. Vowel signs of other
# scripts are letters. As static/desk.js has them.
MARKS = "\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670"
UNTYPED = re.compile(f"[{MARKS}\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Marks, soft hyphens, and signs that steer the direction of writing or join letters."""
TYPED = {sign: plain for plain, signs in (("'", "’‘‛ʼ´"), ('"', "“”„«»"), ("-", "‐‑–—")) for sign in signs}
PRINTED = re.compile(f"[{''.join(TYPED)}]")
"""Signs that a word processor puts in the place of those that are typed."""
KEPT = 1024
"""Transcripts whose folded text is kept for the next letter that is typed."""


def folded(text: str) -> str:
    """The text as it is compared: `Équipe’s` is `equipe's`. It may be shorter or longer than it was."""
    if not text.isascii():
        # One search for rare signs: to translate a text sign by sign takes ten times as long.
        text = PRINTED.sub(lambda sign: TYPED[sign[0]], text)
        text = UNTYPED.sub("", unicodedata.normalize("NFD", text))
    return text.casefold()


folded_transcript = lru_cache(maxsize=KEPT)(folded)


def place_of(words: str, wanted: str) -> tuple[int, int] | None:
    """Where folded words begin and end in a text, in its own code points; None where it has none of them."""
    at = folded(words).find(wanted)
    if at < 0:
        return None
    start, end, n_folded = len(words), len(words), 0
    for n, sign in enumerate(words):
        # An accent that stands for itself belongs to the letter before it.
        size = len(folded(sign))
        if size and n_folded >= at + len(wanted):
            end = n
            break
        if n_folded <= at < n_folded + size:
            start = n
        n_folded += size
    return start, end
