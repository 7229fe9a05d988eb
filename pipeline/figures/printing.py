"""A figure of a run as a picture for print: PNG for Word, PDF for a journal, each the same bytes on every call.

Both are drawn with Bitstream Vera, which comes with reportlab: a figure's layout never depends on what fonts a machine
has. Only where its words hold signs that Vera lacks (another script, an emoji) does the PNG look for them among the
machine's own fonts, and the PDF then holds that PNG, since it embeds no font that it cannot name.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import lru_cache
from math import hypot
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.etree import _Element

FONT, DPI = "Bitstream Vera Sans", 300
INCH = 96
"""Pixels of an SVG to the inch, by CSS."""

FACES = {"": "Vera.ttf", "bold": "VeraBd.ttf", "italic": "VeraIt.ttf", "bolditalic": "VeraBI.ttf"}
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
TEXT_STYLES = ("font-family", "font-size", "font-weight", "font-style")
SVG = "{http://www.w3.org/2000/svg}"


# A figure of a paper stands in a document of its own, in the whole, and among the pictures for print.
@lru_cache(maxsize=32)
def as_png(svg: str, width_cm: float | None = None) -> bytes:
    """The figure at 300 dots an inch of its printed size; `width_cm` is that size, else 96 pixels are an inch."""
    import resvg_py  # noqa: PLC0415 — only an export draws

    root = _for_print(svg)
    width = float(root.get("width", "1"))
    zoom = DPI / INCH if width_cm is None else width_cm / 2.54 * DPI / width
    drawn = resvg_py.svg_to_bytes(
        svg_string=_text(root),
        background="#ffffff",
        skip_system_fonts=not missing_signs(svg),
        font_files=[str(path) for path in _font_files().values()],
        font_family=FONT,
        sans_serif_family=FONT,
        width=round(width * zoom),
    )
    return _with_resolution(bytes(drawn))


def as_pdf(svg: str) -> bytes:
    """The figure as one page of its own size, in strokes and text; as a picture where Vera lacks a sign."""
    from reportlab.graphics import renderPDF  # noqa: PLC0415 — only an export draws
    from reportlab.pdfgen import canvas  # noqa: PLC0415

    root = _for_print(svg)
    points = 72 / INCH
    size = float(root.get("width", "1")) * points, float(root.get("height", "1")) * points
    page = io.BytesIO()
    # Without `invariant` the library writes the time of day into the file.
    _register_fonts()
    drawn = canvas.Canvas(page, pagesize=size, invariant=1, pageCompression=1, initialFontName=FONT)
    drawn.setTitle("".join(root.findtext(f"{SVG}title") or ""))
    drawn.setAuthor("")
    if missing_signs(svg):
        from reportlab.lib.utils import ImageReader  # noqa: PLC0415

        drawn.drawImage(ImageReader(io.BytesIO(as_png(svg))), 0, 0, *size)
    else:
        from svglib.svglib import svg2rlg  # noqa: PLC0415

        renderPDF.draw(svg2rlg(io.BytesIO(_text(root).encode("utf-8"))), drawn, 0, 0)
    drawn.showPage()
    drawn.save()
    return page.getvalue()


def printed_size(svg: str) -> tuple[float, float]:
    """Width and height in pixels."""
    root = _parsed(svg)
    return float(root.get("width", "1")), float(root.get("height", "1"))


def shown_title(svg: str) -> str:
    """What a figure is called; '' where it does not say."""
    return _parsed(svg).findtext(f"{SVG}title") or ""


def shown_words(svg: str) -> str:
    """What a figure shows, in words: its `desc`, for those who do not see it."""
    return _parsed(svg).findtext(f"{SVG}desc") or ""


def missing_signs(svg: str) -> str:
    """The signs in a figure's words that Bitstream Vera lacks, each once."""
    words = {sign for text in _parsed(svg).iter(f"{SVG}text") for sign in "".join(text.itertext())}
    return "".join(sorted(sign for sign in words if not sign.isspace() and ord(sign) not in _signs_of_vera()))


def text_width(words: str, size: float, is_bold: bool = False) -> float:
    """How wide words stand in a printed figure."""
    from reportlab.pdfbase.pdfmetrics import stringWidth  # noqa: PLC0415

    _register_fonts()
    return float(stringWidth(words, f"{FONT}-Bold" if is_bold else FONT, size))


def _for_print(svg: str) -> _Element:
    """The figure with its rules written into its elements: both converters know few of CSS, and paper is never dark."""
    root = _parsed(svg)
    rules: dict[str, dict[str, str]] = {}
    for style in list(root.iter(f"{SVG}style")):
        # Blocks of `@media` hold braces of their own, and are for screens.
        css = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*\}", "", style.text or "")
        for match in RULE.finditer(css):
            for selector in match[1].split(","):
                rules.setdefault(selector.strip(), {}).update(_declarations(match[2]))
        style.getparent().remove(style)
    root.attrib.pop("font-family", None)
    inherited = {name: value for name, value in rules.get("svg", {}).items() if name in TEXT_STYLES}
    for name, value in inherited.items():
        root.set(name, value.removesuffix("px"))
    root.set("font-family", FONT)
    for node in root.iter():
        if isinstance(node.tag, str):
            _write_rules(node, rules)
    _draw_heads(root)
    return root


def _draw_heads(root: _Element) -> None:
    """Heads of arrows as triangles: svglib draws no markers."""
    for node in list(root.iter(f"{SVG}line", f"{SVG}path")):
        if not node.attrib.pop("marker-end", ""):
            continue
        (x1, y1), (x2, y2) = _last_stretch(node)
        length = hypot(x2 - x1, y2 - y1) or 1.0
        along = (x2 - x1) / length, (y2 - y1) / length
        back = x2 - 9 * along[0], y2 - 9 * along[1]
        corners = (
            (x2, y2),
            (back[0] - 5 * along[1], back[1] + 5 * along[0]),
            (back[0] + 5 * along[1], back[1] - 5 * along[0]),
        )
        head = node.makeelement(f"{SVG}polygon")
        head.set("points", " ".join(f"{x:.1f},{y:.1f}" for x, y in corners))
        head.set("fill", "#444444")
        node.addnext(head)


def _last_stretch(node: _Element) -> tuple[tuple[float, float], tuple[float, float]]:
    """The last two points of a straight line, or of a path of M, L, H and V."""
    if node.tag == f"{SVG}line":
        x1, y1, x2, y2 = (float(node.get(name, "0")) for name in ("x1", "y1", "x2", "y2"))
        return (x1, y1), (x2, y2)
    points = [(0.0, 0.0)]
    for command, numbers in re.findall(r"([MLHVC])([^A-Za-z]*)", node.get("d", "")):
        values = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", numbers)]
        x, y = points[-1]
        if command == "H":
            points.append((values[-1], y))
        elif command == "V":
            points.append((x, values[-1]))
        else:
            points += zip(values[::2], values[1::2], strict=False)
    return points[-2], points[-1]


def _write_rules(node: _Element, rules: Mapping[str, Mapping[str, str]]) -> None:
    styles = dict(rules.get(node.tag.removeprefix(SVG), {})) if node.tag == f"{SVG}text" else {}
    for name in node.attrib.pop("class", "").split():
        styles |= rules.get(f".{name}", {})
    for name, value in styles.items():
        node.set(name, value.removesuffix("px"))
    # svglib knows `bold` alone.
    if node.get("font-weight") == "600":
        node.set("font-weight", "bold")
    if node.tag == f"{SVG}text":
        node.set("font-family", FONT)


def _declarations(css: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in css.split(";") if ":" in part)
    return {name.strip(): value.strip() for name, _, value in pairs}


def _parsed(svg: str) -> _Element:
    from lxml import etree  # noqa: PLC0415

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(svg.encode("utf-8"), parser)


def _text(root: _Element) -> str:
    from lxml import etree  # noqa: PLC0415

    return str(etree.tostring(root, encoding="unicode"))


@lru_cache(maxsize=1)
def _font_files() -> Mapping[str, Path]:
    import reportlab  # noqa: PLC0415

    folder = Path(reportlab.__file__).parent / "fonts"
    return {style: folder / name for style, name in FACES.items()}


@lru_cache(maxsize=1)
def _signs_of_vera() -> frozenset[int]:
    from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415

    face: Any = TTFont(FONT, str(_font_files()[""])).face
    return frozenset(face.charToGlyph)


@lru_cache(maxsize=1)
def _register_fonts() -> None:
    """Bitstream Vera under the names by which svglib asks for it."""
    from svglib.fonts import register_font  # noqa: PLC0415

    styles = {"": ("normal", "normal"), "bold": ("bold", "normal"), "italic": ("normal", "italic")}
    styles["bolditalic"] = ("bold", "italic")
    for name, (weight, style) in styles.items():
        register_font(FONT, str(_font_files()[name]), weight, style)


def _with_resolution(png: bytes) -> bytes:
    """The picture with its dots an inch written into it, by which programs know its printed size."""
    from struct import pack  # noqa: PLC0415
    from zlib import crc32  # noqa: PLC0415

    per_metre = round(DPI / 0.0254)
    chunk = b"pHYs" + pack(">IIB", per_metre, per_metre, 1)
    # Behind the signature and the head, 8 and 25 bytes.
    return png[:33] + pack(">I", len(chunk) - 4) + chunk + pack(">I", crc32(chunk)) + png[33:]
