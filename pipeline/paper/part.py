"""One numbered part of a paper, and what its builders read."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from pipeline.codebook.load import load_codebook
from pipeline.corpus.reasoning_tables import REASONING
from pipeline.loaded_study import LoadedStudy
from pipeline.site.export import as_csv
from pipeline.site.markdown import tokens_of
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Codebook
from pipeline.study.study import Study
from pipeline.wording.escaping import FORMULA, cell

Row = Mapping[str, str]
Rows = TypeVar("Rows", bound=Sequence[object])

BACK = re.compile(r" ?\[Back to the memo\]\([^)]*\)\.?")
"""Leads from a page of the run to its memo; in a paper there is nothing to go back to."""


@dataclass(frozen=True, slots=True)
class Part:
    """A table, a figure, an exhibit or an appendix.

    Attributes:
        name: `table-1`, `appendix-d2`: what its files are called.
        kind: Table, Figure, Exhibit or Appendix.
        label: `1`, `D2`.
        title: What it shows.
        body: Its Markdown, without a heading.
        note: How it is made.
        page: The page of the run from which the body's links are read.
        figure: The run's figure that it shows, seen from the top; '' for none.
        data: CSV; '' where there is none.
        missing: What the study's files cannot give; the body is empty then.
    """

    name: str
    kind: str
    label: str
    title: str
    body: str = ""
    note: str = ""
    page: str = "paper/paper.md"
    figure: str = ""
    data: str = ""
    missing: str = ""

    @property
    def heading(self) -> str:
        """`Table 1. Cases by design`."""
        return f"{self.kind} {self.label}. {self.title}"

    @property
    def text(self) -> str:
        """Body and note, or what is missing, in Markdown."""
        if self.missing:
            return f"**{self.kind} {self.label}: {self.missing}.**\n"
        return f"{self.body.rstrip()}\n\n*Note.* {self.note}\n"


@dataclass(frozen=True)
class PaperFiles:
    """A study and its finished run, as the builders of a paper read them.

    `shared` is the study as it is handed out, of a run made for that: then nothing is read past it in people's files
    without its names being replaced.
    """

    study: Study
    run: Path
    shared: LoadedStudy | None = None
    _tables: dict[str, tuple[Row, ...]] = field(default_factory=dict)

    def rows(self, table: str) -> tuple[Row, ...]:
        """Rows of one published table of the run, in its order."""
        if table not in self._tables:
            self._tables[table] = _csv(self.run / "tables" / f"{table}.csv", is_ours=True)
        return self._tables[table]

    def of_people(self, name: str) -> tuple[Row, ...]:
        """Rows of a table of the team's reasoning; none where it is not there."""
        if self.shared is not None:
            return tuple(row.cells for row in self.shared.reasoning[name].rows)
        return _csv(self.study.folder / REASONING[name].file, is_ours=False)

    def leaving(self, rows: Rows) -> Rows:
        """Words that were read in people's own files, as they may leave: as they are for the team."""
        outgoing = self.shared and self.shared.outgoing
        return outgoing.all(rows) if outgoing else rows

    def page(self, name: str) -> str:
        """A page of the run in Markdown without its title and its way back; '' where the run has none."""
        try:
            text = (self.run / name).read_text(encoding="utf-8")
        except OSError:
            return ""
        text = BACK.sub("", text)
        return text.partition("\n")[2].lstrip() if text.startswith("# ") else text

    @cached_property
    def codebook(self) -> Codebook | None:
        """Today's codebook."""
        if self.shared is not None:
            return self.shared.codebook
        return load_codebook(self.study.codebook, is_todays_alone=False).records

    @property
    def case(self) -> str:
        """What a case is called in prose."""
        return self.study.settings.case

    @cached_property
    def names(self) -> Mapping[str, str]:
        """case_id -> what it is called."""
        return {row["case_id"]: row.get("name") or row["case_id"] for row in self.rows("cases")}

    def tables_of(self, page: str) -> list[tuple[str, list[list[str]]]]:
        """(heading above, rows of words with the head first) of each table of a page of the run."""
        tables: list[tuple[str, list[list[str]]]] = []
        heading = ""
        tokens = tokens_of(self.page(page))
        for n, token in enumerate(tokens):
            if token.type == "heading_open":
                heading = tokens[n + 1].content
            elif token.type == "table_open":
                tables.append((heading, []))
            elif token.type == "tr_open":
                tables[-1][1].append([])
            elif token.type == "inline" and tables and tokens[n - 1].type in ("th_open", "td_open"):
                words = "".join(part.content for part in token.children or ())
                tables[-1][1][-1].append(words)
        return tables


def _csv(path: Path, is_ours: bool) -> tuple[Row, ...]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError:
        return ()
    lines = text.splitlines(keepends=True)
    # Spreadsheets of some countries write `;` between cells.
    delimiter = ";" if lines and not is_ours and lines[0].count(";") > lines[0].count(",") else ","
    rows = csv.DictReader(lines, delimiter=delimiter, restval="")
    return tuple({str(key): _plain(value, is_ours) for key, value in row.items() if key} for row in rows)


def _plain(value: str | None, is_ours: bool) -> str:
    """A cell without the `'` that keeps a spreadsheet from running it."""
    words = value or ""
    return words[1:] if is_ours and words.startswith("'") and words[1:].startswith(FORMULA) else words


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown, each cell as text."""
    said = [f"| {' | '.join(_cells(line))} |" for line in (heads, *rows)]
    return "\n".join([said[0], "|" + "---|" * len(heads), *said[1:], ""])


def _cells(line: Sequence[object]) -> list[str]:
    cells = [cell(value) for value in line]
    # Nothing but a first cell: the head of the rows below it.
    return [f"**{cells[0]}**", *cells[1:]] if len(cells) > 1 and cells[0] and not any(cells[1:]) else cells


def data_of(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The same as CSV."""
    return as_csv(heads, [dict(zip(heads, row, strict=True)) for row in rows])


__all__ = ["PaperFiles", "Part", "Row", "data_of", "table"]
