"""What came of judging the machine: a report a code, and one of the whole study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace

from pipeline.coding.counting import LlmCounts
from pipeline.coding.learning.by_example import Learning
from pipeline.coding.learning.learnt import LearntCode
from pipeline.reliability.disagreements import Disagreement
from pipeline.reliability.errors import GroupError, differing
from pipeline.reliability.llm import LlmReport
from pipeline.reliability.recall import RecallReport
from pipeline.reliability.to_read import Passage
from pipeline.reliability.units import Unit
from pipeline.reliability.verdicts import Hits
from pipeline.store.rows import Agreement, CorrectedShare, MachineError, UnseenCase, Verdict
from pipeline.study.dataclass import dataclass
from pipeline.study.problems import Problem
from pipeline.study.records import Coding, MachineDoubt

BADLY = "in a case that it has not learnt from, it agrees too little with people"


@dataclass(frozen=True)
class CodeReport:
    """What is known of one code: its verdict, the rows it rests on, what was learnt, what to say of people's coding."""

    code_id: str
    verdict: Verdict
    machine: Agreement | None
    human: Agreement | None
    hits: Hits
    unit: Unit
    n_judged: int
    is_sampled: bool
    warning: str
    unseen: UnseenCase
    learnt: LearntCode | None = None
    errors: tuple[GroupError, ...] = ()
    recall: RecallReport | None = None

    @property
    def uneven(self) -> tuple[str, ...]:
        """Where the machine errs more in one group than in another, in words."""
        return tuple(differing(self.errors).values())

    def doubt(self, min_alpha: float, reading: str) -> MachineDoubt | None:
        """What to say in a memo whose figures rest on the machine's codings of the code; None where nothing is."""
        is_weak = self.unseen.alpha is not None and self.unseen.alpha < min_alpha
        # Where the machine does not count, no figure rests on it and there is nothing to doubt.
        if self.verdict.verdict != "counted" or not (is_weak or self.uneven):
            return None
        # A team that prints no coefficient is told the same without the number.
        in_words = self.unseen.words if reading == "coefficients" else BADLY
        return MachineDoubt(self.uneven, in_words if is_weak else "")


@dataclass(frozen=True)
class MachineReport:
    """Everything that came of learning and judging.

    Attributes:
        codings: The machine's codings, cues' and learnt ones, each with its score where there is one. They stand in
            the place of the codings by cues alone.
        verdicts, agreement, corrected_shares: Rows of the contract's tables.
        unseen_cases: Rows of the table `unseen_cases`: each code, judged with its case left out.
        machine_errors: Rows of the table `machine_errors`: wrong units of each code by city, sector, kind.
        disagreements: Rows of tables/disagreements.csv, worst first.
        words: Code -> verdict, as `apply_rules` takes it.
        codes: By code, for machine.html.
        passages: Rows of tables/to_read.csv, those of chance marked.
        facts: For run.json: seed, hashes of what was learnt from, by code.
        methods: A paragraph that a paper could print.
        problems: Cautions; a fault where a language model would not read its prompts to the end.
        llm: What a language model gives, where the study asks one; its codings stand in `codings` too.
    """

    codings: tuple[Coding, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    agreement: tuple[Agreement, ...] = ()
    corrected_shares: tuple[CorrectedShare, ...] = ()
    unseen_cases: tuple[UnseenCase, ...] = ()
    machine_errors: tuple[MachineError, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    codes: tuple[CodeReport, ...] = ()
    passages: tuple[Passage, ...] = ()
    learning: Learning | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    methods: str = ""
    problems: tuple[Problem, ...] = ()
    llm: LlmReport | None = None

    @property
    def llm_counts(self) -> LlmCounts | None:
        """Where a language model counts instead of the machine, as `apply_rules` takes it."""
        return self.llm.counts([code.verdict for code in self.codes]) if self.llm else None

    def with_passages(self, passages: Sequence[Passage]) -> MachineReport:
        """The report with other passages to read."""
        return replace(self, passages=tuple(passages))

    def doubts(self, min_alpha: float, reading: str) -> dict[str, MachineDoubt]:
        """By code that counts, what makes the machine's codings of it less sure than their verdict says."""
        doubts = {report.code_id: report.doubt(min_alpha, reading) for report in self.codes}
        return {code_id: doubt for code_id, doubt in doubts.items() if doubt is not None}
