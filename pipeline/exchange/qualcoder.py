"""QualCoder: its project folder (`NAME.qda`, with data.qda inside) or that database alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from pipeline.corpus.formats.lines import RefusedError
from pipeline.exchange.offsets import RawText, Selection, choose, passage, says
from pipeline.exchange.project import (
    Item,
    SourceCase,
    SourceCode,
    SourceCoding,
    SourceDocument,
    SourceMemo,
    SourceProject,
)
from pipeline.exchange.sqlite_files import opened, rows, tables, whole
from pipeline.exchange.times import utc

_NEEDED = {"source", "code_name", "code_cat", "code_text"}


def read_qualcoder(path: Path) -> SourceProject:
    """The project of QualCoder: files with text, codes and categories, codings by person, cases, attributes, memos.

    Raises:
        RefusedError: It is no QualCoder project.
    """
    file = path / "data.qda" if path.is_dir() else path
    if not file.is_file():
        raise RefusedError("is a folder without a data.qda in it.", "Name the project folder of QualCoder (NAME.qda).")
    with opened(file) as database:
        if not tables(database) >= _NEEDED:
            raise RefusedError("is a database, and none of QualCoder's.", "Name the project folder of QualCoder.")
        return _project(database, path.stem if path.suffix else path.name)


def _project(database: sqlite3.Connection, title: str) -> SourceProject:
    texts: dict[str, RawText] = {}
    documents: list[SourceDocument] = []
    items: list[Item] = []
    memos: list[SourceMemo] = []
    values = _attributes(database)
    for key, name, text, memo, owner in rows(
        database, "select id, name, fulltext, memo, owner from source order by id"
    ):
        if not str(text or "").strip():
            items.append(Item("transcripts", str(name), "", "lost", "it has no text: a picture or a recording"))
            continue
        texts[str(key)] = RawText.of(str(text))
        documents.append(
            SourceDocument(str(key), str(name), texts[str(key)].text, attributes=values.get(("file", key), {}))
        )
        if str(memo or "").strip():
            memos.append(SourceMemo(str(key), f"{name} memo", str(memo), str(owner or "")))
    codes = tuple(_codes(database, memos))
    evidence: list[str] = []
    codings = tuple(_codings(database, texts, items, evidence))
    _other_memos(database, texts, memos)
    _without_words(database, items)
    return SourceProject(
        "QualCoder",
        documents=tuple(documents),
        codes=codes,
        codings=codings,
        memos=tuple(memos),
        cases=tuple(_cases(database, texts, values)),
        items=tuple(items),
        inferred=tuple(evidence),
        has_codebook=True,
        title=title,
    )


def _codes(database: sqlite3.Connection, memos: list[SourceMemo]) -> Iterator[SourceCode]:
    """Categories are families that no passage can be given; a code's memo is its definition."""
    for key, name, memo, above in rows(database, "select catid, name, memo, supercatid from code_cat order by catid"):
        parent = f"category {above}" if above is not None else ""
        yield SourceCode(f"category {key}", str(name), parent, str(memo or ""), is_codable=False)
    for key, name, memo, above in rows(database, "select cid, name, memo, catid from code_name order by cid"):
        yield SourceCode(f"code {key}", str(name), f"category {above}" if above is not None else "", str(memo or ""))


def _codings(
    database: sqlite3.Connection, texts: dict[str, RawText], items: list[Item], evidence: list[str]
) -> Iterator[SourceCoding]:
    # Asked of the table itself: not every QualCoder project has the column.
    has_importance = any(column[1] == "important" for column in rows(database, "pragma table_info(code_text)"))
    important = "important" if has_importance else "null"
    # The one name that goes into the query is a constant of this function.
    query = f"select fid, cid, pos0, pos1, seltext, owner, date, memo, {important} from code_text order by fid, pos0, cid, owner"  # noqa: S608, E501
    listed = rows(database, query)
    selections = [
        Selection(str(fid), whole(start), whole(end), str(words or "")) for fid, _, start, end, words, *_ in listed
    ]
    choice = choose(selections, texts)
    way = choice.convention
    evidence += choice.evidence
    for selection, (fid, cid, _, _, _, owner, date, memo, important_) in zip(selections, listed, strict=True):
        where = f"file {fid}, {selection.start}-{selection.end}"
        if selection.document not in texts:
            items.append(Item("codings", where, selection.words[:80], "lost", "its file is not in the project"))
            continue
        text = texts[selection.document]
        place = passage(selection, text, way)
        if place is not None and selection.words and not says(text.text[slice(*place)], selection.words):
            place = None  # the words are what was coded; the numbers may be those of a text that was edited since
        start, end = place if place is not None else (None, None)
        words = text.text[start:end] if place is not None else selection.words
        yield SourceCoding(
            selection.document, f"code {cid}", str(owner or ""), where, start, end, words, memo=str(memo or ""),
            at=utc(str(date or "")), is_aha=important_ == 1,
        )  # fmt: skip


def _attributes(database: sqlite3.Connection) -> dict[tuple[str, object], dict[str, str]]:
    """Attributes of files and cases, by kind and id."""
    values: dict[tuple[str, object], dict[str, str]] = {}
    if "attribute" in tables(database):
        for name, kind, value, key in rows(
            database, "select name, attr_type, value, id from attribute order by attrid"
        ):
            if str(value or "").strip():
                values.setdefault((str(kind), key), {})[str(name)] = str(value)
    return values


def _cases(
    database: sqlite3.Connection, texts: dict[str, RawText], values: dict[tuple[str, object], dict[str, str]]
) -> Iterator[SourceCase]:
    if not {"cases", "case_text"} <= tables(database):
        return
    members: dict[object, list[str]] = {}
    for case, file in rows(database, "select distinct caseid, fid from case_text order by caseid, fid"):
        if str(file) in texts:
            members.setdefault(case, []).append(str(file))
    for key, name in rows(database, "select caseid, name from cases order by caseid"):
        yield SourceCase(str(name), values.get(("case", key), {}), tuple(members.get(key, ())))


def _other_memos(database: sqlite3.Connection, texts: dict[str, RawText], memos: list[SourceMemo]) -> None:
    """Annotations of a passage with its words, the journal, and memos of cases and of the project."""
    known = tables(database)
    if "annotation" in known:
        for fid, start, end, memo, owner in rows(
            database, "select fid, pos0, pos1, memo, owner from annotation order by anid"
        ):
            text = texts.get(str(fid))
            words = text.text[whole(start) : whole(end)] if text is not None else ""
            quoted = "\n".join(f"> {line}" for line in words.split("\n") if line.strip())
            memos.append(
                SourceMemo("", f"annotation {fid} {start}", f"{quoted}\n\n{memo or ''}".strip(), str(owner or ""))
            )
    if "journal" in known:
        for name, entry, owner in rows(database, "select name, jentry, owner from journal order by jid"):
            memos.append(SourceMemo("", str(name), str(entry or ""), str(owner or "")))
    if "cases" in known:
        for name, memo, owner in rows(database, "select name, memo, owner from cases order by caseid"):
            if str(memo or "").strip():
                memos.append(SourceMemo("", f"{name} memo", str(memo), str(owner or "")))
    if "project" in known:
        for (memo,) in rows(database, "select memo from project"):
            if str(memo or "").strip():
                memos.append(SourceMemo("", "project memo", str(memo)))


def _without_words(database: sqlite3.Connection, items: list[Item]) -> None:
    """Codings of pictures and recordings: a study codes words."""
    for table, kind in (("code_image", "a part of a picture"), ("code_av", "a stretch of a recording")):
        if table in tables(database):
            for _ in rows(database, f"select 1 from {table}"):  # noqa: S608 — one of the two names above
                items.append(Item("codings", kind, "", "lost", f"it codes {kind}, which has no words here"))
