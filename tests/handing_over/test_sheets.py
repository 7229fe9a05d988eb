"""What a sheet holds: text as text, heads that stay, and everything that Excel cannot hold told."""

from __future__ import annotations

import openpyxl

from pipeline.handing_over.handed import Handed
from pipeline.handing_over.sheets import CHARACTERS, workbook


def made(path, rows, columns=("a", "b"), name="table", **options):
    """(the workbook as openpyxl reads it, what was told) of one sheet."""
    handed = Handed("")
    with workbook(path, handed, **options) as book:
        book.add(name, columns, rows)
    return openpyxl.load_workbook(path), handed


def values(sheet):
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_no_text_becomes_a_formula_a_link_or_a_number(tmp_path):
    texts = ["=1+1", "=cmd|' /C calc'!A0", "+3", "-1", "@SUM(A1)", "https://example.org", "007", "{=1}"]

    book, handed = made(tmp_path / "x.xlsx", [(text, None) for text in texts])

    cells = [row[0] for row in book["table"].iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == texts
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)
    assert handed.items == []


def test_numbers_and_truths_keep_their_type_and_what_is_missing_is_empty(tmp_path):
    rows = [(3, 0.1 + 0.2), (True, None), (-1, float("nan")), ("", 0)]

    book, _ = made(tmp_path / "x.xlsx", rows)

    assert values(book["table"])[1:] == [[3, 0.3], [True, None], [-1, None], [None, 0]]


def test_hidden_signs_are_replaced_and_told_and_every_script_stays(tmp_path):
    rows = [("a\x00b\x1b[31m", "שלום עולם"), ("two\nturns", "👩🏽‍🌾 é 漢字"), ("\u202egnirts", "\ud800")]

    book, handed = made(tmp_path / "x.xlsx", rows)

    assert values(book["table"])[1:] == [
        ["a\ufffdb\ufffd[31m", "שלום עולם"], ["two\nturns", "👩🏽‍🌾 é 漢字"], ["‹U+202E›gnirts", "\ufffd"],
    ]  # fmt: skip
    assert [(item.where, item.what) for item in handed.items] == [
        ("row 2, a", "replaced"), ("row 4, a", "replaced"), ("row 4, b", "replaced"),
    ]  # fmt: skip


def test_a_text_that_no_cell_holds_is_cut_and_told(tmp_path):
    rows = [("x" * CHARACTERS, "👋" * (CHARACTERS // 2 + 1))]

    book, handed = made(tmp_path / "x.xlsx", rows)

    whole, cut = values(book["table"])[1]
    assert whole == rows[0][0]
    assert len(cut.encode("utf-16-le")) // 2 <= CHARACTERS
    assert cut.startswith("👋👋")
    assert cut.endswith("👋 … [cut]")
    assert [(item.kind, item.where, item.what) for item in handed.items] == [("table", "row 2, b", "cut")]


def test_rows_beyond_what_a_sheet_holds_stand_on_further_sheets(tmp_path):
    rows = [(n, str(n)) for n in range(9)]

    book, handed = made(tmp_path / "x.xlsx", iter(rows), rows_of_a_sheet=5)

    assert book.sheetnames == ["table", "table (2)", "table (3)"]
    assert [row for name in book.sheetnames for row in values(book[name])[1:]] == [list(row) for row in rows]
    assert {tuple(values(book[name])[0]) for name in book.sheetnames} == {("a", "b")}
    assert handed.n_rows == {"table": 9}
    assert [item.what for item in handed.items] == ["continued on 2 more"]


def test_heads_are_frozen_and_can_be_filtered_and_columns_are_as_wide_as_their_words(tmp_path):
    book, _ = made(tmp_path / "x.xlsx", [("short", "long " * 100), ("short", "x")])

    sheet = book["table"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:B3"
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["A"].width < 12
    assert 60 < sheet.column_dimensions["B"].width < 80
    assert sheet["B2"].alignment.wrap_text


def test_sheets_have_names_of_their_own_in_any_capitals(tmp_path):
    with workbook(tmp_path / "x.xlsx", Handed("")) as book:
        for name in ("Codings", "codings", "a" * 40, "a" * 41):
            book.add(name, ("a",), [])

    names = openpyxl.load_workbook(tmp_path / "x.xlsx").sheetnames
    assert names == ["Codings", "codings ~2", "a" * 31, "a" * 28 + " ~2"]


def test_a_table_without_rows_is_a_head(tmp_path):
    book, handed = made(tmp_path / "x.xlsx", [])

    assert values(book["table"]) == [["a", "b"]]
    assert handed.n_rows == {"table": 0}


def test_the_same_rows_are_the_same_bytes(tmp_path):
    for name in ("x.xlsx", "y.xlsx"):
        made(tmp_path / name, [("a", 1), ("b", 2.5)])

    assert (tmp_path / "x.xlsx").read_bytes() == (tmp_path / "y.xlsx").read_bytes()
