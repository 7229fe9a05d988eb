"""Names of other tools as ids and file names of a study."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from pipeline.study.people_files import DEVICES, file_name_key, is_id

RESERVED_CODERS = ("consensus", "machine")
_LONGEST = 60
_WIDEST = 120  # bytes


def slug(name: str, separator: str = "-") -> str:
    """A name as an id: lower case, letters and digits of any script kept, else `-`. '' where nothing is left."""
    folded = unicodedata.normalize("NFC", name).casefold()
    words = re.sub(r"[\W_]+", separator, folded).strip(separator)[:_LONGEST]
    # Cut by signs, never through one: a script with three bytes a letter fills the bytes first.
    while len(words.encode("utf-8", "ignore")) > _WIDEST:
        words = words[:-1]
    words = words.strip(separator)
    return words if is_id(words) else ""


def distinct(wanted: str, taken: Iterable[str]) -> str:
    """`wanted`, with a number after it where it is taken already (capitals and ways to store accents ignored)."""
    keys = {file_name_key(name) for name in taken}
    chosen, n = wanted, 1
    # Windows keeps names such as `con` and `nul` for its devices.
    while file_name_key(chosen) in keys or DEVICES.fullmatch(file_name_key(chosen)):
        n += 1
        chosen = f"{wanted}-{n}"
    return chosen


def coder_id(name: str) -> str:
    """A person's name as the name of their coder's file; reserved names get a number."""
    chosen = name if is_id(name) else slug(name)
    return distinct(chosen or "coder", RESERVED_CODERS)


def same_name(name: str) -> str:
    """What two names share that a reader takes for one: case, white space, `_`, `-` and ways to store accents go."""
    # NFKC, not NFC as for ids: a full-width letter or a ligature of a PDF is the same to a reader.
    return " ".join(re.sub(r"[_\-\s]+", " ", unicodedata.normalize("NFKC", name).casefold()).split())


def plain(header: str) -> str:
    """A header as it is compared: `Document_Name:` -> `document name`."""
    return " ".join(re.sub(r"[\W_]+", " ", header.casefold()).split())
