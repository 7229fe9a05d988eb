"""Rows as the last stage is given them, written in view; and the findings of a study on disk."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.coding.counting import apply_rules
from pipeline.comparison.material import Material
from pipeline.io.cache import Cache
from pipeline.loading import load_study
from pipeline.memos.context import MemoContext
from pipeline.memos.memo import memo_context
from pipeline.stages import run_stages
from pipeline.stages.findings import Finding
from pipeline.stages.library import Library
from pipeline.store.fill import fill_store
from pipeline.store.rows import CaseRow, CodeFrequency, CodeRow, Voice
from pipeline.store.store import new_store
from pipeline.study.study import Settings, open_study
from tests.typed_rows import row, tables
from tests.typed_rows import voice as coding


def material(
    cases: Sequence[str] = ("a", "b"),
    order: Sequence[str] = (),
    tiers: Mapping[str, str] | None = None,
    within: Mapping[str, Mapping[str, Iterable[Any]]] | None = None,
    **rows: Iterable[Any],
) -> Material:
    """Material of cases and whatever tables a test names."""
    settings = Settings(
        "test", "codebook.yaml", outcome_attribute="tier" if order else None, outcome_order=tuple(order)
    )
    listed = [row(CaseRow, case_id=case_id, tier=(tiers or {}).get(case_id)) for case_id in cases]
    own = {case_id: tables(**given) for case_id, given in (within or {}).items()}
    return Material(settings, tables(**{**rows, "cases": listed}), own)


def code(code_id: str, family: str = "barrier") -> CodeRow:
    """A row of codes; its name is its id in capitals."""
    return row(CodeRow, code_id=code_id, name=code_id.upper(), parent=family, family=family)


def frequency(case_id: str, code_id: str, n_mentioning: int, n_known: int, family: str = "barrier") -> CodeFrequency:
    """The columns of code_frequency that a comparison looks at."""
    return row(
        CodeFrequency, case_id=case_id, code_id=code_id, family=family, n_mentioning=n_mentioning, n_known=n_known,
        n_transcripts=n_known, n_asked=n_known, n_respondents=n_mentioning,
        mention_share=n_mentioning / n_known if n_known else None,
    )  # fmt: skip


def voice(code_id: str, respondent_id: str | None, organisation: str = "", **cells: Any) -> Voice:
    """A counted coding of an interview, long enough to be understood alone."""
    usual: dict[str, Any] = {
        "coding_id": f"c-{code_id}-{respondent_id}", "transcript_id": f"t-{respondent_id}",
        "quotation": "These are words that somebody may have said to us once.",
    }  # fmt: skip
    return coding(code_id, respondent_id, organisation=organisation or None, **{**usual, **cells})


@lru_cache(maxsize=4)
def findings_of(folder: Path, run: Path | None = None) -> tuple[tuple[Finding, ...], MemoContext]:
    """Every finding of a study, and what its memos may know; readings and codings as a run in `run` kept them."""
    study = open_study(folder).records
    assert study is not None
    with tempfile.TemporaryDirectory() as aside:
        loaded_study = load_study(study, Cache(run / ".cache" if run else None)).records
        assert loaded_study is not None
        judged, known = apply_rules(
            loaded_study.corpus.transcripts, loaded_study.codebook, loaded_study.hand, loaded_study.machine
        )
        with new_store(Path(aside) / "study.duckdb") as store:
            fill_store(store, loaded_study, judged, known)
            findings = tuple(run_stages(study, loaded_study.corpus.cases, Library(store)))
    return findings, memo_context(findings, loaded_study)
