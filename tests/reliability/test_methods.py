"""The paragraph that a paper could print: every sentence with this study's own numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.coding.learning import material
from pipeline.io.cache import Cache
from pipeline.reliability import judge_machine
from tests.reliability.coded import coded_files, learnt_from, loaded, sentences, truth

NINE = {f"t{i}": sentences(24, i) for i in range(9)}


def methods(folder: Path, files: dict[str, str | bytes]) -> str:
    return judge_machine(loaded(folder, files), Cache(None)).methods


def test_two_who_agree_on_everything(tmp_path):
    cases = {f"t{i}": "abc"[i % 3] for i in range(12)}

    said = methods(tmp_path, learnt_from(tmp_path, 12, is_asked=True, cases=cases))

    for sentence in (
        "2 coders read 12 of the 12 transcripts for codes of the codebook mine (version 1).",
        "12 transcripts were read by more than one coder, all of them blind to each other.",
        "Krippendorff's alpha by index chunk was 1.00 on the 2 codes that a coder gave to at least 10 index chunks.",
        "the codings of one, drawn by a fixed rule for each transcript and code, count; never their union.",
        "For 2 of 2 codes (those with five coded segments in three transcripts at least) a class-balanced logistic",
        "2 of the 2 codes met this.",
        "whole case left out of the learning, the median alpha of 2 codes was 1.00 instead of 1.00.",
    ):
        assert sentence in said


def test_a_sample_that_was_learnt_from_is_named_and_in_a_small_study_there_is_none(tmp_path, monkeypatch):
    files = coded_files(NINE, {"ana": {one: truth(said) for one, said in NINE.items()}})
    words = "the same 40 of the 216 segments that people had read, drawn at random"

    assert "drawn at random" not in methods(tmp_path / "all", files)

    monkeypatch.setattr(material, "MOST_SHARED", 40)

    assert words in methods(tmp_path / "some", files)


def test_one_reader_learns_nothing_of_agreement(tmp_path):
    said = methods(tmp_path, coded_files({"t1": NINE["t1"]}, {"ana": {"t1": truth(NINE["t1"])}}))

    assert said.startswith("1 coder read 1 of the 1 transcripts")
    assert "No transcript was read by more than one coder, so how far coders would agree is not known." in said
    assert "None of the 2 codes met this: no figure holds a machine coding." in said
    assert "For 2 codes there was too little double coding to say." in said
    assert "logistic" not in said


def test_two_who_differ_are_named_with_their_codes(tmp_path):
    ben = {one: [(n, "boats") for n, code in truth(said) if code == "bread"] for one, said in NINE.items()}
    files = coded_files(NINE, {"ana": {one: truth(said) for one, said in NINE.items()}, "ben": ben}, is_asked=True)

    said = methods(tmp_path, files)

    assert "It was under 0.667 for " in said
    assert "boats" in said.split("It was under 0.667 for ")[1].split(".")[0]


@pytest.mark.parametrize("word", ["alpha", "precision", "0.667"])
def test_a_team_that_negotiates_prints_no_coefficient_there(tmp_path, word):
    files = learnt_from(tmp_path, 9) | {"study.yaml": "codebook: codebook.yaml\nreading: negotiated\n"}

    said = methods(tmp_path, files)

    assert said.startswith("2 coders read 9 of the 9 transcripts")
    assert word not in said
