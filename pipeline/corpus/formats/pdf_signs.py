"""The signs of a page and how they are set, as PDFium tells. Part of the child process of `pdf_glyphs`.

PDFium is asked as little as can be of each sign, and as much as is needed of each object of text: a call from Python
costs more than the answer.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import deque
from itertools import compress, pairwise, repeat
from operator import ne, sub

from pipeline.corpus.formats.pdf_library import TEXT, pdfium
from pipeline.corpus.formats.pdf_rows import BLANKS, Run

TYPE_CHECKING = False  # as in pdf_rows
if TYPE_CHECKING:
    from collections.abc import Sequence

_INVISIBLE = frozenset("\u200b\u2060\ufeff\ufffe\uffff\r\n\x00")
_UNKNOWN = "\ufffd"
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_PDFIUM_HYPHEN = "\x02"  # what PDFium puts for a hyphen at the end of a line
# What PDFium makes up: blanks, line ends, and a hyphen where it joins two lines.
_MADE_UP = frozenset("\x00\x02\n\r -\xad\ufffe")
_NARROW = 0.05
"""The width, in parts of the type size, under which a font tells no advance."""
_TWICE = 0.08
"""A shorter step than this, in parts of the type size, may be a letter drawn twice; `pdf_rows` looks into it."""


_SetAs = tuple[float, float, str]
"""Baseline, type size and face."""


class _Drawn:
    """What all signs of an object of text share.

    `plain` has the letters of its font that are read as they are, `others` of the rest the text, whether no letter is
    known for it, and whether it is an accent.
    """

    __slots__ = ("angle", "face", "others", "plain", "size")

    def __init__(
        self, face: str, size: float, angle: int, plain: set[str], others: dict[str, tuple[str, bool, bool]]
    ) -> None:
        self.face, self.size, self.angle, self.plain, self.others = face, size, angle, plain, others


class TextPage:
    """The text of a page: PDFium is asked as little as can be of each sign, and as much as is needed of each object."""

    def __init__(self, address: int) -> None:
        self.address = address
        # Of this page alone: on the next one, another font may have its address.
        self.settings = _Settings()
        self.drawn: dict[int, _Drawn] = {}
        self.n_unknown = 0
        # One place for each answer and its address: made anew for every question, they cost more than PDFium.
        self.places = (ctypes.c_double * 6)()
        first = ctypes.addressof(self.places)
        self.to_origin, self.to_ink = (first, first + 8), tuple(range(first + 16, first + 48, 8))
        n_signs = max(0, pdfium.FPDFText_CountChars(address))
        self.text = self._text(n_signs)
        self.objects: list[int | None] = list(map(pdfium.FPDFText_GetTextObject, repeat(address), range(n_signs)))
        self.lefts, self.tops, self.rights, self.bottoms = self._boxes(n_signs)
        self.steps: list[float] = list(map(sub, self.lefts[1:], self.lefts))
        self.gaps: list[float] = list(map(sub, self.lefts[1:], self.rights))

    def runs(self, objects: Sequence[int]) -> list[Run]:
        """The signs in the order of the file; `n_unknown` says how many of them have no letter that PDFium knows.

        A sign that nobody sees (a zero-width space) has no text, but the place that it takes holds its word together.
        """
        blanks = self._blanks_drawn_alone(objects)
        runs: list[Run] = []
        alone: list[Run] = []
        n_signs = len(self.text)
        if not n_signs:
            return []
        starts = [0, *compress(range(1, n_signs), map(ne, self.objects, self.objects[1:]))]
        begin, end = 0, 0  # of a run that may go on in the next object
        alike: _SetAs | None = None
        for first, stop in pairwise([*starts, n_signs]):
            drawn_object = self.objects[first] or 0
            if drawn_object in blanks:
                alone += self._blanks(first, drawn_object, blanks[drawn_object])
            for start, end_of_part, set_as in self._parts(first, stop, drawn_object):
                is_next = end == start and set_as == alike and drawn_object not in blanks
                if set_as and is_next and self._is_step(start, set_as[1]):
                    end = end_of_part
                    continue
                if alike:
                    runs.append(self._run(begin, end, *alike))
                begin, end, alike = start, end_of_part, set_as
                if not set_as:
                    self._add_one_by_one(runs, start, end, drawn_object)
        if alike:
            runs.append(self._run(begin, end, *alike))
        if max(self.text) >= "\ud800":
            runs = _joined_surrogates(runs)
        return runs + alone

    def _run(self, begin: int, end: int, y: float, size: float, face: str) -> Run:
        first, last = self.objects[begin] or 0, self.objects[end - 1] or 0
        edges = self.lefts[begin:end], self.rights[begin:end]
        return Run(self.text[begin:end], *edges, y, size, face, begin, 0, first, last)

    def _parts(self, start: int, stop: int, drawn_object: int) -> list[tuple[int, int, _SetAs | None]]:
        """The stretches of an object in which signs stand close together on one baseline and are read as they are.

        What is between them, and has no baseline here, is to be looked at sign by sign.
        """
        if not drawn_object:
            return [(start, stop, None)]
        drawn = self._drawn(start, drawn_object)
        y = self._origin(start)[1]
        if stop - start == 1 and self._is_usual(start, drawn):
            return [(start, stop, (y, drawn.size, drawn.face))]
        # In an object signs go on in one direction: what holds for the first and the last holds between them.
        if drawn.angle or (stop - start > 1 and self._origin(stop - 1)[1] != y):
            return [(start, stop, None)]
        set_as = y, drawn.size, drawn.face
        odd = self._odd(start, stop, drawn)
        gaps = self.gaps[start : stop - 1]
        is_close = not gaps or (-0.5 * drawn.size < min(gaps) and max(gaps) < drawn.size)
        if is_close and not odd:
            return [(start, stop, set_as)]
        apart = {nth for nth, gap in enumerate(gaps, start + 1) if not -0.5 * drawn.size < gap < drawn.size}
        edges = sorted({start, stop} | apart | odd | {nth + 1 for nth in odd})
        return [(first, last, None if first in odd else set_as) for first, last in pairwise(edges)]

    def _is_usual(self, nth: int, drawn: _Drawn) -> bool:
        """Whether an object's only sign surely is nothing odd: some programs draw each sign as an object."""
        letter, width = self.text[nth], self.rights[nth] - self.lefts[nth]
        is_letter = letter in drawn.plain and letter not in _MADE_UP
        return is_letter and not drawn.angle and width >= drawn.size * _NARROW

    def _odd(self, start: int, stop: int, drawn: _Drawn) -> set[int]:
        """Which signs of an object are made up, no letters, accents, several letters, or as narrow as if not there."""
        letters = self.text[start:stop]
        widths = list(map(sub, self.rights[start:stop], self.lefts[start:stop]))
        odd: set[int] = set()
        if min(widths) < drawn.size * _NARROW:
            odd.update(nth for nth, width in enumerate(widths, start) if width < drawn.size * _NARROW)
        for letter in () if _MADE_UP.isdisjoint(letters) else _MADE_UP:
            place = letters.find(letter)
            while place >= 0:
                if pdfium.FPDFText_IsGenerated(self.address, start + place) == 1:
                    odd.add(start + place)
                place = letters.find(letter, place + 1)
        if not drawn.plain.issuperset(letters):
            for nth, letter in enumerate(letters, start):
                if nth not in odd and letter not in drawn.plain and letter not in drawn.others:
                    self._learn(nth, letter, drawn)
            odd.update(nth for nth, letter in enumerate(letters, start) if letter not in drawn.plain)
        return odd

    def _is_step(self, nth: int, size: float) -> bool:
        """Whether a sign stands beside the one before it, in another object, as the next letter of a word does."""
        return -0.5 * size < self.gaps[nth - 1] < size and self.steps[nth - 1] >= _TWICE * size

    def _add_one_by_one(self, runs: list[Run], start: int, stop: int, drawn_object: int) -> None:
        """Add the signs of an object in which some are made up, turned, accents, far apart or raised."""
        for nth in range(start, stop):
            letter = self.text[nth]
            # Blanks and line ends that PDFium guesses; here both follow from where the signs are drawn.
            if letter in _MADE_UP and pdfium.FPDFText_IsGenerated(self.address, nth) == 1:
                continue
            drawn = self._drawn(nth, drawn_object)
            text = letter
            if letter not in drawn.plain:
                text, is_unknown, is_accent = drawn.others.get(letter) or self._learn(nth, letter, drawn)
                self.n_unknown += is_unknown
                # An accent belongs to the letter that it is drawn over.
                if is_accent and runs:
                    runs[-1:] = runs[-1].signs()
                    runs[-1].text += text
                    continue
            if drawn.angle:
                runs.append(self._turned_sign(nth, text, drawn, drawn_object))
                continue
            y, x0, x1 = self._origin(nth)[1], self.lefts[nth], self.rights[nth]
            if x1 - x0 < drawn.size * _NARROW:
                x1 = max(x1, self._ink(nth)[1])
            runs.append(Run(text, [x0], [x1], y, drawn.size, drawn.face, nth, 0, drawn_object))

    def is_ink(self, run: Run, place: int) -> bool:
        """Whether a sign of a run is as wide as what is seen of it, as where its font tells no advance."""
        if run.angle in (90, 270):
            return False
        nth = int(run.nth) + place
        x0, x1 = self.lefts[nth], self.rights[nth]
        if run.angle:
            x0 = self._origin(nth)[0]
            x1 = x0 + run.size / 2
        left, right = self._ink(nth)
        return abs(left - x0) < 0.01 and abs(right - x1) < 0.01

    def _text(self, n_signs: int) -> str:
        """A letter for each sign: at once, but where PDFium gives some of them two or none."""
        units = (ctypes.c_uint16 * (2 * n_signs + 2))()
        n_units = pdfium.FPDFText_GetText(self.address, 0, n_signs, units) - 1  # the last one ends the text
        text = bytes(units)[: 2 * max(0, n_units)].decode("utf-16-le", "surrogatepass")
        if n_units == len(text) == n_signs and "\ufffe" not in text:
            return text
        codes = map(pdfium.FPDFText_GetUnicode, repeat(self.address), range(n_signs))
        return "".join([chr(code) if code < 0x110000 else _UNKNOWN for code in codes])

    def _boxes(self, n_signs: int) -> tuple[list[float], ...]:
        """Left, top, right and bottom edges of the room that each sign takes."""
        boxes = (ctypes.c_float * (4 * n_signs))()
        first = ctypes.addressof(boxes)
        places = range(first, first + 16 * n_signs, 16)
        deque(map(pdfium.FPDFText_GetLooseCharBox, repeat(self.address), range(n_signs), places), maxlen=0)
        edges: list[float] = list(memoryview(boxes).cast("B").cast("f"))
        return edges[0::4], edges[1::4], edges[2::4], edges[3::4]

    def _origin(self, nth: int) -> tuple[float, float]:
        pdfium.FPDFText_GetCharOrigin(self.address, nth, *self.to_origin)
        return self.places[0], self.places[1]

    def _ink(self, nth: int) -> tuple[float, float]:
        """The left and right edge of what is seen of a sign."""
        pdfium.FPDFText_GetCharBox(self.address, nth, *self.to_ink)
        return self.places[2], self.places[3]

    def _drawn(self, nth: int, drawn_object: int) -> _Drawn:
        """How the object of a sign is set. Signs without one share a face, and nothing else is sure for all."""
        if (drawn := self.drawn.get(drawn_object)) is None:
            font = (pdfium.FPDFTextObj_GetFont(drawn_object) or 0) if drawn_object else 0
            drawn = self.drawn[drawn_object] = self.settings.of(self.address, nth, drawn_object, font)
        if drawn_object:
            return drawn
        angle = self.settings.of(self.address, nth, 0, 0).angle
        return _Drawn(drawn.face, drawn.size, angle, set(), {})

    def _learn(self, nth: int, letter: str, drawn: _Drawn) -> tuple[str, bool, bool]:
        """The text of a letter, whether PDFium knows none for it, and whether it is an accent; `drawn` keeps them."""
        text = _text_of(letter)
        is_unknown = text == _UNKNOWN or pdfium.FPDFText_HasUnicodeMapError(self.address, nth) == 1
        is_accent = not text.isascii() and bool(unicodedata.combining(text))
        if text == letter and not is_unknown and not is_accent:
            drawn.plain.add(letter)
        else:
            drawn.others[letter] = text, is_unknown, is_accent
        return text, is_unknown, is_accent

    def _turned_sign(self, nth: int, text: str, drawn: _Drawn, key: int) -> Run:
        x, y = self._origin(nth)
        if drawn.angle in (90, 270):
            edges = [self.bottoms[nth]], [self.tops[nth]]
            return Run(text, *edges, x, drawn.size, drawn.face, nth, drawn.angle, key)
        x1 = x + drawn.size / 2
        if x1 - x < drawn.size * _NARROW:
            x1 = max(x1, self._ink(nth)[1])
        return Run(text, [x], [x1], y, drawn.size, drawn.face, nth, drawn.angle, key)

    def _blanks_drawn_alone(self, objects: Sequence[int]) -> dict[int, list[tuple[float, float]]]:
        """By the object of text that follows them, where blanks stand that are an object of their own.

        PDFium leaves them out, though no gap need show where they stood.
        """
        with_signs = set(self.objects)
        blanks: dict[int, list[tuple[float, float]]] = {}
        waiting: list[tuple[float, float]] = []
        for drawn in objects:
            if drawn in with_signs:
                if waiting:
                    blanks[drawn] = waiting
                    waiting = []
            elif pdfium.FPDFPageObj_GetType(drawn) == TEXT and (edges := edges_of(drawn)):
                left, bottom, right, _ = edges
                if right - left < 0.01:
                    waiting.append((left, bottom))
        return blanks

    def _blanks(self, nth: int, key: int, places: Sequence[tuple[float, float]]) -> list[Run]:
        drawn = self._drawn(nth, key)
        shown = [(x, y) for x, y in places if not self._is_inside_a_word(nth, x, 0.02 * drawn.size)]
        return [Run(" ", [x], [x], y, drawn.size, drawn.face, nth - 0.5) for x, y in shown]

    def _is_inside_a_word(self, nth: int, x: float, near: float) -> bool:
        """Whether a letter ends and the next begins at `x`: a soft hyphen, which takes no room, and no blank."""
        meet = nth > 0 and abs(x - self.rights[nth - 1]) <= near and abs(x - self.lefts[nth]) <= near
        return meet and self.text[nth - 1].isalpha() and self.text[nth].isalpha()


def edges_of(drawn: int) -> tuple[float, float, float, float] | None:
    """Left, bottom, right and top edge of something drawn on a page, if it has any."""
    if not pdfium.FPDFPageObj_GetBounds(drawn, *_TO_EDGES):
        return None
    left, bottom, right, top = _EDGES
    return left, bottom, right, top


_EDGES = (ctypes.c_float * 4)()
_TO_EDGES = tuple(range(ctypes.addressof(_EDGES), ctypes.addressof(_EDGES) + 16, 4))


def _text_of(letter: str) -> str:
    if letter == "\x00":
        return _UNKNOWN
    if letter == _PDFIUM_HYPHEN:
        return "-"
    if letter in BLANKS:
        return " "
    if letter in _INVISIBLE or letter < " ":
        return ""
    return _LIGATURES.get(letter, letter)


def _joined_surrogates(runs: Sequence[Run]) -> list[Run]:
    """Signs beyond the basic plane come as two halves, each of which is a sign of its own."""
    joined: list[Run] = []
    for run in runs:
        halves = any(map(_is_half, run.text))
        for part in run.signs() if halves else (run,):
            before = joined[-1].text if joined else ""
            if halves and "\ud800" <= before < "\udc00" and "\udc00" <= part.text < "\ue000":
                pair = (before + part.text).encode("utf-16-le", "surrogatepass")
                joined[-1].text = pair.decode("utf-16-le", "replace")
            else:
                joined.append(part)
    return [run for run in joined if not _is_half(run.text[:1])]


def _is_half(letter: str) -> bool:
    return "\ud800" <= letter < "\ue000"


class _Settings:
    """How objects of text are set; what a font is called is asked once a font."""

    def __init__(self) -> None:
        self.name, self.flags = ctypes.create_string_buffer(120), ctypes.c_int()
        self.matrix, self.colours = (ctypes.c_float * 6)(), (ctypes.c_uint * 4)()
        self.to_flags, self.to_matrix = ctypes.addressof(self.flags), ctypes.addressof(self.matrix)
        first = ctypes.addressof(self.colours)
        self.to_colours = tuple(range(first, first + 16, 4))
        self.fonts: dict[int, tuple[bool, bool]] = {}
        self.told: dict[tuple[float, ...], _Drawn] = {}
        self.letters: dict[int, tuple[set[str], dict[str, tuple[str, bool, bool]]]] = {}

    def of(self, address: int, nth: int, drawn: int, font: int) -> _Drawn:
        """How a sign's object is set, the same for all objects of which PDFium says the same."""
        pdfium.FPDFText_GetMatrix(address, nth, self.to_matrix)
        # What is not answered would be the answer before.
        is_told = pdfium.FPDFText_GetFillColor(address, nth, *self.to_colours)
        a, b, c, d, _, _ = self.matrix
        red, green, blue, _ = self.colours if is_told else (0, 0, 0, 0)
        mode = pdfium.FPDFTextObj_GetTextRenderMode(drawn) if drawn else 0
        told = font, mode, pdfium.FPDFText_GetFontSize(address, nth), a, b, c, d, red, green, blue
        if not font or told not in self.told:
            is_bold, is_italic = self.fonts.get(font) or self._font(address, nth, font)
            self.told[told] = self._drawn(is_bold, is_italic, *told)
        return self.told[told]

    def _drawn(
        self, is_bold: bool, is_italic: bool, font: int, mode: int, type_size: float, a: float, b: float, c: float,
        d: float, *colours: int,
    ) -> _Drawn:  # fmt: skip
        size = type_size * (math.hypot(c, d) or 1.0)
        # As FPDFText_GetCharAngle has it.
        angle = round(math.atan2(c, a) / (math.pi / 180)) % 360
        face = [
            # Bold without a bold font: letters filled and outlined (mode 2).
            "bold" if is_bold or mode == 2 else "",
            # Italics without an italic font: upright letters, sheared.
            "italic" if is_italic or (abs(b) < 0.01 < abs(c) and abs(c) * 2 < abs(d)) else "",
            "#" + "".join(f"{part:02x}" for part in colours) if max(colours) - min(colours) > 60 else "",
        ]
        letters = self.letters.setdefault(font, (set(), {})) if font else (set(), {})
        return _Drawn(" ".join(part for part in face if part), abs(size) or 1.0, angle, *letters)

    def _font(self, address: int, nth: int, font: int) -> tuple[bool, bool]:
        """Whether a font is bold and whether it is slanted. Bits 19 and 7 of its flags are PDF's own for both."""
        self.name.value, self.flags.value = b"", 0
        pdfium.FPDFText_GetFontInfo(address, nth, self.name, 120, self.to_flags)
        name, flags = self.name.value.decode("utf-8", "replace").casefold(), self.flags.value
        is_heavy = any(word in name for word in ("bold", "black", "heavy")) or bool(flags & 1 << 18)
        is_slanted = "italic" in name or "oblique" in name or bool(flags & 1 << 6)
        told = is_heavy and "book" not in name, is_slanted
        if font:
            self.fonts[font] = told
        return told
