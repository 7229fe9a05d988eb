"""Work on many things that do not touch each other, by two processes where there are two cores and it pays."""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

LEAST = 600_000
"""Characters (or bytes) of work from which a second process pays: below, what it saves is what it costs."""


def map_in_two(work: Callable[[Item], Result], items: Sequence[Item], sizes: Sequence[int]) -> list[Result]:
    """`[work(item) for item in items]`; half of it by a second process where that is safe and pays.

    Args:
        work: Depends on its item alone; its results can be pickled.
        items: What to work on. The first is worked on before the second process is made, so that both find what is
            loaded and compiled once.
        sizes: How much work each item is, in characters or bytes.

    The second process is a copy of this one (fork, Linux only, and only while there is one thread). It writes no file
    and holds no lock. Whatever befalls it, this process does the work itself: results and errors are those of one.
    """
    if not items:
        return []
    first, rest = work(items[0]), items[1:]
    if not rest or sum(sizes[1:]) < LEAST or not can_fork():
        return [first, *(work(item) for item in rest)]
    theirs = _half(sizes[1:])
    return [first, *_by_both(work, rest, theirs)]


def can_fork() -> bool:
    """Whether a copy of this process can be made safely, and a second core can run it."""
    return sys.platform == "linux" and threading.active_count() == 1 and len(os.sched_getaffinity(0)) > 1


def _half(sizes: Sequence[int]) -> set[int]:
    """Positions whose sizes come to about half of all: the largest first, each to the smaller half."""
    halves: tuple[set[int], set[int]] = (set(), set())
    sums = [0, 0]
    for n in sorted(range(len(sizes)), key=lambda n: (-sizes[n], n)):
        smaller = 0 if sums[0] <= sums[1] else 1
        halves[smaller].add(n)
        sums[smaller] += sizes[n]
    return halves[1]


def _by_both(work: Callable[[Item], Result], items: Sequence[Item], theirs: set[int]) -> list[Result]:
    reading, writing = os.pipe()
    gc.freeze()  # the copy then shares what is in memory, instead of marking all of it
    child = os.fork()
    if child == 0:
        _run_child(work, items, theirs, writing)
    gc.unfreeze()
    os.close(writing)
    try:
        mine = {n: work(item) for n, item in enumerate(items) if n not in theirs}
        answered: dict[int, Result] = _read_results(reading)
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        os.close(reading)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(child, 0)
    return [mine[n] if n in mine else answered[n] if n in answered else work(item) for n, item in enumerate(items)]


def _run_child(work: Callable[[Item], Result], items: Sequence[Item], theirs: set[int], writing: int) -> None:
    """Work on one's share and write it down; never come back."""
    try:
        most = os.sysconf("SC_OPEN_MAX")
        # 0, 1 and 2 are the standard streams.
        os.closerange(3, writing)  # the lock on the output folder is the other's alone
        os.closerange(writing + 1, min(most, 65_536))
        results = {n: work(items[n]) for n in sorted(theirs)}
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(results, pipe, pickle.HIGHEST_PROTOCOL)
    # `os._exit`, not `sys.exit`: the copy must not run the first process's exit handlers or flush its buffers.
    except BaseException:  # noqa: BLE001 — the other process does the work again, and says what is wrong
        os._exit(1)
    os._exit(0)


def _read_results(reading: int) -> dict[int, Result]:
    """What the other process wrote; nothing where it came to grief."""
    try:
        with os.fdopen(os.dup(reading), "rb") as pipe:
            results: dict[int, Result] = pickle.load(pipe)  # noqa: S301 — written by our own copy, a moment ago
    except (EOFError, OSError, pickle.UnpicklingError):
        return {}
    return results
