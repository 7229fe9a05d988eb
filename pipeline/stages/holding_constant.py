"""One function for every stage that holds an attribute of the design constant: an issue, a city, whatever is declared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.stages.findings import CodeLine, Finding, Rows, strongest
from pipeline.stages.within_case import last_judgements
from pipeline.study import FIRST_STAGE, Settings, subject_id

READS = (
    "cases", "code_frequency", "code_presence", "code_frequency_other", "judgements", "episodes", "governance", "codes",
    "other:transcripts", "other:voices", "other:coded_pairs",
)  # fmt: skip


def stage(
    name: str, attribute: str, value: str, tables: Mapping[str, Rows], former: tuple[Finding, ...], settings: Settings
) -> Finding:
    """What the cases with one value of an attribute share, and what sets them apart."""
    subject = subject_id(value)
    ids = tuple(row["case_id"] for row in tables["cases"])
    lines = tuple(compare(name, subject, row, tables, former) for row in tables["code_presence"])
    cautions = (
        ()
        if len(ids) > 1
        else (f"There is one {settings.case} with {attribute} {value}: nothing to compare at this stage.",)
    )
    return Finding(name, subject, value, ids, lines, dict(tables), cautions, former)


def compare(
    stage_name: str, subject: str, row: Mapping[str, Any], tables: Mapping[str, Rows], former: tuple[Finding, ...]
) -> CodeLine:
    """One code in several cases: each case's frequency and judgement beside its quotations from stage 1."""
    code_id = row["code_id"]
    names = {one["code_id"]: one["name"] for one in tables["codes"]}
    judgements = last_judgements(tables["judgements"])
    frequency = {one["case_id"]: one for one in tables["code_frequency"] if one["code_id"] == code_id}
    told = {one.subject: line for one in former if one.stage == FIRST_STAGE and (line := one.line(code_id))}
    cases = tuple(
        {
            "case_id": case["case_id"],
            "name": case.get("name") or case["case_id"],
            "tier": case["tier"],
            "judgement": judgements.get((case["case_id"], code_id)),
            "frequency": frequency.get(case["case_id"]),
            "quotes": told[case["case_id"]].quotes if case["case_id"] in told else (),
            "denials": told[case["case_id"]].denials if case["case_id"] in told else (),
        }
        for case in tables["cases"]
    )
    return CodeLine(
        code_id=code_id,
        name=names[code_id],
        family=row["family"],
        figure_id=f"{stage_name}/{subject}/{code_id}",
        presence=row,
        quotes=strongest([quote for case in cases for quote in case["quotes"]], 4),
        denials=strongest([quote for case in cases for quote in case["denials"]], 4),
        cases=cases,
    )
