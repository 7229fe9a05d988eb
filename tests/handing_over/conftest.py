"""The finished run of the ledger study, opened once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.handing_over.finished_run import FinishedRun, finished_run

LEDGER = Path(__file__).parents[1] / "studies" / "ledger"


@pytest.fixture(scope="session")
def ledger(ledger_outputs: Path) -> Iterator[FinishedRun]:
    with finished_run(LEDGER, ledger_outputs) as run:
        yield run
