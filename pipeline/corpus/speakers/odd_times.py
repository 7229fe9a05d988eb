"""Times in shapes that `CLOCK` does not know, by the programs and typists that write them -> times in brackets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.corpus.formats.lines import CLOCK_RANGE, Line, seconds
from pipeline.corpus.speakers.labels import is_common_word, is_name_like
from pipeline.corpus.speakers.roles import looks_like_a_role

_UNITS = (
    r"(?:(?P<h>\d{1,2})\s?(?:hours?|hrs?|std|h)\b\.?[ ,:]*)?(?P<m>\d{1,3})\s?(?:minutes?|mins?|m)\.?[ ,:]*"
    r"(?P<s>\d{1,2})\s?(?:seconds?|secs?|sek|s)\b\.?"
)
# `[1 min 20 sec]`, `(1m20s)`; and `Anna 1m 20s` alone on a line.
_IN_UNITS = re.compile(rf"[\[(]\s*{_UNITS}\s*[\])]", re.IGNORECASE)
_UNITS_LAST = re.compile(rf"(?P<head>[^\d:：]{{1,50}}?)[ \t]+{_UNITS}\s*:?\s*$", re.IGNORECASE)
# `[12.0s -> 15.2s]`, as Whisper's tools write.
_IN_SECONDS = re.compile(
    r"[\[(]\s*(?P<a>\d{1,5}(?:\.\d{1,3})?)\s?s?\s*(?:-{1,2}>?|–|—|to)\s*\d{1,5}\.\d{1,3}\s?s?\s*[\])]"
)
_IN_COLUMNS = re.compile(r"\s*(?P<a>\d{1,5}\.\d{1,3})[ \t]+\d{1,5}\.\d{1,3}[ \t]+(?=\S)")
# `(12:05 Uhr)`, `12:05 Uhr: …`, `12:05 Uhr` alone, `Anna 12:05 Uhr: …`: the word for the hour goes with its time.
_HOUR = r"[ \u00a0\u202f]?(?:Uhr|uur|Hrs|hrs|h)\b\.?"
_WITH_HOUR = re.compile(rf"[\[(]\s*({CLOCK_RANGE}){_HOUR}\s*[\])]")
_HOUR_FIRST = re.compile(rf"\s*({CLOCK_RANGE}){_HOUR}\s*(?:[:：–—-]+\s*|$)")
_HOUR_IN_LABEL = re.compile(rf"(?P<head>[^\d:：]{{1,50}}?)[ ,]{{1,4}}(?P<clock>{CLOCK_RANGE}){_HOUR}\s*(?=[:：])")
_IN_ANGLES = re.compile(rf"<\s*({CLOCK_RANGE})\s*>")
# `@0:03 - Anna`, as Fathom writes.
_AFTER_AT = re.compile(rf"\s*@\s?({CLOCK_RANGE})(?:\s*[-–—](?=\s))?")
# Drop-frame time codes: `00;01;20;12`.
_DROP_FRAMES = re.compile(r"(?<![\d;:])(\d{2});([0-5]\d);([0-5]\d)[;:.]\d{2}(?![\d;:])")
_DROP_SPAN = re.compile(rf"{_DROP_FRAMES.pattern}(?:\s*(?:-{{1,2}}>?|–|—)\s*\d{{2}};\d{{2}};\d{{2}}[;:.]\d{{2}})?")
# `01.20 Anna: …`: minutes and seconds before a label.
_DOTTED_FIRST = re.compile(
    r"\s*[\[(]?(?P<m>\d{1,3})\.(?P<s>[0-5]\d)[\])]?[ \t]+(?=(?P<label>[^:：\d][^:：]{0,40})[:：])"
)
# `Anna: We did. 0:20`: a time in the right margin, without brackets.
_LAST = re.compile(r"(?:^\s*|(?<=\S)\t[ ]*|(?<=[.?!…\"”’)\]])[ ]+)(?P<clock>(?:\d{1,2}:)?\d{1,2}:[0-5]\d)\s*$")
_DIGIT = re.compile(r"\d")
_COMPANY = 3
"""Lines from which times of such a shape are times: one may be speech (`It took (3 min 20 s)`)."""

_Writer = Callable[[re.Match[str]], str]


def with_known_times(lines: Sequence[Line]) -> Sequence[Line]:
    """Lines whose times in other shapes stand in brackets as `[m:ss]`, where three lines or more have the shape."""
    # Most lines hold no digit at all, and a label's time stands near an end of the line: asked once for all shapes.
    candidates = [
        place
        for place, line in enumerate(lines)
        if line.speaker is None and (_DIGIT.search(line.text[:60]) or _DIGIT.search(line.text[-40:]))
    ]
    if len(candidates) < _COMPANY:
        return lines
    for pattern, is_first, write in (
        (_IN_ANGLES, False, lambda match: f"[{match[1]}]"),
        (_AFTER_AT, True, lambda match: f"[{match[1]}] "),
        (_WITH_HOUR, False, lambda match: f"[{match[1]}]"),
        (_HOUR_FIRST, True, lambda match: f"[{match[1]}] "),
        (_HOUR_IN_LABEL, True, lambda match: f"{match['head']} [{match['clock']}]"),
        (_DROP_SPAN, False, lambda match: f"[{match[1]}:{match[2]}:{match[3]}]"),
        (_IN_UNITS, False, _units),
        (_UNITS_LAST, True, lambda match: f"{match['head']} {_units(match)}"),
        (_IN_SECONDS, False, _seconds),
        (_IN_COLUMNS, True, lambda match: f"{_seconds(match)} "),
        (_LAST, False, lambda match: f" [{match['clock']}]"),
        (_DOTTED_FIRST, True, lambda match: f"[{int(match['m'])}:{match['s']}] "),
    ):
        places = dict(_places(lines, candidates, pattern, is_first))
        if pattern is _LAST and sum(match.start() > 0 for match in places.values()) < _COMPANY:
            continue  # a clock alone on a line belongs to the line below it
        if len(places) >= _COMPANY and (
            pattern not in (_IN_COLUMNS, _LAST, _DOTTED_FIRST) or _rise(list(places.values()))
        ):
            lines = [
                replace(line, text=pattern.sub(write, line.text, count=int(is_first))) if place in places else line
                for place, line in enumerate(lines)
            ]
    return lines


def _places(
    lines: Sequence[Line], candidates: Sequence[int], pattern: re.Pattern[str], is_first: bool
) -> Iterator[tuple[int, re.Match[str]]]:
    for place in candidates:
        line = lines[place]
        match = pattern.match(line.text) if is_first else pattern.search(line.text)
        if match and (pattern not in (_UNITS_LAST, _HOUR_IN_LABEL) or _may_speak(match["head"])):
            if pattern is _DOTTED_FIRST and not _may_speak(match["label"]):
                continue
            yield place, match


def _may_speak(label: str) -> bool:
    plain = label.strip()
    return looks_like_a_role(plain) or (is_name_like(plain) and not is_common_word(plain))


def _units(match: re.Match[str]) -> str:
    return f"[{int(match['h'] or 0)}:{int(match['m']):02d}:{int(match['s']):02d}]" if match["h"] else _short(match)


def _short(match: re.Match[str]) -> str:
    return f"[{int(match['m'])}:{int(match['s']):02d}]"


def _seconds(match: re.Match[str]) -> str:
    whole = int(float(match["a"]))
    return f"[{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}]"


def _rise(matches: Sequence[re.Match[str]]) -> bool:
    """Whether the times go on from line to line, as the numbers of a list need not."""
    values = [_value(match.groupdict()) for match in matches]
    return all(before <= after for before, after in pairwise(values))


def _value(parts: dict[str, str]) -> float:
    if "clock" in parts:
        return seconds(parts["clock"]) or 0.0
    return float(parts["a"]) if "a" in parts else int(parts["m"]) * 60 + int(parts["s"])
