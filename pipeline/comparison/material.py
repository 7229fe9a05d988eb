"""The rows of the cross-case finding, laid out for comparing: cases, tiers, what is held constant, whose words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property
from typing import cast

from pipeline.stages.findings import Finding, Tables
from pipeline.store.rows import CaseRow, CodeRow, Row, StoredRow
from pipeline.study.dataclass import dataclass
from pipeline.study.study import FIRST_STAGE, Settings

NOTHING = Tables()


@dataclass(frozen=True)
# Without slots: `cached_property` keeps its values in the instance's `__dict__`.
class Material:
    """Everything that a comparison may look at.

    `tables` are the rows of the cross-case finding by name; `within` the rows of each case's own finding, by case.
    """

    settings: Settings
    tables: Tables
    within: Mapping[str, Tables] = field(default_factory=dict)

    def rows(self, table: type[Row]) -> tuple[Row, ...]:
        """A table's rows; none where it was not given."""
        return self.tables.rows(table)

    def of(self, table: type[Row], case_id: str) -> tuple[Row, ...]:
        """One case's rows of a table."""
        # Comparisons ask case by case: shelved once, a table is not gone through for each of them.
        shelves = self._shelves.get(table.TABLE)
        if shelves is None:
            by_case: dict[str, list[StoredRow]] = {}
            for row in self.rows(table):
                by_case.setdefault(getattr(row, "case_id", None) or "", []).append(row)
            shelves = self._shelves[table.TABLE] = {name: tuple(rows) for name, rows in by_case.items()}
        return cast("tuple[Row, ...]", shelves.get(case_id, ()))

    def own(self, case_id: str, table: type[Row]) -> tuple[Row, ...]:
        """Rows that only the case's own stage was given: its codings, its pairs of transcript and code."""
        return self.within.get(case_id, NOTHING).rows(table)

    @cached_property
    def _shelves(self) -> dict[str, Mapping[str, tuple[StoredRow, ...]]]:
        return {}

    @cached_property
    def cases(self) -> tuple[str, ...]:
        """Case ids in the study's order."""
        return tuple(case.case_id for case in self.rows(CaseRow))

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What each case is called; its id where it has no name."""
        return {case.case_id: case.name for case in self.rows(CaseRow)}

    @cached_property
    def tiers(self) -> Mapping[str, str]:
        """The reconciled tier of each case that has one in the declared order."""
        order = self.settings.outcome_order
        return {case.case_id: case.tier for case in self.rows(CaseRow) if case.tier is not None and case.tier in order}

    @cached_property
    def ranks(self) -> Mapping[str, float]:
        """Each case's tier as its place in the order, 0 the worst."""
        return {case_id: float(self.settings.outcome_order.index(tier)) for case_id, tier in self.tiers.items()}

    @property
    def attributes(self) -> tuple[str, ...]:
        """Attributes that the design holds constant, each once."""
        return tuple(dict.fromkeys(self.settings.design.values()))

    @property
    def block(self) -> str | None:
        """The attribute inside which tiers are rearranged: the design's first; None where there is no design."""
        return next(iter(self.settings.design.values()), None)

    def held(self, attribute: str) -> Mapping[str, str]:
        """Each case's value of an attribute of the design."""
        return {case.case_id: str(case.cell(attribute) or "") for case in self.rows(CaseRow)}

    def blocks(self, cases: Iterable[str]) -> tuple[str, ...]:
        """Each case's value of the first attribute held constant; one block for all where there is no design."""
        if self.block is None:
            return tuple("" for _ in cases)
        held = self.held(self.block)
        return tuple(held[case_id] for case_id in cases)

    @cached_property
    def codes(self) -> Mapping[str, CodeRow]:
        """The codebook's rows by id."""
        return {code.code_id: code for code in self.rows(CodeRow)}

    def under(self, code_id: str) -> frozenset[str]:
        """A code and all under it; empty where the codebook has no such code."""
        return descendants(self.rows(CodeRow), code_id)

    def with_rows(self, table: type[Row], rows: Iterable[Row]) -> Material:
        """The same material with one table's rows exchanged."""
        return replace(self, tables=Tables({**self.tables, table.TABLE: tuple(rows)}))


def descendants(codes: Sequence[CodeRow], code_id: str) -> frozenset[str]:
    """A code and all that have it as parent, grandparent and so on."""
    if all(code.code_id != code_id for code in codes):
        return frozenset()
    members = {code_id}
    while True:
        # Level by level: rows need not stand parents first, and a circle of parents ends it too.
        more = {code.code_id for code in codes if code.parent in members} - members
        if not more:
            return frozenset(members)
        members |= more


def material_of(finding: Finding, settings: Settings) -> Material:
    """What the last stage was given, and through its former findings what each case was given."""
    within = {former.subject: former.tables for former in finding.former if former.stage == FIRST_STAGE}
    return Material(settings, finding.tables, within)
