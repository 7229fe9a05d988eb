"""What a change of the codebook asks a coder to read again, walked in the page."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.page.driving import press, rows_of, saved, text_of

CODINGS = ("coding_id", "transcript_id", "start_char", "end_char", "quotation", "code_id", "action", "codebook_version")


def coded_under_version_2(study: Path) -> None:
    """Ana has coded *trust* twice and *prior* once, and read n1 and s1 for all, before *trust* got another text."""
    rows = []
    for n, (transcript, words, code) in enumerate(
        [("n1", "I trust her.", "trust"), ("n1", "We go way back.", "prior"), ("s1", "It began with trust.", "trust")]
    ):
        start = text_of(study, transcript).index(words)
        rows.append([f"a{n}", transcript, start, start + len(words), words, code, "apply", "2"])
    with (study / "codings" / "ana.csv").open("w", newline="") as file:
        csv.writer(file).writerows([CODINGS, *rows])
    marks = "transcript_id,codes,codebook_version,action\nn1,*,2,read\ns1,*,2,read\n"
    (study / "codings" / "ana.read.csv").write_text(marks)
    old = (study / "codebook.yaml").read_text()
    (study / "codebook@2.yaml").write_text(old)
    new = old.replace('version: "2"', 'version: "3"').replace(
        "definition: Talk of trust.",
        "definition: Trust that grew in the work itself., changed: {in: '3', how: moved, why: too wide}",
    )
    (study / "codebook.yaml").write_text(new)


def test_the_page_says_what_is_to_be_read_again_by_code(study: Path, visit: Callable[..., Page]) -> None:
    coded_under_version_2(study)
    page = visit(study)

    page.get_by_role("link", name="codebook 3: 2 passages and 2 transcripts to read again").click()

    row = page.get_by_role("row").filter(has_text="Trust")
    expect(row).to_contain_text("moved; too wide")
    expect(row.get_by_role("cell")).to_have_text(["moved; too wide", "2", "2"])


def test_a_passage_that_fits_is_written_anew_and_another_taken_off(study: Path, visit: Callable[..., Page]) -> None:
    coded_under_version_2(study)
    page = visit(study, "--coder", "ana", "--blind")
    page.goto(page.url.split("/analytic")[0] + "/again/trust")

    press(page, "n", "y")
    saved(page)
    press(page, "x")
    expect(page.get_by_role("status")).to_contain_text("no passage left here")
    expect(page.locator("#walked")).to_have_text("0 passages, 2 transcripts")

    rows = rows_of(study / "codings" / "ana.csv")[3:]
    assert [(row["coding_id"], row["action"], row["codebook_version"]) for row in rows] == [
        ("a0", "apply", "3"),
        ("a2", "retract", "3"),
    ]
    press(page, "u")
    expect(page.locator("[data-suggestion]")).to_have_count(1)


def test_a_transcript_read_again_is_marked_for_that_code_alone(study: Path, visit: Callable[..., Page]) -> None:
    coded_under_version_2(study)
    page = visit(study, "--coder", "ana", "--code", "prior,trust")
    page.goto(page.url.split("/analytic")[0] + "/again/trust")

    press(page, "r")
    expect(page.get_by_role("status")).to_contain_text("open a transcript above")
    page.get_by_role("main").get_by_role("link", name="s1").first.click()
    expect(page.get_by_label("The code then and now")).to_contain_text("Version 2 Talk of trust.")
    expect(page.locator("#seen-words")).to_have_text("100 % seen")
    press(page, "r")
    saved(page)

    mark = rows_of(study / "codings" / "ana.read.csv")[-1]
    assert (mark["transcript_id"], mark["codes"], mark["codebook_version"]) == ("s1", "trust", "3")
    assert mark["read_how"] == "whole"
    page.goto(page.url.split("/analytic")[0] + "/again/trust")
    expect(page.locator(".where")).to_contain_text("1 passage, 1 transcript")


def test_codings_that_a_corrected_transcript_moved_are_shown_and_kept(study: Path, visit: Callable[..., Page]) -> None:
    coded_under_version_2(study)
    talk = study / "transcripts" / "n1.txt"
    said, corrected = "We go way back. I trust her.", "Well, we go a way back. I trust her."
    talk.write_text(talk.read_text("utf-8").replace(said, corrected), "utf-8")
    page = visit(study, "--coder", "ana", "--transcript", "n1")

    lines = page.locator("[data-moved]")
    expect(lines).to_have_count(2)
    expect(lines.first).to_contain_text("Prior relationships is not found any more: We go way back.")
    lines.nth(1).get_by_role("button", name="it is right there").click()
    saved(page)

    last = rows_of(study / "codings" / "ana.csv")[-1]
    start = text_of(study, "n1").index("I trust her.")
    assert (last["coding_id"], last["start_char"], last["codebook_version"]) == ("a0", str(start), "2")
    expect(lines).to_have_count(1)

    lines.get_by_role("button", name="show it").click()
    lines.get_by_role("button", name="it is the passage in yellow").click()
    expect(lines).to_have_count(0)
    last = rows_of(study / "codings" / "ana.csv")[-1]
    assert (last["code_id"], last["quotation"]) == ("prior", "we go a way back.")


@pytest.mark.parametrize("key", ["2", "m"])
def test_a_polarity_or_a_memo_says_nothing_of_todays_text(study: Path, visit: Callable[..., Page], key: str) -> None:
    coded_under_version_2(study)
    page = visit(study, "--coder", "ana", "--transcript", "n1")

    page.locator('[data-coding="a0"]').click()
    press(page, key)
    if key == "m":
        page.keyboard.type("Not sure.")
        press(page, "Control+Enter")
    saved(page)

    last = rows_of(study / "codings" / "ana.csv")[-1]
    assert (last["coding_id"], last["codebook_version"]) == ("a0", "2")
    assert ("absent" if key == "2" else "affirmed") == last["polarity"]


def test_who_sets_another_extent_decides_by_todays_text(study: Path, visit: Callable[..., Page]) -> None:
    coded_under_version_2(study)
    page = visit(study, "--coder", "ana", "--transcript", "n1")

    page.locator('[data-coding="a0"]').click()
    press(page, "Shift+ArrowLeft", "w")
    saved(page)

    assert rows_of(study / "codings" / "ana.csv")[-1]["codebook_version"] == "3"
