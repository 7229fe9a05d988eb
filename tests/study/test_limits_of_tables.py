"""A table of a few kilobytes does not keep the machine busy: its columns and cells have a limit, told with the file."""

import time

import pytest

from pipeline.study import people_files
from pipeline.study.people_files import read_csv
from pipeline.study.problems import FilesNeedAHand
from pipeline.user_tables.run_statistic import StatisticOptions, run_statistic


@pytest.mark.parametrize("header", [",".join(f"c{n}" for n in range(50_000)), ",".join("a" * 50_000)])
def test_a_header_of_very_many_columns_is_refused_at_once(header, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(header + "\n1\n")
    began = time.process_time()

    (problem,) = read_csv(path).problems
    with pytest.raises(FilesNeedAHand, match="50000 columns"):
        run_statistic("icc", path, StatisticOptions())

    assert problem.fault == "the header has 50000 columns, and 500 are the most."
    assert time.process_time() - began < 10


def test_a_table_of_very_many_cells_is_refused_with_the_line_to_which_it_was_read(tmp_path, monkeypatch):
    monkeypatch.setattr(people_files, "MOST_CELLS", 10)
    path = tmp_path / "t.csv"
    path.write_text("a,b\n" + "1\n" * 20)

    (problem,) = read_csv(path).problems

    assert problem.fault == "the table has more than 10 cells, as many as can be read."
    assert problem.source.line == 8


def test_an_agreement_of_very_many_coders_is_refused(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("unit," + ",".join(f"c{n}" for n in range(60)) + "\n1" + ",a" * 60 + "\n2" + ",b" * 60 + "\n")

    with pytest.raises(FilesNeedAHand, match="60 columns of coders"):
        run_statistic("agreement", path, StatisticOptions())
