"""What a tool's offsets count: tried one after another, chosen by the words that they come to lie on.

The REFI standard counts code points with exclusive ends; NVivo for Windows counts UTF-16 units and a line's end as two,
Potato writes inclusive ends, Taguette counts bytes. No file says which. So every way is tried on all passages of a
project, and the one under which most of them begin and end where words do (or, where the source repeats the words, say
what it repeats) is taken and told with its numbers.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import product

from pipeline.study.dataclass import dataclass

UNITS = ("code points", "UTF-16 units", "UTF-8 bytes")
SHORTEST_CUT = 8
"""Signs of a passage's beginning that a tool may give as its name: fewer may be the same by chance."""

# Signs that end a sentence or a quotation: where many passages stop just before one, ends may be inclusive.
_CLOSING = frozenset(".,;:!?…)]}\"'”’»")
_SIZES: dict[str, Callable[[str], int]] = {
    "code points": lambda sign: 1,
    "UTF-16 units": lambda sign: 2 if sign > "\uffff" else 1,
    "UTF-8 bytes": lambda sign: len(sign.encode("utf-8", "surrogatepass")),
}


@dataclass(frozen=True, slots=True, eq=False)
class RawText:
    """A document's text as its file has it, and as it is used: without byte order mark, with line feeds only."""

    text: str
    has_mark: bool
    two_sign_ends: tuple[int, ...]
    """Where the line feeds of `text` stand that were CR and LF in the file."""

    @classmethod
    def of(cls, raw: str) -> RawText:
        has_mark = raw.startswith("\ufeff")
        pieces = raw.removeprefix("\ufeff").split("\r\n")
        ends, at = [], -1
        for piece in pieces[:-1]:
            at += len(piece) + 1
            ends.append(at)
        return cls("\n".join(pieces).replace("\r", "\n"), has_mark, tuple(ends))


@dataclass(frozen=True, slots=True)
class Convention:
    """What offsets count. `is_two_at_ends`: the end of a line counts two; `counts_mark`: a byte order mark counts.

    `is_as_filed`: only ends that are two signs in a document's own file count two. It differs where documents came from
    several systems, some with CR LF and some with LF.
    """

    unit: str = "code points"
    is_two_at_ends: bool = False
    counts_mark: bool = False
    is_inclusive: bool = False
    is_as_filed: bool = False

    def in_words(self) -> str:
        """As the report says it."""
        more = ["an end of line as two"] if self.is_two_at_ends else []
        more += ["an end of line as its file has it"] if self.is_as_filed else []
        more += ["the byte order mark too"] if self.counts_mark else []
        return self.unit + "".join(f", {part}" for part in more)


@dataclass(frozen=True, slots=True)
class Selection:
    """A passage as a file gives it: the offsets, and its words where the file repeats them ('' elsewhere)."""

    document: str
    start: int
    end: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """The convention chosen, the evidence for it in words, and how many of the passages agree."""

    convention: Convention
    evidence: tuple[str, ...]


def choose(selections: Sequence[Selection], documents: dict[str, RawText], units: Sequence[str] = UNITS[:2]) -> Choice:
    """The convention under which most passages lie on words; the standard's own where several do equally well."""
    used = [selection for selection in selections if selection.document in documents]
    ways = list(_ways(units, documents.values()))
    if not used:
        return Choice(ways[0], ())
    points = {way: _total(used, documents, way) for way in ways}
    best = max(ways, key=lambda way: points[way])  # the first of equals: `ways` begins with the standard's
    return Choice(best, tuple(_evidence(best, used, documents, points)))


def _total(used: Sequence[Selection], documents: dict[str, RawText], way: Convention) -> tuple[float, int]:
    """How well all passages lie on words; where two ways do equally, how few stop just short of a sentence's last sign.

    Passages are often coded without their full stop, so that one of them proves nothing; all of them do.
    """
    n_short = 0
    total = 0.0
    for selection in used:
        document = documents[selection.document]
        total += _points(selection, document, way)
        place = passage(selection, document, way)
        n_short += place is not None and document.text[place[1] : place[1] + 1] in _CLOSING
    return total, -n_short


def _ways(units: Sequence[str], documents: Iterable[RawText]) -> Iterable[Convention]:
    """Every convention that would count some document differently, the standard's first."""
    listed = list(documents)
    has_marks = (False, True) if any(document.has_mark for document in listed) else (False,)
    line_ends = [(False, False), (True, False)]
    if len({bool(document.two_sign_ends) for document in listed if "\n" in document.text}) == 2:
        line_ends.append((False, True))
    # Ends vary slowest and units fastest: of ways that do equally well, the first is the nearest to the standard.
    for inclusive, mark, (is_two, is_as_filed), unit in product((False, True), has_marks, line_ends, units):
        yield Convention(unit, is_two, mark, inclusive, is_as_filed)


def passage(selection: Selection, document: RawText, way: Convention) -> tuple[int, int] | None:
    """The code points of a passage under one convention; None where they are no passage of the text."""
    start = position(selection.start, document, way)
    end = position(selection.end + way.is_inclusive, document, way)
    return (start, end) if 0 <= start < end <= len(document.text) else None


def position(offset: int, document: RawText, way: Convention) -> int:
    """The code point that an offset of the source means."""
    offset -= way.counts_mark and document.has_mark
    return offset - bisect_left(_extras(document, way.unit, way.is_two_at_ends, way.is_as_filed), offset)


@lru_cache(maxsize=4096)
def _extras(document: RawText, unit: str, is_two_at_ends: bool, is_as_filed: bool) -> tuple[int, ...]:
    """Offsets, counted as the source counts, at which it counts one more than the code points before it."""
    if unit == "code points" and not is_two_at_ends and not is_as_filed:
        return ()
    size = _SIZES[unit]
    text = document.text
    ends = frozenset(document.two_sign_ends) if is_as_filed else frozenset[int]()
    if is_two_at_ends:
        # An XML parser hands CR LF over as LF: where the text shows none, every end of line may have counted two.
        ends = frozenset(document.two_sign_ends or (n for n, sign in enumerate(text) if sign == "\n"))
    # In plain English text every unit counts alike: only the ends of lines can differ.
    if unit == "code points" or text.isascii():
        places: Iterable[int] = sorted(ends)
    else:
        limit = "\uffff" if unit == "UTF-16 units" else "\x7f"
        places = (n for n, sign in enumerate(text) if sign > limit or n in ends)
    extras: list[int] = []
    for n in places:
        for _ in range(size(text[n]) - 1 + (n in ends)):
            extras.append(n + len(extras) + 1)
    return tuple(extras)


def _points(selection: Selection, document: RawText, way: Convention) -> float:
    """How well a passage lies on words: 6 where it is what the source repeats, else 1 for each edge on a word's."""
    place = passage(selection, document, way)
    if place is None:
        return 0.0
    start, end = place
    text = document.text
    if selection.words:
        if not says(text[start:end], selection.words):
            return 0.0
        is_whole = " ".join(text[start:end].split()) == " ".join(selection.words.split())
        return 6.0 if is_whole else 4.0 + _ends_well(text, end)
    return _begins_well(text, start) + _ends_well(text, end)


def says(passage_: str, words: str) -> bool:
    """Whether a passage is the words that a source repeats, white space folded; a long one may be cut short."""
    there, told = " ".join(passage_.split()), " ".join(words.split())
    if there == told:
        return True
    cut = told.removesuffix("...").removesuffix("…").rstrip()
    return len(cut) >= SHORTEST_CUT and there.startswith(cut)


def _begins_well(text: str, start: int) -> float:
    is_cut = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    return 0.0 if is_cut or text[start].isspace() else 1.0


def _ends_well(text: str, end: int) -> float:
    """1 at a word's end, 0 in the middle of one or where a blank was taken along."""
    last, following = text[end - 1], text[end : end + 1]
    return 0.0 if last.isspace() or (last.isalnum() and following.isalnum()) else 1.0


def _evidence(
    best: Convention,
    used: Sequence[Selection],
    documents: dict[str, RawText],
    points: dict[Convention, tuple[float, int]],
) -> Iterable[str]:
    def agreeing(way: Convention) -> int:
        return sum(_is_on_words(selection, documents[selection.document], way) for selection in used)

    n = agreeing(best)
    # Named for comparison: the next best that counts otherwise, as only a real difference is evidence.
    others = [
        way for way in points if way.is_inclusive == best.is_inclusive and way != best and points[way] < points[best]
    ]
    said = f"offsets count {best.in_words()}: {n} of {len(used)} passages lie on their words"
    if others:
        second = max(others, key=lambda way: points[way])
        said += f", {agreeing(second)} counted otherwise ({second.in_words()})"
    yield said
    kind = "inclusive" if best.is_inclusive else "exclusive"
    n_ends = sum(_ends_on_a_word(selection, documents[selection.document], best) for selection in used)
    yield f"end offsets are {kind}: {n_ends} of {len(used)} end at a word"


def _is_on_words(selection: Selection, document: RawText, way: Convention) -> bool:
    return _points(selection, document, way) >= (4.0 if selection.words else 2.0)


def _ends_on_a_word(selection: Selection, document: RawText, way: Convention) -> bool:
    place = passage(selection, document, way)
    return place is not None and _ends_well(document.text, place[1]) > 0
