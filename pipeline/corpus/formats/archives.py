"""Word, OpenDocument and Excel files are zip archives of XML: opened with limits, read without entities or network."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from pipeline.corpus.formats.lines import RefusedError, nothing_in_it
from pipeline.corpus.formats.xml_element import XmlElement

MAX_UNPACKED = 300_000_000
MAX_PARTS = 10_000
MAX_RATIO = 400
MAX_MARKS = 3_000_000
"""Tags and attributes of one part: the parser keeps some 200 bytes for each, however small the file is packed. A
transcript of 40,000 words has 100,000 even where a program marks each word."""
# A small part may be packed as tightly as it likes: only what unpacks to megabytes can fill the memory.
_SMALL = 5_000_000
_AGAIN = "Open it in the program that made it, save it anew, or copy it once more."
# On a damaged archive zipfile raises any of these, not BadZipFile alone.
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
)


class Archive:
    """The parts of a zip archive by name, each unpacked when asked for and never written to disk."""

    def __init__(self, data: bytes) -> None:
        if not data.strip(b"\x00 \t\r\n"):
            raise nothing_in_it()
        # OLE: .doc and .xls of old, and every encrypted .docx and .xlsx; which of them, the first bytes do not tell.
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            raise RefusedError(
                "is unreadable: an old Office file, or one protected by a password.",
                "Open it, save it anew in today's format and without a password.",
            )
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _ZIP_ERRORS as error:
            message = (
                "is truncated: its end is missing."
                if data.startswith(b"PK")
                else "is unreadable: it is no Office file."
            )
            raise RefusedError(message, _AGAIN) from error
        self.names = frozenset(self._checked())

    def _checked(self) -> Iterator[str]:
        parts = self._zip.infolist()
        if len(parts) > MAX_PARTS:
            raise RefusedError(f"is refused: it holds {len(parts)} parts, as no document does.", _AGAIN)
        if sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise RefusedError("is refused: unpacked it would be larger than 300 MB.", "Save it without its pictures.")
        for part in parts:
            name = part.filename.replace("\\", "/")
            # No part is ever written to disk, but no honest document has such names.
            if name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]:
                raise RefusedError(f"is refused: a part's name climbs out of the archive ('{name[:60]}').", _AGAIN)
            if part.file_size > _SMALL and part.file_size > MAX_RATIO * max(1, part.compress_size):
                raise RefusedError("is refused: it unpacks to many hundred times its size (a zip bomb).", _AGAIN)
            yield part.filename

    def read(self, name: str) -> bytes:
        """The bytes of one part, never more than the archive says it has."""
        try:
            part = self._zip.getinfo(name)
            # The first bit of a zip entry's flags says that it is encrypted.
            if part.flag_bits & 1:
                raise RefusedError("is unreadable: protected by a password.", "Save it anew without a password.")
            with self._zip.open(part) as opened:
                # One byte more than declared: a header that lies about the size shows without unpacking the rest.
                data = opened.read(min(part.file_size, MAX_UNPACKED) + 1)
        except KeyError as error:
            raise RefusedError(f"is unreadable: its part '{name[:60]}' is missing.", _AGAIN) from error
        except _ZIP_ERRORS as error:
            raise RefusedError(f"is truncated or damaged in its part '{name[:60]}'.", _AGAIN) from error
        if len(data) > part.file_size:
            raise RefusedError("is refused: a part is larger than the archive says.", _AGAIN)
        return data

    def xml(self, name: str) -> XmlElement:
        """The root element of one part, parsed without entities, DTD or network."""
        return parsed(self.read(name), name)


def parsed(data: bytes, name: str, may_have_doctype: bool = False) -> XmlElement:
    """The root element of XML bytes, those of an archive's part or, without a name, of a file.

    Entities are never resolved, and what declares some is refused; so is any DTD, unless the format has one.
    """
    part = f" in its part '{name[:60]}'" if name else ""
    # Counted before parsing: afterwards the parser would have taken the memory already.
    n_marks = data.count(b"<") + data.count(b"=")
    if n_marks > MAX_MARKS:
        message = f"is refused: it has {n_marks:,} marks (tags and their settings){part}; "
        raise RefusedError(
            f"{message}a document is read up to {MAX_MARKS:,}.",
            "Take out empty rows, cells and paragraphs, or save the transcript alone as plain text.",
        )
    from lxml import etree  # noqa: PLC0415  (only those who read such files pay for it)

    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise RefusedError(f"is damaged{part}: {str(error)[:90]}.", _AGAIN) from error
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and (not may_have_doctype or any(True for _ in dtd.iterentities())):
        raise RefusedError(f"is refused: it declares entities{part}, as no document does.", _AGAIN)
    typed: XmlElement = root
    return typed
