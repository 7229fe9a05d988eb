"""Whoever withdrew is as if never listed; what still holds their words is named."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.io.cache import Cache
from pipeline.loading import load_study
from pipeline.run import analyze
from pipeline.study.study import open_study
from tests.conftest import SILENT
from tests.making import make_study

GROUP = """\
Interviewer: How did you get on with each other?

Ana: We did trust the Marigold people from the start of it all.

Ben: I did trust the Quillfeather people from the start of it all.

Ana: And then there was trust, and lunch.
"""
TEXT = "\n".join(part.partition(": ")[2] for part in GROUP.strip().split("\n\n"))


def row(words):
    start = TEXT.index(words)
    return f"g1,{start},{start + len(words)},trust\n"


def study_in(folder, status="withdrawn"):
    people = f"respondent_id,organisation,status\nr1,Mill,heard\nr2,Weir,{status}\n"
    return make_study(
        folder,
        {
            "transcripts.csv": "transcript_id,file,case_id,kind,respondent_id\n"
            "g1,g1.txt,a,group,\nt2,t2.txt,a,interview,r2\n",
            "transcripts/g1.txt": GROUP,
            "transcripts/t2.txt": "Interviewer: And you?\n\n"
            "Ben: There was trust among the Quillfeather people in those days.\n",
            "participants.csv": people,
            "attendance.csv": "transcript_id,speaker,respondent_id\ng1,Ana,r1\ng1,Ben,r2\n",
            "codings/ana.csv": "transcript_id,start_char,end_char,code_id\n"
            + row("I did trust")
            + row("then there was trust"),
            "rankings.csv": "case_id,respondent_id,barrier,pick\na,r2,trust,most\n",
        },
    )


def loaded(folder):
    return load_study(open_study(folder).records, Cache(None))


def test_an_interview_is_as_if_unlisted_and_in_a_group_the_turns_read_withdrawn(tmp_path):
    study = loaded(study_in(tmp_path)).records
    (group,) = study.corpus.transcripts

    assert [turn.text for turn in group.turns][1:] == [
        "We did trust the Marigold people from the start of it all.",
        "[withdrawn]",
        "And then there was trust, and lunch.",
    ]
    assert set(study.corpus.participants) == {"r1"}
    assert study.tables["rankings"].rows == ()


def test_codings_of_other_turns_keep_their_words_and_those_of_the_withdrawn_go(tmp_path):
    study = loaded(study_in(tmp_path)).records

    assert [coding.quotation for coding in study.hand.codings] == ["then there was trust"]
    assert all("[withdrawn]" not in coding.quotation for coding in study.machine)


def test_no_caution_names_what_is_not_read_any_more(tmp_path):
    assert [problem.fault for problem in loaded(study_in(tmp_path)).problems if "t2" in problem.fault] == []


def test_the_file_of_whoever_withdrew_may_be_deleted(tmp_path):
    study = study_in(tmp_path)
    (study / "transcripts" / "t2.txt").unlink()

    assert [problem.fault for problem in loaded(study).problems if problem.is_fault] == []


@pytest.fixture
def run_before(tmp_path):
    """A study, analysed before r2 withdrew, with a backup of a coder's file."""
    study = study_in(tmp_path / "study", status="heard")
    (study / ".backup").mkdir()
    (study / ".backup" / "ben.csv").write_text("quotation\nI did trust the Quillfeather people\n", "utf-8")
    analyze(study, tmp_path / "outputs", progress=SILENT)
    return tmp_path


def test_withdraw_lists_every_file_that_holds_their_words_and_none_that_does_not(run_before):
    study, out = run_before / "study", run_before / "outputs"
    done = CliRunner().invoke(app, ["withdraw", str(study), "--respondent", "r2", "--out", str(out), "--json"])
    told = {held["file"] for held in json.loads(done.stdout)["files"]}
    words = b"Quillfeather"
    held = {
        str(path)
        for folder in (study, out)
        for path in folder.rglob("*")
        if path.is_file() and words in path.read_bytes()
    }

    assert told >= {path for path in held if not path.endswith(".duckdb")}
    assert {str(out / "study.duckdb"), str(study / ".backup" / "ben.csv")} <= told
    assert str(study / "cases.csv") not in told


def test_after_the_withdrawal_a_run_holds_no_word_of_theirs(run_before):
    people = run_before / "study" / "participants.csv"
    people.write_text(people.read_text("utf-8").replace("r2,Weir,heard", "r2,Weir,withdrawn"), "utf-8")
    out = run_before / "outputs"
    analyze(run_before / "study", out, progress=SILENT)

    files = [path for path in out.rglob("*") if path.is_file() and b"Quillfeather" in path.read_bytes()]
    # The group's file still has them, and so has what was read of it: `withdraw` names both.
    assert [path for path in files if ".cache" not in path.parts] == []


def test_a_page_or_a_row_of_their_interview_is_listed_however_few_its_words(run_before):
    study, out = run_before / "study", run_before / "outputs"
    (study / "transcripts" / "t2.txt").write_text("Interviewer: And you?\n\nBen: Hardly trust.\n", "utf-8")
    (study / "codings" / "ben.csv").write_text(
        "transcript_id,start_char,end_char,code_id,quotation\nt2,,,trust,Hardly trust\n", "utf-8"
    )
    analyze(study, out, progress=SILENT)

    done = CliRunner().invoke(app, ["withdraw", str(study), "--respondent", "r2", "--out", str(out), "--json"])
    listed = {held["file"] for held in json.loads(done.stdout)["files"]}

    assert {str(study / "codings" / "ben.csv"), str(out / "transcripts" / "t2.html")} <= listed
    assert str(study / "codings" / "ana.csv") not in listed
