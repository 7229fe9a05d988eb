"""Whose voices carry the findings: quotations and figures by respondent, organisation and sector."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from pipeline.comparison.material import Material
from pipeline.stages.findings import teller
from pipeline.store.rows import Voice as Coded
from pipeline.study.dataclass import dataclass
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
    codings = [
        coding
        for case_id in material.cases
        for coding in material.own(case_id, Coded)
        if coding.is_counted and coding.kind in COUNTED_KINDS and coding.family in families
    ]
    respondents = _voices(
        codings, lambda coding: coding.respondent_id, lambda coding: (coding.organisation, coding.sector)
    )
    n_named = sum(respondent.n_quotations for respondent in respondents)
    figures: dict[tuple[str, str], set[str]] = defaultdict(set)
    for coding in codings:
        # By person where one is known: two interviews with one respondent are one voice.
        figures[_figure(coding)].add(teller(coding))
    return Ledger(
        n_quotations=len(codings),
        n_figures=len(figures),
        n_unnamed=len(codings) - n_named,
        respondents=respondents,
        organisations=_voices(codings, lambda coding: coding.organisation, lambda coding: (coding.sector,)),
        sectors=_voices(codings, lambda coding: coding.sector, lambda _: ()),
        carrying_half=half_of([respondent.n_quotations for respondent in respondents]),
        one_voice=tuple(figure for figure, people in figures.items() if len(people) == 1),
    )


def _figure(coding: Coded) -> tuple[str, str]:
    return coding.case_id or "", coding.code_id


def _voices(
    codings: Iterable[Coded],
    name_of: Callable[[Coded], str | None],
    about: Callable[[Coded], tuple[str | None, ...]],
) -> tuple[Voice, ...]:
    """Most quoted first."""
    by_name: dict[str, list[Coded]] = defaultdict(list)
    for coding in codings:
        if name := name_of(coding):
            by_name[name].append(coding)
    voices = [
        Voice(
            name, ", ".join(part for part in about(own[0]) if part), len(own), len({_figure(coding) for coding in own})
        )
        for name, own in by_name.items()
    ]
    return tuple(sorted(voices, key=lambda voice: (-voice.n_quotations, -voice.n_figures, voice.name)))


def half_of(counts: Sequence[int]) -> int:
    """How many of the largest counts reach half of their sum: [5, 3, 1, 1] needs one, [4, 3, 3] two, [] none."""
    reached, total = 0, sum(counts)
    for n, count in enumerate(sorted(counts, reverse=True), 1):
        reached += count
        if 2 * reached >= total:
            return n
    return 0
