"""What the rules leave of each claim that a first page might make: every row of `claims`, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.memos.context import MemoContext
from pipeline.memos.links import code_link
from pipeline.stages.findings import Finding
from pipeline.store.rows import Claim
from pipeline.study.dataclass import dataclass
from pipeline.wording.escaping import md
from pipeline.wording.numbers import listed, number_word

RULES = {
    "by_judgement": "judgement",
    "by_strict": "passages",
    "by_count": "counts",
    "by_two_voices": "two voices",
    "by_denial": "denials",
}
"""The five rules, in the order of the table; each as it is said after "by" and "not by"."""

FEW = 3


@dataclass(frozen=True, slots=True)
class ClaimsTable:
    """A row a claim: code, claim, what each rule says of it, whether it survives."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def claims_table(finding: Finding, context: MemoContext) -> ClaimsTable | None:
    """Every claim of a subject; None where there is none, or where the team prints no counts."""
    claims = in_order(finding)
    if not claims or context.is_interpretive:
        return None
    links = {line.code_id: code_link(line) for line in finding.lines}
    rows = tuple(
        (
            links[claim.code_id],
            claim_words(claim, context),
            *(claim.cell(rule) for rule in RULES),
            "**yes**" if claim.survives else "no",
        )
        for claim in claims
    )
    return ClaimsTable(("code", "claim", *RULES.values(), "survives"), rows)


def in_order(finding: Finding) -> list[Claim]:
    """A subject's claims in the codebook's order of codes."""
    place = {line.code_id: n for n, line in enumerate(finding.lines)}
    return sorted(finding.tables.rows(Claim), key=lambda claim: (claim.kind, place[claim.code_id]))


def claim_words(claim: Claim, context: MemoContext) -> str:
    """`in all`, `in most`, `in none`, `in all of “more”, none of “less”`."""
    order = [md(tier) for tier in context.settings.outcome_order]
    if claim.claim == "best_not_worst":
        return f"in all of “{order[-1]}”, none of “{order[0]}”"
    if claim.claim == "worst_not_best":
        return f"in all of “{order[0]}”, none of “{order[-1]}”"
    return f"in {claim.claim}"


def surviving(finding: Finding, context: MemoContext) -> Iterator[str]:
    """`in all: A and B`: what all five rules grant, a sentence a claim and family."""
    by_lead: dict[str, list[str]] = {}
    for claim in in_order(finding):
        if claim.survives:
            by_lead.setdefault(_lead(claim, finding, context), []).append(code_of(claim.code_id, finding))
    yield from (f"{lead}: {listed(codes)}" for lead, codes in by_lead.items())


def under_some_rules(finding: Finding, context: MemoContext) -> Iterator[str]:
    """`in all by judgement and counts alone: A`: what only some rules grant, grouped by which.

    That nobody shows a code which nobody judged either is no claim that a reader would make: the table has it.
    """
    by_rules: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for claim in in_order(finding):
        granted = tuple(rule for rule in RULES if claim.cell(rule) == "yes")
        if not claim.survives and granted and claim.claim != "none":
            by_rules.setdefault((_lead(claim, finding, context), granted), []).append(code_of(claim.code_id, finding))
    # What most rules grant stands first: it is nearest to surviving.
    widest = sorted(by_rules.items(), key=lambda item: -len(item[0][1]))
    for (lead, granted), codes in widest:
        failing = [words for rule, words in RULES.items() if rule not in granted]
        # What fails alone is the shorter list, and the one that a reader asks about.
        by = f"all rules but {failing[0]}" if len(failing) == 1 else f"{listed(RULES[rule] for rule in granted)} alone"
        yield f"{lead} by {by}: {_some(codes)}"


def _lead(claim: Claim, finding: Finding, context: MemoContext) -> str:
    line = finding.line(claim.code_id)
    # Other families neither help nor hinder: their claim is said bare.
    kind = {"enabler": "helped", "barrier": "hindered"}.get(line.family if line else "", "")
    return f"{kind} {claim_words(claim, context)}".strip()


def code_of(code_id: str, finding: Finding) -> str:
    """A code's name with the way to its evidence."""
    line = finding.line(code_id)
    return code_link(line) if line else md(code_id)


def claims_of(code_id: str, finding: Finding, context: MemoContext) -> str:
    """`helped in all of “more”, none of “less”; in most`: what survives of one code."""
    leads = [
        _lead(claim, finding, context) for claim in in_order(finding) if claim.code_id == code_id and claim.survives
    ]
    # A second claim says again that it helped.
    return "; ".join([*leads[:1], *(lead.removeprefix("helped ").removeprefix("hindered ") for lead in leads[1:])])


def _some(codes: Sequence[str]) -> str:
    left = len(codes) - FEW
    # "One more" would take as much room as its name.
    return listed([*codes[:FEW], f"{number_word(left)} more"] if left > 1 else codes)
