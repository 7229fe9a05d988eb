"""What was collected: cases, transcripts with their turns and segments, participants, guides and the codebook."""

from __future__ import annotations

from dataclasses import field

from pipeline.store.rows.row import Extra, StoredRow
from pipeline.study.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class CaseRow(StoredRow):
    """One case; `extra` holds its attributes, as people wrote them."""

    TABLE = "cases"
    HAS_EXTRA = True

    case_id: str
    tier: str | None
    extra: Extra = field(default_factory=dict)

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
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attendance(StoredRow):
    """Who is who in a group interview."""

    TABLE = "attendance"

    transcript_id: str | None
    speaker: str | None
    respondent_id: str | None


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
