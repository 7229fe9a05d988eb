"""One row of transcripts.csv and its file -> a transcript with turns, segments and index chunks, kept by content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from pipeline.cache import Cache, code_digest, key_of
from pipeline.corpus.asking import n_before_labels, who_asks
from pipeline.corpus.guide import chunks_of
from pipeline.corpus.listing import STANDARD, held_by
from pipeline.corpus.read import ReadingRequest, read_turns
from pipeline.corpus.segment import number_turns, segments_of
from pipeline.people_files import several
from pipeline.problems import Problem, Severity, Source, caution, fault
from pipeline.records import DOCUMENT_KINDS, Guide, IndexChunk, Row, Segment, Transcript, Turn
from pipeline.study import Study

TALKS = ("interview", "group", "mayor")


def read_transcript(
    study: Study,
    row: Row,
    attendance: tuple[Row, ...],
    guides: Mapping[str, Guide],
    cache: Cache,
    problems: list[Problem],
) -> tuple[Transcript | None, tuple[str, ...], str]:
    """One transcript as read, the questions of its guide that nobody asked, and its key in the cache."""
    transcript_id = row["transcript_id"]
    people = {
        one["speaker"]: one["respondent_id"]
        for one in attendance
        if one["transcript_id"] == transcript_id and one["speaker"]
    }
    interviewers = several(row["interviewers"]) or study.settings.interviewers
    language = row["language"] or study.settings.language
    guide = guides.get(row["guide"])
    aliases = tuple(sorted(study.settings.speakers.items()))
    request = ReadingRequest(row["kind"], aliases, (*interviewers, *people), language)
    path = study.transcripts / row["file"]
    try:
        raw = path.read_bytes()
    except OSError as error:
        remedy = "Check that it may be opened."
        problems.append(fault(path, 0, f"the file cannot be read ({error.strerror or 'unknown reason'}).", remedy))
        return None, (), ""
    key = key_of(
        code_digest("corpus", "records.py", "people_files.py"),
        hashlib.sha256(raw).hexdigest(),
        path.suffix.casefold(),
        transcript_id,
        request,
        interviewers,
        sorted(people.items()),
        row["respondent_id"],
        guide and guide.questions,
    )
    kept = cache.get("transcripts", key)
    if kept is None:
        kept = _read(path, transcript_id, row, request, interviewers, people, guide)
        cache.put("transcripts", key, kept)
    problems += [
        Problem(Severity(sort), Source(path, line), what, remedy) for sort, line, what, remedy in kept["problems"]
    ]
    if kept["turns"] is None:
        return None, (), key
    transcript = Transcript(
        transcript_id=transcript_id,
        case_id=row["case_id"] or None,
        kind=row["kind"],
        turns=tuple(Turn(*turn) for turn in kept["turns"]),
        source=Source(path),
        file=row["file"],
        respondent_id=row["respondent_id"] or None,
        guide=row["guide"] or None,
        date=row["date"] or None,
        language=language,
        attributes={name: value for name, value in row.cells.items() if name not in STANDARD and value},
        held={} if row["case_id"] else held_by(study, row),
        segments=tuple(Segment(*segment) for segment in kept["segments"]),
        chunks=tuple(IndexChunk(*chunk) for chunk in kept["chunks"]),
        digest=key,
    )
    return transcript, tuple(kept["unmatched"]), key


def _read(
    path: Path,
    transcript_id: str,
    row: Row,
    request: ReadingRequest,
    interviewers: tuple[str, ...],
    people: Mapping[str, str],
    guide: Guide | None,
) -> dict[str, object]:
    """A transcript as plain lists, which the cache can keep."""
    loaded = read_turns(path, request)
    found = list(loaded.problems)
    spoken = loaded.records
    if not spoken or any(problem.is_fault for problem in found):
        return {"turns": None, "problems": [_flat(problem) for problem in found]}
    asking: frozenset[str] = frozenset()
    first = n_before_labels(spoken, interviewers, tuple(people)) if row["kind"] in TALKS else 0
    if row["kind"] not in DOCUMENT_KINDS:
        asking, cautions = who_asks(spoken[first:], interviewers, path)
        found += cautions
    turns = number_turns(spoken, asking, people, row["respondent_id"] or None, first)
    segments = segments_of(transcript_id, turns, request.language)
    if row["kind"] in ("interview", "group") and all(turn.is_interviewer for turn in turns[first:]):
        remedy = "Name the interviewers in column 'interviewers' of transcripts.csv."
        found.append(caution(path, 0, "nobody in this interview is recognised as a respondent.", remedy))
    chunks: tuple[IndexChunk, ...] = ()
    unmatched: tuple[str, ...] = ()
    if guide is not None:
        chunking = chunks_of(transcript_id, turns, guide, request.language)
        chunks, unmatched = chunking.chunks, chunking.unmatched
    return {
        "turns": [_values(turn, Turn) for turn in turns],
        "segments": [_values(segment, Segment) for segment in segments],
        "chunks": [_values(chunk, IndexChunk) for chunk in chunks],
        "unmatched": list(unmatched),
        "problems": [_flat(problem) for problem in found],
    }


def _values(record: object, kind: type) -> list[object]:
    return [getattr(record, name) for name in kind.__dataclass_fields__]  # type: ignore[attr-defined]


def _flat(problem: Problem) -> list[object]:
    return [problem.severity.value, problem.source.line, problem.fault, problem.remedy]
