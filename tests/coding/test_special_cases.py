"""What the tokenizer cuts by a list is known without spaCy, and says the same as spaCy."""

from __future__ import annotations

from pathlib import Path

import pytest
from interviews import code, codebook

from pipeline.codebook.load import load_codebook
from pipeline.coding.cues import special_cases
from pipeline.coding.cues.cues import places
from pipeline.coding.cues.language import loosened, lower_words, tokenised
from pipeline.coding.cues.machine import kept_cue_problems
from pipeline.coding.cues.special_cases import is_plain, lowers
from pipeline.io.cache import Cache

SENTENCES = ("well {} then", "so {}.", "({})", '"{}"')


def shipped_phrases():
    book = load_codebook(Path(__file__).parents[2] / "codebooks" / "collaboration.yaml").records
    return sorted({phrase for c in book.codable for phrase in (*c.cues.phrases, *c.cues.unless)})


def test_plain_phrases_stand_in_sentences_as_spacy_cuts_them():
    plain = [phrase for phrase in shipped_phrases() if is_plain(phrase)]

    assert len(plain) > 100
    for phrase in plain:
        for said in SENTENCES:
            words = lower_words(tokenised(loosened(said.format(phrase))))
            assert any(True for _ in places(lowers(phrase), words)), (phrase, said)


@pytest.mark.parametrize(
    "phrase", ["cannot", "one vs", "it was Corp", "plan b", "go  back", "it's", "for 3 years", "to planB", ""]
)
def test_what_a_list_or_a_sign_can_cut_is_not_plain(phrase):
    assert not is_plain(phrase)


def test_an_edited_phrase_of_plain_words_is_checked_without_spacy(tmp_path, monkeypatch):
    before = codebook(code("trust", "they cannot agree", patterns=(({"LOWER": "trust"},),)))
    edited = codebook(code("trust", "they cannot agree", "go way back", "way*", patterns=(({"LOWER": "trust"},),)))
    cache = Cache(tmp_path)
    kept_cue_problems(before, "blank:en", cache)
    cache.flush()
    monkeypatch.setattr(special_cases, "_known", [])
    lowers.cache_clear()

    def not_asked():
        raise AssertionError("spaCy was asked")

    monkeypatch.setattr(special_cases, "tokenizer", not_asked)
    problems = kept_cue_problems(edited, "blank:en", Cache(tmp_path))

    assert ["way*" in problem.fault for problem in problems] == [True]
    assert lowers("we cannot") == ("we", "can", "not")


def test_what_is_wrong_is_told_alike_whether_all_is_asked_or_one_phrase(tmp_path):
    forbidding = codebook(code("trust", "way back", "habit", unless=("back", "...")))
    cache = Cache(tmp_path)
    kept_cue_problems(codebook(code("trust", "habit", unless=("back", "..."))), "blank:en", cache)
    cache.flush()

    told = kept_cue_problems(forbidding, "blank:en", Cache(tmp_path))

    assert set(told) == set(kept_cue_problems(forbidding, "blank:en", Cache(None)))
    assert len(told) == 2
