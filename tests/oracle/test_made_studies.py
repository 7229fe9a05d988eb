"""Runs of made-up studies in which codes, readings and judgements age, compared cell by cell with the oracle.

ORACLE_STUDIES=200 tries as many random studies; ORACLE_FIRST=1000 begins at another seed.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.oracle.comparing import analyzed, disagreements
from tests.oracle.files import read_csv
from tests.oracle.random_studies import random_study, verified_study
from tests.oracle.test_brute_force_on_worked_numbers import strike_apply_rows

STUDIES = Path(__file__).parents[1] / "studies"
PLOTS = STUDIES / "plots"
FIRST = int(os.environ.get("ORACLE_FIRST", "0"))
SEEDS = range(FIRST, FIRST + int(os.environ.get("ORACLE_STUDIES", "2")))


def assert_none(said: list[str]) -> None:
    assert not said, f"{len(said)} differences\n" + "\n".join(said[:60])


@pytest.mark.parametrize("name", ["plots", "aged"])
def test_a_study_that_aged_is_published_as_it_is_recounted(name: str, tmp_path: Path) -> None:
    assert_none(disagreements(STUDIES / name, analyzed(STUDIES / name, tmp_path / "out")))


def test_plots_without_apply_rows_is_published_as_it_is_recounted(tmp_path: Path) -> None:
    study = Path(shutil.copytree(PLOTS, tmp_path / "study"))
    strike_apply_rows(study)

    assert_none(disagreements(study, analyzed(study, tmp_path / "out")))


def test_a_study_with_a_verified_machine_is_published_as_it_is_recounted(tmp_path: Path) -> None:
    study = verified_study(1).write(tmp_path / "study")
    tables = analyzed(study, tmp_path / "out")

    assert {row["basis"] for row in read_csv(tables / "code_frequency.csv")} == {"mixed", "machine_verified"}
    assert sum(int(row["n_outdated"]) for row in read_csv(tables / "code_frequency.csv")) == 3
    assert_none(disagreements(study, tables))


@pytest.mark.parametrize("seed", [FIRST, *(pytest.param(seed, marks=pytest.mark.slow) for seed in SEEDS[1:])])
def test_a_random_study_is_published_as_it_is_recounted(seed: int, tmp_path: Path) -> None:
    study = random_study(seed, with_applied_codes=seed % 3 != 2).write(tmp_path / "study")

    assert_none(disagreements(study, analyzed(study, tmp_path / "out")))
