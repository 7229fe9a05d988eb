"""Codes that are gone: from which version on, and what is said of an id that no code has."""

from __future__ import annotations

import pytest
from codebook_files import book, loaded, problems_in

from pipeline.codebook.retired_codes import about_an_unknown_code

SPLIT = """\
codes:
  loud: {definition: Aloud., split_from: quarrel}
  walk: {definition: Walked out., split_from: quarrel}
"""
QUARREL = "codes:\n  quarrel: {definition: They quarrelled.}\n"


def retired(version: str, since: str, **earlier: str) -> bool:
    """Whether a code retired from `since` on is out of use in a codebook of this version."""
    text = f'version: "{version}"\ncodes:\n  a: {{definition: d}}\n  b: {{definition: d, retired: "{since}"}}\n'
    return [code.code_id for code in book(text, **earlier).codable] == ["a"]


@pytest.mark.parametrize(
    ("version", "since", "is_retired"),
    [
        ("2", "3", False),
        ("3", "3", True),
        ("10", "9", True),
        ("9", "10", False),
        ("1.10", "1.9", True),
        ("2", "2.0", True),
        ("final", "final", True),
        ("final", "draft", False),
        ("2", "spring", False),
    ],
)
def test_a_code_is_retired_from_the_version_named_on(version, since, is_retired):
    assert retired(version, since) is is_retired


def test_a_version_that_is_a_word_has_come_where_its_file_lies_beside_the_codebook():
    assert retired("final", "draft", vdraft="codes:\n  a: {definition: d}\n")


def test_a_retirement_still_to_come_is_a_caution_at_its_line_and_its_cues_are_used():
    text = 'version: "2"\ncodes:\n  a:\n    definition: d\n    retired: "3"\n    cues: {phrases: [b]}\n'

    (problem,) = problems_in(text)

    assert (problem.is_fault, problem.source.line) == (False, 5)
    assert problem.fault == "code 'a' is retired from version '3', and this is version '2': until then it is in use."


def test_a_split_code_names_its_parts_and_no_nearest_id():
    what, remedy = about_an_unknown_code("quarrel", book(SPLIT, v1=QUARREL))

    assert what == "code 'quarrel' was split into 'loud' and 'walk'."
    assert "anew" in remedy
    assert "Did you mean" not in remedy


def test_an_id_that_never_was_has_its_nearest_named():
    found = loaded("codes:\n  trust: {definition: d}\n").records

    assert about_an_unknown_code("trsut", found)[1].startswith("Did you mean 'trust'?")
