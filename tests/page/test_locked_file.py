"""A coder's file that a spreadsheet keeps to itself while it is open, as on Windows: nothing is lost, all is said."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest.mock import patch

from playwright.sync_api import Page, expect

from tests.page.driving import code, press, rows_of, saved
from tests.processes import run_telling

SIGN = "ana.csv is open in Excel"


def run_beside_excel(words: Sequence[str | Path], lines: Connection) -> None:
    """The command, where nobody else may open ana.csv to write while a file of the name SIGN lies in the study."""
    really, sign = os.open, Path(words[1]) / SIGN

    def open_(path: Any, flags: int, *more: Any, **others: Any) -> int:
        if str(path).endswith("ana.csv") and flags & (os.O_RDWR | os.O_WRONLY) and sign.exists():
            raise PermissionError(13, "Permission denied", str(path))
        return really(path, flags, *more, **others)

    with patch("os.open", open_):
        run_telling(words, lines)


def test_words_stay_on_the_screen_until_the_file_is_free_and_are_saved_then(
    study: Path, visit: Callable[..., Page]
) -> None:
    page = visit(study, runs=run_beside_excel)
    code(page, "pri")
    (study / SIGN).touch()

    press(page, "j", ".")
    expect(page.get_by_role("status")).to_contain_text("not saved: ana.csv is open in another program")
    expect(page.get_by_role("alert")).to_contain_text("I trust her.")
    press(page, "j", ".")
    expect(page.get_by_role("status")).to_contain_text("not saved: ana.csv is open in another program")
    assert len(rows_of(study / "codings" / "ana.csv")) == 1

    (study / SIGN).unlink()
    page.get_by_role("button", name="retry").click()
    saved(page)

    assert [row["quotation"] for row in rows_of(study / "codings" / "ana.csv")] == [
        "We go way back.", "I trust her.", "She called me.",
    ]  # fmt: skip
    expect(page.locator("[data-coding]")).to_have_count(3)
    expect(page.locator(".is-pending")).to_have_count(0)


def test_what_waits_for_the_file_outlives_a_reload(study: Path, visit: Callable[..., Page]) -> None:
    page = visit(study, runs=run_beside_excel)
    code(page, "pri")
    (study / SIGN).touch()
    press(page, "j", ".")
    expect(page.get_by_role("alert")).to_contain_text("I trust her.")

    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("I trust her.")
    (study / SIGN).unlink()
    page.get_by_role("button", name="retry").click()
    saved(page)

    assert [row["quotation"] for row in rows_of(study / "codings" / "ana.csv")] == ["We go way back.", "I trust her."]
