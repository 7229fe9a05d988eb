"""Plain text and Markdown: .txt, .md, and files without an ending."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.corpus.formats.encoding import decode
from pipeline.corpus.formats.lines import Line, Reading, lines_of, nothing_in_it
from pipeline.corpus.formats.markdown import read_markdown_lines, without_markup

_ENDS_A_SENTENCE = re.compile(r"[.?!:…][\"'”’)\]]*\s*$")


def read_text(data: bytes, path: Path) -> Reading:
    """A plain text as a typist, Otter or Rev leaves it: lines, paragraphs apart by an empty line."""
    decoded = decode(data, path)
    return Reading(_with_paragraphs(_some(lines_of(decoded.text))), decoded.problems)


def read_markdown(data: bytes, path: Path) -> Reading:
    """A Markdown text; its markup is no part of the words."""
    decoded = decode(data, path)
    return Reading(_some(read_markdown_lines(decoded.text)), decoded.problems, clean=without_markup)


def _some(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    if not lines:
        raise nothing_in_it()
    return lines


def _with_paragraphs(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Without any empty line, each line is a paragraph where most lines end as sentences do."""
    if any(line.opens for line in lines[1:]):
        return lines
    if sum(bool(_ENDS_A_SENTENCE.search(line.text)) for line in lines) * 2 <= len(lines):
        return lines
    return tuple(Line(line.text, line.number, True) for line in lines)
