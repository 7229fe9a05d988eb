"""Files that only grow: whole lines are appended and are on disk before anybody hears of it."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.io.outputs import make_private, replace_file
from pipeline.study.problems import FilesNeedAHand, Problem, fault

BOM = b"\xef\xbb\xbf"

Stamp = tuple[int, int, int] | None
"""(inode, size, time of change in ns) of a file; None where it is not there."""


def stamp_of(path: Path) -> Stamp:
    """What tells whether a file is still the one that was read."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


@dataclass
class AppendedFile:
    """A people's CSV that gains rows at its end, in the columns and with the delimiter that it has.

    `columns` are those of a file that is made new. A column that a standing file lacks is added to its header where a
    row needs it: rows before it simply end earlier, as spreadsheets' rows do. A file that `was_there` and is gone is
    not made anew: whoever moved it would lose its rows without a word.
    """

    path: Path
    columns: tuple[str, ...]
    was_there: bool = False
    _layout: tuple[Stamp, tuple[str, ...], str] | None = field(default=None, repr=False)

    def append(self, rows: Iterable[Mapping[str, str]]) -> None:
        """Write the rows at the file's end and return when they are on disk.

        Raises:
            FilesNeedAHand: The disk refuses, or the file is gone; then no part of the rows stands there.
        """
        listed = list(rows)
        try:
            self._append(listed)
        except OSError as error:
            raise FilesNeedAHand([self._refusal(error)]) from error

    def _refusal(self, error: OSError) -> Problem:
        # On Windows a spreadsheet keeps a file to itself while it is open, though one may write it.
        if isinstance(error, PermissionError) and os.access(self.path, os.W_OK):
            what = f"{self.path.name} is open in another program."
            return fault(self.path, 0, what, "Close it there, then press *retry*.")
        why = error.strerror or type(error).__name__
        return fault(self.path, 0, f"nothing could be saved ({why}).", "Mend this, then press *retry*.")

    def _append(self, rows: Sequence[Mapping[str, str]]) -> None:
        if stamp_of(self.path) is None:
            if self.was_there:
                what = "the file was moved or deleted while the page was open: nothing was saved."
                remedy = "Put it back where it was, then press *retry*; to begin a new one, start the page again."
                raise FilesNeedAHand([fault(self.path, 0, what, remedy)])
            make_private(self.path.parent)
            replace_file(self.path, _line(self.columns, ",").encode())
        columns, delimiter = self._columns_and_delimiter()
        needed = [column for column in self.columns if column not in columns and any(row.get(column) for row in rows)]
        if needed:
            columns = (*columns, *needed)
            self._add_columns(columns, delimiter)
        lines = "".join(_line([row.get(column, "") for column in columns], delimiter) for row in rows)
        self._write(lines.encode("utf-8", "surrogatepass"))
        self._layout = (stamp_of(self.path), columns, delimiter)
        self.was_there = True

    def _write(self, raw: bytes) -> None:
        # Windows would write `\r\n` for `\n` without O_BINARY, which other systems do not have.
        handle = os.open(self.path, os.O_RDWR | os.O_APPEND | getattr(os, "O_BINARY", 0))
        try:
            size = os.fstat(handle).st_size
            # Looked at before each write: another program may have saved the file without its last line feed.
            raw = self._mending_of_its_end(handle, size) + raw
            try:
                written = 0
                while written < len(raw):
                    written += os.write(handle, raw[written:])
                # Only what is on the disk may be called saved.
                os.fsync(handle)
            except OSError:
                # A full disk may take half a line: what was not saved must not stand there.
                os.ftruncate(handle, size)
                raise
        finally:
            os.close(handle)

    def _mending_of_its_end(self, handle: int, size: int) -> bytes:
        """What closes a last line that a crash or an editor left open: a quote that is still open, a line feed."""
        if size == 0 or _read_at(handle, 1, size - 1) == b"\n":
            return b""
        # In CSV a quote inside a cell is doubled: an odd number of them means that a cell is still open.
        whole = _read_at(handle, size, 0)
        return b'"\n' if whole.count(b'"') % 2 else b"\n"

    def _columns_and_delimiter(self) -> tuple[tuple[str, ...], str]:
        now = stamp_of(self.path)
        # As this session left it; a spreadsheet may have put the columns in another order since.
        if self._layout is not None and self._layout[0] == now:
            return self._layout[1], self._layout[2]
        with self.path.open("rb") as file:
            header = file.readline().removeprefix(BOM).decode("utf-8", "replace")
        delimiter = ";" if header.count(";") > header.count(",") else ","
        cells = next(csv.reader([header], delimiter=delimiter), [])
        columns = tuple(cell.strip() for cell in cells)
        if not any(columns):
            replace_file(self.path, _line(self.columns, ",").encode())
            return self.columns, ","
        return columns, delimiter

    def _add_columns(self, columns: Sequence[str], delimiter: str) -> None:
        raw = self.path.read_bytes()
        header, _, rest = raw.partition(b"\n")
        bom = BOM if header.startswith(BOM) else b""
        replace_file(self.path, bom + _line(columns, delimiter).encode() + rest)


def _read_at(handle: int, size: int, at: int) -> bytes:
    """Bytes of an open file. `os.pread` would do it in one step, and Windows has none."""
    os.lseek(handle, at, os.SEEK_SET)
    parts: list[bytes] = []
    while size > 0 and (part := os.read(handle, size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def mend_torn_end(path: Path) -> bool:
    """Close the last line of a file that ends in the middle of one; whether that was needed.

    A quote that is never closed would otherwise make a fault of the whole file.
    """
    try:
        raw = path.read_bytes()
    except OSError:
        return False
    if not raw or raw.endswith(b"\n"):
        return False
    with path.open("ab") as file:
        file.write(b'"\n' if raw.count(b'"') % 2 else b"\n")
        file.flush()
        os.fsync(file.fileno())
    return True


def _line(cells: Sequence[str], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerow(cells)
    return out.getvalue()
