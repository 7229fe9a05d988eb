"""PDF files with text in them: page by page, without what is printed on every page."""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.corpus.formats.lines import Line, Reading, RefusedError, nothing_in_it
from pipeline.study.problems import Problem, caution

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

_INVISIBLE = re.compile("[\u200b\u2060\ufeff]")
_WIDE_GAP = re.compile(r"(?<=\S) {3,}(?=\S)")
_COLUMN_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
_NUMBERED = re.compile(r"\s*(\d{1,5})(?:\s+|$)")
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.|seite|página|pagina)?\s*[-–—|]?\s*(\d{1,4})\s*[-–—|]?(?:\s*(?:of|/|von|de|van)\s*\d{1,4})?",
    re.IGNORECASE,
)
_BROKEN_WORD = re.compile(r"(?P<head>(?:^|.*\s)[^\W\d_][\w'’]*(?:-[\w'’]+)*)(?P<hyphen>[-‐\u00ad])\s*$", re.DOTALL)
_FIRST_WORD = re.compile(r"\s*(?P<word>[^\W_][\w'’]*(?:-[\w'’]+)*)(?P<after>\S*)\s*")
_ENDS_A_SENTENCE = re.compile(r"[.?!:…][\"'”’)\]]*\s*$")
_LABEL_ALONE = re.compile(r"[^:]{1,60}:\s*$")
_DAMAGED = (
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    NotImplementedError,
    RecursionError,
    OSError,
    EOFError,
    MemoryError,
    zlib.error,
    struct.error,
)
_AGAIN = "Copy or export it once more, or save the transcript as Word or plain text."
_MARGIN_LINES = 3


def read_pdf(data: bytes, path: Path) -> Reading:
    """The words of a PDF in reading order. `number` counts lines of text from the first page on.

    Running headers and footers, page and line numbers and zero-width spaces are out; words divided at the end of a
    line are whole again.

    Raises:
        RefusedError: no text (a scan), two columns, protected, truncated, damaged.
    """
    pages = _pages(data)
    is_empty = [not any(line.strip() for line in page) for page in pages]
    if all(is_empty):
        raise RefusedError(
            "is a scan: there are pictures of pages in it, but no text.",
            "Run text recognition (OCR), or ask for the text.",
        )
    problems = tuple(_a_page_without_text(path, number) for number, empty in enumerate(is_empty, 1) if empty)
    for number, page in enumerate(pages, 1):
        if _has_two_columns(page):
            raise RefusedError(
                f"is set in two columns (page {number}), whose lines cannot be told apart safely.",
                "Save the text in one column, as Word or plain text.",
            )
    bare = _without_margins([_without_line_numbers(page) for page in pages])
    return Reading(_as_lines(bare), problems)


def _pages(data: bytes) -> list[list[str]]:
    """The lines of each page from top to bottom, empty ones between paragraphs kept where they are known."""
    if not data.strip(b"\x00 \t\r\n"):
        raise nothing_in_it()
    if b"%PDF" not in data[:1024]:
        raise RefusedError("is unreadable: it is no PDF.", _AGAIN)
    if b"%%EOF" not in data[-2048:]:
        raise RefusedError("is truncated: its end is missing.", _AGAIN)
    from pypdf import PdfReader  # noqa: PLC0415  (only those who read PDFs pay for it)
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it would say is said by our problems
    try:
        return _read_pages(PdfReader(io.BytesIO(data)))
    except (PyPdfError, *_DAMAGED) as error:
        raise RefusedError(f"is damaged and cannot be read as a PDF ({type(error).__name__}).", _AGAIN) from error


def _read_pages(reader: PdfReader) -> list[list[str]]:
    if reader.is_encrypted and not reader.decrypt(""):
        raise RefusedError("is unreadable: protected by a password.", "Save it anew without a password.")
    return [_page_lines(page) for page in reader.pages]


def _page_lines(page: PageObject) -> list[str]:
    """The page as it is laid out; where that loses or changes a word, as it is stored."""
    stored = _INVISIBLE.sub("", page.extract_text())
    if not stored.strip():
        return []
    laid_out = _INVISIBLE.sub("", page.extract_text(extraction_mode="layout", layout_mode_strip_rotated=False))
    same = Counter(laid_out.split()) == Counter(stored.split())
    return [
        _WIDE_GAP.sub("\t", line).strip(" ") if not same else line.rstrip()
        for line in (laid_out if same else stored).split("\n")
    ]


def _a_page_without_text(path: Path, number: int) -> Problem:
    what = f"page {number} has no text: if it is a scanned page, its words are missing."
    return caution(path, 0, what, "Run text recognition (OCR) on it, or add its words by hand.")


def _has_two_columns(page: Sequence[str]) -> bool:
    """Whether many lines have a second stretch of words, all beginning at one place near the middle.

    A table of speakers and words is not that: on its left stand few words, and the same ones again and again.
    """
    lines = [line for line in page if line.strip()]
    width = max((len(line) for line in lines), default=0)
    lefts: dict[int, list[str]] = {}
    for line in lines:
        for gap in _COLUMN_GAP.finditer(line):
            if 0.3 * width <= gap.end() <= 0.7 * width and line[: gap.end()].strip():
                lefts.setdefault(gap.end(), []).append(line[: gap.end()].strip())
    nearby = [[left for at in (place - 1, place, place + 1) for left in lefts.get(at, ())] for place in lefts]
    beside = max(nearby, key=len, default=[])
    if len(beside) < 8 or len(beside) * 10 < 4 * len(lines):
        return False
    n_words = sum(len(left.split()) for left in beside)
    return n_words >= 2.5 * len(beside) and len(set(beside)) * 2 > len(beside)


def _without_line_numbers(page: Sequence[str]) -> list[str]:
    """A page without the numbers that count its lines (each line, or every fifth)."""
    filled = [(place, line) for place, line in enumerate(page) if line.strip()]
    found = [
        (nth, int(match.group(1)), place, match.end())
        for nth, (place, line) in enumerate(filled)
        if (match := _NUMBERED.match(line))
    ]
    by_offset: Counter[int] = Counter(number - nth for nth, number, _, _ in found)
    if not by_offset:
        return list(page)
    offset, n_in_step = by_offset.most_common(1)[0]
    in_step = [one for one in found if one[1] - one[0] == offset]
    is_each = n_in_step >= 5 and n_in_step * 10 >= 6 * len(filled)
    is_every_fifth = (
        n_in_step >= 3 and n_in_step * 8 >= len(filled) and all(number % 5 == 0 for _, number, _, _ in in_step)
    )
    if not (is_each or is_every_fifth):
        return list(page)
    bare = list(page)
    for _, _, place, end in in_step:
        bare[place] = bare[place][end:]
    return bare


def _without_margins(pages: Sequence[list[str]]) -> list[list[str]]:
    """Pages without lines that are printed at the top or bottom of most of them (numbers in them may differ)."""
    if len([page for page in pages if any(line.strip() for line in page)]) == 1:
        return [_without_lone_page_number(page) for page in pages]
    keys = Counter(_key(line) for page in pages for line in page if line.strip())
    bare = [list(page) for page in pages]
    for at_top in (True, False):
        for _ in range(_MARGIN_LINES):
            edges = [_edge(page, at_top) for page in bare]
            repeated = _repeated(bare, edges, keys)
            for page, edge in zip(bare, edges, strict=True):
                if edge is not None and _key(page[edge]) in repeated:
                    page[edge] = ""
    return bare


def _repeated(pages: Sequence[list[str]], edges: Sequence[int | None], keys: Counter[str]) -> set[str]:
    found = [
        (number, page[edge]) for number, (page, edge) in enumerate(zip(pages, edges, strict=True)) if edge is not None
    ]
    counts = Counter(_key(line) for _, line in found)
    repeated: set[str] = set()
    for key, n in counts.items():
        if n < 2 or n * 2 <= len(found) or _LABEL_ALONE.match(key):
            continue
        numbers = Counter(
            int(match.group(1)) - number for number, line in found if (match := _PAGE_NUMBER.fullmatch(line.strip()))
        )
        counts_pages = numbers and numbers.most_common(1)[0][1] * 2 > len(found)
        if keys[key] <= len(pages) or counts_pages:
            repeated.add(key)
    return repeated


def _key(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line.split())).casefold()


def _edge(page: Sequence[str], at_top: bool) -> int | None:
    places = range(len(page)) if at_top else range(len(page) - 1, -1, -1)
    return next((place for place in places if page[place].strip()), None)


def _without_lone_page_number(page: list[str]) -> list[str]:
    """A single page may say that it is page 1, apart from the text."""
    edge = _edge(page, at_top=False)
    if edge is None or edge == 0 or page[edge - 1].strip():
        return page
    found = _PAGE_NUMBER.fullmatch(page[edge].strip())
    return page[:edge] if found and found.group(1) == "1" else page


def _as_lines(pages: Sequence[Sequence[str]]) -> tuple[Line, ...]:
    """Lines numbered through the document; a paragraph opens after a gap or a page that ended a sentence."""
    rows: list[tuple[str, bool]] = []
    has_gaps = False
    for page in pages:
        opens = not rows or bool(_ENDS_A_SENTENCE.search(rows[-1][0]))
        is_begun = False
        for text in page:
            if text.strip():
                rows.append((_WIDE_GAP.sub("\t", text.strip()), opens))
                has_gaps = has_gaps or (opens and is_begun)
                opens, is_begun = False, True
            else:
                opens = opens or is_begun
    if not has_gaps:
        rows = _opened_after_short_lines(rows)
    words = Counter(word.casefold().strip(".,;:?!\"'“”‘’()") for text, _ in rows for word in text.split())
    return tuple(
        Line(text, number, opens) for number, (text, opens) in enumerate(_with_whole_words(rows, words), 1) if text
    )


def _opened_after_short_lines(rows: Sequence[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Without gaps, a paragraph ends where the sentence does and the next word would still have fitted on the line."""
    lengths = sorted(len(text) for text, _ in rows)
    width = 0.85 * lengths[len(lengths) * 9 // 10] if lengths else 0
    found = list(rows[:1])
    for (before, _), (text, opens) in pairwise(rows):
        is_short = len(before) + 1 + len(text.split()[0]) < width and bool(_ENDS_A_SENTENCE.search(before))
        found.append((text, opens or is_short))
    return found


def _with_whole_words(rows: Sequence[tuple[str, bool]], words: Counter[str]) -> list[tuple[str, bool]]:
    """Rows in which a word divided at the end of a line stands whole on that line."""
    whole = [list(row) for row in rows]
    for place in range(len(whole) - 1):
        here, (after, opens) = str(whole[place][0]), whole[place + 1]
        broken, follows = _BROKEN_WORD.match(here), _FIRST_WORD.match(str(after))
        if not broken or not follows or opens or ":" in follows.group("after"):
            continue
        first, second = broken.group("head").split()[-1], follows.group("word")
        is_an_address = any(
            sign in f"{broken.group('head').split()[-1]}{follows.group('after')[:-1]}" for sign in "/@_"
        )
        hyphen = "-" if is_an_address else _hyphen_between(first, second, broken.group("hyphen"), words)
        whole[place][0] = f"{broken.group('head')}{hyphen}{second}{follows.group('after')}"
        whole[place + 1][0] = str(after)[follows.end() :]
    return [(str(text), bool(opens)) for text, opens in whole]


def _hyphen_between(first: str, second: str, hyphen: str, words: Counter[str]) -> str:
    """The hyphen that stays: none in `collabo-|ration`, one in `Mary-|Kate` and where the text writes it elsewhere."""
    if hyphen == "\u00ad":
        return ""
    if words[f"{first}{second}".casefold()]:
        return ""
    if words[f"{first}-{second}".casefold()] or not second[0].islower():
        return "-"
    return ""
