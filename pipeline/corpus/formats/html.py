"""The words of an HTML page by its blocks, for files that hold one inside; what is marked up in them is no matter."""

from __future__ import annotations

import re

from pipeline.corpus.formats.lines import Line, lines_of, without_entities


def lines_of_html(page: str) -> tuple[Line, ...]:
    """The lines of a page: a paragraph at each block, a line at each break."""
    text = re.sub(r"(?is)<(script|style|head)\b.*?</\1>|<!--.*?-->", "", page)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"(?i)</?(?:p|div|tr|li|h[1-6]|table|body)\b[^<>]*>", "\n\n", re.sub(r"(?i)<br\s*/?>", "\n", text))
    return lines_of(without_entities(re.sub(r"<[^<>]{1,500}>", "", text)))
