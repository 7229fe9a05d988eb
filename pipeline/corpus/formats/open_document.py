"""OpenDocument texts (.odt): paragraph by paragraph, tables row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.corpus.formats.archives import Archive
from pipeline.corpus.formats.blocks import Walker
from pipeline.corpus.formats.lines import Line, Reading, RefusedError, nothing_in_it, words
from pipeline.corpus.formats.typefaces import Face, Run, without_usual_face
from pipeline.corpus.formats.xml_element import XmlElement

_OASIS = "{urn:oasis:names:tc:opendocument:xmlns:"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_SIGNS = {"text:s": " ", "text:tab": "\t", "text:line-break": "\n"}
# Styles of a hostile file may be based on each other in a circle.
_MOST_STEPS = 12
_UNSPOKEN = words(
    """
    text:tracked-changes text:note-citation text:sequence-decls text:variable-decls text:user-field-decls
    text:bibliography-source text:table-of-content-source office:annotation office:annotation-end office:forms
    office:scripts text:ruby-text svg:title svg:desc table:tracked-changes text:index-body-source
    """
)


def read_odt(data: bytes, path: Path) -> Reading:
    """The words of an OpenDocument text with tracked changes accepted; comments, headers, footers are left out.

    `number` counts paragraphs. A footnote stands at the end of its sentence.
    """
    archive = Archive(data)
    if "content.xml" not in archive.names:
        raise RefusedError("is unreadable: it is no OpenDocument text.", "Save it as .odt once more.")
    # OpenDocument encrypts the parts and leaves the archive open: only the manifest tells.
    if "META-INF/manifest.xml" in archive.names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise RefusedError("is unreadable: protected by a password.", "Save it anew without a password.")
    content = archive.xml("content.xml")
    body = content.find(f"{_OASIS}office:1.0}}body")
    named = [archive.xml("styles.xml")] if "styles.xml" in archive.names else []
    # The text's own styles last: those of headers in styles.xml may bear the same names (`P1`) and must not win.
    walker = _OdtWalker([*named, content], path)
    lines = without_usual_face(walker.lines(body)) if body is not None else ()
    if not lines:
        raise nothing_in_it()
    return Reading(lines, tuple(walker.problems))


def _odt_name(element: XmlElement) -> str:
    """`text:p` for an element of OpenDocument, '' for any other."""
    tag = element.tag
    if not isinstance(tag, str) or not tag.startswith(_OASIS):
        return ""
    space, _, name = tag[len(_OASIS) :].partition("}")
    # `svg-compatible` and `xsl-fo-compatible` are called `svg` and `xsl-fo` in the files themselves.
    return f"{space.removesuffix(':1.0').removesuffix('-compatible')}:{name}"


class _OdtWalker(Walker):
    """The blocks of an OpenDocument text, and its styles by name: those of the document and those of its places."""

    def __init__(self, roots: Sequence[XmlElement], path: Path) -> None:
        super().__init__(path)
        # Those of the writer, by name, and those that the program makes up for a place (`P1`), which go before.
        self._written = _styles_in(roots, "office:styles")
        self._styles = self._written | _styles_in(roots, "office:automatic-styles")

    def lines(self, block: XmlElement) -> Iterator[Line]:
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

    def runs(self, element: XmlElement, boxes: list[XmlElement]) -> Iterator[Run]:
        return self._runs(element, boxes, self._face(element, Face()))

    def _runs(self, element: XmlElement, boxes: list[XmlElement], face: Face) -> Iterator[Run]:
        yield element.text or "", face.named
        for child in element:
            name = _odt_name(child)
            if name in _SIGNS:
                yield _SIGNS[name], face.named
            elif name == "text:note-body":
                yield self.note(child)
            elif name in _UNSPOKEN:
                pass
            elif name in ("draw:text-box", "table:table") or any(_odt_name(part) == "text:p" for part in child):
                boxes.append(child)  # also a drawn shape, which holds paragraphs as a box does
            else:
                yield from self._runs(child, boxes, self._face(child, face))
            yield child.tail or "", face.named

    def _face(self, element: XmlElement, face: Face) -> Face:
        """The face inside an element of `face`, by the style that it names and those which that one is based on."""
        chain: list[XmlElement] = []
        style = self._styles.get(str(element.get(f"{_OASIS}text:1.0}}style-name") or ""))
        while style is not None and len(chain) < _MOST_STEPS:
            chain.append(style)
            style = self._styles.get(str(style.get(f"{_OASIS}style:1.0}}parent-style-name") or ""))
        for style in reversed(chain):
            for properties in style:
                if _odt_name(properties) == "style:text-properties":
                    face = _with(face, properties)
        return face

    def style(self, paragraph: XmlElement) -> str:
        name = str(paragraph.get(f"{_OASIS}text:1.0}}style-name") or "")
        style = self._styles.get(name)
        if style is not None and style is not self._written.get(name):
            name = str(style.get(f"{_OASIS}style:1.0}}parent-style-name") or "")
            style = self._written.get(name)
        return str(style.get(f"{_OASIS}style:1.0}}display-name") or name) if style is not None else ""

    def indent(self, paragraph: XmlElement) -> float | None:
        return None


def _styles_in(roots: Sequence[XmlElement], wanted: str) -> dict[str, XmlElement]:
    return {
        str(style.get(f"{_OASIS}style:1.0}}name")): style
        for root in roots
        for group in root
        if _odt_name(group) == wanted
        for style in group
        if _odt_name(style) == "style:style"
    }


def _with(face: Face, properties: XmlElement) -> Face:
    weight, slant, colour = (properties.get(f"{_FO}{name}") for name in ("font-weight", "font-style", "color"))
    behind = properties.get(f"{_FO}background-color")
    line = properties.get(f"{_OASIS}style:1.0}}text-underline-style")
    return Face(
        weight in ("bold", "600", "700", "800", "900") if weight else face.is_bold,
        slant in ("italic", "oblique") if slant else face.is_italic,
        line != "none" if line else face.is_underlined,
        str(colour).lstrip("#").casefold() if colour else face.colour,
        ("" if str(behind) in ("transparent", "#ffffff") else str(behind)) if behind else face.highlight,
    )


def _rows(table: XmlElement) -> Iterator[XmlElement]:
    for child in table:
        if _odt_name(child) == "table:table-row":
            yield child
        elif _odt_name(child) in ("table:table-header-rows", "table:table-rows", "table:table-row-group"):
            yield from _rows(child)
