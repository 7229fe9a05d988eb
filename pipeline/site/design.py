"""The design of a study as a reader sees it: a matrix of cases where two attributes cross, else a list."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.site.context import SiteContext
from pipeline.site.words import TierBadge, kinds, thousands, tier_badge
from pipeline.store.rows import CaseRow
from pipeline.study.dataclass import dataclass
from pipeline.study.records import COUNTED_KINDS
from pipeline.study.study import FIRST_STAGE


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A case: its name, its memo ('' where there is none), its tier, its material in words."""

    name: str
    memo: str
    tier: TierBadge | None
    about: str


@dataclass(frozen=True, slots=True)
class DesignValue:
    """A value of the design, leading to its memo where this run made one."""

    value: str
    memo: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """Cases where two attributes cross: `rows` holds (value, cells), a cell the cards of its cases."""

    down: str
    across: str
    columns: Sequence[DesignValue]
    rows: Sequence[tuple[DesignValue, Sequence[Sequence[CaseCard]]]]

    @property
    def n_missing(self) -> int:
        """Cells of the design that the study does not have."""
        return sum(not cell for _, cells in self.rows for cell in cells)


@dataclass(frozen=True, slots=True)
class Design:
    """The design as a matrix (two attributes or more), by one attribute, or as a list of `cards`."""

    matrix: Matrix | None = None
    attribute: str = ""
    lists: Sequence[tuple[DesignValue, Sequence[CaseCard]]] = ()
    cards: Sequence[CaseCard] = ()


def design(site: SiteContext) -> Design:
    """The cases in their design."""
    stages = _stages(site)
    attributes = list(stages)
    if len(attributes) >= 2:
        return Design(matrix=_matrix(site, attributes[0], attributes[1], attributes[2:]))
    if not attributes:
        return Design(cards=[case_card(site, case_id, ()) for case_id in site.by_tier])
    (attribute,) = attributes
    return Design(
        attribute=attribute,
        lists=[
            (
                _value(site, stages[attribute], value),
                [
                    case_card(site, case_id, ())
                    for case_id in site.by_tier
                    if _attribute(site.cases[case_id], attribute) == value
                ],
            )
            for value in _values(site, attribute)
        ],
    )


def _stages(site: SiteContext) -> dict[str, str]:
    """Attribute -> the stage that holds it constant; of two stages that hold one attribute, the first."""
    stages: dict[str, str] = {}
    for stage, attribute in site.study.settings.design.items():
        stages.setdefault(attribute, stage)
    return stages


def _attribute(case: CaseRow, attribute: str) -> str | None:
    """What cases.csv says of a case; the outcome may be an attribute of the design too."""
    value = case.tier if attribute == "tier" else case.case_id if attribute == "case_id" else case.extra.get(attribute)
    return None if value is None else str(value)


def _values(site: SiteContext, attribute: str) -> list[str]:
    values = (_attribute(case, attribute) for case in site.cases.values())
    return list(dict.fromkeys(value for value in values if value))


def _matrix(site: SiteContext, down: str, across: str, rest: Sequence[str]) -> Matrix:
    stages = _stages(site)
    columns = _values(site, across)
    rows = []
    for value in _values(site, down):
        of_row = [case_id for case_id, case in site.cases.items() if _attribute(case, down) == value]
        cells = [
            [case_card(site, case_id, rest) for case_id in of_row if _attribute(site.cases[case_id], across) == column]
            for column in columns
        ]
        rows.append((_value(site, stages[down], value), cells))
    return Matrix(down, across, [_value(site, stages[across], column) for column in columns], rows)


def _value(site: SiteContext, stage: str, value: str) -> DesignValue:
    subject = next(
        (finding.subject for finding in site.findings if finding.stage == stage and finding.name == value), None
    )
    return DesignValue(value, f"memos/{stage}/{subject}.html" if subject is not None else "")


def case_card(site: SiteContext, case_id: str, rest: Sequence[str]) -> CaseCard:
    """A case: its name, tier as word and colour, the `rest` of its attributes, and its material."""
    case = site.cases[case_id]
    more = [f"{attribute}: {value}" for attribute in rest if (value := _attribute(case, attribute))]
    transcripts = site.by_case.get(case_id, [])
    n_words = sum(transcript.n_words for transcript in transcripts)
    material = f"{kinds(transcripts)}; {thousands(n_words)} words" if transcripts else "no transcript"
    return CaseCard(
        site.case_name(case_id),
        site.memo_of(case_id) if (FIRST_STAGE, case_id) in site.lines else "",
        tier_badge(case.tier, site.tiers),
        "; ".join([*more, material]),
    )


@dataclass(frozen=True, slots=True)
class Health:
    """How far the evidence of one case reaches: what was heard, what people have read, what is known.

    `n_pairs`, `n_known`, `n_suggested` count pairs of a transcript and a code of the main families.
    """

    name: str
    n_heard: int
    n_other: int
    n_words: int
    n_read: int
    n_pairs: int
    n_known: int
    n_suggested: int
    n_stale: int


def health(site: SiteContext) -> list[Health]:
    """A row a case, best tier first."""
    return [_health(site, case_id) for case_id in site.by_tier]


def _health(site: SiteContext, case_id: str) -> Health:
    transcripts = site.by_case.get(case_id, [])
    heard = [transcript for transcript in transcripts if transcript.kind in COUNTED_KINDS]
    families = site.main_families
    rows = [
        row for row in site.frequency.values() if row.case_id == case_id and (not families or row.family in families)
    ]
    return Health(
        site.case_name(case_id),
        len(heard),
        len(transcripts) - len(heard),
        sum(transcript.n_words for transcript in transcripts),
        sum(transcript.is_hand_read for transcript in heard),
        sum(row.n_transcripts for row in rows),
        # An unchecked silence is never called a "no": there only what people have read is known.
        sum(row.n_hand_read if row.basis == "machine_unchecked" else row.n_known for row in rows),
        sum(row.n_suggested for row in rows),
        sum((note.stage, note.subject) == (FIRST_STAGE, case_id) for note in site.stale),
    )
