"""The search page in a browser: all hits can be shown, and taken along as CSV or Markdown, under its own policy."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from making import make_study
from playwright.sync_api import Browser, Page, expect

from pipeline.run import Progress, analyze

N = 60
STUDY = {
    "study.yaml": "codebook: codebook.yaml\ntitle: Bees & co\n",
    "transcripts/t1.txt": "Interviewer: How?\n\n" + "".join(
        f"Respondent: =Trust *number* {n} it was.\n\nInterviewer: Well?\n\n" for n in range(N)
    ),
    "codings/ana.csv": "coding_id,transcript_id,start_char,end_char,quotation,code_id\n" + "".join(
        f"c{n},t1,,,=Trust *number* {n} it was.,trust\n" for n in range(N)
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def tab(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Page, str]]:
    """A tab, and the address of the search page with its hits."""
    folder = tmp_path_factory.mktemp("search")
    analyze(make_study(folder / "study", STUDY), folder / "out", progress=Progress(say=lambda line: None))
    context = browser.new_context(accept_downloads=True)
    yield context.new_page(), (folder / "out/search.html").as_uri() + "?stand=0&q=trust"
    context.close()


@pytest.fixture
def page(tab: tuple[Page, str]) -> Page:
    """The search page as it opens."""
    opened, address = tab
    opened.goto(address)
    opened.wait_for_selector("#found li")
    return opened


def saved(page: Page, button: str) -> bytes:
    with page.expect_download() as waiting:
        page.click(button)
    return Path(waiting.value.path()).read_bytes()


def test_all_hits_can_be_shown_not_only_the_first_fifty(page):
    assert page.locator("#found li").count() == 50
    assert page.text_content("#all") == f"Show all {N}"

    page.click("#all")

    assert page.locator("#found li").count() == N
    assert not page.is_visible("#all")


def test_all_hits_are_saved_as_csv_that_a_spreadsheet_reads_and_does_not_compute(page):
    raw = saved(page, "#save-csv")

    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert raw.startswith(b"\xef\xbb\xbf")
    assert [row["quotation"] for row in rows] == [f"'=Trust *number* {n} it was." for n in range(N)]
    assert (rows[0]["case_id"], rows[0]["code_id"], rows[0]["transcript_id"]) == ("a", "trust", "t1")
    assert {row["standing"] for row in rows} == {"counted"}


def test_all_hits_are_saved_as_markdown_by_case_with_their_source(page):
    text = saved(page, "#save-md").decode("utf-8")

    assert text.startswith(
        "# Quotations\n\nBees \\& co\n\n60 quotations.\n\nThe team’s own: not to be handed out.\n\n"
        "## a\n\n> =Trust \\*number\\* 0 it was."
    )
    assert text.count("\n> — ") == N


def test_nothing_can_be_taken_along_where_nothing_is_found(page):
    page.fill("#q", "nowhere")
    page.press("#q", "Enter")

    assert page.text_content("#said") == "No quotation."
    assert not page.is_visible("#take")


def test_a_hit_leads_to_its_place_far_down_a_transcript_of_which_the_browser_lays_out_a_part(page):
    page.goto(page.url.split("/search.html")[0] + f"/transcripts/t1.html#c-c{N - 20}")

    place = page.locator(f"#c-c{N - 20}")
    expect(place).to_be_in_viewport(ratio=1)
    assert 0 <= place.bounding_box()["y"] < 60
    assert page.evaluate("getComputedStyle(document.querySelector('.turn:last-child')).contentVisibility") == "auto"
