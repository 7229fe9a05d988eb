"""What an hour at the page meets: several tabs and pages, search, keys, a server that is gone, hostile words."""

import signal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.page.driving import code, desk_is_ready, go_to_the_index_desk, press, rows_of, saved


def without_findings(page):
    desk_is_ready(page)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_axe_finds_nothing_at_the_analytic_desk(study, visit):
    page = visit(study)
    code(page, "pri")
    without_findings(page)

    press(page, "c")
    page.wait_for_selector('[role="combobox"]')
    without_findings(page)


def test_axe_finds_nothing_in_boxes(study, visit):
    page = visit(study)
    code(page, "pri")

    for key in ("?", "/", "m", "i", "M"):
        press(page, key)
        page.wait_for_selector("dialog[open], .box")
        without_findings(page)
        press(page, "Escape")
        expect(page.locator("dialog[open], .box")).to_have_count(0)


def test_axe_finds_nothing_at_the_index_desk(study, visit):
    page = visit(study)
    go_to_the_index_desk(page)
    page.wait_for_selector(".chunk-tools")

    without_findings(page)


def test_a_second_tab_reads_only_and_says_so_until_the_first_is_closed(study, visit, context):
    first = visit(study)
    expect(first.get_by_role("status")).to_have_text("ready")
    second = context.new_page()
    second.goto(first.url)
    expect(second.get_by_role("alert")).to_contain_text("Read-only: ana is open in another tab")

    press(second, "c")
    second.keyboard.type("pri")
    press(second, "Enter")
    expect(second.get_by_role("status")).to_contain_text("not saved")
    assert not (study / "codings" / "ana.csv").exists()

    first.close()
    expect(second.get_by_role("status")).to_contain_text("writes again")
    code(second, "pri")
    assert len(rows_of(study / "codings" / "ana.csv")) == 1


def test_a_second_page_of_the_same_coder_reads_only_and_says_so(study, visit):
    first = visit(study)
    second = visit(study, "--coder", "ana")

    expect(second.get_by_role("alert")).to_contain_text("Read-only: ana is open in another page")
    code(first, "pri")
    second.wait_for_selector("[data-coding]")


def test_what_was_not_saved_is_sent_by_the_tab_that_has_it_when_the_server_is_back(study, serve, context):
    server = serve(study)
    page = context.new_page()
    page.goto(server.address)
    code(page, "pri")
    server.stop(signal.SIGKILL)
    press(page, "j", ".")
    expect(page.get_by_role("status")).to_contain_text("not saved")

    port = server.address.split("/?")[0].rpartition(":")[2].split("/")[0]
    other = context.new_page()
    other.goto(serve(study, "--coder", "ana", "--port", port).address)
    desk_is_ready(other)
    page.get_by_role("button", name="write here instead").click()

    saved(page)
    assert [row["quotation"] for row in rows_of(study / "codings" / "ana.csv")] == ["We go way back.", "I trust her."]
    expect(other.get_by_role("alert")).to_contain_text("Read-only")


def test_what_was_not_saved_stays_on_the_screen_when_the_server_is_gone(study, visit, serve, context):
    server = serve(study)
    page = context.new_page()
    page.goto(server.address)
    page.wait_for_selector('[data-segment][aria-current="true"]')
    code(page, "pri")
    server.stop(signal.SIGKILL)

    press(page, "j", ".")

    expect(page.get_by_role("alert")).to_contain_text("I trust her.")
    expect(page.get_by_role("status")).to_contain_text("not saved")
    assert len(rows_of(study / "codings" / "ana.csv")) == 1


def test_search_goes_through_all_transcripts_and_opens_in_place(study, visit):
    page = visit(study)

    press(page, "/")
    page.keyboard.type("trust case:south")
    page.get_by_role("link", name="It began with trust.").click()
    page.wait_for_url("**/analytic/s1*")

    expect(page.locator('[data-segment="s1:2:1"]')).to_have_attribute("aria-current", "true")


def test_escape_leaves_the_search_at_once(study, visit):
    page = visit(study)

    press(page, "/")
    page.keyboard.type("trust")
    press(page, "Escape")

    expect(page.locator("dialog")).not_to_be_visible()


def test_a_codes_passages_are_listed_case_by_case(study, visit):
    (study / "codings" / "ben.csv").write_text(
        "coding_id,transcript_id,start_char,end_char,quotation,before,after,code_id\n"
        "1,s1,,,It began with trust.,,,trust\n2,n1,,,I trust her.,,,trust\n3,n1,,,We go way back.,,,prior\n"
    )
    page = visit(study)

    press(page, "/")
    page.keyboard.type("code:trust")

    expect(page.locator(".hits li")).to_contain_text(["north", "I trust her.", "south", "It began with trust."])


def test_on_paper_no_coding_is_folded_away(study, visit):
    rows = "".join(f"{n},n1,,,I trust her.,,,trust\n" for n in range(7))
    (study / "codings" / "ben.csv").write_text(
        "coding_id,transcript_id,start_char,end_char,quotation,before,after,code_id\n" + rows
    )
    page = visit(study)
    page.wait_for_selector(".fold")

    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".is-folded").count() == 0
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert page.locator(".is-folded").count() > 0


def test_single_keys_can_be_switched_off_and_changed(study, visit):
    page = visit(study)
    press(page, "?")
    page.get_by_label("key for: choose a code").press("v")
    press(page, "Escape")
    expect(page.locator("dialog")).not_to_be_visible()
    press(page, "v")
    expect(page.get_by_role("combobox")).to_be_visible()
    press(page, "Escape", "?")
    page.get_by_label("switch single keys off").check()
    press(page, "Escape", "v")

    assert page.get_by_role("combobox").count() == 0


def test_a_german_keyboard_searches_with_shift_and_7(study, visit):
    page = visit(study)

    page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', "
        "{key: '/', code: 'Digit7', shiftKey: true, bubbles: true, cancelable: true}))"
    )

    expect(page.get_by_role("searchbox")).to_be_visible()


def test_hostile_words_are_only_words(study, visit):
    hostile = "Anna: <img src=x onerror=alert(1)> </script><script>alert(2)</script> [[x]] \u202e trust."
    (study / "transcripts" / "s1.txt").write_text(f"Interviewer: How did it all begin?\n\n{hostile}\n", "utf-8")
    (study / "codebook.yaml").write_text(
        (study / "codebook.yaml").read_text().replace("Money from outside.", '"</script><b>money</b>"'), "utf-8"
    )
    page = visit(study, "--coder", "ana", "--transcript", "s1")

    assert page.locator("main img, main script, main b").count() == 0
    code(page, "grants")
    quotations = "".join(row["quotation"] for row in rows_of(study / "codings" / "ana.csv"))
    assert "img" in quotations


def test_a_transcript_that_changes_meanwhile_is_not_coded_with_old_offsets(study, visit):
    page = visit(study)
    code(page, "pri")
    talk = (study / "transcripts" / "n1.txt").read_text("utf-8")

    (study / "transcripts" / "n1.txt").write_text(talk.replace("We go", "Well, we go"), "utf-8")
    press(page, "j", ".")

    expect(page.get_by_role("status")).to_contain_text("not saved")
    expect(page.get_by_role("alert")).to_contain_text("n1 was changed")


def test_a_codebook_that_is_broken_in_mid_edit_leaves_the_page_at_work(study, visit):
    page = visit(study)
    whole = (study / "codebook.yaml").read_text()

    (study / "codebook.yaml").write_text(whole + "  trust: {definition: twice\n")
    expect(page.get_by_role("alert")).to_contain_text("codebook.yaml")
    code(page, "pri")

    assert len(rows_of(study / "codings" / "ana.csv")) == 1


def test_a_hunch_is_kept_with_its_passage(study, visit):
    page = visit(study)

    press(page, "h")
    page.keyboard.type("Old ties may matter.")
    press(page, "Control+Enter")
    saved(page)

    (note,) = (study / "notes" / "hunch").iterdir()
    assert note.name == "old-ties-may-matter.md"
    assert note.read_text("utf-8").startswith(
        "---\nby: ana\nstatus: draft\n---\nOld ties may matter.\n\n> We go way back."
    )


def test_at_twice_the_size_the_text_and_its_codings_fit_the_width(study, visit):
    page = visit(study)
    page.set_viewport_size({"width": 640, "height": 400})
    code(page, "pri")

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.locator("[data-coding]")).to_be_visible()


def test_everything_is_reached_by_keyboard_alone(study, visit):
    page = visit(study)
    code(page, "pri")
    reached = set()
    for _ in range(40):
        press(page, "Tab")
        reached.add(page.evaluate("document.activeElement.textContent.trim()"))

    assert any("memo" in words for words in reached)
    assert any("mark read" in words for words in reached)
    assert "s1" in reached or any("Garden" in words for words in reached)


def test_a_code_that_somebody_adds_to_the_codebook_meanwhile_can_be_chosen(study, visit):
    page = visit(study)
    codebook = study / "codebook.yaml"
    with page.expect_response("**/codes", timeout=60_000):
        codebook.write_text(codebook.read_text("utf-8") + "  rain: {name: Rain, definition: Talk of rain.}\n", "utf-8")

    code(page, "rain")

    assert [row["code_id"] for row in rows_of(study / "codings" / "ana.csv")] == ["rain"]
