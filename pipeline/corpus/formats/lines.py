"""What every reader hands on before it is known who speaks: the lines of a file, cleaned of what is not speech."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from html.entities import html5

from pipeline.study.dataclass import dataclass
from pipeline.study.problems import CrosscaseError, Problem

UNKNOWN = "unknown"
DOCUMENT = "document"

CLOCK = r"(?:\d{1,2}:[0-5]?\d|\d{1,3}):[0-5]\d(?:[.,]\d{1,3})?"
"""A clock time as recorders write it: `m:ss`, `h:mm:ss`, with fractions or without."""

CLOCK_RANGE = rf"{CLOCK}(?:\s*(?:-{{1,2}}>?|–|—|to)\s*{CLOCK})?"
# The backslashes are Markdown's, before brackets; `#00:01:22-6#` is how f4 and MAXQDA write times.
BRACKETED_CLOCK = (
    rf"(?:\\?\[\s*{CLOCK_RANGE}\s*\\?\]|\\?\(\s*{CLOCK_RANGE}\s*\\?\)|\{{\s*{CLOCK_RANGE}\s*\}}"
    r"|\\?#\d{1,2}:\d\d:\d\d(?:-\d{1,3})?\\?#)"
)
STAMP = re.compile(BRACKETED_CLOCK)
CLOCK_ANYWHERE = re.compile(CLOCK)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


_SOFT_BREAK = re.compile("[\x0b\u2028\u2029]")

A_DAY = 86_400
"""Seconds that no talk lasts: times of a file that go beyond are in milliseconds."""

MAX_SIGNS = 8_000_000
MAX_WORDS = 500_000
MAX_LINES = 200_000
"""What a transcript may hold. The longest talks have 40,000 words, a thick book has 300,000; 500,000 words take about
half a gigabyte of memory to read, and a file of 49 MB filled with words took eight."""


class RefusedError(CrosscaseError):
    """A file that cannot be read as a transcript: what is wrong, what to do, and the line where it is known."""

    def __init__(self, message: str, remedy: str, line: int = 0) -> None:
        self.message = message
        self.remedy = remedy
        self.line = line
        super().__init__(f"{message} {remedy}")


def nothing_in_it() -> RefusedError:
    """The refusal of a file without words."""
    return RefusedError(
        "is empty: there are no words in it.", "Put the transcript in it, or take its row out of transcripts.csv."
    )


def too_many(things: str, most: int, line: int = 0) -> RefusedError:
    """The refusal of a file that holds more of something than any transcript does."""
    return RefusedError(
        f"is refused: it holds more than {most:,} {things}, as no transcript does.",
        "Save its parts as files of their own, or take out what is no transcript.",
        line,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file. `speaker` where the format itself names one (a voice tag, a column).

    `number` counts from 1 in the source; `opens` says that a paragraph begins here. What a page or a document shows and
    its words do not say, where the format tells it: `typeface` is that of a line set in one face that is not the
    file's usual one (`bold`, `italic`, `bold #c00000`), `lead` how many code points at its start are set otherwise
    than the rest (a bold label), `indent` where it starts, in points from the left edge of the text, `style` how the
    writer called the style of its paragraph (`Interviewer`).
    """

    text: str
    number: int
    opens: bool = True
    start: float | None = None
    speaker: str | None = None
    typeface: str = ""
    lead: int = 0
    indent: float | None = None
    style: str = ""


def words(text: str) -> frozenset[str]:
    """The words of a list written as text."""
    return frozenset(text.split())


def unchanged(text: str) -> str:
    """The text itself: for formats without markup of their own."""
    return text


@dataclass(frozen=True)
class Reading:
    """The lines of one file and what was wrong with it.

    `clean` takes the format's markup out of a line; `has_cues` tells captions, whose consecutive pieces of one
    speaker are one turn. `unspoken` says why the file is no talk, though it may be a document. `below` are footnotes,
    which nobody says.
    """

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...] = ()
    clean: Callable[[str], str] = unchanged
    has_cues: bool = False
    unspoken: RefusedError | None = None
    below: tuple[Line, ...] = ()


def seconds(clock: str) -> float | None:
    """Seconds from the first clock time in `clock`, or None where there is none."""
    match = CLOCK_ANYWHERE.search(clock)
    if not match:
        return None
    total = 0.0
    for part in match.group().replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return round(total, 3)


def without_entities(text: str) -> str:
    """Entities such as `&quot;` and `&#39;` resolved; only those that end in a semicolon, so that `R&D` stays."""
    return _ENTITY.sub(_resolved, text) if "&" in text else text


def _resolved(match: re.Match[str]) -> str:
    # html.unescape alone would also resolve a known beginning: `&notit;` to `¬it;`.
    entity = match.group()
    return html.unescape(entity) if entity[1] == "#" or entity[1:] in html5 else entity


def lines_of(text: str) -> tuple[Line, ...]:
    """Lines as editors count them (LF, CRLF, CR, mixed); a paragraph opens after an empty line.

    The line ends of word processors, VT and U+2028, part lines too; editors do not count them.
    """
    lines: list[Line] = []
    opens = True
    for number, whole in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        for line in _SOFT_BREAK.split(whole):
            if line.strip():
                lines.append(Line(line, number, opens))
                opens = False
            else:
                opens = True
        # Asked on the way, before the lines of a hostile file have filled the memory.
        if len(lines) > MAX_LINES:
            raise too_many("lines", MAX_LINES, number)
    return tuple(lines)
