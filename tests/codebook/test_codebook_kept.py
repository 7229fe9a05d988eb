"""A codebook that was clean and has the same bytes is taken from the cache, equal in everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.codebook import load
from pipeline.codebook.load import load_codebook, read_codebook
from pipeline.io.cache import Cache

SHIPPED = Path(__file__).parents[2] / "codebooks" / "collaboration.yaml"
SMALL = """\
codebook: meals
version: 2
codes:
  trust:
    definition: Talk of trust.
    include: [a, b]
    cues: {phrases: [trust], patterns: [[{LOWER: {IN: [no, "2"]}}, {LEMMA: one, OP: "?"}, {LENGTH: 3}]], unless: [tru]}
  warm: {parent: trust, definition: d, is_codable: false, was: [hot], retired: "2"}
"""


def test_a_codebook_from_the_cache_is_the_one_that_was_read(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    first = load_codebook(SHIPPED, cache)
    cache.flush()

    again = load_codebook(SHIPPED, Cache(tmp_path / "cache"))

    assert again == first
    assert list(again.records.codes) == list(first.records.codes)
    assert len(again.records.earlier) >= 3


def test_patterns_lines_and_every_field_come_back_as_written(tmp_path: Path) -> None:
    book = tmp_path / "book.yaml"
    book.write_text(SMALL)
    cache = Cache(tmp_path / "cache")
    load_codebook(book, cache)
    cache.flush()

    reading, _ = load.kept_reading(lambda path: pytest.fail("read again"), Cache(tmp_path / "cache"))

    assert reading(book) == read_codebook(book)


def test_a_file_with_a_problem_is_read_each_time_and_its_problem_found(tmp_path: Path) -> None:
    book = tmp_path / "book.yaml"
    book.write_text(SMALL.replace("include", "inclode"))
    cache = Cache(tmp_path / "cache")
    first = load_codebook(book, cache)
    cache.flush()

    again = load_codebook(book, Cache(tmp_path / "cache"))

    assert [problem.source.line for problem in again.problems] == [6]
    assert again.problems == first.problems


def test_an_edited_file_is_read_anew_and_the_old_reading_forgotten(tmp_path: Path) -> None:
    book = tmp_path / "book.yaml"
    book.write_text(SMALL)
    for wording in ("Talk of trust.", "Trust that grew."):
        book.write_text(SMALL.replace("Talk of trust.", wording))
        cache = Cache(tmp_path / "cache")
        found = load_codebook(book, cache).records
        cache.flush()

        assert found.codes["trust"].definition == wording
    assert len(list((tmp_path / "cache" / load.ROOM).iterdir())) == 1
