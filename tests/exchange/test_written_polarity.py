"""Codes that are denied where they are written: comments and sheets."""

import pytest
from bringing import bring, rows_of
from making import make_study
from other_tools import word_file

TEXT = "Interviewer: How was it?\n\nRespondent: There was trust. We had lunch every Thursday.\n"
CODEBOOK = """\
codebook: study
version: "1"
codes:
  trust: {name: Trust, definition: They trust each other.}
  money: {name: Money, definition: Who pays.}
  no_money: {name: No money, definition: Nobody pays.}
"""


def study_of(folder):
    return make_study(folder / "study", {"transcripts/t1.txt": TEXT, "codebook.yaml": CODEBOOK})


def commented(folder, text):
    talk = ["Interviewer: How was it?", "Respondent: {1:There was trust.} We had lunch every {2:Thursday}."]
    return word_file(folder / "talk.docx", talk, [{"id": 1, "author": "ana", "text": text}], "")


def polarities(folder, text):
    """{code: polarity} of the codings that one comment makes, and what the report lists."""
    done = bring(study_of(folder), commented(folder, text))
    return {row["code_id"]: row["polarity"] for row in rows_of(folder / "study/codings/ana.csv")}, done.report


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("Trust (absent)", {"trust": "absent"}),
        ("trust [Denied]", {"trust": "absent"}),
        ("Trust - no", {"trust": "absent"}),
        ("Trust – not present", {"trust": "absent"}),
        ("Trust: absent", {"trust": "absent"}),
        ("trust = no", {"trust": "absent"}),
        ("not Trust", {"trust": "absent"}),
        ("No trust.", {"trust": "absent"}),
        ("absent: trust", {"trust": "absent"}),
        ("trust absent", {"trust": "absent"}),
        ("!trust", {"trust": "absent"}),
        ("#trust (absent)", {"trust": "absent"}),
        ("Trust (nicht vorhanden)", {"trust": "absent"}),
        ("Trust (wished)", {"trust": "wished"}),
        ("Trust, should have", {"trust": "wished"}),
        ("trust: disputed", {"trust": "disputed"}),
        ("Trust (yes)", {"trust": "affirmed"}),
        ("trust (absent); money", {"trust": "absent", "money": ""}),
        ("trust\nabsent", {"trust": "absent"}),
        ("trust (absent): nobody knew them", {"trust": "absent"}),
    ],
)
def test_a_mark_beside_a_known_code_is_its_polarity_and_told(tmp_path, comment, expected):
    rows, report = polarities(tmp_path, comment)

    assert rows == expected
    assert any("is read" in sentence for sentence in report.inferred)


@pytest.mark.parametrize(
    "comment",
    [
        "trust (-)",
        "trust: she never had any",
        "trust: there wasn't any",
        "trust - not mentioned",
        "trust, money (absent)",
        f"trust\nThe whole passage is about how she denies that {'anybody there ' * 5}was ever to be relied on.",
    ],
)
def test_what_may_be_a_denial_and_is_not_understood_is_listed(tmp_path, comment):
    rows, report = polarities(tmp_path, comment)

    assert rows["trust"] == ""
    assert [item.what for item in report.items if item.where.endswith(", trust")] == ["to look at"]


def test_a_remark_without_a_denial_is_not_listed(tmp_path):
    rows, report = polarities(tmp_path, "trust: between the two mayors")

    assert rows == {"trust": ""}
    assert report.items == []


def test_a_name_of_the_codebook_that_holds_a_no_is_that_code(tmp_path):
    rows, _ = polarities(tmp_path, "no money")

    assert rows == {"no_money": ""}


def test_a_mark_beside_a_name_that_nobody_knows_stays_in_the_proposal(tmp_path):
    rows, _ = polarities(tmp_path, "Lunch (absent)")

    assert rows == {"new:ana-lunch-absent": ""}


def test_in_a_new_study_a_mark_is_read_beside_a_name_that_stands_alone_elsewhere(tmp_path):
    sheet = tmp_path / "quotes.csv"
    rows = "t1,There was trust.,Trust,ana\nt1,We had lunch every Thursday.,Trust (absent),ana\n"
    sheet.write_text("transcript,quotation,code,coder\n" + rows, encoding="utf-8")
    study = make_study(tmp_path / "study", {"transcripts/t1.txt": TEXT})

    bring(study, sheet)

    assert [row["polarity"] for row in rows_of(study / "codings/ana.csv")] == ["", "absent"]


@pytest.mark.parametrize(
    ("header", "cell", "polarity", "told"),
    [
        ("polarity", "Denied", "absent", 0),
        ("Presence", "no", "absent", 0),
        ("Denied", "x", "absent", 0),
        ("Denied", "", "", 0),
        ("polarity", "negative", "", 1),
    ],
)
def test_a_column_of_polarity_is_read_in_the_words_that_people_write(tmp_path, header, cell, polarity, told):
    sheet = tmp_path / "quotes.csv"
    sheet.write_text(f"transcript,quotation,code,coder,{header}\nt1,There was trust.,trust,ana,{cell}\n", "utf-8")
    study = study_of(tmp_path)

    done = bring(study, sheet)

    assert [row["polarity"] for row in rows_of(study / "codings/ana.csv")] == [polarity]
    assert len(done.report.items) == told
