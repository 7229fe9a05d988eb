"""Tables -> findings, stage by stage. The design of a study makes the stages; no number of cases stands in code."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.stages import cross_case, holding_constant, within_case
from pipeline.stages.findings import Finding
from pipeline.stages.library import Library
from pipeline.study.records import Case
from pipeline.study.study import FIRST_STAGE, LAST_STAGE, Study, subject_id


def run_stages(study: Study, cases: Iterable[Case], library: Library, until: str | None = None) -> list[Finding]:
    """Every stage in its order, each given only what it may read, and the findings of the stages before it."""
    findings: list[Finding] = []
    listed = list(cases)
    for stage in study.stages:
        # Closed before the stage begins: a subject does not read what the same stage found of another.
        former = tuple(findings)
        if stage == FIRST_STAGE:
            findings += [_within(case, library) for case in listed]
        elif stage == LAST_STAGE:
            ids = tuple(case.case_id for case in listed)
            given = library.given(cross_case.READS, stage, LAST_STAGE, ids)
            findings.append(cross_case.stage(LAST_STAGE, given, former, study.settings))
        else:
            findings += _holding(study, stage, listed, library, former)
        if stage == until:
            break
    return findings


def _within(case: Case, library: Library) -> Finding:
    given = library.given(within_case.READS, FIRST_STAGE, case.case_id, (case.case_id,))
    return within_case.stage(case.case_id, given)


def _holding(
    study: Study, stage: str, cases: list[Case], library: Library, former: tuple[Finding, ...]
) -> list[Finding]:
    attribute = study.settings.design[stage]
    findings = []
    values = sorted({case.attributes.get(attribute, "") for case in cases} - {""})
    for value in values:
        ids = tuple(case.case_id for case in cases if case.attributes.get(attribute) == value)
        given = library.given(holding_constant.READS, stage, subject_id(value), ids)
        # Of the first stage it may read only the findings of its own cases.
        own = tuple(finding for finding in former if finding.stage != FIRST_STAGE or finding.subject in ids)
        findings.append(holding_constant.stage(stage, attribute, value, given, own, study.settings))
    return findings
