"""propositions.yaml: a measure or prediction that leads nowhere is told before anything is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cache import Cache
from pipeline.comparison.checks import COMPUTED, every_proposition_measures_something
from pipeline.run import load_everything, open_study
from tests.making import make_study


def problems(tmp_path: Path, fields: str) -> list[str]:
    text = f"- name: p\n  claim: c\n  formed: after\n{fields}"
    files = {
        "propositions.yaml": text,
        "study.yaml": "codebook: codebook.yaml\noutcome: {attribute: tier, order: [low, high]}\n",
        "episodes.csv": "case_id,episode,setback,response\na,1,flood,learning\n",
    }
    study = open_study(make_study(tmp_path, files)).records
    assert study is not None
    loaded = load_everything(study, Cache(None))
    assert loaded.records is not None
    return [
        f"{one.severity} {one.source.line} {one.fault} {one.remedy}"
        for one in every_proposition_measures_something(loaded.records)
    ]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ("  measure: {table: episode, column: response}\n", "fault 1 measure: there is no table 'episode'"),
        ("  measure: {table: episodes, column: answer}\n", "table 'episodes' has no column 'answer'"),
        ("  measure: {table: episodes, column: response, where: {respons: learning}}\n", "Did you mean 'response'?"),
        ("  measure: {table: code_frequency, column: n_known, where: {code_id: trst}}\n", "Did you mean 'trust'?"),
        ("  measure: {table: turns, column: text}\n", "there is no table 'turns'"),
        ("  predicts: {b: high}\n", "case 'b' is not in cases.csv"),
        ("  predicts: {a: hihg}\n", "caution 1 predicts: 'hihg' is no tier"),
        ("", "caution 1 proposition 'p' has neither a measure nor"),
        ("  predicts: {a: high}\n  rivals: [{name: r, predicts: {z: high}}]\n", "case 'z' is not in cases.csv"),
        ("  predicts: {a: high}\n  rivals: 3\n", "rivals is not a list"),
    ],
)
def test_what_leads_nowhere_is_told(tmp_path, fields, said):
    assert any(said in one for one in problems(tmp_path, fields))


@pytest.mark.parametrize(
    "fields",
    [
        "  measure: {table: episodes, column: response, where: {response: learning}}\n",
        "  measure: {table: governance, column: switches_between}\n",
        "  measure: {table: code_frequency, column: mention_share, where: {code_id: [trust]}}\n",
        "  predicts: {a: high}\n  rivals: [{name: r, predicts: in words}]\n",
    ],
)
def test_what_leads_somewhere_is_left_in_peace(tmp_path, fields):
    assert problems(tmp_path, fields) == []


def test_columns_named_here_are_those_that_a_run_publishes(ledger_outputs):
    for table, columns in COMPUTED.items():
        head = (ledger_outputs / "tables" / f"{table}.csv").read_text(encoding="utf-8").splitlines()[0]
        assert tuple(head.split(",")) == columns, table
