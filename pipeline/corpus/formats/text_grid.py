"""Praat's TextGrids, in the long and in the short form of their text: tiers of intervals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.corpus.formats.encoding import decode
from pipeline.corpus.formats.lines import MAX_LINES, Reading, RefusedError, too_many
from pipeline.corpus.formats.tiers import Annotation, Tier, talk_in

# As Praat reads its own files: strings in quotes and numbers that stand free; all else explains them.
_TOKEN = re.compile(r'"(?P<text>(?:[^"]|"")*)"|(?<![^\s])(?P<number>-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)(?![^\s])')
_COMMENT = re.compile(r"(?m)^\s*!.*$")
_SILENT = re.compile(r"#|_|<?(?:sil|sp|spn|nib|usb|p:|pause)>?|\(\.\)", re.IGNORECASE)
"""What aligners write where nobody speaks."""

_AGAIN = "Open it in Praat and save it as a text file."


def read_text_grid(data: bytes, path: Path) -> Reading:
    """The talk of the tiers of intervals; tiers of points hold no words that last."""
    decoded = decode(data, path)
    if not re.search(r'"ooTextFile"', decoded.text[:500]) or '"TextGrid"' not in decoded.text[:500]:
        raise RefusedError("is no TextGrid as Praat writes it in text.", _AGAIN)
    tokens = _tokens(decoded.text)
    try:
        tiers = list(_tiers(tokens))
    except ValueError as error:
        raise RefusedError("is truncated or damaged: its tiers end too early.", _AGAIN) from error
    reading = talk_in(tiers, path)
    return Reading(reading.lines, (*decoded.problems, *reading.problems), has_cues=True)


_Token = tuple[str, bool, int]
"""What stands there, whether it is a string, and its line."""


def _tokens(text: str) -> Iterator[_Token]:
    number, place = 1, 0
    for match in _TOKEN.finditer(_COMMENT.sub("", text)):
        number += match.string.count("\n", place, match.start())
        place = match.start()
        if match["number"] is None:
            yield match["text"].replace('""', '"'), True, number
        else:
            yield match["number"], False, number


def _tiers(tokens: Iterator[_Token]) -> Iterator[Tier]:
    for _ in ("ooTextFile", "TextGrid"):
        _next(tokens, is_text=True)
    for _ in ("from", "to"):
        _next(tokens, is_text=False)
    for _ in range(_count(tokens)):
        kind, _ = _next(tokens, is_text=True)
        name, _ = _next(tokens, is_text=True)
        for _ in ("from", "to"):
            _next(tokens, is_text=False)
        annotations = []
        for _ in range(_count(tokens)):
            start, _ = _next(tokens, is_text=False)
            if kind == "IntervalTier":
                _next(tokens, is_text=False)
            text, number = _next(tokens, is_text=True)
            annotations.append(
                Annotation("" if _SILENT.fullmatch(text.strip()) else text, round(float(start), 3), number)
            )
        yield Tier(name.strip(), "", annotations, None if kind == "IntervalTier" else False)


def _next(tokens: Iterator[_Token], is_text: bool) -> tuple[str, int]:
    value, is_string, number = next(tokens, ("", not is_text, 0))
    if is_string != is_text:
        raise ValueError(value)
    return value, number


def _count(tokens: Iterator[_Token]) -> int:
    n = int(_next(tokens, is_text=False)[0])
    if n > MAX_LINES:
        raise too_many("annotations", MAX_LINES)
    return n
