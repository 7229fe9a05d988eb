"""`crosscase quotes`: what was asked for, as Markdown, Word, a sheet or CSV."""

from __future__ import annotations

from pathlib import Path

from pipeline.handing_over.extract import as_markdown, extract
from pipeline.handing_over.finished_run import FinishedRun
from pipeline.handing_over.handed import Handed
from pipeline.handing_over.quotations import Quotations, Wanted, columns_of_quotations, row_of_quotation
from pipeline.handing_over.sheets import workbook
from pipeline.io.outputs import handed_out
from pipeline.site.export import as_csv
from pipeline.store.rows import Voice

FORMATS = ("md", "docx", "xlsx", "csv")
PRINTABLE = ("md", "csv")


def quotes_as_text(run: FinishedRun, wanted: Wanted, form: str) -> str:
    """The quotations as Markdown or CSV.

    Raises:
        WrongUsage: A code, an attribute or a value that this study has not.
    """
    quotations = Quotations(run.library)
    voices = quotations.asked_for(wanted)
    if form == "md":
        return as_markdown(extract(run, quotations, voices, wanted))
    columns = columns_of_quotations(quotations)
    return as_csv(columns, [dict(zip(columns, row_of_quotation(voice, quotations), strict=True)) for voice in voices])


def write_quotes(run: FinishedRun, wanted: Wanted, form: str, to: Path) -> Handed:
    """The quotations as a file in one of FORMATS.

    Raises:
        WrongUsage: A code, an attribute or a value that this study has not.
        FilesNeedAHand: The file cannot be written there.
    """
    handed = Handed(f"{to}: {run.study.title}")
    if form in PRINTABLE:
        text = quotes_as_text(run, wanted, form)
        with handed_out(to) as aside:
            aside.write_bytes(text.encode("utf-8", "replace"))
        return handed
    quotations = Quotations(run.library)
    voices = quotations.asked_for(wanted)
    if form == "xlsx":
        _write_sheet(run, quotations, voices, to, handed)
    else:
        from pipeline.handing_over.quotes_in_word import write_word  # noqa: PLC0415 — python-docx takes its time

        write_word(extract(run, quotations, voices, wanted), to)
    return handed


def _write_sheet(run: FinishedRun, quotations: Quotations, voices: list[Voice], to: Path, handed: Handed) -> None:
    with workbook(to, handed) as book:
        rows = (row_of_quotation(voice, quotations) for voice in voices)
        book.add("Quotations", columns_of_quotations(quotations), rows)
        book.add_text("About", [(run.study.title,), *(("", notice) for notice in run.notices)])
