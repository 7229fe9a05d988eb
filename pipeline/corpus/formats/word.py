"""Word documents (.docx), Word's own transcripts among them: paragraph by paragraph, tables row by row."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.corpus.formats.archives import Archive
from pipeline.corpus.formats.blocks import Walker
from pipeline.corpus.formats.lines import Line, Reading, RefusedError, nothing_in_it, words

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT_W = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_RELATIONSHIP_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MAIN_TYPES = (
    "wordprocessingml.document.main+xml",
    "ms-word.document.macroEnabled.main+xml",
    "wordprocessingml.template.main+xml",
)

_UNSPOKEN = words(
    """
    del moveFrom instrText delText delInstrText pPr rPr sectPr tblPr tblGrid trPr tcPr sdtPr sdtEndPr rt fldData
    """
)
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}


def read_docx(data: bytes, path: Path) -> Reading:
    """The words of a Word document with tracked changes accepted, without headers, footers and comments.

    `number` counts paragraphs, since a Word file has no lines.
    """
    archive = Archive(data)
    main = _main_part(archive)
    root = archive.xml(main)
    body = next((part for part in root.iter() if _name(part) == "body"), None)
    if body is None:
        raise RefusedError("is unreadable: it is no Word document.", "Save it in Word as .docx once more.")
    walker = _Walker({kind: _notes(archive, main, kind) for kind in ("footnotes", "endnotes")})
    lines = tuple(walker.lines(body))
    if not lines:
        raise nothing_in_it()
    return Reading(lines)


def _main_part(archive: Archive) -> str:
    """The main part by relationship, else by content type, else where it usually is."""
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


def _notes(archive: Archive, main: str, kind: str) -> dict[str, Any]:
    """Footnotes or endnotes by id; separators, which hold no words, among them."""
    name = posixpath.join(posixpath.dirname(main), f"{kind}.xml")
    if name not in archive.names:
        return {}
    return {_attribute(note, "id"): note for note in archive.xml(name)}


def _name(element: Any) -> str:
    """The local name of a Word element, or '' of any other."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    if tag.startswith(_W):
        return tag[len(_W) :]
    return tag[len(_STRICT_W) :] if tag.startswith(_STRICT_W) else ""


def _attribute(element: Any, name: str) -> str:
    return str(element.get(_W + name) or element.get(_STRICT_W + name) or "")


class _Walker(Walker):
    """The blocks of a Word document, with its notes by kind and id."""

    def __init__(self, notes: dict[str, dict[str, Any]]) -> None:
        super().__init__()
        self._notes = notes

    def lines(self, block: Any) -> Iterator[Line]:
        for child in block:
            name = _name(child)
            if name == "p":
                yield from self.paragraph(child)
            elif name == "tbl":
                yield from self.table(list(_under(row, "tc")) for row in _under(child, "tr"))
            elif name not in _UNSPOKEN and child.tag != _FALLBACK:
                yield from self.lines(child)

    def text(self, element: Any, boxes: list[Any]) -> Iterator[str]:
        for child in element:
            name = _name(child)
            if name == "t" or child.tag == _MATH:
                yield child.text or ""
            elif name in _SIGNS:
                yield _SIGNS[name]
            elif name in _NOTES:
                note = self._notes[_NOTES[name]].get(_attribute(child, "id"))
                if note is not None:
                    boxes.append(note)
            elif name == "txbxContent":
                boxes.append(child)
            elif name not in _UNSPOKEN and child.tag != _FALLBACK:
                yield from self.text(child, boxes)


def _under(element: Any, wanted: str) -> Iterator[Any]:
    """Children of a name, also inside content controls and tracked insertions."""
    for child in element:
        name = _name(child)
        if name == wanted:
            if not any(_name(mark) == "del" for part in child if _name(part) == "trPr" for mark in part):
                yield child
        elif name in ("sdt", "sdtContent", "ins", "customXml", "smartTag", "moveTo"):
            yield from _under(child, wanted)
