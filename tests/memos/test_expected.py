"""Whole memos of the ledger study compared with tests/expected/ledger, renewed on purpose with `make expected`."""

from __future__ import annotations

from pathlib import Path

from tests.memos.reading import memos_in
from tests.renew_expected import EXPECTED


def test_the_memos_of_the_ledger_study_read_as_they_did(ledger_outputs: Path) -> None:
    made = {memo.relative_to(ledger_outputs): memo.read_text("utf-8") for memo in memos_in(ledger_outputs)}
    expected = {memo.relative_to(EXPECTED): memo.read_text("utf-8") for memo in sorted(EXPECTED.rglob("*.md"))}

    assert sorted(made) == sorted(expected)
    for name, text in expected.items():
        assert made[name] == text, f"{name} reads otherwise; if that is meant: make expected"
