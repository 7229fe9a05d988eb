"""The last stage: all cases, from the findings of the stages before it and every table that holds no words."""

from __future__ import annotations

from pipeline.stages.findings import Finding, Tables
from pipeline.stages.holding_constant import compare_all
from pipeline.store.rows import CaseRow
from pipeline.study.study import LAST_STAGE, Settings

# No turns, segments or quotations: the last stage compares what was found, and reads no transcript anew.
READS = (
    "cases", "case_attributes", "transcripts", "code_frequency", "code_presence", "cooccurrence", "judgements",
    "events", "episodes", "governance", "ratings", "indicators", "tiers", "rankings", "participants", "attendance",
    "team", "codes", "propositions", "read_rows", "agreement",
    "shown_by_case", "claims", "period_changes",
)  # fmt: skip


def stage(subject: str, tables: Tables, former: tuple[Finding, ...], settings: Settings) -> Finding:
    """What recurs over all cases, and where it does not."""
    ids = tuple(case.case_id for case in tables.rows(CaseRow))
    lines = compare_all(LAST_STAGE, subject, tables, former, settings)
    cautions = () if len(ids) > 1 else (f"There is one {settings.case}: nothing to compare at this stage.",)
    return Finding(LAST_STAGE, subject, f"All {settings.case}s", ids, lines, tables, cautions, former)
