"""A codebook as a table in a Word document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.corpus.formats.archives import Archive
from pipeline.corpus.formats.lines import RefusedError
from pipeline.corpus.formats.xml_element import XmlElement
from pipeline.exchange.project import SourceProject
from pipeline.exchange.table_of_codes import read_codes
from pipeline.exchange.word_comments import has_comments, main_part, name_of, read_word_comments, text_of


def read_word(path: Path, known: frozenset[str]) -> SourceProject:
    """A Word document's comments as codings; without comments, its first table that is a codebook.

    `known` are the names of the study's codes.

    Raises:
        RefusedError: It has neither.
    """
    archive = Archive(path.read_bytes())
    if has_comments(archive):
        return read_word_comments(path, known)
    for rows in _tables(archive.xml(main_part(archive))):
        table = read_codes(rows[0], rows[1:]) if len(rows) > 1 else None
        if table is not None and table.codes:
            return SourceProject(
                "codebook", codes=table.codes, items=table.items, inferred=table.inferred, has_codebook=True,
                title=path.stem,
            )  # fmt: skip
    raise RefusedError(
        "has no comments and no table of codes.", "A document without codes is a transcript: put it into transcripts/."
    )


def _tables(root: XmlElement) -> Iterator[list[list[str]]]:
    for table in root.iter():
        if name_of(table) == "tbl":
            yield [[_cell(cell) for cell in row if name_of(cell) == "tc"] for row in table if name_of(row) == "tr"]


def _cell(cell: XmlElement) -> str:
    """A cell's text, an indentation of its first paragraph as blanks: levels of a code tree are often set so."""
    paragraphs = [paragraph for paragraph in cell.iter() if name_of(paragraph) == "p"]
    lines = [text_of(paragraph).rstrip("\n") for paragraph in paragraphs]
    indent = 0
    for element in paragraphs[0].iter() if paragraphs else ():
        if name_of(element) == "ind":
            points = next((v for k, v in element.attrib.items() if k.rsplit("}", 1)[-1] in ("left", "start")), "0")
            # Word counts twentieths of a point: 180 are an eighth of an inch, and a blank here for each.
            indent = int(points) // 180 if str(points).isdecimal() else 0
    return " " * min(indent, 40) + "\n".join(lines)
