"""What a stage hands on: rows that were read, lines a code, quotations, and what the cases cannot show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from types import MappingProxyType
from typing import Generic, Literal, TypeVar, cast

from pipeline.store.rows import (
    AnyTranscript,
    CodedPair,
    CodeFrequency,
    CodePresence,
    Episode,
    Event,
    Judgement,
    ParticipantRow,
    Row,
    ShownByCase,
    StoredRow,
    Voice,
)
from pipeline.study.dataclass import dataclass

Rows = tuple[StoredRow, ...]
State = Literal["shows", "not", "unknown"]
Relation = Literal["agree", "complement", "contradict", "partners silent", "source silent"]
CitingRow = TypeVar("CitingRow", Event, Episode)


class Tables(Mapping[str, Rows]):
    """The rows that a stage was given, by table: what its READS name, and nothing else."""

    # A default that nobody can write to: a plain dict would be shared by all.
    def __init__(self, rows: Mapping[str, Rows] = MappingProxyType({})) -> None:
        self._rows = dict(rows)

    def rows(self, kind: type[Row]) -> tuple[Row, ...]:
        """A table's rows; none where it was not given."""
        return cast("tuple[Row, ...]", self._rows.get(kind.TABLE, ()))

    def other(self, kind: type[Row]) -> tuple[Row, ...]:
        """A table's rows of the transcripts that belong to the subject and to no case."""
        return cast("tuple[Row, ...]", self._rows.get(f"other:{kind.TABLE}", ()))

    def cited(self, kind: type[Row]) -> tuple[Row, ...]:
        """The rows of a subject's cases that their events and exhibits name."""
        return cast("tuple[Row, ...]", self._rows.get(f"cited:{kind.TABLE}", ()))

    def __getitem__(self, table: str) -> Rows:
        return self._rows[table]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One code in one of the cases that a later stage compares.

    `state` says whether the case shows the code, does not, or is not known; `at_odds` whether its judgement and its
    counts part ways. The quotations and pairs are those of the case's own stage.
    """

    case_id: str
    name: str
    tier: str | None
    judgement: Judgement | None
    frequency: CodeFrequency
    quotes: tuple[Voice, ...]
    denials: tuple[Voice, ...]
    wishes: tuple[Voice, ...]
    disputes: tuple[Voice, ...]
    state: State
    at_odds: bool
    pairs: tuple[CodedPair, ...] = ()
    shown: ShownByCase | None = None
    outdated_versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One code in one stage's subject.

    `judgement` is the team's (None where nobody judged); `frequency` the row of code_frequency (within-case), or
    `presence` that of code_presence (later stages); `quotes` the counted codings, strongest and most various first;
    `denials`, `wishes` and `disputes` would count but for their polarity; `suggestions` are the machine's, where
    nobody has read; `documents` the counted codings of the case's other material. `pairs` are rows of coded_pairs, one
    a transcript that counts; `shown` what the rules of claims make of the case; `outdated_versions` of the codebook,
    under which it was told where that no longer stands; `passed_over` tellings that a coder marks in transcripts where
    another coder's reading counts, which does not have them. In later stages `cases` holds a line for each case.
    """

    code_id: str
    name: str
    family: str
    figure_id: str
    judgement: Judgement | None = None
    frequency: CodeFrequency | None = None
    presence: CodePresence | None = None
    quotes: tuple[Voice, ...] = ()
    denials: tuple[Voice, ...] = ()
    wishes: tuple[Voice, ...] = ()
    disputes: tuple[Voice, ...] = ()
    suggestions: tuple[Voice, ...] = ()
    cases: tuple[CaseLine, ...] = ()
    documents: tuple[Voice, ...] = ()
    pairs: tuple[CodedPair, ...] = ()
    shown: ShownByCase | None = None
    outdated_versions: tuple[str, ...] = ()
    passed_over: tuple[Voice, ...] = ()

    @property
    def is_spoken_of(self) -> bool:
        """Whether anybody says anything about it that counts, or would but for its polarity."""
        return bool(self.quotes or self.denials or self.wishes or self.disputes or self.documents)


@dataclass(frozen=True, slots=True)
class Heard:
    """Who was heard in one case.

    `kinds` (kind, transcripts); `organisations` (organisation, sector, respondents); `sectors` (sector, respondents);
    `respondents` all with an id who speak, `n_unnamed` those without one; `unheard` rows of participants who belong to
    the case and speak nowhere;
    `asked` (guide, question, transcripts in which it was recognised); `guides` (guide, transcripts that name it);
    `unmatched` counted transcripts without a question of a guide, recognised or marked by hand; `read_all`,
    `read_some`, `unread` the counted transcripts that a person has read for all codable codes, for some, for none.
    """

    kinds: tuple[tuple[str, int], ...]
    n_words: int
    n_words_respondent: int
    respondents: tuple[str, ...]
    n_unnamed: int
    organisations: tuple[tuple[str, str, int], ...]
    sectors: tuple[tuple[str, int], ...]
    unheard: tuple[ParticipantRow, ...]
    guides: tuple[tuple[str, int], ...]
    asked: Mapping[tuple[str, str], int]
    unmatched: tuple[str, ...]
    read_all: tuple[str, ...]
    read_some: tuple[str, ...]
    unread: tuple[str, ...]

    @property
    def n_counted(self) -> int:
        """Interviews and group interviews."""
        return len(self.read_all) + len(self.read_some) + len(self.unread)


@dataclass(frozen=True, slots=True)
class Told(Generic[CitingRow]):
    """A row of events or episodes with the codings that it names: whose words they are."""

    row: CitingRow
    quotes: tuple[Voice, ...]
    respondents: tuple[str, ...]
    organisations: tuple[str, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """One code in one source that belongs to no case (a mayor), beside the partners. Never a confirmation.

    `affirming`, `denying`, `silent`, `unknown` are the cases whose partners do so, among those that the source's words
    concern (`about`).
    """

    source: AnyTranscript
    code_id: str
    name: str
    family: str
    relation: Relation
    about: tuple[str, ...]
    affirming: tuple[str, ...]
    denying: tuple[str, ...]
    silent: tuple[str, ...]
    unknown: tuple[str, ...]
    theirs: tuple[Voice, ...]
    partners: tuple[Voice, ...]


@dataclass(frozen=True)
class Finding:
    """What one stage found about one subject. `tables` are the rows that it was given, by the names in its READS."""

    stage: str
    subject: str
    name: str
    cases: tuple[str, ...]
    lines: tuple[CodeLine, ...] = ()
    tables: Tables = field(default_factory=Tables)
    cautions: tuple[str, ...] = ()
    former: tuple[Finding, ...] = ()
    heard: Heard | None = None
    events: tuple[Told[Event], ...] = ()
    episodes: tuple[Told[Episode], ...] = ()
    beside: tuple[Beside, ...] = ()

    def family(self, family: str) -> tuple[CodeLine, ...]:
        """Lines of one family of codes, in the codebook's order."""
        return tuple(line for line in self.lines if line.family == family)

    def line(self, code_id: str) -> CodeLine | None:
        """The line of one code."""
        return next((line for line in self.lines if line.code_id == code_id), None)


def teller(voice: Voice) -> str:
    """Who says what a coding marks: a respondent_id, a name for somebody without one, else the transcript."""
    return voice.who or voice.respondent_id or voice.transcript_id


def strongest(voices: Sequence[Voice], most: int = 3) -> tuple[Voice, ...]:
    """Quotations from different people first: aha marks, then long enough to be understood, then their order.

    Never two of one respondent while another respondent has one that is not yet shown.
    """
    # Passages of 8 to 60 words before others: shorter ones are seldom understood alone.
    ordered = sorted(voices, key=lambda voice: (not voice.is_aha, not 8 <= len(voice.quotation.split()) <= 60))
    chosen: list[Voice] = []
    n_shown: dict[str, int] = {}
    # Rounds: everybody's first passage before anybody's second.
    for depth in range(len(ordered)):
        for voice in ordered:
            who = teller(voice)
            if n_shown.get(who, 0) == depth and not any(voice is shown for shown in chosen):
                chosen.append(voice)
                n_shown[who] = depth + 1
            if len(chosen) >= most:
                return tuple(chosen)
        if len(chosen) >= len(ordered):
            break
    return tuple(chosen)
