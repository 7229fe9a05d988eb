"""What a stage hands on: rows that were read, lines a code, quotations, and what the cases cannot show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, cast

from pipeline.store.rows import Row

Rows = tuple[Mapping[str, Any], ...]


class Tables(Mapping[str, Rows]):
    """The rows that a stage was given, by table: what its READS name, and nothing else."""

    def __init__(self, rows: Mapping[str, Rows] = MappingProxyType({})) -> None:
        self._rows = dict(rows)

    def rows(self, kind: type[Row]) -> tuple[Row, ...]:
        """A table's rows; none where it was not given."""
        return cast("tuple[Row, ...]", self._rows.get(kind.TABLE, ()))

    def other(self, kind: type[Row]) -> tuple[Row, ...]:
        """A table's rows of the transcripts that belong to the subject and to no case."""
        return cast("tuple[Row, ...]", self._rows.get(f"other:{kind.TABLE}", ()))

    def __getitem__(self, table: str) -> Rows:
        return self._rows[table]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One code in one stage's subject.

    `judgement` is the team's (None where nobody judged); `frequency` the row of code_frequency (within-case), or
    `presence` that of code_presence (later stages); `quotes` the counted codings, strongest and most various first;
    `denials`, `wishes` and `disputes` would count but for their polarity; `suggestions` are the machine's, where
    nobody has read; `documents` the counted codings of the case's other material. `pairs` are rows of coded_pairs, one
    a transcript that counts. In later stages `cases` holds, for each case, its id, name, tier, judgement, frequency,
    quotes, denials, `state` (`shows`, `not`, `unknown`) and `at_odds` (its judgement and its counts part ways).
    """

    code_id: str
    name: str
    family: str
    figure_id: str
    judgement: Mapping[str, Any] | None = None
    frequency: Mapping[str, Any] | None = None
    presence: Mapping[str, Any] | None = None
    quotes: Rows = ()
    denials: Rows = ()
    wishes: Rows = ()
    disputes: Rows = ()
    suggestions: Rows = ()
    cases: Rows = ()
    documents: Rows = ()
    pairs: Rows = ()

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
    unheard: Rows
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
class Told:
    """A row of events or episodes with the codings that it names: whose words they are."""

    row: Mapping[str, Any]
    quotes: Rows
    respondents: tuple[str, ...]
    organisations: tuple[str, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """One code in one source that belongs to no case (a mayor), beside the partners. Never a confirmation.

    `relation`: agree, complement, contradict, partners silent, source silent. `affirming`, `denying`, `silent`,
    `unknown` are the cases whose partners do so, among those that the source's words concern (`about`).
    """

    source: Mapping[str, Any]
    code_id: str
    name: str
    family: str
    relation: str
    about: tuple[str, ...]
    affirming: tuple[str, ...]
    denying: tuple[str, ...]
    silent: tuple[str, ...]
    unknown: tuple[str, ...]
    theirs: Rows
    partners: Rows


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
    events: tuple[Told, ...] = ()
    episodes: tuple[Told, ...] = ()
    beside: tuple[Beside, ...] = ()

    def family(self, family: str) -> tuple[CodeLine, ...]:
        """Lines of one family of codes, in the codebook's order."""
        return tuple(line for line in self.lines if line.family == family)

    def line(self, code_id: str) -> CodeLine | None:
        """The line of one code."""
        return next((line for line in self.lines if line.code_id == code_id), None)


def teller(row: Mapping[str, Any]) -> str:
    """Who says what a row of `voices` marks: a respondent_id, a name for somebody without one, else the transcript."""
    return str(row.get("who") or row["respondent_id"] or row["transcript_id"])


def strongest(rows: Sequence[Mapping[str, Any]], most: int = 3) -> Rows:
    """Quotations from different people first: aha marks, then long enough to be understood, then their order.

    Never two of one respondent while another respondent has one that is not yet shown.
    """
    ordered = sorted(rows, key=lambda row: (not row["is_aha"], not 8 <= len(str(row["quotation"]).split()) <= 60))
    chosen: list[Mapping[str, Any]] = []
    heard: dict[Any, int] = {}
    for depth in range(len(ordered)):
        for row in ordered:
            who = teller(row)
            if heard.get(who, 0) == depth and not any(row is one for one in chosen):
                chosen.append(row)
                heard[who] = depth + 1
            if len(chosen) >= most:
                return tuple(chosen)
        if len(chosen) >= len(ordered):
            break
    return tuple(chosen)
