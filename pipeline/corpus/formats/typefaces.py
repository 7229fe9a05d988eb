"""How words are set: bold, italics, underlined, colour, highlight. What a person sees and words do not say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.corpus.formats.lines import Line
from pipeline.study.dataclass import dataclass

PLAIN = "plain"
"""The face of words that are neither bold nor slanted nor underlined nor coloured."""

HIGHLIGHTED = "highlighted"
_HIGHLIGHT = re.compile(rf" ?{HIGHLIGHTED} \S+")

Run = tuple[str, str]
"""Words and the face in which they are set."""


@dataclass(frozen=True, slots=True)
class Face:
    """How words are set; `colour` is that of red, green and blue (`c00000`), '' where none is named.

    `highlight` is the colour behind the words, by name or as `ffff00`, '' where there is none.
    """

    is_bold: bool = False
    is_italic: bool = False
    is_underlined: bool = False
    colour: str = ""
    highlight: str = ""

    @property
    def named(self) -> str:
        """The face in words, as a Line tells it: `bold italic #c00000`, `plain`."""
        colour = f"#{self.colour}" if _is_a_colour(self.colour) else ""
        parts = (
            "bold" if self.is_bold else "",
            "italic" if self.is_italic else "",
            "underlined" if self.is_underlined else "",
            colour,
            f"{HIGHLIGHTED} {self.highlight}" if _is_seen_behind(self.highlight) else "",
        )
        return " ".join(part for part in parts if part) or PLAIN


def _is_a_colour(colour: str) -> bool:
    """Whether a person sees it as a colour: not black, grey or nearly so."""
    try:
        parts = [int(colour[place : place + 2], 16) for place in (0, 2, 4)]
    except ValueError:
        return False
    return len(colour) == 6 and max(parts) - min(parts) > 60


def _is_seen_behind(highlight: str) -> bool:
    """Whether a person sees a highlight as a colour: web pages leave shades of nearly white behind what is copied."""
    if highlight.startswith("#"):
        return _is_a_colour(highlight[1:])
    return bool(highlight) and not highlight.endswith(("gray", "grey", "white", "black"))


def set_line(line: Line, runs: Sequence[Run]) -> Line:
    """The line with the face and lead of its runs, which together are its text.

    Until `without_usual_face` has seen the whole file, each line of one face names it. A highlight counts where all of
    the line has it: behind some words it marks these, as coders do, and no voice.
    """
    if len({face for text, face in runs if text.strip()}) > 1:
        runs = [(text, _HIGHLIGHT.sub("", face) or PLAIN) for text, face in runs]
    spans: list[tuple[str, int, bool]] = []
    for text, face in runs:
        # Nobody sees the face of white space: it goes with the words beside it, at the start with those that follow.
        if spans and (spans[-1][0] == face or not text.strip()):
            spans[-1] = (spans[-1][0], spans[-1][1] + len(text), spans[-1][2] or bool(text.strip()))
        elif spans and not spans[-1][2]:
            spans[-1] = (face, spans[-1][1] + len(text), True)
        else:
            spans.append((face, len(text), bool(text.strip())))
    faces = {face for face, _, is_filled in spans if is_filled}
    if len(faces) == 1:
        return replace(line, typeface=faces.pop())
    rest = {face for face, _, _ in spans[1:]}
    if len(rest) == 1 and spans[0][0] not in rest:
        return replace(line, lead=spans[0][1])
    return line


def without_usual_face(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines in which `typeface` tells only what differs from the face that most of the file is set in."""
    lines = tuple(lines)
    sizes: Counter[str] = Counter()
    for line in lines:
        sizes[line.typeface] += len(line.text)
    # Lines set in several faces say nothing of the usual one.
    del sizes[""]
    usual = sizes.most_common(1)[0][0] if sizes else PLAIN
    return tuple(replace(line, typeface="") if line.typeface == usual else line for line in lines)
