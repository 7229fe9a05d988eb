"""What the first page of all cases says of the propositions: how sure, what decides, what cannot be said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.comparison.propositions import BLIND, Propositions, Result
from pipeline.memos.links import UP
from pipeline.memos.sections.compared import Compared
from pipeline.memos.sections.phrases import Phrases
from pipeline.memos.sections.proposition_words import arrangements, fits_by_construction, share
from pipeline.memos.sections.propositions import history_words, readers_words
from pipeline.memos.stages.first_page import DECIDES, SURE, UNTOLD
from pipeline.wording.escaping import md
from pipeline.wording.numbers import listed, share_words

FEWER = {
    "tiers from archival indicators only": "archival indicators",
    "tiers from mayors only": "mayors",
    BLIND: "people who did not know the tier",
}
"""Looks of which the first page speaks, each in its words: they rest on eyes other than those that coded."""


def first_page_words(compared: Compared) -> Mapping[str, str]:
    """What the memo's first page says of the proposition that fits most cases, by the page's labels."""
    say, propositions = compared.say, compared.comparison.propositions
    known = [result for result in propositions.results if result.tally.n and result.explanation.direction]
    # What a team's own prediction tests under the same name is not called untestable on the line below.
    tested = {
        rival.explanation.name.casefold()
        for result in propositions.results
        for rival in result.rivals
        if rival.explanation.is_testable
    }
    blind = [
        md(rival.explanation.name)
        for rival in propositions.shipped
        if not rival.explanation.is_testable and rival.explanation.name.casefold() not in tested
    ]
    untold = f"Rivals that nothing here can test: {listed(blind)}." if blind else ""
    if not known:
        return {UNTOLD: untold} if propositions.results else {}
    # Most fits first; ties are broken by level cases, then by how few arrangements do as well.
    best = max(known, key=lambda result: (result.tally.fits, result.tally.level, -(result.unusual.share or 1)))
    return {
        SURE: " ".join(
            filter(
                None,
                (*_how_sure(best, known, propositions, say), readers_words(best, compared), history_words(compared)),
            )
        ),
        DECIDES: " ".join(_what_decides(best, say)),
        UNTOLD: untold,
    }


def _how_sure(best: Result, known: Sequence[Result], propositions: Propositions, say: Phrases) -> Iterator[str]:
    """How well the best proposition fits, what speaks for chance, and what is left by other sources."""
    name = f"“{say.title(best.name)}”"
    when = {"before": "before coding", "during": "while these same cases were coded"}
    formed = when.get(best.formed, "after coding these same cases")
    if not say.has_shares:
        yield f"Of the propositions, {name} stands best against these cases; it was formed {formed}."
        return
    where = f"[propositions]({UP}room/cross-case/cross-case.html#propositions-and-rivals)"
    if not best.tally.fits and not best.tally.level:
        yield f"No proposition fits a single {say.word} ({where})."
        return
    level = [result for result in known if result is not best and result.tally == best.tally]
    does = "does" if len(level) == 1 else "do"
    also = f", and so {does} {say.titles([result.name for result in level])}" if level else ""
    # Those that no case speaks against deserve a mention; the rest stands in the room.
    near = [result for result in known if result is not best and result not in level and not result.tally.against]
    also += "".join(f"; “{say.title(result.name)}” {share(result.tally)}" for result in near)
    fits, bracket, rest = share(best.tally).partition(" (")
    yield f"The proposition {name} fits {fits} {say.word}s{bracket}{rest}{also} ({where})."
    if best.unusual.k is not None:
        # Where others stand in the sentence before "it" could be any of them.
        it = name if level or near else "it"
        as_well = f"fits {it} as well, the one that was found" if best.unusual.k == 1 else f"fit {it} as well"
        tried = "explanation was tried" if propositions.n_looks == 1 else "explanations were tried"
        yield f"{arrangements(best.unusual, say)} ways to arrange the tiers {as_well}; {propositions.n_looks} {tried}."
    are_alike = {result.formed for result in level} <= {best.formed}
    who = "It was" if not level else "All were" if are_alike else f"{name} was"
    yield f"{who} formed {formed}."
    looks = {look.name: look.tally for look in best.variants if look.tally.n}
    others = [
        f"{words} {share_words(looks[name].fits, looks[name].n)}" for name, words in FEWER.items() if name in looks
    ]
    if others:
        yield f"By other sources alone: {'; '.join(others)}."


def _what_decides(best: Result, say: Phrases) -> Iterator[str]:
    """Which rivals the cases speak against, which they cannot, and what would change the team's mind."""
    contradicted, mute, built = [], [], []
    for rival in best.rivals:
        name = rival.explanation.name
        against = sum(name in decision.against for decision in best.decisions)
        if fits_by_construction(rival, say):
            built.append(f"“{md(name)}”")
        elif against:
            how = f" ({share_words(against, len(best.decisions))})" if say.has_shares else ""
            contradicted.append(f"“{md(name)}”{how}")
        else:
            mute.append(f"“{md(name)}”")
    if contradicted:
        rivals = "its rival" if len(contradicted) == 1 else "these of its rivals:"
        yield f"Cases speak against {rivals} {', '.join(contradicted)}."
    if mute:
        yield f"No case speaks against {listed(mute, 'or')}."
    if built:
        predicts = "predicts" if len(built) == 1 else "predict"
        yield f"{listed(built)} {predicts} every tier as it was found, so that no case could speak against it."
    if best.would_change_our_mind:
        yield f"Would change our mind: {md(best.would_change_our_mind)}"
