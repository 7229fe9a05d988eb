"""The command as a user types it: in this process, in a new one, or in one that begins with everything imported."""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pipeline.cli import main
from tests.folders import ROOT, environment

# The server starts no thread, so that its children go on from where it stands.
forkserver.set_forkserver_preload(["tests.warm"])

Done = subprocess.CompletedProcess[str]
PATIENCE = 600
"""Seconds that a process may take on a busy machine: whoever still runs then hangs."""


def crosscase(*words: str | Path, cwd: Path, encoding: str = "utf-8") -> Done:
    """The command's answer and exit status without a process of its own; an exception that it lets through is raised.

    Args:
        words: As a user types them.
        cwd: Where.
        encoding: What the terminal knows; UTF-8 may be a file or a pipe as well.
    """
    typed = [str(word) for word in words]
    kind = io.TextIOWrapper if encoding == "utf-8" else _Terminal
    out, err = (kind(io.BytesIO(), encoding=encoding, newline="") for _ in range(2))
    former = sys.argv
    sys.argv = ["crosscase", *typed]
    # As a person says it: without it, what goes into a pipe is UTF-8 whatever the system's letters are.
    known = {} if encoding == "utf-8" else {"PYTHONIOENCODING": encoding}
    try:
        with (
            patch.dict(os.environ, known),
            contextlib.chdir(cwd),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            status = _status_of_main()
    finally:
        sys.argv = former
    return Done(typed, status, *(_text(one, encoding) for one in (out, err)))


class _Terminal(io.TextIOWrapper):
    """A stream that somebody looks at."""

    def isatty(self) -> bool:
        return True


def _status_of_main() -> int:
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def _text(stream: io.TextIOWrapper, encoding: str) -> str:
    stream.seek(0)
    return stream.buffer.read().decode(encoding)


def crosscase_alone(*words: str | Path, cwd: Path) -> Done:
    """The same in a new process, which may not end with a traceback."""
    command = [sys.executable, "-m", "pipeline", *map(str, words)]
    done = subprocess.run(
        command, cwd=cwd, env=environment(), capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done


def begin(function: Callable[..., None], *args: Any) -> BaseProcess:
    """A function begun in a process of its own, forked from a server that has imported what a run needs."""
    # Each thread of numpy's would map addresses, and some tests bound them. Begun where it finds the tests to import.
    with patch.dict(os.environ, environment(OPENBLAS_NUM_THREADS="1")), contextlib.chdir(ROOT):
        forkserver.ensure_running()
    process = multiprocessing.get_context("forkserver").Process(target=function, args=args)
    process.start()
    return process


def run_forked(words: Sequence[str | Path], says: Path) -> None:
    """For `begin`: the command; what it says on standard error goes into a file."""
    sys.argv = ["crosscase", *map(str, words)]
    with says.open("w", encoding="utf-8") as err, contextlib.redirect_stderr(err), contextlib.redirect_stdout(err):
        main()


def run_telling(words: Sequence[str | Path], lines: Connection) -> None:
    """For `begin`: the command; each line that it prints is sent at once, on standard output and error alike."""
    sys.argv = ["crosscase", *map(str, words)]
    with contextlib.redirect_stdout(_Sent(lines)), contextlib.redirect_stderr(_Sent(lines)):
        main()


class _Sent(io.TextIOBase):
    """A stream whose lines are sent to another process."""

    encoding = "utf-8"

    def __init__(self, lines: Connection) -> None:
        self.lines, self.begun = lines, ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        *whole, self.begun = (self.begun + text).split("\n")
        for line in whole:
            with contextlib.suppress(OSError):  # nobody listens any more
                self.lines.send(line)
        return len(text)


def end(process: BaseProcess, seconds: float = PATIENCE) -> int:
    """The exit status of a process that ends within some seconds; it is killed where it does not."""
    process.join(seconds)
    if process.is_alive():
        process.kill()
        raise AssertionError(f"it still ran after {seconds} seconds")
    assert process.exitcode is not None
    return process.exitcode


def bounded(addresses: int, seconds: int, function: Callable[..., None], *args: Any) -> None:
    """For `begin`: a function whose process may map no more than so many bytes, with what is imported, and have no more
    than so many seconds of the processor's time, however busy the machine is."""
    resource.setrlimit(resource.RLIMIT_AS, (addresses, addresses))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    function(*args)
