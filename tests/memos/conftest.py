"""The sample's run, for memos."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.run import Progress, analyze

SAMPLE = Path(__file__).parents[2] / "corpora" / "sample"


@pytest.fixture(scope="session")
def sample_outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs of corpora/sample: nine cases, with notes."""
    out = tmp_path_factory.mktemp("sample") / "outputs"
    analyze(SAMPLE, out, progress=Progress(say=lambda line: None))
    return out
