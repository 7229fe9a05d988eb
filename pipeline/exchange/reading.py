"""Which reader takes a file: by its ending, and by what is in it where an ending is not enough."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from pathlib import Path

from pipeline.corpus.formats.lines import RefusedError
from pipeline.exchange.other_programs import refusal_of
from pipeline.exchange.project import SourceProject
from pipeline.exchange.qualcoder import read_qualcoder
from pipeline.exchange.refi_read import read_refi
from pipeline.exchange.rqda import NEEDED, read_rqda
from pipeline.exchange.sqlite_files import MAX_BYTES, opened, tables
from pipeline.exchange.tables import KnownNames, read_table
from pipeline.exchange.taguette import read_taguette
from pipeline.exchange.word_tables import read_word
from pipeline.exchange.written_names import with_known_names
from pipeline.study.dataclass import dataclass
from pipeline.study.problems import FilesNeedAHand, fault


@dataclass(frozen=True, slots=True)
class ReadingWishes:
    """What the command line says of a table's columns (field -> header), and the names that the study knows."""

    columns: Mapping[str, str] = field(default_factory=dict)
    known: KnownNames = field(default_factory=KnownNames)


def _read_database(path: Path) -> SourceProject:
    """A database of Taguette or RQDA, told apart by its tables: people rename files."""
    with opened(path) as database:
        is_rqda = tables(database) >= NEEDED
    return read_rqda(path) if is_rqda else read_taguette(path)


Reader = Callable[[Path, ReadingWishes], SourceProject]

READERS: dict[str, Reader] = {
    ".docx": lambda path, wishes: read_word(path, wishes.known.codes),
    ".xlsx": lambda path, wishes: read_table(path, wishes.columns, wishes.known),
    ".csv": lambda path, wishes: read_table(path, wishes.columns, wishes.known),
    ".qdpx": lambda path, wishes: read_refi(path),
    ".qde": lambda path, wishes: read_refi(path),
    ".qdc": lambda path, wishes: read_refi(path),
    ".qda": lambda path, wishes: read_qualcoder(path),
    ".rqda": lambda path, wishes: read_rqda(path),
    ".sqlite3": lambda path, wishes: _read_database(path),
    ".sqlite": lambda path, wishes: _read_database(path),
    ".db": lambda path, wishes: _read_database(path),
}
"""By ending. To add a tool: a module with a reader, its line here, its test, its row in docs/exchange.md."""


def read_source(path: Path, wishes: ReadingWishes) -> SourceProject:
    """Everything that a file of another tool holds.

    Raises:
        FilesNeedAHand: It is missing, of a kind that is not known, or cannot be read.
    """
    ending = path.suffix.casefold()
    try:
        path.stat()  # of a file that is not there nothing else is worth saying
        if path.is_dir() and ending != ".qda":  # QualCoder's projects are folders
            raise RefusedError("is a folder.", "Name the file that the other program exported.")
        if ending not in READERS:
            raise _refused(ending)
        # Before any reader opens the file: what is empty or huge needs no parser to be told so.
        size = path.stat().st_size
        if not size and not path.is_dir():
            raise RefusedError("is empty.", "Export it once more.")
        if size > MAX_BYTES:
            raise RefusedError("is over 500 MB.", "Export the texts and codes without recordings and pictures.")
        return with_known_names(READERS[ending](path, wishes), wishes.known.codes)
    except RefusedError as refused:
        raise FilesNeedAHand([fault(path, refused.line, f"this file {refused.message}", refused.remedy)]) from None
    except OSError as error:
        message = f"this file cannot be read ({error.strerror or type(error).__name__})."
        raise FilesNeedAHand([fault(path, 0, message, "Check that it is there and may be opened.")]) from None


def _refused(ending: str) -> RefusedError:
    known = " ".join(READERS)
    if way := refusal_of(ending):
        return RefusedError(f"is {way[0]} ('{ending}'), which import does not read.", way[1])
    return RefusedError(f"has an ending that import does not know: '{ending}'.", f"It knows {known}.")
