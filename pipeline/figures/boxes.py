"""What figures of the comparison are drawn with: frames, words, arrows as wide as their counts, colours of tiers."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.figures.svg import Image, element, image, shown

FONT = "system-ui, sans-serif"
WORST, MIDDLE, BEST = (245, 191, 145), (238, 238, 238), (157, 202, 232)


def tier_colour(place: int, n_tiers: int) -> str:
    """The colour of the tier at `place` (0 worst) among `n_tiers`: orange to blue; black text reads on all."""
    at = place / (n_tiers - 1) if n_tiers > 1 else 1.0
    low, high, share = (WORST, MIDDLE, at * 2) if at < 0.5 else (MIDDLE, BEST, at * 2 - 1)
    mixed = (round(a + (b - a) * share) for a, b in zip(low, high, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def drawn(name: str, width: int, height: int, title: str, text: str, parts: Iterable[str]) -> Image:
    """A whole figure on white paper."""
    paper = element("rect", width=width, height=height, fill="#ffffff")
    return image(width, height, [paper, *parts], title, text, f"{name}-", font_family=FONT, font_size="13")


def words_at(x: float, y: float, words: object, anchor: str = "start", **more: str) -> str:
    """Words on one line."""
    return element("text", shown(words), x=x, y=y, text_anchor=anchor, **more)


def frame(x: float, y: float, width: float, height: float, fill: str) -> str:
    """An empty box."""
    return element("rect", x=x, y=y, width=width, height=height, rx=4, fill=fill, stroke="#444444")


def edge(x1: float, y1: float, x2: float, y2: float, n: int, at: float = 0.5, has_counts: bool = True) -> str:
    """An arrow as wide as its count, with the count on it; all alike and bare where nothing is counted."""
    # Capped, or one common way would hide the boxes at its ends.
    width = f"{1 + min(n, 12) * 0.75:g}" if has_counts else "2"
    x, y = x1 + (x2 - x1) * at, y1 + (y2 - y1) * at
    line = element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke="#777777", stroke_width=width, marker_end="url(#head)")
    if not has_counts:
        return line
    count = element("circle", cx=x, cy=y, r=10, fill="#ffffff", stroke="#777777")
    return line + count + words_at(x, y + 5, n, "middle")


HEAD = element(
    "defs",
    element(
        "marker", element("path", d="M0 0 L8 4 L0 8 z", fill="#444444"), id="head", viewBox="0 0 8 8", refX="7",
        refY="4", markerWidth="10", markerHeight="10", markerUnits="userSpaceOnUse", orient="auto",
    ),
)  # fmt: skip
