"""People's tables as they are shared: words replaced, ids of codings renewed, rosters and unknown columns left."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from pipeline.coding.hand.ids import Names
from pipeline.corpus.cases import PARTICIPANT_CASES
from pipeline.corpus.peoples_tables import KEPT, PeoplesTable
from pipeline.corpus.reasoning_tables import REASONING
from pipeline.sharing.transcripts import WITHHELD
from pipeline.sharing.words import Outgoing
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import several
from pipeline.study.problems import Source
from pipeline.study.records import Case, Coding, Participant, Row

LEFT_BEHIND = ("team",)
IDS = ("case_id", "case_a", "case_b", "code_id", "transcript_id", "stage")
SIGNATURES = ("by", "author")
MAY_BE_TIERS = ("tier", "from", "to")
"""Columns that hold tiers, which are compared with other tables; `from` and `to` of events hold days."""
FILE_NAMES = ("exhibit", "contrast", "event_id", "after", "subject", "respondent_id")
CODINGS = ("codings", "coding_id")
MORE_COLUMNS = {"events": ("after",)}
"""Columns of the contract that a table need not have."""
CASE_COLUMNS = ("name", "issue", "city", "purpose", "launched", "tier")
HEARD = ("sector",)


@dataclass(frozen=True, slots=True)
class Signatures:
    """What the team signs by: ids of its members stay, as coders' ids do everywhere; names in full are replaced."""

    ids: Collection[str]
    outgoing: Outgoing

    def shared(self, signed: str) -> str:
        """A cell or field of one signature, or of several with `;` between."""
        is_of_ids = all(signer in self.ids for signer in several(signed))
        return signed if is_of_ids else self.outgoing.text(signed)


@dataclass(frozen=True, slots=True)
class TableWords:
    """What the cells of people's tables are shared as.

    `ids` renews the ids of codings; `subjects` those of memos whose case attribute was renamed; `kept` are ids of
    participants, cases and codes; `unwilling` people have not agreed to be quoted; `tiers` are words of the outcome.
    """

    outgoing: Outgoing
    signatures: Signatures
    names: Names
    ids: Mapping[int, str]
    subjects: Mapping[tuple[str, str], str]
    kept: Collection[str]
    unwilling: Collection[str]
    tiers: Collection[str]

    def table(self, table: PeoplesTable) -> PeoplesTable:
        """A table with the contract's columns alone."""
        if table.name in LEFT_BEHIND:
            return replace(table, rows=(), is_there=False)
        kept = {**KEPT, **REASONING}[table.name]
        more = (column for column in MORE_COLUMNS.get(table.name, ()) if column in table.columns)
        columns = (*kept.columns, *more)
        rows = [self._row(row, table.name, columns, kept.words) for row in table.rows]
        return replace(table, columns=columns, rows=tuple(rows))

    def _row(self, row: Row, table: str, columns: Iterable[str], words: Mapping[str, tuple[str, ...]]) -> Row:
        cells = {column: self._cell(row, column, words) for column in columns}
        if table == "ratings" and row["rater"] not in self.kept:
            is_of_team = cells["role"] == "author"
            # A mayor is rated by name as often as not, and a city has one.
            cells["rater"] = self.signatures.shared(row["rater"]) if is_of_team else f"{cells['role']} {row['case_id']}"
        if table == "ratings" and row["rater"] in self.unwilling:
            cells |= {name: WITHHELD for name in ("proud_of", "why") if cells[name]}
        return Row(cells, Source(Path(f"{table}.csv"), 0))

    def _cell(self, row: Row, column: str, words: Mapping[str, tuple[str, ...]]) -> str:
        cell = row[column]
        if column in CODINGS:
            return ";".join(self.codings(several(cell)))
        if column == "subject" and (row["stage"], cell) in self.subjects:
            return self.subjects[row["stage"], cell]
        if column in SIGNATURES:
            return self.signatures.shared(cell)
        is_tier = column in MAY_BE_TIERS and cell in self.tiers
        if column in IDS or column in words or is_tier or cell in self.kept:
            return cell
        return self.outgoing.name(cell) if column in FILE_NAMES else self.outgoing.text(cell)

    def codings(self, named: Iterable[str]) -> list[str]:
        """The renewed ids of the codings that are named, each once."""
        return list(dict.fromkeys(self.ids[id(coding)] for name in named for coding in self.names.meant(name)))


def shared_case(case: Case, outgoing: Outgoing, kept: Collection[str], tier: str | None) -> Case:
    """A case with the attributes that comparisons rest on."""
    attributes = {
        name: value if name == tier else outgoing.text(value) for name, value in case.attributes.items() if name in kept
    }
    return Case(case.case_id, attributes, Source(Path("cases.csv"), 0))


def shared_people(
    people: Iterable[Participant], heard: Collection[str], share: Collection[str], text: Callable[[str], str]
) -> dict[str, Participant]:
    """Who was heard, by id and sector, and who was not, by sector alone.

    An organisation becomes a number: how many of them tell a thing stays countable, which they are does not leave.
    """
    listed = list(people)
    numbers: dict[str, str] = {}
    shared: dict[str, Participant] = {}
    for person in sorted(listed, key=lambda person: person.respondent_id):
        if person.organisation:
            numbers.setdefault(person.organisation, f"organisation {len(numbers) + 1}")
    for person in listed:
        is_heard = person.respondent_id in heard
        person_id = person.respondent_id if is_heard else f"not-heard-{sum(each not in heard for each in shared) + 1}"
        columns = (*HEARD, *PARTICIPANT_CASES, *(share if is_heard else ("status",)))
        cells = {name: text(person.attributes[name]) for name in columns if name in person.attributes}
        # A case's id is no name, even where it is spelt like one.
        cells |= {name: person.attributes[name] for name in PARTICIPANT_CASES if name in person.attributes}
        if is_heard and "organisation" not in share and person.organisation:
            cells["organisation"] = numbers[person.organisation]
        shared[person_id] = Participant(person_id, cells, Source(Path("participants.csv"), 0))
    return shared


def new_ids(codings: Iterable[Coding]) -> dict[int, str]:
    """By identity of a coding, its id in what is shared: its transcript and its number in the order of the text."""
    numbers: dict[str, int] = {}
    ids: dict[int, str] = {}
    for coding in sorted(
        codings,
        key=lambda coding: (
            coding.transcript_id, coding.start_char, coding.end_char, coding.code_id, coding.origin, coding.coder,
            coding.coding_id,
        ),
    ):  # fmt: skip
        numbers[coding.transcript_id] = numbers.get(coding.transcript_id, 0) + 1
        ids[id(coding)] = f"{coding.transcript_id}-{numbers[coding.transcript_id]}"
    return ids
