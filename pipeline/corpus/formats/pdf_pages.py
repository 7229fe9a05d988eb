"""The pages of a PDF as rows of words with their places, read by a child process that may crash, hang or be stopped."""

from __future__ import annotations

import subprocess
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

from pipeline.corpus.formats.lines import RefusedError, nothing_in_it

AGAIN = "Copy or export it once more, or save the transcript as Word or plain text."
PATIENCE = 55
"""Seconds by the clock: beyond the child's own limit on its work, for a machine that does much else."""
ACROSS = -1.0
"""The height of a row that runs another way than the page: below all others (`pdf_rows.rows_across`)."""
_READER = "pipeline.corpus.formats.pdf_glyphs"
_ROOT = Path(__file__).resolve().parents[3]
_WIDE = 1.5
"""The gap, in parts of the type size, that is more than a blank: a tab, or the way to the next column."""


@dataclass(slots=True)
class Piece:
    """Words or a part of one, set in one face. `before` stands between it and the piece before: '', ' ' or a tab."""

    x0: float
    x1: float
    text: str
    face: str
    before: str = " "


@dataclass(slots=True)
class PageRow:
    """One line of print; `opens` where it is known that a paragraph begins, or does not begin, with it."""

    y: float
    size: float
    pieces: list[Piece]
    opens: bool | None = None

    @property
    def text(self) -> str:
        """The words of the row."""
        return "".join(piece.before + piece.text for piece in self.pieces)[len(self.pieces[0].before) :]


@dataclass(slots=True)
class Page:
    """The rows of a page from top to bottom, and the straight lines drawn on it as (x0, y0, x1, y1)."""

    number: int
    rows: list[PageRow]
    drawn: list[tuple[float, ...]] = field(default_factory=list)
    n_signs: int = 0
    n_unknown: int = 0
    n_outside: int = 0


def pages_of(data: bytes) -> list[Page]:
    """The pages of a PDF.

    Raises:
        RefusedError: no PDF, truncated, damaged, protected, or more work than any transcript is.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise nothing_in_it()
    # Readers of PDF let other bytes stand before the mark, within the first 1,024.
    if b"%PDF" not in data[:1024]:
        raise RefusedError("is unreadable: it is no PDF.", AGAIN)
    if b"%%EOF" not in data[-2048:]:
        raise RefusedError("is truncated: its end is missing.", AGAIN)
    said = _asked(data)
    if said.startswith(b"refused"):
        raise _refusal(said.decode())
    return list(_pages(said))


_START = "import sys; sys.path += sys.argv[2:]; import importlib; importlib.import_module(sys.argv[1]).main()"


def _asked(data: bytes) -> bytes:
    """What the child process says of the file."""
    # Of all installed packages the child gets PDFium alone, and nothing that an environment sets: it starts in a fifth
    # of the time, and finds this very package wherever it was started from.
    library = find_spec("pypdfium2_raw")
    if library is None or library.origin is None:
        raise ModuleNotFoundError("pypdfium2 is not installed")
    flags = ["-I", "-S", *(["-B"] if sys.dont_write_bytecode else [])]
    try:
        child = subprocess.run(  # noqa: S603 — our own module; the file comes as bytes on its standard input
            [sys.executable, *flags, "-c", _START, _READER, str(_ROOT), str(Path(library.origin).parents[1])],
            input=data,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_much_work(error.stderr or b"") from error
    if child.returncode == 0:
        return child.stdout
    if child.returncode in _STOPPED_FOR_ITS_TIME:
        raise _too_much_work(child.stderr)
    page = _page_reached(child.stderr)
    where = f" at page {page}" if page else ""
    message = f"is damaged, or takes more than 1 GB of memory to read: the reader of PDFs stopped{where}."
    raise RefusedError(message, AGAIN)


_STOPPED_FOR_ITS_TIME = (-24, -9)  # by the system: SIGXCPU at the limit of its time, SIGKILL a little later


def _page_reached(said: bytes) -> int:
    numbers = [int(line) for line in said.split() if line.isdigit()]
    return numbers[-1] if numbers else 0


def _too_much_work(said: bytes) -> RefusedError:
    page = _page_reached(said)
    where = f"its page {page} takes" if page else "it takes"
    return RefusedError(
        f"is refused: {where} more than 40 seconds of work to read, as no page of text does.",
        "Print it to a new PDF without its drawings, or save the transcript as Word or plain text.",
    )


def _refusal(reason: str) -> RefusedError:
    """The child's reason in words: `refused objects 400000 300000 3` is how many, how many at most, and the page."""
    _, limit, *numbers = reason.split()
    n, most, page = (int(number) for number in (*numbers, "0", "0", "0")[:3])
    apart = "Save its parts as files of their own, or the transcript as Word or plain text."
    said = {
        "password": ("is unreadable: protected by a password.", "Save it anew without a password."),
        "pages": (f"is refused: it has {n:,} pages; a PDF is read up to {most:,}.", apart),
        "objects": (f"is refused: its page {page} is drawn with {n:,} pieces; one is read up to {most:,}.", apart),
        "signs": (f"is refused: it holds more than {most:,} signs, as no transcript does.", apart),
        "memory": ("is refused: reading it takes more than 1 GB of memory.", apart),
    }
    return RefusedError(*said.get(limit, ("is damaged and cannot be read as a PDF.", AGAIN)))


def _pages(said: bytes) -> Iterator[Page]:
    """The pages of the child's answer (`pdf_glyphs.Answer`)."""
    head, _, body = said.partition(b"\n")
    n_pages, n_rows, n_pieces, n_lines, n_faces = map(int, head.split()[1:])
    numbers = array("d")
    n_numbers = 6 * n_pages + 3 * n_rows + 4 * n_pieces + 4 * n_lines
    numbers.frombytes(body[: n_numbers * numbers.itemsize])
    words = body[n_numbers * numbers.itemsize :].decode("utf-8", "surrogatepass").split("\n")
    told = iter(numbers)
    pages, rows = _in_groups(told, 6, n_pages), iter(_in_groups(told, 3, n_rows))
    pieces = zip(_in_groups(told, 4, n_pieces), words[n_faces:], strict=True)
    lines = iter(_in_groups(told, 4, n_lines))
    for number, (_, n_signs, n_unknown, n_outside, rows_here, lines_here) in enumerate(pages, 1):
        read = [
            PageRow(y, size, _pieces(size, islice(pieces, int(n)), words))
            for y, size, n in islice(rows, int(rows_here))
        ]
        drawn = list(islice(lines, int(lines_here)))
        yield Page(number, read, drawn, int(n_signs), int(n_unknown), int(n_outside))


def _in_groups(numbers: Iterator[float], width: int, n: int) -> list[tuple[float, ...]]:
    return list(zip(*[islice(numbers, width * n)] * width, strict=True))


def _pieces(size: float, told: Iterable[tuple[tuple[float, ...], str]], faces: Sequence[str]) -> list[Piece]:
    pieces: list[Piece] = []
    for (x0, x1, face, is_glued), text in told:
        is_far = bool(pieces) and x0 - pieces[-1].x1 >= _WIDE * size
        pieces.append(Piece(x0, x1, text, faces[int(face)], "\t" if is_far else "" if is_glued else " "))
    return pieces
