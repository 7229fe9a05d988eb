"""The model of the extra `grammar` is read only while its bytes are the known ones, and its package is never run."""

import shutil
import subprocess
import sys

import pytest
from interviews import code, codebook

from pipeline.coding.cues import grammar_model
from pipeline.coding.cues.cue_checks import cue_problems
from pipeline.coding.cues.grammar_model import GRAMMAR_MODEL, folder_of_grammar_model, what_differs
from pipeline.coding.cues.language import LanguageModelMissing, load_model

NEEDS_GRAMMAR = codebook(code("c", patterns=(({"POS": "VERB"}, {"LOWER": "it"}),)))


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """A copy of the model that a test may damage, taken for the installed one."""
    known = folder_of_grammar_model()
    assert known is not None
    copy = tmp_path / known.name
    shutil.copytree(known, copy)
    monkeypatch.setattr(grammar_model, "folder_of_grammar_model", lambda: copy)
    return copy


def test_the_model_that_is_installed_is_the_known_one(copied):
    assert what_differs(copied) == ""
    assert cue_problems(NEEDS_GRAMMAR, GRAMMAR_MODEL) == ()


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda folder: (folder / "config.cfg").write_text("[nlp]\n"), "config.cfg has other bytes"),
        (lambda folder: (folder / "tokenizer").unlink(), "tokenizer is missing"),
        (lambda folder: (folder / "ner" / "more.py").write_text("1\n"), "ner/more.py should not be there"),
    ],
)
def test_a_changed_model_is_a_fault_and_is_not_loaded(copied, damage, told):
    damage(copied)

    (problem,) = cue_problems(NEEDS_GRAMMAR, GRAMMAR_MODEL)

    assert problem.is_fault
    assert told in problem.fault
    assert "blank:en" in problem.remedy
    load_model.cache_clear()
    with pytest.raises(LanguageModelMissing, match="is not the one we know"):
        load_model(GRAMMAR_MODEL)


def test_the_code_of_the_package_that_brings_the_model_is_not_run():
    tried = (
        "import sys; from pipeline.coding.cues.language import load_model;"
        f"print([t.pos_ for t in load_model('{GRAMMAR_MODEL}')('We met.')], '{GRAMMAR_MODEL}' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", tried], capture_output=True, text=True, check=True).stdout

    assert told == "['PRON', 'VERB', 'PUNCT'] False\n"


def test_patterns_that_cannot_fire_under_a_blank_model_are_one_caution():
    needy = codebook(*(code(f"c{n}", patterns=(({"POS": "VERB"}, {"LOWER": "it"}),)) for n in range(5)))

    (problem,) = cue_problems(needy, "blank:en")

    assert problem.fault.startswith("5 patterns need grammar; under 'blank:en' they cannot fire: ")
    assert problem.fault.endswith(" and 2 more.")
