"""What was counted: frequencies, presence in a stage's cases, claims, and the codings behind each figure."""

from __future__ import annotations

from pipeline.store.rows.row import StoredRow
from pipeline.study.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class CodeFrequency(StoredRow):
    """One case and codable analytic code, whether or not the code occurs there.

    `basis`: on whose word the known transcripts rest: people, machine_verified, mixed (both), machine_unchecked (nobody
    has checked any machine coding); None where nothing is known. `mention_share` and its interval are None too where a
    transcript is known by a coding alone. `n_outdated`: transcripts in which nothing is known and something was told
    under an earlier text of the code.
    """

    TABLE = "code_frequency"

    case_id: str
    code_id: str
    family: str
    n_transcripts: int
    n_known: int
    n_mentioning: int
    mention_share: float | None
    mention_low: float | None
    mention_high: float | None
    n_hand_read: int
    n_hand_mentioning: int
    n_machine_mentioning: int
    n_asked: int
    n_asked_mentioning: int
    n_asked_unknown: int
    n_denying: int
    n_suggested: int
    n_respondents: int
    n_organisations: int
    n_sectors: int
    n_codings_hand: int
    n_codings_machine: int
    per_1000_words: float | None
    n_outdated: int
    basis: str | None
    n_asked_by_hand: int
    n_not_asked: int

    @property
    def is_telling_only(self) -> bool:
        """Whether some of what is known is known by a coding alone: what is not told there is not a "no"."""
        return self.n_known > 0 and self.mention_share is None

    @property
    def is_unchecked(self) -> bool:
        """Whether only a machine that nobody checked says anything."""
        return self.basis == "machine_unchecked"


@dataclass(frozen=True, slots=True)
class EnablerFrequency(CodeFrequency):
    """The rows of code_frequency of the family `enabler`."""

    TABLE = "enabler_frequency"


@dataclass(frozen=True, slots=True)
class CodeFrequencyOther(StoredRow):
    """One stage's subject, kind of other material, and code."""

    TABLE = "code_frequency_other"

    stage: str
    subject: str
    kind: str
    code_id: str
    family: str
    n_transcripts: int
    n_known: int
    n_mentioning: int


@dataclass(frozen=True, slots=True)
class CodePresence(StoredRow):
    """One stage's subject and code: in how many of its cases it shows."""

    TABLE = "code_presence"

    stage: str
    subject: str
    code_id: str
    family: str
    n_cases: int
    n_showing: int
    presence: str
    cases: str
    n_mixed: int
    basis: str

    @property
    def showing_cases(self) -> tuple[str, ...]:
        """Ids of the cases that show the code; those that are mixed do not."""
        return tuple(_case_id(cell) for cell in self.cases.split(";") if cell and "~" not in cell)


def _case_id(cell: str) -> str:
    """A case of a cell `cases` without its signs: judged, mixed, without a passage, contested."""
    return cell.rstrip("*~!≠")


@dataclass(frozen=True, slots=True)
class ShownByCase(StoredRow):
    """One case of a stage's subject and one code: whether it shows there, and on whose word.

    `is_told`: people or a checked machine say something of it. `is_counted_showing`: enough transcripts tell it.
    `has_passage`: the last judgement names an affirmed passage of the code. `is_contested`: as many deny it as tell it.
    """

    TABLE = "shown_by_case"

    stage: str
    subject: str
    code_id: str
    family: str
    case_id: str
    tier: str | None
    judgement: str | None
    has_passage: bool
    is_contested: bool
    is_told: bool
    is_counted_showing: bool
    n_respondents: int
    is_in: bool
    is_showing: bool
    is_mixed: bool
    basis: str


@dataclass(frozen=True, slots=True)
class Claim(StoredRow):
    """One claim that code_presence would let a reader make, and under which of five rules it holds (yes, no, open)."""

    TABLE = "claims"

    stage: str
    subject: str
    kind: str
    code_id: str
    claim: str
    by_judgement: str
    by_strict: str
    by_count: str
    by_two_voices: str
    by_denial: str
    survives: bool


@dataclass(frozen=True, slots=True)
class PeriodChange(StoredRow):
    """One case, code and period: how many transcripts tell, deny, dispute the code of that time.

    `is_change`: it was so in one period and otherwise in another; neither a denial nor a dispute.
    """

    TABLE = "period_changes"

    case_id: str
    code_id: str
    period: str
    n_telling: int
    n_denying: int
    n_disputing: int
    is_change: bool


@dataclass(frozen=True, slots=True)
class Cooccurrence(StoredRow):
    """Two codes in the respondents' segments of one case; code_a < code_b."""

    TABLE = "cooccurrence"

    case_id: str
    code_a: str
    code_b: str
    n_segments: int
    jaccard: float


@dataclass(frozen=True, slots=True)
class FigureQuotation(StoredRow):
    """One figure and one of the codings behind it."""

    TABLE = "quotations"

    figure_id: str
    coding_id: str


@dataclass(frozen=True, slots=True)
class StageCase(StoredRow):
    """One stage's subject and one of its cases."""

    TABLE = "stage_cases"

    stage: str
    subject: str
    name: str
    case_id: str


@dataclass(frozen=True, slots=True)
class StageOther(StoredRow):
    """One transcript that enters no frequency, and the stage that reads it."""

    TABLE = "stage_other"

    stage: str
    subject: str
    transcript_id: str
