"""Who may talk to the server: this machine's browser, with the token, from the page itself."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 1_000_000
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}


@dataclass
class Guard:
    """Lets a request through that has the token, names this server as its host, and comes from its pages.

    The token stands in the address that the command prints; the first answer puts it into a cookie and takes it out of
    the address, so that it stays in no history and in no screenshot.
    """

    app: ASGIApp
    token: str
    port: int

    @property
    def cookie(self) -> str:
        """Its name holds the port: cookies of one machine do not tell ports apart."""
        return f"crosscase-{self.port}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names under which a browser on this machine may know the server."""
        return tuple(f"{name}:{self.port}" for name in ("127.0.0.1", "localhost"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for the app, or hand the request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        answer = self._refusal(scope, headers) or self._entry(scope)
        if answer is not None:
            await answer(scope, receive, _with_headers(send))
            return
        await self.app(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope, headers: Headers) -> PlainTextResponse | None:
        # A stranger's page can have its own name lead to 127.0.0.1 (DNS rebinding): the host tells.
        if headers.get("host") not in self.hosts:
            return PlainTextResponse("This page answers on this machine only.", 421)
        if scope["method"] not in ("GET", "HEAD"):
            origin = headers.get("origin", "")
            # Browsers say from which page a request to write comes; another site's form is refused.
            if origin not in [f"http://{host}" for host in self.hosts]:
                return PlainTextResponse("This request does not come from the page.", 403)
            # Another site's form cannot send this type, and its script would have to ask first (CORS).
            if not headers.get("content-type", "").startswith("application/json"):
                return PlainTextResponse("The page sends JSON.", 415)
            size = headers.get("content-length", "")
            # Refused by what it says of itself, before a byte of the body is read; one sent in pieces says nothing.
            if not size.isdigit() or int(size) > MAX_BODY or "transfer-encoding" in headers:
                return PlainTextResponse("This is too much at once.", 413)
        sent = cookie_parser(headers.get("cookie", "")).get(self.cookie, "")
        if not self._is_token(sent) and not self._is_token(self._query(scope).get("token", "")):
            words = "Open the address that `crosscase code` printed: it holds the key to this page."
            return PlainTextResponse(words, 403)
        return None

    def _entry(self, scope: Scope) -> RedirectResponse | None:
        query = self._query(scope)
        if "token" not in query or not self._is_token(query.pop("token")):
            return None
        target = scope["path"] + (f"?{urlencode(query)}" if query else "")
        # One slash only: `//name` would lead to another host.
        answer = RedirectResponse("/" + target.lstrip("/"), 303)
        answer.set_cookie(self.cookie, self.token, httponly=True, samesite="strict")
        return answer

    def _is_token(self, word: str) -> bool:
        # In constant time, so that how long it takes tells nothing of the token.
        return hmac.compare_digest(word.encode("utf-8", "replace"), self.token.encode())

    @staticmethod
    def _query(scope: Scope) -> dict[str, str]:
        return dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            have = {name.lower() for name, _ in message["headers"]}
            more = [(k.encode(), v.encode()) for k, v in HEADERS.items() if k.encode() not in have]
            message["headers"] = [*message["headers"], *more]
        await send(message)

    return sending


def as_json(raw: bytes) -> dict[str, object]:
    """The object that a page sent; empty where it is none."""
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
