"""An exhibit's page: phases in order, whole quotations with what was asked, and a draft where nobody wrote one."""

import pytest

from pipeline.run import analyze
from tests.making import make_study

WORDS = (
    "Interviewer: What happened then?\n\nMaria: The rain took the stage. We sat down and read the letters together. "
    "Nobody trusted the mayor.\n\nInterviewer: And after?\n\nMaria: We trusted each other more.\n"
)
TEXT = (
    "What happened then?\nThe rain took the stage. We sat down and read the letters together. "
    "Nobody trusted the mayor.\nAnd after?\nWe trusted each other more."
)


def coding(name, words, polarity="affirmed"):
    start = TEXT.index(words)
    return f"{name},t1,{start},{start + len(words)},{words},trust,apply,{polarity}\n"


STUDY = {
    "transcripts/t1.txt": WORDS,
    "codings/ana.csv": "coding_id,transcript_id,start_char,end_char,quotation,code_id,action,polarity\n"
    + coding("a-1", "The rain took the stage.")
    + coding("a-2", "We sat down and read the letters together.")
    + coding("a-3", "We trusted each other more.")
    + coding("a-4", "Nobody trusted the mayor.", "absent"),
    "codings/ana.read.csv": "transcript_id,codes\nt1,*\n",
    "events.csv": "case_id,event_id,from,kind,what,codings,after\n"
    "a,e1,2020-05,setback,the stage is flooded,a-1,\na,e2,2020-06,response,letters are read,a-2,e1\n",
    "episodes.csv": "case_id,episode,setback,response,trust_after,codings,by\na,1,e1,learning,up,a-3,ana\n",
}
WRITTEN = {
    "exhibits.csv": "exhibit,case_id,episode,phase,coding_id,event_id,order,why\n"
    "flood,a,1,answer,a-2,e2,2,they read\nflood,a,1,setback,a-1,e1,1,\nflood,a,1,trust_after,a-9,,3,\n",
    "notes/exhibit/flood.md": "---\nby: ana\nclaim: Reading came first.\nis_typical: false\npassed_over: [a-3]\n---\n"
    "## Setback\nIt rained.\n\n## Answer\nThey sat down.\n\n**Told otherwise.** By nobody.\n",
}


def page(tmp_path, name, files):
    analyze(make_study(tmp_path / "study", {**STUDY, **files}), tmp_path / "out")
    return (tmp_path / "out" / "room" / "exhibit" / f"{name}.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return page(tmp_path_factory.mktemp("written"), "flood", WRITTEN)


@pytest.fixture(scope="module")
def draft(tmp_path_factory):
    return page(tmp_path_factory.mktemp("draft"), "draft.a.1", {})


def test_phases_stand_in_the_order_of_an_episode_with_the_analysts_linking_words(written):
    assert "**Claim.** Reading came first." in written
    assert written.index("## Setback\n\nIt rained.") < written.index("## Answer\n\nThey sat down.")


def test_a_quotation_is_followed_by_what_was_asked_before_it(written):
    words = written[written.index("> “The rain took the stage.”") :]

    assert words.index("*Asked before:* “What happened then?”") < words.index("## Answer")


def test_what_denies_the_code_elsewhere_in_the_case_is_the_counter_account(written):
    assert "Passages of this case that deny or dispute a code told here.\n\n> “Nobody trusted the mayor.”" in written


def test_an_exhibit_that_cites_a_coding_that_is_not_there_says_so(written):
    assert "**Stale.** This exhibit cites a-9, which no longer stands." in written


def test_what_an_analyst_says_of_the_whole_stands_after_the_phases(written):
    assert written.index("## Trust after") < written.index("**Told otherwise.** By nobody.")
    assert "The analyst takes it for extreme of its kind." in written


def test_passages_passed_over_are_printed(written):
    assert "> “We trusted each other more.”" in written[written.index("## Passed over") :]


def test_an_episode_that_nobody_tells_has_a_draft_in_order_marked_so(draft):
    assert "**A draft, written by nobody.**" in draft
    places = [
        "> “We trusted each other more.”",
        "## Setback",
        "> “The rain",
        "## Answer",
        "> “We sat",
        "## Trust after",
    ]
    assert [draft.index(one) for one in places] == sorted(draft.index(one) for one in places)
    assert "answered with learning (judged by ana)" in draft


def test_an_episode_that_an_analyst_tells_has_no_draft_and_the_memo_leads_to_the_exhibit(tmp_path):
    page(tmp_path, "flood", WRITTEN)

    assert not (tmp_path / "out/room/exhibit/draft.a.1.md").exists()
    memo = (tmp_path / "out/memos/within-case/a.md").read_text(encoding="utf-8")
    assert "[Exhibit: Flood](../../room/exhibit/flood.html)" in memo


def test_an_exhibit_is_called_by_its_id_as_words(tmp_path):
    rows = WRITTEN["exhibits.csv"].replace("flood,a", "lost-stage_2,a")
    files = {"exhibits.csv": rows, "cases.csv": "case_id,name\na,The fair\n"}

    assert page(tmp_path, "lost-stage_2", files).startswith("# Exhibit: Lost stage 2, The fair\n")
    memo = (tmp_path / "out" / "memos" / "within-case" / "a.md").read_text(encoding="utf-8")
    assert "[Exhibit: Lost stage 2](../../room/exhibit/lost-stage_2.html)" in memo


@pytest.mark.parametrize(
    ("said_last", "asked"),
    [("Mm.", "What happened then?"), ("Why?", "Why?"), ("And the year after that.", "And the year after that.")],
)
def test_what_keeps_somebody_talking_is_no_question(tmp_path, said_last, asked):
    words = f"Interviewer: What happened then?\n\nMaria: The rain.\n\nInterviewer: {said_last}\n\nMaria: It took all.\n"
    text = f"What happened then?\nThe rain.\n{said_last}\nIt took all."
    at = text.index("It took all.")
    codings = (
        "coding_id,transcript_id,start_char,end_char,quotation,code_id,action,polarity\n"
        f"a-1,t1,{at},{at + 12},It took all.,trust,apply,affirmed\n"
    )
    files = {"transcripts/t1.txt": words, "codings/ana.csv": codings, "events.csv": "case_id,event_id,from,kind,what\n"}
    files["exhibits.csv"] = "exhibit,case_id,phase,coding_id,order\nflood,a,setback,a-1,1\n"

    assert f"*Asked before:* “{asked}”" in page(tmp_path, "flood", files)
