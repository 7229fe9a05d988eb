import pytest

from pipeline.statistics.errors import UndefinedShareError
from pipeline.statistics.proportions import wilson_interval


@pytest.mark.parametrize(
    ("n_yes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_newcombe_1998_table_1_method_3(n_yes, n, low, high):
    assert wilson_interval(n_yes, n) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_all_of_n_ends_at_1():
    low, high = wilson_interval(7, 7)

    assert high == 1.0
    assert low == pytest.approx(1 - wilson_interval(0, 7)[1])


def test_a_share_of_nothing_is_undefined():
    with pytest.raises(UndefinedShareError):
        wilson_interval(0, 0)


def test_more_than_all_is_refused():
    with pytest.raises(ValueError, match="8 of 7"):
        wilson_interval(8, 7)
