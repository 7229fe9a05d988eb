"""What a coder has read, and in which sessions which transcript was opened: rows of .read.csv and .sessions.csv."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.codebook.ageing import Ageing
from pipeline.coding.hand.read_marks import READ_COLUMNS, READ_NEEDED, read_marks, readings_of
from pipeline.page.files import Stamp, stamp_of
from pipeline.page.material import Material
from pipeline.study.people_files import read_csv
from pipeline.study.problems import Problem
from pipeline.study.records import ReadMark, yes_or_no

__all__ = ["READ_COLUMNS", "SESSION_COLUMNS", "ReadLog", "was_opened_otherwise"]

SESSION_COLUMNS = ("session", "transcript_id", "is_blind", "knew_tier", "opened_at")

Cells = Mapping[str, str]


@dataclass
class ReadLog:
    """A coder's read marks that stand, as counting sees them: codes for which silence is a "no" today."""

    marks: tuple[ReadMark, ...] = ()
    stamp: Stamp = None

    @classmethod
    def read(cls, path: Path, coder: str, material: Material) -> ReadLog:
        """The marks as they are on disk; none where the file is not there. Rows that cannot be used `check` names."""
        stamp = stamp_of(path)
        if stamp is None:
            return cls()
        problems: list[Problem] = []
        table = read_csv(path, READ_NEEDED, READ_COLUMNS).records
        readings = readings_of(table, material.texts, material.codebook, problems)
        marks = read_marks(coder, readings, Ageing(material.codebook), material.questions, problems)
        return cls(tuple(marks), stamp)

    def covered(self, transcript_id: str) -> set[str]:
        """Today's codes for which the coder has read a transcript."""
        return {code_id for mark in self.marks if mark.transcript_id == transcript_id for code_id in mark.codes}

    def has_read(self, transcript_id: str, codes: Iterable[str]) -> bool:
        """Whether a transcript is read for all of these codes."""
        return set(codes) <= self.covered(transcript_id)


def is_marked(path: Path, cells: Cells) -> bool:
    """Whether this very mark stands already: the last row of its transcript, codes and version says nothing else."""
    if stamp_of(path) is None:
        return False
    about = ("transcript_id", "codes", "codebook_version")
    rows = [row.cells for row in read_csv(path, READ_NEEDED, READ_COLUMNS).records.rows]
    former = [row for row in rows if all(row.get(name, "") == cells[name] for name in about)]
    return bool(former) and all(former[-1].get(name, "") == cell for name, cell in cells.items() if name != "at")


def was_opened_otherwise(path: Path, transcript_id: str, earlier: Sequence[Cells]) -> bool:
    """Whether an earlier session showed this transcript with suggestions or others' work."""
    rows = list(earlier)
    if stamp_of(path) is not None:
        rows += [row.cells for row in read_csv(path, (), SESSION_COLUMNS).records.rows]
    return any(row.get("transcript_id") == transcript_id and not yes_or_no(row.get("is_blind", "")) for row in rows)
