"""The signs of a page and how they are set, as PDFium tells. Part of the child process of `pdf_glyphs`.

PDFium is asked as little as can be of each sign, and as much as is needed of each object of text: a call from Python
costs more than the answer.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import repeat
from typing import Any

# The functions alone: `pypdfium2` itself brings a command line and a logger, and takes as long again to import.
import pypdfium2_raw.bindings as pdfium  # type: ignore[import-untyped]

from pipeline.corpus.formats.pdf_rows import Glyph

_INVISIBLE = frozenset("\u200b\u2060\ufeff\ufffe\uffff\r\n\x00")
_UNKNOWN = "\ufffd"
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_PDFIUM_HYPHEN = "\x02"  # what PDFium puts for a hyphen at the end of a line


def _asking(function: Any, answer: Any, *asked: Any) -> Any:
    """A function of PDFium's that takes addresses as numbers: converting them is most of the work of a call."""
    return ctypes.PYFUNCTYPE(answer, *asked)(_address(function))


def _address(of: Any) -> int:
    return ctypes.cast(of, ctypes.c_void_p).value or 0


_PLACE, _SIGN = ctypes.c_void_p, (ctypes.c_void_p, ctypes.c_int)
_unicode = _asking(pdfium.FPDFText_GetUnicode, ctypes.c_uint, *_SIGN)
_text_object = _asking(pdfium.FPDFText_GetTextObject, _PLACE, *_SIGN)
_is_generated = _asking(pdfium.FPDFText_IsGenerated, ctypes.c_int, *_SIGN)
_has_no_letter = _asking(pdfium.FPDFText_HasUnicodeMapError, ctypes.c_int, *_SIGN)
_loose_box = _asking(pdfium.FPDFText_GetLooseCharBox, ctypes.c_int, *_SIGN, _PLACE)
_matrix = _asking(pdfium.FPDFText_GetMatrix, ctypes.c_int, *_SIGN, _PLACE)
_font_size = _asking(pdfium.FPDFText_GetFontSize, ctypes.c_double, *_SIGN)
_fill_colour = _asking(pdfium.FPDFText_GetFillColor, ctypes.c_int, *_SIGN, _PLACE, _PLACE, _PLACE, _PLACE)
_font = _asking(pdfium.FPDFTextObj_GetFont, _PLACE, _PLACE)
_render_mode = _asking(pdfium.FPDFTextObj_GetTextRenderMode, ctypes.c_int, _PLACE)
# What PDFium makes up: blanks, line ends, and a hyphen where it joins two lines.
_MADE_UP = frozenset((0, 2, 10, 13, 32, 45, 0xAD, 0xFFFE))


@dataclass(slots=True)
class _Drawn:
    """What all signs of an object of text share.

    `usual` has the text of those codes of its font that need no further question, `others` of the rest also whether no
    letter is known for the code, and whether it is an accent.
    """

    face: str
    size: float
    angle: int
    usual: dict[int, str] = field(default_factory=dict)
    others: dict[int, tuple[str, bool, bool]] = field(default_factory=dict)


class TextPage:
    """The text of a page: PDFium is asked as little as can be of each sign, and as much as is needed of each object."""

    def __init__(self, text_page: Any) -> None:
        self.text_page = text_page
        self.address = _address(text_page)
        # Of this page alone: on the next one, another font may have its address.
        self.settings = _Settings()
        self.drawn: dict[int, _Drawn] = {}
        self.fonts: dict[int, _Drawn] = {}
        # One place for each answer and one reference to it: made anew for every question, they cost more than PDFium.
        self.x, self.y, self.left, self.right, bottom, top = (ctypes.c_double() for _ in range(6))
        self.to_origin = (ctypes.byref(self.x), ctypes.byref(self.y))
        self.to_ink = [ctypes.byref(edge) for edge in (self.left, self.right, bottom, top)]
        self.box = pdfium.FS_RECTF()

    def glyphs(self) -> tuple[list[Glyph], int]:
        """The signs in the order of the file, and how many of them have no letter that PDFium knows.

        A sign that nobody sees (a zero-width space) has no text, but the place that it takes holds its word together.
        """
        n_signs = pdfium.FPDFText_CountChars(self.text_page)
        codes = list(map(_unicode, repeat(self.address), range(n_signs)))
        objects = map(_text_object, repeat(self.address), range(n_signs))
        glyphs: list[Glyph] = []
        n_unknown = 0
        drawn, of_object = _Drawn("", 1.0, 0), -1
        # Signs of one object whose boxes are as high stand on one baseline.
        y = baseline_bottom = baseline_top = math.nan
        for nth, (code, key, (x0, top, x1, bottom)) in enumerate(
            zip(codes, objects, self._boxes(n_signs), strict=True)
        ):
            # Blanks and line ends that PDFium guesses; here both follow from where the signs are drawn.
            if code in _MADE_UP and _is_generated(self.address, nth) == 1:
                continue
            if key != of_object or key is None:
                drawn, of_object, baseline_top = self._drawn(nth, key or 0), key, math.nan
            text = drawn.usual.get(code)
            if text is None:
                text, is_unknown, is_accent = drawn.others.get(code) or self._sign(nth, code, drawn)
                n_unknown += is_unknown
                # An accent belongs to the letter that it is drawn over.
                if is_accent and glyphs:
                    glyphs[-1].text += text
                    continue
            if top != baseline_top or bottom != baseline_bottom:
                if drawn.angle:
                    glyphs.append(self._turned_glyph(nth, text, drawn, (bottom, top), key or 0))
                    continue
                pdfium.FPDFText_GetCharOrigin(self.text_page, nth, *self.to_origin)
                y, baseline_bottom, baseline_top = self.y.value, bottom, top
            glyphs.append(Glyph(text, x0, x1, y, drawn.size, drawn.face, nth, 0, key or 0))
            if x1 - x0 < drawn.size * 0.05:
                glyphs[-1].x1 = max(x1, self._ink(nth)[1])  # a font that tells no advance at all
        has_surrogates = max(codes, default=0) >= 0xD800
        return _joined_surrogates(glyphs) if has_surrogates else glyphs, n_unknown

    def is_ink(self, glyph: Glyph) -> bool:
        """Whether a sign is as wide as what is seen of it, as where its font tells no advance."""
        if glyph.angle in (90, 270):
            return False
        nth = int(glyph.nth)
        if glyph.angle:
            pdfium.FPDFText_GetCharOrigin(self.text_page, nth, *self.to_origin)
            x0, x1 = self.x.value, self.x.value + glyph.size / 2
        else:
            pdfium.FPDFText_GetLooseCharBox(self.text_page, nth, self.box)
            x0, x1 = self.box.left, self.box.right
        left, right = self._ink(nth)
        return abs(left - x0) < 0.01 and abs(right - x1) < 0.01

    def _boxes(self, n_signs: int) -> Iterator[tuple[float, float, float, float]]:
        """Of each sign left, top, right and bottom of the room that it takes."""
        boxes = (ctypes.c_float * (4 * n_signs))()
        first = ctypes.addressof(boxes)
        answers = map(_loose_box, repeat(self.address), range(n_signs), range(first, first + 16 * n_signs, 16))
        deque(answers, maxlen=0)
        edges = iter(memoryview(boxes).cast("B").cast("f").tolist())
        return zip(edges, edges, edges, edges, strict=True)

    def _ink(self, nth: int) -> tuple[float, float]:
        """The left and right edge of what is seen of a sign."""
        pdfium.FPDFText_GetCharBox(self.text_page, nth, *self.to_ink)
        return self.left.value, self.right.value

    def _drawn(self, nth: int, key: int) -> _Drawn:
        """The object of a sign. Signs without one share a face, and nothing else is known to hold for all of them."""
        if (drawn := self.drawn.get(key)) is None:
            font = (_font(key) or 0) if key else 0
            face, size, angle = self.settings.of(self.text_page, self.address, nth, key, font)
            drawn = _Drawn(face, size, angle)
            if font:
                like = self.fonts.setdefault(font, drawn)
                drawn = _Drawn(face, size, angle, like.usual, like.others)
            self.drawn[key] = drawn
        if key:
            return drawn
        angle = self.settings.of(self.text_page, self.address, nth, 0, 0)[2]
        return _Drawn(drawn.face, drawn.size, angle)

    def _sign(self, nth: int, code: int, drawn: _Drawn) -> tuple[str, bool, bool]:
        """The text of a code, whether PDFium knows no letter for it, and whether it is an accent."""
        text = _text_of(code)
        is_unknown = text == _UNKNOWN or _has_no_letter(self.address, nth) == 1
        is_accent = not text.isascii() and bool(unicodedata.combining(text))
        if is_unknown or is_accent:
            drawn.others[code] = text, is_unknown, is_accent
        else:
            drawn.usual[code] = text
        return text, is_unknown, is_accent

    def _turned_glyph(self, nth: int, text: str, drawn: _Drawn, height: tuple[float, float], key: int) -> Glyph:
        pdfium.FPDFText_GetCharOrigin(self.text_page, nth, *self.to_origin)
        x, y, size, face, angle = self.x.value, self.y.value, drawn.size, drawn.face, drawn.angle
        if angle in (90, 270):
            return Glyph(text, *height, x, size, face, nth, angle, key)
        x1 = x + size / 2
        if x1 - x < size * 0.05:
            x1 = max(x1, self._ink(nth)[1])
        return Glyph(text, x, x1, y, size, face, nth, angle, key)


def _text_of(code: int) -> str:
    text = chr(code) if 0 < code < 0x110000 else _UNKNOWN
    if text == _PDFIUM_HYPHEN:
        return "-"
    if text in _INVISIBLE or (text < " " and text != "\t"):
        return ""
    return _LIGATURES.get(text, text)


def _joined_surrogates(glyphs: list[Glyph]) -> list[Glyph]:
    """Signs beyond the basic plane come as two halves."""
    joined: list[Glyph] = []
    for glyph in glyphs:
        if joined and "\ud800" <= joined[-1].text < "\udc00" and "\udc00" <= glyph.text < "\ue000":
            pair = (joined[-1].text + glyph.text).encode("utf-16-le", "surrogatepass")
            joined[-1] = replace(joined[-1], text=pair.decode("utf-16-le", "replace"))
        else:
            joined.append(glyph)
    return [glyph for glyph in joined if not "\ud800" <= glyph.text[:1] < "\ue000"]


class _Settings:
    """How objects of text are set; what a font is called is asked once a font."""

    def __init__(self) -> None:
        self.name, self.flags, self.matrix = ctypes.create_string_buffer(120), ctypes.c_int(), pdfium.FS_MATRIX()
        self.colours = (ctypes.c_uint * 4)()
        self.to_flags, self.to_matrix = ctypes.byref(self.flags), ctypes.addressof(self.matrix)
        first = ctypes.addressof(self.colours)
        self.to_colours = tuple(range(first, first + 16, 4))
        self.fonts: dict[int, tuple[bool, bool]] = {}

    def of(self, text_page: Any, address: int, nth: int, drawn: int, font: int) -> tuple[str, float, int]:
        """Face (`bold italic #c00000`, '' for plain), type size in points and angle in degrees of a sign's object."""
        is_heavy, is_slanted = self.fonts.get(font) or self._font(text_page, nth, font)
        matrix = self.matrix
        _matrix(address, nth, self.to_matrix)
        size = _font_size(address, nth) * (math.hypot(matrix.c, matrix.d) or 1.0)
        # As FPDFText_GetCharAngle has it.
        angle = round(math.atan2(matrix.c, matrix.a) / (math.pi / 180)) % 360
        # What is not answered would be the answer before.
        colours = self.colours[:3] if _fill_colour(address, nth, *self.to_colours) else [0, 0, 0]
        # Bold without a bold font: letters filled and outlined (mode 2).
        is_heavy = is_heavy or (drawn != 0 and _render_mode(drawn) == 2)
        # Italics without an italic font: upright letters, sheared.
        is_slanted = is_slanted or (abs(matrix.b) < 0.01 < abs(matrix.c) and abs(matrix.c) * 2 < abs(matrix.d))
        face = [
            "bold" if is_heavy else "",
            "italic" if is_slanted else "",
            "#" + "".join(f"{part:02x}" for part in colours) if max(colours) - min(colours) > 60 else "",
        ]
        return " ".join(part for part in face if part), abs(size) or 1.0, angle

    def _font(self, text_page: Any, nth: int, font: int) -> tuple[bool, bool]:
        """Whether a font is bold and whether it is slanted. Bits 19 and 7 of its flags are PDF's own for both."""
        self.name.value, self.flags.value = b"", 0
        pdfium.FPDFText_GetFontInfo(text_page, nth, self.name, 120, self.to_flags)
        name, flags = self.name.value.decode("utf-8", "replace").casefold(), self.flags.value
        is_heavy = any(word in name for word in ("bold", "black", "heavy")) or bool(flags & 1 << 18)
        is_slanted = "italic" in name or "oblique" in name or bool(flags & 1 << 6)
        told = is_heavy and "book" not in name, is_slanted
        if font:
            self.fonts[font] = told
        return told
