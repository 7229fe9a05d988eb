"""Who speaks in each transcript, as `check --voices` shows it."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from pipeline.cli import app
from tests.making import make_study

TALK = "Notes on a shop\n\nInterviewer: Who came?\n\nJo Hill: We did.\n\nBreak: Coffee.\n\njo hill: All of us.\n"


def study(folder):
    rows = "transcript_id,file,case_id,kind,respondent_id\nt1,t1.txt,a,interview,r1\n"
    return str(make_study(folder, {"transcripts.csv": rows, "transcripts/t1.txt": TALK}))


def test_check_shows_who_speaks_who_asks_and_what_is_no_speech(tmp_path):
    shown = CliRunner().invoke(app, ["check", study(tmp_path / "study"), "--voices"]).stdout.splitlines()

    assert shown[:5] == [
        "t1 (t1.txt)",
        "  Interviewer     1 turn       2 words  asks",
        "  Jo Hill        2 turns       5 words  r1",
        "  no speech: line 1, 4 words: Notes on a shop",
        "  no speech: line 7, 1 word: Coffee.",
    ]


def test_check_as_json_holds_the_voices(tmp_path):
    (voices,) = json.loads(CliRunner().invoke(app, ["check", study(tmp_path / "study"), "--json"]).stdout)["voices"]

    assert voices["transcript_id"] == "t1"
    assert voices["speakers"][1] == {
        "label": "Jo Hill",
        "n_turns": 2,
        "n_words": 5,
        "asks": False,
        "respondent_id": "r1",
    }
    assert [words["label"] for words in voices["no_speech"]] == ["unknown", "Break"]


def test_without_the_option_no_voices_are_printed(tmp_path):
    assert "no speech" not in CliRunner().invoke(app, ["check", study(tmp_path / "study")]).stdout
