"""A slip in a study's files is told once, as what it is, and not again for all that follows from it."""

from __future__ import annotations

import pytest

from tests.making import problems_of

HEAD = "transcript_id,file,case_id,kind\n"
TWO_CASES = {"cases.csv": "case_id\nnorth\nsouth\n"}


def told(folder, files):
    return [(problem.fault, problem.remedy) for problem in problems_of(folder, files)]


def test_a_folder_in_the_column_file_is_called_a_folder(tmp_path):
    files = {"transcripts.csv": f"{HEAD}t1,inner,a,interview\n", "transcripts/inner/t1.txt": "Ana: Trust.\n"}

    assert ("file 'inner' is a folder.", "Name the file in it, as folder/file.txt.") in told(tmp_path, files)


def test_a_list_without_rows_is_not_told_again_for_each_case_and_file(tmp_path):
    faults = [fault for fault, _ in told(tmp_path, {**TWO_CASES, "transcripts.csv": HEAD})]

    assert [fault for fault in faults if "t1.txt" in fault or "'north'" in fault] == []
    assert any("transcripts.csv" in fault for fault in faults)


def test_a_case_that_is_misspelt_in_a_transcripts_row_is_not_said_to_have_no_transcript(tmp_path):
    files = {**TWO_CASES, "transcripts.csv": f"{HEAD}t1,t1.txt,nort,interview\nt2,t2.txt,south,interview\n"}
    files["transcripts/t2.txt"] = "Interviewer: How?\n\nAna: There was trust.\n"
    about_north = [(fault, remedy) for fault, remedy in told(tmp_path, files) if "nor" in fault]

    assert len(about_north) == 1
    assert "'north'" in about_north[0][1]


@pytest.mark.parametrize("stage", ["within-case", "cross-case"])
def test_a_stage_with_a_name_that_is_taken_is_told_so(tmp_path, stage):
    files = {
        "study.yaml": f"codebook: codebook.yaml\ndesign: {{{stage}: city}}\n",
        "cases.csv": "case_id,city\na,Oslo\n",
    }

    assert (
        f"'{stage}' cannot name a stage: the name is taken.",
        "Choose another, such as within-city.",
    ) in told(tmp_path, files)


def test_words_with_a_comma_between_braces_are_told_to_need_quotes(tmp_path):
    book = (
        "codebook: mine\nversion: '1'\ncodes:\n  trust: {definition: Trust, and its lack, cues: {phrases: [trust]}}\n"
    )
    remedies = [remedy for fault, remedy in told(tmp_path, {"codebook.yaml": book}) if "and its lack" in fault]

    assert len(remedies) == 1
    assert remedies[0].startswith('Put words that hold a comma between double quotes: "one, two".')


def test_a_row_without_a_code_is_told_to_name_one(tmp_path):
    rows = "transcript_id,start_char,end_char,code_id,quotation\nt1,,,,There was trust\n"

    assert any(fault.startswith("the row names no code") for fault, _ in told(tmp_path, {"codings/ana.csv": rows}))
