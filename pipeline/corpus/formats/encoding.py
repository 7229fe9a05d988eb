"""Bytes -> characters: byte order mark, strict UTF-8, clear UTF-16, and else a guess by the letters, which is told."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from pipeline.corpus.formats.letters import DOUBT, first_difference, guesses, near_first_sign
from pipeline.corpus.formats.lines import MAX_SIGNS, RefusedError, nothing_in_it, too_many
from pipeline.study.dataclass import dataclass
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
TIME_OF_CLAN = re.compile("[\x15•](?P<from>\\d{1,9})_\\d{1,9}[\x15•]")
"""CLAN writes times in milliseconds between two control signs, which editors show as bullets."""

# Codecs of Python's that no text file is in; some run what they read.
_NO_ENCODINGS = frozenset(("unicode-escape", "raw-unicode-escape", "idna", "punycode", "undefined", "utf-7"))
_AS_BYTE = {bytes([byte]).decode("cp1252", "ignore") or chr(byte): byte for byte in range(128, 256)}
_BYTE_BY_BYTE = re.compile("[\u00c2-\u00d1][^\x00-\x7f]|\u00e2[^\x00-\x7f]{2}")
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
            return _with_spoilt_letters(_as_text(_strictly(data[len(mark) :], encoding)), path)
    if (unmarked := _utf_16_without_mark(data)) is not None:
        return Decoded(_as_text(_strictly(data, unmarked)))
    if b"\x00" in data:
        raise RefusedError("is binary: it holds NUL bytes.", _SAVE_AS_TEXT)
    return _utf_8_or_guessed(data, path)


def as_utf_8(data: bytes, encoding: str) -> bytes:
    """The bytes of a text of which a person has said the encoding, as UTF-8.

    Raises:
        RefusedError: no such encoding is known, or the bytes are none of it.
    """
    try:
        codec = codecs.lookup(encoding)
        if codec.name.replace("_", "-") in _NO_ENCODINGS:
            raise LookupError
        return data.decode(codec.name).encode("utf-8")
    except LookupError as error:
        message = f"is said to be in encoding '{encoding[:40]}', which is not known."
        remedy = "Write one such as utf-8, windows-1250, windows-1251, gb18030, or leave the cell empty."
        raise RefusedError(message, remedy) from error
    except UnicodeError as error:
        place = error.start if isinstance(error, UnicodeDecodeError) else 0
        message = f"is not in the encoding that transcripts.csv says ({encoding[:40]})."
        raise RefusedError(message, "Correct or empty its cell `encoding`.", _line_at(data, place)) from error


def _utf_8_or_guessed(data: bytes, path: Path) -> Decoded:
    try:
        return _with_spoilt_letters(_as_text(data.decode("utf-8")), path)
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
    ranked = list(islice(guesses(data), 2))
    if not ranked or not ranked[0].is_writing:
        ranked = [guess for guess in guesses(data) if guess.encoding == "cp1252"]
    if not ranked:
        raise RefusedError(
            "is binary or in an encoding that crosscase does not know.", _SAVE_AS_TEXT, _line_at(data, first)
        )
    guess, text = ranked[0], _as_text(ranked[0].text)
    message = f"is not UTF-8; its encoding was guessed as {guess.name}: does '…{near_first_sign(text)}…' read right?"
    remedy = "Save the file as UTF-8 to be sure, or write its encoding in column `encoding` of transcripts.csv."
    if ranked[1:] and guess.likelihood - ranked[1].likelihood < DOUBT:
        mine, theirs = first_difference(text, ranked[1].text)
        message += f" It is in doubt: '…{mine}…' would be '…{theirs}…' in {ranked[1].name}."
    return Decoded(text, (caution(path, _line_at(data, first), message, remedy),))


def _with_spoilt_letters(text: str, path: Path) -> Decoded:
    """The text of a UTF-8 file, and what another program spoilt before it was saved so: `donâ€™t`, `Stra�e`.

    Nothing is mended: which letters stood there only the file before knows for certain.
    """
    problems = []
    if lost := [match.start() for match in re.finditer("\ufffd", text)]:
        letters = "1 letter is" if len(lost) == 1 else f"{len(lost):,} letters are"
        message = f"{letters} lost, the first in '{_word_at(text, lost[0])}': another program wrote � for them."
        remedy = "Export the file once more as UTF-8; what was saved as � nobody can read back."
        problems.append(caution(path, text.count("\n", 0, lost[0]) + 1, message, remedy))
    if len(twice := list(_read_twice(text))) > 1:
        place, meant = twice[0]
        message = (
            f"{len(twice):,} letters look as if a UTF-8 file had been read as Windows-1252 and saved: "
            f"'{_word_at(text, place)}' for a word with '{meant}'."
        )
        remedy = "Open the file as it was before in UTF-8 and save it once more; as it is, these words match nothing."
        problems.append(caution(path, text.count("\n", 0, place) + 1, message, remedy))
    return Decoded(text, tuple(problems))


def _read_twice(text: str) -> Iterator[tuple[int, str]]:
    """Where two or three signs are one letter of UTF-8 read byte by byte, and that letter."""
    for match in _BYTE_BY_BYTE.finditer(text):
        try:
            letter = bytes(_AS_BYTE[sign] for sign in match.group()).decode("utf-8")
        except (KeyError, UnicodeDecodeError):
            continue
        # `É»` at the end of a quotation would be a letter that hardly any language has.
        if len(letter) == 1 and (letter < "\u0180" or "\u0400" <= letter < "\u0460" or "\u2010" <= letter <= "\u20ac"):
            yield match.start(), letter


def _word_at(text: str, place: int) -> str:
    before, after = (
        text[max(0, place - 20) : place].rsplit(" ", maxsplit=1)[-1],
        text[place : place + 20].split(" ", maxsplit=1)[0],
    )
    return " ".join(f"{before}{after}".split())


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
    n_controls = len(_NOT_TEXT.findall(TIME_OF_CLAN.sub("", text) if "\x15" in text else text))
    if n_controls > max(2, len(text) // 200) or "\x00" in text:
        raise RefusedError("is binary: it holds control characters where words should be.", _SAVE_AS_TEXT)
    return text.removeprefix("\ufeff")


def _line_at(data: bytes, place: int) -> int:
    before = data[:place].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return before.count(b"\n") + 1
