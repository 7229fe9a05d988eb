"""`may_quote` is asked of whoever speaks: the team's own pages mark such words, shared ones do not have them."""

from __future__ import annotations

import re

import pytest

from pipeline.corpus.quotable import Quotable
from pipeline.run import analyze
from tests.conftest import SILENT
from tests.making import make_study, problems_of
from tests.reliability.coded import loaded

OPEN, CLOSED, UNNAMED = WORDS = "Marigold", "Quillfeather", "Thistlewood"
GROUP = f"""Interviewer: How did you get on with each other?

Ana: We did trust the {OPEN} people from the start of it all.

Ben: I did trust the {CLOSED} people from the start of it all.

Somebody: They did trust the {UNNAMED} people from the start of it all.
"""


GROUP_TEXT = "\n".join(part.partition(": ")[2] for part in GROUP.strip().split("\n\n"))


def group(may_quote="no", **more):
    return {
        "transcripts.csv": "transcript_id,file,case_id,kind\ng1,g1.txt,a,group\n",
        "transcripts/g1.txt": GROUP,
        "participants.csv": f"respondent_id,organisation,may_quote\nr1,Mill,yes\nr2,Weir,{may_quote}\n",
        "attendance.csv": "transcript_id,speaker,respondent_id\ng1,Ana,r1\ng1,Ben,r2\n",
        **more,
    }


def files_with(word, folder):
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and word.encode() in path.read_bytes()
    )


def places(words):
    start = GROUP_TEXT.index(words)
    return start, start + len(words)


def coded(text):
    """A row of a coder's file on words of the group."""
    start, end = places(text)
    return f"g1,{start},{end},trust\n"


@pytest.fixture(scope="module", params=["by machine", "by people"])
def outputs(tmp_path_factory, request):
    """A run on a group in which one of two named people said no, coded by the machine alone or by two people."""
    folder = tmp_path_factory.mktemp("consent")
    rows = "".join(coded(line) for line in GROUP_TEXT.splitlines()[1:])
    head = "transcript_id,start_char,end_char,code_id\n"
    read = "transcript_id,codes\ng1,*\n"
    hand = {
        "codings/ana.csv": head + rows, "codings/ben.csv": head, "codings/ana.read.csv": read,
        "codings/ben.read.csv": read,
    }  # fmt: skip
    files = group(**(hand if request.param == "by people" else {}))
    study = make_study(folder / "study", files)
    analyze(study, folder / "own", progress=SILENT)
    analyze(study, folder / "shared", progress=SILENT, share=True)
    return folder


def quotes_on(page):
    """(words, whether they are marked) of each quotation of an evidence page."""
    found = re.findall(r"<blockquote[^>]*><p>(.*?)</p></blockquote>(.*?)</figure>", page.read_text("utf-8"))
    return {words: "may not be quoted" in rest for words, rest in found}


def test_the_teams_own_pages_show_all_words_and_mark_those_that_may_not_be_quoted(outputs):
    marked = quotes_on(outputs / "own" / "evidence" / "a" / "trust.html")

    assert {word: is_marked for words, is_marked in marked.items() for word in WORDS if word in words} == {
        OPEN: False,
        CLOSED: True,
        UNNAMED: True,
    }


def test_a_transcripts_page_marks_each_turn_that_may_not_be_quoted(outputs):
    page = (outputs / "own" / "transcripts" / "g1.html").read_text("utf-8")
    turns = re.split(r'<div class="turn[^>]* id="t', page)[1:]

    assert ["may not be quoted" in turn for turn in turns] == [False, False, True, True]


@pytest.mark.parametrize("word", [CLOSED, UNNAMED])
def test_words_of_one_who_said_no_or_may_be_anybodys_are_in_no_shared_file(outputs, word):
    assert files_with(word, outputs / "shared") == []
    assert files_with(word, outputs / "own"), "the team sees them"


def test_words_of_one_who_may_be_quoted_are_quoted_in_the_same_group(outputs):
    assert "evidence/a/trust.html" in files_with(OPEN, outputs / "shared")


@pytest.mark.parametrize(
    ("run", "whose"), [("own", "not to be handed out"), ("shared", "Pseudonymised, not anonymous")]
)
def test_every_page_says_whose_it_is(outputs, run, whose):
    pages = sorted((outputs / run).rglob("*.html"))

    assert [page.name for page in pages if whose not in page.read_text("utf-8")] == []


def quotable(folder, files):
    return Quotable(loaded(folder, files).corpus)


def test_a_passage_over_two_turns_needs_the_consent_of_both(tmp_path):
    asked = quotable(tmp_path, group())
    ana, ben = places("We did trust")[0], places("I did trust")[1]

    assert asked.may_quote("g1", *places("We did trust"))
    assert not asked.may_quote("g1", *places("I did trust"))
    assert not asked.may_quote("g1", ana, ben)


def test_an_interviewers_question_may_be_quoted_whoever_answers(tmp_path):
    assert quotable(tmp_path, group()).may_quote("g1", *places("How did you get on with each other?"))


def test_an_empty_cell_is_a_no_where_the_column_asks(tmp_path):
    asked = quotable(tmp_path, group(""))

    assert asked.may_quote("g1", *places("We did trust"))
    assert not asked.may_quote("g1", *places("I did trust"))


def test_everybody_may_be_quoted_where_no_column_asks(tmp_path):
    people = {"participants.csv": "respondent_id,organisation\nr1,Mill\nr2,Weir\n"}

    assert quotable(tmp_path, group(**people)).may_quote("g1", 0, len(GROUP_TEXT))


def test_whoever_is_not_listed_has_not_agreed_where_the_column_asks(tmp_path):
    people = {"participants.csv": "respondent_id,may_quote\nr1,yes\n"}

    assert not quotable(tmp_path, group(**people)).may_quote("g1", *places("I did trust"))


def test_columns_of_people_beyond_the_known_ones_are_in_no_output_unless_the_study_names_them(tmp_path):
    people = "respondent_id,sector,e_mail,phone\nr1,public,odessa@example.org,555-0199\n"
    setting = "codebook: codebook.yaml\nshare: [phone]\n"

    files = group(**{"participants.csv": people, "study.yaml": setting})
    analyze(make_study(tmp_path / "study", files), tmp_path / "out", progress=SILENT)

    assert files_with("odessa@example.org", tmp_path / "out") == []
    assert files_with("e_mail", tmp_path / "out") == []
    assert "tables/participants.csv" in files_with("555-0199", tmp_path / "out")


def test_a_shared_column_that_is_not_there_is_named_with_its_line(tmp_path):
    files = group(**{"study.yaml": "codebook: codebook.yaml\nshare: [organization]\n"})
    (caution,) = [one for one in problems_of(tmp_path, files) if "share" in one.fault]

    assert caution.source.line == 2
    assert "organisation" in caution.remedy
