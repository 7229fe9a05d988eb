"""Words of a Markdown line as runs of a Word paragraph: emphasis, links, breaks, direction of writing."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from pipeline.study.dataclass import dataclass
from pipeline.word.references import References
from pipeline.wording.escaping import visible

if TYPE_CHECKING:
    from markdown_it.token import Token

RIGHT_TO_LEFT = ("R", "AL")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the words stand that are written: the page of the run they come from, and what its links can lead to."""

    page: str
    references: References
    bookmarks: Mapping[str, str]


def plain(inline: Token) -> str:
    """The words of a line, without marks."""
    breaks = {"softbreak": " ", "hardbreak": " ", "image": ""}
    return "".join(breaks.get(part.type, part.content) for part in inline.children or ())


def write_inline(paragraph: Any, inline: Token, place: Place) -> None:
    """All words of a line, in their order."""
    parts = list(inline.children or ())
    _write(paragraph, parts, place)
    if runs_right_to_left("".join(part.content for part in parts)):
        mark_right_to_left(paragraph)


def _write(paragraph: Any, parts: Sequence[Token], place: Place) -> None:
    marks: list[str] = []
    link: tuple[str, list[str]] | None = None
    for part in parts:
        if part.type in ("strong_open", "em_open"):
            marks.append(part.tag)
        elif part.type in ("strong_close", "em_close"):
            marks.remove(part.tag)
        elif part.type == "link_open":
            link = (str(part.attrs.get("href", "")), [])
        elif part.type == "link_close" and link is not None:
            _refer(paragraph, *link, place)
            link = None
        elif part.type == "hardbreak":
            paragraph.add_run().add_break()
        else:
            words = " " if part.type == "softbreak" else part.content
            if link is not None:
                link[1].append(words)
            # A link to a heading of the same document is one as a whole; of others the words stay, a number follows.
            anchor = place.bookmarks.get(link[0].removeprefix("#")) if link and link[0].startswith("#") else None
            run = add_words(paragraph, words, marks, anchor)
            if part.type == "code_inline":
                run.style = "Code"


def _refer(paragraph: Any, address: str, words: Sequence[str], place: Place) -> None:
    """The number of the entry to which a link leads, itself a link."""
    if address.startswith("#"):
        return
    reference = place.references.to(place.page, address, "".join(words))
    if reference is not None:
        # `9¹` would be read as a power.
        is_after_number = bool(words) and words[-1][-1:].isdigit()
        shown = f"[{reference.number}]" if is_after_number else str(reference.number)
        add_words(paragraph, shown, (), f"evidence_{reference.number}").style = "Reference"


def add_words(paragraph: Any, words: str, marks: Sequence[str] = (), anchor: str | None = None) -> Any:
    """A run of words, inside a link to a bookmark where `anchor` names one."""
    run = paragraph.add_run(visible(words))
    run.bold, run.italic = ("strong" in marks) or None, ("em" in marks) or None
    if runs_right_to_left(words):
        run.font.rtl = True
    if anchor is not None:
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), anchor)
        run._element.addprevious(link)
        link.append(run._element)
    return run


def runs_right_to_left(words: str) -> bool:
    """Whether the first letter with a direction is of a script that runs from right to left."""
    for sign in words:
        direction = unicodedata.bidirectional(sign)
        if direction == "L":
            return False
        if direction in RIGHT_TO_LEFT:
            return True
    return False


def mark_right_to_left(paragraph: Any) -> None:
    """A paragraph that begins at the right margin."""
    properties = paragraph._element.get_or_add_pPr()
    properties.append(OxmlElement("w:bidi"))


def add_bookmark(paragraph: Any, name: str, number: int) -> None:
    """A place in the document that links lead to, around all that the paragraph holds now."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for node in (start, end):
        node.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    properties = paragraph._element.pPr
    if properties is None:
        paragraph._element.insert(0, start)
    else:
        properties.addnext(start)
    paragraph._element.append(end)
