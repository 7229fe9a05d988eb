"""Questions of a guide that were not recognised: named with their likeliest turn, and told where they are many."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.loading import check_study
from tests.making import make_study

GUIDE = """\
note: For all partners.
questions:
  start: {text: How did the choir begin?, note: Not the building.}
  money: {text: Who pays for the hall?}
  future: {text: What comes next for you?}
"""
ASKED = "Interviewer: How did the choir begin?\nJo: Late.\nInterviewer: And the rent of that hall?\nJo: Us.\n"
OTHERS = "Interviewer: Nice weather.\nJo: Very.\nInterviewer: Shall we?\nJo: Yes.\n"
ROWS = "transcript_id,file,case_id,kind,guide\nt1,t1.txt,a,interview,g\n"
CODED = "coding_id,transcript_id,start_char,end_char,code_id,polarity\n"


def study(folder, talk, **files):
    made = {"transcripts.csv": ROWS, "transcripts/t1.txt": talk, "guides/g.yaml": GUIDE}
    return make_study(folder, made | {name.replace("__", "/"): text for name, text in files.items()})


def about_the_guide(folder):
    return [problem for problem in check_study(folder)[0] if "of guide 'g'" in problem.fault]


def test_a_transcript_with_few_questions_recognised_has_one_caution_with_likeliest_turns(tmp_path):
    (problem,) = about_the_guide(study(tmp_path / "s", ASKED))

    assert problem.fault.startswith("1 of 3 questions of guide 'g' was recognised.")
    assert "'money' (likeliest turn 3)" in problem.fault
    assert not problem.is_fault


def test_a_transcript_with_no_question_recognised_says_so(tmp_path):
    (problem,) = about_the_guide(study(tmp_path / "s", OTHERS))

    assert problem.fault.startswith("none of 3 questions of guide 'g' were recognised.")


def test_where_a_person_set_the_questions_nothing_is_told(tmp_path):
    by_hand = {"codings/ana.csv": CODED + "c1,t1,0,19,start,affirmed\n"}

    assert about_the_guide(study(tmp_path / "s", OTHERS, **by_hand)) == []


def test_questions_that_a_person_marks_as_not_asked_are_told_no_more(tmp_path):
    marked = CODED + "".join(f"c{n},t1,0,13,{name},absent\n" for n, name in enumerate(("start", "money", "future")))

    assert about_the_guide(study(tmp_path / "s", OTHERS, **{"codings/ana.csv": marked})) == []


def test_the_voices_of_a_transcript_name_the_questions_that_were_not_recognised(tmp_path):
    folder = str(study(tmp_path / "s", ASKED))

    shown = CliRunner().invoke(app, ["check", folder, "--voices"]).stdout
    (voices,) = json.loads(CliRunner().invoke(app, ["check", folder, "--json"]).stdout)["voices"]

    assert "  question not recognised: money; likeliest turn 3: And the rent of that hall?" in shown
    assert voices["questions_not_recognised"][0]["likeliest_turn"] == 3


def test_a_guide_that_fits_three_of_its_talks_badly_is_told_once_with_what_each_lacks(tmp_path):
    rows = ROWS + "t2,t2.txt,a,interview,g\nt3,t3.txt,a,interview,g\n"
    more = {"transcripts.csv": rows, "transcripts/t2.txt": OTHERS, "transcripts/t3.txt": ASKED}
    (problem,) = about_the_guide(study(tmp_path / "s", ASKED, **more))

    assert "here and in 2 more transcripts" in problem.fault
    assert "t1.txt (1; not 'money', 'future'), t2.txt (0; not 'start', 'money', 'future'), t3.txt (1;" in problem.fault
    assert [source.path.name for source in problem.also] == ["t2.txt", "t3.txt"]
