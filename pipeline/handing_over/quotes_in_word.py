"""Quotations as a Word document: headings by case and code, style Quote, the source under each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Pt

from pipeline.handing_over.extract import Extract, Quote
from pipeline.io.outputs import handed_out
from pipeline.word.inline import add_words, mark_right_to_left, runs_right_to_left
from pipeline.word.package import as_bytes
from pipeline.word.styles import QUIET, new_document
from pipeline.wording.escaping import visible

SOURCE = "Quote Source"


def write_word(found: Extract, to: Path) -> None:
    """The extract at `to`; the same quotations give the same bytes."""
    raw = as_word(found)
    with handed_out(to) as aside:
        aside.write_bytes(raw)


def as_word(found: Extract) -> bytes:
    """The extract as a .docx."""
    title = visible(found.title)
    document = new_document(title)
    _add_source_style(document)
    add_words(document.add_paragraph(style="Title"), title)
    for notice in (*found.notices, found.asked):
        add_words(document.add_paragraph(), notice)
    for case in found.cases:
        add_words(document.add_paragraph(style="Heading 1"), case.case)
        for group in case.codes:
            add_words(document.add_paragraph(style="Heading 2"), group.code)
            for quote in group.quotes:
                _add(document, quote)
    return as_bytes(document, title)


def _add_source_style(document: Any) -> None:
    """A style of its own for the line under a quotation: one place to restyle."""
    source = document.styles.add_style(SOURCE, WD_STYLE_TYPE.PARAGRAPH)
    source.base_style = document.styles["Quote"]
    source.font.size, source.font.color.rgb = Pt(9.5), QUIET
    source.paragraph_format.space_before, source.paragraph_format.space_after = Pt(0), Pt(10)


def _add(document: Any, quote: Quote) -> None:
    for words in quote.words:
        paragraph = document.add_paragraph(style="Quote")
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_after = Pt(2)
        if runs_right_to_left(words):
            mark_right_to_left(paragraph)
        add_words(paragraph, words)
    source = document.add_paragraph(style=SOURCE)
    add_words(source, f"— {quote.source}")
    for limit in quote.limits:
        add_words(source, " · ")
        add_words(source, limit, ("strong",))
