"""Plain text and Markdown: .txt, .md, and files without an ending."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.corpus.formats.clan import is_chat, spoken_in_chat
from pipeline.corpus.formats.encoding import decode
from pipeline.corpus.formats.lines import Line, Reading, lines_of, nothing_in_it
from pipeline.corpus.formats.markdown import read_markdown_lines, without_markup

_FRONT_MATTER = re.compile(
    r"---[ \t]*(?:\r\n|\r|\n)(?:(?!---|\.\.\.)[^\r\n]*(?:\r\n|\r|\n)){1,200}(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n)"
)
_SETTING = re.compile(r"[\r\n][\w\"'-]+[ \t]*:")
_ENDS_A_SENTENCE = re.compile(r"[.?!:…][\"'”’)\]]*\s*$")


def read_text(data: bytes, path: Path) -> Reading:
    """A plain text as a typist, Otter, Rev or CLAN leaves it: lines, paragraphs apart by an empty line."""
    decoded = decode(data, path)
    lines = _some(lines_of(_without_front_matter(decoded.text)))
    if is_chat(lines):
        spoken, problems = spoken_in_chat(lines, path)
        return Reading(_some(spoken), (*decoded.problems, *problems))
    return Reading(_with_paragraphs(lines), decoded.problems)


def read_markdown(data: bytes, path: Path) -> Reading:
    """A Markdown text; its markup is no part of the words."""
    decoded = decode(data, path)
    text = _without_front_matter(decoded.text)
    return Reading(_some(read_markdown_lines(text)), decoded.problems, clean=without_markup)


def _without_front_matter(text: str) -> str:
    """The text with its YAML front matter blank: settings between two lines of `---`, which nobody speaks."""
    front_matter = _FRONT_MATTER.match(text)
    # Talk between two rules of `---` is no front matter: without a setting every word stays.
    if not front_matter or not _SETTING.search(front_matter.group()):
        return text
    # Empty lines in its place, so that the numbers of the lines below stay true.
    return "\n" * len(re.findall(r"\r\n|\r|\n", front_matter.group())) + text[front_matter.end() :]


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
