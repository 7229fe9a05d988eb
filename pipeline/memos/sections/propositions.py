"""Propositions and their rivals in the memo: which cases fit, how firm that is, what the team's rivals say."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.comparison.loops import BLAMING, LEARNING
from pipeline.comparison.patterns import Unusual
from pipeline.comparison.propositions import Propositions, Result, Rival
from pipeline.memos.links import UP
from pipeline.memos.sections.compared import Compared
from pipeline.memos.sections.phrases import Phrases
from pipeline.memos.sections.proposition_words import (
    FORMED,
    NO_SUCH_SOURCE,
    arrangements,
    fits_by_construction,
    formed_words,
    found_and_fit,
    measured_words,
    rival_note,
    same_within_words,
    share,
    tally_of,
    tally_words,
    verdict,
    without_respondents,
)
from pipeline.memos.stages import coder_agreement
from pipeline.store.rows import Episode as EpisodeRow
from pipeline.store.rows import PropositionRow
from pipeline.study.dataclass import dataclass
from pipeline.wording.escaping import md
from pipeline.wording.numbers import listed, plural, with_article

NO_CAUSE = "nothing was randomised, so they say how unusual a pattern is and prove no cause."


@dataclass(frozen=True, slots=True)
class PropositionBody:
    """One proposition below the tables."""

    title: str
    claim: str
    standing: str
    caution: str
    lines: tuple[str, ...]
    would_change_our_mind: str


@dataclass(frozen=True, slots=True)
class PropositionsBody:
    """Laid out by propositions.md.j2: tables of cases by propositions, of looks by propositions, and of rivals."""

    has_any: bool
    setting: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    look_heads: tuple[str, ...]
    looks: tuple[tuple[str, ...], ...]
    formed: str
    propositions: tuple[PropositionBody, ...]
    rival_heads: tuple[str, ...]
    rivals: tuple[tuple[str, ...], ...]
    history: str
    untestable: str
    design: str
    word: str


def propositions_body(compared: Compared) -> PropositionsBody | None:
    """The memo's section; None where there is neither a proposition nor a tier that a rival could explain."""
    say, results = compared.say, compared.comparison.propositions.results
    if not results and not say.m.tiers:
        return None
    shipped = compared.comparison.propositions.shipped
    place = {case_id: n for n, case_id in enumerate(say.m.cases)}
    formed = _formed_alike(results, say)
    return PropositionsBody(
        bool(results),
        f"{held_constant(say)}{additions(compared.comparison.propositions, say)}",
        (say.word, *(f"{say.title(result.name)}{measured_words(result)}" for result in results)),
        tuple(
            (say.case_tier(case_id), *(found_and_fit(result.fits[place[case_id]], say) for result in results))
            for case_id in say.cases_best_first()
        ),
        ("how firm", *(say.title(result.name) for result in results)),
        tuple(_looks(results, say)),
        formed,
        tuple(_proposition(result, formed, compared) for result in results),
        ("rival", "fits", *(["arrangements that fit as well"] * say.has_shares)),
        tuple(_shipped(shipped, say)),
        history_words(compared),
        "; ".join(
            f"{md(rival.explanation.name)} ({md(rival.explanation.why)})"
            for rival in shipped
            if not rival.explanation.is_testable
        ),
        _design(compared),
        say.word,
    )


def held_constant(say: Phrases) -> str:
    """With which other cases each one is compared."""
    if not say.m.block:
        return "The study declares no design: all are compared with all."
    return (
        f"Held constant: **{say.block}**; {with_article(say.word)} is compared with those of its own {say.block} only."
    )


def history_words(compared: Compared) -> str:
    """Where the propositions' earlier wordings stand, and which were abandoned; '' where nobody wrote any."""
    if not compared.context.has_history:
        return ""
    page = f"[How they came to be worded]({UP}room/cross-case/history.html)"
    abandoned = compared.context.abandoned
    return f"{page}; abandoned on the way: {compared.say.titles(abandoned)}." if abandoned else f"{page}."


def additions(propositions: Propositions, say: Phrases) -> str:
    """What of this the study itself did not do; '' where readings only are wanted."""
    if not say.has_shares:
        return ""
    p = " and p" if say.has_coefficients else ""
    return f" Rearrangements{p} are this software's additions: {NO_CAUSE} {looks_words(propositions)}"


def looks_words(propositions: Propositions) -> str:
    """How many explanations were looked at, and what many looks do."""
    were = "was" if propositions.n_looks == 1 else "were"
    looks = plural(propositions.n_looks, "explanation")
    return f"{looks} {were} set beside the same tiers; the more one looks, the more one finds."


def _proposition(result: Result, formed: str, compared: Compared) -> PropositionBody:
    say = compared.say
    return PropositionBody(
        say.title(result.name),
        md(result.claim),
        _standing(result, bool(formed), say),
        same_within_words(result, say),
        (
            *_rests_on(result, say),
            *_measured_by_key(result, compared),
            *filter(None, [readers_words(result, compared)]),
        ),
        md(result.would_change_our_mind) or "the team has not written it.",
    )


def _measure(result: Result, compared: Compared) -> Mapping[str, Any]:
    """What `measure` of propositions.yaml says; empty where the proposition has none."""
    rows = compared.say.m.rows(PropositionRow)
    measure = next((row.measure for row in rows if row.name == result.name and row.measure), None)
    return json.loads(measure) if measure else {}


def _measured_codes(result: Result, compared: Compared) -> tuple[str, ...]:
    where = _measure(result, compared).get("where")
    codes = where.get("code_id") if isinstance(where, dict) else None
    return (codes,) if isinstance(codes, str) else tuple(codes or ())


def readers_words(result: Result, compared: Compared) -> str:
    """How far readers agree on the very codes on which a proposition rests, each by name; '' where none is known.

    Answers to setbacks are judged by episode; what a passage says of them is coded as learning or as blaming.
    """
    is_of_answers = _measure(result, compared).get("table") == EpisodeRow.TABLE
    codes = (LEARNING, BLAMING) if is_of_answers else _measured_codes(result, compared)
    words = coder_agreement.in_words(compared.finding, codes, compared.context)
    return f"Readers’ alpha, by transcript: {words}." if words else ""


def _measured_by_key(result: Result, compared: Compared) -> Iterator[str]:
    """That a proposition is measured by the codes which the team itself named key, if it is."""
    key = {label.words for label in compared.team_lists.key}
    measured = set(_measured_codes(result, compared))
    if measured and measured <= key:
        built = "" if compared.team_lists.is_blind else ", knowing the tiers: part of the fit may be built in"
        page = f"{UP}room/cross-case/distillation.html"
        yield f"It is measured by what the team itself [named key]({page}){built}."


def _formed_alike(results: Sequence[Result], say: Phrases) -> str:
    """When the propositions were formed, once where all were formed alike; '' where each is told by itself."""
    words = {result.formed for result in results}
    # What was formed before coding has a p of its own beside it.
    if len(words) != 1 or "before" in words or not say.has_shares:
        return ""
    said = FORMED.get(next(iter(words)), "").replace("It was", "They were" if len(results) > 1 else "It was")
    return said.replace("this says how unusual the pattern is", "the table says how unusual each pattern is")


def _standing(result: Result, is_formed_told: bool, say: Phrases) -> str:
    """What the table of looks leaves out: why it has none, its p, when it was formed unless that is told of all."""
    look = result.unusual
    if not say.has_shares:
        return tally_of(result, say)
    if look.k is None or look.n is None:
        return f"{tally_of(result, say)} Not testable by rearranging tiers: {md(look.why)}."
    # The table of looks prints no fit for a claim of no difference: it is said here.
    single = "" if result.explanation.direction else tally_of(result, say)
    return f"{single} {'' if is_formed_told else formed_words(result, say)}".strip()


def _looks(results: Sequence[Result], say: Phrases) -> Iterator[tuple[str, ...]]:
    """A row a look, a cell a proposition: arrangements, parts left out, other sources of outcome and measure."""
    if not say.has_shares or all(result.unusual.k is None for result in results):
        return
    yield f"{say.word}s that fit", *map(_fits, results)
    as_well = (arrangements(result.unusual, say) for result in results)
    yield "arrangements of tiers that fit as well or better", *as_well
    yield "closest that could be reached", *map(_closest, results)
    yield "in words", *map(_in_words, results)
    for attribute in dict.fromkeys(attribute for result in results for attribute, _ in result.without):
        cells = (
            next((_spread(looks, say) for name, looks in result.without if name == attribute), "—")
            for result in results
        )
        yield f"without one {md(attribute)}", *cells
    if any(result.respondents is not None for result in results):
        yield "without one respondent", *map(_without_one, results)
    # Sources that no proposition has make no row.
    looks = (look for result in results for look in result.variants)
    for name in dict.fromkeys(look.name for look in looks if look.unusual.why != NO_SUCH_SOURCE):
        yield md(name), *(_variant(result, name) for result in results)


def _fits(result: Result) -> str:
    return share(result.tally) if result.tally.n and result.explanation.direction else "—"


def _in_words(result: Result) -> str:
    words = verdict(result.unusual, result.explanation.direction).rstrip(".")
    return words[:1].lower() + words[1:] or "—"


def _closest(result: Result) -> str:
    is_none = result.unusual.k is None or result.explanation.direction == 0
    return "—" if is_none else f"{result.unusual.k_least:,}"


def _without_one(result: Result) -> str:
    if result.respondents is None:
        return "not recounted"
    return "**the direction is lost**" if result.respondents.turning else "the direction stays"


def _variant(result: Result, name: str) -> str:
    """`3 of 8, 5 undecided`; a dash where this look was not taken."""
    look = next((look for look in result.variants if look.name == name), None)
    return share(look.tally) if look is not None and result.explanation.direction and look.tally.n else "—"


def _spread(looks: Sequence[tuple[str, Unusual]], say: Phrases) -> str:
    known = [look for _, look in looks if look.k is not None and look.n is not None]
    if not known:
        return "not testable"
    in_order = sorted(known, key=lambda look: look.share or 0)
    words = list(dict.fromkeys(arrangements(look, say) for look in in_order))
    turned = [md(value) for value, look in looks if look.effect is not None and look.effect < 0]
    other = f", **the other way** without {listed(turned)}" if turned else ""
    spread = f"{words[0]} each time" if len(words) == 1 else f"{words[0]} to {words[-1]}"
    return f"{spread if len(known) > 1 else words[0]}{other}"


def _rests_on(result: Result, say: Phrases) -> Iterator[str]:
    """A voice on which the direction hangs, the team's rivals, and the cases that decide."""
    if say.has_shares and result.respondents is not None and result.respondents.turning:
        yield without_respondents(result)
    # Rivals of which the same is said share a line.
    rivals: dict[str, list[str]] = {}
    for rival in result.rivals:
        rivals.setdefault(_rival(rival, say), []).append(f"“{md(rival.explanation.name)}”")
    if rivals:
        yield f"The team’s rivals: {'; '.join(f'{listed(names)} {words}' for words, names in rivals.items())}."
    for_ = [say.case(decision.case_id) for decision in result.decisions if decision.for_]
    silent = [say.case(decision.case_id) for decision in result.decisions if not decision.against and not decision.for_]
    if for_:
        yield f"Speaks for a rival: {listed(for_)}."
    if silent:
        yield f"Decides nothing: {listed(silent)}."


def _rival(rival: Rival, say: Phrases) -> str:
    if fits_by_construction(rival, say):
        return "predicted tier for tier what was found, so that these cases cannot speak against it"
    note = rival_note(rival, say)
    if not rival.explanation.is_testable or not rival.tells_apart or not say.has_shares:
        return note if say.has_shares or not rival.tells_apart else f"— {note}"
    return f"fits {share(rival.tally)}"


def _shipped(rivals: Sequence[Rival], say: Phrases) -> Iterator[tuple[str, ...]]:
    """Rows of the rivals that could be measured: name, what these cases say, arrangements."""
    for rival in rivals:
        if rival.explanation.is_testable:
            said = share(rival.tally) if say.has_shares else tally_words(rival.tally, say)
            as_well = [arrangements(rival.unusual, say)] if say.has_shares else []
            yield md(rival.explanation.name), said, *as_well


@dataclass(frozen=True, slots=True)
class DesignNull:
    """One attribute of the design and the tiers that its cases have, value by value; `is_even`: all alike."""

    attribute: str
    values: tuple[tuple[str, str], ...]
    is_even: bool


def design_nulls(compared: Compared) -> Iterator[DesignNull]:
    """What each attribute of the design could explain of the tiers."""
    m = compared.say.m
    # Without tiers there is nothing that the design could explain.
    for attribute in m.attributes if m.tiers else ():
        held = m.held(attribute)
        tiers = {
            value: sorted(
                (m.tiers[case_id] for case_id in m.cases if held[case_id] == value and case_id in m.tiers),
                key=m.settings.outcome_order.index,
            )
            for value in sorted(set(held.values()))
        }
        values = tuple((md(value), ", ".join(map(md, there)) or "no tier") for value, there in tiers.items())
        yield DesignNull(md(attribute), values, len({tuple(there) for there in tiers.values()}) == 1 and len(tiers) > 1)


def _design(compared: Compared) -> str:
    """What the design itself could explain, in a sentence or two that end in a blank."""
    nulls = list(design_nulls(compared))
    even = [null.attribute for null in nulls if null.is_even]
    uneven = [null.attribute for null in nulls if not null.is_even]
    if not nulls:
        return "No design with tiers is declared. "
    said = ""
    if even:
        verb = "explains" if len(even) == 1 else "explain"
        said += f"Every {' and every '.join(even)} has the same tiers, so {listed(even)} {verb} nothing of them here. "
    if uneven:
        said += f"Tiers are not spread alike over {listed(uneven)}, which cannot be ruled out. "
    return said
