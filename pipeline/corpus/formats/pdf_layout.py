"""What a page of a PDF shows beside the running text: numbers in the gutter, columns, heads and feet."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.corpus.formats.lines import BRACKETED_CLOCK, CLOCK
from pipeline.corpus.formats.pdf_pages import ACROSS, Page, PageRow, Piece
from pipeline.corpus.formats.pdf_tables import ruled_bands
from pipeline.study.dataclass import dataclass

_NUMBER = re.compile(r"\d{1,5}")
_LABELLED = re.compile(r"\d{1,5}\s+[^\W\d_][^:]{0,40}:")
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.|seite|página|pagina)?\s*[-–—|]?\s*(\d{1,4})\s*[-–—|]?(?:\s*(?:of|/|von|de|van)\s*\d{1,4})?",
    re.IGNORECASE,
)
# What browsers print round a page: the address and `3/17` below, the date and the title above.
_BROWSERS_FOOT = re.compile(r"(?:file|https?|about|data):\S*.*\s\d{1,4}/\d{1,4}")
_BROWSERS_HEAD = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4},?\s+\d{1,2}:\d\d\b.*")
# A label on its own line may recur at the top of pages and is no running head.
_LABEL_ALONE = re.compile(r"[^:]{1,60}:\s*$")
_CLOCK = re.compile(BRACKETED_CLOCK + "|" + CLOCK)
_GLUED_CLOCK = re.compile(rf"(?P<word>\D*[^\W\d_])(?P<at>{CLOCK})")
# `00:03Thanks`, after a label and a tab; what follows a clock otherwise is its unit (`9:30am`, `12:05Uhr`).
_CLOCK_GLUED = re.compile(rf"(?P<at>{CLOCK})(?P<word>(?!AM\b|PM\b|Uhr\b)[\"“‘¿¡(]?[^\W\d_a-zà-ÿ].*)")
_MOST_BEFORE_A_TIME = 6
"""Pieces of a row among which a label and its time are sought."""

_MARGIN_LINES = 3
_APART = 2.5
"""Type sizes between the head of a page and its first line."""

_NEAR = 2.0
_COLUMN_GAP = 0.75
_TAB_GAP = 0.4
_MOST_WORDS_BESIDE = 3
_FEWEST_BESIDE = 3


# ---- numbers in the gutter ----


@dataclass(frozen=True, slots=True)
class _Counted:
    """A row that begins with a number: where it is, the number, and where the words after it begin."""

    page: int
    row: int
    number: int
    right: float
    rest: float | None


def without_gutter_numbers(pages: Sequence[Page]) -> list[Page]:
    """Pages without the numbers that count their lines or paragraphs: each, or every fifth or tenth."""
    counted = [
        _Counted(place, nth, int(row.pieces[0].text), row.pieces[0].x1, row.pieces[1].x0 if row.pieces[1:] else None)
        for place, page in enumerate(pages)
        for nth, row in enumerate(page.rows)
        # a number glued to what follows (`3rd`) is part of a word
        if _NUMBER.fullmatch(row.pieces[0].text) and not (row.pieces[1:] and row.pieces[1].before == "")
    ]
    numbers = {(number.page, number.row) for number in _in_the_gutter(counted, pages)}
    if not numbers:
        return list(pages)
    return [
        replace(
            page,
            rows=[
                replace(row, pieces=row.pieces[1:]) if (place, nth) in numbers else row
                for nth, row in enumerate(page.rows)
                if (place, nth) not in numbers or row.pieces[1:]
            ],
        )
        for place, page in enumerate(pages)
    ]


def _in_the_gutter(counted: Sequence[_Counted], pages: Sequence[Page]) -> list[_Counted]:
    steps = Counter(after.number - before.number for before, after in pairwise(counted))
    step = max((1, 5, 10), key=lambda size: (steps[size], -size))
    chain = _chain(counted, step)
    if len(chain) < 3:
        return []
    # Once more without the numbers that stand elsewhere: those of pages come between the last and the first line.
    least, most = min(number.right for number in chain), max(number.right for number in chain)
    chain = _chain([number for number in counted if least - _NEAR <= number.right <= most + _NEAR], step)
    if len(chain) < 3:
        return []
    edge = max(number.right for number in chain)
    of_chain = {(number.page, number.row) for number in chain}
    first = min(of_chain)
    # Titles above the first number, heads and feet of pages may begin further left.
    starts = [
        row.pieces[0].x0
        for place, page in enumerate(pages)
        for nth, row in enumerate(page.rows)
        if (place, nth) not in of_chain and (place, nth) > first and 0 < nth < len(page.rows) - 1
    ]
    starts += [number.rest for number in chain if number.rest is not None]
    # A gutter: nearly all words of the file begin to the right of the numbers.
    if starts and sum(start > edge for start in starts) * 10 >= 9 * len(starts):
        return chain
    n_rows = sum(len(page.rows) for page in pages)
    labelled = sum(bool(_LABELLED.match(pages[number.page].rows[number.row].text)) for number in chain)
    counts_rows = step == 1 and len(chain) >= 5 and len(chain) * 10 >= 6 * n_rows
    counts_turns = step == 1 and labelled >= 4 and labelled * 10 >= 8 * len(chain)
    return chain if counts_rows or counts_turns else []


def _chain(counted: Sequence[_Counted], step: int) -> list[_Counted]:
    """The numbers that count on by `step`, or from the start of a page again; those of speech do not."""
    follows = [
        after.number - before.number == step or (after.page > before.page and after.number in (1, step))
        for before, after in pairwise(counted)
    ]
    return [
        number
        for nth, number in enumerate(counted)
        if (nth and follows[nth - 1]) or (nth < len(follows) and follows[nth])
    ]


# ---- columns ----


def two_columns(page: Page) -> bool:
    """Whether words run on in two columns side by side, whose lines must not be read across.

    A table of speakers and words is not that: on its left stand few words, and the same ones again and again; nor is a
    table whose rows are ruled off, or one whose left side has but few lines.
    """
    spans = [(row, _spans(row)) for row in page.rows]
    edges = [edge for _, parts in spans for x0, x1, _ in parts for edge in (x0, x1)]
    if len(spans) < 6 or ruled_bands(page):
        return False
    left, right = min(edges), max(edges)
    # The way between columns lies inside the page; near its edges an empty strip is a margin or an indent.
    for middle in _emptiest(spans, left + 0.2 * (right - left), left + 0.8 * (right - left)):
        beside = [
            (row, " ".join(text for x0, x1, text in parts if x1 <= middle))
            for row, parts in spans
            if any(x1 <= middle for _, x1, _ in parts)
        ]
        others = [row for row, parts in spans if any(x0 >= middle for x0, _, _ in parts)]
        if min(len(beside), len(others)) >= 6 and _are_prose(beside, others):
            return True
    return False


def _emptiest(
    spans: Sequence[tuple[PageRow, list[tuple[float, float, str]]]], left: float, right: float
) -> Iterator[float]:
    """The places between left and right that the fewest rows cross, if at most a quarter of them do."""
    places = [left + 2.0 * n for n in range(int((right - left) / 2) + 1)]
    crossed = [0] * len(places)
    for _, parts in spans:
        # The places between the edges of any of the row's parts, each once.
        inside = {n for x0, x1, _ in parts for n in range(bisect_right(places, x0), bisect_left(places, x1))}
        for n in inside:
            crossed[n] += 1
    least = min(crossed, default=0)
    if least * 4 > len(spans):
        return
    for place, n_crossed in zip(places, crossed, strict=True):
        if n_crossed == least:
            yield place


def _spans(row: PageRow) -> list[tuple[float, float, str]]:
    """Stretches of a row that stand apart as columns do."""
    gap = _COLUMN_GAP * row.size
    right, starts = row.pieces[0].x1, [0]
    for nth, piece in enumerate(row.pieces):
        if piece.x0 - right >= gap:
            starts.append(nth)
            right = piece.x1
        right = max(right, piece.x1)
    spans = []
    for start, stop in pairwise([*starts, len(row.pieces)]):
        pieces = row.pieces[start:stop]
        text = "".join([piece.before + piece.text for piece in pieces])[len(pieces[0].before) :]
        spans.append((pieces[0].x0, max([piece.x1 for piece in pieces]), text))
    return spans


def _are_prose(beside: Sequence[tuple[PageRow, str]], others: Sequence[PageRow]) -> bool:
    heights = [row.y for row in others]
    paired = [text for row, text in beside if any(abs(row.y - height) < row.size * 0.9 for height in heights)]
    if len(paired) < 6 or len(paired) * 10 < 4 * len(beside):
        return False
    n_words = sum(len(text.split()) for text in paired)
    # Times differ from row to row and would hide that the same few labels recur.
    kinds = {" ".join(_CLOCK.sub(" ", text).split()).casefold() for text in paired}
    are_sentences = n_words >= 4 * len(paired)
    return are_sentences or (n_words * 10 >= 16 * len(paired) and len(kinds) * 2 > len(paired))


def words_beside(pages: Sequence[Page]) -> list[str]:
    """Words of a narrow column at the right of the talk: a few on a row, apart from the rest, again and again.

    A column of the talk itself is no such thing: more than a few words stand on some of its rows; nor are times.
    """
    columns: dict[int, list[tuple[bool, str]]] = {}
    for page in pages:
        tables = [(upper, lower) for upper, lower, _ in ruled_bands(page)]
        top, foot = (tables[0][0], tables[-1][1]) if tables else (0.0, 0.0)
        for row in page.rows:
            # The columns of a ruled table are read by their names.
            spans = [] if foot < row.y < top else _spans(row)
            if len(spans) > 1:
                before, last = spans[-2], spans[-1]
                is_beside_speech = len(before[2].split()) > 1 and not _CLOCK.search(last[2])
                columns.setdefault(round(last[0] / _NEAR), []).append((is_beside_speech, last[2].strip()))
    return [
        words
        for column in columns.values()
        if sum(is_beside for is_beside, _ in column) >= _FEWEST_BESIDE
        and all(len(words.split()) <= _MOST_WORDS_BESIDE for _, words in column)
        for is_beside, words in column
        if is_beside
    ]


# ---- times beside the talk ----


def with_times_apart(pages: Sequence[Page]) -> list[Page]:
    """Pages on which a time at the end of a row is no part of a word, however narrow the tab before it came out."""
    return [replace(page, rows=[_with_time_apart(row) for row in page.rows]) for page in pages]


def _with_time_apart(row: PageRow) -> PageRow:
    last = row.pieces[-1]
    if ":" in last.text and (glued := _GLUED_CLOCK.fullmatch(last.text)):
        # Where the time begins is not known; a tenth of a point is enough to keep both in order.
        time = Piece(last.x1 - 0.1, last.x1, glued["at"], last.face)
        row = replace(row, pieces=[*row.pieces[:-1], replace(last, text=glued["word"], x1=last.x1 - 0.1), time])
    for nth, piece in enumerate(row.pieces[:_MOST_BEFORE_A_TIME]):
        if ":" in piece.text and (glued := _CLOCK_GLUED.fullmatch(piece.text)):
            word = Piece(piece.x0 + 0.1, piece.x1, glued["word"], piece.face)
            time = replace(piece, text=glued["at"], x1=piece.x0 + 0.1)
            return replace(row, pieces=[*row.pieces[:nth], time, word, *row.pieces[nth + 1 :]])
    return row


def with_names_beside_their_first_line(pages: Sequence[Page]) -> list[Page]:
    """Pages on which a name under its time, or a time under its name, left of the talk, is on the line of the other.

    The words begin beside the upper one: left where it is, the lower one would come after the first line of them.
    """
    stacked: dict[bool, set[tuple[int, int]]] = {True: set(), False: set()}
    for at_page, page in enumerate(pages):
        for nth, (row, below) in enumerate(pairwise(page.rows)):
            for is_time_first, found in stacked.items():
                if _is_stacked(row, below, is_time_first):
                    found.add((at_page, nth + 1))
    if not any(stacked.values()):
        return list(pages)
    # Between two turns of a line or two each stand a name and a time as well: the first of all tells which is above.
    places = min(filter(None, stacked.values()), key=min)
    if len(places) < _FEWEST_BESIDE:
        return list(pages)
    moved = []
    for at_page, page in enumerate(pages):
        rows: list[PageRow] = []
        for nth, row in enumerate(page.rows):
            if (at_page, nth) not in places:
                rows.append(row)
                continue
            upper, said = _parted_at_tab(rows[-1])
            lower, more = _parted_at_tab(row)
            rows[-1] = replace(rows[-1], pieces=[*upper, replace(lower[0], before=" "), *lower[1:], *said])
            if more:
                rows.append(replace(row, pieces=more))
        moved.append(replace(page, rows=rows))
    return moved


def _is_stacked(row: PageRow, below: PageRow, is_time_first: bool) -> bool:
    if row.y - below.y > 2 * row.size or abs(row.pieces[0].x0 - below.pieces[0].x0) > _NEAR:
        return False
    upper, said = _parted_at_tab(row)
    lower, more = _parted_at_tab(below)
    time, name = (upper, lower) if is_time_first else (lower, upper)
    is_beside = bool(said) and lower[-1].x1 < said[0].x0 and (not more or abs(more[0].x0 - said[0].x0) <= _NEAR)
    is_time = len(time) == 1 and bool(_CLOCK.fullmatch(time[0].text))
    return is_beside and is_time and len(name) <= _MOST_WORDS_BESIDE and not _CLOCK.search(name[0].text)


def _parted_at_tab(row: PageRow) -> tuple[list[Piece], list[Piece]]:
    """The pieces before the first tab of a row, and those from it on."""
    tab = next((nth for nth, piece in enumerate(row.pieces) if nth and piece.before == "\t"), len(row.pieces))
    return row.pieces[:tab], row.pieces[tab:]


# ---- tab stops ----


def with_tab_stops(pages: Sequence[Page]) -> list[Page]:
    """Pages on which words that begin where many others do, a little apart from those before them, are after a tab.

    A label may fill its column so that only a narrow gap is left.
    """
    starts = Counter(
        round(piece.x0)
        for page in pages
        for row in page.rows
        for nth, piece in enumerate(row.pieces)
        if not nth or piece.before == "\t"
    )
    least = max(4, sum(len(page.rows) for page in pages) * 15 // 100)
    # A point to either side, since one stop may be rounded either way.
    stops = {start + near for start, n in starts.items() if n >= least for near in (-1, 0, 1)}
    return [
        replace(page, rows=[replace(row, pieces=list(_at_stops(row, stops))) for row in page.rows]) for page in pages
    ]


def _at_stops(row: PageRow, stops: set[int]) -> Iterator[Piece]:
    yield row.pieces[0]
    for before, piece in pairwise(row.pieces):
        is_apart = piece.before == " " and piece.x0 - before.x1 > _TAB_GAP * row.size and round(piece.x0) in stops
        yield replace(piece, before="\t") if is_apart else piece


# ---- heads and feet ----


def without_heads_and_feet(pages: Sequence[Page]) -> list[Page]:
    """Pages without lines that are printed at the top or bottom of most of them (numbers in them may differ).

    Also those on most of the left or of the right pages; on a single page, what a browser prints, or that it is page 1.
    """
    pages = _without_watermarks(pages)
    filled = [page for page in pages if page.rows]
    if len(filled) == 1:
        return [_without_marks_of_a_lone_page(page) for page in pages]
    keys = Counter(_key(row.text) for page in filled for row in page.rows)
    bare = [list(page.rows) for page in pages]
    for at_top in (True, False):
        for _ in range(_MARGIN_LINES):
            edges = [(nth, rows[0 if at_top else -1]) for nth, rows in enumerate(bare) if rows]
            repeated = _repeated(edges, keys, len(pages))
            taken = [row.y for _, row in edges if _key(row.text) in repeated]
            for nth, row in edges:
                if _key(row.text) in repeated or _is_beside(row, taken, bare[nth], at_top):
                    del bare[nth][0 if at_top else -1]
    return [replace(page, rows=rows) for page, rows in zip(pages, bare, strict=True)]


def _is_beside(row: PageRow, taken: Sequence[float], rows: Sequence[PageRow], at_top: bool) -> bool:
    """Whether a row stands at the height of heads (or feet) of other pages, apart from the words of its own page.

    Of three pages only one is a left one, whose head is another.
    """
    if len(rows) < 2 or len(taken) < 2 or not all(abs(row.y - height) <= _NEAR for height in taken):
        return False
    return abs(row.y - rows[1 if at_top else -2].y) > _APART * row.size


def _without_watermarks(pages: Sequence[Page]) -> list[Page]:
    """Pages without the words that run across most of them; the child puts such rows below all others."""
    across = Counter(text for page in pages for text in {row.text for row in page.rows if row.y == ACROSS})
    marks = {text for text, n in across.items() if n > 1 and n * 2 > len(pages)}
    return [
        replace(page, rows=[row for row in page.rows if row.y != ACROSS or row.text not in marks]) for page in pages
    ]


def _repeated(edges: Sequence[tuple[int, PageRow]], keys: Counter[str], n_pages: int) -> set[str]:
    """The lines, by key, that recur at this edge and height on most pages, or on most odd or most even ones."""
    repeated: set[str] = set()
    for side in (edges, edges[0::2], edges[1::2]):
        heights: dict[str, list[float]] = {}
        for _, row in side:
            heights.setdefault(_key(row.text), []).append(row.y)
        for key, places in heights.items():
            # What is said may recur where pages end; what is printed on each stands at one height.
            n = max(sum(abs(place - other) <= _NEAR for other in places) for place in places)
            least = len(side) if side is edges else max(len(side), 3)  # of four pages, two alike may be chance
            if n < 2 or n * 2 <= least or _LABEL_ALONE.match(key):
                continue
            offsets = Counter(
                int(match.group(1)) - nth for nth, row in side if (match := _PAGE_NUMBER.fullmatch(row.text.strip()))
            )
            counts_pages = bool(offsets) and offsets.most_common(1)[0][1] * 2 > len(side)
            # What recurs more often than there are pages (`Yes.`) is talk, unless it counts them.
            if keys[key] <= n_pages or counts_pages:
                repeated.add(key)
    return repeated


def _key(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split())).casefold()


def _without_marks_of_a_lone_page(page: Page) -> Page:
    rows = list(page.rows)
    if len(rows) > 2 and _BROWSERS_FOOT.fullmatch(" ".join(rows[-1].text.split())):
        rows.pop()
        if _BROWSERS_HEAD.match(rows[0].text):
            rows.pop(0)
    elif len(rows) > 1:
        number = _PAGE_NUMBER.fullmatch(rows[-1].text.strip())
        is_apart = rows[-2].y - rows[-1].y > 2.5 * rows[-1].size
        if number and number.group(1) == "1" and is_apart:
            rows.pop()
    return replace(page, rows=rows)
