"""The words of a PDF's pages and where they stand, by PDFium: the work of the child process that `pdf_pages` starts.

    python -m pipeline.corpus.formats.pdf_glyphs < FILE.pdf > PAGES.json

PDFium is C++: a hostile file may crash it, hang it or fill the memory, so that it runs where that harms nobody. The
child gets bytes, opens no file of the user's and answers in JSON: `{"pages": […]}` or `{"refused": "…"}`.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import math
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

import pypdfium2_raw.bindings as pdfium  # type: ignore[import-untyped]  # why not `pypdfium2`: pdf_signs.py

from pipeline.corpus.formats.pdf_rows import (
    BLANK_LEFT_OUT,
    BLANK_STORED,
    BLANKS,
    Glyph,
    pieces_of,
    rows_across,
    rows_of,
)
from pipeline.corpus.formats.pdf_signs import TextPage

# docs/transcripts.md tells users these limits.
MAX_PAGES = 3_000
MAX_SIGNS = 4_000_000
MAX_OBJECTS = 300_000
MAX_MEMORY = 1_000_000_000
MAX_SECONDS = 40

_TEXT, _PATH = 1, 2


class RefusedPdfError(Exception):
    """Why the file is not read; the text is one of the reasons that `pdf_pages` puts into words."""


def main() -> None:
    """Read a PDF from standard input; write its pages, or why not, to standard output."""
    _limit()
    # Nothing here refers to itself in a ring, and this process is soon over.
    gc.disable()
    try:
        answer: dict[str, Any] = {"pages": _pages(sys.stdin.buffer.read())}
    except RefusedPdfError as refused:
        answer = {"refused": str(refused)}
    except MemoryError:
        answer = {"refused": "memory"}
    # At once: `json.dump` writes sign by sign, in Python.
    sys.stdout.write(json.dumps(answer, separators=(",", ":")))


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
    page = TextPage(text_page)
    drawn, n_unknown = page.glyphs()
    drawn += _blanks_drawn_alone(objects, drawn)
    # Browsers draw on each page what the next ones show, out of sight.
    glyphs = [glyph for glyph in drawn if _is_inside(glyph, visible)]
    n_outside = 0
    if len(glyphs) < len(drawn):
        n_outside = sum(glyph.text.isalpha() for glyph in drawn) - sum(glyph.text.isalpha() for glyph in glyphs)
    upright, level = 0, glyphs
    if any(map(attrgetter("angle"), glyphs)):
        turned = Counter(glyph.angle for glyph in glyphs if glyph.text not in BLANKS)
        upright = turned.most_common(1)[0][0] if turned else 0
        level = [_turned(glyph, upright) for glyph in glyphs if glyph.angle == upright]
    n_blanks = len([glyph for glyph in level if glyph.text in BLANKS])
    # Prose has a blank for every five or six signs; where it has few, the page leaves blanks to gaps.
    least = BLANK_STORED if n_blanks * 12 > len(level) else BLANK_LEFT_OUT
    rows = [pieces_of(row, least, page.is_ink) for row in rows_of(level)]
    # A watermark, the name of an axis: after the rest.
    across = [] if level is glyphs else [glyph for glyph in glyphs if glyph.angle != upright]
    rows += [pieces_of(row, least, page.is_ink) for row in rows_across(across)]
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


def _blanks_drawn_alone(objects: Sequence[Any], glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Blanks that are an object of their own: PDFium leaves them out, though no gap need show where they stood."""
    first = {glyph.drawn: glyph for glyph in reversed(glyphs)}
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
