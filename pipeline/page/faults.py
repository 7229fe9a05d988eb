"""Our own mistakes, told without anybody's words: what kind of error, and where in the program."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

DEEPEST = 12
"""Frames told: from the address that was asked for down to the fault, without the server's own."""


def place_of(error: BaseException) -> str:
    """The kind of an error and where it arose. Its message stays out: it may quote what was being read."""
    frames = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    return f"{type(error).__name__} at {places}"


class WithoutWords:
    """The page, whose errors are told on one line, where the server would print them with their messages."""

    def __init__(self, app: ASGIApp, tell: Callable[[str], None]) -> None:
        self.app, self.tell = app, tell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; Starlette has told the browser of an error (500) before it comes here."""
        try:
            await self.app(scope, receive, send)
        except Exception as error:  # noqa: BLE001 — whatever it is, the server's log would hold its words
            self.tell(f"The page failed to answer; please report this: {place_of(error)}")


def tell_of_threads(tell: Callable[[str], None]) -> None:
    """Have what fails beside the page told in the same way."""

    def told(failed: threading.ExceptHookArgs) -> None:
        if failed.exc_value is not None:
            tell(f"Something failed beside the page; please report this: {place_of(failed.exc_value)}")

    threading.excepthook = told


def on_standard_error(line: str) -> None:
    """Print a line where errors are printed."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
