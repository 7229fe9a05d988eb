import numpy as np
import pytest

from pipeline.statistics.errors import UndefinedShareError
from pipeline.statistics.prevalence import correct_share

NOT_READ = np.nan


def test_a_share_corrected_by_hand():
    """Four transcripts, half of them read: the machine says 3 of 4, people find 1 of the 2 they read."""
    found = correct_share(
        labels=np.array([1.0, 0.0, NOT_READ, NOT_READ]),
        predictions=np.array([1.0, 1.0, 1.0, 0.0]),
        probabilities=np.full(4, 0.5),
    )

    assert (found.naive, found.human_only) == (0.75, 0.5)
    # rows: 1 + 2 x 0, 1 + 2 x (0 - 1), 1, 0
    assert found.corrected == (1 - 1 + 1 + 0) / 4
    # deviations .75, -1.25, .75, -.25: their squares sum to 2.75; t(3) = 3.182
    half = 3.182446 * np.sqrt(4 / 3 * 2.75) / 4
    assert (found.low, found.high) == (pytest.approx(0.25 - half), pytest.approx(0.25 + half))


def test_people_who_read_with_unequal_probability_are_weighted():
    found = correct_share(np.array([1.0, 0.0, 0.0]), np.zeros(3), np.array([0.25, 0.5, 0.5]))

    assert found.human_only == 4 / (4 + 2 + 2)


def test_fewer_than_three_clusters_have_no_interval():
    found = correct_share(np.array([1.0, 0.0, 1.0, 0.0]), np.ones(4), np.ones(4), ["t1", "t1", "t2", "t2"])

    assert (found.corrected, found.low, found.high) == (0.5, None, None)
    assert "3 clusters, not 2" in found.why


def test_without_reading_nothing_is_corrected():
    found = correct_share(np.full(3, NOT_READ), np.array([1.0, 0.0, 1.0]), np.full(3, NOT_READ))

    assert (found.naive, found.human_only, found.corrected) == (pytest.approx(2 / 3), None, None)
    assert found.why == "nobody has read any row"


def test_a_read_row_without_probability_is_refused():
    with pytest.raises(ValueError, match="probability"):
        correct_share(np.array([1.0]), np.array([1.0]), np.array([NOT_READ]))


def test_no_rows_have_no_share():
    with pytest.raises(UndefinedShareError):
        correct_share(np.array([]), np.array([]), np.array([]))


def simulate(generator, n_clusters, size, share_read):
    """Interviews that differ in how often the code occurs, a machine that errs, whole interviews drawn to read."""
    chance = np.repeat(generator.beta(3, 7, size=n_clusters), size)
    truth = (generator.random(chance.size) < chance).astype(float)
    machine = np.where(truth == 1, generator.random(chance.size) < 0.7, generator.random(chance.size) < 0.2).astype(
        float
    )
    is_read = np.repeat(generator.random(n_clusters) < share_read, size)
    clusters = np.repeat(np.arange(n_clusters), size).tolist()
    return correct_share(np.where(is_read, truth, NOT_READ), machine, np.full(chance.size, share_read), clusters)


def test_a_simulation_shows_that_the_95_per_cent_interval_holds_the_true_share_about_95_times_in_100():
    """The code's true share is 3 / (3 + 7); the machine alone finds .3 x .7 + .7 x .2 = .35 of segments."""
    generator = np.random.default_rng(7)
    runs = [simulate(generator, n_clusters=40, size=8, share_read=0.5) for _ in range(1000)]

    held = np.mean([run.low <= 0.3 <= run.high for run in runs])
    assert 0.93 <= held <= 0.97
    assert np.mean([run.corrected for run in runs]) == pytest.approx(0.3, abs=0.005)
    assert np.mean([run.naive for run in runs]) == pytest.approx(0.35, abs=0.005)
