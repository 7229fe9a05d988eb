"""A misspelt header of a people's table: one problem, at the header, whatever the number of rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.selection.screen import screen
from tests.making import problems_of, said
from tests.test_check import ONE_CASE

TALK = "Interviewer: How was it?\n\nRespondent: There was trust. We had lunch.\n"
WHOLE: dict[str, str | bytes] = {
    "study.yaml": "codebook: codebook.yaml\noutcome: {attribute: tier, order: [low, high]}\n",
    "cases.csv": "case_id,name\na,Ana\nb,Bea\n",
    "transcripts.csv": (
        "transcript_id,file,case_id,kind,respondent_id\nt1,t1.txt,a,interview,r1\nt2,t2.txt,b,interview,r2\n"
    ),
    "transcripts/t1.txt": TALK,
    "transcripts/t2.txt": TALK,
    "participants.csv": "respondent_id,sector\nr1,public\nr2,public\n",
    "attendance.csv": "transcript_id,speaker,respondent_id\nt1,Respondent,r1\nt2,Respondent,r2\n",
    "codings/ana.csv": (
        "coding_id,transcript_id,start_char,end_char,quotation,code_id,polarity\n"
        "c1,t1,,,There was trust.,trust,affirmed\nc2,t2,,,There was trust.,trust,affirmed\n"
    ),
    "codings/ana.read.csv": "transcript_id,codes\nt1,trust\nt2,trust\n",
    "judgements.csv": "case_id,code_id,judgement,codings\na,trust,present,c1\nb,trust,present,c2\n",
    "events.csv": "case_id,event_id,kind,what,codings\na,e1,win,x,c1\nb,e2,win,y,c2\n",
    "episodes.csv": "case_id,episode,setback,response\na,1,x,none\nb,1,y,both\n",
    "governance.csv": "case_id,step,mode\na,1,lead\nb,1,lead\n",
    "success/ratings.csv": "case_id,rater,role,rating\na,Ann,mayor,7\nb,Ann,mayor,8\n",
    "success/indicators.csv": "case_id,indicator,role\na,x,proxy\nb,x,proxy\n",
    "success/tiers.csv": "case_id,tier\na,low\nb,high\n",
    "rankings.csv": "case_id,respondent_id,barrier,pick\na,r1,trust,most\nb,r2,trust,most\n",
    "team.csv": "person,role\nAnn,coder\nBen,coder\n",
    "notes/within-case/a.md": "---\nby: Ann\n---\nSee [[a/trust]].\n",
    "notes/respondent/t1.md": "---\nby: Ann\n---\nShe hesitates.\n",
}
NEEDED = {
    "cases.csv": ("case_id",),
    "transcripts.csv": ("transcript_id", "file", "case_id", "kind"),
    "participants.csv": ("respondent_id",),
    "attendance.csv": ("transcript_id", "speaker", "respondent_id"),
    "codings/ana.csv": ("transcript_id", "start_char", "end_char", "code_id"),
    "codings/ana.read.csv": ("transcript_id", "codes"),
    "judgements.csv": ("case_id", "code_id", "judgement"),
    "events.csv": ("case_id", "event_id", "kind", "what"),
    "episodes.csv": ("case_id", "episode", "setback", "response"),
    "governance.csv": ("case_id", "step", "mode"),
    "success/ratings.csv": ("case_id", "rater", "role"),
    "success/indicators.csv": ("case_id", "indicator", "role"),
    "success/tiers.csv": ("case_id", "tier"),
    "rankings.csv": ("case_id", "respondent_id", "barrier", "pick"),
    "team.csv": ("person",),
}
OPTIONAL = {
    "transcripts.csv": "respondent_id",
    "participants.csv": "sector",
    "codings/ana.csv": "polarity",
    "judgements.csv": "codings",
}


def misspelt(name: str, column: str, instead: str) -> dict[str, str | bytes]:
    """The whole study with one column of one header under another name."""
    header, rows = str(WHOLE[name]).split("\n", 1)
    cells = [instead if cell == column else cell for cell in header.split(",")]
    return {**WHOLE, name: ",".join(cells) + "\n" + rows}


def without_a_letter(column: str) -> str:
    return column[:2] + column[3:]


def test_the_study_of_these_tests_has_no_problem(tmp_path):
    assert problems_of(tmp_path, WHOLE) == ()


@pytest.mark.parametrize(("name", "column"), [(name, one) for name, columns in NEEDED.items() for one in columns])
def test_a_misspelt_needed_column_is_one_fault_that_asks_whether_it_was_meant(name, column, tmp_path):
    instead = without_a_letter(column)
    (problem,) = problems_of(tmp_path, misspelt(name, column, instead))

    assert said((problem,), tmp_path) == [f"fault {name}:1 column '{column}' is missing; the header has '{instead}'."]
    assert problem.remedy == f"Did you mean '{column}'? Then rename '{instead}'; otherwise add a column."


def test_what_else_is_wrong_with_the_rows_is_still_said(tmp_path):
    files = misspelt("transcripts.csv", "transcript_id", "transcipt_id")
    files["transcripts.csv"] = str(files["transcripts.csv"]).replace("b,interview", "b,intervew")

    assert said(problems_of(tmp_path, files), tmp_path)[1:] == ["fault transcripts.csv:3 kind 'intervew' is unknown."]


def test_a_transcript_that_cannot_be_listed_is_not_said_again_for_each_of_its_codings(tmp_path):
    rows = str(WHOLE["transcripts.csv"]).replace("b,interview", "b,intervew")

    assert said(problems_of(tmp_path, {**WHOLE, "transcripts.csv": rows}), tmp_path) == [
        "fault transcripts.csv:3 kind 'intervew' is unknown."
    ]


def test_cells_divided_by_tabs_are_one_fault(tmp_path):
    files = {**WHOLE, "transcripts.csv": str(WHOLE["transcripts.csv"]).replace(",", "\t")}

    assert said(problems_of(tmp_path, files), tmp_path) == ["fault transcripts.csv:1 the cells are divided by tabs."]


@pytest.mark.parametrize(("name", "column"), OPTIONAL.items())
def test_a_misspelt_column_that_is_not_needed_is_a_caution_at_the_header(name, column, tmp_path):
    instead = without_a_letter(column)
    (problem,) = (
        problem
        for problem in problems_of(tmp_path, misspelt(name, column, instead))
        if "no coding in `codings` tells the code" not in problem.fault  # what judgements without that column rest on
    )

    assert said((problem,), tmp_path) == [
        f"caution {name}:1 column '{instead}' is read as the team's own; crosscase knows '{column}'."
    ]
    assert f"Did you mean '{column}'?" in problem.remedy


@pytest.mark.parametrize("column", ["pages", "district", "note"])
def test_a_column_of_the_teams_own_is_none(column, tmp_path):
    header, *rows = str(WHOLE["transcripts.csv"]).splitlines()
    text = "\n".join([f"{header},{column}", *(f"{row},x" for row in rows)])

    assert problems_of(tmp_path, {**WHOLE, "transcripts.csv": text}) == ()


def test_a_column_of_a_coders_file_that_differs_in_capitals_is_a_fault(tmp_path):
    assert said(problems_of(tmp_path, misspelt("codings/ana.csv", "polarity", "Polarity")), tmp_path) == [
        "fault codings/ana.csv:1 column 'Polarity' differs from 'polarity' in capital letters only."
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("case_id,city\nä,Alpha\n".encode("latin-1"), "cases.csv:2 this line is not UTF-8."),
        (
            b"PK\x03\x04\xff\xfe",
            "cases.csv this is a zip archive, as Excel and Word write them, whatever its name ends in.",
        ),
        (b"case_id\tcity\na\tAlpha\n", "cases.csv:1 the cells are divided by tabs."),
    ],
)
def test_a_cases_csv_that_cannot_be_read_is_not_said_to_lack_a_column(tmp_path, content, told):
    files = {"study.yaml": "codebook: codebook.yaml\ndesign: {within-city: city}\n", "cases.csv": content}

    faults = [problem for problem in problems_of(tmp_path, files) if problem.is_fault]

    assert said(faults, tmp_path) == [f"fault {told}"]


def test_a_design_attribute_that_cases_csv_spells_otherwise_is_one_fault(tmp_path):
    files = {
        "study.yaml": "codebook: codebook.yaml\ndesign: {within-city: city}\n",
        "cases.csv": "case_id,ciyt\na,Alpha\n",
        "transcripts.csv": "transcript_id,file,case_id,kind,city\nt1,t1.txt,a,interview,\nt2,t2.txt,,mayor,Alpha\n",
        "transcripts/t2.txt": TALK,
    }
    found = problems_of(tmp_path, files)

    assert said(found, tmp_path) == [
        "fault study.yaml:2 stage 'within-city' holds 'city' constant, and cases.csv has no such column.",
        ONE_CASE,
    ]
    assert "Did you mean 'ciyt'?" in found[0].remedy


def test_a_design_attribute_that_transcripts_csv_spells_otherwise_is_asked_for(tmp_path):
    files = {
        "study.yaml": "codebook: codebook.yaml\ndesign: {within-city: city}\n",
        "cases.csv": "case_id,city\na,Alpha\nb,Beta\n",
        "transcripts.csv": "transcript_id,file,case_id,kind,ciyt\nt1,t1.txt,a,interview,\nt2,t2.txt,,mayor,Alpha\n",
        "transcripts/t2.txt": TALK,
    }
    found = problems_of(tmp_path, files)

    assert said(found[:1], tmp_path) == ["fault transcripts.csv:3 the row belongs to no case."]
    assert "Is column 'ciyt' meant to be 'city'?" in found[0].remedy


@pytest.mark.parametrize(
    ("name", "column"),
    [("cities", "city"), ("candidates", "city"), ("candidates", "candidate"), ("candidates", "issue")],
)
def test_a_misspelt_column_of_a_screening_is_one_fault(name, column, tmp_path):
    tables = {
        "cities": "city,population\nAlpha,3\nBeta,2\n",
        "candidates": "city,candidate,issue\nAlpha,x,p\nBeta,y,p\n",
    }
    tables[name] = tables[name].replace(column, without_a_letter(column), 1)
    criteria = (
        "cities: {keep: [], order: [population]}\ncandidates: {issues: [p], keep: []}\nmatrix: {cities: 1, issues: 1}\n"
    )
    folder = write(tmp_path, {**{f"{one}.csv": text for one, text in tables.items()}, "criteria.yaml": criteria})

    assert [problem.fault for problem in screen(folder).problems] == [
        f"column '{column}' is missing; the header has '{without_a_letter(column)}'."
    ]


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
