"""datapackage.json says what the tables hold, and Parquet holds what the CSV files do."""

from __future__ import annotations

import csv
import json

import duckdb
import openpyxl
import pytest
from making import make_study

from pipeline.handing_over.columns import KEYS, SAID, said_of
from pipeline.handing_over.finished_run import finished_run
from pipeline.handing_over.parquet import write_parquet
from pipeline.handing_over.study_workbook import write_workbook
from pipeline.run import Progress, analyze
from pipeline.site.export import PUBLISHED
from pipeline.store.rows import ROW_OF
from pipeline.study.problems import FilesNeedAHand


@pytest.fixture(scope="module")
def parquet(ledger, tmp_path_factory):
    to = tmp_path_factory.mktemp("parquet") / "tables"
    write_parquet(ledger, to)
    return to


def test_frictionless_finds_the_tables_as_they_are_described(ledger_outputs):
    import frictionless  # noqa: PLC0415 — dear

    report = frictionless.validate(str(ledger_outputs / "datapackage.json"))

    assert report.flatten(["taskNumber", "rowNumber", "fieldName", "type", "note"]) == []
    assert report.stats["tasks"] == len(list((ledger_outputs / "tables").glob("*.csv")))


def test_every_column_of_ours_is_described(ledger_outputs):
    package = json.loads((ledger_outputs / "datapackage.json").read_text(encoding="utf-8"))
    columns = [
        (resource["name"], field["name"]) for resource in package["resources"] for field in resource["schema"]["fields"]
    ]
    own = [column for column in columns if column[0] not in ROW_OF or not ROW_OF[column[0]].HAS_EXTRA]

    assert [column for column in own if said_of(*column).startswith("As the study")] == []
    assert sorted(set(SAID) - {column for _, column in columns}) == []


def test_parquet_holds_the_published_tables_with_their_types(parquet, ledger, ledger_outputs):
    names = sorted(path.stem for path in parquet.glob("*.parquet"))

    assert names == sorted(PUBLISHED)
    for name in names:
        read = duckdb.sql(f"select * from '{parquet / name}.parquet'")
        with (ledger_outputs / f"tables/{name}.csv").open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        assert (read.columns, len(read.fetchall())) == (head, len(rows)), name
    types = {column: kind for column, kind, *_ in duckdb.sql(f"describe from '{parquet}/codings.parquet'").fetchall()}
    assert (types["start_char"], types["is_counted"], types["quotation"]) == ("INTEGER", "BOOLEAN", "VARCHAR")


def test_the_descriptor_beside_parquet_is_valid_and_names_each_file(parquet):
    import frictionless  # noqa: PLC0415 — dear

    package = json.loads((parquet / "datapackage.json").read_text(encoding="utf-8"))

    assert [str(error) for error in frictionless.Package.metadata_validate(package)] == []
    assert [resource["path"] for resource in package["resources"]] == [f"{name}.parquet" for name in PUBLISHED]
    keys = {resource["name"]: tuple(resource["schema"].get("primaryKey", ())) for resource in package["resources"]}
    assert {name: key for name, key in keys.items() if key} == KEYS


def test_the_same_run_is_the_same_bytes_and_may_be_written_again(parquet, ledger, tmp_path):
    write_parquet(ledger, tmp_path / "again")
    write_parquet(ledger, tmp_path / "again")

    files = {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()}
    assert files == {path.name: path.read_bytes() for path in parquet.iterdir()}


def test_the_interpretive_reading_hands_over_no_share(tmp_path):
    settings = {"study.yaml": "codebook: codebook.yaml\nreading: interpretive\n"}
    study = make_study(tmp_path / "study", settings)
    analyze(study, tmp_path / "out", progress=Progress(say=lambda line: None))

    with finished_run(study, tmp_path / "out") as run:
        write_parquet(run, tmp_path / "tables")
        write_workbook(run, tmp_path / "out", tmp_path / "x.xlsx")

    told = duckdb.sql(f"select n_known, mention_share from '{tmp_path}/tables/code_frequency.parquet'").fetchall()
    head, row = openpyxl.load_workbook(tmp_path / "x.xlsx")["code_frequency"].iter_rows(values_only=True)
    assert told == [(row[head.index("n_known")], None)]
    assert row[head.index("mention_share")] is None


def test_a_folder_with_somebody_elses_file_of_such_a_name_is_left_alone(ledger, tmp_path):
    (tmp_path / "cases.parquet").write_bytes(b"mine")

    with pytest.raises(FilesNeedAHand, match=r"cases\.parquet"):
        write_parquet(ledger, tmp_path)

    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("cases.parquet", b"mine")]
