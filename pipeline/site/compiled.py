"""Templates compiled when the program is installed: compiling them costs a twentieth of a run.

`python -m pipeline.memos.precompile` keeps them beside Python's own compiled modules, as `make` does after installing.
A run only reads them: it writes nothing outside its output folder.
"""

from __future__ import annotations

import contextlib
import marshal
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from pipeline.io.cache import code_digest, key_of, library_versions
from pipeline.io.outputs import replace_file


class Compiled(BytecodeCache):
    """Jinja's compiled templates, in the `__pycache__` beside each template, as trusted as the modules there.

    `keeps`: whether what is compiled is kept; else it is only used.

    Each is kept under a seal of itself and of all that it is made from: the template, Python's version, all of our code
    (settings, and filters that Jinja applies beforehand) and the libraries. Under another seal it is not looked at.
    """

    def __init__(self, keeps: bool = False) -> None:
        self._keeps = keeps

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """The file of a template."""
        return cache_from_source(filename or name)

    def get_source_checksum(self, source: str) -> str:
        """A key of all that the compiled template is made from."""
        return key_of(source, MAGIC_NUMBER, code_digest(), library_versions())

    def load_bytecode(self, bucket: Bucket) -> None:
        """The compiled template, if it is there, whole, and made from the same."""
        with contextlib.suppress(OSError):
            # Without the seal a file cut short, or made by other code, would be run as it is.
            seal, _, body = Path(bucket.key).read_bytes().partition(b"\n")
            if seal == _seal(bucket, body):
                bucket.code = marshal.loads(body)  # noqa: S302 — as Python reads the modules beside it

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled, if that was asked for; readable by all who may read the program."""
        if self._keeps:
            body = marshal.dumps(bucket.code)
            with contextlib.suppress(OSError):
                path = Path(bucket.key)
                path.parent.mkdir(parents=True, exist_ok=True)
                replace_file(path, _seal(bucket, body) + b"\n" + body, sync=False)
                # A temporary file is its maker's alone, and others may run the installed program.
                path.chmod(0o644)


def _seal(bucket: Bucket, body: bytes) -> bytes:
    return key_of(bucket.checksum, body).encode()
