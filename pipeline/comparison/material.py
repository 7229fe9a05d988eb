"""The rows of the cross-case finding, laid out for comparing: cases, tiers, what is held constant, whose words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from pipeline.stages.findings import Finding, Rows, Tables
from pipeline.study.study import FIRST_STAGE, Settings

NOTHING = Tables()


@dataclass(frozen=True)
class Material:
    """Everything that a comparison may look at.

    `tables` are the rows of the cross-case finding by name; `within` the rows of each case's own finding, by case.
    """

    settings: Settings
    tables: Tables
    within: Mapping[str, Tables] = field(default_factory=dict)

    def rows(self, table: str) -> Rows:
        """A table's rows; none where it was not given."""
        return self.tables.get(table, ())

    def of(self, table: str, case_id: str) -> Rows:
        """One case's rows of a table."""
        return self._shelves(table).get(case_id, ())

    def own(self, case_id: str, table: str) -> Rows:
        """Rows that only the case's own stage was given: its codings, its pairs of transcript and code."""
        return self.within.get(case_id, NOTHING).get(table, ())

    def _shelves(self, table: str) -> Mapping[str, Rows]:
        shelved = self._shelved.get(table)
        if shelved is None:
            found: dict[str, list[Mapping[str, Any]]] = {}
            for row in self.rows(table):
                found.setdefault(row.get("case_id") or "", []).append(row)
            shelved = self._shelved[table] = {case_id: tuple(rows) for case_id, rows in found.items()}
        return shelved

    @cached_property
    def _shelved(self) -> dict[str, Mapping[str, Rows]]:
        return {}

    @cached_property
    def cases(self) -> tuple[str, ...]:
        """Case ids in the study's order."""
        return tuple(row["case_id"] for row in self.rows("cases"))

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What each case is called; its id where it has no name."""
        return {row["case_id"]: row.get("name") or row["case_id"] for row in self.rows("cases")}

    @cached_property
    def tiers(self) -> Mapping[str, str]:
        """The reconciled tier of each case that has one in the declared order."""
        order = self.settings.outcome_order
        return {row["case_id"]: row["tier"] for row in self.rows("cases") if row.get("tier") in order}

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
        return {row["case_id"]: row.get(attribute) or "" for row in self.rows("cases")}

    def blocks(self, cases: Iterable[str]) -> tuple[str, ...]:
        """Each case's value of the first attribute held constant; one block for all where there is no design."""
        if self.block is None:
            return tuple("" for _ in cases)
        held = self.held(self.block)
        return tuple(held[case_id] for case_id in cases)

    @cached_property
    def codes(self) -> Mapping[str, Mapping[str, Any]]:
        """The codebook's rows by id."""
        return {row["code_id"]: row for row in self.rows("codes")}

    def under(self, code_id: str) -> frozenset[str]:
        """A code and all under it; empty where the codebook has no such code."""
        return descendants(self.rows("codes"), code_id)

    def with_table(self, name: str, rows: Rows) -> Material:
        """The same material with one table's rows exchanged."""
        return replace(self, tables=Tables({**self.tables, name: rows}))


def descendants(codes: Rows, code_id: str) -> frozenset[str]:
    """A code and all that have it as parent, grandparent and so on."""
    if all(row["code_id"] != code_id for row in codes):
        return frozenset()
    found = {code_id}
    while True:
        more = {row["code_id"] for row in codes if row["parent"] in found} - found
        if not more:
            return frozenset(found)
        found |= more


def material_of(finding: Finding, settings: Settings) -> Material:
    """What the last stage was given, and through its former findings what each case was given."""
    within = {one.subject: one.tables for one in finding.former if one.stage == FIRST_STAGE}
    return Material(settings, finding.tables, within)
