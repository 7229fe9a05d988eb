"""Talks to a server with an OpenAI-compatible interface (Ollama, llama.cpp): one request, one answer, nothing followed.

By the standard library alone. Connects to an address that was checked, never to a name that is resolved a second time;
proxies of the environment and redirects are not looked at.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import socket
import ssl
import time
from collections.abc import Mapping
from typing import Any

from pipeline.io.cache import key_of
from pipeline.study.dataclass import dataclass
from pipeline.study.llm_settings import LlmSettings

SECONDS = 300.0
"""A model on a laptop may think for minutes about one answer; a server that says nothing for longer is not coming."""

SECONDS_TO_CONNECT = 5.0
MOST_BYTES = 4_000_000
"""An answer of codes and quotations has some thousand bytes; what is longer is none."""


class ServerError(Exception):
    """The server cannot be used; the message says why, for people."""


class UnreadableAnswerError(Exception):
    """The server answered, and not what was asked for."""


@dataclass(frozen=True)
class Server:
    """The server that study.yaml names."""

    settings: LlmSettings
    seconds: float = SECONDS

    def digest(self) -> str:
        """What tells this model from another of its name: all that the server says of it.

        Raises:
            ServerError: There is no such server, or it does not have the model.
        """
        listed = self._get(f"{self.settings.parts.path}/models")
        models = listed.get("data") if isinstance(listed, dict) else None
        of_name = [
            model
            for model in (models if isinstance(models, list) else [])
            if isinstance(model, dict) and model.get("id") == self.settings.model
        ]
        if not of_name:
            raise ServerError(f"{self._named} does not have the model '{self.settings.model}'")
        return key_of(json.dumps(of_name[0], sort_keys=True), self._digest_of_ollama())

    def _digest_of_ollama(self) -> str:
        """Ollama's digest of the weights; '' where another server runs."""
        try:
            listed = self._get("/api/tags")
        except ServerError:
            return ""
        models = listed.get("models") if isinstance(listed, dict) else None
        for model in models if isinstance(models, list) else []:
            if isinstance(model, dict) and self.settings.model in (model.get("name"), model.get("model")):
                return str(model.get("digest", ""))
        return ""

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """What `/chat/completions` answers.

        Raises:
            ServerError: No answer came: the server is not there, too slow, refuses, or sends elsewhere.
            UnreadableAnswerError: Something came that is no JSON.
        """
        body = json.dumps(request, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
        answer = self._exchange("POST", f"{self.settings.parts.path}/chat/completions", body)
        if not isinstance(answer, dict):
            raise UnreadableAnswerError("its answer is no object")
        return answer

    def _get(self, path: str) -> Any:
        try:
            return self._exchange("GET", path, None)
        except UnreadableAnswerError as error:
            raise ServerError(f"{self._named} does not speak as a server of models does: {error}") from None

    @property
    def _named(self) -> str:
        return self.settings.url

    def _exchange(self, method: str, path: str, body: bytes | None) -> Any:
        deadline = time.monotonic() + self.seconds
        try:
            connection = self._connection()
            try:
                connection.request(method, path, body, {"Content-Type": "application/json", "Connection": "close"})
                response = connection.getresponse()
                raw = self._read(response, deadline)
            finally:
                connection.close()
        except TimeoutError:
            raise ServerError(f"{self._named} did not answer within {self.seconds:.0f} seconds") from None
        except (OSError, http.client.HTTPException) as error:
            raise ServerError(f"{self._named} cannot be used: {error or type(error).__name__}") from None
        if 300 <= response.status < 400:
            # Followed, a server here could send the transcripts anywhere.
            raise ServerError(f"{self._named} sends elsewhere (redirect), which is not followed")
        if response.status != 200:
            raise ServerError(f"{self._named} answered with error {response.status}")
        try:
            return json.loads(raw)
        except (ValueError, RecursionError):
            raise UnreadableAnswerError("it is no JSON, or half of it") from None

    def _connection(self) -> http.client.HTTPConnection:
        parts = self.settings.parts
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = self._address(port)
        connection = http.client.HTTPConnection(self.settings.host, port, timeout=self.seconds)
        # Made here, so that the name is not resolved again by another hand.
        plain = socket.create_connection((address, port), timeout=SECONDS_TO_CONNECT)
        plain.settimeout(self.seconds)
        if parts.scheme == "https":
            plain = ssl.create_default_context().wrap_socket(plain, server_hostname=self.settings.host)
        connection.sock = plain
        return connection

    def _address(self, port: int) -> str:
        """The address to connect to: of a model that runs here, one that is this machine's."""
        resolved = socket.getaddrinfo(self.settings.host, port, type=socket.SOCK_STREAM)
        addresses = [str(info[4][0]) for info in resolved]
        if self.settings.is_local and not all(ipaddress.ip_address(address).is_loopback for address in addresses):
            # A line in /etc/hosts, or a name server, can make localhost any machine.
            raise ServerError(f"'{self.settings.host}' is not this machine here: it leads to {', '.join(addresses)}")
        # IPv4 first: model servers listen there by default, and localhost often gives both.
        return sorted(addresses, key=lambda address: ":" in address)[0]

    def _read(self, response: http.client.HTTPResponse, deadline: float) -> bytes:
        """The body; a server that sends it drop by drop has the same time as one that is silent."""
        parts: list[bytes] = []
        size = 0
        while part := response.read1(65_536):
            parts.append(part)
            size += len(part)
            if size > MOST_BYTES:
                raise ServerError(f"{self._named} sends more than an answer can be")
            if time.monotonic() > deadline:
                raise TimeoutError
        return b"".join(parts)
