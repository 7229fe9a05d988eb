"""What `names` lists where the study's language model knows entities."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.coding.cues.grammar_model import GRAMMAR_MODEL
from tests.making import make_study

# At the head of a sentence capitals tell nothing: only a model takes these for a place and an organisation.
TALK = "Interviewer: Where?\n\nRespondent: Springfield paid. The Bank of Lowell paid too. We met the Harbor Clinic.\n"


def names_under(folder, language_model, names="name,instead\n"):
    settings = f"codebook: codebook.yaml\nlanguage_model: {language_model}\n"
    study = make_study(folder, {"study.yaml": settings, "transcripts/t1.txt": TALK, "names.csv": names})
    done = CliRunner().invoke(app, ["names", str(study), "--json"])
    assert done.exit_code == 0, done.output
    return [name["words"] for name in json.loads(done.stdout)["names"]]


def test_a_blank_model_lists_capitalised_words_alone(tmp_path):
    assert names_under(tmp_path, "blank:en") == ["Bank", "Harbor Clinic", "Lowell"]


def test_a_model_adds_its_entities_and_what_lies_over_capitals_is_one_name(tmp_path):
    pytest.importorskip(GRAMMAR_MODEL)
    listed = "name,instead\nLowell,City 1\n"

    assert names_under(tmp_path / "all", GRAMMAR_MODEL) == ["Bank of Lowell", "Harbor Clinic", "Springfield"]
    assert names_under(tmp_path / "rest", GRAMMAR_MODEL, listed) == ["Bank", "Harbor Clinic", "Springfield"]


def test_a_model_that_is_not_installed_is_told_and_capitals_still_count(tmp_path):
    settings = "codebook: codebook.yaml\nlanguage_model: xx_none_such\n"
    study = make_study(tmp_path, {"study.yaml": settings, "transcripts/t1.txt": TALK})
    done = CliRunner().invoke(app, ["names", str(study)])

    assert done.exit_code == 0
    assert "Harbor Clinic" in done.stdout
    assert "by capitals alone: There is no spaCy pipeline 'xx_none_such'." in done.stdout
