"""What a memo's links lead to, read from the pages of a run: a figure's words and the quotations behind it.

From the pages and not from the tables, since the pages have already decided whose words may be shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.site.page_parts import part_name
from pipeline.study.dataclass import dataclass

if TYPE_CHECKING:
    from lxml.html import HtmlElement

CODED_BY = re.compile(r"\s*·\s*coded by [^·]*")
BADGE = "not judged "
"""What a page shows as a sign before the sentence that says it."""

APART = "ancestor::*[@class='apart' or self::details]"
"""What the machine suggests and what does not count: on the page itself, never behind a figure in a document."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """One passage: its words, who says them and where, and how it is told ('' where it is affirmed)."""

    words: str
    source: str
    told: str
    transcript_id: str
    case: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One page of evidence: its title, what it says of the figure, a row a case where it compares, its passages."""

    title: str
    said: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    quoted: tuple[Quoted, ...]


def read_evidence(page: Path) -> Evidence | None:
    """A page of `outputs/evidence/`, with the passages of its further parts; None where there is no such page."""
    from lxml import html  # noqa: PLC0415 — only an export reads pages

    roots = []
    # Whatever does not fit onto one page stands on numbered parts of it.
    for part in chain((page,), (page.with_name(f"{part_name(page.stem, n)}.html") for n in count(2))):
        try:
            roots.append(html.document_fromstring(part.read_bytes(), parser=html.HTMLParser(encoding="utf-8")))
        except (OSError, ValueError):
            break
    if not roots:
        return None
    root = roots[0]
    titles = root.xpath("//main/h1")
    if not titles:
        return None
    said = root.xpath("//div[@class='figure-words']//p[not(contains(@class,'small'))]")
    compares = root.xpath("//section[starts-with(@aria-labelledby,'case-')]")
    table = root.xpath("//div[@class='figure-words']//table") if compares else []
    return Evidence(
        _words(titles[0]),
        tuple(_words(paragraph).removeprefix(BADGE) for paragraph in said),
        tuple(_words(cell) for cell in table[0].xpath("./thead/tr/th")) if table else (),
        tuple(tuple(_words(cell) for cell in row) for row in table[0].xpath("./tbody/tr")) if table else (),
        tuple(passage for part in roots for passage in _passages(part)),
    )


def _passages(root: HtmlElement) -> Iterator[Quoted]:
    for figure in root.xpath(f"//figure[contains(@class,'quote')][not({APART})]"):
        caption = figure.find("figcaption")
        source = CODED_BY.sub(" ", _words(caption)).strip() if caption is not None else ""
        told = ", ".join(_words(mark) for mark in caption.findall("em")) if caption is not None else ""
        # How it is told stands in words of its own.
        source = source.replace(f"· {told}", "", 1) if told else source
        source = " ".join(source.split()).rstrip(" ·")
        links = caption.xpath(".//a/@href") if caption is not None else []
        place = str(links[0]).partition("#")[0].rpartition("/")[2].removesuffix(".html") if links else ""
        sections = figure.xpath("ancestor::section[starts-with(@aria-labelledby,'case-')]")
        case = _words(sections[0].find("h2")) if sections else ""
        quotation = figure.find("blockquote")
        yield Quoted(_words(quotation) if quotation is not None else "", source, told, place, case)


def _words(node: HtmlElement) -> str:
    return " ".join("".join(node.itertext()).split())
