"""Names of names.csv in the text: what will stand instead is told, and coding is as it was."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.page.driving import code, press, rows_of, text_of

NAMES = "name,instead,kind\nAnna,Nurse A,person\nThursdays,a day,other\n"
TOP = "node => node.getBoundingClientRect().toJSON()"


def test_a_name_says_what_is_shared_instead_and_offsets_stay(study, visit):
    (study / "names.csv").write_text(NAMES, "utf-8")
    page = visit(study)

    name = page.locator(".to-replace")
    expect(name).to_have_text("Thursdays")
    expect(name).to_have_attribute("title", "shared as [a day]")
    press(page, "j", "j", "j")
    code(page, "trust")

    (row,) = rows_of(study / "codings" / "ana.csv")
    text = text_of(study, "n1")
    assert text[int(row["start_char"]) : int(row["end_char"])] == row["quotation"]
    assert "Thursdays" in row["quotation"]
    expect(page.locator("mark .to-replace")).to_have_text("Thursdays")


def test_marks_go_without_moving_a_word_and_stay_off(study, visit):
    (study / "names.csv").write_text(NAMES, "utf-8")
    page = visit(study)
    name, button = page.locator(".to-replace"), page.get_by_role("button", name="names")
    expect(name).to_have_css("text-decoration-line", "overline")
    before = [node.evaluate(TOP) for node in (name, page.locator(".turn").last)]

    button.click()

    expect(name).to_have_css("text-decoration-line", "none")
    assert [node.evaluate(TOP) for node in (name, page.locator(".turn").last)] == before
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(name).to_have_css("text-decoration-line", "none")


def test_without_names_there_is_nothing_to_switch(study, visit):
    page = visit(study)

    expect(page.locator(".to-replace, #names")).to_have_count(0)
