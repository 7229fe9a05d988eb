"""OpenDocument texts (.odt): paragraph by paragraph, tables row by row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.corpus.formats.archives import Archive
from pipeline.corpus.formats.blocks import Walker
from pipeline.corpus.formats.lines import Line, Reading, RefusedError, nothing_in_it, words

_OASIS = "{urn:oasis:names:tc:opendocument:xmlns:"
_UNSPOKEN = words(
    """
    text:tracked-changes text:note-citation text:sequence-decls text:variable-decls text:user-field-decls
    text:bibliography-source text:table-of-content-source office:annotation office:annotation-end office:forms
    office:scripts text:ruby-text svg:title svg:desc table:tracked-changes text:index-body-source
    """
)


def read_odt(data: bytes, path: Path) -> Reading:
    """The words of an OpenDocument text with tracked changes accepted; comments, headers, footers are left out.

    `number` counts paragraphs. Footnotes follow their paragraph.
    """
    archive = Archive(data)
    if "content.xml" not in archive.names:
        raise RefusedError("is unreadable: it is no OpenDocument text.", "Save it as .odt once more.")
    if "META-INF/manifest.xml" in archive.names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise RefusedError("is unreadable: protected by a password.", "Save it anew without a password.")
    body = archive.xml("content.xml").find(f"{_OASIS}office:1.0}}body")
    lines = tuple(_OdtWalker().lines(body)) if body is not None else ()
    if not lines:
        raise nothing_in_it()
    return Reading(lines)


def _odt_name(element: Any) -> str:
    """`text:p` for an element of OpenDocument, '' for any other."""
    tag = element.tag
    if not isinstance(tag, str) or not tag.startswith(_OASIS):
        return ""
    space, _, name = tag[len(_OASIS) :].partition("}")
    return f"{space.removesuffix(':1.0').removesuffix('-compatible')}:{name}"


class _OdtWalker(Walker):
    """The blocks of an OpenDocument text."""

    def lines(self, block: Any) -> Iterator[Line]:
        for child in block:
            name = _odt_name(child)
            if name in ("text:p", "text:h"):
                yield from self.paragraph(child)
            elif name == "table:table":
                yield from self.table(
                    [cell for cell in row if _odt_name(cell) == "table:table-cell"] for row in _rows(child)
                )
            elif name not in _UNSPOKEN:
                yield from self.lines(child)

    def text(self, element: Any, boxes: list[Any]) -> Iterator[str]:
        yield element.text or ""
        for child in element:
            name = _odt_name(child)
            if name == "text:s":
                yield " "
            elif name == "text:tab":
                yield "\t"
            elif name == "text:line-break":
                yield "\n"
            elif name in ("text:note-body", "draw:text-box", "table:table"):
                boxes.append(child)
            elif name not in _UNSPOKEN:
                yield from self.text(child, boxes)
            yield child.tail or ""


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if _odt_name(child) == "table:table-row":
            yield child
        elif _odt_name(child) in ("table:table-header-rows", "table:table-rows", "table:table-row-group"):
            yield from _rows(child)
