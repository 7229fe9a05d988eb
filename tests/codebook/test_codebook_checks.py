"""What every codebook promises, each promise broken once."""

from __future__ import annotations

import pytest
from codebook_files import book, problems_in


def test_a_misspelt_parent_is_reported_with_its_line_and_nearest_name():
    problems = problems_in("""\
        codes:
          financing: {kind: index, definition: Any talk of who pays.}
          cost_share: {kind: analytic, parent: finacing, definition: Local share as a reason to stop.}
        """)

    assert [problem.source.line for problem in problems] == [3]
    assert "Did you mean 'financing'?" in problems[0].remedy


def test_the_line_is_that_of_the_field_not_of_the_code():
    problems = problems_in("codes:\n  a:\n    definition: d\n    parent: b\n")

    assert [problem.source.line for problem in problems] == [4]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("{definition: d, kind: thematic}", "kind 'thematic'"),
        ("{definition: d, origin: inductiv}", "origin 'inductiv'"),
        ("{definition: d, parent: a}", "stands above itself: a -> a"),
        ("{definition: d, merge_into: x, merge_why: y}", "merged into 'x', which is not"),
        ("{definition: d, merge_into: b}", "merged without a reason"),
        ("{definition: d, merge_into: a, merge_why: y}", "merged into itself"),
        ("{definition: d, split_from: x}", "split from 'x', which is in no version"),
        ("{definition: d, cues: {patterns: [[{LEMA: know}]]}}", "unknown key 'LEMA'"),
        ("{definition: d, cues: {patterns: [[{lower: know}]]}}", "unknown key 'lower'"),
        ("{definition: d, cues: {patterns: [[{LOWER: know, OP: '%'}]]}}", "unknown operator '%'"),
        ("{definition: d, cues: {patterns: [[{POS: VRB}]]}}", "'VRB' is no part of speech"),
        ("{definition: d, cues: {patterns: [[{LOWER: {INN: [a]}}]]}}", "unknown 'INN'"),
        ("{definition: d, cues: {patterns: [[{LOWER: {IN: a}}]]}}", "IN in a pattern should be a list"),
        ("{definition: d, cues: {patterns: [[{LOWER: {REGEX: '('}}]]}}", "regular expression '('"),
        ("{definition: d, cues: {patterns: [[{LENGTH: long}]]}}", "whole number"),
        ("{definition: d, cues: {patterns: [[{IS_ALPHA: 'yes'}]]}}", "true or false"),
        ("{definition: d, cues: {patterns: [[{LOWER: 3}]]}}", "LOWER in a pattern should be text"),
        ("{definition: d, cues: {patterns: [[{LOWER: a, OP: '?'}]]}}", "may all be missing"),
        ("{definition: d, cues: {patterns: [[]]}}", "no tokens"),
    ],
)
def test_a_broken_promise_is_a_fault(code: str, words: str):
    problems = problems_in(f"codes:\n  a: {code}\n  b: {{definition: d}}\n")

    assert [(p.source.line, p.is_fault) for p in problems] == [(2, True)]
    assert words in problems[0].fault


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("{}", "code 'a' has no definition"),
        ("{definition: d, cues: {unless: [no]}}", "`unless` but no phrases"),
        ("{definition: d, cues: {phrases: [Way-back  when]}}", "phrases of code 'b' stand in 'a' too: 'way back when'"),
        ("{definition: d, exclude: [new ties -> trast]}", "points to 'trast'"),
        ("{definition: d, is_codable: false, cues: {phrases: [x]}}", "cues that are never used: is_codable is false"),
        ("{definition: d, kind: index, cues: {phrases: [x]}}", "never used: its kind is index"),
        ("{definition: d, was: [b]}", "which is still a code"),
        ("{definition: d, merge_why: y}", "merge_why but no merge_into"),
    ],
)
def test_what_is_only_odd_is_a_caution(code: str, words: str):
    problems = problems_in(f"codes:\n  a: {code}\n  b: {{definition: d, cues: {{phrases: [way back when]}}}}\n")

    assert [p.is_fault for p in problems] == [False]
    assert words in problems[0].fault


@pytest.mark.parametrize("code_id", ["a b", "a/b", "../a", "ä.b", "x" * 101])
def test_an_id_that_could_not_name_a_file_is_a_fault(code_id: str):
    problems = problems_in(f"codes:\n  {code_id}: {{definition: d}}\n")

    assert [(p.source.line, p.is_fault) for p in problems] == [(2, True)]


def test_ids_that_differ_in_capitals_only_are_a_fault():
    assert "differ in capitals" in problems_in("codes: {a: {definition: d}, A: {definition: d}}")[0].fault


def test_a_ring_of_parents_is_told_once():
    problems = problems_in("""\
        codes:
          a: {definition: d, parent: b}
          b: {definition: d, parent: c}
          c: {definition: d, parent: b}
        """)

    assert [p.fault for p in problems] == ["code 'b' stands above itself: b -> c -> b."]


def test_a_parent_may_repeat_the_phrases_below_it():
    problems = problems_in("""\
        codes:
          a: {definition: d, cues: {phrases: [way back]}}
          b: {definition: d, parent: a, cues: {phrases: [way back]}}
        """)

    assert problems == ()


def test_a_code_may_be_split_from_one_that_only_an_earlier_version_has():
    text = "version: 2\ncodes: {part: {definition: d, split_from: whole}}"

    assert problems_in(text, v1="codes: {whole: {definition: d}}") == ()
    assert book(text).codes["part"].split_from == "whole"
