"""Coefficients are worked out once for each table of answers, and are the same to the last digit when they are kept."""

from __future__ import annotations

import numpy as np
import pytest

import pipeline.reliability.presence as presence
from pipeline.io.cache import Cache
from pipeline.reliability.presence import KeptPresences, PatternTable, describe_presence


def table(*counts: list[int]) -> PatternTable:
    """Two coders, a row of counts a transcript: neither gave the code, the first alone, the second alone, both."""
    return PatternTable(np.array([[0, 0], [1, 0], [0, 1], [1, 1]]), np.array(counts))


TABLES = [table([9, 1, 1, 2], [7, 0, 2, 3]), table([9, 1, 1, 2], [7, 0, 3, 2]), table([4, 0, 0, 0], [5, 0, 0, 0])]


@pytest.fixture
def worked_out(monkeypatch):
    asked = []
    monkeypatch.setattr(presence, "describe_presence", lambda table: asked.append(table) or describe_presence(table))
    return asked


def described(folder, tables):
    cache = Cache(folder)
    kept = KeptPresences(cache)
    rows = [kept.describe(table) for table in tables]
    kept.end()
    cache.flush()
    return rows


def test_the_next_run_works_nothing_out_again(tmp_path, worked_out):
    first = described(tmp_path, TABLES)
    assert len(worked_out) == len(TABLES)

    assert described(tmp_path, TABLES) == first == [describe_presence(table) for table in TABLES]
    assert len(worked_out) == len(TABLES)
    # One table has no coefficient, and keeps why.
    assert first[2].alpha is None
    assert "same answer everywhere" in first[2].why


def test_another_answer_in_one_unit_is_another_table(tmp_path, worked_out):
    described(tmp_path, TABLES[:1])

    (row,) = described(tmp_path, TABLES[1:2])

    assert row == describe_presence(TABLES[1])
    assert len(worked_out) == 2


def test_what_a_run_did_not_ask_for_is_forgotten(tmp_path, worked_out):
    described(tmp_path, TABLES)
    described(tmp_path, TABLES[:1])

    described(tmp_path, TABLES[:2])

    assert len(worked_out) == len(TABLES) + 1


def test_a_damaged_file_is_worked_out_again(tmp_path, worked_out):
    first = described(tmp_path, TABLES)
    for path in tmp_path.rglob("*.json"):
        path.write_bytes(path.read_bytes().replace(b"0.", b"1.", 1))

    assert described(tmp_path, TABLES) == first
