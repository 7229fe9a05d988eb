"""One row of transcripts.csv and its file -> a transcript with turns, segments and index chunks, kept by content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.corpus.formats.read import ReadingRequest, read_turns
from pipeline.corpus.guide import UnmatchedQuestion, chunks_of
from pipeline.corpus.listing import STANDARD, held_by
from pipeline.corpus.segment import number_turns, segments_of
from pipeline.corpus.speakers.asking import about_a_heading, about_nobody, labels_of_nobody, n_before_labels, who_asks
from pipeline.io.cache import Cache, code_digest, key_of
from pipeline.io.processes import map_in_two
from pipeline.study.people_files import several
from pipeline.study.problems import Problem, Severity, Source, caution, fault
from pipeline.study.records import DOCUMENT_KINDS, Guide, IndexChunk, Row, Segment, Transcript, Turn
from pipeline.study.study import Study

ROOM = "transcripts"
TALKS = ("interview", "group", "mayor")


@dataclass(frozen=True)
class Reading:
    """One row of transcripts.csv before its file is taken apart: how to read it, and the key of what comes of it.

    `key` is empty where the file cannot be opened; `problem` then says why.
    """

    row: Row
    path: Path
    request: ReadingRequest
    interviewers: tuple[str, ...]
    people: Mapping[str, str]
    guide: Guide | None
    key: str = ""
    n_bytes: int = 0
    problem: Problem | None = None


def read_transcripts(
    study: Study,
    rows: Sequence[Row],
    attendance: tuple[Row, ...],
    guides: Mapping[str, Guide],
    cache: Cache,
    problems: list[Problem],
) -> list[tuple[Transcript, tuple[UnmatchedQuestion, ...]]]:
    """Every transcript that can be read, with the questions of its guide that were not recognised; the cache first."""
    asked = [_reading(study, row, attendance, guides) for row in rows]
    kept = {one.key: cache.get(ROOM, one.key) for one in asked if one.key}
    missing = [one for one in asked if one.key and kept[one.key] is None]
    for one, found in zip(missing, map_in_two(_read, missing, [one.n_bytes for one in missing]), strict=True):
        kept[one.key] = found
        cache.put(ROOM, one.key, found)
    cache.keep_only(ROOM, set(kept))
    transcripts = []
    for one in asked:
        if one.problem is not None:
            problems.append(one.problem)
            continue
        found = kept[one.key]
        problems += [
            Problem(Severity(sort), Source(one.path, line), what, remedy)
            for sort, line, what, remedy in found["problems"]
        ]
        if found["turns"] is not None:
            unmatched = tuple(UnmatchedQuestion(*question) for question in found["unmatched"])
            transcripts.append((_transcript(study, one, found), unmatched))
    return transcripts


def _reading(study: Study, row: Row, attendance: tuple[Row, ...], guides: Mapping[str, Guide]) -> Reading:
    transcript_id = row["transcript_id"]
    people = {
        one["speaker"]: one["respondent_id"]
        for one in attendance
        if one["transcript_id"] == transcript_id and one["speaker"]
    }
    interviewers = several(row["interviewers"]) or study.settings.interviewers
    language = row["language"] or study.settings.language
    aliases = tuple(sorted(study.settings.speakers.items()))
    request = ReadingRequest(row["kind"], aliases, (*interviewers, *people), language)
    path = study.transcripts / row["file"]
    found = Reading(row, path, request, interviewers, people, guides.get(row["guide"]))
    try:
        raw = path.read_bytes()
    except OSError as error:
        what = f"the file cannot be read ({error.strerror or 'unknown reason'})."
        return replace(found, problem=fault(path, 0, what, "Check that it may be opened."))
    key = key_of(
        code_digest("corpus", "study/records.py", "study/people_files.py"),
        hashlib.sha256(raw).hexdigest(),
        path.suffix.casefold(),
        transcript_id,
        request,
        interviewers,
        sorted(people.items()),
        row["respondent_id"],
        found.guide and found.guide.questions,
    )
    return replace(found, key=key, n_bytes=len(raw))


def _transcript(study: Study, one: Reading, kept: Mapping[str, Any]) -> Transcript:
    row = one.row
    return Transcript(
        transcript_id=row["transcript_id"],
        case_id=row["case_id"] or None,
        kind=row["kind"],
        turns=tuple(Turn(*turn) for turn in kept["turns"]),
        source=Source(one.path),
        file=row["file"],
        respondent_id=row["respondent_id"] or None,
        guide=row["guide"] or None,
        date=row["date"] or None,
        language=one.request.language,
        attributes={name: value for name, value in row.cells.items() if name not in STANDARD and value},
        held={} if row["case_id"] else held_by(study, row),
        segments=tuple(Segment(*segment) for segment in kept["segments"]),
        chunks=tuple(IndexChunk(*chunk) for chunk in kept["chunks"]),
        digest=one.key,
    )


def _read(one: Reading) -> dict[str, Any]:
    """A transcript as plain lists, which the cache can keep."""
    path, row, request, interviewers, people = one.path, one.row, one.request, one.interviewers, one.people
    transcript_id, guide = row["transcript_id"], one.guide
    loaded = read_turns(path, request)
    found = list(loaded.problems)
    spoken = loaded.records
    if not spoken or any(problem.is_fault for problem in found):
        return {"turns": None, "problems": [_flat(problem) for problem in found]}
    aliases = tuple(name for pair in request.aliases for name in pair)
    asking, nobodys, first = frozenset[str](), frozenset[str](), 0
    if row["kind"] in TALKS:
        first = n_before_labels(spoken, interviewers, tuple(people))
        nobodys = labels_of_nobody(spoken[first:], interviewers, (*people, *aliases))
        found += about_a_heading(spoken, interviewers, path) if first else []
        found += about_nobody(spoken, nobodys, path)
    if row["kind"] not in DOCUMENT_KINDS:
        asking, cautions = who_asks(spoken[first:], interviewers, path)
        found += cautions
    turns = number_turns(spoken, asking, people, row["respondent_id"] or None, first, nobodys, aliases)
    segments = segments_of(transcript_id, turns, request.language)
    if row["kind"] in ("interview", "group") and all(turn.is_interviewer or turn.is_nobodys for turn in turns):
        remedy = "Name the interviewers in column 'interviewers' of transcripts.csv."
        found.append(caution(path, 0, "nobody in this interview is recognised as a respondent.", remedy))
    chunks: tuple[IndexChunk, ...] = ()
    unmatched: tuple[UnmatchedQuestion, ...] = ()
    if guide is not None:
        chunking = chunks_of(transcript_id, turns, guide, request.language)
        chunks, unmatched = chunking.chunks, chunking.unmatched
    return {
        "turns": [_values(turn, Turn) for turn in turns],
        "segments": [_values(segment, Segment) for segment in segments],
        "chunks": [_values(chunk, IndexChunk) for chunk in chunks],
        "unmatched": [_values(question, UnmatchedQuestion) for question in unmatched],
        "problems": [_flat(problem) for problem in found],
    }


def _values(record: object, kind: type) -> list[object]:
    return [getattr(record, name) for name in kind.__dataclass_fields__]  # type: ignore[attr-defined]


def _flat(problem: Problem) -> list[object]:
    return [problem.severity.value, problem.source.line, problem.fault, problem.remedy]
