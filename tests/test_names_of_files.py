"""Ids become names of files: what a disk would keep as one, and what Windows keeps for itself."""

from __future__ import annotations

import pytest

from pipeline.study import people_files
from pipeline.study.people_files import kept_by_windows
from pipeline.study.problems import Source
from tests.making import SMALLEST, problems_of, said
from tests.test_check import ONE_CASE

KEEPS = "names files, and Windows keeps that name for itself: no file can be called so there."


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        (
            "case_id\nSafety-alpha\nsafety-alpha\n",
            "case 'safety-alpha' differs from 'Safety-alpha', in line 2, only in capitals: "
            "some computers keep both as one file.",
        ),
        (
            "case_id\ncaf\u00e9\ncafe\u0301\n",
            "case 'cafe\u0301' differs from 'caf\u00e9', in line 2, only in how letters and accents are stored: "
            "some computers keep both as one file.",
        ),
        ("case_id\na\na\n", "case 'a' stands there already, in line 2."),
    ],
    ids=["capitals", "accents", "the same"],
)
def test_two_cases_whose_files_would_be_one_are_told_how_they_differ(rows, fault, tmp_path):
    assert f"fault cases.csv:3 {fault}" in said(problems_of(tmp_path, {"cases.csv": rows}), tmp_path)


def test_two_transcripts_that_differ_in_capitals_alone_are_told_so(tmp_path):
    rows = "transcript_id,file,case_id,kind\nt1,t1.txt,a,interview\nT1,t2.txt,a,interview\n"
    files = {"transcripts.csv": rows, "transcripts/t2.txt": SMALLEST["transcripts/t1.txt"]}

    assert said(problems_of(tmp_path, files), tmp_path)[0] == (
        "fault transcripts.csv:3 transcript 'T1' differs from 't1', in line 2, only in capitals: "
        "some computers keep both as one file."
    )


def test_two_codes_that_differ_in_capitals_alone_are_one_fault(tmp_path):
    book = 'codebook: mine\nversion: "1"\ncodes:\n  trust: {definition: Trust.}\n  Trust: {definition: Trust.}\n'

    found = said(problems_of(tmp_path, {"codebook.yaml": book}), tmp_path)

    assert [line for line in found if line.startswith("fault")] == [
        "fault codebook.yaml:5 'Trust' and 'trust' differ in capitals, or in how an accent is stored, only."
    ]


@pytest.mark.parametrize("word", ["con", "NUL", "Aux", "prn", "com1", "COM9", "lpt1", "LPT9", "com\u00b9"])
def test_a_name_that_windows_keeps_for_itself_is_a_caution_with_a_remedy(word, tmp_path):
    (problem,) = kept_by_windows(Source(tmp_path, 2), "case_id", word)

    assert (problem.severity, problem.fault) == ("caution", f"case_id '{word}' {KEEPS}")
    assert problem.remedy == f"Choose another, such as '{word}-1'."


@pytest.mark.parametrize("word", ["console", "com", "com10", "lpt0", "con-1", "a-con", "null", "auxiliary"])
def test_a_name_that_only_looks_like_one_is_none(word, tmp_path):
    assert kept_by_windows(Source(tmp_path, 2), "case_id", word) == []


def test_on_windows_itself_it_is_a_fault(monkeypatch, tmp_path):
    monkeypatch.setattr(people_files, "ON_WINDOWS", True)

    assert kept_by_windows(Source(tmp_path, 2), "case_id", "con")[0].is_fault


def test_every_id_that_names_files_is_looked_at_and_each_city_once(tmp_path):
    files = {
        "study.yaml": "codebook: codebook.yaml\ndesign:\n  prn: city\n",
        "cases.csv": "case_id,city\nnul,Aux\nb,Aux\nc,Beta\n",
        "transcripts.csv": "transcript_id,file,case_id,kind\ncon,t1.txt,nul,interview\n",
        "codebook.yaml": "codes: {LPT1: {definition: Trust., cues: {phrases: [trust]}}}\n",
    }

    assert [line for line in said(problems_of(tmp_path, files), tmp_path) if line.endswith(KEEPS)] == [
        f"caution cases.csv:2 case_id 'nul' {KEEPS}",
        f"caution cases.csv:2 city 'Aux' {KEEPS}",
        f"caution codebook.yaml:1 code 'LPT1' {KEEPS}",
        f"caution study.yaml:3 stage 'prn' {KEEPS}",
        f"caution transcripts.csv:2 transcript_id 'con' {KEEPS}",
    ]


def test_a_study_without_such_names_is_told_nothing(tmp_path):
    assert said(problems_of(tmp_path), tmp_path) == [ONE_CASE]
