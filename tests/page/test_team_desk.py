"""The team desk: settling, minutes, proposals, and judging a case."""

from playwright.sync_api import expect

from tests.page.driving import desk_is_ready, rows_of
from tests.page.test_at_the_desk import without_findings

HEADER = "coding_id,transcript_id,start_char,end_char,quotation,before,after,code_id,action,polarity\n"


def read_twice(study):
    """Ana and Ben have read n1 for trust: they share one place, cut another differently, and Ana has a third alone."""
    ana = "1,n1,,,I trust her.,,,trust,,\n2,n1,,,We go way back.,,,trust,,\n3,n1,,,Nobody else did.,,,trust,,\n"
    ben = "1,n1,,,I trust her.,,,trust,,\n2,n1,,,go way back.,,,trust,,\n4,n1,,,Nobody else did.,,,prior,,\n"
    for name, rows in (("ana", ana), ("ben", ben)):
        (study / "codings" / f"{name}.csv").write_text(HEADER + rows, "utf-8")
        marks = "transcript_id,codes,codebook_version\nn1,trust,2\n"
        (study / "codings" / f"{name}.read.csv").write_text(marks, "utf-8")


def open_team(context, serve, study, *options):
    page = context.new_page()
    page.goto(serve(study, *(options or ("--coder", "ana", "--settle"))).address)
    desk_is_ready(page)
    return page


def follow(page, name, to):
    """Follow a link to another page of the desk, and wait until its script has begun."""
    page.get_by_role("link", name=name).click()
    page.wait_for_url(to)
    desk_is_ready(page)


def settle(page, n, digit, why):
    desk_is_ready(page)
    form = page.locator("[data-difference]").nth(n - 1)
    form.locator('input[type="radio"]').first.focus()
    page.keyboard.press(digit)
    page.keyboard.type(why)
    page.keyboard.press("Enter")
    expect(page.locator("[data-difference]").nth(n - 1).locator(".came")).to_contain_text(why)


def test_settling_is_written_with_its_reason_and_makes_consensus(study, context, serve):
    read_twice(study)
    page = open_team(context, serve, study)
    follow(page, "n1", "**/team/settle/**")
    expect(page.locator("[data-difference]")).to_have_count(2)

    settle(page, 1, "1", "the whole sentence says it")
    settle(page, 2, "4", "money, not trust")
    desk_is_ready(page)
    page.get_by_role("button", name="finish").click()
    expect(page.get_by_role("status")).to_contain_text("of consensus by ana and ben")
    page.get_by_role("link", name="all that is open").click()
    expect(page.get_by_text("None: no transcript waits")).to_be_visible()

    first, second = rows_of(study / "settlements.csv")
    assert (first["outcome"], first["why"], first["by"], first["yielded"]) == (
        "ana", "the whole sentence says it", "ana;ben", "ben",
    )  # fmt: skip
    assert (second["outcome"], second["coders"], second["codebook_version"]) == ("neither", "ana;ben", "2")
    consensus = rows_of(study / "codings" / "consensus.csv")
    assert sorted(row["quotation"] for row in consensus) == ["I trust her.", "We go way back."]
    (mark,) = rows_of(study / "codings" / "consensus.read.csv")
    assert (mark["transcript_id"], mark["codes"], mark["codebook_version"]) == ("n1", "trust", "2")
    assert len(rows_of(study / "codings" / "ana.csv")) == 3


def test_a_coder_alone_settles_nothing(study, context, serve):
    read_twice(study)
    page = open_team(context, serve, study)
    follow(page, "n1", "**/team/settle/**")
    form = page.locator("[data-difference]").first
    form.get_by_label("ben", exact=True).first.uncheck()
    form.get_by_label("1 ana's").check()
    form.get_by_label("why").fill("because")

    form.get_by_role("button", name="settle").click()

    expect(page.get_by_role("status")).to_contain_text("Two people settle")
    assert not (study / "settlements.csv").exists()


def test_without_settle_differences_are_only_shown(study, context, serve):
    read_twice(study)
    page = open_team(context, serve, study, "--coder", "ana")
    follow(page, "Team", "**/team")
    follow(page, "n1", "**/team/settle/**")

    expect(page.locator("[data-difference]")).to_have_count(2)
    expect(page.locator("[data-difference] form")).to_have_count(0)


def test_places_that_both_mark_are_counted_from_their_own_files(study, context, serve):
    read_twice(study)
    page = open_team(context, serve, study)

    cells = page.locator("#before ~ table tbody tr").first.locator("th, td").all_inner_texts()

    assert cells == ["Trust", "1", "3", "2"]


def test_minutes_begin_with_what_was_settled_since_the_last_meeting(study, context, serve):
    read_twice(study)
    page = open_team(context, serve, study)
    follow(page, "n1", "**/team/settle/**")
    settle(page, 1, "1", "the whole sentence says it")
    settle(page, 2, "5", "does money count?")
    follow(page, "all that is open", "**/team")

    decided, undefined = page.locator("textarea").input_value().split("## Codes that need another definition")
    assert "- `trust`\n  - n1: ana's stands, because the whole sentence says it\n" in decided
    assert "- `trust`, n1, because does money count?\n" in undefined


def test_minutes_are_kept_by_date(study, context, serve):
    page = open_team(context, serve, study)
    page.locator("textarea").fill("## Decisions, by code\n\ntrust: include gifts")

    page.get_by_role("button", name="save the minutes").click()
    expect(page.get_by_role("status")).to_contain_text("minutes saved")

    (note,) = (study / "notes" / "meeting").iterdir()
    assert (
        note.read_text("utf-8") == "---\nby: ana\nstatus: draft\n---\n## Decisions, by code\n\ntrust: include gifts\n"
    )


def test_a_proposal_is_declined_with_its_reason(study, context, serve):
    header = "proposal_id,slug,name,definition,transcript_id,start_char,end_char,quotation,status,why,at\n"
    row = "new:ben-gifts,gifts,Gifts,What was given.,n1,22,37,We go way back.,proposed,,2026-01-01T00:00:00Z\n"
    (study / "codings" / "ben.proposed.csv").write_text(header + row, "utf-8")
    page = open_team(context, serve, study)

    page.get_by_label("not taken up, because").fill("covered by trust")
    page.get_by_role("button", name="decline").click()
    expect(page.get_by_text("None is open.")).to_be_visible()

    last = rows_of(study / "codings" / "ben.proposed.csv")[-1]
    assert (last["proposal_id"], last["status"], last["why"]) == ("new:ben-gifts", "declined", "ana: covered by trust")


def test_a_judgement_is_entered_with_its_passages(study, context, serve):
    read_twice(study)
    page = open_team(context, serve, study, "--coder", "ana", "--settle", "--knew-tier", "no")
    follow(page, "North Garden", "**/team/case/*")
    form = page.locator('[data-entry="judgements"]')
    form.get_by_label("code *").select_option("trust")
    form.get_by_label("judgement").select_option("present")
    form.get_by_label("why").fill("both tell it")
    form.get_by_text("passages that it rests on").click()
    form.get_by_label("I trust her.").first.check()

    form.get_by_role("button", name="add").click()
    expect(page.locator("#table-judgements ~ .scroll")).to_contain_text("both tell it")

    (row,) = rows_of(study / "judgements.csv")
    assert (row["case_id"], row["code_id"], row["judgement"], row["by"], row["knew_tier"]) == (
        "north", "trust", "present", "ana", "no",
    )  # fmt: skip
    assert row["codings"] == "ana:1"
    assert row["at"].endswith("Z")


def test_an_event_needs_what_the_table_needs(study, context, serve):
    page = open_team(context, serve, study)
    follow(page, "North Garden", "**/team/case/*")
    form = page.locator('[data-entry="events"]')
    form.get_by_label("event *").fill("launch")

    form.get_by_role("button", name="add").click()

    expect(page.get_by_role("status")).to_contain_text("'from' is needed")
    assert not (study / "events.csv").exists()


def test_a_blind_session_has_no_team_desk(study, visit):
    read_twice(study)
    page = visit(study, "--coder", "eva", "--blind")

    assert page.get_by_role("link", name="Team").count() == 0
    answer = page.request.get(page.url.split("/analytic")[0] + "/team")
    assert answer.status == 403
    assert "trust her" not in answer.text()


def test_sentences_that_nobody_gave_the_code_are_drawn_to_be_looked_at(study, context, serve):
    read_twice(study)
    page = open_team(context, serve, study)

    follow(page, "n1", "**/team/settle/**")

    silent = page.get_by_role("region", name="Where all are silent")
    expect(silent).to_contain_text("She called me.")
    expect(silent).not_to_contain_text("I trust her.")


def test_axe_finds_nothing_at_the_team_desk_and_in_a_settlement(study, context, serve):
    read_twice(study)
    page = open_team(context, serve, study)
    page.wait_for_selector("#differences")
    without_findings(page)

    follow(page, "n1", "**/team/settle/**")
    without_findings(page)


def test_minutes_name_the_codes_between_backticks_so_that_their_history_leads_there(study, context, serve):
    page = open_team(context, serve, study)

    page.locator("#minutes-form textarea").fill("- `trust` takes in friends; `nothing` is no code, grants stay.")
    page.get_by_role("button", name="save the minutes").click()
    expect(page.get_by_role("status")).to_contain_text("minutes saved")

    (note,) = (study / "notes" / "meeting").glob("*.md")
    assert note.read_text("utf-8").startswith("---\nby: ana\nstatus: draft\ncodes: [trust]\n---\n")


def test_who_settled_one_difference_is_asked_once(study, context, serve):
    read_twice(study)
    page = open_team(context, serve, study)
    follow(page, "n1", "**/team/settle/**")
    first, second = page.locator("[data-difference] form").all()
    for name in ("ana", "ben"):
        first.locator(f'input[name="by"][value="{name}"]').uncheck()
    first.locator('input[name="third"]').fill("carl")

    settle(page, 1, "1", "the whole sentence says it")
    desk_is_ready(page)

    assert second.locator('input[name="third"]').input_value() == "carl"
    assert second.locator('input[name="by"]:checked').count() == 0
