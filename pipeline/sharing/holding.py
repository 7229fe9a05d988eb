"""Which files still hold somebody's words: transcripts, codings, notes, runs, caches, imports, what was shared."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from pipeline.corpus.cases import read_corpus
from pipeline.io.cache import Cache
from pipeline.sharing.words import runs_of
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import read_csv
from pipeline.study.study import Study

ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
MOST_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class Holding:
    """A file that holds somebody's words, and how to be rid of them there."""

    path: Path
    what: str
    remedy: str


def files_that_hold(
    study: Study, respondent_id: str, around: Iterable[Path], cells_of: Callable[[Path], Iterable[str]]
) -> tuple[Holding, ...]:
    """Every file of the study, and of the folders named, that holds words of a respondent.

    Args:
        study: Its folder is looked through to the last hidden file.
        respondent_id: Whose words.
        around: Folders of runs and of what was shared; those that are not there are passed over.
        cells_of: The texts in a database.
    """
    rows = read_csv(study.folder / "transcripts.csv").records.rows
    own = {
        study.transcripts / row["file"]: row["transcript_id"] for row in rows if row["respondent_id"] == respondent_id
    }
    # Of a group the row is everybody's: there only words tell whose they are.
    ids = {row["transcript_id"] for row in rows if row["respondent_id"] == respondent_id and row["kind"] != "group"}
    runs = _runs_of(study, respondent_id)
    holdings: dict[Path, Holding] = {}
    for folder, of in ((study.folder, "study"), *((folder, "run") for folder in around)):
        for path in _files(folder):
            if path.resolve() in holdings:
                continue
            is_own = path in own
            if (
                is_own
                or _names_a_transcript(path, ids)
                or any(run in runs for text in _texts(path, cells_of) for run in runs_of(text))
            ):
                holdings[path.resolve()] = Holding(path, *_what(path, folder, of, is_own))
    return tuple(holdings.values())


def _runs_of(study: Study, respondent_id: str) -> frozenset[tuple[str, ...]]:
    """Every run of words that is this person's and nobody else's."""
    corpus = read_corpus(study, Cache(None), with_withdrawn=True).records
    theirs: set[tuple[str, ...]] = set()
    others: set[tuple[str, ...]] = set()
    for transcript in corpus.transcripts:
        for turn in transcript.turns:
            speaks = turn.respondent_id or transcript.respondent_id
            is_theirs = not turn.is_interviewer and speaks == respondent_id
            (theirs if is_theirs else others).update(runs_of(turn.text))
    return frozenset(theirs - others)


def _names_a_transcript(path: Path, ids: Collection[str]) -> bool:
    """Whether a page, a note or rows of a table are one of these transcripts', however few its words are."""
    if path.stem in ids and path.parent.name in ("transcripts", "respondent"):
        return True
    if path.suffix != ".csv" or path.stat().st_size > MOST_BYTES:
        return False
    rows = read_csv(path).records.rows
    return any(row["transcript_id"] in ids and (row["quotation"] or row["text"]) for row in rows)


def _files(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(root) / name
            if path.is_file() and not path.is_symlink():
                yield path


def _texts(path: Path, cells_of: Callable[[Path], Iterable[str]]) -> Iterator[str]:
    """What can be read in a file, archives opened; the words of a database by its cells."""
    if path.stat().st_size > MOST_BYTES:
        return
    if path.suffix == ".duckdb":
        yield from cells_of(path)
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                if member.file_size <= MOST_BYTES:
                    yield _plain(archive.read(member))
    else:
        yield _plain(path.read_bytes())


def _plain(raw: bytes) -> str:
    text = raw.decode("utf-8", "replace")
    # Marks of HTML and XML stand inside sentences.
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), re.sub(r"<[^<>]*>", "", text))


def _what(path: Path, folder: Path, of: str, is_own: bool) -> tuple[str, str]:
    if of == "run":
        is_cache = ".cache" in path.relative_to(folder).parts
        return ("cache" if is_cache else "output", "Run again after the withdrawal, or delete the folder.")
    if is_own:
        return "transcript", "Delete the file; its row of transcripts.csv may stay."
    part = path.relative_to(folder).parts[0]
    kinds = {"codings": "coding", "notes": "note", "imports": "import", "transcripts": "transcript"}
    return kinds.get(part, "other"), "Take the words out by hand, or delete the file."
