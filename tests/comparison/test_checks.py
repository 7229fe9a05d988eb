"""propositions.yaml: a measure or prediction that leads nowhere is told before anything is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.comparison.checks import COMPUTED, every_proposition_measures_something
from pipeline.io.cache import Cache
from pipeline.loading import load_study
from pipeline.run import analyze, open_study
from tests.conftest import SILENT
from tests.making import make_study

FILES: dict[str, str | bytes] = {
    "study.yaml": "codebook: codebook.yaml\noutcome: {attribute: tier, order: [low, high]}\n",
    "episodes.csv": "case_id,episode,setback,response\na,1,flood,learning\n",
}


def problems(tmp_path: Path, fields: str, more: dict[str, str] | None = None) -> list[str]:
    text = f"- name: p\n  claim: c\n  formed: after\n{fields}"
    study = open_study(make_study(tmp_path, {**FILES, "propositions.yaml": text, **(more or {})})).records
    assert study is not None
    loaded = load_study(study, Cache(None))
    assert loaded.records is not None
    return [
        f"{one.severity} {one.source.line} {one.fault} {one.remedy}"
        for one in every_proposition_measures_something(loaded.records)
    ]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ("  measure: {table: episode, column: response}\n", "fault 4 measure: there is no table 'episode'"),
        ("  measure: {table: episodes, column: answer}\n", "table 'episodes' has no column 'answer'"),
        ("  measure: {table: episodes, column: response, where: {respons: learning}}\n", "Did you mean 'response'?"),
        ("  measure: {table: code_frequency, column: n_known, where: {code_id: trst}}\n", "Did you mean 'trust'?"),
        ("  measure: {table: turns, column: text}\n", "there is no table 'turns'"),
        ("  predicts: {b: high}\n", "case 'b' is not in cases.csv"),
        ("  predicts: {a: hihg}\n", "caution 4 predicts: 'hihg' is no tier"),
        ("", "caution 1 proposition 'p' has neither a measure nor"),
        ("  predicts: {a: high}\n  rivals: [{name: r, predicts: {z: high}}]\n", "case 'z' is not in cases.csv"),
        ("  predicts: {a: high}\n  rivals: 3\n", "rivals is not a list"),
    ],
)
def test_what_leads_nowhere_is_told(tmp_path, fields, said):
    assert any(said in one for one in problems(tmp_path, fields))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ("  measure:\n    table: episode\n    column: response\n", "fault 5 measure: there is no table"),
        ("  measure:\n    column: answer\n    table: episodes\n", "fault 5 measure: table 'episodes' has no column"),
        ("  measure:\n    table: episodes\n    column: response\n    where:\n      respons: learning\n", "fault 8 "),
        ("  measure:\n    table: episodes\n    column: response\n    where: response\n", "fault 7 measure: where"),
        (
            "  measure:\n    table: code_frequency\n    column: n_known\n    where:\n      code_id:\n"
            "        - trust\n        - trst\n",
            "fault 10 measure: 'trst'",
        ),
        ("  predicts:\n    a: high\n    b: high\n", "fault 6 predicts: case 'b'"),
        ("  predicts:\n    a: hihg\n", "caution 5 predicts: 'hihg'"),
        ("  predicts: {a: high}\n  rivals: 3\n", "fault 5 rivals"),
        (
            "  predicts: {a: high}\n  rivals:\n  - name: r\n    predicts:\n      z: high\n",
            "fault 8 predicts: case 'z'",
        ),
        (
            "  predicts: {a: high}\n  rivals:\n  - name: r\n    measure:\n      table: turns\n      column: text\n",
            "fault 8 measure: there is no table 'turns'",
        ),
    ],
)
def test_the_line_is_that_of_the_faulty_key(tmp_path, fields, said):
    assert [one.startswith(said) for one in problems(tmp_path, fields)] == [True]


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


CODES = """\
    codebook: mine
    version: "2"
    codes:
      trust: {definition: Talk of trust., was: [faith]}
      early: {definition: Early., merge_into: trust, merge_why: few}
      gone: {definition: Gone., retired: "2"}
      loud: {definition: Aloud., split_from: quarrel}
      walk: {definition: Walked out., split_from: quarrel}
    """
FIRST = 'codebook: mine\nversion: "1"\ncodes: {quarrel: {definition: Q.}}\n'
MEASURE = "{table: code_frequency, column: n_known, where: {code_id: CODE}}"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("faith", []),
        ("early", []),
        ("quarrel", ["fault 4 measure: code 'quarrel' was split into 'loud' and 'walk'."]),
        ("gone", ["caution 4 measure: 'gone' is retired since version 2: nothing is counted of it."]),
    ],
)
def test_a_measure_follows_former_codes_and_says_which_were_split_or_retired(tmp_path, code, said):
    files = {"codebook.yaml": CODES, "codebook@1.yaml": FIRST}
    found = problems(tmp_path, f"  measure: {MEASURE.replace('CODE', code)}\n", files)

    assert [one.startswith(line) for one, line in zip(found, said, strict=True)] == [True] * len(said)


def test_a_former_code_in_a_proposition_is_counted_as_todays(tmp_path):
    files = {
        **FILES,
        "cases.csv": "case_id,tier\na,low\nb,high\n",
        "codebook.yaml": CODES.replace("was: [faith]", "was: [faith], cues: {phrases: [trust]}"),
        "codebook@1.yaml": FIRST,
        "propositions.yaml": f"- name: p\n  claim: c\n  formed: after\n  expects: rises\n  measure: "
        f"{MEASURE.replace('CODE', 'faith')}\n  rivals: [{{name: r, measure: {MEASURE.replace('CODE', 'early')}}}]\n",
    }
    out = analyze(make_study(tmp_path / "study", files), tmp_path / "out", progress=SILENT).outputs

    written = (out / "tables" / "propositions.csv").read_text(encoding="utf-8")
    assert written.count('""code_id"": ""trust""') == 2


def test_columns_named_here_are_those_that_a_run_publishes(ledger_outputs):
    for table, columns in COMPUTED.items():
        head = (ledger_outputs / "tables" / f"{table}.csv").read_text(encoding="utf-8").splitlines()[0]
        assert tuple(head.split(",")) == columns, table
