"""One function for every stage that holds an attribute of the design constant: an issue, a city, whatever it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.stages.beside import set_beside
from pipeline.stages.findings import CodeLine, Finding, Tables, strongest
from pipeline.stages.within_case import last_judgements
from pipeline.store.rows import cases_showing
from pipeline.study.study import FIRST_STAGE, Settings, subject_id

READS = (
    "cases", "code_frequency", "code_presence", "code_frequency_other", "judgements", "episodes", "governance", "codes",
    "other:all_transcripts", "other:voices", "other:coded_pairs",
)  # fmt: skip


def stage(
    name: str, attribute: str, value: str, tables: Tables, former: tuple[Finding, ...], settings: Settings
) -> Finding:
    """What the cases with one value of an attribute share, and what sets them apart."""
    subject = subject_id(value)
    ids = tuple(row["case_id"] for row in tables["cases"])
    lines = compare_all(name, subject, tables, former, settings)
    cautions = (
        ()
        if len(ids) > 1
        else (f"There is one {settings.case} with {attribute} {value}: nothing to compare at this stage.",)
    )
    beside = set_beside(tables, lines)
    return Finding(name, subject, value, ids, lines, tables, cautions, former, beside=beside)


def compare_all(
    name: str, subject: str, tables: Tables, former: tuple[Finding, ...], settings: Settings
) -> tuple[CodeLine, ...]:
    """Every code that the cases could show, in the codebook's order."""
    position = {row["code_id"]: n for n, row in enumerate(tables["codes"])}
    rows = sorted(tables["code_presence"], key=lambda row: position[row["code_id"]])
    return tuple(compare(name, subject, row, tables, former, settings.shows_transcripts) for row in rows)


def compare(
    stage_name: str,
    subject: str,
    row: Mapping[str, Any],
    tables: Tables,
    former: tuple[Finding, ...],
    shows: int,
) -> CodeLine:
    """One code in several cases: each case's frequency and judgement beside its quotations from stage 1."""
    code_id = row["code_id"]
    names = {one["code_id"]: one["name"] for one in tables["codes"]}
    judgements = last_judgements(tables["judgements"])
    frequency = {one["case_id"]: one for one in tables["code_frequency"] if one["code_id"] == code_id}
    told = {one.subject: line for one in former if one.stage == FIRST_STAGE and (line := one.line(code_id))}
    showing = set(cases_showing(row["cases"]))
    cases = tuple(
        _of_case(
            case,
            judgements.get((case["case_id"], code_id)),
            frequency[case["case_id"]],
            told.get(case["case_id"]),
            case["case_id"] in showing,
            shows,
        )
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


def _of_case(
    case: Mapping[str, Any],
    judgement: Mapping[str, Any] | None,
    frequency: Mapping[str, Any],
    line: CodeLine | None,
    is_showing: bool,
    shows: int,
) -> dict[str, Any]:
    word = judgement["judgement"] if judgement else None
    is_known = word != "unknown" and (word is not None or frequency["n_known"] > 0)
    by_count = frequency["n_mentioning"] >= shows if frequency["n_known"] else None
    at_odds = (
        word is not None
        and by_count is not None
        and ((word == "present" and not by_count) or (word in ("absent", "unknown") and by_count))
    )
    return {
        "case_id": case["case_id"],
        "name": case.get("name") or case["case_id"],
        "tier": case["tier"],
        "judgement": judgement,
        "frequency": frequency,
        "quotes": line.quotes if line else (),
        "denials": line.denials if line else (),
        "wishes": line.wishes if line else (),
        "disputes": line.disputes if line else (),
        "state": "shows" if is_showing else "not" if is_known else "unknown",
        "at_odds": at_odds,
    }
