"""A server that speaks as Ollama and llama.cpp do, and answers as a test wants."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Asked = dict[str, Any]
"""What one request holds: codes, question, answer."""


@dataclass
class FakeModel:
    """`answer` makes the codings of a request, or (status, body) for a server that misbehaves."""

    answer: Callable[[Asked], Any]
    models: list[str] = field(default_factory=lambda: ["tiny"])
    prompt_tokens: int | None = 100_000
    finish_reason: str = "stop"
    redirect_to: str = ""
    asked: list[Asked] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def reply(self, body: bytes) -> tuple[int, bytes]:
        asked = json.loads(json.loads(body)["messages"][1]["content"])
        self.asked.append(asked)
        said = self.answer(asked)
        if isinstance(said, tuple):
            return said
        content = said if isinstance(said, str) else json.dumps({"codings": said})
        usage = {} if self.prompt_tokens is None else {"usage": {"prompt_tokens": self.prompt_tokens}}
        choice = {"message": {"content": content}, "finish_reason": self.finish_reason}
        return 200, json.dumps({"choices": [choice], **usage}).encode()


def gives(code: str, *sentences: str) -> Callable[[Asked], Any]:
    """A model that gives one code to these sentences wherever they stand."""
    return lambda asked: [
        {"code": code, "quotation": sentence}
        for sentence in sentences
        if sentence in asked["answer"] and code in {one["code"] for one in asked["codes"]}
    ]


@contextmanager
def running(model: FakeModel) -> Iterator[FakeModel]:
    """The model as a server on this machine, while the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            model.paths.append(self.path)
            listed = json.dumps({"data": [{"id": name, "object": "model"} for name in model.models]}).encode()
            self._send(200 if self.path == "/v1/models" else 404, listed)

        def do_POST(self) -> None:
            model.paths.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self._send(*((302, b"") if model.redirect_to else model.reply(body)))

        def _send(self, status: int, body: bytes) -> None:
            self.send_response(status)
            if model.redirect_to:
                self.send_header("Location", model.redirect_to)
            # Whoever asked may have stopped waiting.
            with suppress(OSError):
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    model.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()
