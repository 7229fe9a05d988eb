"""One typed row for each table and view of the store that anybody outside it reads.

A row's fields are the columns, in their order; `from` is `from_`, since Python keeps the word. Tables of people's own
files hold columns that a study adds: these stand in `extra`, by their name. A test compares each class with what DuckDB
says of its table, so that a column that is renamed in SQL alone fails there.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.store.rows.codings import CodedPair, CodingRow, IndexChunkRow, KnownPair, ReadingMark, ReadRow, Voice
from pipeline.store.rows.figures import (
    Claim,
    CodeFrequency,
    CodeFrequencyOther,
    CodePresence,
    Cooccurrence,
    EnablerFrequency,
    FigureQuotation,
    PeriodChange,
    ShownByCase,
    StageCase,
    StageOther,
)
from pipeline.store.rows.material import (
    AnyTranscript,
    AskedCode,
    Attendance,
    CaseAttribute,
    CaseRow,
    CodeRow,
    GuideQuestion,
    ParticipantRow,
    SegmentRow,
    TranscriptAttribute,
    TranscriptRow,
    TurnRow,
    UnnamedRespondent,
)
from pipeline.store.rows.peoples_tables import (
    ContrastRow,
    Episode,
    Event,
    ExhibitRow,
    GovernanceStep,
    Indicator,
    Judgement,
    PropositionRow,
    Ranking,
    Rating,
    TeamMember,
    Tier,
)
from pipeline.store.rows.reliability import Agreement, CorrectedShare, MachineError, UnseenCase, Verdict
from pipeline.store.rows.row import ROW_NO, Cell, Extra, Row, StoredRow, column_of, field_names, rows_of

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
    ExhibitRow,
    ContrastRow,
    GovernanceStep,
    Rating,
    Indicator,
    Tier,
    Ranking,
    TeamMember,
    PropositionRow,
)
ROW_OF: Mapping[str, type[StoredRow]] = {row_type.TABLE: row_type for row_type in ROWS}

__all__ = [
    "ROWS", "ROW_NO", "ROW_OF", "Agreement", "AnyTranscript", "AskedCode", "Attendance", "CaseAttribute",
    "CaseRow", "Cell", "Claim", "CodeFrequency", "CodeFrequencyOther", "CodePresence", "CodeRow", "CodedPair",
    "CodingRow", "ContrastRow", "Cooccurrence", "CorrectedShare", "EnablerFrequency", "Episode", "Event",
    "ExhibitRow", "Extra",
    "FigureQuotation", "GovernanceStep", "GuideQuestion", "IndexChunkRow", "Indicator", "Judgement", "KnownPair",
    "MachineError", "ParticipantRow", "PeriodChange", "PropositionRow", "Ranking", "Rating", "ReadRow",
    "ReadingMark", "Row", "SegmentRow", "ShownByCase", "StageCase", "StageOther", "StoredRow", "TeamMember",
    "Tier", "TranscriptAttribute", "TranscriptRow", "TurnRow", "UnnamedRespondent", "UnseenCase", "Verdict",
    "Voice", "column_of", "field_names", "rows_of",
]  # fmt: skip
