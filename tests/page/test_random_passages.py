"""One suggestion in ten is drawn at random, and nobody can tell which before they have answered."""

import csv
from pathlib import Path

from playwright.sync_api import expect

from pipeline.page.material import KeptMaterial
from pipeline.page.session import Choice, Session
from pipeline.page.suggestions import Suggestions, nearest_example, readable_cue
from pipeline.study.records import Coding
from tests.page.driving import press, rows_of
from tests.page.test_blind_and_suggestions import COLUMNS

N_TURNS = 30


def with_long_talk(study: Path, n_suggested: int) -> Path:
    """An interview of thirty answers of three sentences, and a run that suggests trust in the first of some."""
    turns = [f"I trust number {n} of them all. We met on day {n} in the old hall. Nobody paid us for week {n} at all."
             for n in range(N_TURNS)]  # fmt: skip
    (study / "transcripts" / "n1.txt").write_text("\n\n".join(f"Anna: {turn}" for turn in turns) + "\n", "utf-8")
    (study / "transcripts.csv").write_text(
        "transcript_id,file,case_id,kind,respondent_id,interviewers\nn1,n1.txt,north,interview,r1,Tom\n"
    )
    text, out = "\n".join(turns), study.parent / "outputs"
    (out / "tables").mkdir(parents=True)
    rows = []
    for n in range(n_suggested):
        words = f"I trust number {n} of them all."
        at = text.index(words)
        rows.append(
            [
                f"m{n}",
                "n1",
                at,
                at + len(words),
                "trust",
                "machine",
                "machine",
                "affirmed",
                "false",
                "",
                "trust",
                "",
                words,
            ]
        )
    with (out / "tables" / "codings.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS.split(","), *rows])
    return out


def opened(study: Path) -> Session:
    session = Session(
        Choice("ana"), KeptMaterial.read(study, study.parent / "outputs"), Suggestions(study.parent / "outputs")
    )
    session.begin()
    return session


def test_one_suggestion_in_ten_is_a_random_passage(study):
    with_long_talk(study, 27)
    session = opened(study)

    drawn = session.suggestions.drawn
    assert len(session.suggested_in("n1")) == 30
    assert len(drawn.ids) == 3
    assert all("trust" not in one.quotation for one in session.suggested_in("n1") if one.coding_id in drawn.ids)


def test_the_draw_is_the_same_every_time(study):
    with_long_talk(study, 27)

    assert opened(study).suggestions.drawn == opened(study).suggestions.drawn


def test_a_missing_reason_does_not_give_a_random_passage_away(study):
    with_long_talk(study, 27)
    session = opened(study)

    silent = [one for one in session.suggested_in("n1") if session.suggestions.why(one).startswith("no reason")]
    own = [one for one in silent if one.coding_id not in session.suggestions.drawn.ids]
    assert own
    assert len(silent) > len(own)


def test_the_page_says_afterwards_which_was_random_and_counts_them(study, visit):
    with_long_talk(study, 9)
    page = visit(study)
    random_id = next(iter(opened(study).suggestions.drawn.ids))

    page.click(f'[data-suggestion="{random_id}"] .label')
    press(page, "y")

    expect(page.locator("#answered")).to_contain_text("1 of 1 random ones accepted")
    row = rows_of(study / "codings" / "ana.csv")[0]
    assert (row["action"], "-random-" in row["coding_id"]) == ("apply", True)


def test_a_cue_is_told_in_words_that_stand_in_the_passage():
    assert readable_cue("{take|pull} _? their|its kids|money", "We took its money.") == "take … its money"


def test_the_nearest_example_shares_most_words():
    suggestion = Coding("m1", "n1", 0, 10, "trust", "machine", "machine", quotation="They trusted the garden people")
    far = Coding("a1", "n2", 0, 10, "trust", "ana", "hand", quotation="Trusted nobody whatsoever then")
    near = Coding("a2", "n2", 20, 30, "trust", "ana", "hand", quotation="trusted people of another garden")
    other = Coding("a3", "n2", 40, 50, "prior", "ana", "hand", quotation="They trusted the garden people")

    assert nearest_example(suggestion, [far, near, other]) == near


def test_the_last_suggestion_leads_to_the_next_transcript(study, visit):
    out = with_long_talk(study, 1)
    (study / "transcripts.csv").write_text(
        "transcript_id,file,case_id,kind,respondent_id,interviewers\nn1,n1.txt,north,interview,r1,Tom\n"
        "s1,s1.txt,south,interview,r3,Interviewer\n"
    )
    with (out / "tables" / "codings.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(
            [
                "m9",
                "s1",
                "22",
                "42",
                "trust",
                "machine",
                "machine",
                "affirmed",
                "false",
                "",
                "trust",
                "",
                "It began with trust.",
            ]
        )
    text = (study / "transcripts" / "s1.txt").read_text("utf-8")
    assert "It began with trust." in text
    page = visit(study, "--coder", "ana", "--transcript", "n1")

    press(page, "n", "n")
    expect(page.get_by_role("status")).to_contain_text("goes on to s1")
    press(page, "n")

    page.wait_for_selector('[data-suggestion="m9"][aria-selected="true"]')
