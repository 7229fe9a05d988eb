"""Documents of a source and transcripts of a study: which are the same text, and how a new one will read."""

from __future__ import annotations

import contextlib
import hashlib
from functools import cached_property
from pathlib import Path

from pipeline.corpus.formats.lines import RefusedError
from pipeline.corpus.formats.read import READERS, ReadingRequest
from pipeline.corpus.speakers.turns import document_turns, spoken_turns
from pipeline.exchange.aligning import Alignment, align, compact, likeness
from pipeline.exchange.project import SourceDocument
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import several
from pipeline.study.records import DOCUMENT_KINDS
from pipeline.study.study import Study

NEARLY_THE_SAME = 0.97
"""A transcript of which so much stands in the source, in order, is its text with some words corrected."""


@dataclass(frozen=True, eq=False)
class Landed:
    """Where a document of the source stands in the study. `is_new`: it will be a transcript that the study has not."""

    transcript_id: str
    text: str
    alignment: Alignment | None
    is_new: bool
    share: float = 1.0

    @cached_property
    def digest(self) -> str:
        """What the transcript's text is recognised by."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


def file_of(document: SourceDocument) -> bytes:
    """The bytes of a new transcript: the source's own file, or its text with each line a paragraph."""
    if document.original is not None:
        return document.original
    lines = [line.strip() for line in document.text.split("\n")]
    return ("\n\n".join(line for line in lines if line) + "\n").encode("utf-8", "replace")


def asking(document: SourceDocument) -> tuple[str, ...]:
    """The interviewers that the source names for a document."""
    return several(document.attributes.get("interviewers", ""))


def read_as_transcript(
    raw: bytes, ending: str, kind: str, study: Study | None, interviewers: tuple[str, ...] = ()
) -> str:
    """The text that a new transcript will have in the study: the same readers, in memory.

    Raises:
        RefusedError: There are no words in it, or it is no talk.
    """
    aliases = tuple(sorted(study.settings.speakers.items())) if study else ()
    interviewers = interviewers or (study.settings.interviewers if study else ())
    language = study.settings.language if study else "en"
    request = ReadingRequest(kind, aliases, interviewers, language)
    reading = READERS[ending](raw, Path(f"transcript{ending}"))
    if kind in DOCUMENT_KINDS:
        turns = document_turns(reading)
    elif reading.unspoken is not None:
        raise reading.unspoken
    else:
        turns = spoken_turns(reading, request, Path(f"transcript{ending}")).records
    if not turns:
        raise RefusedError("is empty: there are no words in it.", "Put the transcript in it.")
    return "\n".join(turn.text for turn in turns)


@dataclass(frozen=True)
class KnownText:
    """A transcript of the study, as far as matching needs it."""

    transcript_id: str
    file: str
    text: str


def same_text(document: SourceDocument, known: list[KnownText], study: Study | None) -> tuple[KnownText, float] | None:
    """The transcript that has the document's text, and how much of it is the same; None where none has.

    White space does not count, nor do labels and times, which no transcript has: the document is compared as it stands
    and as a transcript of it would read. Of several that are nearly the same the likest is taken.
    """
    if not document.text:
        return None
    readings = {compact(document.text).signs}
    with contextlib.suppress(RefusedError):
        text = read_as_transcript(file_of(document), document.ending, "interview", study, asking(document))
        readings.add(compact(text).signs)
    for transcript in known:
        if compact(transcript.text).signs in readings:
            return transcript, 1.0
    scored = [(likeness(document.text, transcript.text), transcript) for transcript in known]
    best = max(scored, key=lambda pair: pair[0], default=None)
    if best is None or best[0] < NEARLY_THE_SAME:
        return None
    return best[1], best[0]


def by_name(name: str, known: list[KnownText]) -> KnownText | None:
    """The transcript that a sheet or a project means by a name: its id, its file with or without the ending."""
    wanted = name.strip().casefold()
    stem = Path(wanted).stem if Path(wanted).suffix else wanted
    for transcript in known:
        names = {transcript.transcript_id.casefold(), transcript.file.casefold(), Path(transcript.file).name.casefold()}
        if wanted in names:
            return transcript
    # A name without its ending counts only where it is one transcript's.
    close = [
        transcript
        for transcript in known
        if stem in (transcript.transcript_id.casefold(), Path(transcript.file).stem.casefold())
    ]
    return close[0] if len(close) == 1 else None


def aligned(document: SourceDocument, text: str) -> Alignment | None:
    """The way from the document's offsets to the transcript's; None where the document's text is not in the source."""
    return align(document.text, text) if document.text else None
