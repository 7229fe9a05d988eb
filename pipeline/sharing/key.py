"""names.csv under lock and key: an age file that a passphrase opens."""

from __future__ import annotations

from pathlib import Path

import pyrage  # type: ignore[import-untyped]

from pipeline.io.outputs import describe_os_error, replace_file
from pipeline.sharing.names import FILE, LOCKED
from pipeline.study.problems import FilesNeedAHand, fault

LEAST_PASSPHRASE = 8


def lock_names(folder: Path, passphrase: str) -> Path:
    """names.csv as names.csv.age; the plain file goes once the other has been read back and says the same.

    Raises:
        FilesNeedAHand: There is no names.csv, or the passphrase is too short to keep anything.
    """
    plain, locked = folder / FILE, folder / LOCKED
    if not plain.is_file():
        raise FilesNeedAHand([fault(plain, 0, "there are no names to lock.", "Write names.csv first.")])
    if len(passphrase) < LEAST_PASSPHRASE:
        remedy = f"Use {LEAST_PASSPHRASE} signs or more; several words are easier to keep in mind."
        raise FilesNeedAHand([fault(plain, 0, "the passphrase is too short; nothing was changed.", remedy)])
    with describe_os_error(plain):
        raw = plain.read_bytes()
        replace_file(locked, pyrage.passphrase.encrypt(raw, passphrase))
        is_whole = pyrage.passphrase.decrypt(locked.read_bytes(), passphrase) == raw
        if not is_whole or plain.read_bytes() != raw:
            message = "the locked file does not say the same; the plain one was left."
            raise FilesNeedAHand([fault(locked, 0, message, "Lock it again when nobody edits it.")])
        plain.unlink()
    return locked


def unlock_names(folder: Path, passphrase: str) -> Path:
    """names.csv.age as names.csv; the locked file stays, so that a day's end needs nothing but to lock again.

    Raises:
        FilesNeedAHand: There is nothing to unlock, a plain file stands there, or the passphrase is another.
    """
    plain, locked = folder / FILE, folder / LOCKED
    if not locked.is_file():
        raise FilesNeedAHand([fault(locked, 0, "there are no locked names.", "Lock them first: --lock.")])
    if plain.exists():
        message = "names.csv stands there already, and nothing of yours is overwritten."
        raise FilesNeedAHand([fault(plain, 0, message, "Lock it, or move it away.")])
    with describe_os_error(locked):
        try:
            raw = pyrage.passphrase.decrypt(locked.read_bytes(), passphrase)
        except pyrage.DecryptError:
            message = "this passphrase does not open the file."
            raise FilesNeedAHand([fault(locked, 0, message, "Try again; nothing was changed.")]) from None
        replace_file(plain, raw)
        plain.chmod(0o600)
    return plain
