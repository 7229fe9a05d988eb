"""Sentences of turns, cut again with spaCy's blank pipeline (contract section 3, "Segments")."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def sentences(text: str, model: Callable[[str], Any]) -> list[tuple[int, int]]:
    """(start, end) of the segments of one turn, in characters of the turn."""
    words = text.split()
    if 40 * sum(text.count(mark) for mark in ".?!") < len(words):
        return windows(text, words, 30)
    found = []
    for sentence in model(text).sents:
        start, end = sentence.start_char, sentence.end_char
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start < end:
            found.append((start, end))
    return found


def windows(text: str, words: list[str], size: int) -> list[tuple[int, int]]:
    """Stretches of `size` words each, the last what is left."""
    spots, at = [], 0
    for word in words:
        start = text.index(word, at)
        at = start + len(word)
        spots.append((start, at))
    return [(spots[i][0], spots[min(i + size, len(spots)) - 1][1]) for i in range(0, len(spots), size)]
