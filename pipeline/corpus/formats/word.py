"""Word documents (.docx), Word's own transcripts among them: paragraph by paragraph, tables row by row."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from pipeline.corpus.formats.archives import Archive
from pipeline.corpus.formats.blocks import Walker
from pipeline.corpus.formats.encoding import decode
from pipeline.corpus.formats.html import lines_of_html
from pipeline.corpus.formats.lines import (
    Line,
    Reading,
    RefusedError,
    lines_of,
    nothing_in_it,
    words,
)
from pipeline.corpus.formats.rich_text import read_rtf
from pipeline.corpus.formats.typefaces import Face, Run, without_usual_face
from pipeline.corpus.formats.word_styles import Styles, attribute, local_name
from pipeline.corpus.formats.xml_element import XmlElement
from pipeline.study.problems import Problem, caution

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_RELATIONSHIP_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# Word writes a text box twice, the second time for older programs: read both and its words stand twice.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MAIN_TYPES = (
    "wordprocessingml.document.main+xml",
    "ms-word.document.macroEnabled.main+xml",
    "wordprocessingml.template.main+xml",
)

# `ins` and `moveTo` are not among them: tracked changes are read as accepted.
_UNSPOKEN = words(
    """
    del moveFrom instrText delText delInstrText pPr rPr sectPr tblPr tblGrid trPr tcPr sdtPr sdtEndPr rt fldData
    """
)
SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_TEAMS_RANGE = re.compile(
    r"\s*(\d{1,2}):(\d{1,2}):(\d{1,2}(?:[.,]\d{1,3})?)\s*--?>\s*\d{1,2}:\d{1,2}:\d{1,2}(?:[.,]\d{1,3})?\s*"
)
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}


def read_docx(data: bytes, path: Path) -> Reading:
    """The words of a Word document with tracked changes accepted, without headers, footers and comments.

    `number` counts paragraphs, since a Word file has no lines. Comments are counted in a caution.
    """
    archive = Archive(data)
    main = _main_part(archive)
    root = archive.xml(main)
    body = next((part for part in root.iter() if local_name(part) == "body"), None)
    if body is None:
        raise RefusedError("is unreadable: it is no Word document.", "Save it in Word as .docx once more.")
    walker = _Walker(archive, main, path)
    lines = without_usual_face(_with_times_of_teams(list(walker.lines(body))))
    if not lines:
        raise nothing_in_it()
    return Reading(lines, (*_about_comments(archive, main, path), *walker.problems))


def _about_comments(archive: Archive, main: str, path: Path) -> Iterator[Problem]:
    name = posixpath.join(posixpath.dirname(main), "comments.xml")
    # Comments are how many teams code: they are counted, and never read as words of the talk.
    comments = list(archive.xml(name)) if name in archive.names else []
    if comments:
        n = "a comment, which was" if len(comments) == 1 else f"{len(comments)} comments, which were"
        first = " ".join(" ".join(comments[0].itertext()).split())[:40]
        message = f"has {n} not read as words of the talk ('{first}' first)."
        yield caution(
            path, 0, message, "Nothing, if they are codes or notes; if somebody said them, put them in the text."
        )


def _with_times_of_teams(lines: list[Line]) -> list[Line]:
    """Lines without the ranges of time that Teams writes above each turn, and under them the speaker's name.

    Teams writes `0:0:0.0 --> 0:0:2.400`, the name and the words as lines of one paragraph or as paragraphs.
    """
    ranges = [place for place, line in enumerate(lines) if _TEAMS_RANGE.fullmatch(line.text)]
    # One may be a thing that somebody wrote down; Teams writes one above each turn.
    if len(ranges) < 2:
        return lines
    timed: list[Line] = []
    start: float | None = None
    speaker: str | None = None
    for place, line in enumerate(lines):
        if (match := _TEAMS_RANGE.fullmatch(line.text)) is not None:
            start = round(int(match[1]) * 3600 + int(match[2]) * 60 + float(match[3]), 3)
            speaker = None
        elif start is not None and place - 1 in ranges and place + 1 not in ranges and place + 1 < len(lines):
            speaker = " ".join(line.text.split())
        else:
            timed.append(replace(line, opens=line.opens or speaker is not None, start=start, speaker=speaker))
            speaker = None
    return timed


def _main_part(archive: Archive) -> str:
    """The main part by relationship, else by content type, else where it usually is."""
    # Not by its name: Word's own transcripts do not call it word/document.xml.
    if "_rels/.rels" in archive.names:
        for relation in archive.xml("_rels/.rels"):
            target = str(posixpath.normpath(relation.get("Target", "").lstrip("/")))
            if relation.get("Type", "").endswith("/officeDocument") and target in archive.names:
                return target
    if "[Content_Types].xml" in archive.names:
        for part in archive.xml("[Content_Types].xml"):
            target = part.get("PartName", "").lstrip("/")
            if part.get("ContentType", "").endswith(_MAIN_TYPES) and target in archive.names:
                return str(target)
    if "word/document.xml" in archive.names:
        return "word/document.xml"
    raise RefusedError("is unreadable: it is no Word document.", "Save it in Word as .docx once more.")


# The XML is walked by hand: python-docx's `paragraph.text` loses tracked insertions and content controls.
class _Walker(Walker):
    """The blocks of a Word document, with its notes by kind and id and its styles."""

    def __init__(self, archive: Archive, main: str, path: Path) -> None:
        super().__init__(path)
        self._archive = archive
        self._folder = posixpath.dirname(main)
        self._main = main
        self._notes = {kind: self._notes_by_id(kind) for kind in ("footnotes", "endnotes")}
        self._styles = Styles(self._part("styles.xml"))

    def _part(self, name: str) -> Iterable[XmlElement]:
        place = posixpath.join(self._folder, name)
        return self._archive.xml(place) if place in self._archive.names else ()

    def _notes_by_id(self, kind: str) -> dict[str, XmlElement]:
        """Footnotes or endnotes by id; separators, which hold no words, among them."""
        return {attribute(note, "id"): note for note in self._part(f"{kind}.xml")}

    def lines(self, block: XmlElement) -> Iterator[Line]:
        for child in block:
            name = local_name(child)
            if name == "p":
                yield from self.paragraph(child)
            elif name == "tbl":
                yield from self.table(list(_under(row, "tc")) for row in _under(child, "tr"))
            elif name == "altChunk":
                yield from self._other_document(child)
            elif name not in _UNSPOKEN and child.tag != _FALLBACK:
                yield from self.lines(child)
        if local_name(block) in ("body", "tc", "txbxContent"):
            yield from self.rest()

    def runs(self, element: XmlElement, boxes: list[XmlElement]) -> Iterator[Run]:
        return self._runs(element, boxes, self._styles.face(element))

    def _runs(self, element: XmlElement, boxes: list[XmlElement], face: Face) -> Iterator[Run]:
        for child in element:
            name = local_name(child)
            if name == "t" or child.tag == _MATH:
                yield child.text or "", face.named
            elif name in SIGNS:
                yield SIGNS[name], face.named
            elif name in _NOTES:
                note = self._notes[_NOTES[name]].get(attribute(child, "id"))
                if note is not None:
                    yield self.note(note)
            elif name == "txbxContent":
                boxes.append(child)
            elif name not in _UNSPOKEN and child.tag != _FALLBACK:
                yield from self._runs(child, boxes, self._styles.face(child, face) if name == "r" else face)

    def indent(self, paragraph: XmlElement) -> float | None:
        return self._styles.indent(paragraph)

    def style(self, paragraph: XmlElement) -> str:
        return self._styles.name(paragraph)

    def joins_the_next(self, paragraph: XmlElement) -> bool:
        marks = (mark for part in paragraph if local_name(part) == "pPr" for mark in part if local_name(mark) == "rPr")
        return any(local_name(sign) in ("del", "moveFrom") for mark in marks for sign in mark)

    def _other_document(self, chunk: XmlElement) -> Iterator[Line]:
        """The lines of a whole document that another program put inside this one."""
        place = self._target(str(chunk.get(_RELATIONSHIP_ID) or ""))
        reader = _CHUNK_READERS.get(posixpath.splitext(place)[1].casefold())
        if place not in self._archive.names or reader is None:
            self.n_paragraphs += 1
            message = f"a document inside this one ('{place[:60]}') was not read: its words are missing."
            remedy = "Open the file in Word and save it anew: Word then writes all of it as one document."
            self.problems.append(caution(self._path, self.n_paragraphs, message, remedy))
            return
        for line in reader(self._archive.read(place), self._path):
            self.n_paragraphs += line.opens
            yield replace(line, number=self.n_paragraphs)

    def _target(self, wanted: str) -> str:
        name = posixpath.join(self._folder, "_rels", f"{posixpath.basename(self._main)}.rels")
        for relation in self._archive.xml(name) if name in self._archive.names else ():
            if relation.get("Id", "") == wanted:
                target = str(relation.get("Target", ""))
                return target.lstrip("/") if target.startswith("/") else posixpath.join(self._folder, target)
        return ""


def _lines_of_html(data: bytes, path: Path) -> Iterable[Line]:
    return lines_of_html(decode(data, path).text)


_CHUNK_READERS: dict[str, Callable[[bytes, Path], Iterable[Line]]] = {
    ".docx": lambda data, path: read_docx(data, path).lines,
    ".rtf": lambda data, path: read_rtf(data, path).lines,
    ".txt": lambda data, path: lines_of(decode(data, path).text),
    ".html": _lines_of_html,
    ".htm": _lines_of_html,
    ".xhtml": _lines_of_html,
}


def _under(element: XmlElement, wanted: str) -> Iterator[XmlElement]:
    """Children of a name, also inside content controls and tracked insertions."""
    for child in element:
        name = local_name(child)
        if name == wanted:
            if not any(local_name(mark) == "del" for part in child if local_name(part) == "trPr" for mark in part):
                yield child
        elif name in ("sdt", "sdtContent", "ins", "customXml", "smartTag", "moveTo"):
            yield from _under(child, wanted)
