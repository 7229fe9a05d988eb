"""`language_model:` names a spaCy pipeline, or is a fault; nothing else that a study names is imported."""

import sys

import pytest
import spacy

from pipeline.coding.cues.language import LanguageModelMissing, is_english, is_installed, load_model
from pipeline.study.study import open_study
from tests.making import make_study, problems_of, said

GRAMMAR = "codebook: mine\nversion: '1'\ncodes: {trust: {definition: d, cues: {patterns: [[{POS: VERB}]]}}}\n"


def settings(name):
    return {"study.yaml": f"codebook: codebook.yaml\nlanguage_model: {name}\n", "codebook.yaml": GRAMMAR}


@pytest.mark.parametrize(
    "name", ["antigravity", "this", "json", "/tmp", "../elsewhere", "transcripts", "'a b'", "'blank:'", "os.path"]
)
def test_a_name_that_is_no_pipeline_is_a_fault_and_is_not_imported(name, tmp_path):
    before = set(sys.modules)

    problems = said(problems_of(tmp_path, settings(name)), tmp_path)

    assert problems[0] == f"fault study.yaml:2 language_model '{name.strip(chr(39))}' is no spaCy pipeline."
    assert {"antigravity", "this"}.isdisjoint(set(sys.modules) - before)


def test_a_package_called_like_a_pipeline_is_not_imported(tmp_path, monkeypatch):
    (tmp_path / "en_core_evil").mkdir()
    (tmp_path / "en_core_evil" / "__init__.py").write_text("raise SystemExit('imported')\n")
    monkeypatch.syspath_prepend(str(tmp_path))

    problems = said(problems_of(tmp_path / "study", settings("en_core_evil")), tmp_path / "study")

    assert "the language model 'en_core_evil' is not installed" in problems[0]
    with pytest.raises(LanguageModelMissing):
        load_model("en_core_evil")
    assert "en_core_evil" not in sys.modules


def test_a_folder_of_the_study_that_holds_a_pipeline_is_loaded_from_there(tmp_path):
    (tmp_path / "study").mkdir()
    spacy.blank("de").to_disk(tmp_path / "study" / "de_ours")
    study = open_study(make_study(tmp_path / "study", settings("de_ours")))

    assert study.problems == ()
    assert study.records.settings.language_model == "de_ours"
    assert is_installed(study.records.language_model)
    assert not is_english(study.records.language_model)
    assert load_model(study.records.language_model).lang == "de"


def test_a_folder_outside_the_study_is_no_pipeline_of_its(tmp_path):
    spacy.blank("de").to_disk(tmp_path / "de_theirs")
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "linked").symlink_to(tmp_path / "de_theirs")

    for name in ("../de_theirs", "linked", str(tmp_path / "de_theirs")):
        problems = said(problems_of(tmp_path / "study", settings(name)), tmp_path / "study")
        assert problems[0].endswith("is no spaCy pipeline.")
