"""A stage gets the rows that the contract gives it (section 5), and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline.run import Analysis
from pipeline.stages import cross_case, holding_constant, within_case
from pipeline.stages.findings import Finding
from pipeline.store.rows import ContrastRow, Event, ExhibitRow, IndexChunkRow, ParticipantRow, Voice
from pipeline.study.study import FIRST_STAGE, LAST_STAGE

OF_NO_CASE = {"tm"}


@pytest.fixture
def findings(ledger_analysis: Analysis) -> tuple[Finding, ...]:
    return ledger_analysis.findings


def cases_in(finding: Finding) -> Iterator[tuple[str, str]]:
    for table, rows in finding.tables.items():
        for row in rows:
            case_id = row.cell("case_id")
            if case_id is not None and table != "participants":
                yield table, case_id


def test_a_stage_gets_the_tables_that_it_names_and_no_other(findings: tuple[Finding, ...]) -> None:
    reads = {FIRST_STAGE: within_case.READS, LAST_STAGE: cross_case.READS}

    for finding in findings:
        assert set(finding.tables) == set(reads.get(finding.stage, holding_constant.READS))


def test_within_case_sees_rows_of_its_own_case_only(findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        if finding.stage == FIRST_STAGE:
            assert {case for _, case in cases_in(finding)} == {finding.subject}
            assert finding.former == ()


def test_within_case_sees_only_people_of_its_own_case(findings: tuple[Finding, ...]) -> None:
    tarn = next(one for one in findings if one.subject == "flood-tarn")

    assert {person.respondent_id for person in tarn.tables.rows(ParticipantRow)} == {"r01", "r02", "r03", "r04"}


def test_a_design_stage_sees_its_cases_and_transcripts_of_its_attribute(findings: tuple[Finding, ...]) -> None:
    tarn = next(one for one in findings if (one.stage, one.subject) == ("within-city", "tarn"))

    assert {case for _, case in cases_in(tarn)} == {"flood-tarn", "market-tarn"}
    assert {voice.transcript_id for voice in tarn.tables.other(Voice)} == OF_NO_CASE
    assert {one.subject for one in tarn.former if one.stage == FIRST_STAGE} == {"flood-tarn", "market-tarn"}
    assert {"ratings", "tiers", "voices", "transcripts"}.isdisjoint(tarn.tables)


def test_a_design_stage_sees_the_events_of_its_cases_and_the_quotations_that_they_name(
    findings: tuple[Finding, ...],
) -> None:
    tarn = next(finding for finding in findings if (finding.stage, finding.subject) == ("within-city", "tarn"))
    named = {coding_id for event in tarn.tables.rows(Event) for coding_id in (event.codings or "").split(";")}

    assert {event.case_id for event in tarn.tables.rows(Event)} == {"flood-tarn"}  # market-tarn lists none
    assert tarn.tables.cited(Voice)
    assert {voice.coding_id for voice in tarn.tables.cited(Voice)} <= named


def test_a_design_stage_sees_exhibits_of_its_cases_and_contrasts_of_its_own_subject(sample_analysis: Analysis) -> None:
    alpha = next(
        finding for finding in sample_analysis.findings if (finding.stage, finding.subject) == ("within-city", "alpha")
    )
    shown = {row.coding_id for row in alpha.tables.rows(ExhibitRow)} - {None}

    assert {row.case_id for row in alpha.tables.rows(ExhibitRow)} <= set(alpha.cases)
    assert shown <= {voice.coding_id for voice in alpha.tables.cited(Voice)}
    assert {(row.stage, row.subject) for row in alpha.tables.rows(ContrastRow)} == {("within-city", "alpha")}


def test_the_last_stage_reads_neither_turns_nor_segments(findings: tuple[Finding, ...]) -> None:
    last = findings[-1]

    assert last.stage == LAST_STAGE
    assert {"turns", "segments"}.isdisjoint(last.tables)
    assert {one.stage for one in last.former} == {FIRST_STAGE, "within-issue", "within-city"}


def test_index_chunks_of_a_case_are_those_of_its_transcripts(findings: tuple[Finding, ...]) -> None:
    brack = next(one for one in findings if one.subject == "flood-brack")

    assert {chunk.transcript_id for chunk in brack.tables.rows(IndexChunkRow)} == {"fb1"}
