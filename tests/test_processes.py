"""Two processes give what one gives, in its order, whatever befalls the second."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from pipeline.io import processes
from pipeline.io.lock import Lock
from pipeline.io.processes import map_in_two

HERE = os.getpid()
needs_two = pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="one core, or no fork as Linux has it"
)


@pytest.fixture(autouse=True)
def _small_work_is_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "LEAST", 2)
    # Tests before this one may have left threads behind, as may those who run them: no second process is made beside
    # a thread.
    monkeypatch.setattr(processes.threading, "active_count", lambda: 1)


def test_results_come_in_the_order_of_the_items() -> None:
    assert map_in_two(lambda n: n * n, list(range(9)), [1, 5, 2, 9, 9, 1, 1, 3, 2]) == [n * n for n in range(9)]


def test_nothing_to_do_is_nothing() -> None:
    assert map_in_two(lambda n: n, [], []) == []


@needs_two
def test_about_half_of_the_work_is_done_by_a_second_process() -> None:
    by = map_in_two(lambda n: os.getpid(), list(range(9)), [1] * 9)

    assert by[0] == os.getpid()
    assert len(set(by)) == 2
    assert 3 <= by.count(os.getpid()) <= 6


def test_little_work_is_done_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "LEAST", 100)

    assert set(map_in_two(lambda n: os.getpid(), list(range(9)), [10] * 9)) == {os.getpid()}


def test_what_the_second_process_does_not_bring_back_this_one_does_itself() -> None:
    def dies_elsewhere(n: int) -> int:
        if os.getpid() != HERE:
            os._exit(9)
        return n + 1

    assert map_in_two(dies_elsewhere, list(range(9)), [1] * 9) == list(range(1, 10))


def test_a_result_that_cannot_be_sent_is_made_again_here() -> None:
    made = map_in_two(lambda n: lambda: n, list(range(9)), [1] * 9)

    assert [one() for one in made] == list(range(9))


def test_an_error_is_the_one_that_one_process_would_raise() -> None:
    def refuses(n: int) -> int:
        if n == 7:
            raise ValueError("seven")
        return n

    with pytest.raises(ValueError, match="seven"):
        map_in_two(refuses, list(range(9)), [1] * 9)


@needs_two
def test_the_second_process_does_not_hold_the_lock_of_the_output_folder(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "lock")
    assert lock.take(is_made=True)

    def is_free(n: int) -> bool:
        """In the second process: whether the lock could be taken, once the first has let go of it."""
        if os.getpid() == HERE:
            if n:  # the first is worked on before the second process is made
                lock.release()
            return True
        mine = Lock(tmp_path / "lock")
        given_up = time.monotonic() + 60  # whoever still held it would hold it for ever
        while time.monotonic() < given_up:
            if mine.take(is_made=True):
                return True
            time.sleep(0.005)
        return False

    lock_is_let_go = map_in_two(is_free, list(range(3)), [1, 1, 1])

    assert lock_is_let_go == [True, True, True]
