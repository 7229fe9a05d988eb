"""Cues that can never fire are told before a run."""

from __future__ import annotations

import pytest
from interviews import code, codebook

from pipeline.coding.cues.cue_checks import cue_problems
from pipeline.coding.cues.grammar_model import GRAMMAR_MODEL

GRAMMAR = ({"LOWER": "met", "POS": "VERB"},)


@pytest.mark.parametrize(
    ("cues", "words"),
    [
        ({"phrases": ("...",)}, "it holds no word"),
        ({"phrases": ("No. We did",)}, "past the end of a sentence"),
        ({"phrases": ("know*",)}, "a * is taken as it stands"),
        ({"phrases": ("go",), "unless": ("...",)}, "unless '...' of code 'c' can never fire"),
        ({"phrases": ("way back",), "unless": ("back",)}, "its `unless` 'back' stands in it"),
        ({"patterns": (({"LOWER": "Trust"},),)}, "LOWER 'Trust' has capitals"),
        ({"patterns": (({"LOWER": "way back"},),)}, "more than one word"),
        ({"patterns": (({"IS_ALPHA": True},),)}, "has no fixed word"),
    ],
)
def test_a_cue_that_cannot_fire_or_is_slow_is_a_caution(cues: dict[str, tuple[object, ...]], words: str):
    phrases = cues.pop("phrases", ())
    problems = cue_problems(codebook(code("c", *phrases, **cues)))

    assert [problem.is_fault for problem in problems] == [False]
    assert words in problems[0].fault


def test_good_cues_have_no_problems():
    good = code("c", "go way back", "didn’t trust", "U.S.", "plan b", patterns=(GRAMMAR,), unless=("way off",))

    assert cue_problems(codebook(good), GRAMMAR_MODEL) == ()


def test_a_missing_model_is_one_fault_with_a_remedy_and_only_if_a_cue_needs_it():
    needs = codebook(code("c", patterns=(GRAMMAR,)), code("d", patterns=(GRAMMAR,)))

    (problem,) = cue_problems(needs, "en_no_such_model")

    assert problem.is_fault
    assert "'en_no_such_model' is not installed" in problem.fault
    assert "language_model: blank:en" in problem.remedy
    assert cue_problems(codebook(code("c", "trust")), "en_no_such_model") == ()


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("blank:de", "a language model of 'de', for instance de_core_news_sm, in study.yaml"),
        ("blank:tlh", "a language model of 'tlh' in study.yaml"),
        ("de_no_such_model", "`language_model: blank:de` (it leaves such cues out)"),
    ],
)
def test_a_remedy_names_a_model_of_the_study_s_language(model, said):
    (problem,) = cue_problems(codebook(code("c", patterns=(GRAMMAR,))), model)

    assert said in problem.remedy
    assert "en_core" not in problem.remedy


def test_under_blank_cues_that_need_grammar_are_cautions():
    (problem,) = cue_problems(codebook(code("c", patterns=(GRAMMAR,))), "blank:en")

    assert not problem.is_fault
    assert "cannot fire" in problem.fault
