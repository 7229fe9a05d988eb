"""Captions: WebVTT (Zoom, Teams, podcasts) and SubRip, cue by cue."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.corpus.formats.encoding import decode
from pipeline.corpus.formats.lines import CLOCK, Line, Reading, RefusedError, seconds, without_entities
from pipeline.study.problems import Problem, caution

_SECONDS = r"\d+(?:[.,]\d{1,6})?"
_TIMES = re.compile(rf"\s*(?:(?P<from>{CLOCK})|(?P<bare>{_SECONDS}))\s*-->\s*(?:{CLOCK}|{_SECONDS})(?:\s.*)?$")
_ANY_TIME = re.compile(rf"{CLOCK}|\d+[.,:]\d+|\d+\s*-->|-->\s*\d+")
_WEAK_ARROW = re.compile(r"\s*(?:\d{1,2}:)+\d{2}[.,]\d{1,3}\s*(?:->|=>|→)\s*(?:\d{1,2}:)+\d{2}[.,]\d{1,3}\s*$")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?(?:[ \t]+(?P<name>[^>]*))?>|</v>")
_MARKUP = re.compile(
    r"</?(?:c|i|b|u|s|em|strong|ruby|rt|lang|font)(?:\.[^\s<>]*)*(?:\s[^<>]*)?>|<(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}>|\{\\an?\d{1,2}\}",
    re.IGNORECASE,
)
_CUE_NUMBER = re.compile(r"\s*\d+\s*$")
_GUID = re.compile(r"\s*[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?:[/-]\d+)*(?:-\d+)?\s*$")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_CUT_OFF = re.compile(r"\s*[\d:.,]{4,}\s*(?:-{1,2}>?\s*[\d:.,]*)?$")
_AGAIN = "Export it once more, or mend the line: 00:01:02.000 --> 00:01:05.000."


@dataclass
class _Cue:
    """One cue while it is read: its time and its lines with their numbers in the file."""

    start: float | None
    number: int
    lines: list[tuple[int, str]] = field(default_factory=list)


def read_vtt(data: bytes, path: Path) -> Reading:
    """A WebVTT file: voices (`<v Name>`, several in a cue, closed or not) or labels at the start of cues."""
    return _read(data, path, is_vtt=True)


def read_srt(data: bytes, path: Path) -> Reading:
    """A SubRip file: labels at the start of cues, or of lines inside them. One that says WEBVTT is read as that."""
    return _read(data, path, is_vtt=False)


def ending_of(lines: Sequence[str]) -> str:
    """`.vtt` or `.srt` where the lines of a text look like captions (the header, or two lines of times), else ``."""
    if lines and _is_header(lines[0]):
        return ".vtt"
    return ".srt" if sum("-->" in line and bool(_TIMES.match(line)) for line in lines) >= 2 else ""


def _read(data: bytes, path: Path, is_vtt: bool) -> Reading:
    decoded = decode(data, path)
    source = decoded.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    _stop_if_cut_off(source)
    is_vtt = is_vtt or _is_header(source[0])
    rows = tuple(_without_asides(source)) if is_vtt else tuple(enumerate(source, 1))
    cues, problems = _cues(rows, path)
    if not cues:
        raise RefusedError(
            "has no captions: no line with `-->` and times was found.",
            "If it is a plain text, let its name end in .txt; otherwise export it once more.",
        )
    lines = tuple(line for cue in cues for line in _lines_of(cue))
    return Reading(lines, (*decoded.problems, *problems), has_cues=True)


def _stop_if_cut_off(source: Sequence[str]) -> None:
    """A last line that stops in the middle of its times shows that the rest of the file is missing."""
    last = source[-1]
    if _CUT_OFF.match(last) and ":" in last and not _TIMES.match(last):
        raise RefusedError(
            "is truncated: it ends in the middle of a cue's times.", "Copy or export it once more.", len(source)
        )


def _is_header(line: str) -> bool:
    return line.lstrip("\ufeff").startswith("WEBVTT")


def _without_asides(source: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Numbered lines without the header and the NOTE, STYLE and REGION blocks, which nobody speaks."""
    is_aside = False
    before = ""
    for number, line in enumerate(source, 1):
        is_header = number == 1 and _is_header(line)
        if is_header or (not before.strip() and _ASIDE.match(line)):
            is_aside = True
        elif not line.strip() or "-->" in line:
            is_aside = False
        before = line
        yield number, "" if is_aside else line


def _cues(rows: Sequence[tuple[int, str]], path: Path) -> tuple[list[_Cue], list[Problem]]:
    cues: list[_Cue] = []
    problems: list[Problem] = []
    n_arrows = 0
    is_inside = False
    for place, (number, line) in enumerate(rows):
        if "-->" in line or _WEAK_ARROW.match(line):
            n_arrows += 1
            times = _TIMES.match(line)
            if times is None:
                problems.append(_broken(path, number, line))
            if times is not None or _ANY_TIME.search(line):
                cues.append(_Cue(_start(times), number))
                is_inside = True
                continue
        if not line.strip():
            is_inside = False
        elif not _is_id(rows, place, is_inside):
            if not is_inside:
                problems.append(_stray(path, number, line))
                cues = cues or [_Cue(None, number)]
            cues[-1].lines.append((number, line))
    if n_arrows == 0:
        return [], problems
    return cues, problems


def _is_id(rows: Sequence[tuple[int, str]], place: int, is_inside: bool) -> bool:
    """Whether a line is a cue's number or name: the line before its times, which opens a block."""
    if place + 1 >= len(rows) or not _is_times(rows[place + 1][1]):
        return _GUID.match(rows[place][1]) is not None
    line = rows[place][1]
    return not is_inside or bool(_CUE_NUMBER.match(line) or _GUID.match(line))


def _is_times(line: str) -> bool:
    return ("-->" in line and bool(_ANY_TIME.search(line))) or bool(_WEAK_ARROW.match(line))


def _start(times: re.Match[str] | None) -> float | None:
    if times is None:
        return None
    if times.group("from"):
        return seconds(times.group("from"))
    return round(float(times.group("bare").replace(",", ".")), 3)


def _lines_of(cue: _Cue) -> Iterator[Line]:
    """The lines of a cue; where voices are tagged, one a voice."""
    speaker: str | None = None
    for number, text in cue.lines:
        place = 0
        for tag in _VOICE.finditer(text):
            if text[place : tag.start()].strip() or speaker:
                yield from _spoken(text[place : tag.start()], number, cue, speaker)
            speaker = (
                " ".join(without_entities(tag.group("name") or "").split()) or None if tag.group() != "</v>" else None
            )
            place = tag.end()
        yield from _spoken(text[place:], number, cue, speaker)


def _spoken(text: str, number: int, cue: _Cue, speaker: str | None) -> Iterator[Line]:
    text = _clean(text)
    if text.strip():
        yield Line(text, number, number == cue.lines[0][0], cue.start, speaker)


def _clean(text: str) -> str:
    """A cue's line without tags and with its entities resolved; `<laughs>`, which is no tag, stays."""
    if "<" in text or "{" in text:
        text = _VOICE.sub("", _MARKUP.sub("", text))
    return without_entities(text)


def _broken(path: Path, number: int, line: str) -> Problem:
    shown = " ".join(line.split())[:60]
    return caution(path, number, f"broken cue: '{shown}' has no times that can be read; its words were kept.", _AGAIN)


def _stray(path: Path, number: int, line: str) -> Problem:
    shown = " ".join(line.split())[:60]
    what = f"broken cue: '{shown}' stands outside any cue; it was kept as words of the cue before."
    return caution(path, number, what, "Look whether the times above it are missing.")
