"""CODER.read.csv: taken back, read in part, read under another text; and what of it is known by whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.codebook.load import load_codebook
from pipeline.coding.counting import apply_rules
from pipeline.coding.hand.by_hand import collect_hand_work
from pipeline.study.problems import Loaded, Source
from pipeline.study.records import Transcript, Turn

TEXT = "We had trust. We had luck."
TODAY = """\
version: "2"
codes:
  trust: {definition: Talk of trust., scope: [early, late], cues: {phrases: [trust]}}
  luck:
    definition: Talk of luck on paper.
    cues: {phrases: [luck]}
    changed: {in: "2", how: narrowed}
"""
BEFORE = """\
version: "1"
codes:
  trust: {definition: Talk of trust., scope: [early, late]}
  luck: {definition: Talk of luck.}
"""
READ = "transcript_id,codes,codebook_version,action,read_how,chunks\n"
CODED = "coding_id,transcript_id,start_char,end_char,quotation,code_id,polarity,codebook_version\n"
TRANSCRIPT = Transcript("t1", "a", "interview", (Turn(1, "R", TEXT, 0, len(TEXT)),), Source(Path("t1.txt")))


def work(folder: Path, **files: str) -> Loaded:
    """What people coded and read; `ana_read` is ana.read.csv."""
    (folder / "codings").mkdir(parents=True)
    (folder / "book.yaml").write_text(TODAY)
    (folder / "book@1.yaml").write_text(BEFORE)
    for name, text in files.items():
        (folder / "codings" / (name.replace("_", ".") + ".csv")).write_text(text)
    book = load_codebook(folder / "book.yaml").records
    return collect_hand_work(folder / "codings", [TRANSCRIPT], book, frozenset(("early", "late")))


def known(folder: Path, verdicts: dict[str, str] | None = None, **files: str) -> dict[str, str]:
    """Code -> how it is known in t1."""
    hand = work(folder, **files).records
    book = load_codebook(folder / "book.yaml").records
    return {code_id: how for (_, code_id), how in apply_rules([TRANSCRIPT], book, hand, (), verdicts)[1].known.items()}


@pytest.mark.parametrize(
    ("rows", "read"),
    [
        ("t1,*,2,,,\n", {"trust", "luck"}),
        ("t1,*,2,read,whole,\nt1,*,2,retract,,\n", set()),
        ("t1,*,2,retract,,\nt1,*,2,read,,\n", {"trust", "luck"}),
        ("t1,*,2,,,\nt1,trust,2,retract,,\n", {"trust", "luck"}),
        ("t1,*,2,,list,\n", set()),
        ("t1,*,2,,chunks,early;late\n", {"trust"}),
        ("t1,*,2,,chunks,early\n", set()),
        ("t1,*,1,,,\n", {"trust", "luck"}),
    ],
)
def test_a_no_is_told_by_what_was_read_to_the_end_and_not_taken_back(tmp_path, rows, read):
    marks = work(tmp_path, ana=CODED, ana_read=READ + rows).records.read

    assert {code_id for mark in marks for code_id in mark.codes} == read


@pytest.mark.parametrize(
    ("row", "fault"),
    [("t1,*,2,undo,,\n", "action 'undo' is unknown"), ("t1,*,2,,skimmed,\n", "read_how 'skimmed' is unknown")],
)
def test_a_row_with_an_unknown_word_is_left_out_and_named(tmp_path, row, fault):
    loaded = work(tmp_path, ana=CODED, ana_read=READ + row)

    assert loaded.records.read == ()
    assert [problem.fault for problem in loaded.problems] == [f"{fault}. The row is left out."]


def test_a_chunk_that_no_guide_has_is_named(tmp_path):
    (problem,) = work(tmp_path, ana=CODED, ana_read=READ + "t1,*,2,,chunks,early;lat\n").problems

    assert problem.fault.startswith("'lat' in `chunks` is no question of a guide and no code")


def test_an_outdated_coding_makes_its_coders_word_open_and_no_machine_speaks_in_its_place(tmp_path):
    files = {"ana": CODED + "1,t1,,,We had luck.,luck,,1\n", "ana_read": READ + "t1,*,1,,,\n"}

    assert known(tmp_path, {"luck": "counted"}, **files) == {"trust": "read"}


def test_another_coding_of_that_coder_that_stands_keeps_their_word(tmp_path):
    rows = "1,t1,,,We had luck.,luck,,1\n2,t1,,,luck.,luck,,2\n"

    assert known(tmp_path, ana=CODED + rows, ana_read=READ + "t1,*,1,,,\n") == {"trust": "read", "luck": "read"}


def test_another_coder_whose_word_is_known_decides(tmp_path):
    files = {"ana": CODED + "1,t1,,,We had luck.,luck,,1\n", "consensus": CODED, "ben": CODED}
    hand = work(tmp_path, **files, ben_read=READ + "t1,luck,2,,,\n").records
    book = load_codebook(tmp_path / "book.yaml").records

    judged, found = apply_rules([TRANSCRIPT], book, hand, ())

    assert found.decides == {("t1", "luck"): "ben"}
    assert [(one.is_outdated, one.is_counted, one.would_count) for one in judged] == [(True, False, False)]


def test_reading_again_under_todays_text_confirms_what_its_coder_left_standing_and_no_one_elses(tmp_path):
    row = "1,t1,,,We had luck.,luck,,1\n"
    mine = work(tmp_path / "mine", ana=CODED + row, ana_read=READ + "t1,luck,2,,,\n").records
    theirs = work(tmp_path / "theirs", ana=CODED + row, ben=CODED, ben_read=READ + "t1,luck,2,,,\n").records

    assert (len(mine.codings), len(mine.outdated)) == (1, 0)
    assert (len(theirs.codings), len(theirs.outdated)) == (0, 1)


def test_a_study_whose_only_codings_are_outdated_still_counts_no_machine(tmp_path):
    assert known(tmp_path, ana=CODED + "1,t1,,,We had luck.,luck,,1\n") == {}


def test_fifty_rows_of_one_cause_are_one_message_with_its_first_places(tmp_path):
    rows = "".join(f"{n},t1,,,We had luck.,lukc,,2\n" for n in range(50))
    (problem,) = work(tmp_path, ana=CODED + rows).problems

    assert problem.fault == (
        "code 'lukc' is not in the codebook. 50 rows are left out: ana.csv line 2, 3, 4 and 47 more."
    )


MERGED = """\
version: "3"
codes:
  rain: {definition: Talk of rain. More., merge_into: weather, merge_why: same}
  weather: {definition: Talk of weather. More.}
"""
STILL_TWO = """\
version: "2"
codes:
  rain: {definition: Talk of rain. More.}
  weather: {definition: Talk of weather.}
"""


def outdated_codings(folder: Path, codings: str, read: str) -> set[str]:
    (folder / "codings").mkdir(parents=True)
    (folder / "book.yaml").write_text(MERGED)
    (folder / "book@2.yaml").write_text(STILL_TWO)
    (folder / "codings" / "ana.csv").write_text(CODED + codings)
    (folder / "codings" / "ana.read.csv").write_text(READ + read)
    book = load_codebook(folder / "book.yaml").records
    hand = collect_hand_work(folder / "codings", [TRANSCRIPT], book, frozenset()).records
    return {coding.coding_id for coding in hand.outdated}


def test_what_was_read_for_a_code_before_it_went_up_in_another_confirms_its_codings_and_not_the_others(tmp_path):
    rows = "c1,t1,3,12,had trust,rain,affirmed,1\nc2,t1,17,25,had luck,weather,affirmed,1\n"

    assert outdated_codings(tmp_path / "unread", rows, "") == {"c1", "c2"}
    assert outdated_codings(tmp_path / "read", rows, "t1,rain,2,,,\n") == {"c2"}
