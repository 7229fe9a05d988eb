"""What a coder has read, and in which sessions which transcript was opened: rows of .read.csv and .sessions.csv."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.codebook.compare import same_definition
from pipeline.codebook.renames import current_id
from pipeline.coding.hand.read_marks import yes
from pipeline.page.files import Stamp, stamp_of
from pipeline.study.people_files import read_csv, several
from pipeline.study.records import Codebook

READ_COLUMNS = (
    "transcript_id", "codes", "codebook_version", "is_blind", "knew_tier", "at", "action", "read_how", "chunks",
)  # fmt: skip
SESSION_COLUMNS = ("session", "transcript_id", "is_blind", "knew_tier", "opened_at")

Cells = Mapping[str, str]


@dataclass
class ReadLog:
    """The standing rows of a coder's .read.csv: the last of each (transcript, codes cell, version)."""

    path: Path
    rows: dict[tuple[str, str, str], Cells] = field(default_factory=dict)
    stamp: Stamp = None

    @classmethod
    def read(cls, path: Path) -> ReadLog:
        """The log as it is on disk; empty where it is not there."""
        log = cls(path, stamp=stamp_of(path))
        if log.stamp is not None:
            for row in read_csv(path, ("transcript_id", "codes"), READ_COLUMNS).records.rows:
                log.put(row.cells)
        return log

    def put(self, cells: Cells) -> None:
        """Let a row stand for its transcript, codes and version."""
        self.rows[key_of_read_row(cells)] = cells

    def standing(self, transcript_id: str) -> list[Cells]:
        """The marks of a transcript that were not taken back."""
        return [
            cells
            for (named, _, _), cells in self.rows.items()
            if named == transcript_id and (cells.get("action") or "read") == "read"
        ]

    def covered(self, transcript_id: str, codebook: Codebook) -> set[str]:
        """Today's codable codes for which the whole transcript is marked read."""
        found: set[str] = set()
        for cells in self.standing(transcript_id):
            if (cells.get("read_how") or "whole") == "whole":
                found |= codes_covered(cells, codebook)
        return found

    def has_read(self, transcript_id: str, codes: Iterable[str], codebook: Codebook) -> bool:
        """Whether the whole transcript is marked read for all of these codes."""
        return set(codes) <= self.covered(transcript_id, codebook)


def key_of_read_row(cells: Cells) -> tuple[str, str, str]:
    """What a later row must share to stand in this one's place."""
    return cells.get("transcript_id", ""), cells.get("codes", ""), cells.get("codebook_version", "")


def codes_covered(cells: Cells, codebook: Codebook) -> set[str]:
    """Today's codable codes that a read row names (`*` all, a parent all under it) and whose text is as it was then."""
    version = cells.get("codebook_version") or codebook.version
    then = codebook if version == codebook.version else codebook.earlier.get(version)
    if then is None:
        return set()
    named: set[str] = set()
    for word in several(cells.get("codes", "")):
        named |= set(then.codes) if word == "*" else set(then.under(word)) if word in then.codes else set()
    codable = {code.code_id for code in codebook.codable}
    if then is codebook:
        return named & codable
    today = {code_id: current_id(code_id, codebook) for code_id in named}
    return {
        now
        for code_id, now in today.items()
        if now in codable and now is not None and same_definition(then.codes[code_id], codebook.codes[now])
    }


def was_opened_otherwise(path: Path, transcript_id: str, earlier: Sequence[Cells]) -> bool:
    """Whether an earlier session showed this transcript with suggestions or others' work."""
    rows = list(earlier)
    if stamp_of(path) is not None:
        rows += [row.cells for row in read_csv(path, (), SESSION_COLUMNS).records.rows]
    return any(row.get("transcript_id") == transcript_id and not yes(row.get("is_blind", "")) for row in rows)
