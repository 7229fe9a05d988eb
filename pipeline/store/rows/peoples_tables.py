"""What the team wrote into its own tables. Columns that a study added stand in `extra`."""

from __future__ import annotations

from dataclasses import field

from pipeline.store.rows.row import Extra, StoredRow
from pipeline.study.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Judgement(StoredRow):
    """One judgement of the team on one case and code; `row_no` is its place in the file."""

    TABLE = "judgements"
    HAS_EXTRA = True

    case_id: str
    code_id: str
    judgement: str
    role: str | None
    why: str | None
    codings: str | None
    by: str | None
    at: str | None
    knew_tier: str | None
    mixed_how: str | None
    row_no: int
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event(StoredRow):
    """One dated event of a case."""

    TABLE = "events"
    HAS_EXTRA = True

    case_id: str
    event_id: str | None
    from_: str | None
    to: str | None
    kind: str
    what: str | None
    codings: str | None
    is_disputed: str | None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Episode(StoredRow):
    """One setback of a case, its answer, and what became of trust."""

    TABLE = "episodes"
    HAS_EXTRA = True

    case_id: str
    episode: str | None
    setback: str | None
    response: str
    trust_after: str | None
    severity: str | None
    codings: str | None
    by: str | None
    knew_tier: str | None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GovernanceStep(StoredRow):
    """One step of a case's history of governance."""

    TABLE = "governance"
    HAS_EXTRA = True

    case_id: str
    step: str | None
    mode: str
    from_: str | None
    note: str | None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rating(StoredRow):
    """One rating of a case's success."""

    TABLE = "ratings"
    HAS_EXTRA = True

    case_id: str
    rater: str | None
    role: str
    tier: str | None
    rating: str | None
    proud_of: str | None
    why: str | None
    at: str | None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Indicator(StoredRow):
    """One archival indicator of a case's success."""

    TABLE = "indicators"
    HAS_EXTRA = True

    case_id: str
    indicator: str | None
    role: str
    value: str | None
    unit: str | None
    direction: str | None
    period: str | None
    source: str | None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tier(StoredRow):
    """The reconciled tier of one case."""

    TABLE = "tiers"
    HAS_EXTRA = True

    case_id: str
    tier: str | None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ranking(StoredRow):
    """One respondent's place for one barrier."""

    TABLE = "rankings"
    HAS_EXTRA = True

    case_id: str
    respondent_id: str | None
    barrier: str | None
    pick: str
    rank: str | None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TeamMember(StoredRow):
    """One person of the team."""

    TABLE = "team"
    HAS_EXTRA = True

    person: str | None
    role: str | None
    relation: str | None
    interviewed: str | None
    coded: str | None
    rated: str | None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExhibitRow(StoredRow):
    """One passage or event that an exhibit shows in one of its phases."""

    TABLE = "exhibits"
    HAS_EXTRA = True

    exhibit: str | None
    case_id: str
    episode: str | None
    phase: str
    coding_id: str | None
    event_id: str | None
    order: str | None
    why: str | None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ContrastRow(StoredRow):
    """Two cases that the team sets side by side, or a pair that it looked at and rejected."""

    TABLE = "contrasts"
    HAS_EXTRA = True

    contrast: str | None
    stage: str | None
    subject: str | None
    case_a: str
    case_b: str
    why: str | None
    by: str | None
    at: str | None
    action: str | None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PropositionRow(StoredRow):
    """One proposition; measure, predictions and rivals as JSON."""

    TABLE = "propositions"

    name: str | None
    claim: str | None
    formed: str | None
    measure: str | None
    expects: str | None
    predicts: str | None
    rivals: str | None
    would_change_our_mind: str | None
