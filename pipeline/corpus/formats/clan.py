"""CLAN's transcripts in the format CHAT: what each says behind `*INV:`; headers, tiers and times are no words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from pipeline.corpus.formats.encoding import TIME_OF_CLAN
from pipeline.corpus.formats.lines import Line
from pipeline.study.problems import Problem, caution

_HEADER = re.compile(r"@(?:UTF8|Begin|Participants:|ID:)")
_MAIN = re.compile(r"\*(?P<speaker>[^\s:*]{1,20}):[ \t]?")
_TIER = re.compile(r"%(?P<name>\w{1,12}):")
_FIRST_LINES = 20


def is_chat(lines: Sequence[Line]) -> bool:
    """Whether a text is CHAT: one of its headers stands in the first lines, and somebody speaks below."""
    headed = any(_HEADER.match(line.text) for line in lines[:_FIRST_LINES])
    return headed and any(_MAIN.match(line.text) for line in lines)


def spoken_in_chat(lines: Sequence[Line], path: Path) -> tuple[tuple[Line, ...], tuple[Problem, ...]]:
    """The main lines, each with its speaker and time; a caution counts the lines of the tiers that are left out.

    A line that begins with white space goes on with the one before, whichever sort that is.
    """
    utterances: list[tuple[str, int, list[str]]] = []
    tiers: list[tuple[str, int]] = []
    is_spoken = False
    for line in lines:
        if main := _MAIN.match(line.text):
            utterances.append((main["speaker"], line.number, [line.text[main.end() :]]))
            is_spoken = True
        elif line.text[:1] in "@%":
            is_spoken = False
            if tier := _TIER.match(line.text):
                tiers.append((tier["name"], line.number))
        elif is_spoken or not line.text[:1].isspace():
            # What stands where no line should begin so is kept as words of the line above.
            utterances = utterances or [("", line.number, [])]
            utterances[-1][2].append(line.text)
            is_spoken = True
    problems = (_about_tiers(tiers, path),) if tiers else ()
    return tuple(_line(*utterance) for utterance in utterances), problems


def _line(speaker: str, number: int, pieces: list[str]) -> Line:
    text = " ".join(pieces)
    time = TIME_OF_CLAN.search(text)
    start = int(time["from"]) / 1000 if time else None
    return Line(TIME_OF_CLAN.sub(" ", text), number, True, start, speaker or None)


def _about_tiers(tiers: Sequence[tuple[str, int]], path: Path) -> Problem:
    names = ", ".join(f"%{name}" for name in dict.fromkeys(name for name, _ in tiers))
    lines = "1 line" if len(tiers) == 1 else f"{len(tiers):,} lines"
    message = f"{lines} beside the talk ({names}) were not read: they are a transcriber's, and nobody said them."
    return caution(path, tiers[0][1], message, "Nothing; if somebody said them, put them on a line of their own.")
