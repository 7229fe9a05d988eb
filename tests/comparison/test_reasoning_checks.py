"""What the tables of a team's reasoning may name, and what is said where it is not there."""

import pytest

from tests.making import problems_of, said

CODED = {
    "codings/ana.csv": "coding_id,transcript_id,start_char,end_char,quotation,code_id,action\n"
    "a-1,t1,17,33,There was trust.,trust,apply\na-2,t1,34,47,We had lunch.,trust,apply\na-2,t1,34,47,,trust,retract\n",
    "events.csv": "case_id,event_id,kind,what,after\na,e1,setback,rain,\na,e2,response,tents,e1\n",
}
EXHIBIT = "exhibit,case_id,episode,phase,coding_id,event_id,order,why\n"


def told(tmp_path, files):
    return [line for line in said(problems_of(tmp_path, {**CODED, **files}), tmp_path) if "of-no-use" not in line]


def test_an_exhibit_of_codings_and_events_that_are_there_is_no_problem(tmp_path):
    found = told(tmp_path, {"exhibits.csv": EXHIBIT + "x,a,,setback,a-1,e1,1,why\n"})

    assert not [line for line in found if "exhibits.csv" in line]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("x,a,,setback,a-1,e9,1,", "event 'e9' is not in events.csv for a."),
        ("x,a,7,setback,a-1,e1,1,", "episode '7' is not in episodes.csv for a."),
        ("x,b,,setback,a-1,,1,", "case 'b' is not in cases.csv."),
        ("x,a,,storm,a-1,,1,", "phase is 'storm'."),
        ("x,a,,setback,a-1,,first,", "order is 'first'."),
        ("x y,a,,setback,a-1,,1,", "exhibit is 'x y', which cannot name a page."),
    ],
)
def test_an_exhibit_that_names_what_is_not_there_is_a_fault_with_its_line(tmp_path, row, fault):
    found = told(tmp_path, {"exhibits.csv": f"{EXHIBIT}{row}\n"})

    assert f"fault exhibits.csv:2 {fault}" in found


def test_an_exhibit_that_cites_a_retracted_coding_is_stale(tmp_path):
    found = told(tmp_path, {"exhibits.csv": EXHIBIT + "x,a,,setback,a-2,,1,\n"})

    assert (
        "caution exhibits.csv:2 exhibit 'x' cites coding 'a-2', which is retracted or was never made. It is stale."
        in found
    )


def test_an_event_follows_from_an_event_of_its_own_case(tmp_path):
    found = told(tmp_path, {"events.csv": "case_id,event_id,kind,what,after\na,e1,setback,rain,e7\n"})

    assert "fault events.csv:2 after: 'e7' is not in events.csv for a." in found


def test_a_contrast_names_two_cases(tmp_path):
    found = told(tmp_path, {"contrasts.csv": "contrast,stage,subject,case_a,case_b\nx,,,a,a\n"})

    assert "fault contrasts.csv:2 contrast 'x' sets a beside itself." in found


def test_an_item_that_is_merged_is_merged_into_something(tmp_path):
    found = told(tmp_path, {"distillation.csv": "round,case_id,item,action,into\n1,,lunch,merge,\n1,a,rain,drop,\n"})

    assert "fault distillation.csv:2 'lunch' is to merge, into nothing." in found
    assert not [line for line in found if "distillation.csv:3" in line]


def test_a_note_on_an_exhibit_that_no_row_names_is_a_fault(tmp_path):
    files = {"exhibits.csv": EXHIBIT + "x,a,,setback,a-1,,1,\n", "notes/exhibit/y.md": "Words.\n"}

    assert "fault notes/exhibit/y.md 'y' is no subject of exhibit." in told(tmp_path, files)


def test_a_proposition_is_held_or_abandoned_and_its_history_has_claims(tmp_path):
    text = "- {name: p, claim: c, formed: after, status: gone, history: [{at: '2025'}]}\n"
    found = told(tmp_path, {"propositions.yaml": text})

    assert "fault propositions.yaml:1 status is 'gone'." in found
    assert "fault propositions.yaml:1 this is no step of a history." in found


TWO_CASES = {
    "study.yaml": "codebook: codebook.yaml\ndesign: {within-city: city}\n"
    "outcome: {attribute: tier, order: [low, high]}\n",
    "cases.csv": "case_id,city,tier\na,Ulm,low\nb,Bonn,high\n",
}


@pytest.mark.parametrize(
    ("file", "text", "caution"),
    [
        (
            "exhibits.csv",
            EXHIBIT + "x,b,,setback,a-1,,1,\n",
            "exhibit 'x' is of b, and coding 'a-1' stands in words on a.",
        ),
        (
            "barriers.csv",
            "case_id,item,codings\nb,tents,ana:a-1\n",
            "'tents' is of b, and coding 'ana:a-1' stands in words on a.",
        ),
        (
            "contrasts.csv",
            "contrast,stage,subject,case_a,case_b\nx,within-city,ulm,a,b\n",
            "contrast 'x' stands under ulm, to which b does not belong.",
        ),
        ("success/reconciliation.csv", "case_id,author,from,to\na,ana,lo,high\n", "from is 'lo', which is no tier."),
    ],
)
def test_a_row_that_mixes_cases_or_tiers_up_is_a_caution(tmp_path, file, text, caution):
    assert f"caution {file}:2 {caution}" in told(tmp_path, {**TWO_CASES, file: text})
