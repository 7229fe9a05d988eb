"""One run at a time into one output folder: an advisory lock that the system lets go of when its process ends."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from dataclasses import dataclass
from pathlib import Path

# What systems say of a lock that another process holds; any other error means that locks are not known here.
HELD = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
# A link in the lock's place would have a stranger's file made, or its mode changed.
NO_LINK = getattr(os, "O_NOFOLLOW", 0)


@dataclass
class Lock:
    """A lock on a file. Where the file's system knows no locks (some network folders), every lock is granted."""

    path: Path
    handle: int | None = None

    def take(self, is_made: bool) -> bool:
        """Take the lock, or keep it; False where another process holds it.

        Args:
            is_made: Make the file where it is missing. Without it a file that cannot be opened is nobody's lock.

        Raises:
            OSError: The file cannot be opened or made.
        """
        if self.handle is not None:
            return True
        try:
            handle = os.open(self.path, os.O_RDWR | NO_LINK | (os.O_CREAT if is_made else 0), 0o600)
        except OSError:
            if is_made:
                raise
            return True
        if is_made:
            with contextlib.suppress(OSError):  # whatever the umask; not where a colleague made it
                os.chmod(self.path, 0o600)
        try:
            _lock(handle)
        except OSError as error:
            # Any other error: a network folder without locks, where refusing would mean that nobody can run.
            if error.errno in HELD:
                os.close(handle)
                return False
        self.handle = handle
        return True

    def release(self) -> None:
        """Let go of the lock; the file stays, so that two runs never lock two files of one name."""
        if self.handle is not None:
            with contextlib.suppress(OSError):
                os.close(self.handle)
            self.handle = None


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
