"""Targets are people's own words: names that look like one are offered, and joined by nobody but a person."""

from __future__ import annotations

import pytest

from pipeline.comparison.targets import spelling_variants


@pytest.mark.parametrize(
    "names",
    [
        ("the union", "Union"),
        ("The Unions", "union"),
        ("Department of Streets", "department of streets."),
        ("Chamber of Comerce", "Chamber of Commerce"),
    ],
)
def test_one_name_spelt_in_two_ways_is_offered_as_one(names: tuple[str, ...]) -> None:
    assert [set(group) for group in spelling_variants(names)] == [set(names)]


@pytest.mark.parametrize("names", [("city", "county"), ("mayor", "major"), ("police", "school"), ("union",)])
def test_two_names_stay_two(names: tuple[str, ...]) -> None:
    assert spelling_variants(names) == ()
