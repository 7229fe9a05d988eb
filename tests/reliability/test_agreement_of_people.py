"""Published tables through the study path: coders' files in, the table `agreement` out."""

import numpy as np
import pytest

from pipeline.reliability.agreement import agreement_rows
from pipeline.reliability.presence import PatternTable, describe_presence
from pipeline.reliability.readings import collect_readings
from pipeline.statistics.agreement import describe_agreement
from tests.reliability.coded import coded_files, loaded, sentences

PUBLISHED = {
    "Krippendorff 2011, part A: binary data of two observers": ((1, 1, 3, 5), "alpha", 0.095),
    "Feinstein & Cicchetti 1990, table 1": ((40, 9, 6, 45), "kappa", 0.70),
    "Feinstein & Cicchetti 1990, table 2: same agreement, unequal totals": ((80, 10, 5, 5), "kappa", 0.32),
    "Feinstein & Cicchetti 1990, table 3: unbalanced alike": ((45, 15, 25, 15), "kappa", 0.13),
    "Feinstein & Cicchetti 1990, table 4: unbalanced otherwise": ((25, 35, 5, 35), "kappa", 0.26),
    "Viera & Garrett 2005, noon lectures": ((15, 5, 10, 70), "kappa", 0.57),
}


def rows_of(loaded_study):
    readings = collect_readings(loaded_study.corpus.transcripts, loaded_study.hand.codings, loaded_study.hand.read)
    return agreement_rows(readings, ["boats", "bread"])


def two_coders(both, first, second, neither):
    """Ana and Ben on so many sentences of one interview: how many both, only one, and none gave the code."""
    n = both + first + second + neither
    ana = [(i, "boats") for i in range(both + first)]
    ben = [(i, "boats") for i in [*range(both), *range(both + first, both + first + second)]]
    return coded_files({"t1": sentences(n)}, {"ana": {"t1": ana}, "ben": {"t1": ben}})


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_table_comes_out_of_coders_files(tmp_path, name):
    counts, coefficient, published = PUBLISHED[name]

    rows = rows_of(loaded(tmp_path, two_coders(*counts)))

    (row,) = [one for one in rows if one.code_id == "boats" and one.unit == "segment"]
    assert row.n_units == sum(counts)
    assert getattr(row, coefficient) == pytest.approx(published, abs=0.005)


def test_krippendorff_2011_part_a_to_the_third_place(tmp_path):
    rows = rows_of(loaded(tmp_path, two_coders(1, 1, 3, 5)))

    (row,) = [one for one in rows if one.code_id == "boats" and one.unit == "segment"]
    assert row.alpha == pytest.approx(0.095, abs=0.0005)
    assert row.why.startswith("too few: 5 units with the code, 10 needed")


@pytest.mark.parametrize("n_coders", [2, 3])
def test_patterns_give_the_numbers_that_units_give(n_coders):
    draw = np.random.default_rng(n_coders)
    codes = draw.choice([0, 1, 1, -1], size=(n_coders, 200)) if n_coders > 2 else draw.choice([0, 0, 1], size=(2, 200))
    clusters = np.sort(draw.integers(0, 9, size=200))
    patterns, place = np.unique(codes.T, axis=0, return_inverse=True)
    counts = np.zeros((9, len(patterns)), dtype=np.int64)
    np.add.at(counts, (clusters, place.ravel()), 1)

    found = describe_presence(PatternTable(patterns, counts))

    as_units = np.array([[None if code < 0 else int(code) for code in row] for row in codes], dtype=object)
    expected = describe_agreement(as_units, "nominal", clusters.tolist())
    for name in ("percent", "kappa", "ac1", "alpha", "alpha_low", "alpha_high"):
        assert getattr(found, name) == pytest.approx(getattr(expected, name)), name


def test_coders_who_never_gave_a_code_have_no_coefficient_and_the_row_says_so(tmp_path):
    rows = rows_of(loaded(tmp_path, two_coders(2, 1, 1, 6)))

    (row,) = [one for one in rows if one.code_id == "bread" and one.unit == "segment"]
    assert (row.percent, row.kappa, row.alpha, row.ac1) == (1.0, None, None, None)
    assert "one and the same answer everywhere" in row.why


def test_only_transcripts_that_both_marked_read_are_compared(tmp_path):
    files = coded_files(
        {"t1": sentences(12), "t2": sentences(12, 1)},
        {"ana": {"t1": [(0, "boats")], "t2": [(0, "boats")]}, "ben": {"t1": []}},
    )

    rows = rows_of(loaded(tmp_path, files))

    assert {one.n_units for one in rows if one.unit == "transcript"} == {1}
    assert {one.n_units for one in rows if one.unit == "segment"} == {12}


def test_blind_and_not_blind_readings_stand_apart_beside_their_whole(tmp_path):
    files = coded_files(
        {"t1": sentences(12), "t2": sentences(12, 1)}, {"ana": {"t1": [], "t2": []}, "ben": {"t1": [], "t2": []}}
    )
    files["codings/ben.read.csv"] = "transcript_id,codes,is_blind\nt1,*,yes\nt2,*,no\n"

    rows = [one for one in rows_of(loaded(tmp_path, files)) if one.code_id == "boats" and one.unit == "transcript"]

    assert [(one.is_blind, one.n_units) for one in rows] == [(None, 2), (False, 1), (True, 1)]


def test_consensus_is_no_coder_among_coders(tmp_path):
    files = coded_files({"t1": sentences(12)}, {"ana": {"t1": []}, "consensus": {"t1": [(0, "boats")]}})

    assert rows_of(loaded(tmp_path, files)) == []
