"""By what the work on many transcripts is done: this process and a copy of it, many processes, or a cluster by Dask.

Reading, segmenting and matching cues are most of a cold run, and each is a pure function of a transcript. They go
through `map_each`; which engine does them is said once a command, by `with using(engine):`. The bytes that come out are
the same whatever the engine, and whoever dies: what no worker answers this process does itself.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.io.cache import code_digest, library_versions
from pipeline.io.processes import LEAST, map_in_two
from pipeline.study.dataclass import dataclass
from pipeline.study.problems import CrosscaseError

if TYPE_CHECKING:
    from distributed import Client, LocalCluster
    from distributed import Future as ClusterFuture

Item = TypeVar("Item")
Result = TypeVar("Result")

ENGINES = ("processes", "dask")
ANSWERS_WITHIN = "10s"
"""How long a scheduler elsewhere is waited for."""
BEGINS_WITHIN = "120s"
"""How long a cluster of this machine may take to begin: its workers start one after the other beside other work."""
BATCHES_PER_WORKER = 4
"""Into how many parts each worker's share is cut: few enough to send the work seldom, enough that none waits long."""


PATIENCE, LOOKS_EVERY = 60.0, 5.0
"""Seconds: how long a cluster may be without any worker (one that died is begun anew), and how often we look."""
ADDRESS = re.compile(r"(?:(?:tcp|tls|ws|wss|ucx)://)?(?:\[[0-9a-fA-F:.%]+\]|[\w.-]+):\d{1,5}")


class EngineMissing(CrosscaseError):
    """The engine that was asked for cannot be used: its package, its scheduler or a worker like us is missing."""


class NoWorkerLeft(CrosscaseError):
    """A cluster whose workers have all gone, and none came back."""


@dataclass(frozen=True)
class Engine:
    """What was asked for on the command line.

    Args:
        name: `processes` or `dask`.
        n_workers: How many; None is one for each core that this process may use.
        scheduler: The address of a Dask scheduler, `tcp://HOST:PORT`; empty is a cluster of this machine's processes.
    """

    name: str
    n_workers: int | None = None
    scheduler: str = ""

    @property
    def workers(self) -> int:
        """How many workers a pool of this machine has."""
        return self.n_workers or n_cores()


class _Workers:
    """The processes of an engine, begun when they are first asked for, and anew when they died."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def pool(self, n_workers: int) -> ProcessPoolExecutor:
        """Processes that inherit no lock and no open file (spawn, as macOS and Windows have it)."""
        if self._pool is None:
            self._pool = ProcessPoolExecutor(n_workers, multiprocessing.get_context("spawn"))
        return self._pool

    def end(self) -> None:
        """End them, once what they work on is done."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


_ENGINE: ContextVar[Engine | None] = ContextVar("engine", default=None)
_CLIENT: ContextVar[Client | None] = ContextVar("client", default=None)
_WORKERS: ContextVar[_Workers | None] = ContextVar("workers", default=None)


def n_cores() -> int:
    """How many cores this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextlib.contextmanager
def using(engine: Engine | None) -> Iterator[None]:
    """Let `map_each` work by this engine; a Dask cluster is begun, compared with this machine, and ended here.

    Raises:
        EngineMissing: Dask is not installed, nobody answers at the address, or a worker has another version.
    """
    token = _ENGINE.set(engine)
    try:
        if engine is None or engine.name != "dask":
            yield
            return
        with _client(engine) as client:
            client_token = _CLIENT.set(client)
            try:
                yield
            finally:
                _CLIENT.reset(client_token)
    finally:
        _ENGINE.reset(token)


@contextlib.contextmanager
def same_workers() -> Iterator[_Workers]:
    """Let all work inside the block be done by the same processes, if it is by processes: each loads spaCy once."""
    if (workers := _WORKERS.get()) is not None:
        yield workers
        return
    workers = _Workers()
    token = _WORKERS.set(workers)
    try:
        yield workers
    finally:
        _WORKERS.reset(token)
        workers.end()


def map_each(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    sizes: Sequence[int],
    packed: Callable[[Item], Item] | None = None,
) -> list[Result]:
    """`[work(item) for item in items]`, by the engine in use.

    Args:
        work: A function of a module (or `partial` of one) that depends on its item alone.
        items: What to work on.
        sizes: How much work each item is, in characters or bytes.
        packed: Makes of an item one that holds all that `work` needs: what a worker of another machine cannot open.
    """
    engine, client = _ENGINE.get(), _CLIENT.get()
    if client is not None and items:
        return _by_dask(client, work, items, sizes, packed)
    # Starting a worker and loading spaCy in it costs about a second: not for a little.
    if engine is not None and engine.name == "processes" and engine.workers > 1 and sum(sizes) >= LEAST:
        return _by_processes(engine.workers, work, items, sizes)
    return map_in_two(work, items, sizes)


def batches(sizes: Sequence[int], n_batches: int) -> list[list[int]]:
    """Positions of items in batches of about equal size, the largest items first; none is empty."""
    filled: list[list[int]] = [[] for _ in range(min(n_batches, len(sizes)))]
    sums = [0] * len(filled)
    for n in sorted(range(len(sizes)), key=lambda n: (-sizes[n], n)):
        smallest = sums.index(min(sums))
        filled[smallest].append(n)
        sums[smallest] += sizes[n]
    return [sorted(batch) for batch in filled if batch]


def work_on(work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """One batch, in a worker."""
    return [work(item) for item in items]


def _by_processes(
    n_workers: int, work: Callable[[Item], Result], items: Sequence[Item], sizes: Sequence[int]
) -> list[Result]:
    """By new processes, or those of the block of `same_workers` around it."""
    parts = batches(sizes, n_workers * BATCHES_PER_WORKER)
    answered: dict[int, Result] = {}
    with same_workers() as workers:
        futures: list[tuple[list[int], Future[list[Result]]]] = []
        # A worker was killed, for want of memory perhaps: what it had is done below, in one process.
        with contextlib.suppress(BrokenProcessPool):
            for part in parts:
                futures.append((part, workers.pool(n_workers).submit(work_on, work, [items[n] for n in part])))
        for part, future in futures:
            with contextlib.suppress(BrokenProcessPool):
                answered.update(zip(part, future.result(), strict=True))
        if len(answered) < len(items):
            workers.end()
    return [answered[n] if n in answered else work(item) for n, item in enumerate(items)]


def _by_dask(
    client: Client,
    work: Callable[[Item], Result],
    items: Sequence[Item],
    sizes: Sequence[int],
    packed: Callable[[Item], Item] | None,
) -> list[Result]:
    """By the cluster. Dask repeats the tasks of a worker that dies; what the cluster does not answer is done here."""
    n_workers = max(1, len(client.scheduler_info()["workers"]))
    parts = batches(sizes, n_workers * BATCHES_PER_WORKER)
    # The file travels with its task: a worker needs no path of this machine.
    sent = items if packed is None else [packed(item) for item in items]
    futures = [client.submit(work_on, work, [sent[n] for n in part], pure=False) for part in parts]
    answered: dict[int, Result] = {}
    lost: list[Exception] = []
    for part, future in zip(parts, futures, strict=True):
        try:
            answered.update(zip(part, _answer(client, future), strict=True))
        # What kills every worker, a cluster without any, a scheduler that is gone, a model on one machine: the work is
        # done here, and an error that is its own is raised here.
        except Exception as error:  # noqa: BLE001
            lost.append(error)
    if lost:
        _tell_of_lost(lost, len(parts))
        if client.status != "running" or any(isinstance(error, CancelledError | NoWorkerLeft) for error in lost):
            _CLIENT.set(None)
    return [answered[n] if n in answered else work(item) for n, item in enumerate(items)]


def _answer(client: Client, future: ClusterFuture[Any]) -> Any:
    """The answer of one task, waited for as long as there is anybody to give it.

    Raises:
        NoWorkerLeft: The cluster had no worker for so long that none will come.
    """
    seen = time.monotonic()
    while True:
        try:
            return future.result(timeout=LOOKS_EVERY)
        except TimeoutError:
            # A TimeoutError of the work itself.
            if future.done():  # type: ignore[no-untyped-call]
                raise
        if client.scheduler_info()["workers"]:
            seen = time.monotonic()
        elif time.monotonic() - seen > PATIENCE:
            raise NoWorkerLeft("no worker is left")


def _tell_of_lost(lost: Sequence[Exception], n_parts: int) -> None:
    why = f"{type(lost[0]).__name__}: {str(lost[0]).partition(chr(10))[0]}".rstrip(": ")
    logging.getLogger(__name__).warning(
        "… the cluster did not answer %d of %d parts of the work (%s): they are done by this process",
        len(lost), n_parts, why,
    )  # fmt: skip


@contextlib.contextmanager
def _client(engine: Engine) -> Iterator[Client]:
    try:
        import dask  # noqa: PLC0415 — an extra, .5 s
        import distributed  # noqa: F401, PLC0415
    except ImportError as why:
        raise EngineMissing(
            "--engine dask needs the extra `dask`: pip install 'crosscase[dask]', or leave the option out."
        ) from why
    # No pages of its own, and no copies of transcripts on a worker's disk.
    quiet: Mapping[str, object] = {
        "distributed.worker.memory.spill": False,
        "distributed.worker.memory.target": False,
        "distributed.admin.log-length": 0,
        "distributed.scheduler.http.routes": [],
        "distributed.worker.http.routes": [],
        "distributed.comm.timeouts.connect": ANSWERS_WITHIN,
    }
    # What happens to the cluster is told in our words, once.
    for name in [name for name in logging.root.manager.loggerDict if name.partition(".")[0] == "distributed"]:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    with dask.config.set(quiet), contextlib.ExitStack() as opened:
        if engine.scheduler:
            try:
                client = opened.enter_context(_connected(engine.scheduler, ANSWERS_WITHIN))
            except (OSError, TimeoutError, ValueError) as why:
                raise EngineMissing(f"--scheduler {engine.scheduler}: nobody answers there ({why}).") from why
        else:
            cluster = opened.enter_context(_cluster_of_this_machine(engine.workers))
            client = opened.enter_context(_connected(cluster, BEGINS_WITHIN))
        _require_same_versions(client)
        yield client


def _connected(to: object, within: str) -> Client:
    from distributed import Client  # noqa: PLC0415 — an extra

    client: Client = Client(to, timeout=within, set_as_default=False)  # type: ignore[no-untyped-call]
    return client


def _cluster_of_this_machine(n_workers: int) -> LocalCluster:
    from distributed import LocalCluster  # noqa: PLC0415 — an extra

    # Every port on the loopback address: nobody else reaches the workers, nor what they hold.
    cluster: LocalCluster = LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=n_workers,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.CRITICAL,
    )
    return cluster


def fingerprint() -> dict[str, str]:
    """What must be equal on two machines for their results to be: Python, the libraries, this software's own code."""
    return {"python": ".".join(map(str, sys.version_info[:2])), "code": code_digest(), **dict(library_versions())}


def _require_same_versions(client: Client) -> None:
    """Compare every worker with this process before work begins."""
    ours = fingerprint()
    theirs: dict[str, dict[str, str] | str] = client.run(_fingerprint_or_why)
    if not theirs:
        raise EngineMissing("The scheduler has no workers: start some (`dask worker ADDRESS`), then run again.")
    for address, versions in sorted(theirs.items()):
        if isinstance(versions, str):
            raise EngineMissing(f"worker {address} has no crosscase that it can import ({versions}). Install it there.")
        differing = sorted(name for name in ours if versions.get(name) != ours[name])
        if differing:
            shown = ", ".join(
                f"{name} {versions.get(name, 'none')[:12]} there, {ours[name][:12]} here" for name in differing
            )
            raise EngineMissing(
                f"worker {address} would not give the same bytes: {shown}. Install the same lock there."
            )


def _fingerprint_or_why() -> dict[str, str] | str:
    try:
        return fingerprint()
    except Exception as why:  # noqa: BLE001 — whatever is wrong over there is told here
        return f"{type(why).__name__}: {why}"


def is_address(scheduler: str) -> bool:
    """Whether a scheduler's address can be one: HOST:PORT, how it is spoken to before it or not."""
    return ADDRESS.fullmatch(scheduler) is not None


def is_of_this_machine(scheduler: str) -> bool:
    """Whether a scheduler's address is on this machine, so that no text leaves it."""
    host = scheduler.rpartition("://")[2].rpartition(":")[0].strip("[]")
    return not scheduler or host in ("127.0.0.1", "localhost", "::1")
