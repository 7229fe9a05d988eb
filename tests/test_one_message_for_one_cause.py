"""A slip in a study's files is told once, as what it is, and not again for all that follows from it."""

from __future__ import annotations

import pytest

from tests.making import check_study, make_study, problems_of

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


def test_a_row_with_a_comma_too_many_is_not_told_again_for_the_file_and_the_case_that_it_names(tmp_path):
    files = {**TWO_CASES, "transcripts.csv": f"{HEAD}t1,t1.txt,north,interview\nt2,t2.txt,so,uth,interview\n"}
    files["transcripts/t2.txt"] = "Interviewer: How?\n\nAna: There was trust.\n"

    assert [fault for fault, _ in told(tmp_path, files)] == ["the row has 5 cells, the header 4."]


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


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        ({"study.yaml": "codebok: codebook.yaml\n"}, "'codebok' is no setting of study.yaml."),
        (
            {
                "study.yaml": "codebook: codebook.yaml\ndesing: {within-city: city}\n",
                "cases.csv": "case_id,city\na,Oslo\n",
                "transcripts.csv": "transcript_id,file,case_id,kind,city\nt1,t1.txt,a,interview,\n"
                "m,m.txt,,mayor,Oslo\n",
                "transcripts/m.txt": "Interviewer: Well?\n\nMayor: Well.\n",
            },
            "'desing' is no setting of study.yaml.",
        ),
        (
            {
                "study.yaml": "codebook: codebook.yaml\noutcome: {atribute: tier, order: [less, more]}\n",
                "success/tiers.csv": "case_id,tier\na,more\n",
            },
            "'atribute' is no field of outcome.",
        ),
        ({"success/tiers.csv": "case_id,tier\nnort,more\n", "cases.csv": "case_id\nnorth\n",
          "transcripts.csv": f"{HEAD}t1,t1.txt,north,interview\n", "study.yaml": "codebook: codebook.yaml\n"
          "outcome: {attribute: tier, order: [less, more]}\n"}, "case 'nort' is not in cases.csv."),
        ({"transcripts.csv": f"{HEAD}t1,t1.doc,a,interview\n"}, "file 't1.doc' is not in transcripts/."),
    ],
    ids=["codebook", "design", "outcome", "tiers", "file"],
)  # fmt: skip
def test_a_name_that_is_misspelt_is_told_and_nothing_that_follows_from_it(tmp_path, files, fault):
    faults = [said for said, _ in told(tmp_path, files)]

    assert fault in faults
    assert [said for said in faults if said != fault and "one case" not in said and "one city" not in said] == []


def test_a_file_that_is_not_there_is_looked_for_under_another_ending_or_another_name(tmp_path):
    remedies = dict(told(tmp_path / "a", {"transcripts.csv": f"{HEAD}t1,t1.doc,a,interview\n"}))
    assert remedies["file 't1.doc' is not in transcripts/."].startswith("Did you mean 't1.txt'?")

    folder = make_study(tmp_path / "b")
    (folder / "cases.csv").rename(folder / "cases.xlsx")
    remedies = {problem.fault: problem.remedy for problem in check_study(folder)}
    assert (
        remedies["the file cannot be read: it is not there."]
        == "Save cases.xlsx as 'CSV UTF-8' under the name cases.csv."
    )


def test_a_word_by_which_a_measure_finds_no_row_is_told(tmp_path):
    measure = "{table: episodes, column: response, where: {response: learn}}"
    claim = f"- {{name: n, claim: c, formed: after, expects: rises, measure: {measure}}}\n"
    files = {
        "episodes.csv": "case_id,episode,setback,response\na,1,flood,learning\n",
        "propositions.yaml": claim,
        "study.yaml": "codebook: codebook.yaml\noutcome: {attribute: tier, order: [less, more]}\n",
    }
    remedies = dict(told(tmp_path, files))

    assert remedies["measure: no row of episodes has 'learn' as its response."].startswith("Did you mean 'learning'?")


def test_whoever_withdrew_hides_no_coding_that_is_not_there(tmp_path):
    files = {
        "participants.csv": "respondent_id,status\nr1,heard\nr2,withdrawn\n",
        "transcripts.csv": "transcript_id,file,case_id,kind,respondent_id\nt1,t1.txt,a,interview,r1\n"
        "t2,t2.txt,a,interview,r2\n",
        "transcripts/t2.txt": "Interviewer: How?\n\nBo: Trust.\n",
        "codings/ana.csv": "coding_id,transcript_id,start_char,end_char,quotation,code_id\n"
        "1,t1,,,There was trust.,trust\n2,t2,,,Trust.,trust\n",
        "judgements.csv": "case_id,code_id,judgement,codings\na,trust,present,ana:1;ana:2;ana:7\n",
    }
    faults = [fault for fault, _ in told(tmp_path, files) if fault.startswith("coding ")]

    assert faults == [
        "coding 'ana:2' is of words that were withdrawn (codings/ana.csv, line 3).",
        "coding 'ana:7' is not there.",
    ]
