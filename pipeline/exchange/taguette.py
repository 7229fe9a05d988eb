"""Taguette: its project database, and its tables of tags and of a codebook (these in tables.py)."""

from __future__ import annotations

import html
import json
import re
import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from pipeline.corpus.formats.lines import RefusedError
from pipeline.exchange.offsets import UNITS, Convention, RawText, Selection, choose, passage
from pipeline.exchange.project import Item, SourceCode, SourceCoding, SourceDocument, SourceMemo, SourceProject
from pipeline.exchange.sqlite_files import opened, rows, tables, whole
from pipeline.exchange.times import utc
from pipeline.study.dataclass import dataclass

# Documents are HTML; Taguette counts its offsets in the text between the tags.
_TAG = re.compile(r"<[^<>]*>")
_OWN_LINE = re.compile(r"</?(?:p|div|h[1-6]|li|tr|table|ul|ol|dd|dt|blockquote|pre|br)(?=[\s/>])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Page:
    """A document as Taguette counts in it, and the places where its tags alone part two lines.

    Word processors that save a page as one line (`…</p><p>…`) leave no sign between paragraphs: as Taguette counts,
    one speaker's last word touches the next one's label.
    """

    counted: RawText
    parted: tuple[int, ...]

    def text(self) -> str:
        """The words with a line's end wherever the page has one."""
        edges = (0, *self.parted, len(self.counted.text))
        return "\n".join(self.counted.text[start:end] for start, end in pairwise(edges))

    def place(self, selection: Selection, way: Convention) -> tuple[int | None, int | None]:
        """Where a highlight stands in `text`; (None, None) where it is no passage."""
        counted = passage(selection, self.counted, way)
        if counted is None:
            return None, None
        start, end = counted
        return start + bisect_right(self.parted, start), end + bisect_left(self.parted, end)


def read_taguette(path: Path) -> SourceProject:
    """The project in a Taguette database: documents, tags, highlights, and who made them.

    Raises:
        RefusedError: It is no Taguette database, or holds several projects.
    """
    with opened(path) as database:
        names = tables(database)
        if not {"documents", "tags", "highlights", "highlight_tags"} <= names:
            raise RefusedError("is a database, and none of Taguette's.", "Export the project from Taguette as SQLite3.")
        projects = rows(database, "select id, name, description from projects order by id")
        if len(projects) > 1:
            raise RefusedError(f"holds {len(projects)} projects.", "Export one project from Taguette as SQLite3.")
        return _project(database, projects)


def _project(database: sqlite3.Connection, projects: list[tuple[Any, ...]]) -> SourceProject:
    pages: dict[str, _Page] = {}
    listed = []
    memos = []
    for key, name, about, contents in rows(
        database, "select id, name, description, contents from documents order by id"
    ):
        pages[str(key)] = _page(str(contents))
        listed.append(SourceDocument(str(key), str(name), pages[str(key)].text()))
        if str(about or "").strip():
            memos.append(SourceMemo(str(key), f"{name}: description", str(about)))
    if projects and str(projects[0][2] or "").strip():
        memos.append(SourceMemo("", f"{projects[0][1]}: description", str(projects[0][2])))
    codes = tuple(_codes(database))
    highlights = {
        key: Selection(str(document), whole(start), whole(end), _plain(str(snippet)))
        for key, document, start, end, snippet in rows(
            database, "select id, document_id, start_offset, end_offset, snippet from highlights order by id"
        )
    }
    # Bytes first: of ways that do equally well Taguette's own is taken, not the standard's.
    documents = {key: page.counted for key, page in pages.items()}
    choice = choose(list(highlights.values()), documents, (UNITS[2], UNITS[0], UNITS[1]))
    makers = _makers(database)
    tagged = rows(database, "select highlight_id, tag_id from highlight_tags order by highlight_id, tag_id")
    codings = [
        _coding(key, str(tag), highlights[key], pages, choice.convention, makers)
        for key, tag in tagged if key in highlights
    ]  # fmt: skip
    bare = [key for key in highlights if key not in {highlight for highlight, _ in tagged}]
    items = tuple(
        Item("codings", f"highlight {key}", " ".join(highlights[key].words.split())[:80], "left out", "it has no tag")
        for key in bare
    )
    return SourceProject(
        "Taguette", tuple(listed), codes, tuple(codings), tuple(memos), items=items, inferred=choice.evidence,
        has_codebook=True, title=str(projects[0][1]) if projects else "",
    )  # fmt: skip


def _plain(contents: str) -> str:
    """The text without tags: what Taguette counts in."""
    return html.unescape(_TAG.sub("", contents))


def _page(contents: str) -> _Page:
    """A document's HTML without its tags; white space between two tags that part lines does for a line's end."""
    counted = RawText.of(_plain(contents))
    at, parted = 0, list[int]()
    last = 0
    for tag in _TAG.finditer(contents):
        at += len(RawText.of(html.unescape(contents[last : tag.start()])).text)
        last = tag.end()
        if _OWN_LINE.match(tag[0]) and at not in parted[-1:] and _stands_in_a_line(counted.text, at):
            parted.append(at)
    return _Page(counted, tuple(parted))


def _stands_in_a_line(text: str, at: int) -> bool:
    """Whether words stand both before and behind a place of the text, and no line's end between them and it."""
    before, behind = at - 1, at
    while before >= 0 and text[before] in " \t":
        before -= 1
    while behind < len(text) and text[behind] in " \t":
        behind += 1
    return before >= 0 and behind < len(text) and text[before] != "\n" and text[behind] != "\n"


def _codes(database: sqlite3.Connection) -> Iterator[SourceCode]:
    """Tags; `a.b` is below `a` where there is a tag `a`, as Taguette's own merging and searching have it."""
    tags = rows(database, "select id, path, description from tags order by id")
    by_path = {str(path): str(key) for key, path, _ in tags}
    for key, path, description in tags:
        parent, dot, last = str(path).rpartition(".")
        is_below = bool(dot and last and parent in by_path)
        name = last if is_below else str(path)
        yield SourceCode(str(key), name, by_path[parent] if is_below else "", str(description or ""))


def _makers(database: sqlite3.Connection) -> dict[int, tuple[str, str]]:
    """(login, time) of who last made or changed each highlight; of the one member where the log does not say."""
    members = [str(row[0]) for row in rows(database, "select user_login from project_members order by 1")] if (
        "project_members" in tables(database)
    ) else []  # fmt: skip
    makers: dict[int, tuple[str, str]] = {0: (members[0] if len(members) == 1 else "", "")}
    if "commands" not in tables(database):
        return makers
    for date, login, payload in rows(database, "select date, user_login, payload from commands order by id"):
        try:
            data = json.loads(payload)
        except (TypeError, ValueError):
            continue
        if isinstance(data, dict) and data.get("type") == "highlight_add":
            highlight = data.get("highlight_id", data.get("id"))  # older versions write `id`
            if isinstance(highlight, int):
                makers[highlight] = (str(login), utc(str(date)))
    return makers


def _coding(
    key: int,
    tag: str,
    selection: Selection,
    pages: dict[str, _Page],
    way: Convention,
    makers: dict[int, tuple[str, str]],
) -> SourceCoding:
    coder, at = makers.get(key, makers[0])
    start, end = pages[selection.document].place(selection, way) if selection.document in pages else (None, None)
    return SourceCoding(selection.document, tag, coder, f"highlight {key}", start, end, selection.words, at=at)
