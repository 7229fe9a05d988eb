"""The digest of a file that people edit, of which the bytes are read once in a run as long as nobody touches it."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

Stamp = tuple[int, int, int, int, int]

_SETTLED = 3.0
"""Seconds after which a file is written into with another time than before: the coarsest file systems count in 2."""

_known: dict[Path, tuple[Stamp, str]] = {}


def digest_and_size(path: Path) -> tuple[str, int]:
    """sha256 of a file, and its bytes; the same as before where its stamp is.

    A run asks four times: whether anything has changed, before and after it reads, and for what it has kept of it. No
    digest outlives the process, so that whatever a stamp does not tell, the next run sees.
    """
    with path.open("rb") as file:
        # Of the open file: on a network drive it is opening it that brings the stamp up to date.
        status = os.fstat(file.fileno())
        stamp = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        known = _known.get(path)
        if known is not None and known[0] == stamp:
            return known[1], status.st_size
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    # Whoever writes a file may set `mtime` back, but not `ctime`; on Windows that one is the time when it was made.
    newest = max(status.st_mtime, status.st_ctime)
    if os.name == "posix" and newest < time.time() - _SETTLED:
        _known[path] = (stamp, digest)
    return digest, status.st_size
