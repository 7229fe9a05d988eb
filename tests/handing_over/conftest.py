"""The finished run of the ledger study, opened once for each file of tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.handing_over.finished_run import FinishedRun, finished_run

LEDGER = Path(__file__).parents[1] / "studies" / "ledger"


# Not for a session: DuckDB opens a file only once in a process where the settings differ, and others open it, too.
@pytest.fixture(scope="module")
def ledger(ledger_outputs: Path) -> Iterator[FinishedRun]:
    with finished_run(LEDGER, ledger_outputs) as run:
        yield run
