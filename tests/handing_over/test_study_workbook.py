"""The workbook of a study: every table, quotations with all that one filters by, cases by codes."""

from __future__ import annotations

import csv
import os
import re
import shutil
import stat
import subprocess

import openpyxl
import pytest

from pipeline.handing_over.study_workbook import CASE_BY_CODE, QUOTATIONS, READ_FIRST, write_workbook
from pipeline.wording.escaping import safe_cell


@pytest.fixture(scope="module")
def path(ledger, ledger_outputs, tmp_path_factory):
    to = tmp_path_factory.mktemp("workbook") / "ledger.xlsx"
    write_workbook(ledger, ledger_outputs, to)
    return to


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


def rows(sheet):
    head, *rest = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rest]


def whole(cell):
    """A number as a workbook has it, which knows no difference between 1 and 1.0 and keeps 15 digits."""
    return f"{float(cell):.12g}" if re.fullmatch(r"-?[0-9]+[.][0-9]+(e-[0-9]+)?", cell) else cell


def in_file(outputs, name):
    with (outputs / f"tables/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_published_table_has_a_sheet_with_the_cells_of_its_file(book, ledger_outputs):
    names = sorted(path.stem for path in (ledger_outputs / "tables").glob("*.csv"))

    assert sorted(set(book.sheetnames) - {READ_FIRST, QUOTATIONS, CASE_BY_CODE}) == names
    for name in names:
        as_written = [{column: whole(safe_cell(cell)) for column, cell in row.items()} for row in rows(book[name])]
        in_the_file = [{column: whole(cell) for column, cell in row.items()} for row in in_file(ledger_outputs, name)]
        assert as_written == in_the_file, name


def test_quotations_say_case_attributes_source_and_the_way_down_the_code_tree(book, ledger_outputs):
    quotations = {row["coding_id"]: row for row in rows(book[QUOTATIONS])}
    codings = {row["coding_id"]: row for row in in_file(ledger_outputs, "codings")}

    assert quotations.keys() == codings.keys()
    for coding_id, row in quotations.items():
        coding = codings[coding_id]
        assert (row["quotation"], row["sector"] or "") == (coding["quotation"], coding["sector"])
        assert (row["standing"] == "counted") == (coding["is_counted"] == "true")
    of_ties = next(row for row in quotations.values() if row["code_level_2"] == "Ties from before")
    assert of_ties["code_level_1"] == "What helped"
    assert {"city", "issue", "tier", "role", "organisation", "transcript_id", "turn"} <= of_ties.keys()


def test_a_case_shows_a_code_does_not_or_nothing_is_known(book, ledger_outputs):
    sheet = {row["case_id"]: row for row in rows(book[CASE_BY_CODE])}

    for row in in_file(ledger_outputs, "code_frequency"):
        expected = None if row["n_known"] == "0" else int(int(row["n_mentioning"]) > 0)
        assert sheet[row["case_id"]][row["code_id"]] == expected


def test_it_says_first_whose_it_is_and_that_it_is_fiction(book):
    words = " ".join(str(cell) for row in book[READ_FIRST].iter_rows(values_only=True) for cell in row if cell)

    assert "The team's own" in words
    assert "Fiction" in words


def test_a_sheet_holds_only_so_many_rows_and_the_report_says_so(ledger, ledger_outputs, tmp_path):
    handed = write_workbook(ledger, ledger_outputs, tmp_path / "x.xlsx", rows_of_a_sheet=61)

    sheets = openpyxl.load_workbook(tmp_path / "x.xlsx", read_only=True).sheetnames
    assert "segments (2)" in sheets
    assert ("segments", "continued on 1 more") in [(item.kind, item.what) for item in handed.items]


def test_the_same_run_is_the_same_bytes_and_as_open_as_the_umask_says(ledger, ledger_outputs, path, tmp_path):
    former = os.umask(0o027)
    try:
        write_workbook(ledger, ledger_outputs, tmp_path / "shared" / "x.xlsx")
    finally:
        os.umask(former)

    assert (tmp_path / "shared/x.xlsx").read_bytes() == path.read_bytes()
    assert stat.S_IMODE((tmp_path / "shared/x.xlsx").stat().st_mode) == 0o640
    assert [found.name for found in (tmp_path / "shared").iterdir()] == ["x.xlsx"]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_reads_the_same_cells(path, book, tmp_path):
    form = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    profile = (tmp_path / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", form]

    subprocess.run([*command, "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=600)

    with (tmp_path / "ledger-codings.csv").open(encoding="utf-8", newline="") as file:
        read = [row["quotation"] for row in csv.DictReader(file)]
    assert read == [row["quotation"] for row in rows(book["codings"])]
