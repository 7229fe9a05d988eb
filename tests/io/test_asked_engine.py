"""Whoever does the work, the answers are those of one process, in their order."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from pipeline.io import engines
from pipeline.io.engines import Engine, EngineMissing, batches, is_of_this_machine, map_each, using
from tests.io.sent_work import (
    dies_in_a_worker,
    ends_its_scheduler,
    fails_in_a_worker,
    raised_to,
    refuses,
    squared,
    whose,
)

pytestmark = pytest.mark.usefixtures("apart_from_the_browser")
PARENT = os.getpid()
ROOT = Path(__file__).parents[2]


@pytest.fixture
def pays(monkeypatch):
    """As if the work were large."""
    monkeypatch.setattr(engines, "LEAST", 1)


@pytest.fixture(scope="module")
def cluster(apart_from_the_browser):
    """Two workers of this machine, for the tests of this file."""
    with using(Engine("dask", 2)):
        yield engines._CLIENT.get()


def test_batches_hold_every_item_once_and_are_about_equal():
    sizes = [9, 1, 1, 8, 3, 3, 3, 7, 1]

    parts = batches(sizes, 3)

    assert sorted(n for part in parts for n in part) == list(range(9))
    assert max(sum(sizes[n] for n in part) for part in parts) <= 14


def test_there_are_no_empty_batches():
    assert batches([5, 5], 8) == [[0], [1]]
    assert batches([], 8) == []


def test_many_processes_give_what_one_gives(pays):
    with using(Engine("processes", 2)):
        answers = map_each(partial(raised_to, power=3), list(range(9)), [1] * 9)

    assert [answer for answer, _ in answers] == [n**3 for n in range(9)]
    assert os.getpid() not in {worker for _, worker in answers}


def test_little_work_starts_no_process():
    with using(Engine("processes", 2)):
        assert set(map_each(whose, list(range(9)), [1] * 9)) == {os.getpid()}


def test_what_a_killed_process_had_is_done_by_this_one(pays):
    with using(Engine("processes", 2)):
        assert map_each(partial(dies_in_a_worker, parent=os.getpid()), list(range(9)), [1] * 9) == list(range(9))


def test_an_error_in_a_process_is_the_error_of_the_work(pays):
    with using(Engine("processes", 2)), pytest.raises(ValueError, match="no "):
        map_each(refuses, list(range(9)), [1] * 9)


def test_dask_gives_what_one_process_gives_and_packs_what_it_sends(cluster):
    assert map_each(squared, [3, 1, 2], [1, 9, 4]) == [9, 1, 4]
    assert map_each(squared, [3, 1, 2], [1, 9, 4], lambda n: n + 10) == [169, 121, 144]
    assert os.getpid() not in map_each(whose, [1, 2, 3], [1, 1, 1])


def test_what_a_worker_cannot_do_for_want_of_a_file_is_done_here_and_told(cluster, caplog):
    assert map_each(partial(fails_in_a_worker, parent=os.getpid()), [3, 1, 2], [1, 1, 1]) == [3, 1, 2]

    assert "the cluster did not answer 3 of 3 parts of the work (FileNotFoundError: " in caplog.text


def test_an_error_of_the_work_itself_is_raised_here(cluster):
    with pytest.raises(ValueError, match="no 1"):
        map_each(refuses, [1], [1])


def test_a_worker_that_is_killed_costs_no_answer(cluster):
    victim = min(worker["pid"] for worker in cluster.run(lambda: {"pid": os.getpid()}).values())
    os.kill(victim, signal.SIGKILL)

    assert map_each(squared, list(range(20)), [1] * 20) == [n * n for n in range(20)]


def test_what_kills_every_worker_is_done_by_this_process(cluster):
    assert map_each(partial(dies_in_a_worker, parent=os.getpid()), list(range(6)), [1] * 6) == list(range(6))


@pytest.mark.slow
def test_when_the_scheduler_is_gone_this_process_does_the_rest_and_asks_no_more(caplog, tmp_path):
    with a_scheduler_and_a_worker(tmp_path) as (address, pid), using(Engine("dask", scheduler=address)):
        work = partial(ends_its_scheduler, scheduler=pid, parent=os.getpid())

        assert map_each(work, [3, 1, 2], [1, 1, 1]) == [3, 1, 2]
        assert "done by this process" in caplog.text
        assert engines._CLIENT.get() is None
        assert set(map_each(whose, [1, 2], [1, 1])) == {os.getpid()}


@contextlib.contextmanager
def a_scheduler_and_a_worker(folder):
    """The address of a cluster as people start it (`dask scheduler`, `dask worker`), and its scheduler's number."""
    from distributed import Client  # noqa: PLC0415 — dear

    told = folder / "scheduler.json"
    # The cluster imports the functions of this file, by whichever name pytest has given it.
    known = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(Path(__file__).parent)))}
    dask = [sys.executable, "-m", "dask"]
    here = ["--host", "127.0.0.1", "--no-dashboard"]
    quiet = {"cwd": folder, "env": known, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    begun = []
    try:
        begun.append(
            subprocess.Popen([*dask, "scheduler", *here, "--port", "0", "--scheduler-file", str(told)], **quiet)
        )
        while not (told.exists() and told.read_text().strip().endswith("}")):
            assert begun[0].poll() is None, "no scheduler"
            time.sleep(0.05)
        address = json.loads(told.read_text())["address"]
        begun.append(subprocess.Popen([*dask, "worker", address, *here, "--nthreads", "1", "--no-nanny"], **quiet))
        with Client(address, timeout="120s", set_as_default=False) as client:
            client.wait_for_workers(1, timeout="120s")
        yield address, begun[0].pid
    finally:
        for process in begun:
            process.kill()
            process.wait()


def test_a_cluster_that_has_lost_all_its_workers_is_waited_for_no_longer(monkeypatch, caplog):
    monkeypatch.setattr(engines, "PATIENCE", 0.2)
    monkeypatch.setattr(engines, "LOOKS_EVERY", 0.1)
    with using(Engine("dask", 1)):
        client = engines._CLIENT.get()
        client.cluster.scale(0)
        while client.scheduler_info()["workers"]:
            time.sleep(0.05)

        assert map_each(squared, [3, 1, 2], [1, 1, 1]) == [9, 1, 4]
        assert "no worker is left" in caplog.text
        assert engines._CLIENT.get() is None


def test_a_scheduler_where_nobody_answers_is_told(monkeypatch):
    monkeypatch.setattr(engines, "ANSWERS_WITHIN", "1s")

    with (
        pytest.raises(EngineMissing, match="nobody answers there"),
        using(Engine("dask", scheduler="tcp://127.0.0.1:9")),
    ):
        pass


def test_a_worker_of_another_version_is_refused(monkeypatch):
    here = engines.fingerprint()
    monkeypatch.setattr(engines, "fingerprint", lambda: {**here, "code": "0" * 64})

    with pytest.raises(EngineMissing, match="would not give the same bytes: code"), using(Engine("dask", 1)):
        pass


def test_dask_that_is_not_installed_is_told(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "dask", None)

    with pytest.raises(EngineMissing, match="needs the extra `dask`"), using(Engine("dask", 1)):
        pass


@pytest.mark.parametrize(
    ("address", "is_here"),
    [("", True), ("tcp://127.0.0.1:8786", True), ("tcp://[::1]:8786", True), ("localhost:8786", True),
     ("tcp://10.0.0.4:8786", False), ("tls://cluster.example:8786", False)],
)  # fmt: skip
def test_an_address_of_another_machine_is_known(address, is_here):
    assert is_of_this_machine(address) is is_here
