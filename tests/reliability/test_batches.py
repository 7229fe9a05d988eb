"""Reading in batches: what comes next, where it stands, and when to stop."""

from pipeline.reliability.batches import BATCH, LAST_BATCHES, reading_batches
from pipeline.reliability.recall import rank
from tests.reliability.test_recall import coded, told

HUNDRED = told([10] * 300)
FALLING = [-float(n) for n in range(300)]


def judged(n_batches: int, found: int = 0) -> list[dict[int, bool]]:
    """Batches of 20 in order, so many finds at the head of each."""
    return [{20 * b + n: n < found for n in range(BATCH)} for b in range(n_batches)]


def test_the_next_batch_is_the_best_that_nobody_has_judged_each_with_its_neighbours():
    state = reading_batches(HUNDRED, ["t0"], FALLING, judged(1))

    assert [one.number for one in state.batch] == list(range(20, 40))
    assert (state.batch[0].before, state.batch[0].after) == (19, 21)


def test_a_transcript_that_was_read_whole_gives_nothing_to_read():
    passages = told([10] * 3, [10] * 3)

    state = reading_batches(passages, ["t1"], [9, 8, 7, 1, 2, 3], [])

    assert [one.number for one in state.batch] == [5, 4, 3]
    assert (state.batch[0].before, state.batch[0].after) == (4, None)


def test_words_read_count_neighbours_once():
    state = reading_batches(HUNDRED, ["t0"], FALLING, [{0: True, 1: False}, {10: False}])

    assert state.n_words_read == 10 * (3 + 3)  # 0, 1 and 2 beside; 9, 10, 11
    assert state.read_share == 60 / 3000
    assert (state.n_batches, state.n_judged, state.n_found) == (2, 3, 1)


def test_five_batches_with_under_two_in_a_hundred_say_stop():
    few = judged(LAST_BATCHES)

    assert reading_batches(HUNDRED, ["t0"], FALLING, few).is_time_to_stop
    assert not reading_batches(HUNDRED, ["t0"], FALLING, few[:-1]).is_time_to_stop, "four are too few to say"
    one_find, two_finds = [{**few[0], 0: True}, *few[1:]], [{**few[0], 0: True, 1: True}, *few[1:]]
    assert reading_batches(HUNDRED, ["t0"], FALLING, one_find).is_time_to_stop
    assert not reading_batches(HUNDRED, ["t0"], FALLING, two_finds).is_time_to_stop


def test_early_finds_do_not_count_against_stopping():
    assert reading_batches(HUNDRED, ["t0"], FALLING, [*judged(2, 20), *judged(7)[2:]]).is_time_to_stop


def test_what_remains_is_told_by_transcripts_read_whole():
    passages = told([10] * 10, [10] * 10)
    scores = [-float(n % 10) for n in range(20)]
    read_whole = rank(passages, scores, ["t0"]), [coded("t0", 0), coded("t0", 9)]

    state = reading_batches(passages, ["t1"], scores, [{10: True, 11: False}], read_whole)

    assert state.read_share == 3 / 10
    assert state.remaining_share == 1 / 2
    assert reading_batches(passages, ["t1"], scores, []).remaining_share is None


def test_when_all_is_judged_nothing_comes_next():
    state = reading_batches(told([10, 10]), ["t0"], [1, 2], [{0: False, 1: True}])

    assert (state.batch, state.read_share) == ((), 1.0)
