import numpy as np
import pytest

from pipeline.statistics.coverage import cover_codes, mean_accumulation, new_by_transcript
from pipeline.statistics.errors import UndefinedCoverageError


def transcripts_with_new(*n_new):
    """Transcripts that each bring so many codes that none before had, and repeat all former ones."""
    seen, transcripts = set(), []
    for here, n in enumerate(n_new):
        seen = seen | {(here, code) for code in range(n)}
        transcripts.append(seen)
    return transcripts


def test_guest_namey_and_chen_2020_reach_saturation_at_6_plus_2():
    """Published: 37 codes in the first 4 interviews; runs of two bring 3, 4 and 1, that is 8, 11 and 3 per cent."""
    found = cover_codes(transcripts_with_new(16, 10, 7, 4, 0, 3, 1, 0), base=4, run=2)

    assert found.n_base == 37
    assert found.new_by_run == (3, 4, 1)
    assert [round(100 * quotient) for quotient in found.quotients] == [8, 11, 3]
    assert found.reached == 6


def test_a_code_told_again_is_not_new():
    assert new_by_transcript([{"trust"}, {"trust", "funding"}, {"funding"}]) == [1, 1, 0]


def test_a_run_at_exactly_five_per_cent_is_reached():
    assert cover_codes(transcripts_with_new(20, 1, 0), base=1, run=1).reached == 1


def test_runs_that_keep_bringing_new_codes_never_reach_it():
    assert cover_codes(transcripts_with_new(5, 5, 5, 5, 5, 5)).reached is None


@pytest.mark.parametrize("n_new", [(3, 2, 1, 1, 0), (0, 0, 0, 0, 5, 5)])
def test_too_few_transcripts_or_a_base_without_codes_is_undefined(n_new):
    with pytest.raises(UndefinedCoverageError):
        cover_codes(transcripts_with_new(*n_new))


def test_the_mean_over_random_orders_ends_at_all_codes():
    mean, low, high = mean_accumulation([{"a"}, {"a", "b"}, {"c"}])

    assert mean[-1] == low[-1] == high[-1] == 3
    assert mean[0] == pytest.approx(4 / 3, abs=0.1)


def test_each_order_is_counted_as_its_transcripts_come():
    generator = np.random.default_rng(7)
    codes = [{int(code) for code in generator.integers(0, 9, size=n % 4)} for n in range(12)]
    orders = np.random.default_rng(3)
    curves = [np.cumsum(new_by_transcript([codes[n] for n in orders.permutation(12)])) for _ in range(40)]

    mean, low, high = mean_accumulation(codes, n_orders=40, seed=3)

    assert mean.tolist() == np.array(curves, dtype=np.float64).mean(0).tolist()
    assert [low.tolist(), high.tolist()] == np.quantile(curves, [0.025, 0.975], axis=0).tolist()


def test_transcripts_without_any_code_add_none():
    assert [curve.tolist() for curve in mean_accumulation([set(), set()])] == [[0, 0]] * 3
