"""RQDA: the database of the R package (`NAME.rqda`).

Its tables, and what their columns hold, are those that the package makes in `new_proj` (database versions 0.1.5 to
0.2.2). Rows whose `status` is not 1 were deleted there; a passage is counted in code points, its end exclusive, as its
editor (GTK) counts them.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
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
from pipeline.exchange.report import short
from pipeline.exchange.sqlite_files import opened, rows, tables, whole

NEEDED = frozenset(("source", "freecode", "coding"))


def read_rqda(path: Path) -> SourceProject:
    """The project of RQDA: files, codes and categories, codings by owner, cases, attributes, memos, annotations.

    Raises:
        RefusedError: It is no RQDA project.
    """
    with opened(path) as database:
        if not tables(database) >= NEEDED:
            raise RefusedError("is a database, and none of RQDA's.", "Name the project file of RQDA (NAME.rqda).")
        return _Project(database).read(path.stem)


class _Project:
    """An open database, and what reading it has to tell."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._tables = tables(database)
        self._texts: dict[str, RawText] = {}
        self._items: list[Item] = []
        self._memos: list[SourceMemo] = []

    def read(self, title: str) -> SourceProject:
        """Everything in it."""
        values = self._values("fileattr", "fileID")
        documents: list[SourceDocument] = []
        for key, name, text, memo, owner in self._rows("source", "id, name, file, memo, owner", "id"):
            if not str(text or "").strip():
                self._items.append(Item("transcripts", str(name), "", "lost", "it has no text"))
                continue
            raw = self._texts[str(key)] = RawText.of(str(text))
            documents.append(SourceDocument(str(key), str(name), raw.text, attributes=values.get(str(key), {})))
            self._remember(str(key), f"{name} memo", memo, owner)
        codes = tuple(self._codes())
        codings, evidence = self._codings()
        cases = tuple(self._cases())
        self._other_memos()
        self._without_words()
        return SourceProject(
            "RQDA", tuple(documents), codes, codings, tuple(self._memos), cases, tuple(self._items),
            evidence, has_codebook=True, title=title,
        )  # fmt: skip

    def _rows(self, table: str, columns: str, order: str) -> list[tuple[object, ...]]:
        """The rows of a table that were not deleted; none where this version of the database has no such table."""
        if table not in self._tables:
            return []
        # Only names that stand in this module go into the query.
        query = f"select {columns} from {table} where status = 1 order by {order}"  # noqa: S608
        return rows(self._database, query)

    def _remember(self, about: str, title: str, memo: object, owner: object) -> None:
        if str(memo or "").strip():
            self._memos.append(SourceMemo(about, title, str(memo), str(owner or "")))

    def _codes(self) -> Iterator[SourceCode]:
        """Categories are families that no passage is given; a code in several of them is below the first."""
        for key, name, memo in self._rows("codecat", "catid, name, memo", "catid"):
            yield SourceCode(f"category {key}", str(name), "", str(memo or ""), is_codable=False)
        above: dict[object, list[object]] = {}
        for code, category in self._rows("treecode", "cid, catid", "rowid"):
            above.setdefault(code, []).append(category)
        for key, name, memo in self._rows("freecode", "id, name, memo", "id"):
            categories = above.get(key, [])
            if len(categories) > 1:
                why = f"it is in {len(categories)} categories of RQDA: here a code has one parent, the first of them"
                self._items.append(Item("codes", str(name), "", "moved", why))
            yield SourceCode(
                f"code {key}", str(name), f"category {categories[0]}" if categories else "", str(memo or "")
            )

    def _codings(self) -> tuple[tuple[SourceCoding, ...], tuple[str, ...]]:
        listed = []
        for table in ("coding", "coding2"):  # the second is of coders who worked apart from the first
            columns = "fid, cid, selfirst, selend, seltext, owner, date, memo"
            listed += self._rows(table, columns, "fid, selfirst, cid, owner")
        selections = [Selection(str(row[0]), _offset(row[2]), _offset(row[3]), str(row[4] or "")) for row in listed]
        choice = choose(selections, self._texts)
        codings: list[SourceCoding] = []
        for selection, (fid, cid, _, _, _, owner, date, memo) in zip(selections, listed, strict=True):
            where = f"file {fid}, {selection.start}-{selection.end}"
            text = self._texts.get(selection.document)
            if text is None:
                why = "its file was deleted in RQDA"
                self._items.append(Item("codings", where, short(selection.words), "lost", why))
                continue
            place = passage(selection, text, choice.convention)
            if place is not None and selection.words and not says(text.text[slice(*place)], selection.words):
                place = None  # the file was edited since: the words are what was coded
            start, end = place if place is not None else (None, None)
            words = text.text[start:end] if place is not None else selection.words
            codings.append(
                SourceCoding(
                    selection.document,
                    f"code {cid}",
                    str(owner or ""),
                    where,
                    start,
                    end,
                    words,
                    memo=str(memo or ""),
                    at=_time(str(date or "")),
                )
            )
        return tuple(codings), choice.evidence

    def _values(self, table: str, holder: str) -> Mapping[str, dict[str, str]]:
        """Values of attributes by the id of their file or case."""
        values: dict[str, dict[str, str]] = {}
        for key, name, value in self._rows(table, f"{holder}, variable, value", "rowid"):
            # RQDA keeps what R has for a value that is missing.
            if str(value or "").strip() not in ("", "NA"):
                values.setdefault(str(key), {})[str(name)] = str(value)
        return values

    def _cases(self) -> Iterator[SourceCase]:
        members: dict[object, list[str]] = {}
        for case, file in self._rows("caselinkage", "distinct caseid, fid", "caseid, fid"):
            if str(file) in self._texts:
                members.setdefault(case, []).append(str(file))
        values = self._values("caseattr", "caseID")
        for key, name, memo, owner in self._rows("cases", "id, name, memo, owner", "id"):
            self._remember("", f"{name} memo", memo, owner)
            yield SourceCase(str(name), values.get(str(key), {}), tuple(members.get(key, ())))

    def _other_memos(self) -> None:
        """Annotations with the words that they stand before, the journal, and the memo of the project."""
        for fid, position, annotation, owner in self._rows(
            "annotation", "fid, position, annotation, owner", "fid, position"
        ):
            text, start = self._texts.get(str(fid)), _offset(position)
            words = " ".join(text.text[max(0, start) :][:120].split()) if text is not None else ""
            self._remember("", f"annotation {fid} {start}", f"> {words}\n\n{annotation or ''}", owner)
        for name, journal, owner in self._rows("journal", "name, journal, owner", "rowid"):
            self._remember("", str(name), journal, owner)
        if "project" in self._tables:
            for (memo,) in rows(self._database, "select memo from project"):
                self._remember("", "project memo", memo, "")

    def _without_words(self) -> None:
        """What was deleted in RQDA is counted; codings of pictures have no words here."""
        for _ in self._rows("imagecoding", "1", "rowid"):
            self._items.append(Item("codings", "a part of a picture", "", "lost", "it has no words here"))
        deleted = Counter(
            table
            for table in ("source", "freecode", "coding")
            for _ in rows(self._database, f"select 1 from {table} where status is not 1")  # noqa: S608
        )
        for table, n in deleted.items():
            kind = {"source": "transcripts", "freecode": "codes", "coding": "codings"}[table]
            self._items.append(Item(kind, f"{n} rows", "", "left out", "they were deleted in RQDA"))


def _offset(value: object) -> int:
    """RQDA keeps offsets as real numbers."""
    return int(value) if isinstance(value, float) and value.is_integer() else whole(value)


def _time(written: str) -> str:
    """`Fri Mar  1 17:51:21 2019`, as R writes a time of no zone, taken for UTC; '' of anything else."""
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    parts = written.split()
    # The names of months are English here whatever the locale: not every R writes them so.
    if len(parts) != 5 or parts[1] not in months:
        return ""
    try:
        clock = datetime.strptime(parts[3], "%H:%M:%S")
        moment = clock.replace(year=int(parts[4]), month=months.index(parts[1]) + 1, day=int(parts[2]))
    except ValueError:
        return ""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
