"""What the memo on all cases adds to a comparison: tiers, recurring codes, contrary cases, limits, other notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.comparison.distillation import RECURRING
from pipeline.memos.context import MemoContext
from pipeline.memos.links import code_link
from pipeline.memos.sentences import sentence
from pipeline.memos.stages import coder_agreement
from pipeline.memos.stages.design_patterns import design_patterns
from pipeline.memos.stages.holding_constant import WIDE, share_cell, shown_in
from pipeline.memos.stages.patterns import NOBODY, in_order, pattern_of
from pipeline.memos.stages.who_was_heard import is_heard
from pipeline.stages.findings import CodeLine, Finding
from pipeline.stages.other_sources import is_mixed
from pipeline.store.rows import (
    AnyTranscript,
    Attendance,
    CaseRow,
    Episode,
    Judgement,
    ParticipantRow,
    TeamMember,
    TranscriptRow,
)
from pipeline.study.dataclass import dataclass
from pipeline.study.records import says_no, says_yes
from pipeline.wording.escaping import md
from pipeline.wording.numbers import first_upper, listed, number_word, plural, share_words

# As in the distillation: more than half of the cases of which it is known.


@dataclass(frozen=True, slots=True)
class OverallBody:
    """Laid out below the comparison: `tiers` the header, `by_tier` rows (code, one cell a tier), `apart` their lead."""

    tiers: tuple[str, ...]
    by_tier: tuple[tuple[str, ...], ...]
    apart: str
    recurring: tuple[str, ...]
    contrary: tuple[str, ...]
    by_design: tuple[str, ...]
    limits: tuple[str, ...]


def body_of(finding: Finding, context: MemoContext) -> OverallBody:
    """The context of the last stage, beside that which it shares with the stages before."""
    shown = [line for family in context.families(finding) for line in finding.family(family)]
    tiers = tiers_with_cases(finding, context)
    is_wide = len(finding.cases) > WIDE
    told = [line for line in shown if pattern_of(line) not in NOBODY]
    rows = [line for line in told if not is_wide or _sets_apart(line, context)]
    has_tiers = len(tiers) > 1 and not context.is_interpretive
    return OverallBody(
        tiers=tuple(md(tier) for tier in tiers),
        by_tier=tuple((code_link(line), *by_tier_cells(line, tiers)) for line in rows) if has_tiers else (),
        apart=_apart([line for line in told if _sets_apart(line, context)], told, context)
        if len(tiers) > 1 and (is_wide or context.is_interpretive)
        else "",
        recurring=tuple(_recurring(finding, context)),
        contrary=tuple(contrary(shown, context, is_wide)),
        by_design=tuple(design_patterns(finding, shown, context)),
        limits=tuple(_limits(finding, context)),
    )


def tiers_with_cases(finding: Finding, context: MemoContext) -> tuple[str, ...]:
    """Tiers that some case has, best first."""
    there = {row.tier for row in finding.tables.rows(CaseRow)}
    return tuple(tier for tier in reversed(context.settings.outcome_order) if tier in there)


def by_tier_cells(line: CodeLine, tiers: Sequence[str]) -> tuple[str, ...]:
    """For each tier `2 of 3`: the cases that show a code, of those of which it is known."""
    return tuple(share_cell(shown_in([line], tier)[line.code_id]) for tier in tiers)


def _sets_apart(line: CodeLine, context: MemoContext) -> bool:
    """Whether all of the best tier show a code and none of the worst, or the reverse."""
    order = context.settings.outcome_order
    if len(order) < 2:
        return False
    (best, n_best), (worst, n_worst) = (shown_in([line], tier)[line.code_id] for tier in (order[-1], order[0]))
    # A case that has it in part is none that lacks it, as in the claims.
    lacking = {order[0]: (n_best, 0), order[-1]: (0, n_worst)}
    return bool(n_best and n_worst) and any(
        (best, worst) == pair and not any(case.tier == tier and is_mixed(case) for case in line.cases)
        for tier, pair in lacking.items()
    )


def _apart(apart: Sequence[CodeLine], told: Sequence[CodeLine], context: MemoContext) -> str:
    """Which codes go with the tiers without exception, and among how many."""
    order = context.settings.outcome_order
    which = f"in all of the tier “{md(order[-1])}” and in none of “{md(order[0])}”, or the reverse"
    looked = "the codes" if context.is_interpretive else plural(len(told), "code")
    looked += " that any case shows"
    if not apart:
        return f"Of {looked} none shows {which}."
    chance = ": where so many are looked at, some will by chance" if len(told) > len(apart) else ""
    return f"Of {looked} {_named(apart)} show{'s' * (len(apart) == 1)} {which}{chance}."


def _recurring(finding: Finding, context: MemoContext) -> Iterator[str]:
    for family in context.families(finding):
        lines = [line for line in finding.family(family) if line.presence and line.presence.presence in RECURRING]
        if not lines or len(finding.cases) < 2:
            continue
        # Judgements first: only where a case shows by count alone is the count named, and called a finding aid.
        counted = [line for line in lines if not all(case.judgement for case in line.cases if case.state == "shows")]
        if counted:
            yield sentence(
                f"{context.heading(family)} recurs in all or most at least partly by count, a finding aid, for "
                f"{_named(counted)}"
            )
        else:
            yield sentence(f"{context.heading(family)} recurs in all or most by the team’s judgement of each case")


def _named(lines: Sequence[CodeLine]) -> str:
    return listed(code_link(line) for line in lines)


NAMED = 3


def contrary(lines: Sequence[CodeLine], context: MemoContext, is_wide: bool = True) -> Iterator[str]:
    """Of what helped in most: best cases that lack it, worst that have it; of what hindered in most: the reverse."""
    order = context.settings.outcome_order
    if len(order) < 2:
        return
    recurring = [line for line in lines if line.presence is not None and line.presence.presence in RECURRING]
    for family in dict.fromkeys(line.family for line in recurring):
        # A barrier runs the other way: it is the worst case without it that surprises.
        lacking, having = (order[0], order[-1]) if family == "barrier" else (order[-1], order[0])
        mine = [line for line in recurring if line.family == family]
        what = f"Of what {'hindered' if family == 'barrier' else 'helped'} in all or most"
        missed = _by_cases(mine, lacking, "not", context)
        if missed:
            yield f"{what}, lacking in the tier “{md(lacking)}”: {'; '.join(missed)}."
        # A few are named; of many the matrix has which.
        is_counted = is_wide and len(mine) > NAMED and not context.is_interpretive
        there = _how_many(mine, having, context) if is_counted else _by_cases(mine, having, "shows", context)
        if there:
            yield f"{what}, there all the same in the tier “{md(having)}”: {'; '.join(there)}."


def _how_many(lines: Sequence[CodeLine], tier: str, context: MemoContext) -> list[str]:
    """`Case one 4 of 8 codes`: how many of these each case of a tier shows, of those known; the matrix has which."""
    words = []
    known: dict[str, list[bool]] = {}
    for line in lines:
        for case in line.cases:
            # Unknown is not "no": such a code is in neither number.
            if case.tier == tier and case.state != "unknown":
                known.setdefault(case.case_id, []).append(case.state == "shows")
    for case_id, states in known.items():
        if any(states):
            words.append(f"{context.case_name(case_id)} {share_words(sum(states), len(states))} codes")
    return words


def _by_cases(lines: Sequence[CodeLine], tier: str, state: str, context: MemoContext) -> list[str]:
    """`*A* and *B* (Case one and Case two)`: codes that the same cases of a tier show, or lack."""
    by_cases: dict[tuple[str, ...], list[str]] = {}
    for line in lines:
        there = [case for case in in_order(line.cases, context) if case.tier == tier and case.state == state]
        if there:
            by_cases.setdefault(tuple(case.case_id for case in there), []).append(code_link(line))
    ordered = sorted(by_cases.items(), key=lambda item: -len(item[0]))
    return [f"{listed(codes)} ({listed(map(context.case_name, cases))})" for cases, codes in ordered]


def _limits(finding: Finding, context: MemoContext) -> Iterator[str]:
    if context.settings.fiction:
        yield "The material is fiction: nothing here is a finding about the world."
    yield from coder_agreement.limits(finding, context)
    yield from _not_heard(finding, context)
    yield from _team(finding)
    yield from _hindsight(finding)
    heard = [former.heard for former in finding.former if former.heard is not None]
    unread = sum(len(material.unread) for material in heard)
    partly = sum(len(material.read_some) for material in heard)
    counted = sum(material.n_counted for material in heard)
    if unread or partly:
        parts = (f"{unread} are marked as read by nobody", f"{partly} for some codes only")
        some = [part for part, n in zip(parts, (unread, partly), strict=True) if n]
        yield (
            f"Of {plural(counted, 'interview or group', 'interviews and groups')} {' and '.join(some)}: "
            "what is not known there counts neither for nor against."
        )
    if context.is_unchecked:
        yield "No person has coded anything: every figure is the machine’s, not checked by a person."
    n_cases = len(finding.cases)
    cases = plural(n_cases, md(context.settings.case)).removeprefix(str(n_cases))
    yield (
        f"{first_upper(number_word(n_cases))}{cases} chosen for comparison, and the people who were heard in them: "
        "as far as the study's files say, neither is a random sample, and nothing was assigned at random."
    )


def _not_heard(finding: Finding, context: MemoContext) -> Iterator[str]:
    speaking = {row.respondent_id for row in finding.tables.rows(TranscriptRow)}
    # In groups nobody is the transcript's respondent: attendance.csv says who speaks.
    speaking |= {row.respondent_id for row in finding.tables.rows(Attendance)}
    for former in finding.former:
        speaking |= {row.respondent_id for row in former.tables.other(AnyTranscript)}
    unheard = [row for row in finding.tables.rows(ParticipantRow) if row.respondent_id not in speaking]
    statuses = Counter(md(row.status) for row in unheard if row.status and not is_heard(row.status))
    if statuses:
        said = listed(statuses if context.is_interpretive else (f"{n} {status}" for status, n in statuses.items()))
        yield sentence(f"some who were asked were not heard ({said}): who they are stands under code coverage")
    else:
        yield "Whom the team asked in vain is not written: rows in participants.csv with a status would say."
    yield from _heard_nowhere(unheard)
    sectors = Counter(row.sector for row in finding.tables.rows(ParticipantRow) if row.sector)
    if sectors:
        # Sorted first, so that of equal sectors the same one is named in each run.
        most, n = max(sorted(sectors.items()), key=lambda item: item[1])
        total = sum(sectors.values())
        if 2 * n > total:
            yield f"{n} of {total} people listed with a sector are {md(most)}: that sector’s view may weigh heavily."


def _heard_nowhere(unheard: Sequence[ParticipantRow]) -> Iterator[str]:
    """Who is listed as heard, or without a status, and speaks in no transcript: a gap in the files and no refusal."""
    heard = [md(row.respondent_id) for row in unheard if is_heard(row.status or "")]
    untold = [md(row.respondent_id) for row in unheard if not row.status]
    if heard:
        yield f"Listed as heard, and speaking in no transcript of the study: {listed(heard)}."
    if untold:
        yield f"Listed without a status, and speaking in no transcript of the study: {listed(untold)}."


def _team(finding: Finding) -> Iterator[str]:
    team = finding.tables.rows(TeamMember)
    if not team:
        yield "Who interviewed, coded and rated is not written: team.csv would say."
        return

    def does(cell: str | None) -> bool:
        return bool((cell or "").strip()) and not says_no(cell)

    some = [row for row in team if does(row.coded) and does(row.rated)]
    every = [md(row.person) for row in some if does(row.interviewed)]
    if every:
        yield sentence(
            f"{listed(every)} interviewed, coded and rated: outcome and coding can leak into each other "
            "([circularity audit](../../memos/cross-case/circularity.html))"
        )
    elif some:
        names = listed(md(row.person) for row in some)
        yield sentence(f"{names} both coded and rated: outcome and coding can leak into each other")
    else:
        yield "Nobody both coded and rated."
    relations = [f"{md(row.person)} ({md(row.relation)})" for row in team if row.relation]
    if relations:
        yield sentence(f"relations to the cases: {listed(relations)}")


def _hindsight(finding: Finding) -> Iterator[str]:
    cells = [row.knew_tier for row in finding.tables.rows(Judgement)]
    cells += [row.knew_tier for row in finding.tables.rows(Episode)]
    knew, silent = sum(map(says_yes, cells)), sum(not cell for cell in cells)
    if knew:
        yield (
            f"{knew} of {plural(len(cells), 'judgement')} and readings of episodes were made by somebody "
            "who knew the outcome."
        )
    if silent:
        yield (
            f"Whether the outcome was known (`knew_tier`) is not written for {silent} of "
            f"{plural(len(cells), 'judgement')} and readings of episodes."
        )
