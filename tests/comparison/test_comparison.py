"""One comparison a run: each part of it is computed when it is first asked for, and once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from more_rows import findings_of

from pipeline.comparison import comparison as module
from pipeline.comparison.comparison import Comparison
from pipeline.run import analyze
from tests.conftest import SILENT

LEDGER = Path(__file__).parents[1] / "studies" / "ledger"
COMPUTED = (
    "material_of", "success", "loops", "targets", "governance", "propositions", "negative_cases", "circularity",
    "distil", "voices_that_carry", "rank_barriers", "cover", "lessons_of", "read_plan",
)  # fmt: skip
NOT_ALWAYS = {"rank_barriers", "read_plan"}
"""Asked for where the study's reading and files call for it."""
PARTS = (
    "material", "success", "loops", "targets", "governance", "propositions", "rivals", "negative", "circularity",
    "distillation", "ledger", "ranking", "coverage", "lessons", "plan", "configurations",
)  # fmt: skip


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each part is computed from here on."""
    counted: Counter[str] = Counter()

    def counting(name: str, compute: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            counted[name] += 1
            return compute(*args, **options)

        return call

    for name in COMPUTED:
        monkeypatch.setattr(module, name, counting(name, getattr(module, name)))
    return counted


@pytest.fixture
def compared(ledger_outputs: Path) -> Comparison:
    findings, known = findings_of(LEDGER, ledger_outputs)
    return Comparison(findings[-1], known.settings, known.codebook, LEDGER)


def test_nothing_is_computed_before_it_is_asked_for(compared, calls):
    assert calls == {}


def test_every_part_is_computed_once_however_often_it_is_asked_for(compared, calls):
    for _ in range(3):
        for part in PARTS:
            getattr(compared, part)

    assert calls == dict.fromkeys(COMPUTED, 1)


def test_a_run_computes_every_part_once_for_memos_pages_figures_and_brief(tmp_path, calls):
    analyze(LEDGER, tmp_path / "out", progress=SILENT)

    assert set(calls.values()) == {1}
    assert set(calls) >= set(COMPUTED) - NOT_ALWAYS
