"""How far people agree with each other, and the machine with people."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.store.rows.row import StoredRow


@dataclass(frozen=True, slots=True)
class Verdict(StoredRow):
    """The machine's verdict on one code."""

    TABLE = "verdicts"

    code_id: str
    verdict: str
    why: str
    alpha: float | None
    alpha_low: float | None
    human_alpha: float | None
    precision: float | None
    precision_low: float | None
    coverage: float | None
    recall_20: float | None
    recall_20_low: float | None
    recall_33: float | None
    recall_33_low: float | None


@dataclass(frozen=True, slots=True)
class UnseenCase(StoredRow):
    """How the machine does on one code in a case that it has not learnt from."""

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


@dataclass(frozen=True, slots=True)
class MachineError(StoredRow):
    """Units of one group of transcripts that the machine gave a code wrongly, or left out wrongly."""

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
    """How far coders agree on one code."""

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


@dataclass(frozen=True, slots=True)
class CorrectedShare(StoredRow):
    """One code's share in one case, corrected by the random sample."""

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
