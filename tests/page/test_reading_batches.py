"""Reading lists, walked in batches: what is found counts, what is not found is no "no"."""

from types import SimpleNamespace

from playwright.sync_api import expect

from pipeline.commands.list_making import places_of_known
from pipeline.page.reading_batches import MARK, ReadingList, progress
from pipeline.study.records import Coding
from tests.page.driving import press, rows_of, saved
from tests.reliability.test_recall import coded, told


def passage(n: int, **more: object) -> Coding:
    return Coding(f"l-{n}", "t1", 10 * n, 10 * n + 9, "trust", "machine", "machine", **more)


def test_a_batch_leaves_out_what_was_answered():
    made = ReadingList(tuple(passage(n) for n in range(25)))
    mine = [Coding("a1", "t1", 5, 12, "trust", "ana", "hand"), Coding("a2", "t1", 35, 36, "prior", "ana", "hand")]

    batch = made.next_batch(mine)

    assert [one.coding_id for one in batch] == [f"l-{n}" for n in range(2, 22)]


def test_progress_counts_answers_to_listed_passages_only():
    rows = [
        Coding(f"ana{MARK}1", "t1", 0, 9, "trust", "ana", "hand"),
        Coding(f"ana{MARK}2", "t1", 10, 19, "trust", "ana", "hand", action="reject"),
        Coding(f"ana{MARK}3", "t1", 20, 29, "prior", "ana", "hand"),
        Coding("ana-4", "t1", 30, 39, "trust", "ana", "hand"),
    ]

    assert (progress(rows, "trust").n_read, progress(rows, "trust").n_found) == (2, 1)


def left(places: list[float], n_whole: int, *answers: Coding) -> str:
    made = ReadingList(n_words=100, transcripts=frozenset({"t1"}), places=tuple(places), n_whole=n_whole, n_needed=10)
    return made.left_in_words(answers)


def test_how_much_is_left_is_what_lists_read_as_far_left_where_all_was_read():
    read = passage(1, quotation="ten words " * 10)  # 20 of 100 words

    assert left([0.01, 0.05, 0.1, 0.1, 0.1, 0.15, 0.2, 0.2, 0.3, 0.5, 0.9, 1.0], 6, read) == (
        "Read as far, a list that had not learnt from them would leave 4 of the 12 passages unread that people found "
        "in 6 transcripts read whole. Expect as large a share here if these transcripts are like those."
    )


def test_how_much_is_left_is_said_to_be_unknown_and_why():
    read = passage(1, quotation="we trust them")

    assert left([], 0, read).endswith("is not known: nobody has read a transcript whole for it.")
    assert left([0.1, 0.2], 3, read).endswith(
        "not known: 3 transcripts read whole hold 2 passages of it; 10 are needed."
    )
    assert left([0.1] * 10, 3) == ""


def test_what_was_answered_in_a_transcript_read_whole_since_is_no_part_of_the_list():
    elsewhere = Coding("l-1", "t2", 0, 9, "trust", "machine", "machine", quotation="we trust them")

    assert left([0.1] * 10, 3, elsewhere) == ""


def test_known_passages_stand_where_a_list_of_the_transcripts_read_whole_comes_to_them():
    passages = told([10, 10], [10, 10])
    readings = SimpleNamespace(
        readers={("t0", "c"): frozenset({"ana"}), ("t1", "c"): frozenset({"ana"}), ("t1", "d"): frozenset({"ana"})},
        counted=lambda pair: (coded("t0", 1),) if pair == ("t0", "c") else (),
    )

    assert places_of_known(passages, [0.1, 0.8, 0.9, 0.2], readings, "c") == ([0.5], 2)
    assert places_of_known(passages, [0.1, 0.8, 0.9, 0.2], readings, "e") == ([], 0)


def test_a_list_is_made_walked_and_marked_as_read_by_list(study, visit):
    page = visit(study)

    page.get_by_role("link", name="reading lists").click()
    page.get_by_role("link", name="Trust", exact=True).click()
    page.wait_for_selector("[data-suggestion]", timeout=90_000)
    n = page.locator("[data-suggestion]").count()
    press(page, "n", "y")
    saved(page)
    expect(page.locator("[data-suggestion]")).to_have_count(n - 1)
    expect(page.locator("#walked")).to_have_text("1 passage read, 1 found; the last batch 1 of 1")
    press(page, "r")
    saved(page)

    row = rows_of(study / "codings" / "ana.csv")[0]
    assert (row["code_id"], row["action"], MARK in row["coding_id"]) == ("trust", "apply", True)
    marks = rows_of(study / "codings" / "ana.read.csv")
    assert {(mark["codes"], mark["read_how"]) for mark in marks} == {("trust", "list")}


def test_a_blind_session_walks_no_list(study, visit):
    page = visit(study, "--coder", "ana", "--blind")

    assert page.get_by_role("link", name="reading lists").count() == 0
    assert page.request.get(page.url.split("/analytic")[0] + "/list/trust").status == 403
