"""`machine: {llm: …}` of study.yaml: which language model is asked as one more coder, and where it runs."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import SplitResult, urlsplit

from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import Where

FIELDS = ("url", "model", "context")
LEAST_CONTEXT, MOST_CONTEXT = 1_024, 10_000_000
EXAMPLE = "Write `llm: {url: http://127.0.0.1:11434/v1, model: NAME, context: 32768}`."


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """Where the model runs, what it is called there, and how many tokens it reads at once.

    `is_local`: it runs on this machine; else its host is named under `allowed_hosts`, and text leaves the machine.
    """

    url: str
    model: str
    context: int
    is_local: bool = True

    @property
    def parts(self) -> SplitResult:
        """The url in its parts."""
        return urlsplit(self.url)

    @property
    def host(self) -> str:
        """The host as written, in small letters."""
        return (self.parts.hostname or "").lower()

    @property
    def coder(self) -> str:
        """Under which name its codings stand; no file of codings can be called so."""
        return f"llm:{self.model}"


Wrong = tuple[Where, str, str]
"""(where in study.yaml, what is wrong, what to do)."""


def names_this_machine(host: str) -> bool:
    """Whether a host is `localhost` or a loopback address; what it resolves to is asked again before it is used."""
    if host.lower() == "localhost":
        return True
    try:
        # The plain notation only: 0x7f.1 and 2130706433 are read by some libraries as other hosts.
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def read_llm(value: object, allowed_hosts: Sequence[str]) -> tuple[LlmSettings | None, list[Wrong]]:
    """The settings, or None with all that is wrong with them."""
    if value is None or value is False:
        return None, []
    if not isinstance(value, Mapping):
        return None, [((), "machine: llm is not a list of `name: value`.", EXAMPLE)]
    wrong = list(_wrong(value, allowed_hosts))
    if wrong:
        return None, wrong
    settings = LlmSettings(str(value["url"]).rstrip("/"), str(value["model"]).strip(), value["context"])
    return LlmSettings(settings.url, settings.model, settings.context, names_this_machine(settings.host)), []


def _wrong(value: Mapping[object, object], allowed_hosts: Sequence[str]) -> Iterator[Wrong]:
    for name in value:
        if name not in FIELDS:
            yield (str(name),), f"'{name}' is no field of machine: llm.", EXAMPLE
    for name in FIELDS:
        if value.get(name) in (None, ""):
            yield (), f"machine: llm names no {name}.", EXAMPLE
    yield from _wrong_with_url(value.get("url"), allowed_hosts)
    model = value.get("model")
    if model is not None and (not isinstance(model, str) or len(model) > 200 or not model.isprintable()):
        yield ("model",), "machine: llm: model is not the name of a model.", EXAMPLE
    context = value.get("context")
    is_number = isinstance(context, int) and not isinstance(context, bool)
    if context is not None and not (is_number and LEAST_CONTEXT <= context <= MOST_CONTEXT):  # type: ignore[operator]
        what = f"machine: llm: context is '{str(context)[:40]}'."
        yield ("context",), what, f"Write how many tokens the model reads at once, from {LEAST_CONTEXT} on."


def _wrong_with_url(url: object, allowed_hosts: Sequence[str]) -> Iterator[Wrong]:
    if url in (None, ""):
        return
    try:
        parts = urlsplit(str(url))
        host, _ = (parts.hostname or "").lower(), parts.port
    except ValueError:
        yield ("url",), f"machine: llm: url '{str(url)[:80]}' is no address.", EXAMPLE
        return
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment:
        yield ("url",), f"machine: llm: url '{str(url)[:80]}' is no address of a server.", EXAMPLE
    elif parts.username is not None or parts.password is not None:
        yield ("url",), "machine: llm: url holds a name or a password.", "Leave it out: study.yaml is passed on."
    elif not names_this_machine(host) and host not in {allowed.lower() for allowed in allowed_hosts}:
        what = f"machine: llm: '{host}' is not this machine: transcripts would leave it."
        remedy = (
            "Run the model here (127.0.0.1 or localhost). Only if the people interviewed and your ethics board allow "
            f"it, add `allowed_hosts: [{host}]` to study.yaml; every page will then say so."
        )
        yield ("url",), what, remedy
