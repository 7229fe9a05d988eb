"""Figures of a run in a Word document: a picture at print size, words for those who do not see it, a caption."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from docx.shared import Cm

from pipeline.figures.printing import INCH, as_png, printed_size, shown_words
from pipeline.word.inline import add_bookmark, add_words
from pipeline.word.styles import add_field, text_width
from pipeline.wording.escaping import visible

TALLEST = 20.0
"""A figure's height in cm, so that its caption stands on the same page."""

LONGEST = 2000
"""Signs of words that stand for a picture; programs that read them aloud take no more."""


def add_picture(document: Any, path: Path, shows: str) -> Any:
    """The figure as wide as the text, or as tall as a page holds; the paragraph that holds it."""
    svg = path.read_text(encoding="utf-8")
    width, height = (pixels / INCH * 2.54 for pixels in printed_size(svg))
    scale = min(text_width(document) / width, TALLEST / height, 1.25)
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run().add_picture(io.BytesIO(as_png(svg, width * scale)), width=Cm(width * scale))
    words = " ".join(part for part in (shows, shown_words(svg)) if part)
    properties = paragraph._element.xpath(".//wp:docPr")[0]
    properties.set("descr", visible(words)[:LONGEST])
    properties.set("title", visible(shows)[:250])
    properties.set("name", path.stem)
    return paragraph


def add_caption(document: Any, kind: str, number: int | str, bookmark: int, is_fixed: bool = False) -> Any:
    """A paragraph that begins `Figure 3. `, and a place that can be referred to.

    Its number is a field, which Word reckons anew, unless it `is_fixed`: Table 2 alone in a file would become Table 1.
    """
    paragraph = document.add_paragraph(style="Caption")
    # A table's caption stands above it, a figure's below.
    paragraph.paragraph_format.keep_with_next = kind == "Table" or None
    add_words(paragraph, f"{kind} ", ("strong",))
    if is_fixed:
        add_words(paragraph, str(number), ("strong",))
    else:
        add_field(paragraph, f"SEQ {kind} \\* ARABIC", str(number)).bold = True
    add_bookmark(paragraph, f"{kind}_{number}", bookmark)
    add_words(paragraph, ". ", ("strong",))
    return paragraph
