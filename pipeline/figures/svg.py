"""A figure as SVG text and as the cells of a table, and the few strokes that figures are drawn with.

Written by hand rather than with matplotlib: its import alone costs more than all figures of a study, and text stays
text, in the reader's own font, light or dark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from html import escape
from math import cos, pi, sin

from pipeline.study.dataclass import dataclass

# Control characters, marks that turn the direction of writing, and what XML does not allow at all.
HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
CHARACTER = 7.4
"""Pixels that a character takes at 13 px: generous, so that nothing is cut in a wide font."""

FOOT = 20
"""Pixels that a line at the foot of a figure adds."""

STYLE = """
svg{background:#fff;color:#1d1f21;font-size:13px;
font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif}
text{fill:#1d1f21}.quiet{fill:#55595d}.strong{font-weight:600}.small{font-size:11px}.heading{font-size:15px;font-weight:600}
.line{stroke:#c9c6bf;fill:none}.ring{fill:#fff;stroke:#1d1f21;stroke-width:1.4}.full{fill:#1d1f21}.rule{stroke:#1d1f21;fill:none}
.h0{fill:#fff}.h1{fill:#eef4f8}.h2{fill:#d9e8f2}.h3{fill:#bdd8ea}.h4{fill:#9cc5e0}
.t0{stroke:#b04a00;stroke-dasharray:2 3}.t1{stroke:#8a5f00;stroke-dasharray:5 3}.t2{stroke:#55595d;stroke-dasharray:9 3}
.t3{stroke:#2b6a8f;stroke-dasharray:16 3}.t4{stroke:#0b4f80}.tier{stroke-width:4;fill:none}
.m0{fill:#d9e8f2}.m1{fill:#f7e3c0}.m2{fill:#dcead2}.m3{fill:#ead9ea}.m4{fill:#e4e4e4}.bar{stroke:#1d1f21}
.bad{fill:#b04a00}.good{fill:#0b4f80}.plain{fill:#55595d}.lead{stroke:#8d9196;fill:none;stroke-width:.8}
@media (prefers-color-scheme:dark){svg{background:#14171a;color:#e7e5df}text{fill:#e7e5df}.quiet{fill:#aeb2b6}
.line{stroke:#3d4348}.ring{fill:#14171a;stroke:#e7e5df}.full{fill:#e7e5df}.rule{stroke:#e7e5df}
.h0{fill:#14171a}.h1{fill:#18222a}.h2{fill:#1d303d}.h3{fill:#234153}.h4{fill:#274d64}
.t0{stroke:#f0965a}.t1{stroke:#dcb35c}.t2{stroke:#aeb2b6}.t3{stroke:#7db4d6}.t4{stroke:#9ccbf0}
.m0{fill:#1f3a4d}.m1{fill:#4a3a18}.m2{fill:#2b4020}.m3{fill:#43304a}.m4{fill:#33383d}.bar{stroke:#e7e5df}
.bad{fill:#f0965a}.good{fill:#9ccbf0}.plain{fill:#aeb2b6}.lead{stroke:#6b7177}}
@media print{svg{background:#fff}}
""".replace("\n", "")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a figure's table: words, and the page that they lead to as seen from the top ('' for none)."""

    words: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """A drawn figure, not yet written: its elements, and the attributes of the whole in their order."""

    width: float
    height: float
    content: tuple[str, ...]
    attributes: Mapping[str, str | float]

    def svg(self, is_fiction: bool = False, rests_on: str = "") -> str:
        """The whole file. A figure travels without its page: it says in a line of its own at its foot what it rests on,
        and of fiction that it is one."""
        marks, attributes = list[str](), dict(self.attributes)
        height = self.height + (FOOT if rests_on else 0)
        if rests_on:
            attributes |= {"height": height, "viewBox": f"0 0 {num(self.width)} {num(height)}"}
            # A narrow picture, a long sentence: it is pressed together, and never cut.
            room = self.width - (70 if is_fiction else 16)
            length = num(room) if len(rests_on) * 6.6 > room else None
            marks.append(element("text", shown(rests_on), x=8, y=height - 6, font_size="10.5", textLength=length,
                                 lengthAdjust="spacingAndGlyphs" if length else None))  # fmt: skip
        if is_fiction:
            x, y = self.width - 8, height - 6
            marks.append(element("text", "fiction", x=x, y=y, text_anchor="end", font_size="11", font_style="italic"))
        return element("svg", "\n", "\n".join(self.content), "\n", *marks, **attributes) + "\n"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `figures/NAME.svg`, and the same in words and as a table (the first cell of a row is its heading)."""

    name: str
    title: str
    summary: str
    image: Image
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    width: int
    height: int

    @property
    def svg(self) -> str:
        """The file, of a study that is no fiction."""
        return self.image.svg()


def shown(text: object) -> str:
    """Text as it may stand in an SVG file: escaped, on one line, without signs that nobody sees."""
    words = " ".join(str(text if text is not None else "").split())
    return escape(words if words.isprintable() else HIDDEN.sub("\ufffd", words))


def wrapped(text: object, width: float, most: int) -> list[str]:
    """Words in lines that fit `width` pixels at 13 px; what does not fit `most` lines ends in `…`."""
    room = max(int(width / CHARACTER), 4)
    lines: list[str] = []
    # A line may also break behind `-` and `_`, which hold ids together: a space without width marks the place.
    for word in str(text if text is not None else "").replace("-", "-\u200b").replace("_", "_\u200b").split():
        for n, part in enumerate(word.split("\u200b")):
            # A word longer than a line is cut, or it would run out of the picture.
            for piece in (part[i : i + room] for i in range(0, len(part), room)):
                glue = "" if n else " "
                if lines and len(lines[-1]) + len(glue) + len(piece) <= room:
                    lines[-1] += glue + piece
                else:
                    lines.append(piece)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][: room - 1].rstrip() + "…"]
    return lines


def element(name: str, /, *content: str, **attributes: str | float | None) -> str:
    """An element of SVG, the one place where tags are made.

    Args:
        name: Of the element.
        content: Elements, and text that has passed through `shown`; an element without content closes itself.
        attributes: In their order; `stroke_width` is `stroke-width`, `class_` is `class`, and one that is None or ''
            is left out. Numbers get at most one decimal.
    """
    words = [
        f' {key.rstrip("_").replace("_", "-")}="{escape(value) if isinstance(value, str) else num(value)}"'
        for key, value in attributes.items()
        if value is not None and value != ""
    ]
    start = f"<{name}{''.join(words)}"
    return f"{start}>{''.join(content)}</{name}>" if content else f"{start}/>"


def image(
    width: float, height: float, content: Sequence[str], title: str, summary: str, prefix: str = "", **attributes: str
) -> Image:
    """A whole figure, its title and what it shows in words; `prefix` keeps the ids of several in one page apart."""
    ids = (f"{prefix}title", f"{prefix}{'desc' if prefix else 'summary'}")
    size: dict[str, str | float] = {"width": width, "height": height}
    box: dict[str, str | float] = {"viewBox": f"0 0 {num(width)} {num(height)}"}
    said = (element("title", shown(title), id=ids[0]), element("desc", shown(summary), id=ids[1]))
    whole: dict[str, str | float] = {
        "xmlns": "http://www.w3.org/2000/svg", **(box | size if prefix else size | box), "role": "img",
        "aria_labelledby": " ".join(ids), **attributes,
    }  # fmt: skip
    return Image(width, height, (*said, *content), whole)


@dataclass
class Drawing:
    """Strokes of one figure, in the order in which they are laid on. Lengths are pixels."""

    parts: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, words: object, css: str = "", anchor: str = "start") -> None:
        """Words on one line; `y` is their baseline."""
        if words:
            at = "" if anchor == "start" else anchor
            self.parts.append(element("text", shown(words), x=x, y=y, class_=css, text_anchor=at))

    def lines(self, x: float, y: float, lines: Sequence[str], css: str = "", anchor: str = "start") -> None:
        """Lines of text, the first at `y`, 16 pixels apart."""
        for n, words in enumerate(lines):
            self.text(x, y + 16 * n, words, css, anchor)

    def rect(self, x: float, y: float, width: float, height: float, css: str) -> None:
        """A rectangle."""
        self.parts.append(element("rect", x=x, y=y, width=width, height=height, class_=css))

    def line(self, x1: float, y1: float, x2: float, y2: float, css: str = "line") -> None:
        """A straight stroke."""
        self.path(f"M{num(x1)} {num(y1)}L{num(x2)} {num(y2)}", css)

    def path(self, d: str, css: str) -> None:
        """Any stroke."""
        self.parts.append(element("path", d=d, class_=css))

    def circle(self, x: float, y: float, radius: float, css: str) -> None:
        """A circle."""
        self.parts.append(element("circle", cx=x, cy=y, r=radius, class_=css))

    def dot(self, x: float, y: float, share: float, radius: float = 7) -> None:
        """A ring filled clockwise from the top by `share` (0 to 1): empty, part, full, without any colour."""
        self.circle(x, y, radius, "ring")
        if share >= 1:
            self.circle(x, y, radius - 2, "full")
        elif share > 0:
            inner, angle = radius - 2, 2 * pi * share
            end = f"{num(x + inner * sin(angle))} {num(y - inner * cos(angle))}"
            # SVG draws the shorter arc unless it is told otherwise.
            big = 1 if share > 0.5 else 0
            self.path(f"M{num(x)} {num(y)}V{num(y - inner)}A{num(inner)} {num(inner)} 0 {big} 1 {end}Z", "full")

    def image(self, width: float, height: float, title: str, summary: str) -> Image:
        """The whole figure, with its title and what it shows in words."""
        return image(width, height, [element("style", STYLE), *self.parts], title, summary)


def num(value: float) -> str:
    """A length with at most one decimal: the same text on every machine."""
    text = f"{value:.1f}"
    return "0" if text == "-0.0" else text.removesuffix(".0")
