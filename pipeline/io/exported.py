"""A folder that a user names for an export: readable as the umask says, and nobody's own file in it is overwritten."""

from __future__ import annotations

import contextlib
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.io.outputs import TEMPORARY, describe_os_error, put_in_place, require_no_link, sha256, sweep_temporary
from pipeline.study.problems import FilesNeedAHand, fault

RECORD = ".exported"
"""What an export wrote, a line a file (sha256, two blanks, name): by it the next one knows its own files."""
SHARED = "shared"
"""The first line of the record of what was made to be handed out."""


@dataclass
class ExportedFolder:
    """The folder of an export: `begin`, `write` each file, `end`."""

    folder: Path
    former: dict[str, str] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    is_shared: bool = False

    @classmethod
    def begin(cls, folder: Path, is_shared: bool = False) -> ExportedFolder:
        """Open the folder, which need not exist yet.

        Raises:
            FilesNeedAHand: It holds an export of the other kind: the team's own, where this one is to be handed out.
        """
        sweep_temporary(folder)
        former, was_shared = _record(folder / RECORD)
        if former and was_shared != is_shared:
            what = "the team's own" if is_shared else "what is shared"
            message = f"this folder holds an export of {what}, and the two are kept apart."
            raise FilesNeedAHand([fault(folder, 0, message, "Name another folder with `--to`; nothing was written.")])
        return cls(folder, former, is_shared=is_shared)

    def require_ours(self, files: dict[str, bytes], may_replace_unknown: tuple[str, ...] = ()) -> None:
        """Refuse, before anything is written, to overwrite what somebody changed or put there.

        Args:
            files: What is about to be written.
            may_replace_unknown: Endings of files that an export from before there was a record may have left.

        Raises:
            FilesNeedAHand: A file of one of these names holds other words than the last export wrote.
        """
        foreign = []
        for name, raw in files.items():
            path = self.folder / name
            require_no_link(self.folder, path)
            with describe_os_error(path):
                there = path.read_bytes() if path.is_file() else None
            if there is None or there == raw or sha256(there) == self.former.get(name):
                continue
            if self.former or not name.endswith(may_replace_unknown or ("\0",)):
                foreign.append(path)
        if foreign:
            remedy = "Keep it under another name, or name another folder with `--to`; nothing was written."
            message = "this file was changed since it was exported, or is somebody else's."
            raise FilesNeedAHand([fault(path, 0, message, remedy) for path in foreign])

    def write(self, name: str, raw: bytes) -> Path:
        """Make one file in one step, with the rights that the umask gives; the disk is touched only where it differs.

        Raises:
            OutputsNotWritten: The disk refuses, or another program has the file open.
        """
        path = self.folder / name
        # A link planted in the folder would let an export write elsewhere.
        require_no_link(self.folder, path)
        self.digests[name] = sha256(raw)
        with describe_os_error(path):
            if not (path.is_file() and path.read_bytes() == raw):
                _replace(path, raw)
        return path

    def end(self) -> None:
        """Note what was written, beside what earlier exports wrote here."""
        digests = sorted({**self.former, **self.digests}.items())
        lines = f"{SHARED}\n" * self.is_shared + "".join(f"{digest}  {name}\n" for name, digest in digests)
        self.write(RECORD, lines.encode("utf-8"))


def _replace(path: Path, raw: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.parent / f"{TEMPORARY}{secrets.token_hex(8)}"
    # 0666: what is left of it is the umask's to say. An export is meant for a shared drive; outputs/ stays private.
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        put_in_place(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def _record(path: Path) -> tuple[dict[str, str], bool]:
    """File -> digest, and whether they were made to be handed out."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}, False
    pairs = (line.partition("  ") for line in lines)
    return {name: digest for digest, _, name in pairs if name}, lines[:1] == [SHARED]
