"""Quotations as a Word document: headings by case and code, style Quote, the source under each."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.handing_over.extract import Extract, Quote
from pipeline.io.outputs import handed_out
from pipeline.wording.escaping import visible

if TYPE_CHECKING:
    from docx.document import Document

_MADE = datetime(2000, 1, 1)
_OF_A_ZIP = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can name


def write_word(found: Extract, to: Path) -> None:
    """The extract at `to`; the same quotations give the same bytes."""
    raw = as_word(found)
    with handed_out(to) as aside:
        aside.write_bytes(raw)


def as_word(found: Extract) -> bytes:
    """The extract as a .docx, in Word's own styles."""
    import docx  # noqa: PLC0415 — half a second, for this format alone

    document = docx.Document()
    _say_nothing_of_its_maker(document, found.title)
    document.add_heading(visible(found.title), level=0)
    for notice in (*found.notices, found.asked):
        document.add_paragraph(visible(notice))
    for case in found.cases:
        document.add_heading(visible(case.case), level=1)
        for group in case.codes:
            document.add_heading(visible(group.code), level=2)
            for quote in group.quotes:
                _add(document, quote)
    return _with_one_date(document)


def _add(document: Document, quote: Quote) -> None:
    from docx.shared import Cm  # noqa: PLC0415

    for words in quote.words:
        paragraph = document.add_paragraph(visible(words), style="Quote")
        paragraph.paragraph_format.keep_with_next = True
        _follow_direction(paragraph, words)
    source = document.add_paragraph()
    source.paragraph_format.left_indent = Cm(1)
    source.add_run(visible(f"— {quote.source}"))
    for limit in quote.limits:
        source.add_run(" · ")
        source.add_run(visible(limit)).bold = True


def _follow_direction(paragraph: Any, words: str) -> None:
    """A paragraph whose first letter is of a script that is written from right to left runs that way."""
    from docx.oxml import OxmlElement  # noqa: PLC0415

    first = next((way for sign in words if (way := unicodedata.bidirectional(sign)) in ("L", "R", "AL")), "L")
    if first != "L":
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))


def _say_nothing_of_its_maker(document: Document, title: str) -> None:
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.title = visible(title)[:255]  # Word refuses longer ones
    properties.created = properties.modified = _MADE


def _with_one_date(document: Document) -> bytes:
    """The document's bytes; python-docx gives its parts the time of day."""
    made = io.BytesIO()
    document.save(made)
    same = io.BytesIO()
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(same, "w", zipfile.ZIP_DEFLATED) as dated:
        for name in parts.namelist():
            dated.writestr(zipfile.ZipInfo(name, _OF_A_ZIP), parts.read(name), zipfile.ZIP_DEFLATED)
    return same.getvalue()
