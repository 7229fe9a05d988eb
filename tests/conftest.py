"""Runs that several tests look at, made once for all workers of a session."""

from __future__ import annotations

import asyncio
import atexit
import gc
import os
import pickle
import shutil
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from pipeline.io.lock import Lock
from pipeline.run import Analysis, Progress, analyze

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TESTS = Path(__file__).parent
# What takes longest begins first, or one worker would end with it alone. The run of the sample is the longest of all:
# the other worker, which cannot ask for it before it is made, drives the browser meanwhile.
FIRST = (
    "test_published_counts.py",
    "page/test_at_the_desk.py",
    "page/test_coding.py",
    "corpus/formats/test_limits.py",
    "test_unbreakable.py",
    "test_repeatable.py",
    "test_hostile.py",
    "page/test_index_desk.py",
    "page/test_team_desk.py",
    "corpus/formats/test_programs.py",
)
# The same pages are drawn by both; what has no window to draw them in takes two thirds of the computing.
BROWSERS = ("chromium-headless-shell", "chromium")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), "/usr/bin/chromium")
STUDIES = Path(__file__).parent / "studies"
SAMPLE = Path(__file__).parents[1] / "corpora" / "sample"
SILENT = Progress(say=lambda line: None)
# The same examples in every run, and none judged by the clock: a change is to blame for what fails, and no chance.
# Other examples are tried by HYPOTHESIS_PROFILE=random.
EXAMPLES = settings(
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("same", EXAMPLES, derandomize=True)
settings.register_profile("random", EXAMPLES, derandomize=False, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Python looks for rings that nobody holds: not while tests are collected, never among them, and seldom elsewhere.

    (The command looks as seldom. With all tests in memory it would take a twentieth of their time.)
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        atexit.register(gc.unfreeze)  # libraries in C say what they take for a leak when Python ends
        gc.set_threshold(50_000, 20, 10)
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files in the order of FIRST, then the others as they are."""
    place = {TESTS / name: n for n, name in enumerate(FIRST)}
    items.sort(key=lambda item: place.get(item.path, len(FIRST)))


@pytest.fixture(scope="module")
def apart_from_the_browser() -> Iterator[None]:
    """No event loop in this thread: a browser of other tests keeps one, on which a Dask client would wait."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)


@pytest.fixture(scope="session", autouse=True)
def _no_waiting_for_the_disk() -> Iterator[None]:
    """fsync returns at once: it tells apart only what a power cut would, and each run waits for it a hundred times."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: None)
        yield


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that `make` fills: by the first worker that asks; the others wait for it. Nobody changes it after."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, lock = shared / f"once-{name}", Lock(shared / f"once-{name}.lock")
    while not lock.take(is_made=True):
        time.sleep(0.05)
    try:
        if not (folder / "made").exists():
            folder.mkdir(exist_ok=True)
            make(folder)
            (folder / "made").touch()
    finally:
        lock.release()
    return folder


def _run(factory: pytest.TempPathFactory, name: str, study: Path) -> Path:
    def make(folder: Path) -> None:
        done = analyze(study, folder / "outputs", progress=SILENT)
        (folder / "analysis.pickle").write_bytes(pickle.dumps(done))

    return made_once(factory, name, make)


def _analysis(run: Path) -> Analysis:
    found: Analysis = pickle.loads((run / "analysis.pickle").read_bytes())
    return found


@pytest.fixture(scope="session")
def ledger_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _run(tmp_path_factory, "ledger", STUDIES / "ledger")


@pytest.fixture(scope="session")
def meals_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _run(tmp_path_factory, "meals", STUDIES / "meals")


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _run(tmp_path_factory, "sample", SAMPLE)


@pytest.fixture(scope="session")
def ledger_outputs(ledger_run: Path) -> Path:
    """The outputs of tests/studies/ledger."""
    return ledger_run / "outputs"


@pytest.fixture(scope="session")
def meals_outputs(meals_run: Path) -> Path:
    """The outputs of tests/studies/meals: another field, a 2 x 2 design with one cell missing."""
    return meals_run / "outputs"


@pytest.fixture(scope="session")
def renamed_outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs of tests/studies/renamed: codes of before, people without an id."""
    return _run(tmp_path_factory, "renamed", STUDIES / "renamed") / "outputs"


@pytest.fixture(scope="session")
def sample_outputs(sample_run: Path) -> Path:
    """The outputs of corpora/sample: nine cases, with notes."""
    return sample_run / "outputs"


@pytest.fixture(scope="session")
def ledger_analysis(ledger_run: Path) -> Analysis:
    """What a run of tests/studies/ledger came to."""
    return _analysis(ledger_run)


@pytest.fixture(scope="session")
def meals_analysis(meals_run: Path) -> Analysis:
    """What a run of tests/studies/meals came to."""
    return _analysis(meals_run)


@pytest.fixture(scope="session")
def sample_analysis(sample_run: Path) -> Analysis:
    """What a run of corpora/sample came to."""
    return _analysis(sample_run)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium, as Debian has it."""
    # Whoever clones the project may have no Chromium; where a change is judged, a page that nobody drove is no page.
    if not Path(CHROMIUM).exists() and not os.environ.get("CI"):
        pytest.skip("no Chromium here: install it, or name one in the variable CHROMIUM")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 — most workers drive no browser

    # One process draws the pages of all tests: each would take half a second of CPU time to begin.
    flags = ["--no-sandbox", "--process-per-site"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()
