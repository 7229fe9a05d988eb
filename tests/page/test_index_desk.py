"""The index desk: chunks of questions are accepted, moved, merged, split and placed."""

from playwright.sync_api import expect

from tests.page.driving import go_to_the_index_desk, press, rows_of, saved


def at_the_index_desk(visit, study, *options):
    page = visit(study, *(options or ("--coder", "ana", "--transcript", "n1")))
    go_to_the_index_desk(page)
    return page


def chunks(study):
    """(question, its words' beginning, its words' end) of the rows that stand."""
    standing = {row["coding_id"]: row for row in rows_of(study / "codings" / "ana.csv")}
    rows = sorted(
        (row for row in standing.values() if row["action"] == "apply"), key=lambda row: int(row["start_char"])
    )
    return [(row["code_id"], row["quotation"][:12], row["quotation"][-12:]) for row in rows]


def test_who_accepts_one_chunk_has_all_of_them_written(study, visit):
    page = at_the_index_desk(visit, study)

    page.locator('[data-chunk="money"]').get_by_role("button", name="accept").click()
    saved(page)

    assert chunks(study) == [("start", "How did it a", " single one."), ("money", "Where does t", "dy else did.")]


def test_a_moved_chunk_begins_elsewhere_and_the_one_before_ends_there(study, visit):
    page = at_the_index_desk(visit, study)

    page.locator('[data-chunk="money"]').get_by_role("button", name="↑").click()
    saved(page)

    start, money = chunks(study)
    assert (start[0], start[2]) == ("start", "I trust her.")
    assert money[:2] == ("money", "Who called w")


def test_a_chunk_ends_with_the_turn_in_view_and_what_follows_answers_nothing(study, visit):
    page = at_the_index_desk(visit, study)

    page.get_by_text("I trust her.").click()
    page.locator('[data-chunk="start"]').get_by_role("button", name="ends here").click()
    saved(page)

    start, money = chunks(study)
    assert start == ("start", "How did it a", "I trust her.")
    assert money[1] == "Where does t"


def test_a_merged_chunk_goes_on_what_the_one_before_asked(study, visit):
    page = at_the_index_desk(visit, study)

    page.locator('[data-chunk="money"]').get_by_role("button", name="merge up").click()
    saved(page)

    ((question, begins, ends),) = chunks(study)
    assert (question, begins) == ("start", "How did it a")
    assert ends.endswith("else did.")


def test_a_question_that_was_not_recognised_is_placed_or_marked_as_not_asked(study, visit):
    page = at_the_index_desk(visit, study, "--coder", "ana", "--transcript", "s1")

    page.get_by_role("button", name="not asked").click()
    expect(page.get_by_text("Marked as not asked: money")).to_be_visible()

    (row,) = rows_of(study / "codings" / "ana.csv")
    assert (row["code_id"], row["polarity"], row["memo"]) == ("money", "absent", "not asked")


def test_the_respondent_memo_is_asked_for_before_the_read_mark(study, visit):
    page = at_the_index_desk(visit, study)
    expect(page.locator("#seen-words")).to_have_text("100 % seen")

    press(page, "r")
    page.locator(".box textarea").fill("She speaks for the clinic.")
    press(page, "Control+Enter")
    saved(page)
    expect(page.locator("aside .is-read")).to_have_count(1)

    note = (study / "notes" / "respondent" / "n1.md").read_text("utf-8")
    assert note == "---\nby: ana\nstatus: draft\n---\nShe speaks for the clinic.\n"
    assert rows_of(study / "codings" / "ana.read.csv")[0]["transcript_id"] == "n1"


def test_attributes_of_the_respondent_are_in_view(study, visit):
    page = at_the_index_desk(visit, study)

    expect(page.locator(".about-respondent")).to_contain_text("nurse")


def asks_in_other_words(study):
    with (study / "transcripts" / "s1.txt").open("a", encoding="utf-8") as talk:
        talk.write("\nInterviewer: Who's paying, so does money grow on trees?\n\nBen: Nobody.\n")


def test_a_wording_becomes_a_variant_of_the_guide_by_which_the_question_is_recognised(study, visit):
    asks_in_other_words(study)
    guide = study / "guides" / "g.yaml"
    before = guide.read_text("utf-8")
    page = at_the_index_desk(visit, study, "--coder", "ana", "--transcript", "s1")
    assert page.locator('[data-chunk="money"]').count() == 0

    page.get_by_role("button", name="as a variant").first.click()
    saved(page)

    expect(page.locator('[data-chunk="money"]')).to_have_count(1)
    assert guide.read_text("utf-8") == before + '    variants: ["Who\'s paying, so does money grow on trees?"]\n'


def test_a_guide_that_somebody_edits_meanwhile_is_left_alone(study, visit):
    asks_in_other_words(study)
    page = at_the_index_desk(visit, study, "--coder", "ana", "--transcript", "s1")
    guide = study / "guides" / "g.yaml"
    edited = guide.read_text("utf-8") + "# not ready yet\n"
    guide.write_text(edited, "utf-8")

    page.get_by_role("button", name="as a variant").first.click()

    expect(page.get_by_role("status")).to_contain_text("g.yaml was changed since this page was opened")
    assert guide.read_text("utf-8") == edited
