"""Promises that propositions.yaml keeps: it measures columns that are there, and predicts for cases that are there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from pipeline.check import Everything
from pipeline.comparison.measures import GOVERNANCE_COUNTS
from pipeline.problems import Problem, caution, did_you_mean, fault

FREQUENCY = (
    "case_id", "code_id", "family", "n_transcripts", "n_known", "n_mentioning", "mention_share", "mention_low",
    "mention_high", "n_hand_read", "n_hand_mentioning", "n_machine_mentioning", "n_asked", "n_asked_mentioning",
    "n_asked_unknown", "n_denying", "n_suggested", "n_respondents", "n_organisations", "n_sectors", "n_codings_hand",
    "n_codings_machine", "per_1000_words",
)  # fmt: skip
COMPUTED: Mapping[str, tuple[str, ...]] = {
    "code_frequency": FREQUENCY,
    "enabler_frequency": FREQUENCY,
    "cooccurrence": ("case_id", "code_a", "code_b", "n_segments", "jaccard"),
    "case_attributes": ("case_id", "attribute", "value"),
    "transcripts": (
        "transcript_id", "case_id", "city", "kind", "respondent_id", "sector", "role", "n_words", "n_words_respondent",
        "n_turns", "is_hand_read",
    ),
}  # fmt: skip
CODE_COLUMNS = ("code_id", "code_a", "code_b")


def every_proposition_measures_something(all_: Everything) -> list[Problem]:
    """A measure names a table, columns and codes that are there; predictions name cases that are there."""
    path = all_.study.folder / "propositions.yaml"
    columns = measurable(all_)
    found: list[Problem] = []
    for one in all_.propositions:
        line = int(one.get("line", 0))
        if one.get("measure") is None and not one.get("predicts"):
            what = f"proposition '{one.get('name')}' has neither a measure nor what it predicts of each case."
            remedy = "Add `measure: {table, column, where}` and `expects`, or `predicts: {case: tier}`."
            found.append(caution(path, line, what, remedy))
        found += _of_measure(path, line, one.get("measure"), columns, all_)
        found += _of_predictions(path, line, one.get("predicts"), one.get("measure") is not None, all_)
        found += _of_rivals(path, line, one.get("rivals"), columns, all_)
    return found


def measurable(all_: Everything) -> Mapping[str, tuple[str, ...]]:
    """Tables with rows of single cases, and their columns."""
    attributes = {name for case in all_.corpus.cases for name in case.attributes}
    found = dict(COMPUTED)
    found["cases"] = ("case_id", *sorted(attributes - {"tier"}), "tier")
    for name, table in all_.tables.items():
        if "case_id" in table.columns:
            found[name] = table.columns
    found["governance"] = (*found.get("governance", ()), *GOVERNANCE_COUNTS)
    return found


def _of_measure(
    path: Path, line: int, measure: Any, columns: Mapping[str, tuple[str, ...]], all_: Everything
) -> list[Problem]:
    if not isinstance(measure, Mapping) or not {"table", "column"} <= set(measure):
        return []
    table = str(measure["table"])
    if table not in columns:
        remedy = did_you_mean(table, columns, f"write one of {', '.join(sorted(columns))}.")
        return [fault(path, line, f"measure: there is no table '{table}' with rows of single cases.", remedy)]
    where = measure.get("where") or {}
    if not isinstance(where, Mapping):
        return [fault(path, line, "measure: where is not a list of `column: value`.", "Write `where: {code_id: …}`.")]
    named = [("column", str(measure["column"])), *(("where", str(name)) for name in where)]
    found = [
        fault(
            path,
            line,
            f"measure: table '{table}' has no column '{column}' ({field}).",
            did_you_mean(column, columns[table], f"write one of {', '.join(columns[table])}."),
        )
        for field, column in named
        if column not in columns[table]
    ]
    for name in CODE_COLUMNS:
        for code_id in _several(where.get(name)):
            if code_id not in all_.codebook.codes:
                remedy = did_you_mean(code_id, all_.codebook.codes, "add it to the codebook.")
                found.append(fault(path, line, f"measure: '{code_id}' is no code of this codebook.", remedy))
    return found


def _several(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _of_predictions(path: Path, line: int, predicts: Any, has_measure: bool, all_: Everything) -> list[Problem]:
    if predicts is None:
        return []
    if not isinstance(predicts, Mapping):
        return [fault(path, line, "predicts is not a list of `case: tier`.", "Write `predicts: {case_id: tier, …}`.")]
    cases = {case.case_id for case in all_.corpus.cases}
    found = [
        fault(
            path,
            line,
            f"predicts: case '{case_id}' is not in cases.csv.",
            did_you_mean(str(case_id), cases, "remove it."),
        )
        for case_id in predicts
        if str(case_id) not in cases
    ]
    return found + ([] if has_measure else _not_tiers(path, line, map(str, predicts.values()), all_))


def _not_tiers(path: Path, line: int, words: Any, all_: Everything) -> list[Problem]:
    order: Collection[str] = all_.study.settings.outcome_order
    wrong = sorted({word for word in words if word not in order})
    if not wrong or not order:
        return []
    what = f"predicts: {', '.join(repr(word) for word in wrong)} is no tier of the study: it fits no case."
    return [caution(path, line, what, f"Write one of {', '.join(order)}.")]


def _of_rivals(
    path: Path, line: int, rivals: Any, columns: Mapping[str, tuple[str, ...]], all_: Everything
) -> list[Problem]:
    if rivals is None:
        return []
    if not isinstance(rivals, list):
        return [fault(path, line, "rivals is not a list.", "Write each as `- {name: …, predicts: {case: tier}}`.")]
    found: list[Problem] = []
    for one in rivals:
        if isinstance(one, Mapping):
            found += _of_measure(path, line, one.get("measure"), columns, all_)
            if not isinstance(one.get("predicts"), str):
                found += _of_predictions(path, line, one.get("predicts"), one.get("measure") is not None, all_)
    return found
