"""Work for workers: in a module by itself, since each worker that is started imports it and what it imports."""

from __future__ import annotations

import os
import signal
import time


def squared(n):
    return n * n


def whose(n):
    return os.getpid()


def raised_to(n, power):
    """The power, and who reckoned it."""
    return n**power, os.getpid()


def dies_in_a_worker(n, parent):
    if n == 3 and os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    return n


def refuses(n):
    raise ValueError(f"no {n}")


def fails_in_a_worker(n, parent):
    if os.getpid() != parent:
        raise OSError(2, "a model that lies on one machine alone")
    return n


def ends_its_scheduler(n, scheduler, parent):
    if os.getpid() != parent:
        os.kill(scheduler, signal.SIGKILL)
        time.sleep(60)
    return n
