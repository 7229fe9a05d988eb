"""Quotations by code and attribute: what counts, with its source, by case; what may not be quoted, marked."""

from __future__ import annotations

import csv
import io

import docx
import openpyxl
import pytest
from making import make_study

from pipeline.handing_over.extract import Extract, OfACase, Quote, UnderACode
from pipeline.handing_over.finished_run import finished_run
from pipeline.handing_over.quotations import Quotations, Wanted
from pipeline.handing_over.quotes import quotes_as_text, write_quotes
from pipeline.handing_over.quotes_in_word import as_word
from pipeline.run import Progress, analyze
from pipeline.study.problems import WrongUsage

STUDY = {
    "study.yaml": "codebook: codebook.yaml\ntitle: Bees & co\ndesign: {within-city: city}\ncase: project\n",
    "codebook.yaml": """\
        codebook: mine
        version: "1"
        codes:
          bond: {name: Bonds, definition: Any bond., is_codable: false}
          trust: {name: Trust, parent: bond, definition: Talk of trust.}
          ties: {name: Old ties, parent: bond, definition: Talk of old ties.}
          money: {name: Money, definition: Talk of money.}
        """,
    "cases.csv": "case_id,name,city\nb,The *second* one,Beta\na,First,Alpha\n",
    "transcripts.csv": (
        "transcript_id,file,case_id,kind,respondent_id,season\n"
        "t1,t1.txt,a,interview,r1,spring\nt2,t2.txt,b,interview,r2,autumn\nt3,t3.txt,b,interview,r3,spring\n"
    ),
    "participants.csv": (
        "respondent_id,sector,role,may_quote\nr1,public,head,yes\nr2,business,owner,no\nr3,public,clerk,yes\n"
    ),
    "transcripts/t1.txt": "Interviewer: How?\n\nAnn: There was trust. There was money.\n",
    "transcripts/t2.txt": "Interviewer: How?\n\nBob: We go back years.\n\nInterviewer: And?\n\nBob: We trust him.\n",
    "transcripts/t3.txt": "Interviewer: How?\n\nCid: =No trust at all. Some trust later.\n",
    "codings/ana.csv": """\
        coding_id,transcript_id,start_char,end_char,quotation,code_id,polarity
        c1,t1,,,There was trust.,trust,affirmed
        c2,t1,,,There was money.,money,affirmed
        c3,t2,,,We go back years.,ties,affirmed
        c4,t2,,,We trust him.,trust,affirmed
        c5,t3,,,=No trust at all.,trust,absent
        c6,t3,,,Some trust later.,trust,affirmed
        """,
}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("quotes")
    study = make_study(folder / "study", STUDY)
    analyze(study, folder / "out", progress=Progress(say=lambda line: None))
    with finished_run(study, folder / "out") as opened:
        yield opened


def ids(run, *codes, where=(), with_uncounted=False):
    quotations = Quotations(run.library)
    return [voice.coding_id for voice in quotations.asked_for(Wanted(codes, tuple(where), with_uncounted))]


def test_a_parent_brings_its_children_by_case_as_cases_csv_lists_them(run):
    assert ids(run, "bond") == ["c3", "c4", "c6", "c1"]
    assert ids(run, "ties", "money") == ["c3", "c2"]
    assert ids(run) == ["c3", "c4", "c6", "c1", "c2"]


def test_conditions_hold_together_over_case_transcript_and_whoever_speaks(run):
    assert ids(run, where=[("sector", "public")]) == ["c6", "c1", "c2"]
    assert ids(run, where=[("sector", "public"), ("city", "Beta")]) == ["c6"]
    assert ids(run, "trust", where=[("season", "spring"), ("case_id", "a")]) == ["c1"]
    assert ids(run, where=[("sector", "business"), ("case_id", "a")]) == []
    assert ids(run, where=[("sector", "PUBLIC"), ("role", "head")]) == ["c1", "c2"]


def test_all_brings_what_does_not_count_and_marks_it(run):
    assert ids(run, "trust", with_uncounted=True) == ["c4", "c5", "c6", "c1"]

    text = quotes_as_text(run, Wanted(("trust",), with_uncounted=True), "md")

    assert "> =No trust at all.\n>\n> — t3, turn 2 · r3 · public · clerk · **not counted: denied**" in text


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Wanted(("trsut",)), "'trsut' is no code of this codebook. Did you mean 'trust'?"),
        (Wanted(where=(("sectr", "public"),)), "Did you mean 'sector'?"),
        (Wanted(where=(("sector", "publik"),)), "No sector is 'publik'. Did you mean 'public'?"),
    ],
)
def test_what_the_study_has_not_is_named_with_what_was_meant(run, wanted, said):
    with pytest.raises(WrongUsage) as error:
        quotes_as_text(run, wanted, "md")

    assert said in str(error.value)


def test_markdown_shows_words_letter_by_letter_with_their_source_and_what_limits_them(run):
    text = quotes_as_text(run, Wanted(("bond",), (("city", "Beta"),)), "md")

    assert text.startswith("# Quotations: Bonds\n\nBees & co\n\nThe team's own: not to be handed out")
    assert "3 quotations from 2 transcripts of 1 project (counted codings; city = Beta)." in text
    assert "## The \\*second\\* one\n\n### Bonds › Trust\n\n> We trust him.\n" in text
    assert "> — t2, turn 4 · r2 · business · owner · **may not be quoted**\n" in text
    assert "> — t3, turn 2 · r3 · public · clerk\n" in text


def test_csv_and_sheet_have_a_row_a_quotation_and_no_formula(run, tmp_path):
    wanted = Wanted(("trust",), with_uncounted=True)
    write_quotes(run, wanted, "xlsx", tmp_path / "q.xlsx")

    rows = list(csv.DictReader(io.StringIO(quotes_as_text(run, wanted, "csv"))))
    head, *sheet = openpyxl.load_workbook(tmp_path / "q.xlsx")["Quotations"].iter_rows(values_only=True)

    assert [row["quotation"] for row in rows] == [
        "We trust him.",
        "'=No trust at all.",
        "Some trust later.",
        "There was trust.",
    ]
    assert [row["may_be_quoted"] for row in rows] == ["no", "yes", "yes", "yes"]
    assert (rows[0]["city"], rows[0]["sector"], rows[0]["code_level_1"], rows[0]["code_level_2"]) == (
        "Beta", "business", "Bonds", "Trust",
    )  # fmt: skip
    assert head == tuple(rows[0])
    assert sheet[1][head.index("quotation")] == "=No trust at all."


def test_word_has_headings_by_case_and_code_and_quotations_in_their_style(run, tmp_path):
    for name in ("q.docx", "again.docx"):
        write_quotes(run, Wanted(("bond",)), "docx", tmp_path / name)

    paragraphs = [(p.style.name, p.text) for p in docx.Document(tmp_path / "q.docx").paragraphs]
    assert ("Heading 1", "The *second* one") in paragraphs
    assert ("Heading 2", "Bonds › Old ties") in paragraphs
    assert [text for style, text in paragraphs if style == "Quote"] == [
        "We trust him.", "Some trust later.", "We go back years.", "There was trust.",
    ]  # fmt: skip
    assert ("Quote Source", "— t2, turn 4 · r2 · business · owner · may not be quoted") in paragraphs
    assert (tmp_path / "q.docx").read_bytes() == (tmp_path / "again.docx").read_bytes()


def test_nothing_found_is_said(run):
    text = quotes_as_text(run, Wanted(("ties",), (("sector", "public"),)), "md")

    assert text.endswith("No quotation (counted codings; sector = public).\n")


def test_a_word_file_stands_signs_that_xml_refuses_and_text_from_right_to_left():
    quote = Quote(("שלום \x00 עולם", "👋 \ud800" + "word " * 3000), "t1\x1b", ("may not be quoted",))

    raw = as_word(Extract("T\x07", ("N",), "A", (OfACase("C\x02", (UnderACode("K", (quote,)),)),)))

    said = [p for p in docx.Document(io.BytesIO(raw)).paragraphs if p.style.name == "Quote"]
    assert said[0].text == "שלום \ufffd עולם"
    assert said[0]._p.pPr.find("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}bidi") is not None
    assert said[1].text.count("word ") == 3000
