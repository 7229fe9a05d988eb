"""Codebooks written in a test's own words."""

from __future__ import annotations

import tempfile
import textwrap
from pathlib import Path

from pipeline.codebook.load import load_codebook
from pipeline.study.problems import Loaded, Problem
from pipeline.study.records import Codebook


def loaded(yaml: str, **earlier: str) -> Loaded[Codebook | None]:
    """A codebook read from `book.yaml`; `v3="…"` lies beside it as `book@3.yaml`."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in {"book": yaml, **{f"book@{v[1:]}": text for v, text in earlier.items()}}.items():
            Path(folder, f"{name}.yaml").write_text(textwrap.dedent(text), encoding="utf-8")
        return load_codebook(Path(folder, "book.yaml"))


def problems_in(yaml: str, **earlier: str) -> tuple[Problem, ...]:
    """Everything that is wrong with a codebook."""
    return loaded(yaml, **earlier).problems


def book(yaml: str, **earlier: str) -> Codebook:
    """A codebook that can be read."""
    codebook = loaded(yaml, **earlier).records
    assert codebook is not None
    return codebook
