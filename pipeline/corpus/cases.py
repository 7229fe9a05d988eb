"""Cases, participants and transcripts of a study, from its tables and files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from pathlib import Path

from pipeline.corpus.guide import UnmatchedQuestion, load_guide
from pipeline.corpus.listing import IGNORED_NAMES, STANDARD, Listing, attendance_problems, files_that_no_row_lists
from pipeline.corpus.transcript import read_transcripts
from pipeline.io.cache import Cache
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import (
    AN_ID,
    LONGEST_NAME,
    Table,
    file_name_key,
    is_id,
    kept_by_windows,
    read_csv,
    stands_already,
)
from pipeline.study.problems import Loaded, Problem, caution, did_you_mean, fault, nearest
from pipeline.study.records import Case, Guide, IndexChunk, Participant, Row, Transcript
from pipeline.study.study import Study, subject_id

# What shared folders call a second version: `ana (conflicted copy 2026-05-01).csv`, `ana.sync-conflict-….csv`.
CONFLICT = re.compile(r"(?i)^(?P<name>.+?)(?:[ ._-]*\([^()]*conflict[^()]*\)|[ ._-]+(?:sync-)?conflict.*)$")
PARTICIPANT = ("respondent_id", "organisation", "sector", "role", "attribution", "status", "may_quote", "may_archive")
CONSENT = ("consent", "may_use", "withdraw_by")
"""What else people agreed to: checked, and published by nobody."""
PARTICIPANT_CASES = ("case_id", "cases")
"""Columns of participants.csv that say whom a case asked, also in vain; all others stay out of what a run writes, since
teams keep names and addresses there, unless `share` of study.yaml names them."""


@dataclass(frozen=True)
class Corpus:
    """All that was said and by whom, as a study's files tell it.

    `unmatched`: by transcript, the questions of its guide that were not recognised, and of which no person says whether
    they were asked. `unread`: ids that transcripts.csv lists and that were not read, since a fault that is told
    elsewhere kept them from it, or (`withdrawn`) whoever spoke there withdrew. `lines`: by transcript, of the list.
    """

    cases: tuple[Case, ...] = ()
    transcripts: tuple[Transcript, ...] = ()
    participants: Mapping[str, Participant] = field(default_factory=dict)
    attendance: tuple[Row, ...] = ()
    guides: Mapping[str, Guide] = field(default_factory=dict)
    unmatched: Mapping[str, tuple[UnmatchedQuestion, ...]] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    withdrawn: frozenset[str] = frozenset()
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_listed(self) -> bool:
        """Whether any case and any transcript is known; without them nothing can be said across files."""
        return bool(self.cases and (self.transcripts or self.unread))

    def transcript(self, transcript_id: str) -> Transcript | None:
        """The transcript of that id."""
        matches = (transcript for transcript in self.transcripts if transcript.transcript_id == transcript_id)
        return next(matches, None)


def read_corpus(study: Study, cache: Cache, with_withdrawn: bool = False) -> Loaded[Corpus]:
    """Everything of a study but what people coded.

    Rows of whoever withdrew are passed over, as if they were not listed; `with_withdrawn` reads them to find what is
    left of them. A group's row stays: others spoke there.
    """
    problems: list[Problem] = []
    cases = _cases(study, problems)
    participants = _participants(study, problems)
    attendance = _optional(study.folder / "attendance.csv", ("transcript_id", "speaker", "respondent_id"), problems)
    guides = _guides(study, problems)
    table = read_csv(study.folder / "transcripts.csv", ("transcript_id", "file", "case_id", "kind"), STANDARD)
    problems += table.problems
    every_row = table.records.rows
    withdrawn: frozenset[str] = frozenset()
    if not with_withdrawn:
        gone = {name for name, person in participants.items() if person.has_withdrawn}
        left = tuple(row for row in every_row if row["respondent_id"] not in gone or row["kind"] == "group")
        withdrawn = frozenset(row["transcript_id"] for row in every_row) - {row["transcript_id"] for row in left}
        table = replace(table, records=replace(table.records, rows=left))
    listed = Listing(study, {case.case_id: case for case in cases}, participants, guides, table.records, problems)
    rows = listed.usable()
    ids = {row["transcript_id"] for row in every_row} - {""}
    attendance_problems(attendance, ids, participants, problems)
    read = read_transcripts(study, rows, attendance, guides, cache, problems)
    transcripts = [transcript for transcript, _ in read]
    unread = frozenset(ids - {transcript.transcript_id for transcript in transcripts})
    lines = {row["transcript_id"]: row.source.line for row in reversed(every_row)}
    unmatched = {transcript.transcript_id: questions for transcript, questions in read}
    # A row that cannot be read may list what no other does: its own fault is told.
    if not any(problem.is_fault for problem in table.problems):
        problems += files_that_no_row_lists(study, replace(table.records, rows=every_row))
        problems += _cases_without_transcripts(cases, rows, table.records)
    corpus = Corpus(cases, tuple(transcripts), participants, attendance, guides, unmatched, unread, withdrawn, lines)
    return Loaded(corpus, tuple(problems))


def _optional(path: Path, needed: tuple[str, ...], problems: list[Problem]) -> tuple[Row, ...]:
    if not path.exists():
        return ()
    loaded = read_csv(path, needed)
    problems += loaded.problems
    return () if loaded.records.lacks else loaded.records.rows


def _cases(study: Study, problems: list[Problem]) -> tuple[Case, ...]:
    loaded = read_csv(study.folder / "cases.csv", ("case_id",))
    problems += loaded.problems
    path = loaded.records.path
    first_rows: dict[str, Row] = {}
    cases: list[Case] = []
    for row in loaded.records.rows if not loaded.records.lacks else ():
        case_id, line = row["case_id"], row.source.line
        if not is_id(case_id):
            problems.append(fault(path, line, f"case_id '{case_id}' is not an id.", AN_ID))
            continue
        # Ids name files, and some disks keep two that differ in capitals alone as one.
        if (there := first_rows.setdefault(file_name_key(case_id), row)) is not row:
            message = stands_already("case", case_id, there["case_id"], there.source.line)
            problems.append(fault(path, line, message, "Give each case an id of its own."))
            continue
        problems += kept_by_windows(row.source, "case_id", case_id)
        cases.append(
            Case(case_id, {name: row[name] for name in loaded.records.columns if name != "case_id"}, row.source)
        )
    if not loaded.records.rows and not loaded.problems:
        problems.append(fault(path, 0, "cases.csv lists no case.", "Add a line for each case."))
    # A header that could not be read has been named: the columns that it seems to lack may be there.
    if loaded.records.columns and not any("\t" in column for column in loaded.records.columns):
        problems += _design_problems(study, loaded.records, cases)
    return tuple(cases)


def _design_problems(study: Study, table: Table, cases: list[Case]) -> list[Problem]:
    problems = []
    for stage, attribute in study.settings.design.items():
        if attribute not in table.columns:
            remedy = did_you_mean(attribute, table.columns, "add that column to cases.csv.")
            message = f"stage '{stage}' holds '{attribute}' constant, and cases.csv has no such column."
            problems.append(fault(study.file, study.line("design", stage), message, remedy))
            continue
        spelt: dict[str, str] = {}
        for case in cases:
            value = case.attributes.get(attribute, "")
            if not value:
                message = f"case '{case.case_id}' has no {attribute}, which stage '{stage}' holds constant."
                problems.append(fault(table.path, case.source.line, message, f"Fill in column '{attribute}'."))
                continue
            if len(subject_id(value).encode()) > LONGEST_NAME:
                message = f"{attribute} '{value[:40]}…' is too long: it names a file."
                problems.append(fault(table.path, case.source.line, message, "Shorten it."))
            if subject_id(value) not in spelt:
                problems += kept_by_windows(case.source, attribute, value)
            other = spelt.setdefault(subject_id(value), value)
            if other != value:
                message = f"{attribute} '{value}' and '{other}' would share the file name '{subject_id(value)}'."
                problems.append(
                    fault(
                        table.path, case.source.line, message, "Spell the two alike, or make them differ in a letter."
                    )
                )
    return problems


def _participants(study: Study, problems: list[Problem]) -> dict[str, Participant]:
    path = study.folder / "participants.csv"
    if not path.exists():
        return {}
    loaded = read_csv(path, ("respondent_id",), (*PARTICIPANT, *CONSENT))
    problems += loaded.problems
    participants: dict[str, Participant] = {}
    for row in loaded.records.rows if not loaded.records.lacks else ():
        respondent_id, line = row["respondent_id"], row.source.line
        if not is_id(respondent_id):
            problems.append(fault(path, line, f"respondent_id '{respondent_id}' is not an id.", AN_ID))
        elif respondent_id in participants:
            message = (
                f"respondent '{respondent_id}' stands there already, in line {participants[respondent_id].source.line}."
            )
            problems.append(
                fault(
                    path, line, message, "Give each respondent one line; attend several cases through transcripts.csv."
                )
            )
        else:
            cells = {name: row[name] for name in loaded.records.columns if name != "respondent_id"}
            participants[respondent_id] = Participant(respondent_id, cells, row.source)
    columns = [name for name in loaded.records.columns if name != "respondent_id"]
    for name in study.settings.share:
        if name not in columns:
            message = f"share names '{name}', which is no column of participants.csv."
            remedy = did_you_mean(name, columns, "name a column of it, or remove the name.")
            problems.append(caution(study.folder / "study.yaml", study.tree.line("share"), message, remedy))
    return participants


def _guides(study: Study, problems: list[Problem]) -> dict[str, Guide]:
    guides: dict[str, Guide] = {}
    folder = study.folder / "guides"
    for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
        # A conflicted copy would be a guide that no transcript names.
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


def _cases_without_transcripts(cases: tuple[Case, ...], rows: Iterable[Row], table: Table) -> list[Problem]:
    if "case_id" in table.lacks or not table.rows:
        return []
    # Rows with a fault too: a case whose transcript is amiss, or that is misspelt there, is told that once.
    written = {row["case_id"] for row in (*rows, *table.rows)}
    ids = {case.case_id for case in cases}
    filled = written | {nearest(case_id, ids) for case_id in written - ids - {""}}
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


def with_hand_chunks(transcript: Transcript, by_hand: Iterable[tuple[str, int, int]]) -> Transcript:
    """The transcript with a person's index codings (question, start, end) in place of the machine's chunks."""
    chunks = tuple(
        IndexChunk(transcript.transcript_id, question, start, end)
        for question, start, end in sorted(by_hand, key=lambda coding: coding[1:])
    )
    return replace(transcript, chunks=chunks) if chunks else transcript
