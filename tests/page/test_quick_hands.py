"""Hands that are quicker than the disk: what is typed while an act is on its way means the coding just made."""

from __future__ import annotations

import json

from playwright.sync_api import Page, expect
from test_blind_and_suggestions import with_a_run

from tests.page.driving import press, rows_of, saved

HOLD = """() => {
  const send = window.fetch;
  const opened = new Promise((open) => (window.letThrough = open));
  window.fetch = async (...asked) => {
    if (String(asked[0]).endsWith("/act")) await opened;
    return send(...asked);
  };
}"""


def hold_what_is_sent(page: Page) -> None:
    """Nothing that the coder does reaches the server before `let_through`."""
    page.evaluate(HOLD)


def let_through(page: Page) -> None:
    """The server hears all of it, in the order of the keys."""
    expect(page.get_by_role("status")).to_have_text("saving…")
    page.evaluate("() => window.letThrough()")
    saved(page)


def choose(page: Page, letters: str) -> None:
    """Choose a code without waiting for the disk."""
    press(page, "c")
    page.keyboard.type(letters)
    press(page, "Enter")


def last_rows(path) -> list[dict[str, str]]:
    """The last row of each coding."""
    return list({row["coding_id"]: row for row in rows_of(path)}.values())


def test_the_last_code_again_is_the_last_one_typed(study, visit):
    page = visit(study)
    hold_what_is_sent(page)

    choose(page, "trust")
    press(page, "j")
    choose(page, "prior")
    press(page, "j", ".", "j")
    choose(page, "grants")
    press(page, "j", ".")
    let_through(page)

    rows = rows_of(study / "codings" / "ana.csv")
    assert [row["code_id"] for row in rows] == ["trust", "prior", "prior", "grants", "grants"]
    assert len({row["start_char"] for row in rows}) == 5


def test_a_polarity_and_a_star_go_to_the_coding_just_made(study, visit):
    page = visit(study)
    hold_what_is_sent(page)

    choose(page, "trust")
    press(page, "2", "j")
    choose(page, "prior")
    press(page, "3", "a", "j")
    choose(page, "grants")
    let_through(page)

    rows = last_rows(study / "codings" / "ana.csv")
    assert [(row["code_id"], row["polarity"], row["is_aha"]) for row in rows] == [
        ("trust", "absent", ""),
        ("prior", "wished", "yes"),
        ("grants", "affirmed", ""),
    ]


def test_each_answer_is_about_a_suggestion_of_its_own(study, visit):
    with_a_run(study)
    page = visit(study)
    hold_what_is_sent(page)

    press(page, "n", "y", "x")
    let_through(page)

    rows = rows_of(study / "codings" / "ana.csv")
    assert [(row["code_id"], row["action"]) for row in rows] == [("trust", "apply"), ("prior", "reject")]
    expect(page.locator("[data-suggestion]")).to_have_count(0)


def test_a_code_that_is_on_the_passage_already_is_the_one_that_keys_act_on(study, visit):
    page = visit(study)
    hold_what_is_sent(page)

    choose(page, "trust")
    choose(page, "trust")
    press(page, "4")
    let_through(page)

    (row,) = last_rows(study / "codings" / "ana.csv")
    assert row["polarity"] == "disputed"
    expect(page.locator(".coding")).to_have_count(1)


def test_what_waited_for_a_coding_that_was_refused_goes_with_it(study, visit):
    page = visit(study)
    refusal = {"status": 409, "content_type": "application/json", "body": json.dumps({"said": "The text was changed."})}
    page.route("**/act", lambda route: route.fulfill(**refusal), times=1)
    hold_what_is_sent(page)

    choose(page, "trust")
    press(page, "2", "j")
    choose(page, "prior")
    let_through(page)

    (row,) = rows_of(study / "codings" / "ana.csv")
    assert (row["code_id"], row["polarity"]) == ("prior", "affirmed")
    expect(page.get_by_role("alert")).to_contain_text("We go way back.")
