"""What the pages of one run stand on: its rows, shelved once so that no page scans them again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import field
from functools import cached_property
from typing import Protocol, TypeVar

from pipeline.coding.counting import Known
from pipeline.corpus.cases import Corpus
from pipeline.corpus.guide import UnmatchedQuestion
from pipeline.corpus.quotable import Quotable
from pipeline.notes.read import Notes
from pipeline.notes.stale import StaleNote
from pipeline.stages.findings import CodeLine, Finding
from pipeline.stages.within_case import last_judgements
from pipeline.store.rows import (
    CaseRow,
    CodedPair,
    CodeFrequency,
    IndexChunkRow,
    Judgement,
    ParticipantRow,
    Row,
    StageOther,
    TranscriptRow,
    Voice,
)
from pipeline.study.dataclass import dataclass
from pipeline.study.problems import Problem
from pipeline.study.records import COUNTED_KINDS, Codebook, Guide, Transcript, says_no
from pipeline.study.study import FIRST_STAGE, Study

INTERPRETIVE = "interpretive"
Shelved = TypeVar("Shelved")
Key = TypeVar("Key", bound=Hashable)


class Rows(Protocol):
    """Whatever hands out tables by their class: the library of a run, or rows that a test has made."""

    def rows(self, table: type[Row], /) -> tuple[Row, ...]: ...


def shelve(rows: Iterable[Shelved], key: Callable[[Shelved], Key]) -> dict[Key, list[Shelved]]:
    """Rows by key, each shelf in the order of the rows."""
    shelves: dict[Key, list[Shelved]] = defaultdict(list)
    for row in rows:
        shelves[key(row)].append(row)
    return shelves


@dataclass(frozen=True)
class SiteContext:
    """One run's rows, and the views on them that several pages need."""

    study: Study
    codebook: Codebook
    findings: tuple[Finding, ...]
    library: Rows
    known: Known
    problems: tuple[Problem, ...]
    guides: Mapping[str, Guide]
    notes: Notes
    told: Mapping[str, Transcript] = field(default_factory=dict)
    """Transcripts by id, as they were told."""
    unmatched: Mapping[str, tuple[UnmatchedQuestion, ...]] = field(default_factory=dict)
    quotable: Quotable = field(default_factory=lambda: Quotable(Corpus()))
    stale: tuple[StaleNote, ...] = ()

    @property
    def shows_counts(self) -> bool:
        """Whether pages print counts beside quotations: the interpretive reading does not."""
        return self.study.settings.reading != INTERPRETIVE

    @cached_property
    def cases(self) -> dict[str, CaseRow]:
        """case_id -> its row, in the order of cases.csv."""
        return {case.case_id: case for case in self.library.rows(CaseRow)}

    def case_name(self, case_id: str) -> str:
        """What a case is called: its name, else its id."""
        return str(self.cases[case_id].name) if case_id in self.cases else case_id

    @cached_property
    def transcripts(self) -> dict[str, TranscriptRow]:
        """transcript_id -> its row."""
        return {transcript.transcript_id: transcript for transcript in self.library.rows(TranscriptRow)}

    @cached_property
    def by_case(self) -> dict[str | None, list[TranscriptRow]]:
        """case_id -> its transcripts of any kind."""
        return shelve(self.library.rows(TranscriptRow), lambda transcript: transcript.case_id)

    @cached_property
    def others(self) -> dict[tuple[str, str], list[str]]:
        """(stage, subject) -> transcripts that it reads and that enter no figure."""
        shelves = shelve(self.library.rows(StageOther), lambda row: (row.stage, row.subject))
        return {key: [row.transcript_id for row in rows] for key, rows in shelves.items()}

    @cached_property
    def codings(self) -> dict[str, list[Voice]]:
        """transcript_id -> its codings, rejected ones too, in the order of the text."""
        return shelve(self.library.rows(Voice), lambda coding: coding.transcript_id)

    @cached_property
    def codings_of_code(self) -> dict[tuple[str, str], list[Voice]]:
        """(transcript_id, code_id) -> its codings, in the order of the text."""
        return shelve(self.library.rows(Voice), lambda coding: (coding.transcript_id, coding.code_id))

    @cached_property
    def chunks(self) -> dict[str, list[IndexChunkRow]]:
        """transcript_id -> its index chunks, in the order of the text."""
        return shelve(self.library.rows(IndexChunkRow), lambda chunk: chunk.transcript_id)

    @cached_property
    def pairs(self) -> dict[tuple[str, str], CodedPair]:
        """(transcript_id, code_id) -> what is known, asked, told."""
        return {(pair.transcript_id, pair.code_id): pair for pair in self.library.rows(CodedPair)}

    @cached_property
    def frequency(self) -> dict[tuple[str, str], CodeFrequency]:
        """(case_id, code_id) -> its row of code_frequency."""
        return {(row.case_id, row.code_id): row for row in self.library.rows(CodeFrequency)}

    @cached_property
    def judgements(self) -> dict[tuple[str, str], Judgement]:
        """(case_id, code_id) -> the team's last word."""
        return last_judgements(self.library.rows(Judgement))

    @cached_property
    def participants(self) -> dict[str, ParticipantRow]:
        """respondent_id -> who it is."""
        return {person.respondent_id: person for person in self.library.rows(ParticipantRow)}

    @cached_property
    def lines(self) -> dict[tuple[str, str], dict[str, CodeLine]]:
        """(stage, subject) -> code_id -> the line that an evidence page stands for."""
        return {
            (finding.stage, finding.subject): {line.code_id: line for line in finding.lines}
            for finding in self.findings
        }

    def name_of(self, stage: str, subject: str) -> str:
        """What the subject of a stage is called in prose."""
        names = {(finding.stage, finding.subject): finding.name for finding in self.findings}
        return names.get((stage, subject), subject)

    @cached_property
    def figures(self) -> frozenset[str]:
        """The ids of all figures that have a page in this run."""
        return frozenset(line.figure_id for finding in self.findings for line in finding.lines)

    def figure_of(self, transcript: TranscriptRow, code_id: str) -> str | None:
        """The figure whose page shows a transcript's codings of a code; None where there is none."""
        # A mayor or another source of no case enters no case's figure: the first stage that reads it has the page.
        if transcript.case_id is not None:
            figure = f"{transcript.case_id}/{code_id}"
            return figure if figure in self.figures else None
        for stage, subject in self._read_by.get(transcript.transcript_id, ()):
            if (figure := f"{stage}/{subject}/{code_id}") in self.figures:
                return figure
        return None

    @cached_property
    def _read_by(self) -> dict[str, list[tuple[str, str]]]:
        shelves = shelve(self.library.rows(StageOther), lambda row: row.transcript_id)
        return {transcript_id: [(row.stage, row.subject) for row in rows] for transcript_id, rows in shelves.items()}

    @cached_property
    def tiers(self) -> tuple[str, ...]:
        """The tiers from worst to best, as study.yaml orders them."""
        return self.study.settings.outcome_order

    @cached_property
    def by_tier(self) -> tuple[str, ...]:
        """The case ids, best tier first, cases without a tier last; inside a tier as in cases.csv."""
        rank: dict[str | None, int] = {tier: n for n, tier in enumerate(reversed(self.tiers))}
        return tuple(sorted(self.cases, key=lambda case_id: rank.get(self.cases[case_id].tier, len(rank))))

    @cached_property
    def main_families(self) -> tuple[str, ...]:
        """The families that memos show, where the codebook has them."""
        families = {row.family for row in self.library.rows(CodeFrequency)}
        return tuple(family for family in ("enabler", "barrier") if family in families)

    def code_name(self, code_id: str) -> str:
        """A code's name in prose."""
        code = self.codebook.codes.get(code_id)
        return code.name if code else code_id

    def memo_of(self, case_id: str) -> str:
        """Where a case's memo lies, as seen from the top."""
        return f"memos/{FIRST_STAGE}/{case_id}.html"

    def is_counted_kind(self, transcript_id: str) -> bool:
        """Whether a transcript enters the frequencies."""
        transcript = self.transcripts[transcript_id]
        return transcript.kind in COUNTED_KINDS and transcript.case_id is not None


def may_quote(coding: Voice) -> bool:
    """Whether the words of a coding may be quoted: a participant can say no."""
    return not says_no(coding.may_quote)
