"""Faults and cautions across the files of a study: each with file, line and remedy, all in one pass."""

from tests.making import problems_of, said

ONE_CASE = "caution cases.csv there is one case: later stages have nothing to compare."


def test_the_contract_s_smallest_study_has_no_problem_but_its_only_case(tmp_path):
    assert said(problems_of(tmp_path), tmp_path) == [ONE_CASE]


def test_every_mistake_of_transcripts_csv_is_named_at_once(tmp_path):
    rows = (
        "transcript_id,file,case_id,kind,guide\n"
        "t1,t1.txt,a,interview,\n"
        "t1,t2.txt,a,interview,\n"
        "t3,t1.txt,a,interview,\n"
        "t4,none.txt,a,interview,\n"
        "t5,t5.txt,b,interview,\n"
        "t6,t6.txt,a,intervew,\n"
        "t7,../study.yaml,a,interview,\n"
        "t8,t8.txt,a,interview,guide1\n"
        "t9,t9.txt,,interview,\n"
    )
    files = {f"transcripts/t{n}.txt": "I: So?\n\nR: Yes.\n\nI: And?\n\nR: No." for n in (2, 5, 6, 8, 9)}

    found = said(problems_of(tmp_path, {"transcripts.csv": rows, **files}), tmp_path)

    assert [line.split(" ", 2)[1] for line in found if line.startswith("fault")] == [
        f"transcripts.csv:{n}" for n in (3, 4, 5, 6, 7, 8, 9, 10)
    ]


def test_a_case_without_its_design_attribute_is_a_fault_and_a_missing_cell_a_caution(tmp_path):
    design = "codebook: codebook.yaml\ndesign: {within-city: city, within-issue: issue}\n"
    cases = "case_id,city,issue\na,X,p\nb,Y,p\nc,X,q\nd,,q\n"

    found = said(problems_of(tmp_path, {"study.yaml": design, "cases.csv": cases}), tmp_path)

    assert "fault cases.csv:5 case 'd' has no city, which stage 'within-city' holds constant." in found


def test_two_attribute_values_with_one_file_name_are_a_fault(tmp_path):
    design = "codebook: codebook.yaml\ndesign: {within-city: city}\n"
    cases = "case_id,city\na,New York\nb,new-york\n"

    found = said(problems_of(tmp_path, {"study.yaml": design, "cases.csv": cases}), tmp_path)

    assert any(line.startswith("fault cases.csv:3") and "new-york" in line for line in found)


def test_a_tier_outside_the_order_and_one_that_differs_are_faults(tmp_path):
    study = "codebook: codebook.yaml\noutcome: {attribute: tier, order: [low, high]}\n"
    files = {
        "study.yaml": study,
        "cases.csv": "case_id,tier\na,low\nb,hgih\n",
        "success/tiers.csv": "case_id,tier\na,high\n",
    }

    found = problems_of(tmp_path, files)

    assert [p.source.line for p in found if p.is_fault] == [3, 2]
    assert any("Did you mean 'high'?" in p.remedy for p in found)


def test_a_file_that_no_row_lists_is_a_caution(tmp_path):
    found = said(problems_of(tmp_path, {"transcripts/extra.txt": "R: Hello."}), tmp_path)

    assert found == [
        ONE_CASE,
        "caution transcripts/extra.txt no row of transcripts.csv lists this file: it is not read.",
    ]


def test_an_unknown_setting_is_a_fault_with_the_nearest_name(tmp_path):
    problem = problems_of(tmp_path, {"study.yaml": "codebook: codebook.yaml\ndesing: {}\n"})[0]

    assert (problem.is_fault, problem.source.line) == (True, 2)
    assert "Did you mean 'design'?" in problem.remedy


def test_a_judgement_about_an_unknown_case_or_code_is_a_fault(tmp_path):
    rows = "case_id,code_id,judgement\na,trust,present\nz,trust,absent\na,turst,absent\na,trust,perhaps\n"

    found = problems_of(tmp_path, {"judgements.csv": rows})

    assert [p.source.line for p in found if p.is_fault] == [3, 4, 5]


def test_a_study_without_its_codebook_says_which_file_is_missing(tmp_path):
    found = said(problems_of(tmp_path, without=("codebook.yaml",)), tmp_path)

    assert any(line.startswith("fault codebook.yaml") for line in found)


def test_dates_that_a_spreadsheet_turned_round_are_named_once_a_file(tmp_path):
    files = {
        "transcripts.csv": "transcript_id,file,case_id,kind,date\nt1,t1.txt,a,interview,02.03.2026\n",
        "judgements.csv": "case_id,code_id,judgement,by,at\n"
        "a,trust,present,ana,2026-03-01\na,trust,absent,ana,3/2/2026\na,trust,mixed,ben,4/2/2026\na,trust,mixed,ben,2026\n",
    }

    found = said(problems_of(tmp_path, files), tmp_path)

    assert [line for line in found if "order of time" in line] == [
        "caution judgements.csv:3 at '3/2/2026', and 1 more, cannot be put in order of time.",
        "caution transcripts.csv date '02.03.2026' cannot be put in order of time.",
    ]
