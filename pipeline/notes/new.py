"""Beginning an analyst's note: a file with the questions of its stage, for a person to answer."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

from pipeline.notes.questions import Question, questions_of
from pipeline.study.people_files import read_csv
from pipeline.study.problems import FilesNeedAHand, WrongUsage, did_you_mean, fault
from pipeline.study.records import Case, Row
from pipeline.study.study import FIRST_STAGE, Study, stage_subjects, subject_id

CLAIM = "Your claim, in two or three sentences: what this page would have its reader believe."
LEAD = "**Claim.**"


def begin_note(study: Study, stage: str, subject: str, by: str) -> Path:
    """Write notes/STAGE/SUBJECT.md with a claim to fill in and the questions of that stage.

    Args:
        study: Whose notes/ it goes to.
        stage: One of its stages.
        subject: Of that stage.
        by: Who writes it.

    Returns:
        The new file.

    Raises:
        FilesNeedAHand: There is such a note already, or cases.csv cannot be read.
        WrongUsage: The stage has no such subject, or nobody is named.
    """
    if not by.strip():
        raise WrongUsage("--by names nobody. Say who writes the note.")
    names = _subjects(study, stage)
    if subject not in names:
        remedy = did_you_mean(subject, names, f"name one of {', '.join(sorted(names))}.")
        raise WrongUsage(f"'{subject}' is no subject of {stage}. {remedy}")
    path = study.folder / "notes" / stage / f"{subject}.md"
    asked = questions_of(stage, study.settings, names[subject], has_own_source(study, stage, subject))
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        # A file that somebody began meanwhile is theirs: it is made only where there is none.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    except FileExistsError:
        remedy = "Open it and write on, or rename it to begin anew."
        raise FilesNeedAHand([fault(path, 0, "there is a note already.", remedy)]) from None
    with os.fdopen(handle, "wb") as file:
        file.write(note_text(by, asked).encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())
    return path


def note_text(by: str, asked: Iterable[Question]) -> str:
    """The new note. Questions that stay unanswered are named as open in the memo, and print nothing else."""
    # A JSON string is YAML too: a name with a colon or a quotation mark stays one value.
    lines = ["---", f"by: {json.dumps(by, ensure_ascii=False)}", "status: draft", "---", f"{LEAD} {CLAIM}", ""]
    for question in asked:
        lines += [f"### {question.text}", ""]
        lines += [f"*Look at: {question.where}.*", ""] if question.where else []
    return "\n".join(lines)


def has_own_source(study: Study, stage: str, subject: str) -> bool:
    """Whether transcripts.csv lists material of the subject's own, such as a mayor, that belongs to no case."""
    attribute = study.settings.design.get(stage)
    if attribute is None:
        return False
    rows = _rows(study.folder / "transcripts.csv")
    return any(not row["case_id"] and row[attribute] and subject_id(row[attribute]) == subject for row in rows)


def _subjects(study: Study, stage: str) -> dict[str, str]:
    """Subject -> what it is called."""
    rows = _rows(study.folder / "cases.csv", needed=("case_id",))
    cases = [Case(row["case_id"], row.cells, row.source) for row in rows]
    if stage == FIRST_STAGE:
        return {case.case_id: case.name for case in cases}
    return {subject: name for kind, subject, name, _ in stage_subjects(study, cases) if kind == stage}


def _rows(path: Path, needed: tuple[str, ...] = ()) -> tuple[Row, ...]:
    loaded = read_csv(path, needed)
    faults = [problem for problem in loaded.problems if problem.is_fault]
    if faults:
        raise FilesNeedAHand(faults)
    return loaded.records.rows
