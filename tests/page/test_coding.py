"""Coding at the page: what keys and mouse write into the coder's file."""

import pytest
from playwright.sync_api import expect

from tests.page.driving import code, press, rows_of, saved, text_of


def test_a_sentence_is_coded_with_its_offsets_and_surroundings(study, visit):
    page = visit(study)

    code(page, "pri")

    text = text_of(study, "n1")
    (row,) = rows_of(study / "codings" / "ana.csv")
    start, end = int(row["start_char"]), int(row["end_char"])
    assert (row["transcript_id"], row["code_id"], row["action"], row["polarity"]) == (
        "n1",
        "prior",
        "apply",
        "affirmed",
    )
    assert row["quotation"] == text[start:end] == "We go way back."
    assert text[:start].endswith(row["before"])
    assert text[end:].startswith(row["after"])
    assert row["codebook_version"] == "2"
    assert row["at"].endswith("Z")


def test_offsets_count_an_emoji_as_one_character(study, visit):
    page = visit(study)

    press(page, "j", "j", "j")
    code(page, "trust")

    text = text_of(study, "n1")
    (row,) = rows_of(study / "codings" / "ana.csv")
    assert text[int(row["start_char"]) : int(row["end_char"])] == row["quotation"]
    assert "Thursdays" in row["quotation"]


def test_a_passage_crosses_turns_joined_by_a_line_feed(study, visit):
    page = visit(study)

    press(page, "j", "J")
    code(page, "trust")

    (row,) = rows_of(study / "codings" / "ana.csv")
    assert row["quotation"] == "I trust her.\nWho called whom?\nShe called me."
    assert row["quotation"] == text_of(study, "n1")[int(row["start_char"]) : int(row["end_char"])]


def test_the_end_moves_by_a_word_and_with_alt_the_beginning(study, visit):
    page = visit(study)

    press(page, "Shift+ArrowLeft", "Alt+Shift+ArrowRight")
    code(page, "pri")

    assert rows_of(study / "codings" / "ana.csv")[0]["quotation"] == "go way"


def test_words_of_any_length_are_coded_with_the_mouse(study, visit):
    page = visit(study)
    page.evaluate(
        """() => {
            const word = (selector, from, to) => {
                const node = document.querySelector(selector).firstChild;
                const range = document.createRange();
                range.setStart(node, from);
                range.setEnd(node, to);
                return range;
            };
            const range = word('[data-segment="n1:2:1"]', 3, 9);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
            document.querySelector('[data-segment="n1:2:1"]').dispatchEvent(new MouseEvent("mouseup", {bubbles: true}));
        }"""
    )

    code(page, "pri")

    assert rows_of(study / "codings" / "ana.csv")[0]["quotation"] == "go way"


def test_a_selection_that_begins_in_a_label_begins_with_the_turns_words(study, visit):
    page = visit(study)
    page.evaluate(
        """() => {
            const range = document.createRange();
            range.setStart(document.querySelector('[data-turn="2"] .who').firstChild, 0);
            range.setEnd(document.querySelector('[data-segment="n1:2:1"]').firstChild, 5);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
            document.querySelector('[data-segment="n1:2:1"]').dispatchEvent(new MouseEvent("mouseup", {bubbles: true}));
        }"""
    )

    code(page, "pri")

    assert rows_of(study / "codings" / "ana.csv")[0]["quotation"] == "We go"


def test_a_passage_takes_several_codes(study, visit):
    page = visit(study)

    press(page, "c")
    page.keyboard.type("pri")
    press(page, "Shift+Enter")
    page.keyboard.type("tru")
    press(page, "Enter")
    saved(page)
    page.wait_for_selector('[data-code="trust"][data-coding]')

    assert [row["code_id"] for row in rows_of(study / "codings" / "ana.csv")] == ["prior", "trust"]
    expect(page.locator("[data-coding]")).to_have_count(2)
    expect(page.locator('[role="combobox"]')).to_have_count(0)


def test_overlapping_codings_keep_lanes_of_their_own(study, visit):
    page = visit(study)
    code(page, "pri")
    press(page, "J")

    code(page, "trust")
    page.wait_for_selector('[data-code="trust"][data-coding]')

    expect(page.locator("[data-coding]")).to_have_count(2)
    lefts = page.locator("[data-coding] .bracket").evaluate_all("all => all.map(b => b.getBoundingClientRect().left)")
    assert len(set(lefts)) == 2


def test_the_last_code_again(study, visit):
    page = visit(study)
    code(page, "pri")

    press(page, "j", ".")
    page.wait_for_selector('[data-segment="n1:2:2"] mark')

    assert [row["code_id"] for row in rows_of(study / "codings" / "ana.csv")] == ["prior", "prior"]


def test_right_to_left_words_are_coded_as_they_stand(study, visit):
    page = visit(study, "--coder", "ana", "--transcript", "n2")

    code(page, "trust")

    (row,) = rows_of(study / "codings" / "ana.csv")
    assert row["quotation"] == text_of(study, "n2")[int(row["start_char"]) : int(row["end_char"])]
    assert page.locator(".said").nth(1).evaluate("p => getComputedStyle(p).direction") == "rtl"


@pytest.mark.parametrize(("key", "polarity"), [("2", "absent"), ("3", "wished"), ("4", "disputed")])
def test_a_digit_sets_the_polarity_of_the_coding_just_made(study, visit, key, polarity):
    page = visit(study)
    code(page, "pri")

    press(page, key)
    page.wait_for_selector(f'[data-polarity="{polarity}"]')

    first, second = rows_of(study / "codings" / "ana.csv")
    assert first["coding_id"] == second["coding_id"]
    assert second["polarity"] == polarity
    assert second["quotation"] == first["quotation"]


def test_a_memo_is_kept_with_the_coding(study, visit):
    page = visit(study)
    code(page, "pri")

    press(page, "m")
    page.keyboard.type('said with a smile, "always"')
    press(page, "Control+Enter")
    page.wait_for_selector("[data-memo^=said]")

    assert rows_of(study / "codings" / "ana.csv")[-1]["memo"] == 'said with a smile, "always"'


def test_undo_takes_back_after_a_reload_and_redo_puts_it_on_again(study, visit):
    page = visit(study)
    code(page, "pri")
    page.reload()
    page.wait_for_selector('[data-segment][aria-current="true"]')

    press(page, "u")
    page.wait_for_selector("[data-coding]", state="detached")
    press(page, "U")
    page.wait_for_selector("[data-coding]")

    assert [row["action"] for row in rows_of(study / "codings" / "ana.csv")] == ["apply", "retract", "apply"]


def test_undo_after_a_correction_brings_the_former_words_back(study, visit):
    page = visit(study)
    code(page, "pri")
    press(page, "2")
    page.wait_for_selector('[data-polarity="absent"]')

    press(page, "u")
    page.wait_for_selector('[data-polarity="affirmed"]')

    assert rows_of(study / "codings" / "ana.csv")[-1]["polarity"] == "affirmed"


def test_a_striking_passage_needs_no_code(study, visit):
    page = visit(study)

    press(page, "a")
    saved(page)

    (row,) = rows_of(study / "codings" / "ana.csv")
    assert (row["code_id"], row["is_aha"]) == ("", "yes")


def test_a_code_is_proposed_from_the_passage(study, visit):
    page = visit(study)

    press(page, "i")
    page.keyboard.press("Control+A")
    page.keyboard.type("Old friends")
    press(page, "Control+Enter")
    page.wait_for_selector('[data-code="new:ana-old-friends"]')

    (proposal,) = rows_of(study / "codings" / "ana.proposed.csv")
    assert (proposal["proposal_id"], proposal["slug"], proposal["status"]) == (
        "new:ana-old-friends", "old-friends", "proposed",
    )  # fmt: skip
    assert rows_of(study / "codings" / "ana.csv")[0]["code_id"] == "new:ana-old-friends"


def test_codes_out_of_scope_come_last(study, visit):
    page = visit(study)

    press(page, "c")

    expect(page.locator('[role="listbox"] [role="option"] b')).to_have_text(["Prior relationships", "Trust", "Grants"])


def test_the_choice_shows_definition_and_what_to_use_instead(study, visit):
    page = visit(study)

    press(page, "c")
    page.keyboard.type("prior")
    about = page.locator(".choice .about")
    expect(about).to_contain_text("They knew each other before.")
    expect(about).to_contain_text("trust built here → Trust")
    press(page, "ArrowRight")

    expect(page.locator('[role="combobox"]')).to_have_value("Trust")


def test_a_coding_takes_another_extent_later(study, visit):
    page = visit(study)
    code(page, "pri")

    press(page, "Shift+ArrowLeft", "w")
    page.wait_for_selector('[data-coding][data-end="31"]')

    first, second = rows_of(study / "codings" / "ana.csv")
    assert first["coding_id"] == second["coding_id"]
    assert (first["quotation"], second["quotation"]) == ("We go way back.", "We go way")


def test_reading_is_marked_after_all_was_on_the_screen(study, visit):
    page = visit(study, "--coder", "ana", "--transcript", "n1", "--code", "trust", "--knew-tier", "no")
    expect(page.locator("#seen-words")).to_have_text("100 % seen")

    press(page, "r")
    saved(page)

    (row,) = rows_of(study / "codings" / "ana.read.csv")
    assert (row["transcript_id"], row["codes"], row["action"], row["read_how"]) == ("n1", "trust", "read", "whole")
    assert (row["is_blind"], row["knew_tier"], row["codebook_version"]) == ("no", "no", "2")
    assert (study / "codings" / "ana.csv").read_text().count("\n") == 1


def test_what_was_never_on_the_screen_is_shown_before_a_read_mark(study, visit):
    talk = (study / "transcripts" / "n1.txt").read_text("utf-8")
    (study / "transcripts" / "n1.txt").write_text(talk + "\n".join(f"\nAnna: Answer {n}." for n in range(80)), "utf-8")
    page = visit(study)

    press(page, "r")

    expect(page.get_by_role("status")).to_contain_text("never on the screen")
    assert not (study / "codings" / "ana.read.csv").exists()


def test_all_answers_to_a_question_are_walked_across_cases(study, visit):
    page = visit(study, "--coder", "ana", "--question", "start")

    assert page.locator("article[data-transcript]").evaluate_all("all => all.map(a => a.dataset.transcript)") == [
        "n1", "n2", "s1",
    ]  # fmt: skip
    assert "money" not in page.locator("main").inner_text()


def test_the_choice_of_a_code_stands_beside_words_that_are_still_on_their_way(study, visit):
    talk = "".join(f"Interviewer: And then, {n}?\n\nAnna: We met. We talked.\n\n" for n in range(40))
    (study / "transcripts" / "n1.txt").write_text(talk, "utf-8")
    page = visit(study)

    press(page, *["j"] * 11, "c")

    # Two pictures in a row at one place: whatever scrolled has come to rest.
    page.evaluate("""async () => {
      const frame = () => new Promise((next) => requestAnimationFrame(next));
      for (let still = 0, at = -1; still < 20; at = scrollY) { await frame(); still = at === scrollY ? still + 1 : 0; }
    }""")
    words = page.locator('[data-segment][aria-current="true"]').bounding_box()
    box = page.locator(".choice").bounding_box()
    assert min(abs(box["y"] - words["y"] - words["height"]), abs(words["y"] - box["y"] - box["height"])) < 12


def test_a_memo_that_was_left_unsaved_waits_at_its_own_coding(study, visit):
    page = visit(study)
    code(page, "pri")
    press(page, "m")
    page.keyboard.type("half a thought")
    press(page, "Escape", "j")
    code(page, "pri")

    press(page, "m")
    assert page.get_by_role("textbox").input_value() == ""
    press(page, "Escape", "k")
    page.locator("[data-coding]").first.click()
    press(page, "m")
    assert page.get_by_role("textbox").input_value() == "half a thought"


def test_the_name_of_a_proposal_is_offered_and_typed_over(study, visit):
    page = visit(study)
    press(page, "i")
    assert page.get_by_role("textbox").first.input_value() == "We go way back."
    page.keyboard.type("Old ties")
    press(page, "Enter")
    saved(page)

    assert rows_of(study / "codings" / "ana.proposed.csv")[0]["name"] == "Old ties"


def test_the_right_button_opens_the_choice_of_a_code_which_stays_when_it_goes_up(study, visit):
    page = visit(study)
    x, y = page.locator('[data-segment="n1:2:2"]').evaluate(
        "s => { const box = s.getClientRects()[0]; return [box.left + 8, box.top + 8]; }"
    )

    page.mouse.click(x, y, button="right")
    page.locator('.choice [role="option"]', has_text="Trust").click()
    saved(page)

    (row,) = rows_of(study / "codings" / "ana.csv")
    assert (row["code_id"], row["quotation"]) == ("trust", "I trust her.")


def test_buttons_undo_and_redo_and_what_is_back_is_the_chosen_coding(study, visit):
    page = visit(study)
    code(page, "pri")
    press(page, "j")
    code(page, "trust")

    for name in ("undo", "undo", "redo"):
        page.get_by_role("button", name=name).click()
        saved(page)

    chosen = page.locator('[data-coding][aria-selected="true"]')
    expect(chosen).to_have_attribute("data-code", "prior")
    expect(page.locator("[data-coding]")).to_have_count(1)


def test_tab_leads_to_a_bracket_which_says_what_it_is_and_enter_chooses_it(study, visit):
    page = visit(study)
    code(page, "pri")
    press(page, "j")
    code(page, "trust")
    expect(page.locator('[data-code="trust"][data-coding]')).to_have_attribute("aria-selected", "true")

    press(page, "Tab")
    focused = page.locator("[data-coding]:focus")
    expect(focused).to_have_attribute("aria-label", "Enablers › Prior relationships, ana, sentence 1 of turn 2")
    press(page, "Enter", "2")

    expect(focused).to_have_attribute("aria-label", "Enablers › Prior relationships, ana, absent, sentence 1 of turn 2")
    expect(focused).to_have_attribute("aria-selected", "true")


def test_in_a_narrow_window_names_stand_below_the_words_and_nothing_scrolls_sideways(study, visit):
    page = visit(study)
    page.set_viewport_size({"width": 390, "height": 844})
    code(page, "pri")

    said = page.locator('[data-turn="2"] .said').bounding_box()
    label = page.locator("[data-coding] .label").bounding_box()
    assert said["width"] > 300
    assert label["y"] >= said["y"] + said["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1280, "height": 800})


def test_a_transcript_is_marked_as_read_once_and_again_when_that_was_taken_back(study, visit):
    page = visit(study, "--coder", "ana", "--transcript", "n1", "--code", "trust")
    expect(page.locator("#seen-words")).to_have_text("100 % seen")

    press(page, "r")
    saved(page)
    press(page, "r")
    expect(page.get_by_role("status")).to_contain_text("marked as read already")
    press(page, "u", "r")
    expect(page.get_by_role("status")).not_to_contain_text("already")
    saved(page)

    assert [row["action"] for row in rows_of(study / "codings" / "ana.read.csv")] == ["read", "retract", "read"]
