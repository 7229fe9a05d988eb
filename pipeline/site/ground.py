"""What the pages of one run stand on: its rows, shelved once so that no page scans them again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from pipeline.coding.counting import Known
from pipeline.notes.evidence import StaleNote
from pipeline.notes.read import Notes
from pipeline.stages.findings import CodeLine, Finding, Rows
from pipeline.stages.within_case import last_judgements
from pipeline.study.problems import Problem
from pipeline.study.records import COUNTED_KINDS, Codebook, Guide, says_no
from pipeline.study.study import FIRST_STAGE, Study

Row = Mapping[str, Any]
INTERPRETIVE = "interpretive"
Shelved = TypeVar("Shelved")


def shelve(rows: Iterable[Shelved], key: Callable[[Shelved], Any]) -> dict[Any, list[Shelved]]:
    """Rows by key, each shelf in the order of the rows."""
    found: dict[Any, list[Shelved]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


@dataclass(frozen=True)
class Ground:
    """One run's rows by table name, and the views on them that several pages need."""

    study: Study
    codebook: Codebook
    findings: tuple[Finding, ...]
    tables: Mapping[str, Rows]
    known: Known
    problems: tuple[Problem, ...]
    guides: Mapping[str, Guide]
    guide_of: Mapping[str, str | None]
    notes: Notes
    stale: tuple[StaleNote, ...] = ()

    @property
    def shows_counts(self) -> bool:
        """Whether pages print counts beside quotations: the interpretive reading does not."""
        return self.study.settings.reading != INTERPRETIVE

    @cached_property
    def cases(self) -> dict[str, Row]:
        """case_id -> its row, in the order of cases.csv."""
        return {row["case_id"]: row for row in self.tables["cases"]}

    def case_name(self, case_id: str) -> str:
        """What a case is called: its name, else its id."""
        row = self.cases.get(case_id, {})
        return str(row.get("name") or case_id)

    @cached_property
    def transcripts(self) -> dict[str, Row]:
        """transcript_id -> its row."""
        return {row["transcript_id"]: row for row in self.tables["transcripts"]}

    @cached_property
    def by_case(self) -> dict[str | None, list[Row]]:
        """case_id -> its transcripts of any kind."""
        return shelve(self.tables["transcripts"], lambda row: row["case_id"])

    @cached_property
    def others(self) -> dict[tuple[str, str], list[str]]:
        """(stage, subject) -> transcripts that it reads and that enter no figure."""
        rows = shelve(self.tables["stage_other"], lambda row: (row["stage"], row["subject"]))
        return {key: [row["transcript_id"] for row in found] for key, found in rows.items()}

    @cached_property
    def marks(self) -> dict[str, list[Row]]:
        """transcript_id -> its codings, rejected ones too, in the order of the text."""
        return shelve(self.tables["voices"], lambda row: row["transcript_id"])

    @cached_property
    def marks_of_code(self) -> dict[tuple[str, str], list[Row]]:
        """(transcript_id, code_id) -> its codings, in the order of the text."""
        return shelve(self.tables["voices"], lambda row: (row["transcript_id"], row["code_id"]))

    @cached_property
    def turns(self) -> dict[str, list[Row]]:
        """transcript_id -> its turns."""
        return shelve(self.tables["turns"], lambda row: row["transcript_id"])

    @cached_property
    def chunks(self) -> dict[str, list[Row]]:
        """transcript_id -> its index chunks, in the order of the text."""
        return shelve(self.tables["index_chunks"], lambda row: row["transcript_id"])

    @cached_property
    def pairs(self) -> dict[tuple[str, str], Row]:
        """(transcript_id, code_id) -> what is known, asked, told: a row of coded_pairs."""
        return {(row["transcript_id"], row["code_id"]): row for row in self.tables["coded_pairs"]}

    @cached_property
    def frequency(self) -> dict[tuple[str, str], Row]:
        """(case_id, code_id) -> its row of code_frequency."""
        return {(row["case_id"], row["code_id"]): row for row in self.tables["code_frequency"]}

    @cached_property
    def judgements(self) -> dict[tuple[str, str], Row]:
        """(case_id, code_id) -> the team's last word."""
        return last_judgements(self.tables["judgements"])

    @cached_property
    def participants(self) -> dict[str, Row]:
        """respondent_id -> who it is."""
        return {row["respondent_id"]: row for row in self.tables["participants"]}

    @cached_property
    def lines(self) -> dict[tuple[str, str], dict[str, CodeLine]]:
        """(stage, subject) -> code_id -> the line that an evidence page stands for."""
        return {(one.stage, one.subject): {line.code_id: line for line in one.lines} for one in self.findings}

    def name_of(self, stage: str, subject: str) -> str:
        """What the subject of a stage is called in prose."""
        return next((one.name for one in self.findings if (one.stage, one.subject) == (stage, subject)), subject)

    @cached_property
    def figures(self) -> frozenset[str]:
        """The ids of all figures that have a page in this run."""
        return frozenset(line.figure_id for one in self.findings for line in one.lines)

    def figure_of(self, transcript: Row, code_id: str) -> str | None:
        """The figure whose page shows a transcript's codings of a code; None where there is none."""
        if transcript["case_id"] is not None:
            figure = f"{transcript['case_id']}/{code_id}"
            return figure if figure in self.figures else None
        for stage, subject in self._read_by.get(transcript["transcript_id"], ()):
            if (figure := f"{stage}/{subject}/{code_id}") in self.figures:
                return figure
        return None

    @cached_property
    def _read_by(self) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in self.tables["stage_other"]:
            found[row["transcript_id"]].append((row["stage"], row["subject"]))
        return found

    @cached_property
    def tiers(self) -> tuple[str, ...]:
        """The tiers from worst to best, as study.yaml orders them."""
        return self.study.settings.outcome_order

    @cached_property
    def by_tier(self) -> tuple[str, ...]:
        """The case ids, best tier first, cases without a tier last; inside a tier as in cases.csv."""
        rank = {tier: n for n, tier in enumerate(reversed(self.tiers))}
        ids = list(self.cases)
        return tuple(sorted(ids, key=lambda one: (rank.get(self.cases[one]["tier"], len(rank)), ids.index(one))))

    @cached_property
    def main_families(self) -> tuple[str, ...]:
        """The families that memos show, where the codebook has them."""
        here = {row["family"] for row in self.tables["code_frequency"]}
        return tuple(family for family in ("enabler", "barrier") if family in here)

    def code_name(self, code_id: str) -> str:
        """A code's name in prose."""
        code = self.codebook.codes.get(code_id)
        return code.name if code else code_id

    def memo_of(self, case_id: str) -> str:
        """Where a case's memo lies, as seen from the top."""
        return f"memos/{FIRST_STAGE}/{case_id}.html"

    def is_counted_kind(self, transcript_id: str) -> bool:
        """Whether a transcript enters the frequencies."""
        one = self.transcripts[transcript_id]
        return one["kind"] in COUNTED_KINDS and one["case_id"] is not None


def may_quote(row: Row) -> bool:
    """Whether the words of a coding may be shown apart from their transcript: a participant can say no."""
    return not says_no(row.get("may_quote"))
