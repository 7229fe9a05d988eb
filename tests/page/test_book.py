"""The codebook beside the text: a tree with how often this coder gave each code, here and in all transcripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.page.driving import code, desk_is_ready, press, rows_of, saved
from tests.page.test_at_the_desk import without_findings

HEADER = "coding_id,transcript_id,start_char,end_char,quotation,code_id,codebook_version\n"


def book(page):
    return page.get_by_role("region", name="Codes, and how often you gave them")


def counts(page):
    """Each name in the tree with what stands beside it, without what is folded away."""
    rows = book(page).locator(".code-row:visible")
    return dict(
        zip(rows.locator(".code-name").all_text_contents(), rows.locator(".n").all_text_contents(), strict=True)
    )


def shows(page, **wanted):
    """Wait until the tree shows these numbers beside these codes."""
    for name, numbers in wanted.items():
        row = book(page).locator(".code-row").filter(has=page.locator(".code-name", has_text=re.compile(f"^{name}$")))
        expect(row.locator(".n")).to_have_text(numbers)


def test_the_tree_counts_what_is_put_on_taken_off_and_undone(study, visit):
    page = visit(study)
    expect(book(page)).to_be_hidden()
    press(page, "b")
    assert counts(page) == {"Enablers": "", "Prior relationships": "", "Trust": "", "Grants": ""}

    code(page, "pri")
    shows(page, Enablers="1 · 1", Trust="")
    press(page, "j")
    code(page, "tru")
    shows(page, Enablers="2 · 2", Trust="1 · 1")
    press(page, "u")
    shows(page, Enablers="1 · 1", Trust="")
    press(page, "U")
    shows(page, Enablers="2 · 2", Trust="1 · 1")


def test_a_code_is_put_on_the_passage_from_the_tree(study, visit):
    page = visit(study)
    press(page, "b")

    book(page).get_by_role("button", name="put Trust on the passage").click()
    saved(page)

    (row,) = rows_of(study / "codings" / "ana.csv")
    assert (row["code_id"], row["quotation"]) == ("trust", "We go way back.")
    shows(page, Trust="1 · 1")


def test_a_name_leads_from_one_passage_to_the_next_and_round_again(study, visit):
    page = visit(study)
    press(page, "b")
    name = book(page).get_by_role("button", name="Trust", exact=True)
    name.click()
    expect(page.get_by_role("status")).to_contain_text("no passage of yours here has “Trust”")
    for _ in range(2):
        code(page, "tru")
        press(page, "j")

    name.focus()
    for place in (1, 2, 1):
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_have_text(f"{place} of 2 with “Trust” on this page")
        words = "We go way back." if place == 1 else "I trust her."
        expect(page.locator('.sentence[aria-current="true"]')).to_have_text(words)
        expect(name).to_be_focused()


def test_all_transcripts_of_this_coder_are_counted_and_nobody_elses(study, visit):
    mine = f"{HEADER}a1,s1,0,27,,trust,2\na2,n1,24,39,We go way back.,prior,2\n"
    (study / "codings" / "ana.csv").write_text(mine)
    (study / "codings" / "ben.csv").write_text(f"{HEADER}b1,n1,24,39,We go way back.,grants,2\n")
    page = visit(study)
    press(page, "b")

    shows(page, Grants="", Trust="0 · 1")
    shows(page, **{"Prior relationships": "1 · 1", "Enablers": "1 · 2"})


def test_what_was_chosen_and_folded_stays_after_a_reload(study, visit):
    page = visit(study)
    press(page, "b")
    book(page).get_by_role("button", name="what lies under Enablers").click()
    assert list(counts(page)) == ["Enablers", "Grants"]

    page.reload()
    desk_is_ready(page)

    expect(book(page)).to_be_visible()
    assert list(counts(page)) == ["Enablers", "Grants"]
    press(page, "b")
    expect(book(page)).to_be_hidden()
    expect(page.locator("aside #listed")).to_be_visible()


@pytest.mark.parametrize("width", [1366, 390])
def test_axe_finds_nothing_where_the_tree_stands(study, visit, width):
    page = visit(study)
    page.set_viewport_size({"width": width, "height": 768})
    code(page, "pri")
    press(page, "b")

    without_findings(page)


def test_the_index_desk_has_no_tree_and_says_where_it_is(study, visit):
    page = visit(study)
    page.get_by_role("link", name="Index").click()
    page.wait_for_url("**/index/*")
    desk_is_ready(page)

    press(page, "b")

    expect(page.get_by_role("status")).to_contain_text("at the analytic desk")
    expect(book(page)).to_have_count(0)
