"""The words of a PDF's pages and where they stand, by PDFium: the work of the child process that `pdf_pages` starts.

    python -m pipeline.corpus.formats.pdf_glyphs < FILE.pdf > PAGES.json

PDFium is C++: a hostile file may crash it, hang it or fill the memory, so that it runs where that harms nobody. The
child gets bytes, opens no file of the user's and answers in JSON: `{"pages": […]}` or `{"refused": "…"}`.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import math
import sys
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pypdfium2.raw as pdfium

from pipeline.corpus.formats.pdf_rows import (
    BLANK_LEFT_OUT,
    BLANK_STORED,
    BLANKS,
    Glyph,
    pieces_of,
    rows_across,
    rows_of,
)

# docs/transcripts.md tells users these limits.
MAX_PAGES = 3_000
MAX_SIGNS = 4_000_000
MAX_OBJECTS = 300_000
MAX_MEMORY = 1_000_000_000
MAX_SECONDS = 40

_TEXT, _PATH = 1, 2
_INVISIBLE = frozenset("\u200b\u2060\ufeff\ufffe\uffff\r\n\x00")
_UNKNOWN = "\ufffd"
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_PDFIUM_HYPHEN = "\x02"  # what PDFium puts for a hyphen at the end of a line


class RefusedPdfError(Exception):
    """Why the file is not read; the text is one of the reasons that `pdf_pages` puts into words."""


def main() -> None:
    """Read a PDF from standard input; write its pages, or why not, to standard output."""
    _limit()
    try:
        answer: dict[str, Any] = {"pages": _pages(sys.stdin.buffer.read())}
    except RefusedPdfError as refused:
        answer = {"refused": str(refused)}
    except MemoryError:
        answer = {"refused": "memory"}
    json.dump(answer, sys.stdout, separators=(",", ":"))


def _limit() -> None:
    """Bound this process's memory and time, where the system can."""
    try:
        import resource  # noqa: PLC0415
    except ImportError:  # Windows, where the parent's clock alone is the limit
        return
    bounds = {
        resource.RLIMIT_AS: (MAX_MEMORY, MAX_MEMORY),
        # SIGXCPU first, by which the parent knows why; SIGKILL five seconds later, if that did not stop it.
        resource.RLIMIT_CPU: (MAX_SECONDS, MAX_SECONDS + 5),
        # A core dump would leave a confidential text on the disk.
        resource.RLIMIT_CORE: (0, 0),
    }
    for limit, bound in bounds.items():
        # macOS may refuse the first one; the others hold all the same.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, bound)


def _pages(data: bytes) -> list[dict[str, Any]]:
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        is_locked = pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD
        raise RefusedPdfError("password" if is_locked else "damaged")
    n_pages = pdfium.FPDF_GetPageCount(document)
    if n_pages > MAX_PAGES:
        raise RefusedPdfError(f"pages {n_pages} {MAX_PAGES}")
    pages: list[dict[str, Any]] = []
    n_signs = 0
    for number in range(n_pages):
        sys.stderr.write(f"{number + 1}\n")  # where this process stopped, if it is stopped
        sys.stderr.flush()
        page = pdfium.FPDF_LoadPage(document, number)
        if not page:
            pages.append({"rows": [], "lines": [], "is_damaged": True})
            continue
        n_objects = pdfium.FPDFPage_CountObjects(page)
        if n_objects > MAX_OBJECTS:
            raise RefusedPdfError(f"objects {n_objects} {MAX_OBJECTS} {number + 1}")
        text_page = pdfium.FPDFText_LoadPage(page)
        n_signs += pdfium.FPDFText_CountChars(text_page)
        if n_signs > MAX_SIGNS:
            raise RefusedPdfError(f"signs {n_signs} {MAX_SIGNS}")
        objects = [pdfium.FPDFPage_GetObject(page, nth) for nth in range(n_objects)]
        pages.append({**_page(text_page, objects, _visible(page)), "lines": _drawn_lines(objects)})
        pdfium.FPDFText_ClosePage(text_page)
        pdfium.FPDF_ClosePage(page)
    return pages


def _visible(page: Any) -> tuple[float, float, float, float]:
    """The edges of what is shown of a page: left, bottom, right, top."""
    box = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(page, box) or box.right <= box.left:
        return -math.inf, -math.inf, math.inf, math.inf
    return box.left, box.bottom, box.right, box.top


def _page(text_page: Any, objects: Sequence[Any], visible: tuple[float, ...]) -> dict[str, Any]:
    """The rows of a page from top to bottom: `[y, size, [[x0, x1, text, face, is_glued], …]]`."""
    drawn, n_unknown = _glyphs(text_page)
    drawn += _blanks_drawn_alone(objects, drawn)
    # Browsers draw on each page what the next ones show, out of sight.
    glyphs = [glyph for glyph in drawn if _is_inside(glyph, visible)]
    n_outside = sum(glyph.text.isalpha() for glyph in drawn) - sum(glyph.text.isalpha() for glyph in glyphs)
    turned = Counter(glyph.angle for glyph in glyphs if glyph.text not in BLANKS)
    upright = turned.most_common(1)[0][0] if turned else 0
    level = [_turned(glyph, upright) for glyph in glyphs if glyph.angle == upright]
    n_blanks = sum(glyph.text in BLANKS for glyph in level)
    # Prose has a blank for every five or six signs; where it has few, the page leaves blanks to gaps.
    least = BLANK_STORED if n_blanks * 12 > len(level) else BLANK_LEFT_OUT
    rows = [pieces_of(row, least) for row in rows_of(level)]
    across = [glyph for glyph in glyphs if glyph.angle != upright]  # a watermark, the name of an axis: after the rest
    rows += [pieces_of(row, least) for row in rows_across(across)]
    return {
        "rows": [row for row in rows if row[2]],
        "n_signs": len(glyphs),
        "n_unknown": n_unknown,
        "n_outside": n_outside,
    }


def _is_inside(glyph: Glyph, visible: tuple[float, ...]) -> bool:
    left, bottom, right, top = visible
    if glyph.angle in (90, 270):
        return bottom <= glyph.x0 <= top and left <= glyph.y <= right
    return left <= glyph.x0 <= right and bottom <= glyph.y <= top


def _glyphs(text_page: Any) -> tuple[list[Glyph], int]:
    """The signs in the order of the file, and how many of them have no letter that PDFium knows.

    A sign that nobody sees (a zero-width space) has no text, but the place that it takes holds its word together.
    """
    # One place for each answer and one reference to it: made anew for every sign, they cost more than PDFium's work.
    x, y, left, right, bottom, top = (ctypes.c_double() for _ in range(6))
    box = pdfium.FS_RECTF()
    to_x, to_y, to_left, to_right, to_bottom, to_top, to_box = map(ctypes.byref, (x, y, left, right, bottom, top, box))
    faces: dict[int, tuple[str, float]] = {}
    glyphs: list[Glyph] = []
    n_unknown = 0
    for nth in range(pdfium.FPDFText_CountChars(text_page)):
        # Blanks and line ends that PDFium guesses; here both follow from where the signs are drawn.
        if pdfium.FPDFText_IsGenerated(text_page, nth) == 1:
            continue
        text = _sign(pdfium.FPDFText_GetUnicode(text_page, nth))
        n_unknown += text == _UNKNOWN or pdfium.FPDFText_HasUnicodeMapError(text_page, nth) == 1
        # An accent belongs to the letter that it is drawn over.
        if glyphs and not text.isascii() and unicodedata.combining(text):
            glyphs[-1].text += text
            continue
        pdfium.FPDFText_GetCharOrigin(text_page, nth, to_x, to_y)
        pdfium.FPDFText_GetLooseCharBox(text_page, nth, to_box)
        drawn = pdfium.FPDFText_GetTextObject(text_page, nth)
        key = ctypes.addressof(drawn.contents) if drawn else 0
        if key not in faces:
            faces[key] = _face_and_size(text_page, nth, drawn)
        face, size = faces[key]
        angle = round(pdfium.FPDFText_GetCharAngle(text_page, nth) / (math.pi / 180)) % 360
        if angle in (0, 180) or angle % 90:
            x0, x1 = (box.left, box.right) if angle == 0 else (x.value, x.value + size / 2)
            # The edges of what is seen of the sign.
            pdfium.FPDFText_GetCharBox(text_page, nth, to_left, to_right, to_bottom, to_top)
            ink_right = right.value
            is_ink = abs(left.value - x0) < 0.01 and abs(ink_right - x1) < 0.01
            if x1 - x0 < size * 0.05:  # a font that tells no advance at all
                x1 = max(x1, ink_right)
            glyphs.append(Glyph(text, x0, x1, y.value, size, face, nth, angle, key, is_ink))
        else:
            glyphs.append(Glyph(text, box.bottom, box.top, x.value, size, face, nth, angle, key))
    return _joined_surrogates(glyphs), n_unknown


def _blanks_drawn_alone(objects: Sequence[Any], glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Blanks that are an object of their own: PDFium leaves them out, though no gap need show where they stood."""
    first: dict[int, Glyph] = {}
    for glyph in glyphs:
        first.setdefault(glyph.drawn, glyph)
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    blanks: list[Glyph] = []
    waiting: list[tuple[float, float]] = []
    for drawn in objects:
        if pdfium.FPDFPageObj_GetType(drawn) != _TEXT:
            continue
        after = first.get(ctypes.addressof(drawn.contents))
        if after is not None:
            blanks += [Glyph(" ", x, x, y, after.size, after.face, after.nth - 0.5) for x, y in waiting]
            waiting.clear()
        elif pdfium.FPDFPageObj_GetBounds(drawn, left, bottom, right, top) and right.value - left.value < 0.01:
            waiting.append((left.value, bottom.value))
    return blanks


def _sign(code: int) -> str:
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


def _face_and_size(text_page: Any, nth: int, drawn: Any) -> tuple[str, float]:
    """How an object of text is set (`bold italic #c00000`, '' for plain), and its type size in points."""
    name, flags = ctypes.create_string_buffer(120), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text_page, nth, name, 120, flags)
    font = name.value.decode("utf-8", "replace").casefold()
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text_page, nth, matrix)
    size = pdfium.FPDFText_GetFontSize(text_page, nth) * (math.hypot(matrix.c, matrix.d) or 1.0)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFText_GetFillColor(text_page, nth, red, green, blue, alpha)
    # Bold without a bold font: letters filled and outlined (mode 2). Bits 19 and 7 of a font's flags are PDF's own
    # for forced bold and italic.
    is_filled_and_stroked = bool(drawn) and pdfium.FPDFTextObj_GetTextRenderMode(drawn) == 2
    is_heavy = any(word in font for word in ("bold", "black", "heavy")) or flags.value & 1 << 18
    is_slanted = "italic" in font or "oblique" in font or bool(flags.value & 1 << 6)
    # Italics without an italic font: upright letters, sheared.
    is_slanted = is_slanted or (abs(matrix.b) < 0.01 < abs(matrix.c) and abs(matrix.c) * 2 < abs(matrix.d))
    colours = (red.value, green.value, blue.value)
    face = [
        "bold" if is_filled_and_stroked or (is_heavy and "book" not in font) else "",
        "italic" if is_slanted else "",
        "#" + "".join(f"{part:02x}" for part in colours) if max(colours) - min(colours) > 60 else "",
    ]
    return " ".join(part for part in face if part), abs(size) or 1.0


def _turned(glyph: Glyph, angle: int) -> Glyph:
    """A sign of a page whose writing runs upwards or downwards, as if it ran to the right."""
    if angle == 90:
        return replace(glyph, y=-glyph.y)
    if angle in (180, 270):
        return replace(glyph, x0=-glyph.x1, x1=-glyph.x0, y=-glyph.y if angle == 180 else glyph.y)
    return glyph


def _drawn_lines(objects: Sequence[Any]) -> list[list[float]]:
    """Straight lines and edges of boxes as `[x0, y0, x1, y1]`: the rules of tables."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    rules: list[list[float]] = []
    for drawn in objects[:20_000]:
        if pdfium.FPDFPageObj_GetType(drawn) != _PATH:
            continue
        if not pdfium.FPDFPageObj_GetBounds(drawn, left, bottom, right, top):
            continue
        x0, y0, x1, y1 = (round(edge.value, 1) for edge in (left, bottom, right, top))
        # A thin box is a rule too; a larger one rules by its four edges.
        if y1 - y0 < 3 or x1 - x0 < 3:
            rules.append([x0, y0, x1, y1])
        else:
            rules += [[x0, y0, x1, y0], [x0, y1, x1, y1], [x0, y0, x0, y1], [x1, y0, x1, y1]]
    return rules


if __name__ == "__main__":
    main()
