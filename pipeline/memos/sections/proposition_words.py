"""How fits and arrangements are said: words follow the numbers, and the study's `reading` rules which are printed."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.comparison.measures import tidy
from pipeline.comparison.patterns import Fit, Unusual
from pipeline.comparison.propositions import Decision, Result, Rival, Tally
from pipeline.memos.links import UP
from pipeline.memos.sections.phrases import Phrases
from pipeline.wording.escaping import md
from pipeline.wording.numbers import listed, plural, share_words
from pipeline.wording.vocabulary import ONE_VOICE

# The same words at the same shares everywhere (docs/inference.md): none is chosen by hand.
UNUSUAL, NOT_RARE, EVEN = 0.05, 0.25, 0.5
"""Shares of arrangements up to which a pattern is called unusual, or not rare, and above which no difference shows."""

FORMED = {
    "before": "It was formed before coding.",
    "during": "It was formed while these same cases were coded: this says how unusual the pattern is, and nothing was "
    "held back to test it.",
    "after": "It was formed after coding these same cases: this says how unusual the pattern is, and nothing was held "
    "back to test it.",
}
NO_SUCH_SOURCE = "there are none"
"""`Unusual.why` of a look for which the study has no outcome, or no measure, from that source."""


def share(tally: Tally) -> str:
    """`5 of 8 (ties with another tier in 1, 1 undecided, 1 against)`: what does not fit is not left to be guessed."""
    parts = [f"ties with another tier in {tally.level}"] if tally.level else []
    parts += [f"{tally.undecided} undecided"] if tally.undecided else []
    parts += [f"{tally.against} against"] if tally.against else []
    parts += [f"{tally.unknown} not known"] if tally.unknown else []
    return share_words(tally.fits, tally.n) + (f" ({', '.join(parts)})" if parts else "")


def tally_words(tally: Tally, say: Phrases) -> str:
    """`Fits in 5 of 9 cases, ties with another tier in 1, 2 undecided, 1 against.`"""
    if not tally.n:
        return "Nothing is known of any of them."
    if not say.has_shares:
        return _tally_without_numbers(tally)
    parts = [f"Fits in {tally.fits} of {plural(tally.n, say.word)}"]
    parts += [f"ties with another tier in {tally.level}"] if tally.level else []
    parts += [f"{tally.undecided} undecided"] if tally.undecided else []
    parts += [f"{tally.against} against"] if tally.against else []
    parts += [f"{tally.unknown} more of which nothing is known"] if tally.unknown else []
    return ", ".join(parts) + "."


def _tally_without_numbers(tally: Tally) -> str:
    if not tally.against and not tally.undecided:
        return "No case speaks against it."
    return "Some cases fit, others do not." if tally.fits or tally.level else "No case fits it clearly."


def tally_of(result: Result, say: Phrases) -> str:
    """How many cases fit a proposition; of "no difference" a single case can say nothing."""
    if result.explanation.direction == 0 and result.explanation.predicted is None:
        return "A single case can neither fit nor contradict “no difference”: only all together can."
    return tally_words(result.tally, say)


def arrangements(look: Unusual, say: Phrases) -> str:
    """`1 of 216`; why not where it is not testable; nothing where readings only are wanted."""
    if not say.has_shares:
        return "—"
    if look.k is None or look.n is None:
        return f"not testable: {md(look.why)}"
    drawn = " drawn" if look.is_sampled else ""
    return f"{look.k:,} of {look.n:,}{drawn}"


def found_words(fit: Fit, say: Phrases) -> str:
    """What was found in a case, with its evidence; nothing but the tier where tiers were predicted."""
    if fit.measured is None:
        return say.tier(say.m.tiers.get(fit.case_id))
    if fit.measured.value is None and fit.measured.label is None:
        return f"not known: {md(fit.measured.why)}"
    words = md(fit.measured.words) if say.has_shares or fit.measured.label else "see its memo"
    said = f"[{words}]({UP}{fit.measured.place})" if fit.measured.place else words
    if fit.measured.differing:
        said += f" (analysts differ on {listed(f'episode {md(episode)}' for episode in fit.measured.differing)})"
    return f"{said}, {ONE_VOICE}" if fit.measured.n_voices == 1 else said


def fit_words(fit: Fit, say: Phrases) -> str:
    """fits, ties with 1, against, undecided, not known."""
    # Tallied apart from what fits: some of another tier are neither above nor below it.
    fits = f"ties with {fit.n_tied}" if fit.n_tied and say.has_shares else "fits"
    return {"fits": fits, "against": "**against**", "undecided": "undecided"}.get(fit.fit, "not known")


def found_and_fit(fit: Fit, say: Phrases) -> str:
    """A cell of a table of cases by propositions."""
    return f"{found_words(fit, say)} — {fit_words(fit, say)}"


def expected_words(fit: Fit, say: Phrases) -> str:
    """What the explanation predicts of a case."""
    if fit.predicted is not None:
        return md(fit.predicted)
    inside = f"of its {say.block}" if say.m.block else "of all"
    if fit.expected == "any":
        return "no order"
    return {"high": f"highest {inside}", "low": f"lowest {inside}", "between": "in between"}.get(
        fit.expected, f"nothing to compare with in its {say.block}"
    )


def decides(decision: Decision) -> str:
    """Which rivals a case speaks against or for."""
    against, for_ = (listed(f"“{md(name)}”" for name in names) for names in (decision.against, decision.for_))
    parts = [f"against {against}"] if against else []
    parts += [f"**for {for_}**"] if for_ else []
    return "; ".join(parts) or f"no: {md(decision.why_not)}"


def verdict(look: Unusual, direction: int) -> str:
    """Words that follow the numbers."""
    part = look.share
    if part is None:
        return ""
    if direction == 0:
        if part > EVEN:
            return "So no difference shows, as claimed."
        return "So a difference shows, against the claim." if part <= UNUSUAL else "Neither shows."
    if look.effect is not None and look.effect < 0:
        return "The pattern runs the other way."
    # The closest fit of a small design may be common: it is called rare only where it is.
    if look.k == look.k_least:
        few = "and few arrangements reach it" if part <= UNUSUAL else "yet with so few cases that is no rarity"
        return f"No closer fit was possible, {few}."
    if part <= UNUSUAL:
        return "That is unusual among arrangements."
    if part <= NOT_RARE:
        return "That is not rare among arrangements."
    return "Many arrangements fit as well: the pattern is no surprise."


def formed_words(result: Result, say: Phrases) -> str:
    """When a proposition was formed; its p where that was before coding."""
    said = FORMED.get(result.formed, "")
    look = result.unusual
    # p would pretend a test where the claim came from these same cases (docs/inference.md).
    if result.formed != "before" or not say.has_coefficients or look.share is None:
        return said
    parts = [f"p = {p_words(look.share)}" + (f" ± {look.p_error:.4f}" if look.is_sampled else "")]
    parts += [f"Holm over all formed before {p_words(look.p_holm)}"] if look.p_holm is not None else []
    parts += [f"step-down max-T {p_words(look.p_maxt)}"] if look.p_maxt is not None else []
    sided = "two-sided" if result.explanation.direction == 0 else "one-sided"
    exact = "" if look.is_sampled else f" ({sided}, exact)"
    return f"{said} {', '.join(parts)}{exact}."


def left_out(looks: Sequence[tuple[str, Unusual]], say: Phrases) -> str:
    """`without Alpha 1 of 8; without Beta 2 of 8, the other way`."""
    parts = []
    for value, look in looks:
        turned = ", **the other way**" if look.effect is not None and look.effect < 0 else ""
        parts.append(f"without {md(value)} {arrangements(look, say)}{turned}")
    return "; ".join(parts)


def without_respondents(result: Result) -> str:
    """What leaving each respondent out does."""
    if result.respondents is None:
        if result.is_recountable:
            return "Without one respondent: cannot be recounted, fewer than two are named or there is no effect."
        return "Without one respondent: not recounted, since the measure rests on the team's tables and not on counts."
    if not result.respondents.turning:
        return f"Without any one of {result.respondents.n_respondents} respondents the direction stays."
    turning = listed(map(md, result.respondents.turning))
    return f"It hangs on single voices: without {turning} the direction is lost."


def rival_note(rival: Rival, say: Phrases) -> str:
    """Why a rival of the team's can or cannot be told apart here."""
    if not rival.explanation.is_testable:
        return f"not testable here: {md(rival.explanation.why)}"
    if fits_by_construction(rival, say):
        return "predicts every tier as it is, so it fits by construction: these cases cannot speak against it"
    if not rival.tells_apart:
        return "predicts the same of every case: these cases cannot tell the two apart"
    return tally_words(rival.tally, say).rstrip(".").lower()


def fits_by_construction(rival: Rival, say: Phrases) -> bool:
    """Whether a rival predicts the tier of every case as it was found: no case could ever speak against it."""
    predicted = rival.explanation.predicted
    return bool(
        rival.explanation.is_testable
        and predicted
        and say.m.tiers
        and all(predicted.get(case_id) == tier for case_id, tier in say.m.tiers.items())
    )


def same_within_words(result: Result, say: Phrases) -> str:
    """A caution where the measure is a trait of the city rather than of the case."""
    if result.same_within is None:
        return ""
    attribute = md(result.same_within)
    return (
        f"Caution: all {say.word}s of one {attribute} have the same value, so this is "
        f"a trait of the {attribute}, and fewer independent values stand behind it than cases."
    )


def measured_words(result: Result) -> str:
    """Where a measure comes from: `episodes.response` is `: from episodes`; '' where nothing is measured."""
    measured_by = result.explanation.measured_by
    return f": from {md(measured_by.partition('.')[0].replace('_', ' '))}" if measured_by else ""


def as_well_words(k: int, direction: int) -> str:
    """`8 fit as well or better`, counting the arrangement that was found."""
    if direction == 0:
        return f"{k:,} {'is' if k == 1 else 'are'} at least as far from no difference"
    return f"{k:,} {'fits' if k == 1 else 'fit'} as well or better{', the one that was found' if k == 1 else ''}"


def unusual_words(result: Result, say: Phrases) -> str:
    """Of N arrangements, k; the closest reachable; when it was formed; p for what was formed before coding."""
    look, direction = result.unusual, result.explanation.direction
    if not say.has_shares:
        return ""
    if look.k is None or look.n is None:
        return f"Not testable by rearranging tiers: {md(look.why)}. The table above is all that these cases say."
    inside = f"inside {plural(2, say.block).removeprefix('2 ')}" if say.m.block else "among all"
    drawn = ", drawn at random with seed 0," if look.is_sampled else ""
    effect = f" (effect {tidy(look.effect)})" if say.has_coefficients and look.effect is not None else ""
    least = "" if direction == 0 else f"; the closest fit that this table could have reached is {look.k_least:,}"
    return (
        f"Of {look.n:,} ways to arrange the tiers {inside}{drawn} {as_well_words(look.k, direction)}{effect}{least}. "
        f"{verdict(look, direction)} {formed_words(result, say)}"
    )


def p_words(p: float | None) -> str:
    """`.005`; at least four digits where it is smaller; never 0."""
    if p is None:
        return "not given"
    if p >= 1:
        return "1"
    # A p of .000 would read as impossible.
    digits = 3 if p >= 0.001 else 6
    return f"{p:.{digits}f}".lstrip("0")
