"""What is refused before it reaches the page: strange names of this machine, others' forms, bodies without an end."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.page.guard import MAX_BODY, Guard

PORT, TOKEN = 8321, "key"
FROM_THE_PAGE = {
    "host": f"127.0.0.1:{PORT}",
    "origin": f"http://127.0.0.1:{PORT}",
    "content-type": "application/json",
    "content-length": "2",
    "cookie": f"crosscase-{PORT}={TOKEN}",
}


def status_of(method: str, headers: dict[str, str], path: str = "/act", query: str = "") -> int:
    """What the guard answers; 200 where it hands the request on."""
    statuses: list[int] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> dict[str, Any]:
        raise AssertionError("the body was read")

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": raw}
    # Nothing in it waits: no loop is needed, which a browser that other tests drive in this process may hold.
    with pytest.raises(StopIteration):
        Guard(app, TOKEN, PORT)(scope, receive, send).send(None)
    return statuses[0]


def test_the_page_itself_is_let_through():
    assert status_of("POST", FROM_THE_PAGE) == 200


@pytest.mark.parametrize(
    ("other", "status"),
    [
        ({"host": f"evil.example:{PORT}"}, 421),
        ({"host": f"127.0.0.1.evil.example:{PORT}"}, 421),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://127.0.0.1:1"}, 403),
        ({"content-type": "text/plain"}, 415),
        ({"content-length": str(MAX_BODY + 1)}, 413),
        ({"content-length": ""}, 413),
        ({"transfer-encoding": "chunked"}, 413),
        ({"cookie": ""}, 403),
        ({"cookie": f"crosscase-{PORT + 1}={TOKEN}"}, 403),
    ],
)
def test_others_are_refused_before_their_words_are_read(other: dict[str, str], status: int):
    assert status_of("POST", FROM_THE_PAGE | other) == status


@pytest.mark.parametrize("path", ["/team", "/events", "/static/main.js"])
def test_nothing_is_shown_without_the_key(path: str):
    assert status_of("GET", {"host": f"localhost:{PORT}"}, path) == 403
    assert status_of("GET", {"host": f"localhost:{PORT}"}, path, f"token={TOKEN}") == 303
