"""How a Word document sets its words: runs, character styles and paragraph styles, each based on another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.corpus.formats.typefaces import Face
from pipeline.corpus.formats.xml_element import XmlElement

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The namespace of files that Word saves as "Strict Open XML".
_STRICT_W = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
# Styles of a hostile file may be based on each other in a circle.
_MOST_STEPS = 12
_TWIPS = 20
"""Word counts in twentieths of a point."""


def local_name(element: XmlElement) -> str:
    """The local name of a Word element, or '' of any other."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    if tag.startswith(_W):
        return tag[len(_W) :]
    return tag[len(_STRICT_W) :] if tag.startswith(_STRICT_W) else ""


def attribute(element: XmlElement, name: str) -> str:
    """A Word attribute of an element, '' where it has none."""
    return str(element.get(_W + name) or element.get(_STRICT_W + name) or "")


class Styles:
    """The styles of a document by id. `part` is the root of its part `styles`, or nothing."""

    def __init__(self, part: Iterable[XmlElement]) -> None:
        self._styles = {attribute(style, "styleId"): style for style in part if local_name(style) == "style"}

    def face(self, element: XmlElement, inherited: Face | None = None) -> Face:
        """The face of a run inside one of `inherited`, or of a paragraph by its style."""
        properties = _child(element, "rPr" if inherited is not None else "pPr")
        face = inherited or Face()
        if properties is None:
            return face
        style = _child(properties, "rStyle" if inherited is not None else "pStyle")
        if style is not None:
            face = self._of_style(attribute(style, "val"), face)
        return _with(face, properties) if inherited is not None else face

    def _of_style(self, style_id: str, face: Face) -> Face:
        # From the base on: a style overrides what it is based on.
        for style in reversed(self._line(style_id)):
            properties = _child(style, "rPr")
            if properties is not None:
                face = _with(face, properties)
        return face

    def _line(self, style_id: str) -> list[XmlElement]:
        """A style, the one it is based on, and so on."""
        line: list[XmlElement] = []
        while style_id in self._styles and len(line) < _MOST_STEPS:
            line.append(self._styles[style_id])
            base = _child(line[-1], "basedOn")
            style_id = attribute(base, "val") if base is not None else ""
        return line

    def name(self, paragraph: XmlElement) -> str:
        """What the style of a paragraph is called, '' where it has none of its own."""
        properties = _child(paragraph, "pPr")
        style = _child(properties, "pStyle") if properties is not None else None
        named = self._styles.get(attribute(style, "val")) if style is not None else None
        name = _child(named, "name") if named is not None else None
        return attribute(name, "val") if name is not None else ""

    def indent(self, paragraph: XmlElement) -> float | None:
        """Where a paragraph's first line begins, in points; None where neither it nor its style says so."""
        properties = _child(paragraph, "pPr")
        if properties is None:
            return None
        style = _child(properties, "pStyle")
        line = self._line(attribute(style, "val")) if style is not None else []
        for holder in (properties, *(part for style in line if (part := _child(style, "pPr")) is not None)):
            indent = _child(holder, "ind")
            if indent is not None:
                # Strict files write `start` for `left`.
                left = _number(attribute(indent, "left") or attribute(indent, "start"))
                first = _number(attribute(indent, "firstLine")) - _number(attribute(indent, "hanging"))
                return (left + first) / _TWIPS
        return None


def _child(element: XmlElement, wanted: str) -> XmlElement | None:
    return next((child for child in element if local_name(child) == wanted), None)


def _with(face: Face, properties: XmlElement) -> Face:
    for child in properties:
        name, value = local_name(child), attribute(child, "val")
        is_on = value not in ("0", "false", "off", "none")
        if name == "b":
            face = replace(face, is_bold=is_on)
        elif name == "i":
            face = replace(face, is_italic=is_on)
        elif name == "u":
            face = replace(face, is_underlined=is_on)
        elif name == "color":
            face = replace(face, colour="" if value == "auto" else value.casefold())
        elif name == "highlight":
            face = replace(face, highlight=value.casefold() if is_on else "")
        elif name == "shd":
            face = replace(face, highlight=_shade(attribute(child, "fill")))
    return face


def _shade(fill: str) -> str:
    """A shade behind words as `#ffff00`; '' of white and of none."""
    return f"#{fill.casefold()}" if fill.casefold() not in ("", "auto", "ffffff") else ""


def _number(value: str) -> int:
    return int(value) if value.lstrip("-").isdecimal() else 0
