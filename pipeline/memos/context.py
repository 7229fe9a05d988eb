"""What a memo may know beside its finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field

from pipeline.comparison.ranking import Exercise
from pipeline.notes.evidence import Evidence
from pipeline.stages.findings import Finding
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Codebook, Guide, MachineDoubt, Note, Row, Transcript
from pipeline.study.study import Settings
from pipeline.wording.escaping import md
from pipeline.wording.vocabulary import FAMILIES


def everything_may_be_quoted(transcript_id: str, start: int, end: int) -> bool:
    """What holds of a study in which nobody was asked."""
    return True


class Texts(Mapping[str, str]):
    """Transcripts' texts by id; a text is put together when it is asked for, and few memos ask for any."""

    def __init__(self, transcripts: Iterable[Transcript]) -> None:
        self._transcripts = {transcript.transcript_id: transcript for transcript in transcripts}

    def __getitem__(self, transcript_id: str) -> str:
        return self._transcripts[transcript_id].text

    def __iter__(self) -> Iterator[str]:
        return iter(self._transcripts)

    def __len__(self) -> int:
        return len(self._transcripts)


@dataclass(frozen=True)
class MemoContext:
    """What a memo may know beside its finding: settings, codebook, guides, notes, evidence, transcripts' texts.

    `by_subject` are all findings of this run by (stage, subject); `machine_doubts`, by code, what makes the machine's
    codings of it less sure than their verdict says; `reasoning` the rows of exhibits.csv, contrasts.csv and the like;
    `moves`, by (case_id, code_id), how a figure moved because the codebook did.
    `abandoned` the propositions that the team gave up, `has_history` whether any of them says how it came about.
    `may_quote`: whether all who speak at (transcript_id, start, end) may be quoted.
    `exercises`: ranking exercises by (stage, subject), each kept once a memo has asked for it.
    """

    settings: Settings
    codebook: Codebook
    guides: Mapping[str, Guide]
    notes: tuple[Note, ...]
    evidence: Evidence
    texts: Mapping[str, str]
    is_unchecked: bool
    by_subject: Mapping[tuple[str, str], Finding] = field(default_factory=dict)
    machine_doubts: Mapping[str, MachineDoubt] = field(default_factory=dict)
    reasoning: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    moves: Mapping[tuple[str, str], str] = field(default_factory=dict)
    abandoned: tuple[str, ...] = ()
    has_history: bool = False
    may_quote: Callable[[str, int, int], bool] = everything_may_be_quoted
    exercises: dict[tuple[str, str], Exercise | None] = field(default_factory=dict)

    @property
    def is_interpretive(self) -> bool:
        """Whether the study prints readings and quotations only: no share, no count by machine."""
        return self.settings.reading == "interpretive"

    @property
    def has_shares(self) -> bool:
        """Whether shares and counts of cases and arrangements are printed."""
        return not self.is_interpretive

    @property
    def has_coefficients(self) -> bool:
        """Whether agreement, effects and p are printed."""
        return self.settings.reading == "coefficients"

    def case_name(self, case_id: str) -> str:
        """A case's name as Markdown."""
        # A run that stopped early may have no finding of the case: its id stands for it.
        finding = self.by_subject.get(("within-case", case_id))
        return md(finding.name if finding else case_id)

    def families(self, finding: Finding) -> tuple[str, ...]:
        """Enablers and barriers, or, where the codebook has neither, every family with a codable code."""
        there = tuple(dict.fromkeys(line.family for line in finding.lines))
        # Families of other names are a study's own; only where neither is there are all shown.
        return tuple(family for family in FAMILIES if family in there) or there

    def heading(self, family: str) -> str:
        """What a family's section is called."""
        code = self.codebook.codes.get(family)
        return FAMILIES.get(family) or md(code.name if code else family)
