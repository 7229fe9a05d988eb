"""Transcriber's files (.trs): turns with their speakers, two of whom may speak at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.corpus.formats.lines import UNKNOWN, Line, Reading, nothing_in_it
from pipeline.corpus.formats.tiers import about_remarks
from pipeline.corpus.formats.xml_element import XmlElement

_SECONDS = re.compile(r"\d{1,9}(?:\.\d+)?")
_NO_REMARKS = ("Sync", "Who")


def read_transcriber(root: XmlElement, path: Path) -> Reading:
    """The words of all turns; events, comments and background sounds are counted."""
    speakers = {
        speaker.get("id", ""): " ".join(speaker.get("name", "").split()) or speaker.get("id", "")
        for speaker in root.iter("Speaker")
    }
    lines = tuple(line for turn in root.iter("Turn") for line in _lines_of(turn, speakers))
    if not lines:
        raise nothing_in_it()
    remarks = [
        (str(child.tag), child.sourceline or 0)
        for turn in root.iter("Turn")
        for child in turn
        if child.tag not in _NO_REMARKS
    ]
    return Reading(lines, about_remarks(remarks, path), has_cues=True)


def _lines_of(turn: XmlElement, speakers: Mapping[str, str]) -> Iterator[Line]:
    """A line for each stretch between times and changes of voice; an event amidst a sentence cuts none."""
    names = [speakers.get(name, name) for name in turn.get("speaker", "").split()]
    together = " & ".join(names) or UNKNOWN
    speaker, start, number = together, _seconds(turn.get("startTime", "")), turn.sourceline or 0
    said = [turn.text or ""]
    for child in turn:
        if child.tag in _NO_REMARKS:
            yield from _spoken(said, number, start, speaker)
            said, number = [], child.sourceline or 0
        if child.tag == "Sync":
            start = _seconds(child.get("time", ""))
        elif child.tag == "Who":
            nth = child.get("nb", "")
            speaker = names[int(nth) - 1] if nth.isdecimal() and 0 < int(nth) <= len(names) else together
        said.append(child.tail or "")
    yield from _spoken(said, number, start, speaker)


def _spoken(said: list[str], number: int, start: float | None, speaker: str) -> Iterator[Line]:
    if text := " ".join(" ".join(said).split()):
        yield Line(text, number, True, start, speaker)


def _seconds(time: str) -> float | None:
    return round(float(time), 3) if _SECONDS.fullmatch(time) else None
