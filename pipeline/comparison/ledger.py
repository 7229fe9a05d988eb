"""Whose voices carry the findings: quotations and figures by respondent, organisation and sector."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.comparison.material import Material
from pipeline.stages.findings import teller
from pipeline.study.records import COUNTED_KINDS

MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Voice:
    """One respondent, organisation or sector: its quotations, and the figures (case and code) they stand behind."""

    name: str
    about: str
    n_quotations: int
    n_figures: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """Who carries the figures of some families.

    `carrying_half` is how many respondents it takes, the most quoted first, to reach half of all quotations;
    `one_voice` the figures that a single respondent carries, as (case, code); `n_unnamed` quotations whose speaker is
    no known respondent.
    """

    n_quotations: int
    n_figures: int
    n_unnamed: int
    respondents: tuple[Voice, ...]
    organisations: tuple[Voice, ...]
    sectors: tuple[Voice, ...]
    carrying_half: int
    one_voice: tuple[tuple[str, str], ...]


def voices_that_carry(material: Material, families: Sequence[str]) -> Ledger:
    """The ledger of counted codings in interviews and group interviews, over all cases and the families named."""
    rows = [
        replace(row, case_id=case_id)  # type: ignore[type-var]
        for case_id in material.cases
        for row in material.own(case_id, "voices")
        if row["is_counted"] and row["kind"] in COUNTED_KINDS and row["family"] in families
    ]
    respondents = _voices(rows, "respondent_id", ("organisation", "sector"))
    n_named = sum(one.n_quotations for one in respondents)
    figures: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        figures[(row["case_id"], row["code_id"])].add(teller(row))
    return Ledger(
        n_quotations=len(rows),
        n_figures=len(figures),
        n_unnamed=len(rows) - n_named,
        respondents=respondents,
        organisations=_voices(rows, "organisation", ("sector",)),
        sectors=_voices(rows, "sector", ()),
        carrying_half=half_of([one.n_quotations for one in respondents]),
        one_voice=tuple(figure for figure, people in figures.items() if len(people) == 1),
    )


def _voices(rows: Iterable[Mapping[str, Any]], column: str, about: Sequence[str]) -> tuple[Voice, ...]:
    """Most quoted first."""
    by_name: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        if row[column]:
            by_name[str(row[column])].append(row)
    found = [
        Voice(
            name,
            ", ".join(str(some[0][part]) for part in about if some[0][part]),
            len(some),
            len({(row["case_id"], row["code_id"]) for row in some}),
        )
        for name, some in by_name.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.n_quotations, -one.n_figures, one.name)))


def half_of(counts: Sequence[int]) -> int:
    """How many of the largest counts reach half of their sum: [5, 3, 1, 1] needs one, [4, 3, 3] two, [] none."""
    reached, total = 0, sum(counts)
    for n, count in enumerate(sorted(counts, reverse=True), 1):
        reached += count
        if 2 * reached >= total:
            return n
    return 0
