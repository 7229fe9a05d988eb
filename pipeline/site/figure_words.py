"""A figure in words: the team's judgement first, then what was counted, hand and machine apart before their union."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.site.context import SiteContext
from pipeline.site.words import TierBadge, tier_badge
from pipeline.stages.findings import CodeLine, Finding
from pipeline.store.rows import CodeFrequency, CodePresence, Judgement
from pipeline.study.dataclass import dataclass
from pipeline.study.records import says_yes
from pipeline.wording.numbers import counted, k_of_n, plural
from pipeline.wording.vocabulary import ROLES

UNCHECKED = "Machine, not checked by a person: no person has coded anything in this study."


@dataclass(frozen=True, slots=True)
class JudgementWords:
    """What the team put down of one code in one case."""

    judgement: str | None
    role: str | None
    why: str | None
    who: str


@dataclass(frozen=True, slots=True)
class CaseFigure:
    """One code in one case: `row` is None where nothing is counted or counts are not printed.

    `said`: the count in words where a silence is no "no", since no person has read or nobody marked what was; else ''.
    """

    judgement: JudgementWords | None
    row: CodeFrequency | None
    people: str
    facts: tuple[tuple[str, str], ...]
    said: str = ""


@dataclass(frozen=True, slots=True)
class CaseRowOfStage:
    """One case in the table of a later stage's figure; `path` leads to its own figure ('' where there is none)."""

    name: str
    path: str
    tier: TierBadge | None
    judgement: str | None
    role: str | None
    counted: str
    n_denying: int | None


@dataclass(frozen=True, slots=True)
class StageFigure:
    """One code in several cases: its presence, then a row a case."""

    row: CodePresence | None
    presence: str
    cases_word: str
    rows: tuple[CaseRowOfStage, ...]


def case_figure(site: SiteContext, case_id: str, line: CodeLine) -> CaseFigure:
    """One code in one case."""
    judgement = site.judgements.get((case_id, line.code_id))
    row = site.frequency.get((case_id, line.code_id)) if site.shows_counts else None
    return CaseFigure(
        _judgement(judgement) if judgement else None,
        row,
        ", ".join(_people(row)) if row else "",
        tuple(_facts(row, site)) if row else (),
        counted(row) if row and row.n_known and _has_no_silence(row) else "",
    )


def _judgement(row: Judgement) -> JudgementWords:
    by = [row.by, row.at]
    if says_yes(row.knew_tier):
        by.append("who knew the tier")
    role = ROLES.get(row.role, row.role) if row.role else None
    return JudgementWords(row.judgement, role, row.why, ", ".join(word for word in by if word))


def _has_no_silence(row: CodeFrequency) -> bool:
    return row.is_unchecked or row.is_telling_only


def _people(row: CodeFrequency) -> Iterator[str]:
    if row.n_respondents:
        yield plural(row.n_respondents, "respondent")
    if row.n_organisations:
        yield plural(row.n_organisations, "organisation")
    if row.n_sectors:
        yield plural(row.n_sectors, "sector")


def _facts(row: CodeFrequency, site: SiteContext) -> Iterator[tuple[str, str]]:
    """Lines of the table under the sentence: what, and how many."""
    n_all, n_known = row.n_transcripts, row.n_known
    # Hand and machine apart before their union: where a coding came from is never lost.
    yield "told, as people coded", f"{row.n_hand_mentioning}"
    yield "told, as the machine alone coded", f"{row.n_machine_mentioning}"
    yield "told, by either", f"{row.n_mentioning}" if _has_no_silence(row) else f"{row.n_mentioning} of {n_known} known"
    yield "read by a person for this code", f"{row.n_hand_read} of {n_all}"
    yield "known (read, coded by hand, or counted by machine)", f"{n_known} of {n_all}"
    n_not_recognised = n_all - row.n_asked - row.n_not_asked - row.n_asked_unknown
    yield "asked about it, as a person says", f"{row.n_asked_by_hand}"
    yield "asked about it, as the machine recognised", f"{row.n_asked - row.n_asked_by_hand}"
    yield "asked about it in either way, and telling it", f"{row.n_asked_mentioning} of {row.n_asked}"
    yield "not asked about it, as a person says", f"{row.n_not_asked}"
    yield "no question about it recognised, which does not say that nobody asked", f"{max(n_not_recognised, 0)}"
    yield "not known whether asked", f"{row.n_asked_unknown}"
    yield "denying it", f"{row.n_denying}"
    yield "suggested by the machine where not known", f"{row.n_suggested} of {n_all - n_known}"
    yield "passages that count, coded by people", f"{row.n_codings_hand}"
    yield "passages that count, coded by the machine", f"{row.n_codings_machine}"
    # Off by default: respondents are partners, seldom a sample.
    if site.study.settings.intervals == "wilson" and row.mention_low is not None:
        yield "95 % interval of the share (Wilson)", f"{row.mention_low:.2f} to {row.mention_high:.2f}"


def presence_word(row: CodePresence, site: SiteContext) -> str:
    """`most`, `none`, …; the interpretive reading does not tell one case from most of them."""
    return row.presence if site.shows_counts or row.presence not in ("most", "one") else "some"


def stage_figure(site: SiteContext, finding: Finding, line: CodeLine, up: str) -> StageFigure:
    """One code in several cases: its presence, then a row a case."""
    row = line.presence
    case = site.study.settings.case
    return StageFigure(
        row,
        presence_word(row, site) if row is not None else "",
        plural(row.n_cases, case).partition(" ")[2] if row is not None else "",
        tuple(_case_row(site, case_id, line.code_id, up) for case_id in finding.cases),
    )


def _case_row(site: SiteContext, case_id: str, code_id: str, up: str) -> CaseRowOfStage:
    judgement = site.judgements.get((case_id, code_id))
    row = site.frequency.get((case_id, code_id))
    return CaseRowOfStage(
        site.case_name(case_id),
        f"{up}evidence/{case_id}/{code_id}.html" if f"{case_id}/{code_id}" in site.figures else "",
        tier_badge(site.cases[case_id].tier, site.tiers),
        judgement.judgement if judgement else None,
        ROLES.get(judgement.role, judgement.role) if judgement and judgement.role else None,
        k_of_n(row) if row else "",
        row.n_denying if row else None,
    )
