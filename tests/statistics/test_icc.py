import json
from pathlib import Path

import numpy as np
import pytest

from pipeline.statistics.errors import UndefinedCorrelationError
from pipeline.statistics.icc import intraclass_correlations

ORACLES = json.loads((Path(__file__).parent / "fixtures" / "oracles.json").read_text(encoding="utf-8"))


def test_shrout_and_fleiss_1979_six_targets_by_four_judges():
    ratings = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]])
    found = intraclass_correlations(ratings)

    published = {"icc1": 0.17, "icc2": 0.29, "icc3": 0.71, "icc1k": 0.44, "icc2k": 0.62, "icc3k": 0.91}
    assert {name: round(getattr(found, name), 2) for name in published} == published


@pytest.mark.parametrize("case", ORACLES["icc"])
def test_all_forms_are_those_of_pingouin(case):
    found = intraclass_correlations(np.array(case["ratings"]))

    numbers = [found.icc1, found.icc2, found.icc3, found.icc1k, found.icc2k, found.icc3k]
    assert numbers == pytest.approx(case["icc"])


def test_ratings_that_are_all_the_same_are_undefined():
    with pytest.raises(UndefinedCorrelationError, match="all ratings are the same"):
        intraclass_correlations(np.full((4, 3), 7))


@pytest.mark.parametrize("shape", [(1, 3), (3, 1)])
def test_one_target_or_one_rater_is_undefined(shape):
    with pytest.raises(UndefinedCorrelationError, match="two targets and two raters"):
        intraclass_correlations(np.arange(3.0).reshape(shape))


def test_a_missing_rating_is_refused():
    with pytest.raises(ValueError, match="every target"):
        intraclass_correlations(np.array([[1.0, np.nan], [2, 3]]))


def test_targets_that_do_not_differ_leave_three_forms_undefined():
    found = intraclass_correlations(np.array([[1.0, 3.0], [3.0, 1.0]]))

    assert found.undefined == ("icc2", "icc1k", "icc3k")
    assert found.icc1 == -1.0
