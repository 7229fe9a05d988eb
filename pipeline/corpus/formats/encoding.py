"""Bytes -> characters: byte order mark, strict UTF-8, clear UTF-16, and cp1252 with a loud caution."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.corpus.formats.lines import MAX_SIGNS, RefusedError, nothing_in_it, too_many
from pipeline.study.problems import Problem, caution

# UTF-32 before UTF-16, whose little-endian mark is the beginning of UTF-32's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OTHER_FILES = (
    (b"%PDF", "a PDF", ".pdf"),
    (b"PK\x03\x04", "a zip archive, as Word, Excel and OpenDocument write them", ".docx, .xlsx or .odt"),
    (b"\xd0\xcf\x11\xe0", "an old or password-protected Office file", ".docx after saving it anew without a password"),
    (b"{\\rtf", "Rich Text", ".rtf"),
)
# VT and FF pass: word processors end lines and pages with them.
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x7f]")
_SHOWN = 20
_SAVE_AS_TEXT = "Open it in the program that made it and save it as plain text (UTF-8) or Word."


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters of a file without byte order mark, and a caution where the encoding had to be guessed."""

    text: str
    problems: tuple[Problem, ...] = ()


def decode(data: bytes, path: Path) -> Decoded:
    """The characters of a text file.

    Raises:
        RefusedError: empty, binary, cut off in the middle of a character, or another kind of file.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise nothing_in_it()
    for start, kind, ending in _OTHER_FILES:
        if data.startswith(start):
            raise RefusedError(f"is binary: {kind}, not text.", f"Rename it to end in {ending}.")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Decoded(_as_text(_strictly(data[len(mark) :], encoding)))
    if (unmarked := _utf_16_without_mark(data)) is not None:
        return Decoded(_as_text(_strictly(data, unmarked)))
    if b"\x00" in data:
        raise RefusedError("is binary: it holds NUL bytes.", _SAVE_AS_TEXT)
    return _utf_8_or_guessed(data, path)


def _utf_8_or_guessed(data: bytes, path: Path) -> Decoded:
    try:
        return Decoded(_as_text(data.decode("utf-8")))
    except UnicodeDecodeError as error:
        # Where no UTF-8 stands before it, a last byte beyond ASCII is a letter of Windows-1252 and no cut.
        if error.reason == "unexpected end of data" and not data[: error.start].isascii():
            raise RefusedError(
                "is truncated: it ends in the middle of a character.",
                "Copy or export it once more.",
                _line_at(data, error.start),
            ) from error
        mixed = _utf_8_but_for_some_bytes(data)
        if mixed is None:
            return _guessed(data, path, error.start)
        text, places = mixed
        return Decoded(_as_text(text), (_about_bytes(data, places, path),))


def _utf_8_but_for_some_bytes(data: bytes) -> tuple[str, list[int]] | None:
    """The text of a file in which at least as many characters are UTF-8 as bytes are not, and where those bytes are.

    Somebody pasted from another program into it. Text in another encoding hardly ever has a valid sequence.
    """
    places: list[int] = []

    def by_windows(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        places.append(error.start)
        return error.object[error.start : error.start + 1].decode("cp1252", "replace"), error.start + 1

    # Registered anew for each file, since the handler notes the places in this file's list.
    codecs.register_error("crosscase-windows-bytes", by_windows)
    text = data.decode("utf-8", "crosscase-windows-bytes")
    # Characters beyond ASCII that are valid UTF-8; those that were read byte by byte are taken off.
    n_strange = len(text) - len(re.sub("[^\x00-\x7f]+", "", text)) - len(places)
    return (text, places) if n_strange >= len(places) else None


def _about_bytes(data: bytes, places: Sequence[int], path: Path) -> Problem:
    lines = sorted({_line_at(data, place) for place in places[:_SHOWN]})
    first = data[places[0] : places[0] + 1].decode("cp1252", "replace")
    where = ", ".join(map(str, lines)) + (" and further on" if len(places) > _SHOWN else "")
    n_bytes = "1 byte that is" if len(places) == 1 else f"{len(places)} bytes that are"
    message = f"is UTF-8 but for {n_bytes} not, read as Windows-1252 ('{first}' first; line {where})."
    return caution(path, lines[0], message, "Look at these words, and save the file as UTF-8.")


def _guessed(data: bytes, path: Path, first: int) -> Decoded:
    try:
        # No detector of encodings: tried on short interviews, it was right in one of four.
        text = _as_text(data.decode("cp1252"))
    except UnicodeDecodeError as error:
        raise RefusedError(
            "is binary or in an encoding that crosscase does not know.", _SAVE_AS_TEXT, _line_at(data, error.start)
        ) from error
    near = " ".join(data[max(0, first - 15) : first + 15].decode("cp1252", "replace").split())
    message = f"is not UTF-8; its encoding was guessed as Windows-1252 (cp1252): does '…{near}…' read right?"
    return Decoded(text, (caution(path, _line_at(data, first), message, "Save the file as UTF-8 to be sure."),))


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if error.reason in ("truncated data", "unexpected end of data"):
            raise RefusedError(
                "is truncated: it ends in the middle of a character.", "Copy or export it once more."
            ) from error
        raise RefusedError(f"is not the {encoding.upper()} that its first bytes promise.", _SAVE_AS_TEXT) from error


def _utf_16_without_mark(data: bytes) -> str | None:
    """UTF-16 shows itself by a NUL in most even or most odd places, and in hardly any of the other."""
    sample = data[:4096]
    half = max(1, len(sample) // 2)
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.4 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.05 else None


def _as_text(text: str) -> str:
    """The text, unless control characters show that it is none, or it is longer than any transcript."""
    if len(text) > MAX_SIGNS:
        raise too_many("characters", MAX_SIGNS)
    if len(_NOT_TEXT.findall(text)) > max(2, len(text) // 200) or "\x00" in text:
        raise RefusedError("is binary: it holds control characters where words should be.", _SAVE_AS_TEXT)
    return text.removeprefix("\ufeff")


def _line_at(data: bytes, place: int) -> int:
    before = data[:place].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return before.count(b"\n") + 1
