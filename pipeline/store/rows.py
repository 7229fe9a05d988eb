"""One typed row for each table and view of the store that anybody outside it reads.

A row's fields are the columns, in their order; `from` is `from_`, since Python keeps the word. Tables of people's own
files hold columns that a study adds: these stand in `extra`, by their name. A test compares each class with what DuckDB
says of its table, so that a column that is renamed in SQL alone fails there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, ClassVar, TypeVar


class ByColumn(Mapping[str, Any]):
    """A record that can also be read by its columns' names, for those who do not know its class yet."""

    __slots__ = ()

    def __getitem__(self, column: str) -> Any:
        return self.by_column()[column]

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_column())

    def __len__(self) -> int:
        return len(self.by_column())

    def by_column(self) -> dict[str, Any]:
        """Cells by column, as a CSV file or a study's own settings name them."""
        cells = {column_of(name): getattr(self, name) for name in field_names(type(self))}
        cells.update(getattr(self, "extra", {}))
        return cells


@dataclass(frozen=True, slots=True)
class StoredRow(ByColumn):
    """What all rows have in common: the name of their table. `HAS_EXTRA`: a study may add columns."""

    TABLE: ClassVar[str] = ""
    HAS_EXTRA: ClassVar[bool] = False

    def cell(self, column: str) -> Any:
        """A cell by its column's name, as a study's own settings name it; None where there is no such column."""
        name = _fields_by_column(type(self)).get(column)
        return getattr(self, name) if name else getattr(self, "extra", {}).get(column)


Row = TypeVar("Row", bound=StoredRow)


ROW_NO = "row_no "
"""Our own column of judgements, the place of a row in its file. No column of a study can be called so: the cells of a
header lose the blanks at their ends."""

_COLUMNS = {"from_": "from", "row_no": ROW_NO}


def column_of(name: str) -> str:
    """The column of a field: `from` for `from_`, which Python keeps to itself."""
    return _COLUMNS.get(name, name)


def field_names(kind: type[Any]) -> tuple[str, ...]:
    """The fields of a row that are columns of its own."""
    return tuple(one.name for one in fields(kind) if one.name != "extra")


@cache
def _fields_by_column(kind: type[StoredRow]) -> Mapping[str, str]:
    return {column_of(name): name for name in field_names(kind)}


@dataclass(frozen=True, slots=True)
class CaseRow(StoredRow):
    """One case; `extra` holds its attributes, as people wrote them."""

    TABLE = "cases"
    HAS_EXTRA = True

    case_id: str
    tier: str | None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What to call the case in prose: its `name`, else its id."""
        return self.extra.get("name") or self.case_id


@dataclass(frozen=True, slots=True)
class CaseAttribute(StoredRow):
    """One attribute of one case."""

    TABLE = "case_attributes"

    case_id: str
    attribute: str
    value: str


@dataclass(frozen=True, slots=True)
class TranscriptAttribute(StoredRow):
    """One attribute of one transcript beyond the standard columns."""

    TABLE = "transcript_attributes"

    transcript_id: str
    attribute: str
    value: str


@dataclass(frozen=True, slots=True)
class AnyTranscript(StoredRow):
    """One transcript of any kind, with its file and guide."""

    TABLE = "all_transcripts"

    transcript_id: str
    case_id: str | None
    city: str | None
    kind: str
    respondent_id: str | None
    sector: str | None
    role: str | None
    n_words: int
    n_words_respondent: int
    n_turns: int
    file: str
    guide: str | None
    date: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class TranscriptRow(StoredRow):
    """One transcript of any kind, and whether a person has read it for any code."""

    TABLE = "transcripts"

    transcript_id: str
    case_id: str | None
    city: str | None
    kind: str
    respondent_id: str | None
    sector: str | None
    role: str | None
    n_words: int
    n_words_respondent: int
    n_turns: int
    is_hand_read: bool


@dataclass(frozen=True, slots=True)
class TurnRow(StoredRow):
    """One turn of one transcript, numbered from 1."""

    TABLE = "turns"

    transcript_id: str
    turn: int
    speaker: str
    respondent_id: str | None
    is_interviewer: bool
    start_char: int
    end_char: int
    start_seconds: float | None
    text: str


@dataclass(frozen=True, slots=True)
class SegmentRow(StoredRow):
    """One sentence of one turn."""

    TABLE = "segments"

    segment_id: str
    transcript_id: str
    turn: int
    start_char: int
    end_char: int
    text: str


@dataclass(frozen=True, slots=True)
class CodeRow(StoredRow):
    """One entry of the codebook."""

    TABLE = "codes"

    code_id: str
    parent: str | None
    family: str
    kind: str
    name: str
    definition: str
    is_codable: bool


@dataclass(frozen=True, slots=True)
class IndexChunkRow(StoredRow):
    """One stretch in which a question of the guide is answered."""

    TABLE = "index_chunks"

    transcript_id: str
    question: str
    start_char: int
    end_char: int


@dataclass(frozen=True, slots=True)
class CodingRow(StoredRow):
    """One coding that stands, by a person or by the machine."""

    TABLE = "codings"

    coding_id: str
    transcript_id: str
    start_char: int
    end_char: int
    code_id: str
    coder: str
    origin: str
    polarity: str
    is_counted: bool
    score: float | None
    cue: str | None
    is_aha: bool
    quotation: str
    is_outdated: bool


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
class EnablerFrequency(StoredRow):
    """The rows of code_frequency of the family `enabler`."""

    TABLE = "enabler_frequency"

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

    @property
    def mixed_cases(self) -> tuple[str, ...]:
        """Ids of the cases that a judgement calls mixed."""
        return tuple(_case_id(cell) for cell in self.cases.split(";") if "~" in cell)


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
class CodedPair(StoredRow):
    """One transcript and codable analytic code: what is known, and what is told."""

    TABLE = "coded_pairs"

    transcript_id: str
    case_id: str
    kind: str
    n_words_respondent: int
    code_id: str
    family: str
    is_known: bool
    is_read: bool
    n_hand: int
    n_machine: int
    is_mentioning: bool
    is_denying: bool
    is_wishing: bool
    is_disputing: bool
    is_suggested: bool
    is_asked: bool
    is_asked_unknown: bool
    how: str | None
    is_outdated: bool
    how_asked: str


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
class Voice(StoredRow):
    """One coding with whose words it marks."""

    TABLE = "voices"

    coding_id: str
    transcript_id: str
    case_id: str | None
    kind: str
    code_id: str
    family: str
    start_char: int
    end_char: int
    coder: str
    origin: str
    polarity: str
    is_counted: bool
    would_count: bool
    is_rejected: bool
    is_suggesting: bool
    score: float | None
    cue: str | None
    is_aha: bool
    target: str | None
    period: str | None
    memo: str | None
    quotation: str
    turn: int | None
    speaker: str
    is_interviewer: bool
    start_seconds: float | None
    respondent_id: str | None
    who: str | None
    organisation: str | None
    sector: str | None
    role: str | None
    attribution: str | None
    may_quote: str | None
    is_outdated: bool
    codebook_version: str | None


@dataclass(frozen=True, slots=True)
class KnownPair(StoredRow):
    """One transcript and code for which a "no" can be told from silence."""

    TABLE = "known"

    transcript_id: str
    code_id: str
    how: str


@dataclass(frozen=True, slots=True)
class ReadingMark(StoredRow):
    """One coder's word of having read a transcript for a code."""

    TABLE = "reading_marks"

    transcript_id: str
    code_id: str
    coder: str
    decides: bool


@dataclass(frozen=True, slots=True)
class ReadRow(StoredRow):
    """One row of a coder's read file that covers at least one code."""

    TABLE = "read_rows"

    transcript_id: str
    coder: str
    n_codes: int
    codebook_version: str | None
    is_blind: bool | None
    knew_tier: bool | None
    at: str | None


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


@dataclass(frozen=True, slots=True)
class UnnamedRespondent(StoredRow):
    """One who answers in a transcript without a respondent_id."""

    TABLE = "unnamed_respondents"

    transcript_id: str
    who: str


@dataclass(frozen=True, slots=True)
class GuideQuestion(StoredRow):
    """One question of one guide."""

    TABLE = "guide_questions"

    guide: str
    question: str


@dataclass(frozen=True, slots=True)
class AskedCode(StoredRow):
    """One question of one guide and one code that it asks about."""

    TABLE = "asks"

    guide: str
    question: str
    code_id: str


@dataclass(frozen=True, slots=True)
class Attendance(StoredRow):
    """Who is who in a group interview."""

    TABLE = "attendance"

    transcript_id: str | None
    speaker: str | None
    respondent_id: str | None


@dataclass(frozen=True, slots=True)
class ParticipantRow(StoredRow):
    """One person of participants.csv."""

    TABLE = "participants"
    HAS_EXTRA = True

    respondent_id: str
    organisation: str | None
    sector: str | None
    role: str | None
    attribution: str | None
    status: str | None
    may_quote: str | None
    may_archive: str | None
    extra: Mapping[str, Any] = field(default_factory=dict)


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
    extra: Mapping[str, Any] = field(default_factory=dict)


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
    extra: Mapping[str, Any] = field(default_factory=dict)


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
    extra: Mapping[str, Any] = field(default_factory=dict)


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
    extra: Mapping[str, Any] = field(default_factory=dict)


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
    extra: Mapping[str, Any] = field(default_factory=dict)


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
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tier(StoredRow):
    """The reconciled tier of one case."""

    TABLE = "tiers"
    HAS_EXTRA = True

    case_id: str
    tier: str | None
    extra: Mapping[str, Any] = field(default_factory=dict)


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
    extra: Mapping[str, Any] = field(default_factory=dict)


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
    extra: Mapping[str, Any] = field(default_factory=dict)


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


ROWS: tuple[type[StoredRow], ...] = (
    CaseRow,
    CaseAttribute,
    TranscriptAttribute,
    AnyTranscript,
    TranscriptRow,
    TurnRow,
    SegmentRow,
    CodeRow,
    IndexChunkRow,
    CodingRow,
    CodeFrequency,
    EnablerFrequency,
    CodeFrequencyOther,
    CodePresence,
    ShownByCase,
    Claim,
    PeriodChange,
    CodedPair,
    Cooccurrence,
    FigureQuotation,
    Voice,
    KnownPair,
    ReadingMark,
    ReadRow,
    StageCase,
    StageOther,
    Verdict,
    UnseenCase,
    MachineError,
    Agreement,
    CorrectedShare,
    UnnamedRespondent,
    GuideQuestion,
    AskedCode,
    Attendance,
    ParticipantRow,
    Judgement,
    Event,
    Episode,
    GovernanceStep,
    Rating,
    Indicator,
    Tier,
    Ranking,
    TeamMember,
    PropositionRow,
)
ROW_OF: Mapping[str, type[StoredRow]] = {kind.TABLE: kind for kind in ROWS}


def rows_of(kind: type[Row], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> tuple[Row, ...]:
    """Rows from DuckDB's columns and cells; columns that a study added go to `extra`."""
    place = {column: n for n, column in enumerate(columns)}
    own = [place[column_of(name)] for name in field_names(kind)]
    added = [(column, n) for n, column in enumerate(columns) if n not in own]
    make: Callable[..., Row] = kind
    if not kind.HAS_EXTRA:
        return tuple(make(*[cells[n] for n in own]) for cells in rows)
    return tuple(make(*[cells[n] for n in own], {column: cells[n] for column, n in added}) for cells in rows)
