"""From each case's full list of enablers to those that recur: who recurs where, when, and which codes may be one.

The team's judgement decides whether a case shows a code, its counts only where nobody judged. Which of the recurring
codes are *key* is the team's to say: nothing here weighs one against another.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from pipeline.comparison.material import Material
from pipeline.comparison.merges import MergeDecided, MergeProposal, merges_decided, merges_proposed
from pipeline.comparison.targets import first_setback, when_told
from pipeline.stages.findings import CaseLine, CodeLine, strongest
from pipeline.store.rows import CodeFrequency, Cooccurrence, Event, Voice
from pipeline.study.dataclass import dataclass
from pipeline.study.records import COUNTED_KINDS, Codebook

FAMILY = "enabler"
RECURRING = ("all", "most")
"""What so many cases show recurs, and is a pattern that a case can be an exception to."""
CONTRARY = ("absent", "disputed", "wished")
MOST_QUOTES = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """One enabler in one case.

    `state` shows, not or unknown; `role` of the judgement (at_launch, in_response, both, ''); `n_before` and `n_after`
    are interviews that tell it of the time before or after the first dated setback, `n_undated` those that do not say.
    """

    case_id: str
    state: str
    judgement: str
    role: str
    frequency: CodeFrequency
    n_before: int
    n_after: int
    n_undated: int


@dataclass(frozen=True, slots=True)
class Enabler:
    """One enabler over all cases; `presence` as in code_presence; `by_tier` (tier, cases showing, cases known)."""

    code_id: str
    name: str
    presence: str
    n_showing: int
    n_cases: int
    cells: tuple[Cell, ...]
    by_tier: tuple[tuple[str, int, int], ...]
    quotes: tuple[Voice, ...]
    contrary: tuple[Voice, ...]

    @property
    def is_recurring(self) -> bool:
        """Whether at least two cases show it, and more than half of those of which it is known."""
        # A code known of one case alone is shown by "all", and recurs nowhere.
        return self.presence in RECURRING and self.n_showing > 1

    def showing(self) -> tuple[str, ...]:
        """The cases that show it."""
        return tuple(cell.case_id for cell in self.cells if cell.state == "shows")


@dataclass(frozen=True, slots=True)
class Distillation:
    """Every enabler over every case, the merges proposed and decided."""

    cases: tuple[str, ...]
    enablers: tuple[Enabler, ...]
    proposals: tuple[MergeProposal, ...]
    decided: tuple[MergeDecided, ...]

    @property
    def recurring(self) -> tuple[Enabler, ...]:
        """Enablers that more than half of the cases show, those of most cases first."""
        enablers = [enabler for enabler in self.enablers if enabler.is_recurring]
        # Never by tier: taking what successful cases have in common would select on the outcome.
        return tuple(sorted(enablers, key=lambda enabler: -enabler.n_showing))

    def list_of(self, case_id: str) -> tuple[Enabler, ...]:
        """The enablers that one case shows, in the codebook's order."""
        return tuple(enabler for enabler in self.enablers if case_id in enabler.showing())


def distil(material: Material, lines: Sequence[CodeLine], codebook: Codebook) -> Distillation:
    """The distillation of a study.

    Args:
        material: The rows of the last stage.
        lines: Of the cross-case finding; those of the family `enabler` are used.
        codebook: For definitions, and for the merges that it records.
    """
    tellings = _tellings(material)
    enablers = tuple(_enabler(line, material, tellings) for line in lines if line.family == FAMILY)
    names = {enabler.code_id: enabler.name for enabler in enablers}
    proposed = merges_proposed(material.rows(Cooccurrence), names, codebook)
    return Distillation(material.cases, enablers, proposed, merges_decided(codebook, FAMILY))


def _tellings(material: Material) -> Mapping[tuple[str, str], Mapping[str, str]]:
    """(case, code) -> transcript -> before, after or undated: before where it tells of that time at all."""
    times_told: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for case_id in material.cases:
        setback = first_setback(material.of(Event, case_id))
        for row in material.own(case_id, Voice):
            if row.is_counted and row.kind in COUNTED_KINDS and row.family == FAMILY:
                times_told[(case_id, row.code_id)][row.transcript_id].add(when_told(row.period, setback))
    return {
        key: {transcript_id: "+".join(sorted(when)) for transcript_id, when in rows.items()}
        for key, rows in times_told.items()
    }


def _enabler(line: CodeLine, material: Material, tellings: Mapping[tuple[str, str], Mapping[str, str]]) -> Enabler:
    assert line.presence is not None
    cells = tuple(_cell(case, tellings.get((case.case_id, line.code_id), {})) for case in line.cases)
    voices = [
        row
        for case_id in material.cases
        for row in material.own(case_id, Voice)
        if row.code_id == line.code_id and row.kind in COUNTED_KINDS and row.would_count
    ]
    return Enabler(
        line.code_id,
        line.name,
        line.presence.presence,
        line.presence.n_showing,
        line.presence.n_cases,
        cells,
        _by_tier(line, material),
        strongest([row for row in voices if row.is_counted], MOST_QUOTES),
        # As much space for what speaks against it as for what speaks for it.
        _contrary(voices),
    )


def _cell(case: CaseLine, told: Mapping[str, str]) -> Cell:
    when = Counter(word for words in told.values() for word in words.split("+"))
    undated = sum(words == "undated" for words in told.values())
    return Cell(
        case.case_id,
        case.state,
        case.judgement.judgement if case.judgement else "",
        (case.judgement.role or "") if case.judgement else "",
        case.frequency,
        when["before"],
        when["after"],
        undated,
    )


def _by_tier(line: CodeLine, material: Material) -> tuple[tuple[str, int, int], ...]:
    """Best tier first."""
    tiers = []
    for tier in reversed(material.settings.outcome_order):
        here = [case for case in line.cases if case.tier == tier and case.state != "unknown"]
        if here:
            tiers.append((tier, sum(case.state == "shows" for case in here), len(here)))
    return tuple(tiers)


def _contrary(voices: Sequence[Voice]) -> tuple[Voice, ...]:
    """The strongest denials, then disputes, then wishes, as many as there is space for."""
    quotes: list[Voice] = []
    for polarity in CONTRARY:
        quotes += strongest([row for row in voices if row.polarity == polarity], MOST_QUOTES - len(quotes))
        if len(quotes) >= MOST_QUOTES:
            break
    return tuple(quotes[:MOST_QUOTES])
