"""Ids of any time, followed through renames, merges and splits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from codebook_files import book

from pipeline.codebook.renames import current_id, parts_today
from pipeline.codebook.retired_codes import about_an_unknown_code
from pipeline.study.records import Codebook

V1 = "codes:\n  quarrel: {definition: d}\n  a: {definition: d}\n  lone: {definition: d}\n"
V2 = """\
codes:
  conflict: {definition: d, was: [quarrel]}
  b: {definition: d, was: [a]}
  lone: {definition: d, merge_into: b, merge_why: same}
"""
TODAY = """\
version: "3"
codes:
  c: {definition: d, was: [b]}
  loud: {definition: d, split_from: conflict}
  walked: {definition: d, split_from: conflict}
"""


class Unread(dict[str, Codebook]):
    """Earlier versions that nobody may read, since that is what opening a large study would wait for."""

    def values(self):
        raise AssertionError("an earlier version was read")


def test_a_row_without_a_code_reads_no_earlier_version():
    codebook = replace(book(TODAY, v1=V1, v2=V2), earlier=Unread())

    assert current_id("", codebook) is None
    assert parts_today("", codebook) == ()


@pytest.mark.parametrize(("code_id", "today"), [("a", "c"), ("b", "c"), ("lone", "c"), ("quarrel", None), ("x", None)])
def test_an_id_is_followed_through_the_versions_between(code_id, today):
    assert current_id(code_id, book(TODAY, v1=V1, v2=V2)) == today


@pytest.mark.parametrize("code_id", ["quarrel", "conflict"])
def test_a_split_of_a_renamed_code_names_its_parts_and_no_likeness(code_id):
    what, remedy = about_an_unknown_code(code_id, book(TODAY, v1=V1, v2=V2))

    assert what == f"code '{code_id}' was split into 'loud' and 'walked'."
    assert "Did you mean" not in remedy


def test_parts_that_were_renamed_merged_or_split_again_are_followed():
    v2 = "codes:\n  p: {definition: d, split_from: whole}\n  q: {definition: d, split_from: whole}\n"
    today = """\
    version: "3"
    codes:
      p1: {definition: d, was: [p]}
      q1: {definition: d, split_from: q}
      q2: {definition: d, split_from: q}
    """

    assert parts_today("whole", book(today, v1="codes:\n  whole: {definition: d}\n", v2=v2)) == ("p1", "q1", "q2")


def test_a_ring_of_renames_leads_nowhere():
    today = 'version: "2"\ncodes:\n  x: {definition: d}\n'
    v1 = "codes:\n  a: {definition: d, was: [b]}\n  b: {definition: d, was: [a]}\n"

    assert current_id("a", book(today, v1=v1)) is None
