"""Patterns with operators: none can take the machine, and those that may stand match as spaCy has them."""

import time

import pytest

from pipeline.codebook.patterns import faults_of
from pipeline.coding.cues.cues import ready_cues
from pipeline.study.records import Cues
from tests.coding.hits import hits_in

MODEL = "blank:en"
A = {"LOWER": "a"}


def hits(pattern, text):
    return hits_in(text, ready_cues(Cues(patterns=(tuple(pattern),)), MODEL), MODEL)


@pytest.mark.parametrize(
    "pattern",
    [
        [A, *[{"OP": "*"}] * 12],
        [A, *[{"OP": "+"}] * 3],
        [A, *[{"LOWER": "a", "OP": "{2,}"}] * 3],
        [A, *[{"OP": "?"}] * 20],
        [A, {"OP": "{1,20}"}],
        [A, {"OP": "{1,1000000000}"}],
        [A, {"OP": "{1000000000}"}],
        [A, {"OP": "{,29}"}],
        [A, {"OP": "*"}, {"OP": "*"}, {"OP": "?"}],
    ],
)
def test_a_pattern_that_could_be_matched_in_too_many_ways_is_a_fault(pattern):
    said = [what for what, _ in faults_of(tuple(pattern))]

    assert len(said) == 1
    assert "too many ways" in said[0] or "tokens" in said[0]


@pytest.mark.parametrize("operators", ["**", "++", "*????", "????????", "{2,}*"])
def test_a_pattern_within_the_measure_is_fast_in_a_sentence_of_any_length(operators):
    tokens = [{"OP": "{2,}"}, {"OP": "*"}] if operators == "{2,}*" else [{"OP": sign} for sign in operators]
    pattern = [A, *tokens, {"LOWER": "b"}]
    assert list(faults_of(tuple(pattern))) == []
    began = time.process_time()

    assert len(hits(pattern, "a " * 1_000 + "b")) > 0

    assert time.process_time() - began < 20


def test_a_pattern_without_an_end_reaches_over_fifty_words_anywhere_in_a_long_sentence():
    for first in (0, 37, 60, 99, 140):
        text = " ".join([*["x"] * first, "begin", *["y"] * 48, "end", *["z"] * 100])

        found = hits([{"LOWER": "begin"}, {"LOWER": "y", "OP": "+"}, {"LOWER": "end"}], text)

        assert {(hit.start, hit.end) for hit in found} == {(first, first + 50)}


@pytest.mark.parametrize(
    "value", [{"REGEX": "^(a+)+$"}, {"REGEX": {"IN": ["^(a+)+$"]}}, {"REGEX": {"NOT_IN": ["^.*$", "^(a+)+$"]}}]
)
def test_a_regular_expression_that_explodes_elsewhere_answers_at_once(value):
    began = time.process_time()

    hits([{"TEXT": value}], "a" * 40 + "1")

    assert time.process_time() - began < 10


def test_regular_expressions_of_a_set_find_what_they_name():
    assert [
        hit.words[hit.start]
        for hit in hits([{"LOWER": {"REGEX": {"IN": ["^colla", "^über"]}}}], "we collaborate überall")
    ] == [
        "collaborate",
        "überall",
    ]
