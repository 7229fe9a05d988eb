"""Files of other tools, made from text in view."""

from __future__ import annotations

import html
import io
import re
import sqlite3
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
W15 = 'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'


def word_file(path: Path, paragraphs: list[str], comments: list[dict], extended: str = "") -> Path:
    """A Word document. In a paragraph `{1:words}` is the range of comment 1; a comment is id, author, text, date."""
    body = "".join(f"<w:p>{_runs(text)}</w:p>" for text in paragraphs)
    listed = "".join(
        f'<w:comment w:id="{one["id"]}" w:author="{escape(one["author"])}" w:date="2024-03-02T10:00:00Z">'
        + "".join(
            f'<w:p w14:paraId="0000000{one["id"]}"><w:r><w:t>{escape(line)}</w:t></w:r></w:p>'
            for line in one["text"].split("\n")
        )
        + "</w:comment>"
        for one in comments
    )
    parts = {
        "[Content_Types].xml": "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
        "word/comments.xml": f"<w:comments {W} {W14}>{listed}</w:comments>",
    }
    if extended:
        parts["word/commentsExtended.xml"] = f"<w15:commentsEx {W15}>{extended}</w15:commentsEx>"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def _runs(text: str) -> str:
    found = ""
    while "{" in text:
        before, _, rest = text.partition("{")
        number, _, rest = rest.partition(":")
        inside, _, text = rest.partition("}")
        found += (
            _run(before) + f'<w:commentRangeStart w:id="{number}"/>{_run(inside)}<w:commentRangeEnd w:id="{number}"/>'
        )
    return found + _run(text)


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


def qdpx(path: Path, project: str, sources: dict[str, str | bytes] | None = None, name: str = "project.qde") -> Path:
    """A REFI-QDA project: the inside of `<Project>`, and its sources by name."""
    head = '<?xml version="1.0" encoding="utf-8"?><Project name="p" xmlns="urn:QDA-XML:project:1.0">'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, f"{head}{project}</Project>")
        for source, text in (sources or {}).items():
            archive.writestr(source, text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def taguette(path: Path, documents: dict[str, str], highlights: list[tuple[str, str, list[str]]], **tags: str) -> Path:
    """A Taguette project: documents as HTML, (document, passage, tags), tags with descriptions. Offsets are bytes."""
    database = sqlite3.connect(path)
    database.executescript("""
        create table projects (id integer primary key, name text, description text);
        create table documents (id integer primary key, name text, description text, contents text);
        create table tags (id integer primary key, path text, description text);
        create table highlights (id integer primary key, document_id integer, start_offset integer, end_offset integer,
            snippet text);
        create table highlight_tags (highlight_id integer, tag_id integer);
        create table project_members (project_id integer, user_login text);
        insert into projects values (1, 'Water', '');
        insert into project_members values (1, 'ana');
    """)
    names, ids = list(documents), {tag: n for n, tag in enumerate(tags, 1)}
    for n, (name, contents) in enumerate(documents.items(), 1):
        database.execute("insert into documents values (?, ?, '', ?)", (n, name, contents))
    for tag, description in tags.items():
        database.execute("insert into tags values (?, ?, ?)", (ids[tag], tag.replace("_", " "), description))
    for n, (name, words, given) in enumerate(highlights, 1):
        plain = html.unescape(re.sub("<[^>]*>", "", documents[name]))
        start = len(plain[: plain.index(words)].encode())
        end = start + len(words.encode())
        row = (n, names.index(name) + 1, start, end, f"<p>{html.escape(words)}</p>")
        database.execute("insert into highlights values (?, ?, ?, ?, ?)", row)
        for tag in given:
            database.execute("insert into highlight_tags values (?, ?)", (n, ids[tag]))
    database.commit()
    database.close()
    return path


def workbook(path: Path, rows: list[list[str]], sheet: str = "Sheet1") -> Path:
    """An Excel workbook of one sheet, made by openpyxl."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def zipped(parts: dict[str, bytes]) -> bytes:
    """The bytes of a zip archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in parts.items():
            archive.writestr(name, raw)
    return file.getvalue()
