"""The words of a PDF's pages and where they stand, by PDFium: the work of the child process that `pdf_pages` starts.

PDFium is C++: a hostile file may crash it, hang it or fill the memory, so that it runs where that harms nobody. The
child gets bytes on its standard input, opens no file of the user's and answers as `Answer` does. Half of the time of a
short PDF is the start of this process: what it imports is counted.
"""

from __future__ import annotations

import ctypes
import gc
import math
import os
import sys
from array import array
from itertools import repeat
from operator import attrgetter

from pipeline.corpus.formats.pdf_library import ERR_PASSWORD, PATH, pdfium
from pipeline.corpus.formats.pdf_rows import (
    BLANK_LEFT_OUT,
    BLANK_STORED,
    Run,
    RunRow,
    pieces_of,
    rows_across,
    rows_of,
)
from pipeline.corpus.formats.pdf_signs import TextPage, edges_of

TYPE_CHECKING = False  # as in pdf_rows
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# docs/transcripts.md tells users these limits.
MAX_PAGES = 3_000
MAX_SIGNS = 4_000_000
MAX_OBJECTS = 300_000
MAX_MEMORY = 1_000_000_000
MAX_SECONDS = 40


class RefusedPdfError(Exception):
    """Why the file is not read; the text is one of the reasons that `pdf_pages` puts into words."""


class Answer:
    """What is told of the pages; `pdf_pages` takes it apart again.

    A line `pages` with how many pages, rows, pieces, drawn lines and faces follow; then numbers, all doubles: six a
    page (whether it was read, how many signs, unknown ones, letters outside, rows and drawn lines it has), three a row
    (height, type size, number of pieces), four a piece (left and right edge, which face, whether it is glued to the one
    before) and the four ends of each drawn line; then words, a line each: the faces and the text of each piece.
    """

    def __init__(self) -> None:
        self.pages, self.rows, self.pieces, self.lines = (array("d") for _ in range(4))
        self.faces: dict[str, int] = {}
        self.words: list[str] = []

    def add_row(self, row: RunRow, least: float, page: TextPage) -> bool:
        """Whether there was a piece on the row to add."""
        pieces = pieces_of(row, least, page.is_ink)
        for x0, x1, text, face, is_glued in pieces:
            which = self.faces.setdefault(face, len(self.faces))
            self.pieces.extend((round(x0, 1), round(x1, 1), which, is_glued))
            self.words.append(text)
        if pieces:
            self.rows.extend((round(row.y, 1), round(row.size, 1), len(pieces)))
        return bool(pieces)

    def to_bytes(self) -> bytes:
        """The answer as it is handed over."""
        sizes = len(self.pages) // 6, len(self.rows) // 3, len(self.pieces) // 4, len(self.lines) // 4, len(self.faces)
        numbers = b"".join(part.tobytes() for part in (self.pages, self.rows, self.pieces, self.lines))
        words = "\n".join([*self.faces, *self.words]).encode("utf-8", "surrogatepass")
        return f"pages {' '.join(map(str, sizes))}\n".encode() + numbers + words


def main() -> None:
    """Read a PDF from standard input; write its pages, or why not, to standard output."""
    _limit()
    # Nothing here refers to itself in a ring, and this process is soon over.
    gc.disable()
    try:
        said = _answer(sys.stdin.buffer.read()).to_bytes()
    except RefusedPdfError as refused:
        said = f"refused {refused}".encode()
    except MemoryError:
        said = b"refused memory"
    sys.stdout.buffer.write(said)
    sys.stdout.buffer.flush()
    # Nothing is left to be closed: what was read is not taken apart sign by sign.
    os._exit(0)


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
        try:  # noqa: SIM105 — `contextlib` is slow to import
            resource.setrlimit(limit, bound)
        except (ValueError, OSError):  # macOS may refuse the first one; the others hold all the same
            pass


def _answer(data: bytes) -> Answer:
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        is_locked = pdfium.FPDF_GetLastError() == ERR_PASSWORD
        raise RefusedPdfError("password" if is_locked else "damaged")
    n_pages = pdfium.FPDF_GetPageCount(document)
    if n_pages > MAX_PAGES:
        raise RefusedPdfError(f"pages {n_pages} {MAX_PAGES}")
    answer = Answer()
    n_signs = 0
    for number in range(n_pages):
        sys.stderr.write(f"{number + 1}\n")  # where this process stopped, if it is stopped
        sys.stderr.flush()
        page = pdfium.FPDF_LoadPage(document, number)
        if not page:
            answer.pages.extend((0,) * 6)
            continue
        n_objects = pdfium.FPDFPage_CountObjects(page)
        if n_objects > MAX_OBJECTS:
            raise RefusedPdfError(f"objects {n_objects} {MAX_OBJECTS} {number + 1}")
        text_page = pdfium.FPDFText_LoadPage(page)
        n_signs += pdfium.FPDFText_CountChars(text_page)
        if n_signs > MAX_SIGNS:
            raise RefusedPdfError(f"signs {n_signs} {MAX_SIGNS}")
        objects = list(map(pdfium.FPDFPage_GetObject, repeat(page), range(n_objects)))
        _add_page(answer, TextPage(text_page), objects, _visible(page))
        pdfium.FPDFText_ClosePage(text_page)
        pdfium.FPDF_ClosePage(page)
    return answer


def _visible(page: int) -> tuple[float, float, float, float]:
    """The edges of what is shown of a page: left, bottom, right, top."""
    box = (ctypes.c_float * 4)()
    is_told = pdfium.FPDF_GetPageBoundingBox(page, ctypes.addressof(box))
    left, top, right, bottom = box
    if not is_told or right <= left:
        return -math.inf, -math.inf, math.inf, math.inf
    return left, bottom, right, top


def _add_page(answer: Answer, page: TextPage, objects: Sequence[int], visible: tuple[float, ...]) -> None:
    """Add the rows of a page from top to bottom, and the lines drawn on it."""
    runs = page.runs(objects)
    # Browsers draw on each page what the next ones show, out of sight.
    runs, n_outside = _inside(runs, visible)
    upright, level = 0, runs
    if any(map(attrgetter("angle"), runs)):
        upright = _usual_angle(runs)
        level = [_turned(run, upright) for run in runs if run.angle == upright]
    n_blanks = sum(run.n_blanks for run in level)
    # Prose has a blank for every five or six signs; where it has few, the page leaves blanks to gaps.
    least = BLANK_STORED if n_blanks * 12 > sum(len(run.lefts) for run in level) else BLANK_LEFT_OUT
    n_rows = sum(answer.add_row(row, least, page) for row in rows_of(level))
    # A watermark, the name of an axis: after the rest.
    across = [] if level is runs else [run for run in runs if run.angle != upright]
    n_rows += sum(answer.add_row(row, least, page) for row in rows_across(across))
    n_lines = 0
    for line in _drawn_lines(objects):
        answer.lines.extend(line)
        n_lines += 1
    n_signs = sum(len(run.lefts) for run in runs)
    answer.pages.extend((1, n_signs, page.n_unknown, n_outside, n_rows, n_lines))


def _inside(runs: list[Run], visible: tuple[float, ...]) -> tuple[list[Run], int]:
    """The runs that are seen, those across an edge of the page cut there; and how many letters are not seen."""
    n_outside = 0
    inside: list[Run] = []
    for run in runs:
        if _is_inside(run, visible):
            inside.append(run)
            continue
        for sign in run.signs():
            if _is_inside(sign, visible):
                inside.append(sign)
            else:
                n_outside += sign.text.isalpha()
    return inside, n_outside


def _is_inside(run: Run, visible: tuple[float, ...]) -> bool:
    left, bottom, right, top = visible
    if run.angle in (90, 270):
        return bottom <= run.lefts[0] <= top and left <= run.y <= right
    return bottom <= run.y <= top and left <= min(run.lefts) and max(run.lefts) <= right


def _usual_angle(runs: Sequence[Run]) -> int:
    """The angle at which most signs of a page stand; of equal ones the first."""
    turned: dict[int, int] = {}
    for run in runs:
        if n_shown := len(run.lefts) - run.n_blanks:
            turned[run.angle] = turned.get(run.angle, 0) + n_shown
    return max(turned, key=turned.__getitem__, default=0)


def _turned(run: Run, angle: int) -> Run:
    """Signs of a page whose writing runs upwards or downwards, as if it ran to the right."""
    if not angle:
        return run
    lefts, rights, y = run.lefts, run.rights, run.y
    if angle in (180, 270):
        lefts, rights = [-edge for edge in run.rights], [-edge for edge in run.lefts]
    if angle in (90, 180):
        y = -y
    return Run(run.text, lefts, rights, y, run.size, run.face, run.nth, run.angle, run.first)


def _drawn_lines(objects: Sequence[int]) -> Iterable[Sequence[float]]:
    """Straight lines and edges of boxes as x0, y0, x1, y1: the rules of tables."""
    kinds = map(pdfium.FPDFPageObj_GetType, objects[:20_000])
    for drawn in [drawn for drawn, kind in zip(objects, kinds, strict=False) if kind == PATH]:
        if not (edges := edges_of(drawn)):
            continue
        x0, y0, x1, y1 = (round(edge, 1) for edge in edges)
        # A thin box is a rule too; a larger one rules by its four edges.
        if y1 - y0 < 3 or x1 - x0 < 3:
            yield x0, y0, x1, y1
        else:
            yield from ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1))
