"""What was coded and read: codings, whose words they mark, index chunks, and what is known of each pair."""

from __future__ import annotations

from dataclasses import field

from pipeline.store.rows.row import Extra, StoredRow
from pipeline.study.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class CodingRow(StoredRow):
    """One coding that stands, by a person or by the machine; `extra` holds the design's attributes of its case."""

    TABLE = "codings"
    HAS_EXTRA = True

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
    case_id: str | None
    sector: str | None
    role: str | None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Voice(StoredRow):
    """One coding with whose words it marks."""

    TABLE = "voices"
    REPEATED = frozenset(
        (
            "transcript_id", "case_id", "kind", "code_id", "family", "coder", "origin", "polarity", "cue", "target",
            "period", "speaker", "respondent_id", "who", "organisation", "sector", "role", "attribution", "may_quote",
            "codebook_version",
        )
    )  # fmt: skip

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
class IndexChunkRow(StoredRow):
    """One stretch in which a question of the guide is answered."""

    TABLE = "index_chunks"

    transcript_id: str
    question: str
    start_char: int
    end_char: int


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
