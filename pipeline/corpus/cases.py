"""Cases, participants and transcripts of a study, from its tables and files."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.cache import Cache, code_digest, key_of
from pipeline.corpus.guide import chunks_of, load_guide
from pipeline.corpus.read import ReadingRequest, read_turns
from pipeline.corpus.segment import number_turns, segments_of
from pipeline.corpus.speakers import who_asks
from pipeline.people_files import AN_ID, MAX_BYTES, Table, is_id, read_csv, several
from pipeline.problems import Loaded, Problem, Severity, Source, caution, did_you_mean, fault
from pipeline.records import (
    DOCUMENT_KINDS,
    KINDS,
    OFF_PROTOCOL,
    Case,
    Guide,
    IndexChunk,
    Participant,
    Row,
    Segment,
    Transcript,
    Turn,
)
from pipeline.study import LONGEST_NAME, Study, subject_id

CONFLICT = re.compile(r"(?i)^(?P<name>.+?)(?:[ ._-]*\([^()]*conflict[^()]*\)|[ ._-]+(?:sync-)?conflict.*)$")
STANDARD = ("transcript_id", "file", "case_id", "kind", "respondent_id", "guide", "date", "interviewers", "language")
PARTICIPANT = ("respondent_id", "organisation", "sector", "role", "attribution", "status", "may_quote", "may_archive")
IGNORED_NAMES = (".", "~$", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Corpus:
    """All that was said and by whom, as a study's files tell it."""

    cases: tuple[Case, ...] = ()
    transcripts: tuple[Transcript, ...] = ()
    participants: Mapping[str, Participant] = field(default_factory=dict)
    attendance: tuple[Row, ...] = ()
    guides: Mapping[str, Guide] = field(default_factory=dict)
    unmatched: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def transcript(self, transcript_id: str) -> Transcript | None:
        """The transcript of that id."""
        return next((one for one in self.transcripts if one.transcript_id == transcript_id), None)


def read_corpus(study: Study, cache: Cache) -> Loaded[Corpus]:
    """Everything of a study but what people coded."""
    problems: list[Problem] = []
    cases = _cases(study, problems)
    participants = _participants(study, problems)
    attendance = _optional(study.folder / "attendance.csv", ("transcript_id", "speaker", "respondent_id"), problems)
    guides = _guides(study, problems)
    table = read_csv(study.folder / "transcripts.csv", ("transcript_id", "file", "case_id", "kind"), STANDARD)
    problems += table.problems
    listed = _Listed(study, {case.case_id: case for case in cases}, participants, guides, table.records, problems)
    rows = listed.usable()
    _attendance_problems(attendance, {row["transcript_id"] for row in table.records.rows}, participants, problems)
    transcripts: list[Transcript] = []
    unmatched: dict[str, tuple[str, ...]] = {}
    kept: set[str] = set()
    for row in rows:
        found, missing, key = _transcript(study, row, attendance, guides, cache, problems)
        kept.add(key)
        if found is not None:
            transcripts.append(found)
            unmatched[found.transcript_id] = missing
    cache.keep_only("transcripts", kept)
    problems += _files_that_no_row_lists(study, table.records)
    problems += _cases_without_transcripts(cases, rows, table.records)
    return Loaded(Corpus(cases, tuple(transcripts), participants, attendance, guides, unmatched), tuple(problems))


def _optional(path: Path, needed: tuple[str, ...], problems: list[Problem]) -> tuple[Row, ...]:
    if not path.exists():
        return ()
    loaded = read_csv(path, needed)
    problems += loaded.problems
    return loaded.records.rows


def _cases(study: Study, problems: list[Problem]) -> tuple[Case, ...]:
    loaded = read_csv(study.folder / "cases.csv", ("case_id",))
    problems += loaded.problems
    path = loaded.records.path
    seen: dict[str, int] = {}
    cases = []
    for row in loaded.records.rows:
        case_id, line = row["case_id"], row.source.line
        if not is_id(case_id):
            problems.append(fault(path, line, f"case_id '{case_id}' is not an id.", AN_ID))
            continue
        if case_id.casefold() in seen:
            what = f"case '{case_id}' stands there already, in line {seen[case_id.casefold()]}."
            problems.append(fault(path, line, what, "Give each case an id of its own."))
            continue
        seen[case_id.casefold()] = line
        cases.append(
            Case(case_id, {name: row[name] for name in loaded.records.columns if name != "case_id"}, row.source)
        )
    if not cases and not loaded.problems:
        problems.append(fault(path, 0, "cases.csv lists no case.", "Add a line for each case."))
    problems += _design_problems(study, loaded.records, cases)
    return tuple(cases)


def _design_problems(study: Study, table: Table, cases: list[Case]) -> list[Problem]:
    problems = []
    for stage, attribute in study.settings.design.items():
        if attribute not in table.columns:
            remedy = did_you_mean(attribute, table.columns, "add that column to cases.csv.")
            what = f"stage '{stage}' holds '{attribute}' constant, and cases.csv has no such column."
            problems.append(fault(study.file, study.line("design", stage), what, remedy))
            continue
        spelt: dict[str, str] = {}
        for case in cases:
            value = case.attributes.get(attribute, "")
            if not value:
                what = f"case '{case.case_id}' has no {attribute}, which stage '{stage}' holds constant."
                problems.append(fault(table.path, case.source.line, what, f"Fill in column '{attribute}'."))
                continue
            if len(subject_id(value).encode()) > LONGEST_NAME:
                what = f"{attribute} '{value[:40]}…' is too long: it names a file."
                problems.append(fault(table.path, case.source.line, what, "Shorten it."))
            other = spelt.setdefault(subject_id(value), value)
            if other != value:
                what = f"{attribute} '{value}' and '{other}' would share the file name '{subject_id(value)}'."
                problems.append(
                    fault(table.path, case.source.line, what, "Spell the two alike, or make them differ in a letter.")
                )
    return problems


def _participants(study: Study, problems: list[Problem]) -> dict[str, Participant]:
    path = study.folder / "participants.csv"
    if not path.exists():
        return {}
    loaded = read_csv(path, ("respondent_id",), PARTICIPANT)
    problems += loaded.problems
    found: dict[str, Participant] = {}
    for row in loaded.records.rows:
        respondent_id, line = row["respondent_id"], row.source.line
        if not is_id(respondent_id):
            problems.append(fault(path, line, f"respondent_id '{respondent_id}' is not an id.", AN_ID))
        elif respondent_id in found:
            what = f"respondent '{respondent_id}' stands there already, in line {found[respondent_id].source.line}."
            problems.append(
                fault(path, line, what, "Give each respondent one line; attend several cases through transcripts.csv.")
            )
        else:
            cells = {name: row[name] for name in loaded.records.columns if name != "respondent_id"}
            found[respondent_id] = Participant(respondent_id, cells, row.source)
    return found


def _guides(study: Study, problems: list[Problem]) -> dict[str, Guide]:
    guides: dict[str, Guide] = {}
    folder = study.folder / "guides"
    for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
        if path.name.startswith(IGNORED_NAMES) or copied_from(path) is not None:
            continue
        loaded = load_guide(path, path.stem)
        problems += loaded.problems
        if loaded.records is not None:
            guides[path.stem] = loaded.records
    return guides


def copied_from(path: Path) -> Path | None:
    """The file beside `path` of which a shared folder made `path` a conflicted copy; None where it is none."""
    match = CONFLICT.match(path.stem)
    original = path.with_name(match["name"] + path.suffix) if match else path
    return original if original != path and original.is_file() else None


@dataclass(frozen=True, slots=True)
class _Listed:
    """The rows of transcripts.csv, and what is wrong with each."""

    study: Study
    cases: Mapping[str, Case]
    participants: Mapping[str, Participant]
    guides: Mapping[str, Guide]
    table: Table
    problems: list[Problem]

    def usable(self) -> tuple[Row, ...]:
        """The rows that can be read; every mistake in the others becomes a problem."""
        ids: dict[str, int] = {}
        files: dict[str, int] = {}
        usable = []
        for row in self.table.rows:
            before = sum(problem.is_fault for problem in self.problems)
            self._ids(row, ids)
            self._file(row, files)
            self._case(row)
            self._names(row)
            if sum(problem.is_fault for problem in self.problems) == before:
                usable.append(row)
        if not self.table.rows and self.table.columns:
            self.problems.append(
                fault(self.table.path, 0, "transcripts.csv lists no transcript.", "Add a line for each file.")
            )
        return tuple(usable)

    def _wrong(self, row: Row, what: str, remedy: str, severity: Severity = Severity.FAULT) -> None:
        self.problems.append(Problem(severity, row.source, what, remedy))

    def _ids(self, row: Row, ids: dict[str, int]) -> None:
        transcript_id = row["transcript_id"]
        if not is_id(transcript_id):
            self._wrong(row, f"transcript_id '{transcript_id}' is not an id.", AN_ID)
        elif transcript_id.casefold() in ids:
            line = ids[transcript_id.casefold()]
            self._wrong(
                row, f"transcript '{transcript_id}' stands there already, in line {line}.", "Give it an id of its own."
            )
        ids.setdefault(transcript_id.casefold(), row.source.line)

    def _file(self, row: Row, files: dict[str, int]) -> None:
        name = row["file"]
        folder = self.study.transcripts
        path = folder / name
        if not name:
            self._wrong(row, "the row names no file.", "Name the file in column 'file', relative to transcripts/.")
            return
        if "\0" in name or not path.resolve().is_relative_to(folder.resolve()):
            self._wrong(
                row, f"file '{name}' lies outside transcripts/.", "Move it into transcripts/ and name it from there."
            )
            return
        key = str(path.resolve())
        if key in files:
            self._wrong(row, f"file '{name}' is listed already, in line {files[key]}.", "List each file once.")
        files.setdefault(key, row.source.line)
        if not os.path.isfile(path):  # False, where Path.is_file raises: a name that no disk holds
            there = [one.name for one in folder.iterdir()] if folder.is_dir() else []
            remedy = did_you_mean(name, there, "put the file into transcripts/, or remove this line.")
            self._wrong(row, f"file '{name}' is not in transcripts/.", remedy)
        elif path.stat().st_size > MAX_BYTES:
            self._wrong(row, f"file '{name}' is over 50 MB.", "Export the text alone, or split it.")

    def _case(self, row: Row) -> None:
        case_id = row["case_id"]
        if case_id:
            if self.cases and case_id not in self.cases:
                remedy = did_you_mean(case_id, self.cases, "add it to cases.csv.")
                self._wrong(row, f"case '{case_id}' is not in cases.csv.", remedy)
            return
        held = held_by(self.study, row)
        if not held:
            columns = ", ".join(f"'{name}'" for name in self.study.settings.design.values())
            remedy = "Fill in column 'case_id'" + (
                f", or for a mayor the column {columns} instead." if columns else "."
            )
            self._wrong(row, "the row belongs to no case.", remedy)
            return
        if len(held) > 1:
            self._wrong(
                row,
                f"the row fills {' and '.join(held)} and no case_id.",
                "Fill in the one that the document is about.",
            )
            return
        ((attribute, value),) = held.items()
        values = {case.attributes.get(attribute, "") for case in self.cases.values()}
        if value not in values:
            remedy = did_you_mean(
                value, values - {""}, "check column " + f"'{attribute}' of cases.csv. No stage reads it as it is."
            )
            self._wrong(row, f"no case has the {attribute} '{value}'.", remedy, Severity.CAUTION)

    def _names(self, row: Row) -> None:
        kind = row["kind"]
        if kind not in KINDS:
            self._wrong(
                row, f"kind '{kind}' is unknown.", did_you_mean(kind, KINDS, f"write one of {', '.join(KINDS)}.")
            )
        guide = row["guide"]
        if guide and guide not in self.guides and not (self.study.folder / "guides" / f"{guide}.yaml").is_file():
            remedy = did_you_mean(guide, self.guides, f"add guides/{guide}.yaml, or leave the cell empty.")
            self._wrong(row, f"guide '{guide}' is not in guides/.", remedy)
        respondent_id = row["respondent_id"]
        if respondent_id and self.participants and respondent_id not in self.participants:
            remedy = did_you_mean(respondent_id, self.participants, "add the respondent to participants.csv.")
            what = f"respondent '{respondent_id}' is not in participants.csv: sector and organisation are not known."
            self._wrong(row, what, remedy, Severity.CAUTION)


def held_by(study: Study, row: Row) -> dict[str, str]:
    """The design attribute that a row without a case fills in: {"city": "Alpha"}."""
    return {name: row[name] for name in dict.fromkeys(study.settings.design.values()) if row[name]}


def _transcript(
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
    if row["kind"] not in DOCUMENT_KINDS:
        asking, cautions = who_asks(spoken, interviewers, path)
        found += cautions
    turns = number_turns(spoken, asking, people, row["respondent_id"] or None)
    segments = segments_of(transcript_id, turns, request.language)
    if row["kind"] in ("interview", "group") and all(turn.is_interviewer for turn in turns):
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


def _files_that_no_row_lists(study: Study, table: Table) -> list[Problem]:
    folder = study.transcripts
    if not folder.is_dir():
        return []
    listed = {str((folder / row["file"]).resolve()) for row in table.rows if row["file"] and "\0" not in row["file"]}
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith(IGNORED_NAMES) and str(path.resolve()) not in listed:
            remedy = "Add a line for it to transcripts.csv, or move it out of transcripts/."
            found.append(caution(path, 0, "no row of transcripts.csv lists this file: it is not read.", remedy))
    return found


def _cases_without_transcripts(cases: tuple[Case, ...], rows: Iterable[Row], table: Table) -> list[Problem]:
    filled = {row["case_id"] for row in (*rows, *table.rows)}
    return [
        caution(
            case.source.path,
            case.source.line,
            f"case '{case.case_id}' has no transcript.",
            "Add one, or remove the case.",
        )
        for case in cases
        if case.case_id not in filled
    ]


def _attendance_problems(
    attendance: tuple[Row, ...], transcripts: set[str], participants: Mapping[str, Participant], problems: list[Problem]
) -> None:
    seen: dict[tuple[str, str], int] = {}
    for row in attendance:
        who = (row["transcript_id"], " ".join(row["speaker"].casefold().split()))
        if row["speaker"] and who in seen:
            what = f"speaker '{row['speaker']}' of '{row['transcript_id']}' stands there already, in line {seen[who]}."
            problems.append(Problem(Severity.FAULT, row.source, what, "A label can be one person: keep one line."))
        seen.setdefault(who, row.source.line)
        if row["transcript_id"] not in transcripts:
            remedy = did_you_mean(row["transcript_id"], transcripts, "remove the line.")
            problems.append(
                Problem(
                    Severity.FAULT,
                    row.source,
                    f"transcript '{row['transcript_id']}' is not in transcripts.csv.",
                    remedy,
                )
            )
        if row["respondent_id"] and participants and row["respondent_id"] not in participants:
            remedy = did_you_mean(row["respondent_id"], participants, "add the respondent to participants.csv.")
            what = f"respondent '{row['respondent_id']}' is not in participants.csv."
            problems.append(Problem(Severity.CAUTION, row.source, what, remedy))


def with_hand_chunks(transcript: Transcript, by_hand: Iterable[tuple[str, int, int]]) -> Transcript:
    """The transcript with a person's index codings (question, start, end) in place of the machine's chunks."""
    chunks = tuple(
        IndexChunk(transcript.transcript_id, question, start, end)
        for question, start, end in sorted(by_hand, key=lambda c: c[1:])
    )
    return replace(transcript, chunks=chunks) if chunks else transcript


def is_matched(transcript: Transcript) -> bool:
    """Whether any question of a guide was found in it."""
    return any(chunk.question != OFF_PROTOCOL for chunk in transcript.chunks)
