"""What happened between two versions of a codebook, code by code."""

from __future__ import annotations

import pytest
from codebook_files import book

from pipeline.codebook.changes import changes_between


def told(old: str, new: str, **between: str) -> list[tuple[str, str, str, str]]:
    """(kind, code, former, later) of each change from version 1 to version 3."""
    found = changes_between(book(f'version: "1"\ncodes:\n{old}'), book(f'version: "3"\ncodes:\n{new}', **between))
    return [(change.kind, change.code, change.former, change.later) for change in found]


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ("  a: {definition: d}\n", "  b: {definition: d, was: [a]}\n", ("renamed", "b", "a", "b")),
        ("  a: {definition: d}\n", "  b: {definition: d, was: [x, a]}\n", ("renamed", "b", "a", "b")),
        ("  a: {definition: d}\n  k: {}\n", "  k: {}\n", ("removed", "a", "d", "")),
        ("  k: {}\n", "  k: {}\n  a: {definition: d}\n", ("added", "a", "", "d")),
        ("  a: {definition: d}\n", '  a: {definition: d, retired: "3"}\n', ("retired", "a", "a", "")),
        ("  p: {}\n  q: {}\n  a: {parent: p}\n", "  p: {}\n  q: {}\n  a: {parent: q}\n", ("reparented", "a", "p", "q")),
        (
            "  a: {definition: d}\n  k: {}\n",
            "  a: {definition: d, merge_into: k, merge_why: same}\n  k: {}\n",
            ("merged", "a", "a", "k"),
        ),
        (
            "  a: {definition: d}\n",
            "  b: {definition: d, split_from: a}\n  c: {definition: d, split_from: a}\n",
            ("split", "a", "a", "b;c"),
        ),
        ("  a: {definition: d}\n", "  a: {definition: e, include: [x]}\n", ("moved", "a", "d", "e\ninclude: x")),
    ],
)
def test_each_kind_of_change_is_told_once(old, new, change):
    assert told(old, new) == [change]


@pytest.mark.parametrize("how", ["reworded", "narrowed", "broadened", "moved"])
def test_a_new_text_is_what_the_team_says_that_it_is(how):
    new = f'  a: {{definition: e, changed: {{in: "3", how: {how}}}}}\n'

    assert told("  a: {definition: d}\n", new) == [(how, "a", "d", "e")]


def test_changes_of_versions_between_count_together():
    between = 'codes:\n  b: {definition: e, was: [a], changed: {in: "2", how: narrowed}}\n'
    new = '  c: {definition: f, was: [b], changed: {in: "3", how: reworded}}\n'

    assert told("  a: {definition: d}\n", new, v2=between) == [("renamed", "c", "a", "c"), ("narrowed", "c", "d", "f")]


def test_a_split_of_a_code_renamed_in_between_is_a_split_of_the_first():
    between = "codes:\n  conflict: {definition: d, was: [quarrel]}\n"
    new = "  loud: {definition: e, split_from: conflict}\n  walk: {definition: f, split_from: conflict}\n"

    assert told("  quarrel: {definition: d}\n", new, v2=between) == [("split", "quarrel", "quarrel", "loud;walk")]


def test_a_part_taken_out_of_a_code_that_stays_is_a_split_of_it():
    new = "  a: {definition: d}\n  b: {definition: e, split_from: a}\n"

    assert told("  a: {definition: d}\n", new) == [("split", "a", "a", "b")]


def test_a_parent_that_was_renamed_is_no_other_parent():
    old = "  p: {definition: d}\n  a: {parent: p, definition: d}\n"
    new = "  q: {definition: d, was: [p]}\n  a: {parent: q, definition: d}\n"

    assert told(old, new) == [("renamed", "q", "p", "q")]


def test_a_text_edited_under_the_same_version_is_a_change_too():
    old, new = (f'version: "1"\ncodes:\n  a: {{definition: {text}}}\n' for text in ("d", "e"))

    assert [change.kind for change in changes_between(book(old), book(new))] == ["moved"]


def test_names_examples_and_cues_are_no_change():
    assert (
        told("  a: {definition: d}\n", "  a: {name: A, definition: ' d', examples: [x], cues: {phrases: [y]}}\n") == []
    )
