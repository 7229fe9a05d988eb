"""How the comparison says its numbers: words follow them, and the study's `reading` rules which are said at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.comparison.loops import Candidate, Episode, Tellers
from pipeline.comparison.material import Material
from pipeline.comparison.measures import tidy
from pipeline.comparison.patterns import Fit, Unusual
from pipeline.comparison.propositions import Decision, Result, Rival, Tally
from pipeline.comparison.success import CaseSuccess, Judged
from pipeline.memos.sentences import UP, Quote, quotes, tier_marks
from pipeline.stages.findings import Rows
from pipeline.store.rows import ParticipantRow
from pipeline.study.records import says_no
from pipeline.wording.filters import first_upper, listed, md, number_word, plural

UNUSUAL, NOT_RARE, EVEN = 0.05, 0.25, 0.5
TRUST = {"up": "trust grew", "same": "trust stayed", "down": "trust fell"}
FORMED = {
    "before": "It was formed before coding.",
    "during": "It was formed while these same cases were coded: this says how unusual the pattern is, and nothing was "
    "held back to test it.",
    "after": "It was formed after coding these same cases: this says how unusual the pattern is, and nothing was held "
    "back to test it.",
}
STATES = (
    ("denied", "denied in"),
    ("asked_and_silent", "asked and silent"),
    ("not_asked", "not asked"),
    ("not_known_whether_asked", "not known whether asked"),
    ("not_read", "not read"),
)


@dataclass(frozen=True, slots=True)
class Say:
    """Wording for one study: `m` gives names, tiers and the attribute held constant."""

    m: Material

    @property
    def reading(self) -> str:
        """What the team accepts: coefficients, negotiated or interpretive."""
        return self.m.settings.reading

    @property
    def has_coefficients(self) -> bool:
        """Whether agreement, effects and p are printed."""
        return self.reading == "coefficients"

    @property
    def has_shares(self) -> bool:
        """Whether shares and counts of cases and arrangements are printed."""
        return self.reading != "interpretive"

    @property
    def block(self) -> str:
        """What is held constant, in prose."""
        return md(self.m.block) if self.m.block else "the study"

    def case(self, case_id: str) -> str:
        """A case's name with the way to its own memo."""
        return f"[{md(self.m.names.get(case_id, case_id))}]({UP}memos/within-case/{case_id}.html)"

    def named(self, cases: Sequence[str]) -> str:
        """Several cases; a dash where there is none."""
        return listed(self.case(one) for one in cases) or "—"

    def tier(self, tier: str | None) -> str:
        """A tier as a row of filled marks, as on the pages, and its word."""
        marks = tier_marks(tier, self.m.settings.outcome_order)
        return f"{marks} {md(tier)}" if marks else "no tier"

    def case_tier(self, case_id: str) -> str:
        """`Name (▮▮▮ more)`."""
        return f"{self.case(case_id)} ({self.tier(self.m.tiers.get(case_id))})"

    def quotes(self, rows: Rows) -> tuple[Quote, ...]:
        """Codings ready for the macro."""
        return quotes(rows)

    # Success

    def own_words(self, rater: str, words: str) -> str:
        """What a rater wrote, in quotation marks, unless participants.csv says that this person may not be quoted."""
        rows = [row for row in self.m.rows(ParticipantRow) if row.respondent_id == rater]
        if any(says_no(row["may_quote"]) for row in rows):
            return "(not quoted: no consent)"
        return f"“{md(words)}”"

    def judged(self, people: Sequence[Judged]) -> str:
        """`wexler: more; amado: less`; a dash where nobody."""
        parts = []
        for one in people:
            rating = f", {tidy(one.rating)} of 10" if one.rating is not None and not one.tier else ""
            reason = f" ({self.own_words(one.rater, one.reason)})" if one.reason and len(people) == 1 else ""
            parts.append(f"{md(one.rater)}: {md(one.tier) if one.tier else 'no tier'}{rating}{reason}")
        return "; ".join(parts) or "—"

    def members(self, one: CaseSuccess) -> str:
        """`5 ratings, median 8, 7 to 9`; the range alone where readings only are wanted."""
        if not one.n_members or one.low is None or one.high is None or one.median is None:
            return "—"
        spread = f"{tidy(one.low)} to {tidy(one.high)}" if one.low < one.high else f"all {tidy(one.low)}"
        if not self.has_shares:
            return spread
        return f"{plural(one.n_members, 'rating')}, median {tidy(one.median)}, {spread}"

    # Loops

    def tellers(self, who: Tellers) -> str:
        """`3 respondents, 2 organisations, 2 sectors`; `one voice`; a dash where no coding is named."""
        if not who.respondents:
            return "no coding named"
        if len(who.respondents) == 1:
            return f"one voice ({md(who.respondents[0])})"
        parts = [plural(len(who.respondents), "respondent")]
        parts += [plural(len(who.organisations), "organisation")] if who.organisations else []
        return ", ".join([*parts, *([plural(len(who.sectors), "sector")] if who.sectors else [])])

    def response(self, one: Episode) -> str:
        """The answer; where analysts differ, each one's."""
        if one.response is not None:
            return f"**{one.response}**" if one.response != "none" else "**no answer**"
        return "analysts differ: " + "; ".join(f"{md(by) or 'somebody'} {word}" for by, word in one.responses)

    def trust(self, one: Episode) -> str:
        """What became of trust."""
        words = list(dict.fromkeys(TRUST.get(word, md(word)) for word in one.trust))
        return " / ".join(words) or "not said"

    def candidate(self, one: Candidate) -> str:
        """`learning, told in t1 and t2 (2021)`."""
        when = f" ({md(one.period)})" if one.period else ""
        answer = "no answer coded" if one.response == "none" else one.response
        return f"{answer}, told in {listed(self.transcript(name) for name in one.told_by)}{when}"

    def transcript(self, transcript_id: str) -> str:
        """A transcript's id with the way to it."""
        return f"[{md(transcript_id)}]({UP}transcripts/{transcript_id}.html)"

    # Patterns

    def expected(self, fit: Fit) -> str:
        """What the explanation predicts of a case."""
        if fit.predicted is not None:
            return md(fit.predicted)
        inside = f"of its {self.block}" if self.m.block else "of all"
        if fit.expected == "any":
            return "no order"
        return {"high": f"highest {inside}", "low": f"lowest {inside}", "between": "in between"}.get(
            fit.expected, f"nothing to compare with in its {self.block}"
        )

    def found(self, fit: Fit) -> str:
        """What was found, with its evidence; nothing but the tier where tiers were predicted."""
        if fit.found is None:
            return self.tier(self.m.tiers.get(fit.case_id))
        if fit.found.value is None and fit.found.label is None:
            return f"not known: {md(fit.found.why)}"
        words = md(fit.found.words) if self.has_shares or fit.found.label else "see its memo"
        said = f"[{words}]({UP}{fit.found.place})" if fit.found.place else words
        if fit.found.differing:
            said += f" (analysts differ on {listed(f'episode {md(one)}' for one in fit.found.differing)})"
        return f"{said}, one voice" if fit.found.n_voices == 1 else said

    def fit(self, fit: Fit) -> str:
        """fits, against, undecided, unknown."""
        tied = f", level with {fit.n_tied}" if fit.n_tied and self.has_shares else ""
        return {"fits": f"fits{tied}", "against": "**against**", "undecided": "undecided"}.get(fit.fit, "not known")

    def decides(self, one: Decision) -> str:
        """Which rivals a case speaks against or for."""
        parts = [f"against {listed(f'“{md(name)}”' for name in one.against)}"] if one.against else []
        parts += [f"**for {listed(f'“{md(name)}”' for name in one.for_)}**"] if one.for_ else []
        return "; ".join(parts) or f"no: {md(one.why_not)}"

    def tally(self, found: Tally) -> str:
        """`Fits in 6 of 9 cases, 2 undecided, 1 against`."""
        if not found.n:
            return "Nothing is known of any of them."
        if not self.has_shares:
            return self._tally_in_words(found)
        parts = [f"Fits in {found.fits} of {plural(found.n, md(self.m.settings.case))}"]
        parts += [f"{found.undecided} undecided"] if found.undecided else []
        parts += [f"{found.against} against"] if found.against else []
        parts += [f"{found.unknown} more of which nothing is known"] if found.unknown else []
        return ", ".join(parts) + "."

    def tally_of(self, result: Result) -> str:
        """How many cases fit a proposition; of "no difference" a single case can say nothing."""
        if result.explanation.direction == 0 and result.explanation.predicted is None:
            return "A single case can neither fit nor contradict “no difference”: only all together can."
        return self.tally(result.tally)

    def _tally_in_words(self, found: Tally) -> str:
        if not found.against and not found.undecided:
            return "No case speaks against it."
        return "Some cases fit, others do not." if found.fits else "No case fits it clearly."

    def k_of_n(self, one: Unusual) -> str:
        """`1 of 216`; why not where it is not testable; nothing where readings only are wanted."""
        if not self.has_shares:
            return "—"
        if one.k is None or one.n is None:
            return f"not testable: {md(one.why)}"
        drawn = " drawn" if one.is_sampled else ""
        return f"{one.k:,} of {one.n:,}{drawn}"

    def unusual(self, result: Result) -> str:
        """Of N rearrangements, k; the closest reachable; when it was formed; p for what was formed before coding."""
        one = result.unusual
        if not self.has_shares:
            return ""
        if one.k is None or one.n is None:
            return f"Not testable by rearranging tiers: {md(one.why)}. The table above is all that these cases say."
        inside = f"inside {many(self.block)}" if self.m.block else "among all"
        drawn = ", drawn at random with seed 0," if one.is_sampled else ""
        as_well = as_well_words(one.k, result.explanation.direction)
        effect = f" (effect {tidy(one.effect)})" if self.has_coefficients and one.effect is not None else ""
        least = f"; the closest fit that this table could have reached is {one.k_least:,}"
        least = "" if result.explanation.direction == 0 else least
        text = f"Of {one.n:,} ways to arrange the tiers {inside}{drawn} {as_well}{effect}{least}. "
        return text + f"{self.verdict(one, result.explanation.direction)} {self._formed(result)}"

    def verdict(self, one: Unusual, direction: int) -> str:
        """Words that follow the numbers."""
        share = one.share
        if share is None:
            return ""
        if direction == 0:
            if share > EVEN:
                return "So no difference shows, as claimed."
            return "So a difference shows, against the claim." if share <= UNUSUAL else "Neither shows."
        if one.effect is not None and one.effect < 0:
            return "The pattern runs the other way."
        if one.k == one.k_least and share <= UNUSUAL:
            return "No closer fit was possible, and few arrangements reach it."
        if one.k == one.k_least:
            return "No closer fit was possible, yet with so few cases that is no rarity."
        if share <= UNUSUAL:
            return "That is unusual among arrangements."
        if share <= NOT_RARE:
            return "That is not rare among arrangements."
        return "Many arrangements fit as well: the pattern is no surprise."

    def _formed(self, result: Result) -> str:
        said = FORMED.get(result.formed, "")
        if result.formed != "before" or not self.has_coefficients or result.unusual.share is None:
            return said
        one = result.unusual
        parts = [f"p = {p_words(result.unusual.share)}" + (f" ± {one.p_error:.4f}" if one.is_sampled else "")]
        parts += [f"Holm over all formed before {p_words(one.p_holm)}"] if one.p_holm is not None else []
        parts += [f"step-down max-T {p_words(one.p_maxt)}"] if one.p_maxt is not None else []
        sided = "two-sided" if result.explanation.direction == 0 else "one-sided"
        return f"{said} {', '.join(parts)} ({sided}, exact)." if not one.is_sampled else f"{said} {', '.join(parts)}."

    def left_out(self, looks: Sequence[tuple[str, Unusual]]) -> str:
        """`Alpha: 1 of 8; Beta: 2 of 8, the other way`."""
        parts = []
        for value, one in looks:
            turned = ", **the other way**" if one.effect is not None and one.effect < 0 else ""
            parts.append(f"without {md(value)} {self.k_of_n(one)}{turned}")
        return "; ".join(parts)

    def respondents(self, result: Result) -> str:
        """What leaving each respondent out does."""
        if result.respondents is None:
            if result.is_recountable:
                return "Without one respondent: cannot be recounted, fewer than two are named or there is no effect."
            return (
                "Without one respondent: not recounted, since the measure rests on the team's tables and not on counts."
            )
        one = result.respondents
        if not one.turning:
            n = one.n_respondents
            return f"Without any one of {n} respondents the direction stays."
        return f"It hangs on single voices: without {listed(md(who) for who in one.turning)} the direction is lost."

    def rival_note(self, rival: Rival) -> str:
        """Why a rival of the team's can or cannot be told apart here."""
        if not rival.explanation.is_testable:
            return f"not testable here: {md(rival.explanation.why)}"
        predicted = rival.explanation.predicted
        if predicted and all(self.m.tiers.get(case_id) == tier for case_id, tier in predicted.items()):
            return "predicts every tier as it is, so it fits by construction: these cases cannot speak against it"
        if not rival.tells_apart:
            return "predicts the same of every case: these cases cannot tell the two apart"
        return self.tally(rival.tally).rstrip(".").lower()

    def same_within(self, result: Result) -> str:
        """A caution where the measure is a trait of the city rather than of the case."""
        if result.same_within is None:
            return ""
        return (
            f"Caution: all {md(self.m.settings.case)}s of one {md(result.same_within)} have the same value, so this is "
            f"a trait of the {md(result.same_within)}, and fewer independent values stand behind it than cases."
        )

    # Negative cases

    def states(self, silent: object) -> str:
        """`denied in t1; asked and silent: t2, t3; not read: t4`."""
        parts = []
        for state, words in STATES:
            ids = getattr(silent, state)
            if ids:
                parts.append(
                    f"{words}: {', '.join(self.transcript(one) for one in ids)}".replace("denied in:", "denied in")
                )
        return first_upper("; ".join(parts) or "no interview or group")

    def upper(self, words: str) -> str:
        """Words with a capital at their beginning, the rest as it is."""
        return first_upper(words)

    def number(self, n: int) -> str:
        """A number in words up to twelve."""
        return number_word(n)


def many(word: str) -> str:
    """Several of a thing: `issues`, `cities`."""
    return plural(2, word).removeprefix("2 ")


def as_well_words(k: int, direction: int) -> str:
    """`8 fit as well or better`, counting the arrangement that was found."""
    if direction == 0:
        return f"{k:,} {'is' if k == 1 else 'are'} at least as far from no difference"
    return f"{k:,} {'fits' if k == 1 else 'fit'} as well or better{', the one that was found' if k == 1 else ''}"


def p_words(p: float | None) -> str:
    """`.005`; at least four digits where it is smaller; never 0."""
    if p is None:
        return "not given"
    if p >= 1:
        return "1"
    digits = 3 if p >= 0.001 else 6
    return f"{p:.{digits}f}".lstrip("0")
