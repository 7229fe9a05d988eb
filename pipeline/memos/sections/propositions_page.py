"""Propositions and rivals in full: what each predicts of each case, and every look at how unusual that is."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.comparison.propositions import Result, Rival, Variant
from pipeline.memos.sections.compared import Compared
from pipeline.memos.sections.phrases import Phrases
from pipeline.memos.sections.proposition_words import (
    NO_SUCH_SOURCE,
    arrangements,
    decides,
    expected_words,
    fit_words,
    found_and_fit,
    found_words,
    left_out,
    measured_words,
    rival_note,
    same_within_words,
    tally_of,
    tally_words,
    unusual_words,
    without_respondents,
)
from pipeline.memos.sections.propositions import NO_CAUSE, design_nulls, held_constant, looks_words
from pipeline.study.dataclass import dataclass
from pipeline.wording.escaping import md
from pipeline.wording.numbers import first_upper


@dataclass(frozen=True, slots=True)
class PropositionInFull:
    """One proposition: a table of cases, what it adds up to, looks from other sources, the team's rivals."""

    title: str
    claim: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    standing: str
    caution: str
    left_out: tuple[str, ...]
    variant_heads: tuple[str, ...]
    variants: tuple[tuple[str, ...], ...]
    absent: str
    rivals: tuple[str, ...]
    would_change_our_mind: str


@dataclass(frozen=True, slots=True)
class PropositionsPage:
    """Laid out by propositions_page.md.j2."""

    has_any: bool
    word: str
    is_fiction: bool
    setting: str
    propositions: tuple[PropositionInFull, ...]
    rival_heads: tuple[str, ...]
    rivals: tuple[tuple[str, ...], ...]
    case_heads: tuple[str, ...]
    cases: tuple[tuple[str, ...], ...]
    design: tuple[str, ...]


def propositions_page(compared: Compared) -> PropositionsPage:
    """The page beside the memo."""
    say, propositions = compared.say, compared.comparison.propositions
    tested = [rival for rival in propositions.shipped if rival.fits]
    place = {case_id: n for n, case_id in enumerate(say.m.cases)}
    return PropositionsPage(
        bool(propositions.results),
        say.word,
        say.m.settings.fiction,
        _setting(compared),
        tuple(_in_full(result, say) for result in propositions.results),
        ("rival", "what it says", "what these cases say", *(["rearrangements"] * say.has_shares)),
        tuple(_shipped(rival, say) for rival in propositions.shipped),
        (say.word, *(md(rival.explanation.name) for rival in tested)),
        tuple(
            (say.case_tier(case_id), *(found_and_fit(rival.fits[place[case_id]], say) for rival in tested))
            for case_id in say.m.cases
        )
        if tested
        else (),
        tuple(_design(compared)),
    )


def _setting(compared: Compared) -> str:
    """What of this is the software's own; '' where readings only are wanted."""
    say = compared.say
    if not say.has_shares:
        return ""
    p = " and p" if say.has_coefficients else ""
    return (
        f"Rearrangements, what they leave out{p} are this software's additions: {NO_CAUSE} "
        f"{held_constant(say)} {looks_words(compared.comparison.propositions)}"
    )


def _in_full(result: Result, say: Phrases) -> PropositionInFull:
    is_shown = say.has_shares and result.without
    there = [look for look in result.variants if look.unusual.why != NO_SUCH_SOURCE]
    absent = [look.name for look in result.variants if look.unusual.why == NO_SUCH_SOURCE]
    return PropositionInFull(
        say.title(result.name),
        md(result.claim),
        (say.word, "if it holds", f"found{measured_words(result)}", "fit", "decides?"),
        tuple(
            (
                say.case_tier(fit.case_id),
                expected_words(fit, say),
                found_words(fit, say),
                fit_words(fit, say),
                decides(decision),
            )
            for fit, decision in zip(result.fits, result.decisions, strict=True)
        ),
        f"{tally_of(result, say)} {unusual_words(result, say)}",
        same_within_words(result, say),
        (
            *(f"One {md(attribute)} left out: {left_out(looks, say)}." for attribute, looks in result.without),
            without_respondents(result),
        )
        if is_shown
        else (),
        ("from other sources", "fits", *(["rearrangements that fit as well"] * say.has_shares)),
        tuple(_variant(look, result, say) for look in there),
        "; ".join(absent),
        tuple(_rival(rival, say) for rival in result.rivals),
        md(result.would_change_our_mind) or "the team has not written it.",
    )


def _variant(look: Variant, result: Result, say: Phrases) -> tuple[str, ...]:
    # A claim of no difference has no side on which a case could lie.
    fits = tally_words(look.tally, say) if result.explanation.direction else "—"
    return (md(look.name), fits, *([arrangements(look.unusual, say)] if say.has_shares else []))


def _rival(rival: Rival, say: Phrases) -> str:
    claim = f" — {md(rival.explanation.claim)}" if rival.explanation.claim else ""
    is_counted = say.has_shares and rival.unusual.k is not None
    as_well = f" ({arrangements(rival.unusual, say)})" if is_counted else ""
    return f"“{md(rival.explanation.name)}”{claim}: {rival_note(rival, say)}{as_well}."


def _shipped(rival: Rival, say: Phrases) -> tuple[str, ...]:
    """A rival that is looked at by default: name, claim, what these cases say, arrangements."""
    explanation = rival.explanation
    said = tally_words(rival.tally, say) if explanation.is_testable else f"not testable: {md(explanation.why)}"
    note = f" ({md(explanation.note)})" if explanation.note and say.has_shares else ""
    as_well = arrangements(rival.unusual, say) if explanation.is_testable else "—"
    return (md(explanation.name), md(explanation.claim), f"{said}{note}", *([as_well] if say.has_shares else []))


def _design(compared: Compared) -> Iterator[str]:
    """A line an attribute of the design: the tiers of each value, and what that rules out."""
    for null in design_nulls(compared):
        values = "; ".join(f"{value} has {tiers}" for value, tiers in null.values)
        if null.is_even:
            so = f"Every {null.attribute} has the same tiers, so {null.attribute} explains nothing of them here."
        else:
            so = f"The tiers are not spread alike, so {null.attribute} cannot be ruled out."
        yield f"{first_upper(null.attribute)}: {values}. {so}"
