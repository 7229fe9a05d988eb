"""A sample that the same coder codes again weeks later: hidden from what they gave it first, counting nowhere."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.page.conftest import Server
from tests.page.driving import code, press, rows_of, saved, text_of
from tests.processes import crosscase

COLUMNS = ("coding_id", "transcript_id", "start_char", "end_char", "quotation", "code_id", "action", "at")
MET = "Then we met on Thursdays, every single one."


def coded_in_march(study: Path, at: str = "2025-03-01") -> None:
    """Ana has read n1 for all codes, and given *prior* to one sentence of it."""
    start = text_of(study, "n1").index(MET)
    rows = [COLUMNS, ("a1", "n1", start, start + len(MET), MET, "prior", "apply", at)]
    with (study / "codings" / "ana.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    (study / "codings" / "ana.read.csv").write_text(f"transcript_id,codes,codebook_version,at\nn1,*,2,{at}\n")


def test_what_was_given_first_is_hidden_and_stays_as_it_was(study: Path, visit: Callable[..., Page]) -> None:
    coded_in_march(study)
    before = (study / "codings" / "ana.csv").read_bytes()
    page = visit(study, "--coder", "ana", "--recode")

    # The two answers of n1 that have words enough to be drawn.
    expect(page.locator(".turn.is-drawn")).to_have_count(2)
    expect(page.locator("[data-coding]")).to_have_count(0)
    code(page, "trust")

    assert (study / "codings" / "ana.csv").read_bytes() == before
    (again,) = rows_of(study / "codings" / "ana.recoded.csv")
    assert (again["code_id"], again["transcript_id"]) == ("trust", "n1")
    assert "recoded" not in crosscase("check", study, "--json", cwd=study.parent).stdout


def test_a_sample_that_is_done_says_how_the_coder_agrees_with_themself(study: Path, visit: Callable[..., Page]) -> None:
    coded_in_march(study)
    page = visit(study, "--coder", "ana", "--recode")

    page.locator(".sentence", has_text=MET).click()
    code(page, "prior")
    press(page, "j")
    code(page, "grants")
    press(page, "r")
    saved(page)
    page.locator(".turn.is-drawn:not(.is-done) .sentence").first.click()
    press(page, "r")
    expect(page.get_by_role("region", name="How you agree with yourself")).to_contain_text("2 answers coded again")

    prior = page.get_by_role("row").filter(has_text="Prior relationships")
    expect(prior.get_by_role("cell")).to_have_text(["1", "0", "0"])
    grants = page.get_by_role("row").filter(has_text="Grants")
    expect(grants.get_by_role("cell")).to_have_text(["0", "0", "1"])


def test_nothing_is_drawn_from_what_was_read_yesterday(
    study: Path, serve: Callable[..., Server], context: BrowserContext
) -> None:
    coded_in_march(study, f"{datetime.now(UTC):%Y-%m-%d}")
    page = context.new_page()
    page.goto(serve(study, "--coder", "ana", "--recode").address)

    expect(page.get_by_role("main")).to_contain_text("Nothing can be coded again yet")
    assert not (study / "codings" / "ana.recoded.read.csv").exists()
