"""What a machine or others did: shown, answered, and nowhere in a blind session."""

import csv

from playwright.sync_api import expect

from tests.page.driving import press, rows_of, saved

COLUMNS = (
    "coding_id,transcript_id,start_char,end_char,code_id,coder,origin,polarity,is_counted,score,cue,is_aha,quotation"
)


def with_a_run(study):
    """Tables of an earlier run: two suggestions."""
    out = study.parent / "outputs"
    (out / "tables").mkdir(parents=True)
    rows = [
        COLUMNS.split(","),
        ["m1", "n1", "38", "50", "trust", "machine", "machine", "affirmed", "false", "", "trust", "", "I trust her."],
        ["m2", "n1", "68", "82", "prior", "machine", "machine", "affirmed", "false", "0.4", "", "", "She called me."],
    ]
    with (out / "tables" / "codings.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return out


def with_others(study):
    (study / "codings" / "ben.csv").write_text(
        "coding_id,transcript_id,start_char,end_char,quotation,before,after,code_id\nb1,n1,,,I trust her.,,,trust\n"
    )


def test_suggestions_are_walked_accepted_and_rejected(study, visit):
    with_a_run(study)
    page = visit(study)

    press(page, "n")
    expect(page.locator("#inspector")).to_contain_text("trust")
    press(page, "y")
    page.wait_for_selector('[data-suggestion="m2"][aria-selected="true"]')
    press(page, "x")
    page.wait_for_selector("[data-suggestion]", state="detached")
    saved(page)

    accepted, rejected = rows_of(study / "codings" / "ana.csv")
    assert (accepted["code_id"], accepted["action"], accepted["quotation"]) == ("trust", "apply", "I trust her.")
    assert (rejected["code_id"], rejected["action"], rejected["quotation"]) == ("prior", "reject", "She called me.")
    expect(page.locator("[data-coding]")).to_have_attribute("aria-selected", "true")


def test_others_codings_stand_in_the_margin(study, visit):
    with_others(study)
    page = visit(study)

    expect(page.locator('[data-coding="b1"]')).to_contain_text("ben")


def test_a_blind_session_shows_neither_suggestions_nor_others_work(study, visit):
    with_a_run(study)
    with_others(study)
    page = visit(study, "--coder", "ana", "--blind")

    assert page.locator("[data-suggestion], [data-coding], mark").count() == 0
    press(page, "/")
    page.keyboard.type("code:trust")
    page.wait_for_selector(".found p:has-text('Nothing')")
    assert page.locator(".hits").count() == 0


def test_each_session_notes_which_transcript_it_opened_and_how(study, visit):
    visit(study, "--coder", "ana", "--transcript", "n1").close()
    first = rows_of(study / "codings" / "ana.sessions.csv")

    assert [(row["transcript_id"], row["is_blind"]) for row in first] == [("n1", "no")]


def test_a_line_that_somebody_else_writes_meanwhile_is_read(study, visit):
    page = visit(study)

    with_others(study)

    page.wait_for_selector('[data-coding="b1"]')
