"""The workbook of a study: what to read first, the quotations, cases by codes, and a sheet for each published table."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.handing_over.data_package import BESIDE
from pipeline.handing_over.finished_run import FinishedRun
from pipeline.handing_over.handed import Handed
from pipeline.handing_over.quotations import Quotations, columns_of_quotations, row_of_quotation
from pipeline.handing_over.sheets import ROWS, Workbook, workbook
from pipeline.site.export import HOLDS, PUBLISHED
from pipeline.store.frames import names_beside
from pipeline.store.rows import CaseRow, Cell, CodeFrequency, CodeRow
from pipeline.wording.escaping import FORMULA

QUOTATIONS = "Quotations by case"
CASE_BY_CODE = "Case by code"
READ_FIRST = "Read first"


def write_workbook(run: FinishedRun, out: Path, to: Path, rows_of_a_sheet: int = ROWS) -> Handed:
    """One workbook at `to`; `out` is the folder of the run."""
    handed = Handed(f"{to}: {run.study.title}")
    with workbook(to, handed, rows_of_a_sheet) as book:
        beside = [name for name in BESIDE if (out / "tables" / f"{name}.csv").is_file()]
        book.add_text(READ_FIRST, _read_first(run, beside))
        quotations = Quotations(run.library)
        book.add(
            QUOTATIONS,
            columns_of_quotations(quotations),
            (row_of_quotation(quotation, quotations) for quotation in quotations.all()),
        )
        _add_case_by_code(run, book)
        for name in PUBLISHED:
            book.add(name, run.columns(name), _rows(run, name))
        for name in beside:
            columns = BESIDE[name][1]
            book.add(name, columns, _rows_of_csv(out / "tables" / f"{name}.csv", columns))
    return handed


def _read_first(run: FinishedRun, beside: Iterable[str]) -> Iterator[tuple[str, ...]]:
    yield (run.study.title,)
    for notice in run.notices:
        yield ("", notice)
    yield ("Sheets",)
    yield (
        QUOTATIONS,
        "one row for each coding, with its words, case, source, and a column for each level of the code tree",
    )
    shows = run.study.settings.shows_transcripts
    told = "one transcript tells" if shows == 1 else f"{shows} transcripts tell"
    yield (
        CASE_BY_CODE,
        f"1: at least {told} the code (by counted codings of people or of the machine); 0: fewer; empty: nothing is "
        "known. What the team judged stands in judgements, and decides in code_presence.",
    )
    yield from HOLDS.items()
    yield from ((name, BESIDE[name][0]) for name in beside)
    yield ("How to read them",)
    yield "empty cells", "not known, or undefined: never 0 and never no"
    yield (
        "counts",
        "only affirmed codings that count; interviews and group interviews only; parents do not add up children",
    )
    yield "start_char, end_char", "places in the text of the transcript as it was read, from 0, the end exclusive"


def _add_case_by_code(run: FinishedRun, book: Workbook) -> None:
    told = {(row.case_id, row.code_id): row for row in run.library.rows(CodeFrequency)}
    counted = {code_id for _, code_id in told}
    codes = [code.code_id for code in run.library.rows(CodeRow) if code.code_id in counted]
    attributes = [column for column in run.columns(CaseRow.TABLE) if column != "case_id"]
    shows = run.study.settings.shows_transcripts
    rows = (
        (
            case.case_id,
            *(case.cell(attribute) for attribute in attributes),
            *(_shows(told.get((case.case_id, code_id)), shows) for code_id in codes),
        )
        for case in run.library.rows(CaseRow)
    )
    book.add(CASE_BY_CODE, ["case_id", *names_beside(attributes, codes), *codes], rows)


def _shows(row: CodeFrequency | None, shows: int) -> int | None:
    if row is None or row.n_known == 0:
        return None
    return int(row.n_mentioning >= shows)


def _rows(run: FinishedRun, name: str) -> Iterator[Sequence[Cell]]:
    """A table's rows as the study's reading publishes them."""
    stored = list(run.library.types(name))
    unprinted = run.unprinted(name)
    places = [(stored.index(column), column in unprinted) for column in run.columns(name)]
    is_whole = len(places) == len(stored) and not unprinted
    for batch in run.store.in_batches(name):
        if is_whole:
            yield from batch
        else:
            yield from (tuple(None if is_empty else row[n] for n, is_empty in places) for row in batch)


def _rows_of_csv(path: Path, columns: Sequence[str]) -> Iterator[Sequence[Cell]]:
    """Rows of a table that stands in a file alone, with numbers as numbers and text as it was."""
    numbers: dict[str, Callable[[str], Cell]] = {"start_char": int, "end_char": int, "score": float}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield [numbers.get(column, _as_it_was)(row[column]) if row[column] else None for column in columns]


def _as_it_was(cell: str) -> str:
    """Without the `'` that keeps a spreadsheet from computing a CSV's text: a workbook's cell is text by its type."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA) else cell
