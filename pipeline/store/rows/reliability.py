"""How far people agree with each other, and the machine with people."""

from __future__ import annotations

from dataclasses import replace

from pipeline.store.rows.row import StoredRow
from pipeline.study.dataclass import dataclass

ENOUGH = 10
"""Units that at least one of the coders gave the code, under which no coefficient says much."""


@dataclass(frozen=True, slots=True)
class Verdict(StoredRow):
    """The machine's verdict on one code.

    `precision`: of the units that the machine gives the code, the share that people give it too; `coverage`: of those
    that people give it, the share that the machine reaches. Both, and alpha, on held-out transcripts. `recall_20`,
    `recall_33`: of the passages that people coded there, the share met when the first 20 % and 33 % of the words are
    read in ranked order, with lower bounds by resampling transcripts.
    """

    TABLE = "verdicts"

    code_id: str
    verdict: str
    why: str
    alpha: float | None = None
    alpha_low: float | None = None
    human_alpha: float | None = None
    precision: float | None = None
    precision_low: float | None = None
    coverage: float | None = None
    recall_20: float | None = None
    recall_20_low: float | None = None
    recall_33: float | None = None
    recall_33_low: float | None = None


@dataclass(frozen=True, slots=True)
class UnseenCase(StoredRow):
    """How the machine does on one code where nothing was learnt from the transcript's case.

    `n_units` index chunks (transcripts, where the study has no chunks) of `n_cases` cases were read by people and given
    to the machine; `n_positive` have the code for one of the two. Alpha, its lower bound, precision and coverage as in
    `verdicts`, on the same transcripts.
    """

    TABLE = "unseen_cases"

    code_id: str
    n_cases: int
    unit: str
    n_units: int
    n_positive: int
    alpha: float | None
    alpha_low: float | None
    precision: float | None
    coverage: float | None
    why: str

    def without_coefficients(self, why: str) -> UnseenCase:
        """The row as a team sees it that prints no coefficient."""
        said = self.why if self.n_cases == 0 else why
        return replace(self, alpha=None, alpha_low=None, precision=None, coverage=None, why=said)

    @property
    def words(self) -> str:
        """What it adds to a verdict; '' where there is nothing to add."""
        if self.alpha is None:
            return ""
        # + 0.0 turns -0.0 into 0.0.
        return f"in a case that it has not learnt from, alpha is {round(self.alpha, 2) + 0.0:.2f}"


@dataclass(frozen=True, slots=True)
class MachineError(StoredRow):
    """Units of one group of transcripts that the machine gave a code wrongly, or left out wrongly; `is_differing` is
    one word for all groups of an attribute."""

    TABLE = "machine_errors"

    code_id: str
    attribute: str
    value: str
    unit: str
    n_units: int
    n_too_many: int
    n_missed: int
    is_differing: bool


@dataclass(frozen=True, slots=True)
class Agreement(StoredRow):
    """How far coders agree on one code.

    `coders` are joined by `;`; `people` stands for those whose codings count (rule 3). `codebook_version` and
    `is_blind` are those under which the coders read: several versions joined by `;`, None where coders or transcripts
    differ or nobody said.
    """

    TABLE = "agreement"

    code_id: str
    coders: str
    kind: str
    unit: str
    n_units: int
    n_positive: int
    percent: float | None
    kappa: float | None
    ac1: float | None
    alpha: float | None
    alpha_low: float | None
    alpha_high: float | None
    codebook_version: str | None
    is_blind: bool | None
    why: str

    @property
    def is_too_few(self) -> bool:
        """Whether there are too few positive units for a coefficient to say much."""
        return self.n_positive < ENOUGH

    def without_coefficients(self, why: str) -> Agreement:
        """The row as a team sees it that prints no coefficient."""
        return replace(self, percent=None, kappa=None, ac1=None, alpha=None, alpha_low=None, alpha_high=None, why=why)


@dataclass(frozen=True, slots=True)
class CorrectedShare(StoredRow):
    """One code's share in one case, corrected by the random sample: of the transcripts in the draw that mention it."""

    TABLE = "corrected_shares"

    case_id: str
    code_id: str
    n_sampled: int
    human_share: float | None
    naive_share: float | None
    corrected_share: float | None
    corrected_low: float | None
    corrected_high: float | None
    why: str
