"""Word documents whose comments are codes: the commonest way to code, which no other tool reads.

A comment's range is the passage, its author the coder, its text the codes: `;` or a new line between several. Replies
and resolved comments are listed and not taken: who answers discusses a code, and who resolves has taken it back.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.corpus.formats.archives import Archive
from pipeline.corpus.formats.lines import RefusedError
from pipeline.corpus.formats.lines import words as list_of_words
from pipeline.corpus.formats.word import SIGNS
from pipeline.corpus.formats.xml_element import XmlElement
from pipeline.exchange.project import Item, SourceCoding, SourceDocument, SourceProject
from pipeline.exchange.report import short
from pipeline.exchange.times import utc
from pipeline.exchange.written_names import names_a_code

LONGEST_NAME_OF_A_CODE = 80
"""A line that is longer than any code's name is what somebody remarked: it becomes the memo of the codes beside it."""

# What Word keeps and does not show: deletions, codes of fields, properties, ruby text.
_UNSPOKEN = list_of_words(
    """
    del moveFrom instrText delText delInstrText pPr rPr sectPr tblPr tblGrid trPr tcPr sdtPr sdtEndPr rt fldData
    """
)
# "trust; money", or a code a line.
_SEVERAL = re.compile(r"[;\n]+")


@dataclass
class _Comment:
    """A comment and the range that it speaks of, as places in the document's text."""

    comment_id: str
    author: str
    at: str
    paragraphs: list[str]
    paragraph_ids: list[str]
    start: int | None = None
    end: int | None = None

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs).strip()


@dataclass
class _Body:
    """The text of a document, gathered piece by piece, and where comments begin and end in it."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    starts: dict[str, int] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)

    def say(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)


def read_word_comments(path: Path, known: frozenset[str] = frozenset()) -> SourceProject:
    """The document and a coding for each code in each of its comments.

    `known` are the names of the study's codes: a long remark that begins with one is that code, with a memo.

    Raises:
        RefusedError: It is no Word document, or has no comments.
    """
    raw = path.read_bytes()
    archive = Archive(raw)
    main = main_part(archive)
    comments = {comment.comment_id: comment for comment in _comments(archive, main)}
    if not comments:
        raise RefusedError("has no comments.", "A document without codes is a transcript: put it into transcripts/.")
    body = _Body()
    for part in archive.xml(main):
        if name_of(part) == "body":
            _walk(part, body)
    text = "".join(body.pieces)
    for comment in comments.values():
        comment.start, comment.end = body.starts.get(comment.comment_id), body.ends.get(comment.comment_id)
    document = SourceDocument("document", path.name, text, raw, ".docx")
    replies, resolved = _threads(archive, main, comments)
    resolved |= _resolved_in_google_docs(list(comments.values()))
    items: list[Item] = []
    codings: list[SourceCoding] = []
    for number, comment in enumerate(comments.values(), 1):
        where = f"comment {number} by {comment.author or 'nobody'}"
        if comment.comment_id in replies:
            why = "it answers another comment: a reply is talk about a code, not one"
            items.append(Item("codings", where, short(comment.text), "left out", why))
        elif comment.comment_id in resolved:
            why = "it is marked as resolved: reopen it in Word if its code stands"
            items.append(Item("codings", where, short(comment.text), "left out", why))
        else:
            codings += _codings(comment, where, text, items, known)
    return SourceProject("Word comments", (document,), codings=tuple(codings), items=tuple(items), title=path.stem)


def _codings(
    comment: _Comment, where: str, text: str, items: list[Item], known: frozenset[str]
) -> Iterator[SourceCoding]:
    parts = [" ".join(part.split()) for part in _SEVERAL.split(comment.text)]
    is_name = {part: len(part) <= LONGEST_NAME_OF_A_CODE or names_a_code(part, known) for part in parts if part}
    names = [part for part, is_one in is_name.items() if is_one]
    memo = " ".join(part for part, is_one in is_name.items() if not is_one)
    if not names:
        why = "there is no code in it" if not memo else "it is a remark, longer than any code's name"
        items.append(Item("codings", where, short(comment.text), "left out", why))
        return
    start, end = comment.start, comment.end
    words = text[start:end] if start is not None and end is not None else ""
    if start is None or end is None or not words.strip():
        items.append(Item("codings", where, short(comment.text), "left out", "it stands at no words"))
        return
    for name in dict.fromkeys(names):
        yield SourceCoding(
            "document", name, comment.author, where, start, end, words, memo=memo, at=comment.at, is_named=True
        )


def _walk(element: XmlElement, body: _Body) -> None:
    """The words under an element with tracked changes accepted; a paragraph ends a line."""
    for child in element:
        name = name_of(child)
        if name == "commentRangeStart":
            body.starts.setdefault(_attribute(child, "id"), body.length)
        elif name == "commentRangeEnd":
            body.ends[_attribute(child, "id")] = body.length
        elif name == "t":
            body.say(child.text or "")
        elif name in SIGNS:
            body.say(SIGNS[name])
        elif name in _UNSPOKEN:
            _ranges_only(child, body)
        # A fallback repeats what stands beside it, for programs that do not know the newer element.
        elif not str(child.tag).endswith("}Fallback"):
            _walk(child, body)
            if name == "p":
                body.say("\n")


def _ranges_only(element: XmlElement, body: _Body) -> None:
    """Comments may begin or end inside of a deletion, whose words are gone."""
    for child in element.iter():
        if name_of(child) == "commentRangeStart":
            body.starts.setdefault(_attribute(child, "id"), body.length)
        elif name_of(child) == "commentRangeEnd":
            body.ends[_attribute(child, "id")] = body.length


def has_comments(archive: Archive) -> bool:
    """Whether a Word document has any comment."""
    return any(True for _ in _comments(archive, main_part(archive)))


def _comments(archive: Archive, main: str) -> Iterator[_Comment]:
    for part in _parts(archive, main, "comments"):
        for element in archive.xml(part):
            if name_of(element) != "comment":
                continue
            paragraphs = [paragraph for paragraph in element.iter() if name_of(paragraph) == "p"]
            yield _Comment(
                _attribute(element, "id"),
                " ".join(_attribute(element, "author").split()),
                utc(_attribute(element, "date")),
                [text_of(paragraph) for paragraph in paragraphs],
                [_attribute(paragraph, "paraId") for paragraph in paragraphs],
            )


def _threads(archive: Archive, main: str, comments: dict[str, _Comment]) -> tuple[set[str], set[str]]:
    """Ids of the comments that answer another, and of those that are resolved (with all that answers them)."""
    by_paragraph = {
        paragraph_id: comment.comment_id
        for comment in comments.values()
        for paragraph_id in comment.paragraph_ids
        if paragraph_id
    }
    parents: dict[str, str] = {}
    resolved: set[str] = set()
    for part in _parts(archive, main, "commentsExtended"):
        for element in archive.xml(part):
            own = by_paragraph.get(_attribute(element, "paraId"))
            above = by_paragraph.get(_attribute(element, "paraIdParent"))
            if own is not None and above is not None and above != own:
                parents[own] = above
            if own is not None and _attribute(element, "done") in ("1", "true", "on"):
                resolved.add(own)
    return set(parents), resolved


def _resolved_in_google_docs(comments: list[_Comment]) -> set[str]:
    """Google Docs writes that somebody resolved or reopened a thread as one more comment on its range."""
    resolved: set[str] = set()
    for n, comment in enumerate(comments):
        if comment.text in ("_Marked as resolved_", "_Re-opened_"):
            thread = {
                earlier.comment_id
                for earlier in comments[:n]
                if (earlier.start, earlier.end) == (comment.start, comment.end)
            }
            resolved = resolved | thread if comment.text == "_Marked as resolved_" else resolved - thread
            resolved.add(comment.comment_id)
    return resolved


def _parts(archive: Archive, main: str, kind: str) -> list[str]:
    """The parts of one kind that the document's relations name, else where they usually are."""
    folder, name = posixpath.split(main)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    places = []
    for relation in archive.xml(relations) if relations in archive.names else ():
        target = relation.get("Target", "")
        place = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        if relation.get("Type", "").rsplit("/", 1)[-1] == kind and place in archive.names:
            places.append(place)
    usual = posixpath.join(folder, f"{kind}.xml")
    return places or ([usual] if usual in archive.names else [])


def main_part(archive: Archive) -> str:
    """The part that holds the document itself."""
    if "_rels/.rels" in archive.names:
        for relation in archive.xml("_rels/.rels"):
            target = posixpath.normpath(relation.get("Target", "").lstrip("/"))
            if relation.get("Type", "").endswith("/officeDocument") and target in archive.names:
                return str(target)
    if "word/document.xml" in archive.names:
        return "word/document.xml"
    raise RefusedError("is no Word document.", "Save it in Word as .docx once more.")


def text_of(paragraph: XmlElement) -> str:
    """The words of a paragraph, a line feed at its end."""
    body = _Body()
    _walk(paragraph, body)
    return "".join(body.pieces)


def name_of(element: XmlElement) -> str:
    """The local name of a Word element, '' of any other's."""
    tag = str(element.tag)
    return tag.rsplit("}", 1)[-1] if "wordprocessingml" in tag or "officeDocument/2006/math" in tag else ""


def _attribute(element: XmlElement, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if key.rsplit("}", 1)[-1] == name), "")
