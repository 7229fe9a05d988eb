"""Runs that several tests look at, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.run import Progress, analyze

STUDIES = Path(__file__).parent / "studies"
SILENT = Progress(say=lambda line: None)


@pytest.fixture(scope="session")
def ledger_outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs of tests/studies/ledger."""
    out = tmp_path_factory.mktemp("ledger") / "outputs"
    analyze(STUDIES / "ledger", out, progress=Progress(say=lambda line: None))
    return out


@pytest.fixture(scope="session")
def meals_outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs of tests/studies/meals: another field, a 2 x 2 design with one cell missing."""
    out = tmp_path_factory.mktemp("meals") / "outputs"
    analyze(STUDIES / "meals", out, progress=Progress(say=lambda line: None))
    return out
