"""Published tables first, then other packages' results, then what must be refused."""

import json
from pathlib import Path

import numpy as np
import pytest

from pipeline.statistics.agreement import (
    alpha_interval,
    cohen_kappa,
    describe_agreement,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    percent_agreement,
    weighted_kappa,
)
from pipeline.statistics.errors import UndefinedAgreementError

ORACLES = json.loads((Path(__file__).parent / "fixtures" / "oracles.json").read_text(encoding="utf-8"))

FOUR_CODERS = """\
    1 2 3 3 2 1 4 1 2 . . .
    1 2 3 3 2 2 4 1 2 5 . 3
    . 3 3 3 2 3 4 2 2 5 1 .
    1 2 3 3 2 4 4 1 2 5 1 .
    """

# Fleiss (1971), table 1: how many of six psychiatrists gave each of 30 patients one of five diagnoses.
FLEISS_1971 = """\
    444444 222555 233335 555555 222444 113333 333355 113334 114444 555555 144444 124444 222333 144444 224445
    333335 111455 111112 224444 133555 555555 244444 224555 114444 144445 222224 111155 224444 133333 555555
    """


def codes_in(text):
    rows = [line.split() for line in text.splitlines() if line.strip()]
    return np.array([[None if cell == "." else number_or_word(cell) for cell in row] for row in rows], dtype=object)


def number_or_word(cell):
    return int(cell) if cell.isdigit() else cell


def codes_from_table(counts):
    """Two coders whose cross table is `counts`."""
    pairs = [(a, b) for a, row in enumerate(counts) for b, n in enumerate(row) for _ in range(n)]
    return np.array(pairs, dtype=object).T


def test_krippendorff_2011_part_a_binary_data_of_two_observers():
    codes = codes_in("""\
        0 1 0 0 0 0 0 0 1 0
        1 1 1 0 0 1 0 0 0 0
        """)

    assert krippendorff_alpha(codes) == pytest.approx(0.095, abs=0.0005)


def test_krippendorff_2011_part_b_nominal_data_of_two_observers():
    codes = codes_in("""\
        a a b b d c c c e d d a
        b a b b b c c c e d d d
        """)

    assert krippendorff_alpha(codes) == pytest.approx(0.692, abs=0.0005)


@pytest.mark.parametrize(
    ("metric", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_krippendorff_2011_parts_c_and_d_four_observers_with_missing_data(metric, published):
    assert krippendorff_alpha(codes_in(FOUR_CODERS), metric) == pytest.approx(published, abs=0.0005)


def test_gwet_2014_page_120_four_raters_with_missing_ratings():
    """The ratings are Krippendorff's; the R package irrCAC prints .81818 and .77544 for them."""
    codes = codes_in(FOUR_CODERS)

    assert percent_agreement(codes) == pytest.approx(0.8181818)
    assert gwet_ac1(codes) == pytest.approx(0.77544, abs=5e-6)


def test_gwet_2014_two_abstractors():
    """irrCAC's vignette prints kappa .7964094 for this table of 100 pregnancies."""
    codes = codes_from_table([[13, 0, 0], [0, 20, 7], [0, 4, 56]])

    assert percent_agreement(codes) == pytest.approx(0.89)
    assert cohen_kappa(codes) == pytest.approx(0.7964094, abs=5e-8)
    assert gwet_ac1(codes) == pytest.approx(0.8493305, abs=5e-8)


def test_fleiss_cohen_and_everitt_1969_two_psychologists():
    codes = codes_from_table([[75, 1, 4], [5, 4, 1], [0, 0, 10]])

    assert cohen_kappa(codes) == pytest.approx(0.676, abs=0.0005)


def test_fleiss_1971_thirty_patients_by_six_psychiatrists():
    codes = np.array([list(patient) for patient in FLEISS_1971.split()], dtype=object).T

    assert codes.shape == (6, 30)
    assert fleiss_kappa(codes) == pytest.approx(0.430, abs=0.0005)


@pytest.mark.parametrize("case", ORACLES["alpha"])
def test_alpha_is_that_of_the_krippendorff_package(case):
    assert krippendorff_alpha(np.array(case["codes"], dtype=object), case["metric"]) == pytest.approx(case["alpha"])


@pytest.mark.parametrize("case", ORACLES["kappa"])
def test_kappa_is_that_of_statsmodels_and_weighted_kappa_that_of_scikit_learn(case):
    codes = np.array(case["codes"], dtype=object)

    assert cohen_kappa(codes) == pytest.approx(case["kappa"])
    assert weighted_kappa(codes, "linear") == pytest.approx(case["linear"])
    assert weighted_kappa(codes, "quadratic") == pytest.approx(case["quadratic"])


@pytest.mark.parametrize("case", ORACLES["fleiss"])
def test_fleiss_kappa_is_that_of_statsmodels(case):
    assert fleiss_kappa(np.array(case["codes"], dtype=object)) == pytest.approx(case["kappa"])


def test_one_code_throughout_is_undefined_and_never_full_agreement():
    codes = codes_in("""\
        yes yes yes yes
        yes yes yes yes
        """)

    for coefficient in (krippendorff_alpha, cohen_kappa, fleiss_kappa, gwet_ac1):
        with pytest.raises(UndefinedAgreementError, match="one and the same code"):
            coefficient(codes)
    assert percent_agreement(codes) == 1.0


def test_coders_without_a_common_unit_are_undefined():
    codes = codes_in("""\
        yes no . .
        . . no yes
        """)

    for coefficient in (krippendorff_alpha, cohen_kappa, fleiss_kappa, gwet_ac1, percent_agreement):
        with pytest.raises(UndefinedAgreementError):
            coefficient(codes)


def test_fleiss_kappa_is_undefined_where_units_differ_in_coders():
    described = describe_agreement(codes_in(FOUR_CODERS))

    assert described.kappa is None
    assert described.why == "kappa: the units differ in how many coders saw them"
    assert described.alpha == pytest.approx(0.743, abs=0.0005)


def test_nan_counts_as_not_coded():
    with_none = codes_in(FOUR_CODERS)
    with_nan = np.where(np.equal(with_none, None), np.nan, with_none)

    assert describe_agreement(with_nan) == describe_agreement(with_none)


def test_ac1_of_a_yes_or_no_code_that_nobody_gave_needs_to_know_that_there_were_two_answers():
    codes = codes_in("""\
        no no no no
        no no no no
        """)

    assert gwet_ac1(codes, n_categories=2) == 1.0


def test_words_have_no_interval_metric():
    with pytest.raises(ValueError, match="needs numbers"):
        krippendorff_alpha(np.array([["a", "b"], ["a", "b"]], dtype=object), "interval")


def test_the_interval_is_the_percentiles_of_alpha_over_units_drawn_again():
    generator = np.random.default_rng(5)
    first = generator.integers(1, 4, size=40)
    second = np.where(generator.random(40) < 0.6, first, generator.integers(1, 4, size=40))
    codes = np.array([first, second], dtype=object)
    slowly = [krippendorff_alpha(codes[:, generator.integers(0, 40, size=40)], "ordinal") for _ in range(2000)]

    found = alpha_interval(codes, "ordinal")

    assert found.low == pytest.approx(np.quantile(slowly, 0.025), abs=0.03)
    assert found.high == pytest.approx(np.quantile(slowly, 0.975), abs=0.03)


@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval", "ratio"])
def test_the_interval_contains_alpha_and_is_the_same_again(metric):
    codes = codes_in(FOUR_CODERS)
    found = alpha_interval(codes, metric)

    assert found.low < krippendorff_alpha(codes, metric) < found.high
    assert alpha_interval(codes, metric) == found


def test_units_alike_within_an_interview_make_the_interval_wider():
    """Six interviews of twenty segments: in three of them the coders always agree, in three they hardly do."""
    generator = np.random.default_rng(3)
    first = generator.integers(0, 2, size=120)
    agrees = np.repeat([True, True, True, False, False, False], 20)
    second = np.where(agrees, first, generator.integers(0, 2, size=120))
    codes = np.array([first, second], dtype=object)

    by_segment = alpha_interval(codes)
    by_interview = alpha_interval(codes, clusters=np.repeat(range(6), 20).tolist())

    assert by_interview.high - by_interview.low > 1.5 * (by_segment.high - by_segment.low)


def test_resamples_without_alpha_are_left_out_and_counted():
    """One disagreement in ten units: a third of the resamples hold nothing but agreement on one code."""
    codes = np.array([["no"] * 10, ["yes", *["no"] * 9]], dtype=object)

    assert alpha_interval(codes).n_undefined == pytest.approx(2000 * 0.9**10, rel=0.1)


def test_one_cluster_has_no_interval():
    described = describe_agreement(codes_in(FOUR_CODERS), clusters=["t1"] * 12)

    assert described.alpha_low is None
    assert "alpha_low, alpha_high: an interval needs two units, or two clusters of units" in described.why
