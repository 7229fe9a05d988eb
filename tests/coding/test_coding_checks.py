"""Promises of coders' files that only show across the study."""

from tests.making import problems_of, said

HEADER = "coding_id,transcript_id,start_char,end_char,quotation,code_id,action\n"
EVENTS = "case_id,event_id,kind,what,codings\n"


def about(folder, **files):
    """What is said of a small study with these files of codings and one event for each id in `named`."""
    named = files.pop("named", ())
    made = {f"codings/{coder}.csv": HEADER + rows for coder, rows in files.items()}
    events = EVENTS + "".join(f"a,e{n},win,x,{one}\n" for n, one in enumerate(named))
    found = said(problems_of(folder, {**made, "events.csv": events}), folder)
    return [line for line in found if "events.csv" in line or "interviewers' words" in line]


def test_an_id_that_two_coders_have_is_named_with_both_and_the_full_id_is_one(tmp_path):
    rows = {"ana": "4,t1,,,trust,trust,\n", "ben": "4,t1,,,lunch,trust,\n5,t1,,,lunch,trust,\n"}

    assert about(tmp_path, **rows, named=("4", "ana:4", "ben:4", "5", "ben:5")) == [
        "caution events.csv:2 coding '4' is not one coding: 'ana:4' and 'ben:4' are there."
    ]


def test_an_id_behind_which_no_coding_stands_says_why(tmp_path):
    rows = (
        "1,t1,,,trusst,trust,\n2,t1,,,trust,trust,\n2,,,,,,retract\n3,t1,,,trust,trsut,\n4,t1,,,trust,trust,reject\n"
        "6,t1,,,trust,trust,\n"
    )

    assert about(tmp_path, ana=rows, named=("ana:1", "2", "3", "4", "5", "6")) == [
        "caution events.csv:2 coding 'ana:1' is there, and its words were not found (codings/ana.csv, line 2).",
        "caution events.csv:3 coding '2' was retracted (codings/ana.csv, line 4).",
        "caution events.csv:4 coding '3' is there, and its row cannot be used (codings/ana.csv, line 5).",
        "caution events.csv:5 coding '4' strikes out a machine coding and is none itself (codings/ana.csv, line 6).",
        "caution events.csv:6 coding '5' is not there.",
    ]


def test_an_id_that_another_coder_s_lost_coding_has_too_is_not_one(tmp_path):
    rows = {"ana": "4,t1,,,trusst,trust,\n", "ben": "4,t1,,,lunch,trust,\n"}

    assert about(tmp_path, **rows, named=("4", "ben:4")) == [
        "caution events.csv:2 coding '4' is not one coding: 'ben:4' and 'ana:4' are there."
    ]


def test_codings_in_interviewers_words_only_are_named_once(tmp_path):
    rows = "1,t1,,,How was it?,trust,\n2,t1,,,trust,trust,\n3,t1,0,20,,trust,\n4,t1,,,was it,trust,\n"

    assert about(tmp_path, ana=rows) == [
        "caution codings/ana.csv:2 2 codings stand in interviewers' words only: they count as told, "
        "and nothing is learnt from them; first: 1."
    ]
