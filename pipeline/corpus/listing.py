"""transcripts.csv and attendance.csv: which files a study has, whose they are, and what is wrong with each row."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath

from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import (
    AN_ID,
    MAX_BYTES,
    Table,
    file_name_key,
    is_id,
    kept_by_windows,
    no_name_on_windows,
    stands_already,
)
from pipeline.study.problems import Problem, Severity, caution, did_you_mean, fault, nearest
from pipeline.study.records import KINDS, Case, Guide, Participant, Row
from pipeline.study.study import Study
from pipeline.wording.numbers import first_upper

STANDARD = (
    "transcript_id", "file", "case_id", "kind", "respondent_id", "guide", "date", "interviewers", "language",
    "encoding",
)  # fmt: skip
# What systems and Office leave beside a person's files: hidden ones, locks of open documents, thumbnails.
IGNORED_NAMES = (".", "~$", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows of transcripts.csv, and what is wrong with each."""

    study: Study
    cases: Mapping[str, Case]
    participants: Mapping[str, Participant]
    guides: Mapping[str, Guide]
    table: Table
    problems: list[Problem]

    def usable(self) -> tuple[Row, ...]:
        """The rows that can be read; every mistake in the others becomes a problem."""
        ids: dict[str, Row] = {}
        files: dict[str, Row] = {}
        usable = []
        for row in self.table.rows:
            # Cautions let a row through; a fault of its own keeps it out.
            before = sum(problem.is_fault for problem in self.problems)
            if "transcript_id" not in self.table.lacks:
                self._ids(row, ids)
            if "file" not in self.table.lacks:
                self._file(row, files)
            if "case_id" not in self.table.lacks:
                self._case(row)
            self._names(row)
            if sum(problem.is_fault for problem in self.problems) == before and not self.table.lacks:
                usable.append(row)
        self._not_for_windows()
        if not self.table.rows and self.table.columns:
            self.problems.append(
                fault(self.table.path, 0, "transcripts.csv lists no transcript.", "Add a line for each file.")
            )
        return tuple(usable)

    def _wrong(self, row: Row, message: str, remedy: str, severity: Severity = Severity.FAULT) -> None:
        self.problems.append(Problem(severity, row.source, message, remedy))

    def _ids(self, row: Row, ids: dict[str, Row]) -> None:
        transcript_id = row["transcript_id"]
        if not is_id(transcript_id):
            self._wrong(row, f"transcript_id '{transcript_id}' is not an id.", AN_ID)
        elif (there := ids.setdefault(file_name_key(transcript_id), row)) is not row:
            message = stands_already("transcript", transcript_id, there["transcript_id"], there.source.line)
            self._wrong(row, message, "Give it an id of its own.")
        else:
            self.problems.extend(kept_by_windows(row.source, "transcript_id", transcript_id))

    def _not_for_windows(self) -> None:
        """One caution for all files whose names Windows refuses: whoever copies the study there loses them."""
        refused = [(row, why) for row in self.table.rows if (why := no_name_on_windows(row["file"]))]
        if not refused:
            return
        row, why = refused[0]
        others = f" ({len(refused) - 1} more here)" if len(refused) > 1 else ""
        message = f"file '{row['file']}': Windows takes no file {why}{others}."
        remedy = "Where somebody works on Windows: rename it, here and on the disk, to letters, digits, '-' and '_'."
        self._wrong(row, message, remedy, Severity.CAUTION)

    def _file(self, row: Row, files: dict[str, Row]) -> None:
        name = row["file"]
        folder = self.study.transcripts
        path = folder / name
        if not name:
            self._wrong(row, "the row names no file.", "Name the file in column 'file', relative to transcripts/.")
            return
        # Resolved, since `..` or a link may lead out of the study's folder.
        if "\0" in name or not path.resolve().is_relative_to(folder.resolve()):
            self._wrong(
                row, f"file '{name}' lies outside transcripts/.", "Move it into transcripts/ and name it from there."
            )
            return
        for part in re.split(r"[/\\]", name):
            # Whatever its ending: to Windows `aux.txt` is `aux`.
            self.problems.extend(kept_by_windows(row.source, "file", part.partition(".")[0].rstrip()))
        there = files.setdefault(file_name_key(str(path.resolve())), row)
        if there is not row:
            self._listed_already(row, there, path)
        if not os.path.isfile(path):  # False, where Path.is_file raises: a name that no disk holds
            if os.path.isdir(path):
                self._wrong(row, f"file '{name}' is a folder.", "Name the file in it, as folder/file.txt.")
                return
            on_disk = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
            otherwise = "put the file into transcripts/, or remove this line."
            likely = likely_file(name, on_disk)
            remedy = f"Did you mean '{likely}'? Otherwise {otherwise}" if likely else first_upper(otherwise)
            forward = name.replace("\\", "/")
            # As Windows writes a path; `/` is understood there too.
            if forward != name and os.path.isfile(folder / forward):
                remedy = (
                    f"Write '{forward}': '/' between folders is understood by every computer, '\\' by Windows alone."
                )
            self._wrong(row, f"file '{name}' is not in transcripts/.", remedy)
        elif path.stat().st_size > MAX_BYTES:
            self._wrong(row, f"file '{name}' is over 50 MB.", "Export the text alone, or split it.")

    def _listed_already(self, row: Row, other: Row, path: Path) -> None:
        former, line = self.study.transcripts / other["file"], other.source.line
        # Two files on this disk; where capitals do not count both names open one.
        if os.path.exists(path) and os.path.exists(former) and not os.path.samefile(path, former):
            message = stands_already("file", row["file"], other["file"], line)
            self._wrong(row, message, "Rename one of the two, here and on the disk.", Severity.CAUTION)
        else:
            self._wrong(row, f"file '{row['file']}' is listed already, in line {line}.", "List each file once.")

    def _case(self, row: Row) -> None:
        case_id = row["case_id"]
        if case_id:
            if self.cases and case_id not in self.cases:
                remedy = did_you_mean(case_id, self.cases, "add it to cases.csv.")
                self._wrong(row, f"case '{case_id}' is not in cases.csv.", remedy)
            return
        held = held_by(self.study, row)
        if not held:
            design = tuple(dict.fromkeys(self.study.settings.design.values()))
            # A design that names a column which cases.csv lacks is told already, and this would follow from it.
            if any(name not in case.attributes for name in design for case in self.cases.values()):
                return
            columns = ", ".join(f"'{name}'" for name in design)
            remedy = "Fill in column 'case_id'" + (
                f", or for a mayor the column {columns} instead." if columns else "."
            )
            own = [name for name in self.table.columns if name and name not in (*STANDARD, *design)]
            absent = [name for name in design if name not in self.table.columns]
            if absent and (meant := next((name for name in own if row[name] and nearest(name, absent)), None)):
                remedy += f" Is column '{meant}' meant to be '{nearest(meant, absent)}'?"
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
        # Where no case fills the attribute in, cases.csv is told of it, and not each row.
        if values - {""} and value not in values:
            remedy = did_you_mean(
                value, values - {""}, "check column " + f"'{attribute}' of cases.csv. No stage reads it as it is."
            )
            self._wrong(row, f"no case has the {attribute} '{value}'.", remedy, Severity.CAUTION)

    def _names(self, row: Row) -> None:
        kind = row["kind"]
        if kind not in KINDS and "kind" not in self.table.lacks:
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
            message = f"respondent '{respondent_id}' is not in participants.csv: sector and organisation are not known."
            self._wrong(row, message, remedy, Severity.CAUTION)


def likely_file(name: str, on_disk: Iterable[str]) -> str | None:
    """The file that a name means which is not there: of the same name with another ending, else of the nearest."""
    names = sorted(on_disk)
    stem = PurePath(name).stem.casefold()
    return next((other for other in names if PurePath(other).stem.casefold() == stem), nearest(name, names))


def held_by(study: Study, row: Row) -> dict[str, str]:
    """The design attribute that a row without a case fills in: {"city": "Alpha"}."""
    return {name: row[name] for name in dict.fromkeys(study.settings.design.values()) if row[name]}


def files_that_no_row_lists(study: Study, table: Table) -> list[Problem]:
    """A file that lies in transcripts/ and is not read: a caution."""
    folder = study.transcripts
    # A table that lists nothing at all is told once, not file by file.
    if not folder.is_dir() or "file" in table.lacks or not table.rows:
        return []
    listed = {str((folder / row["file"]).resolve()) for row in table.rows if row["file"] and "\0" not in row["file"]}
    cautions = []
    on_disk = [path.name for path in folder.iterdir()]
    # What a row probably means is told at that row.
    names = (row["file"] for row in table.rows if row["file"] and not os.path.exists(folder / row["file"]))
    listed |= {str((folder / likely).resolve()) for name in names if (likely := likely_file(name, on_disk))}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith(IGNORED_NAMES) and str(path.resolve()) not in listed:
            remedy = "Add a line for it to transcripts.csv, or move it out of transcripts/."
            cautions.append(caution(path, 0, "no row of transcripts.csv lists this file: it is not read.", remedy))
    return cautions


def attendance_problems(
    attendance: tuple[Row, ...], transcripts: set[str], participants: Mapping[str, Participant], problems: list[Problem]
) -> None:
    """Who is who in a group: labels named twice, transcripts and respondents that are not there."""
    first_lines: dict[tuple[str, str], int] = {}
    for row in attendance:
        who = (row["transcript_id"], " ".join(row["speaker"].casefold().split()))
        if row["speaker"] and who in first_lines:
            where = f"in line {first_lines[who]}"
            message = f"speaker '{row['speaker']}' of '{row['transcript_id']}' stands there already, {where}."
            problems.append(Problem(Severity.FAULT, row.source, message, "A label can be one person: keep one line."))
        first_lines.setdefault(who, row.source.line)
        if transcripts and row["transcript_id"] not in transcripts:
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
            message = f"respondent '{row['respondent_id']}' is not in participants.csv."
            problems.append(Problem(Severity.CAUTION, row.source, message, remedy))
