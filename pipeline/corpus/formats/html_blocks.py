"""The blocks, breaks and tables of a page of HTML, with the faces in which its words are set."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from pipeline.corpus.formats.blocks import table_lines
from pipeline.corpus.formats.lines import MAX_LINES, Line, too_many, without_entities, words
from pipeline.corpus.formats.typefaces import PLAIN, Face, Run, set_line, without_usual_face
from pipeline.study.problems import Problem

TAG = re.compile(
    r"<(?:(?P<closes>/?)(?P<name>[A-Za-z][A-Za-z0-9]{0,20})\b(?P<rest>[^<>]{0,5000})|!(?=[^\s])[^<>]{0,5000})>"
)
BLOCKS = words(
    """
    p div tr li h1 h2 h3 h4 h5 h6 table body ul ol blockquote section dl dt dd article header footer main pre aside
    nav figure figcaption address form fieldset hr center caption thead tbody tfoot
    """
)
CELLS = words("td th")
# A new one of these ends the one before, which pages often leave open.
_END_EACH_OTHER = words("p li tr td th dt dd")
_SETS_A_FACE = words("b strong i em u font span mark") | BLOCKS | CELLS
SETTING = re.compile(r"([A-Za-z-]{1,20})\s*=\s*(?:\"([^\"]{0,2000})\"|'([^']{0,2000})'|([^\s\"'>]{1,200}))")
_CLASS = re.compile(r"\s*[A-Za-z0-9]{0,12}\.([\w-]{1,60})\s*")
_HEX = re.compile(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
_RGB = re.compile(r"rgb\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)")
_COLOURS = {
    "red": "ff0000",
    "blue": "0000ff",
    "green": "008000",
    "purple": "800080",
    "orange": "ffa500",
    "navy": "000080",
}
_MOST_SHEETS = 10
_MOST_OF_A_SHEET = 200_000
"""Signs of a style sheet that are looked into: what word processors write has 50,000."""

_MOST_OPEN = 200
_DEEPEST_TABLE = 10


@dataclass
class _Table:
    """A table while it is read; the last cell of the last row is the open one, if any is."""

    rows: list[list[list[Line]]] = field(default_factory=list)
    is_in_cell: bool = False


def faces_of_classes(page: str) -> Mapping[str, str]:
    """By a class of the page's own style sheets, what they say of it."""
    said: dict[str, str] = {}
    for sheet in islice(re.finditer(r"<style\b[^<>]{0,1000}>", page, re.IGNORECASE), _MOST_SHEETS):
        rules = page[sheet.end() : sheet.end() + _MOST_OF_A_SHEET].partition("</style")[0]
        for rule in rules.split("}"):
            selectors, _, declared = rule.rpartition("{")
            for selector in selectors.split(","):
                if match := _CLASS.fullmatch(selector):
                    said[match[1]] = f"{said.get(match[1], '')};{declared}"
    return said


class PageOfHtml:
    """Walks a page once; `problems` are what it met in tables that a person should know of."""

    def __init__(self, path: Path, classes: Mapping[str, str]) -> None:
        self.problems: list[Problem] = []
        self._path = path
        self._classes = classes
        self._lines: list[Line] = []
        self._tables: list[_Table] = []
        self._open: list[tuple[str, Face, str]] = []
        self._runs: list[Run] = []
        self._number = 1
        self._opens = True

    def lines(self, page: str) -> tuple[Line, ...]:
        """A paragraph at each block, a line at each break, tables row by row; `number` counts blocks and breaks."""
        place = 0
        for tag in TAG.finditer(page):
            self._say(page[place : tag.start()])
            place = tag.end()
            if tag["name"]:
                self._mark(tag["name"].lower(), bool(tag["closes"]), tag["rest"])
        self._say(page[place:])
        self._end_line()
        while self._tables:
            self._end_table()
        return without_usual_face(self._lines)

    def _say(self, text: str) -> None:
        face = self._open[-1][1].named if self._open else PLAIN
        pieces = text.split("\n") if any(tag == "pre" for tag, _, _ in self._open) else [text]
        for nth, piece in enumerate(pieces):
            if nth:
                self._break()
            said = without_entities(re.sub(r"\s+", " ", piece))
            if self._runs and self._runs[-1][0].endswith(" "):
                said = said.lstrip(" ")
            if said and (self._runs or said.strip()):
                self._runs.append((said if self._runs else said.lstrip(" "), face))

    def _mark(self, name: str, closes: bool, rest: str) -> None:
        if name == "br":
            self._break()
        elif name in BLOCKS or name in CELLS:
            self._end_line()
            self._number += 2 if name in BLOCKS else 0
            self._opens = True
            self._place_in_table(name, closes)
        if name in _SETS_A_FACE:
            self._set_face(name, closes, rest)

    def _break(self) -> None:
        # Two breaks in a row leave an empty line, which parts paragraphs.
        self._opens = not self._end_line()
        self._number += 1

    def _end_line(self) -> bool:
        """Ends the line that is being read; false where it held no words."""
        runs, self._runs = self._runs, []
        text = "".join(said for said, _ in runs)
        if not text.strip():
            return False
        style = next((style for _, _, style in reversed(self._open) if style), "")
        line = set_line(Line(text, self._number, self._opens, style=style), runs)
        target = self._cell() if self._tables else self._lines
        target.append(line)
        self._opens = False
        if len(target) > MAX_LINES:
            raise too_many("lines", MAX_LINES, self._number)
        return True

    def _cell(self) -> list[Line]:
        table = self._tables[-1]
        if not table.is_in_cell:
            table.rows = table.rows or [[]]
            table.rows[-1].append([])
            table.is_in_cell = True
        return table.rows[-1][-1]

    def _place_in_table(self, name: str, closes: bool) -> None:
        if name == "table" and not closes and len(self._tables) < _DEEPEST_TABLE:
            self._tables.append(_Table())
        elif self._tables and name == "table" and closes:
            self._end_table()
        elif self._tables and name == "tr":
            if not closes:
                self._tables[-1].rows.append([])
            self._tables[-1].is_in_cell = False
        elif self._tables and name in CELLS:
            self._tables[-1].is_in_cell = False
            if not closes:
                self._cell()

    def _end_table(self) -> None:
        rows = [row for row in self._tables.pop().rows if any(row)]
        target = self._cell() if self._tables else self._lines
        target.extend(table_lines(rows, self._path, self.problems))

    def _set_face(self, name: str, closes: bool, rest: str) -> None:
        if closes or name in _END_EACH_OTHER:
            nearest = next((nth for nth in range(len(self._open) - 1, -1, -1) if self._open[nth][0] == name), None)
            if nearest is not None:
                del self._open[nearest:]
        if not closes and name not in ("hr", "body") and len(self._open) < _MOST_OPEN:
            before = self._open[-1][1] if self._open else Face()
            settings = {
                setting[1].lower(): setting[2] or setting[3] or setting[4] or "" for setting in SETTING.finditer(rest)
            }
            classes = settings.get("class", "").split()
            style = " ".join(classes).replace("-", " ") if name in BLOCKS or name in CELLS else ""
            said = ";".join([*(self._classes.get(each, "") for each in classes), settings.get("style", "")])
            if name == "font" and settings.get("color"):
                said += f";color:{settings['color']}"
            self._open.append((name, _with(before, name, said), style))


def _with(face: Face, name: str, said: str) -> Face:
    """A face as a tag by its name and a style change it."""
    declared = dict(_declarations(said.lower()))
    weight, slant = declared.get("font-weight", ""), declared.get("font-style", "")
    line = declared.get("text-decoration", "") + declared.get("text-decoration-line", "")
    if name in ("b", "strong") or weight in ("bold", "bolder", "600", "700", "800", "900"):
        face = replace(face, is_bold=True)
    elif weight in ("normal", "400", "300", "500"):
        face = replace(face, is_bold=False)
    if name in ("i", "em") or slant in ("italic", "oblique"):
        face = replace(face, is_italic=True)
    elif slant == "normal":
        face = replace(face, is_italic=False)
    if name == "u" or "underline" in line:
        face = replace(face, is_underlined=True)
    if colour := _colour(declared.get("color", "")):
        face = replace(face, colour=colour)
    return face


def _declarations(said: str) -> Iterator[tuple[str, str]]:
    for declaration in said.split(";"):
        name, _, value = declaration.partition(":")
        yield name.strip(), value.replace("!important", "").strip()


def _colour(value: str) -> str:
    if match := _HEX.match(value):
        return match[1] if len(match[1]) == 6 else "".join(sign * 2 for sign in match[1])
    if match := _RGB.match(value):
        return "".join(f"{min(int(part), 255):02x}" for part in match.groups())
    return _COLOURS.get(value, "")
