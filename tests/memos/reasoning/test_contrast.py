"""Two cases side by side: what is constant, what differs, the last moment alike, rivals, and pairs proposed."""

import pytest

from pipeline.run import analyze
from tests.making import make_study

TALK = "Interviewer: How was it?\n\nRespondent: There was trust. We had lunch.\n"
STUDY = {
    "study.yaml": "codebook: codebook.yaml\ndesign: {within-city: city}\n"
    "outcome: {attribute: tier, order: [less, more]}\n",
    "cases.csv": "case_id,name,city,budget,tier\na,Fair,Tarn,100,less\n"
    "b,Market,Tarn,200,more\nc,Choir,Brack,200,more\n",
    "transcripts.csv": "transcript_id,file,case_id,kind\nt1,t1.txt,a,interview\nt2,t2.txt,b,interview\n"
    "t3,t3.txt,c,interview\n",
    "transcripts/t1.txt": TALK,
    "transcripts/t2.txt": TALK,
    "transcripts/t3.txt": TALK,
    "events.csv": "case_id,event_id,from,kind,what\na,e1,2020,launch,began\na,e2,2021,setback,rain\n"
    "b,e1,2020,launch,opened\nb,e2,2021,win,a stall\n",
    "episodes.csv": "case_id,episode,setback,response\na,1,rain,learning\nb,1,fire,learning\nc,1,flu,blaming\n",
    "judgements.csv": "case_id,code_id,judgement,by\na,trust,absent,ana\nb,trust,present,ben\n",
    "propositions.yaml": "- {name: p, claim: c, formed: after, predicts: {a: less, b: more, c: more},\n"
    "   rivals: [{name: money, predicts: {a: less, b: more, c: more}},\n"
    "   {name: luck, predicts: {a: more, b: less, c: less}}]}\n",
    "contrasts.csv": "contrast,stage,subject,case_a,case_b,why,by,at,action\n"
    "two,within-city,tarn,a,b,one city,ana,2025-01-01,\nno,cross-case,cross-case,a,c,too far,ben,,rejected\n",
}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("contrast")
    analyze(make_study(folder / "study", STUDY), folder / "out")
    return folder / "out"


@pytest.fixture(scope="module")
def page(run):
    return (run / "room/contrast/two.md").read_text(encoding="utf-8")


def part(page, heading):
    return page[page.index(f"## {heading}") :].split("\n## ")[0]


def test_what_is_held_constant_is_told_apart_from_what_differs(page):
    assert "- city: Tarn" in part(page, "Held constant")
    assert "| budget | 100 | 200 |" in part(page, "All that differs")
    assert "| judged by | ana | ben |" in part(page, "All that differs")


def test_the_last_moment_alike_is_the_last_event_of_one_kind(page):
    assert "alike up to “began” (launch, 2020) and “opened” (launch, 2020)" in page
    assert "Then come “rain” (setback, 2021) and “a stall” (win, 2021)." in page


def test_a_code_judged_present_in_one_and_absent_in_the_other_is_where_they_part(page):
    assert "absent in Fair and present in Market." in part(page, "Where judgements part")


def test_a_rival_that_predicts_which_came_out_higher_explains_the_pair_as_well(page):
    rivals = part(page, "Explains this pair as well")

    assert rivals.strip().split("\n")[1:] == ["", "- Money (rival of “P”)"]


def test_pairs_that_were_rejected_have_no_page_and_are_named(run, page):
    assert not (run / "room/contrast/no.md").exists()
    assert "Fair and Choir: too far (ben)" in part(page, "Pairs looked at and rejected")


def test_pairs_are_proposed_by_design_answers_and_tiers(run):
    pairs = (run / "room/cross-case/pairs.md").read_text(encoding="utf-8")

    assert "| Market and Choir | different answers to setbacks, same tier |" in part(pairs, "Proposed")
    assert "Fair and Market" not in part(pairs, "Proposed")


def test_the_memo_for_which_a_contrast_was_drawn_leads_to_it(run):
    memo = (run / "memos/within-city/tarn.md").read_text(encoding="utf-8")

    assert "[Contrast: Fair and Market](../../room/contrast/two.html)" in memo
