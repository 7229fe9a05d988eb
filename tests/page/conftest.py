"""A small study, the command that opens its page, and a browser that types into it."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from tests.page.driving import desk_is_ready
from tests.processes import begin, end, run_telling

# A busy machine needs many times what a quiet one does, and waiting ends as soon as there is nothing to wait for.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)

GUIDE = """\
questions:
  start:
    text: How did it all begin?
    asks_about: [trust]
  money:
    text: Where does the money come from?
"""
CODEBOOK = """\
codebook: small
version: "2"
codes:
  enabler: {name: Enablers, is_codable: false, definition: What helped.}
  prior: {parent: enabler, name: Prior relationships, definition: They knew each other before., include: [earlier work],
          exclude: ["trust built here -> trust"], examples: ["We go way back."]}
  trust: {parent: enabler, name: Trust, definition: Talk of trust., scope: [start], cues: {phrases: [trust]}}
  grants: {name: Grants, definition: Money from outside., scope: [money]}
"""
TALK = """\
Interviewer: How did it all begin?

Anna: We go way back. I trust her.

Interviewer: Who called whom?

Anna: She called me. \U0001f600 Then we met on Thursdays, every single one.

Interviewer: Where does the money come from?

Anna: The state paid for it. Nobody else did.
"""
HEBREW = """\
Interviewer: How did it all begin?

Dov: \u05d4\u05db\u05e8\u05e0\u05d5 \u05de\u05e8\u05d0\u05e9. \u05d1\u05d8\u05d7\u05e0\u05d5.
"""
SHORT = """\
Interviewer: How did it all begin?

Ben: It began with trust.
"""


def write_study(folder: Path) -> Path:
    """Three interviews in two cases, a guide of two questions, three codes."""
    for name in ("transcripts", "guides", "codings"):
        (folder / name).mkdir(parents=True)
    files = {
        "study.yaml": "title: A small study\ncodebook: codebook.yaml\nlanguage_model: blank:en\n",
        "codebook.yaml": CODEBOOK,
        "cases.csv": "case_id,name\nnorth,North Garden\nsouth,South Garden\n",
        "transcripts.csv": "transcript_id,file,case_id,kind,respondent_id,guide\nn1,n1.txt,north,interview,r1,g\n"
        "n2,n2.txt,north,interview,r2,g\ns1,s1.txt,south,interview,r3,g\n",
        "participants.csv": "respondent_id,organisation,sector,role\nr1,City,public,nurse\nr2,Farm,private,owner\n"
        "r3,Church,nonprofit,priest\n",
        "guides/g.yaml": GUIDE,
        "transcripts/n1.txt": TALK,
        "transcripts/n2.txt": HEBREW,
        "transcripts/s1.txt": SHORT,
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A fresh small study."""
    return write_study(tmp_path / "study")


class Server:
    """`crosscase code`, running in a process of its own."""

    def __init__(self, study: Path, *options: str, runs: Callable[..., None] = run_telling) -> None:
        words = ["code", str(study), "--no-open", *(() if "--port" in options else ("--port", "0")), *options]
        words += [] if "--out" in options else ["--out", str(study.parent / "outputs")]
        lines, told = multiprocessing.Pipe(duplex=False)
        self.process = begin(runs, words, told)
        told.close()
        said: list[str] = []
        while not said or not said[-1].startswith("http://"):
            try:
                said.append(lines.recv())
            except EOFError:
                pytest.fail("the page did not open: " + "\n".join(said))
        self.address = said[-1].strip()

    def stop(self, sign: int = signal.SIGINT) -> int:
        """End it, as Ctrl-C does; its exit status."""
        if self.process.is_alive():
            assert self.process.pid is not None
            os.kill(self.process.pid, sign)
        return end(self.process)


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Starts servers; ends them with the test."""
    running: list[Server] = []

    def start(study: Path, *options: str, runs: Callable[..., None] = run_telling) -> Server:
        running.append(Server(study, *(options or ("--coder", "ana")), runs=runs))
        return running[-1]

    yield start
    for server in running:
        server.stop(signal.SIGKILL)


@pytest.fixture(scope="session")
def window(browser: Browser) -> Iterator[BrowserContext]:
    """A window that tests use one after the other.

    One tab of it stays open at this machine's address: where it is the last that closes, Chromium ends the process that
    draws the pages and begins another for the next test, which takes a second of CPU time, twice what the test takes.
    """
    # Without motion nothing is looked at, or clicked, half way.
    window = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    window.set_default_timeout(PATIENCE)
    kept = window.new_page()
    kept.route("**/*", lambda route: route.fulfill(body="<p>kept open", content_type="text/html"))
    kept.goto("http://127.0.0.1:1/")
    yield window
    window.close()


@pytest.fixture
def context(window: BrowserContext) -> Iterator[BrowserContext]:
    """A window that knows nothing of the test before: no tab of it, no cookie, and nothing stored at its addresses.

    (A later server may be given the same port, and what a browser keeps goes by it: keys that were switched off.)
    """
    kept, visited = list(window.pages), set[str]()

    def note_address(frame: Frame) -> None:
        if frame.url.startswith("http"):
            visited.add("/".join(frame.url.split("/")[:3]))

    def note_addresses(page: Page) -> None:
        page.on("framenavigated", note_address)

    window.on("page", note_addresses)
    yield window
    window.remove_listener("page", note_addresses)
    for page in set(window.pages) - set(kept):
        page.close()
    window.clear_cookies()
    browser = window.new_cdp_session(kept[0])
    for origin in visited:
        browser.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "local_storage"})
    browser.detach()


@pytest.fixture
def visit(context: BrowserContext, serve: Callable[..., Server]) -> Iterator[Callable[..., Page]]:
    """Opens the page of a study and waits until a sentence is current and keys are heard; a script's error fails the
    test at its end.

    (Raised inside the handler it would end the browser's connection, and every test after it.)
    """
    errors: list[str] = []

    def open_page(study: Path, *options: str, runs: Callable[..., None] = run_telling) -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(serve(study, *options, runs=runs).address)
        page.wait_for_selector('[data-segment][aria-current="true"]')
        desk_is_ready(page)
        return page

    yield open_page
    assert errors == []
