"""What the memo on all cases adds to a comparison: tiers, recurring codes, contrary cases, limits, other notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.memos import coders_agree
from pipeline.memos.design_patterns import design_patterns
from pipeline.memos.filters import first_upper, listed, md, number_word, plural
from pipeline.memos.holding_constant import share_cell, shown_in
from pipeline.memos.patterns import NOBODY, in_order, pattern_of
from pipeline.memos.sentences import Around, code_link, sentence
from pipeline.records import says_no
from pipeline.stages.findings import CodeLine, Finding

RECURRING = ("all", "most")


@dataclass(frozen=True, slots=True)
class OverallBody:
    """Laid out below the comparison: `tiers` the header, `by_tier` rows (code, one cell a tier)."""

    tiers: tuple[str, ...]
    by_tier: tuple[tuple[str, ...], ...]
    recurring: tuple[str, ...]
    contrary: tuple[str, ...]
    by_design: tuple[str, ...]
    limits: tuple[str, ...]


def body_of(finding: Finding, around: Around) -> OverallBody:
    """The context of the last stage, beside that which it shares with the stages before."""
    shown = [line for family in around.families(finding) for line in finding.family(family)]
    tiers = tuple(reversed(around.settings.outcome_order))
    with_cases = [tier for tier in tiers if any(row["tier"] == tier for row in finding.tables["cases"])]
    rows = [
        (code_link(line), *(share_cell(shown_in(shown, tier)[line.code_id]) for tier in with_cases))
        for line in shown
        if not _is_in_what_recurs(line) and pattern_of(line) not in NOBODY
    ]
    return OverallBody(
        tiers=tuple(md(tier) for tier in with_cases),
        by_tier=tuple(rows) if len(with_cases) > 1 and not around.is_interpretive else (),
        recurring=tuple(_recurring(finding, around)),
        contrary=tuple(_contrary(shown, around)),
        by_design=tuple(design_patterns(finding, shown, around)),
        limits=tuple(_limits(finding, around)),
    )


def _is_in_what_recurs(line: CodeLine) -> bool:
    """Whether the table of recurring enablers, above it in the memo, already has its tiers."""
    row = line.presence
    return line.family == "enabler" and row is not None and row["presence"] in RECURRING and row["n_showing"] > 1


def _recurring(finding: Finding, around: Around) -> Iterator[str]:
    for family in around.families(finding):
        lines = [line for line in finding.family(family) if line.presence and line.presence["presence"] in RECURRING]
        if not lines or len(finding.cases) < 2:
            continue
        counted = [
            line for line in lines if not all(case["judgement"] for case in line.cases if case["state"] == "shows")
        ]
        if counted:
            yield sentence(
                f"{around.heading(family)} recurs in all or most at least partly by count, a finding aid, for "
                f"{_named(counted)}"
            )
        else:
            yield sentence(f"{around.heading(family)} recurs in all or most by the team’s judgement of each case")


def _named(lines: Sequence[CodeLine]) -> str:
    return listed(code_link(line) for line in lines)


def _contrary(lines: Sequence[CodeLine], around: Around) -> Iterator[str]:
    """Of what helped in most: best cases that lack it, worst that have it; of what hindered in most: the reverse."""
    order = around.settings.outcome_order
    if len(order) < 2:
        return
    best, worst = order[-1], order[0]
    for line in lines:
        if line.presence is None or line.presence["presence"] not in RECURRING:
            continue
        lacking, having = (worst, best) if line.family == "barrier" else (best, worst)
        parts = [*_cases_that(line, lacking, "not", around), *_cases_that(line, having, "shows", around)]
        if parts:
            yield f"{code_link(line)}: {'; '.join(parts)}."


def _cases_that(line: CodeLine, tier: str, state: str, around: Around) -> Iterator[str]:
    found = [case for case in in_order(line.cases, around) if case["tier"] == tier and case["state"] == state]
    if not found:
        return
    names = listed(around.case_name(case["case_id"]) for case in found)
    one, many = (
        ("does without it", "do without it") if state == "not" else ("has it all the same", "have it all the same")
    )
    yield f"{names} ({md(tier)}) {one if len(found) == 1 else many}"


def _limits(finding: Finding, around: Around) -> Iterator[str]:
    if around.settings.fiction:
        yield "The material is fiction: nothing here is a finding about the world."
    yield from coders_agree.limits(finding, around)
    yield from _not_heard(finding, around)
    yield from _team(finding)
    yield from _hindsight(finding)
    heard = [one.heard for one in finding.former if one.heard is not None]
    unread = sum(len(one.unread) for one in heard)
    partly = sum(len(one.read_some) for one in heard)
    counted = sum(one.n_counted for one in heard)
    if unread or partly:
        some = f", and {partly} only for some codes" if partly else ""
        yield (
            f"Nobody has read {unread} of {plural(counted, 'interview or group', 'interviews and groups')}{some}: "
            "what is not known there counts neither for nor against."
        )
    if around.is_unchecked:
        yield "No person has coded anything: every figure is the machine’s, not checked by a person."
    n_cases = len(finding.cases)
    cases = plural(n_cases, md(around.settings.case)).removeprefix(str(n_cases))
    yield (
        f"{first_upper(number_word(n_cases))}{cases} chosen for comparison, and partners reached by introduction: "
        "neither is a sample, and nothing was assigned at random."
    )


def _not_heard(finding: Finding, around: Around) -> Iterator[str]:
    speaking = {row["respondent_id"] for row in (*finding.tables["transcripts"], *finding.tables["attendance"])}
    for one in finding.former:
        speaking |= {row["respondent_id"] for row in one.tables.get("other:all_transcripts", ())}
    unheard = [row for row in finding.tables["participants"] if row["respondent_id"] not in speaking]
    if unheard:
        statuses = Counter(md(row["status"] or "no status") for row in unheard)
        said = listed(f"{n} {status}" for status, n in statuses.items())
        if around.is_interpretive:
            said = listed(statuses)
        yield sentence(f"some who were asked were not heard ({said}): who they are stands under code coverage")
    else:
        yield "Whom the team asked in vain is not written: rows in participants.csv with a status would say."
    sectors = Counter(row["sector"] for row in finding.tables["participants"] if row["sector"])
    if sectors:
        most, n = max(sorted(sectors.items()), key=lambda item: item[1])
        total = sum(sectors.values())
        if 2 * n > total:
            yield f"{n} of {total} people listed with a sector are {md(most)}: that sector’s view may weigh heavily."


def _team(finding: Finding) -> Iterator[str]:
    team = finding.tables["team"]
    if not team:
        yield "Who interviewed, coded and rated is not written: team.csv would say."
        return

    def does(row: object, column: str) -> bool:
        value = str(row[column] or "").strip().casefold()  # type: ignore[index]
        return bool(value) and not says_no(value)

    every = [md(row["person"]) for row in team if all(does(row, c) for c in ("interviewed", "coded", "rated"))]
    some = [md(row["person"]) for row in team if does(row, "coded") and does(row, "rated")]
    if every:
        yield sentence(
            f"{listed(every)} interviewed, coded and rated: outcome and coding can leak into each other "
            "([circularity audit](circularity.html))"
        )
    elif some:
        yield sentence(f"{listed(some)} both coded and rated: outcome and coding can leak into each other")
    else:
        yield "Nobody both coded and rated."
    relations = [f"{md(row['person'])} ({md(row['relation'])})" for row in team if row["relation"]]
    if relations:
        yield sentence(f"relations to the cases: {listed(relations)}")


def _hindsight(finding: Finding) -> Iterator[str]:
    rows = (*finding.tables["judgements"], *finding.tables["episodes"])
    knew = [row for row in rows if str(row["knew_tier"] or "").casefold() in ("true", "yes", "1")]
    silent = [row for row in rows if not row["knew_tier"]]
    if knew:
        yield (
            f"{len(knew)} of {plural(len(rows), 'judgement')} and readings of episodes were made by somebody "
            "who knew the outcome."
        )
    if silent:
        yield (
            f"Whether the outcome was known (`knew_tier`) is not written for {len(silent)} of "
            f"{plural(len(rows), 'judgement')} and readings of episodes."
        )
