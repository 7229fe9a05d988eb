"""Whether a question was asked: as a person says, as recognised, or neither."""

from __future__ import annotations

import csv

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from tests.making import make_study

GUIDE = """\
questions:
  start: {text: How did the choir begin?}
  trusting: {text: Whom do you trust?, asks_about: [trust]}
"""
CODEBOOK = 'codebook: mine\nversion: "1"\ncodes: {trust: {definition: Talk of trust., cues: {phrases: [trust]}}}\n'
ROWS = "transcript_id,file,case_id,kind,guide\nt1,t1.txt,a,interview,g\n"
CODED = "coding_id,transcript_id,start_char,end_char,code_id,polarity\n"
GREETING = "Interviewer: Good morning to you.\nJo: Morning.\n"
TALK = GREETING + "Interviewer: How did the choir begin?\nJo: Late.\n"


@pytest.mark.parametrize(
    ("codings", "talk", "asked", "by_hand", "not_asked"),
    [
        ("", TALK + "Interviewer: Whom do you trust?\nJo: Few.\n", "1", "0", "0"),
        ("", TALK, "0", "0", "0"),
        (CODED + "c1,t1,0,10,start,affirmed\n", TALK, "0", "0", "1"),
        (CODED + "c1,t1,0,10,trusting,affirmed\n", TALK, "1", "1", "0"),
        (CODED + "c1,t1,0,10,trusting,absent\n", TALK, "0", "0", "1"),
    ],
    ids=["recognised", "not recognised", "set by a person, without it", "set by a person", "marked as not asked"],
)
def test_how_it_is_known_that_a_code_was_asked_about(codings, talk, asked, by_hand, not_asked, tmp_path):
    files = {"transcripts.csv": ROWS, "transcripts/t1.txt": talk, "guides/g.yaml": GUIDE, "codebook.yaml": CODEBOOK}
    if codings:
        files["codings/ana.csv"] = codings
    study = make_study(tmp_path / "study", files)

    done = CliRunner().invoke(app, ["analyze", str(study), "--out", str(tmp_path / "out")])

    assert done.exit_code == 0, done.output
    with (tmp_path / "out" / "tables" / "code_frequency.csv").open(encoding="utf-8") as table:
        (row,) = csv.DictReader(table)
    assert (row["n_asked"], row["n_asked_by_hand"], row["n_not_asked"]) == (asked, by_hand, not_asked)


def test_the_transcripts_page_shows_who_speaks_and_which_question_was_not_recognised(tmp_path):
    files = {"transcripts.csv": ROWS, "transcripts/t1.txt": TALK, "guides/g.yaml": GUIDE, "codebook.yaml": CODEBOOK}
    study = make_study(tmp_path / "study", files)

    CliRunner().invoke(app, ["analyze", str(study), "--out", str(tmp_path / "out")])

    page = (tmp_path / "out" / "transcripts" / "t1.html").read_text(encoding="utf-8")
    assert '<bdi>Interviewer</bdi></th><td class="n">2</td><td class="n">9</td><td>asks</td>' in page
    assert "Questions of the guide that were not recognised: 1" in page
    assert 'href="#t' in page.partition("<strong>trusting</strong>")[2][:200]
