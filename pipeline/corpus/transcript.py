"""One row of transcripts.csv and its file -> a transcript with turns, segments and index chunks, kept by content."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from pipeline.corpus.formats.read import ReadingRequest, read_turns
from pipeline.corpus.guide import UnmatchedQuestion, chunks_of
from pipeline.corpus.listing import STANDARD, held_by
from pipeline.corpus.segment import number_turns, segments_of
from pipeline.corpus.speakers.asking import about_a_heading, about_nobody, labels_of_nobody, n_before_labels, who_asks
from pipeline.io.cache import Cache, code_digest, key_of
from pipeline.io.engines import map_each
from pipeline.io.inputs import digest_and_size
from pipeline.io.outputs import sha256
from pipeline.study.dataclass import dataclass
from pipeline.study.later import Later
from pipeline.study.people_files import several
from pipeline.study.problems import FilesNeedAHand, Loaded, Problem, Severity, Source, caution, fault
from pipeline.study.records import (
    DOCUMENT_KINDS,
    Guide,
    IndexChunk,
    Row,
    Segment,
    SpokenTurn,
    Told,
    Transcript,
    Turn,
    TurnsLater,
    told_in,
)
from pipeline.study.study import Study

ROOM, TURNS, SEGMENTS = "transcripts", "turns", "segments"
"""Rooms of the cache. What is long lies by itself: a run that follows a small change looks into few of them."""
TALKS = ("interview", "group", "mayor")
Part = TypeVar("Part")


@dataclass(frozen=True)
class Reading:
    """One row of transcripts.csv before its file is taken apart: how to read it, and the key of what comes of it.

    `key` is empty where the file cannot be opened; `problem` then says why. `digest` is the file's own. `sent` holds
    the file's bytes where another machine is to read it; else they are read from `path`.
    """

    row: Row
    path: Path
    request: ReadingRequest
    interviewers: tuple[str, ...]
    people: Mapping[str, str]
    guide: Guide | None
    key: str = ""
    digest: str = ""
    n_bytes: int = 0
    problem: Problem | None = None
    sent: bytes | None = None


def read_transcripts(
    study: Study,
    rows: Sequence[Row],
    attendance: tuple[Row, ...],
    guides: Mapping[str, Guide],
    cache: Cache,
    problems: list[Problem],
) -> list[tuple[Transcript, tuple[UnmatchedQuestion, ...]]]:
    """Every transcript that can be read, with the questions of its guide that were not recognised; the cache first."""
    readings = [_reading(study, row, attendance, guides) for row in rows]
    kept = {reading.key: cache.get(ROOM, reading.key) for reading in readings if reading.key}
    missing = [reading for reading in readings if reading.key and kept[reading.key] is None]
    answers = map_each(_read, missing, [reading.n_bytes for reading in missing], _with_its_bytes)
    new: dict[str, Mapping[str, Any]] = {}
    for reading, answer in zip(missing, answers, strict=True):
        new[reading.key] = answer
        kept[reading.key] = {name: answer[name] for name in answer if name not in (TURNS, SEGMENTS)}
        cache.put(ROOM, reading.key, kept[reading.key])
        for room in (TURNS, SEGMENTS):
            cache.put(room, reading.key, answer[room])
    for room in (ROOM, TURNS, SEGMENTS):
        cache.keep_only(room, set(kept))
    transcripts = []
    for reading in readings:
        if reading.problem is not None:
            problems.append(reading.problem)
            continue
        answer = kept[reading.key]
        problems += [
            Problem(Severity(sort), Source(reading.path, line), message, remedy)
            for sort, line, message, remedy in answer["problems"]
        ]
        if answer["told"] is not None:
            unmatched = tuple(UnmatchedQuestion(*question) for question in answer["unmatched"])
            rows_of = partial(_rows, new.get(reading.key, {}), cache, reading)
            transcripts.append((_transcript(study, reading, answer, rows_of), unmatched))
    return transcripts


def _rows(
    new: Mapping[str, Any], cache: Cache, reading: Reading, room: str, kind: Callable[..., Part]
) -> tuple[Part, ...]:
    """A transcript's turns or segments: just read, else kept; where the cache has lost them, read again."""
    rows = new.get(room) or cache.get(room, reading.key) or _read_again(reading)[room]
    return tuple(kind(*row) for row in rows)


def _read_again(reading: Reading) -> Mapping[str, Any]:
    with contextlib.suppress(OSError):
        if sha256(reading.path.read_bytes()) == reading.digest:
            return _read(reading)
    message = "this file changed while the study was read."
    raise FilesNeedAHand([fault(reading.path, 0, message, "Run again when nobody edits the study.")])


def _reading(study: Study, row: Row, attendance: tuple[Row, ...], guides: Mapping[str, Guide]) -> Reading:
    transcript_id = row["transcript_id"]
    people = {
        present["speaker"]: present["respondent_id"]
        for present in attendance
        if present["transcript_id"] == transcript_id and present["speaker"]
    }
    interviewers = several(row["interviewers"]) or study.settings.interviewers
    language = row["language"] or study.settings.language
    aliases = tuple(sorted(study.settings.speakers.items()))
    request = ReadingRequest(row["kind"], aliases, (*interviewers, *people), language, row["encoding"])
    path = study.transcripts / row["file"]
    reading = Reading(row, path, request, interviewers, people, guides.get(row["guide"]))
    try:
        digest, n_bytes = digest_and_size(path)
    except OSError as error:
        message = f"the file cannot be read ({error.strerror or 'unknown reason'})."
        return replace(reading, problem=fault(path, 0, message, "Check that it may be opened."))
    # All that a transcript depends on, the code that reads it among it: a changed rule reads every file anew.
    key = key_of(
        code_digest("corpus", "study/records.py", "study/people_files.py"),
        digest,
        path.suffix.casefold(),
        transcript_id,
        request,
        interviewers,
        sorted(people.items()),
        row["respondent_id"],
        reading.guide and reading.guide.questions,
    )
    return replace(reading, key=key, digest=digest, n_bytes=n_bytes)


def _transcript(
    study: Study, reading: Reading, kept: Mapping[str, Any], rows_of: Callable[[str, Callable[..., Any]], Any]
) -> Transcript:
    row = reading.row
    n_turns, n_segments, n_words, n_words_respondent, respondents = kept["told"]
    told = Told(n_words, n_words_respondent, tuple(respondents))
    return Transcript(
        transcript_id=row["transcript_id"],
        case_id=row["case_id"] or None,
        kind=row["kind"],
        turns=TurnsLater(n_turns, partial(rows_of, TURNS, Turn), told),
        source=Source(reading.path),
        file=row["file"],
        respondent_id=row["respondent_id"] or None,
        guide=row["guide"] or None,
        date=row["date"] or None,
        language=reading.request.language,
        attributes={name: value for name, value in row.cells.items() if name not in STANDARD and value},
        held={} if row["case_id"] else held_by(study, row),
        segments=Later(n_segments, partial(rows_of, SEGMENTS, Segment)),
        chunks=tuple(IndexChunk(*chunk) for chunk in kept["chunks"]),
        digest=reading.key,
    )


def _with_its_bytes(reading: Reading) -> Reading:
    """What another machine can read; a file that has just gone is left to the reader, who tells it."""
    with contextlib.suppress(OSError):
        return replace(reading, sent=reading.path.read_bytes())
    return reading


def _read_sent(reading: Reading, sent: bytes) -> Loaded[tuple[SpokenTurn, ...]]:
    """The turns of a file that came with its task: written for the time of reading, since readers open files."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / reading.path.name
        path.write_bytes(sent)
        return read_turns(path, reading.request)


def _read(reading: Reading) -> dict[str, Any]:
    """A transcript as plain lists, which the cache can keep."""
    path, row, request = reading.path, reading.row, reading.request
    interviewers, people, guide = reading.interviewers, reading.people, reading.guide
    transcript_id = row["transcript_id"]
    loaded = read_turns(path, request) if reading.sent is None else _read_sent(reading, reading.sent)
    problems = list(loaded.problems)
    spoken = loaded.records
    if not spoken or any(problem.is_fault for problem in problems):
        return {"told": None, TURNS: None, SEGMENTS: None, "problems": [_flat(problem) for problem in problems]}
    aliases = tuple(name for pair in request.aliases for name in pair)
    asking, nobodys, first = frozenset[str](), frozenset[str](), 0
    # Only in a talk do words before the first label, or of a `Break`, stand apart from somebody's answer.
    if row["kind"] in TALKS:
        first = n_before_labels(spoken, interviewers, tuple(people))
        nobodys = labels_of_nobody(spoken[first:], interviewers, (*people, *aliases))
        problems += about_a_heading(spoken, interviewers, path) if first else []
        problems += about_nobody(spoken, nobodys, path)
    if row["kind"] not in DOCUMENT_KINDS:
        asking, cautions = who_asks(spoken[first:], interviewers, path, spoken[0].text if first else "")
        problems += cautions
    turns = number_turns(spoken, asking, people, row["respondent_id"] or None, first, nobodys, aliases)
    segments = segments_of(transcript_id, turns, request.language)
    if row["kind"] in ("interview", "group") and all(turn.is_interviewer or turn.is_nobodys for turn in turns):
        remedy = "Name the interviewers in column 'interviewers' of transcripts.csv."
        problems.append(caution(path, 0, "nobody in this interview is recognised as a respondent.", remedy))
    chunks: tuple[IndexChunk, ...] = ()
    unmatched: tuple[UnmatchedQuestion, ...] = ()
    if guide is not None:
        chunking = chunks_of(transcript_id, turns, guide, request.language)
        chunks, unmatched = chunking.chunks, chunking.unmatched
    told = told_in(turns)
    return {
        "told": [len(turns), len(segments), told.n_words, told.n_words_respondent, told.respondents],
        TURNS: [_values(turn, Turn) for turn in turns],
        SEGMENTS: [_values(segment, Segment) for segment in segments],
        "chunks": [_values(chunk, IndexChunk) for chunk in chunks],
        "unmatched": [_values(question, UnmatchedQuestion) for question in unmatched],
        "problems": [_flat(problem) for problem in problems],
    }


def _values(record: object, kind: type) -> list[object]:
    return [getattr(record, name) for name in kind.__dataclass_fields__]  # type: ignore[attr-defined]


def _flat(problem: Problem) -> list[object]:
    return [problem.severity.value, problem.source.line, problem.fault, problem.remedy]
