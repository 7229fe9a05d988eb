"""How the server of the coding page starts and stops: on this machine's loopback, until Ctrl-C."""

from __future__ import annotations

import contextlib
import functools
import secrets
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from pipeline.page.faults import WithoutWords, on_standard_error, tell_of_threads
from pipeline.page.guard import Guard
from pipeline.page.server import Page
from pipeline.page.session import Session
from pipeline.study.problems import FilesNeedAHand, fault


def bind(port: int) -> socket.socket:
    """A socket on this machine's loopback. The port can be bound again at once after the server has ended.

    Raises:
        FilesNeedAHand: Somebody has it.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform != "win32":
        # On Windows this option would let a second server take the port of a running one.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
        listening.listen(128)
    except (OSError, OverflowError) as error:
        listening.close()
        why = getattr(error, "strerror", None) or str(error)
        remedy = "Another page may be open: end it with Ctrl-C, or choose another port with `--port 8322`."
        raise FilesNeedAHand([fault(Path(f"127.0.0.1:{port}"), 0, f"the port is taken ({why}).", remedy)]) from error
    return listening


def serve(session: Session, listening: socket.socket, tell: Callable[[str], None], opens: bool) -> None:
    """Answer until Ctrl-C. `tell` is given the address with its token as soon as the server answers."""
    port = listening.getsockname()[1]
    token = secrets.token_urlsafe(24)
    page = Page(session)
    app = Guard(WithoutWords(Starlette(routes=page.routes()), on_standard_error), token, port)
    tell_of_threads(on_standard_error)
    # No log of requests: addresses hold searches and names of transcripts.
    # Two seconds, since tabs keep `/events` open.
    config = uvicorn.Config(
        app, log_level="error", access_log=False, lifespan="off", timeout_graceful_shutdown=2, server_header=False
    )
    server = uvicorn.Server(config)
    page.is_over = functools.partial(getattr, server, "should_exit")
    address = f"http://127.0.0.1:{port}/?token={token}"
    tell(address)
    if opens:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listening])
