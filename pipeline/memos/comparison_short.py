"""How the cross-case memo sums up what its pages hold in full: a line where a page has a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.comparison.loops import BLAMING, LEARNING, CaseLoops, Episode, Loops
from pipeline.comparison.negative import CodePattern, Silent
from pipeline.comparison.patterns import Unusual
from pipeline.comparison.propositions import BLIND, Decision, Propositions, Result
from pipeline.comparison.success import Judged, Success
from pipeline.comparison.targets import Laid
from pipeline.memos.comparison_words import STATES, TRUST, Say
from pipeline.memos.entries import Entry
from pipeline.memos.filters import first_upper, listed, md, number_word, plural, share_words
from pipeline.memos.sentences import MODES, evidence_link, quote, quotes

MOST_LAID = 8
EDGE = {
    "learning": "answered with learning",
    "blaming": "answered with blaming",
    "both": "answered with both",
    "none": "not answered",
    "differing": "read differently by analysts",
}
SHOWS = {
    "both": "Both answers occur in",
    "learning": "Learning alone in",
    "blaming": "Blaming alone in",
    "none": "Neither in",
    "unknown": "No episode is written for",
}
ALONE = ("learning", "blaming")
MOVED = {"as wanted": "as wanted", "against": "against what was wanted", "same": "not at all"}


@dataclass(frozen=True, slots=True)
class Short(Say):
    """Say, and the summaries of the memo."""

    def title(self, name: str) -> str:
        """A proposition's name in prose: `learning-or-blaming` is `Learning or blaming`."""
        return first_upper(md(name.replace("-", " ").replace("_", " ")))

    def titles(self, names: Sequence[str]) -> str:
        """Several of them."""
        return listed(f"“{self.title(name)}”" for name in names)

    def measured(self, what: str) -> str:
        """Where a measure comes from: `episodes.response` is `from episodes`."""
        return f"from {md(what.partition('.')[0].replace('_', ' '))}"

    def mode(self, mode: str) -> str:
        """A mode of governance in words."""
        return MODES.get(mode, md(mode))

    # Success

    def placed(self, people: Sequence[Judged]) -> str:
        """Tiers that people gave, without their words: `all three: more`; `wexler less, amado more`."""
        tiers = [one.tier or "no tier" for one in people]
        if not people:
            return "—"
        if len(people) == 1:
            return md(tiers[0])
        if len(set(tiers)) == 1:
            return f"all {number_word(len(people))}: {md(tiers[0])}"
        return ", ".join(f"{md(one.rater)} {md(tier)}" for one, tier in zip(people, tiers, strict=True))

    def moved(self, found: Success) -> str:
        """Which way outcome indicators moved."""
        moved = [one.moved for case in found.cases for one in case.indicators if one.role == "outcome"]
        if not moved:
            return "No archival indicators are on file (success/indicators.csv)."
        if not self.has_shares:
            return "Archival indicators stand beside."
        parts = [f"{moved.count(word)} moved {said}" for word, said in MOVED.items() if moved.count(word)]
        parts += [f"of {moved.count('unknown')} it is not known"] if moved.count("unknown") else []
        return f"Of {plural(len(moved), 'archival outcome indicator')} {listed(parts)}."

    # Setbacks

    def edges(self, found: Loops) -> str:
        """How many episodes went each way, the widest way first."""
        ways = sorted(found.edges.items(), key=lambda item: -item[1])
        parts = []
        for (answer, trust), n in ways[:2]:
            after = f" and {TRUST[trust]}" if trust in TRUST else ""
            parts.append(f"{n} {'was' if n == 1 else 'were'} {EDGE.get(answer, md(answer))}{after}")
        rest = sum(n for _, n in ways[2:])
        parts += [f"{rest} went another way, as the table says"] if rest else []
        many = plural(found.n_episodes, "episode")
        return f"Of {many}, by the analysts’ reading, {listed(parts)} (counts are this software's addition)."

    def answered(self, found: Loops) -> Iterator[str]:
        """Which cases show which answers; "alone" where every setback was answered and read alike."""
        for shown, words in SHOWS.items():
            there = [case for case in found.cases if case.shows == shown]
            alike = [case.case_id for case in there if case.is_all_alike or shown not in ALONE]
            rest = [case.case_id for case in there if case.case_id not in alike]
            if alike:
                yield f"{words} {self.named(alike)}."
            if rest:
                other = f"{first_upper(shown)}, beside setbacks not answered or read differently by analysts, in"
                yield f"{other} {self.named(rest)}."

    def unsettled(self, found: Loops) -> str:
        """How many setbacks two analysts read, and where they differ on the answer; '' where nobody read one twice."""
        every = [one for case in found.cases for one in case.episodes]
        twice = [one for one in every if len({by for by, _ in one.responses}) > 1]
        cases = [case.case_id for case in found.cases if any(one.response is None for one in case.episodes)]
        differ = f"Analysts differ on an answer in {self.named(cases)}." if cases else ""
        if not self.has_shares:
            return differ
        if not twice:
            return f"{differ} No setback was read by two analysts: how far they would agree is not known.".strip()
        n, answers = len(twice), sum(one.response is None for one in twice)
        trust = sum(one.response is not None and len(set(one.trust)) > 1 for one in twice)
        said = f"{share_words(n, len(every))} {'was' if n == 1 else 'were'} read by two analysts or more"
        said += f", who differ on the answer to {answers}" if answers else ", who agree on the answer"
        said += f" and on trust after {'another' if trust == 1 else f'{trust} others'}" if trust else ""
        return f"{differ} Of the setbacks, {said}; the rest are one analyst’s reading.".strip()

    def in_short(self, found: Propositions) -> str:
        """The proposition that fits most cases, for the memo's first paragraph."""
        known = [one for one in found.results if one.tally.n and one.explanation.direction]
        if not known:
            return ""
        best = max(known, key=lambda one: (one.tally.fits, -(one.unusual.share or 1)))
        when = {"before": "before coding", "during": "while these same cases were coded"}
        formed = when.get(best.formed, "after coding these same cases")
        name = f"“{self.title(best.name)}”"
        level = [one.name for one in known if one is not best and one.tally.fits == best.tally.fits]
        if not self.has_shares:
            return f"Of the propositions, {name} stands best against these cases; it was formed {formed}."
        of = f"Of {number_word(len(known))} propositions" if len(known) > 1 else "The one proposition,"
        fits = share_words(best.tally.fits, best.tally.n)
        many = f"{md(self.m.settings.case)}s"
        also = f", as many as {self.titles(level)}" if level else ""
        verdict = self.verdict(best.unusual, best.explanation.direction)
        return f"{of} {name} fits most: {fits} {many}{also}. {verdict} It was formed {formed}.{self._unseen(best)}"

    def _unseen(self, one: Result) -> str:
        """What is left of a proposition where the tier was not known to those who measured it; '' where none is."""
        found = [look for look in one.variants if look.name == BLIND and look.tally.n]
        if not found:
            return ""
        fits = share_words(found[0].tally.fits, found[0].tally.n)
        return f" {first_upper(BLIND)}, it fits {fits}."

    def parts(self, one: Episode) -> str:
        """What the answer is told to have consisted of, beyond its kind."""
        told = [*one.told("learning"), *one.told("blaming")]
        names = [md(part.name) for part in told if part.code_id not in (LEARNING, BLAMING)]
        return f" ({'; '.join(names)})" if names else ""

    def differing(self, found: Loops) -> Iterator[Entry]:
        """A paragraph for each setback that analysts read differently or that is disputed; the page beside has all."""
        for case in found.cases:
            for one in case.episodes:
                if one.response is None or one.is_disputed or len(set(one.trust)) > 1:
                    yield self._account(case, one)

    def _account(self, case: CaseLoops, one: Episode) -> Entry:
        parts = []
        if one.response is None or len(set(one.trust)) > 1:
            answer = "answered with " + self.response(one) if one.response else self.response(one)
            parts.append(f"{first_upper(answer)}; {self.trust(one)}.")
        if one.is_disputed:
            parts.append("What happened is disputed.")
        told = [*one.told("learning"), *one.told("blaming"), *one.told("denied")]
        if told:
            parts.append(f"{'; '.join(f'{md(part.name)}: {self.tellers(part.tellers)}' for part in told[:3])}.")
        firsts = [part.quotes[0] for part in told if part.quotes]
        rows = _from_different([*firsts, *(row for part in told for row in part.quotes[1:])])
        if len(rows) < 2:
            rows = _from_different([*rows, *(row for part in one.told("setback") for row in part.quotes)])
        if not one.accounts:
            parts.append("Its rows name no codings (column `codings`), so no words are tied to it.")
            rows = list(case.untied[:2])
        text = f"**{self.case(case.case_id)}, {md(one.setback)}.** {' '.join(parts)}"
        return Entry(text, quotes(rows))

    def most_laid(self, cells: Sequence[Laid]) -> Sequence[Laid]:
        """The pairs with most passages, in the order of cases."""
        kept = sorted(cells, key=lambda one: -one.n)[:MOST_LAID]
        return [one for one in cells if one in kept]

    def laid(self, cells: Sequence[Laid]) -> str:
        """What the grid adds up to, with its dates."""
        if not self.has_shares:
            return "Coders named whom speakers credit and blame; each passage stands on the page beside."
        total = sum(one.n for one in cells)
        before, after = sum(one.n_before for one in cells), sum(one.n_after for one in cells)
        blame = sum(one.n for one in cells if one.sign == "blame")
        shown = min(len(cells), MOST_LAID)
        dated = f"{before} before the first setback, {after} after, {total - before - after} undated"
        return f"{shown} of {plural(len(cells), 'pair')}; {plural(total, 'passage')}, {blame} of them blame: {dated}."

    def proposed(self, found: Loops) -> str:
        """How many further episodes the codings suggest."""
        n = sum(not one.is_in_episodes for case in found.cases for one in case.candidates)
        if not self.has_shares or not n:
            return "candidates from codings"
        return f"{plural(n, 'candidate')} from codings that an analyst may accept or refuse"

    # Propositions

    def rests_on(self, one: Result) -> Iterator[str]:
        """What is left of a pattern without a city, an issue, a voice, and with other sources of the outcome."""
        if self.has_shares and one.unusual.k is not None:
            left = [f"one {md(attribute)} {self._spread(looks)}" for attribute, looks in one.without]
            if left:
                yield f"Fit as well when one is left out: {'; '.join(left)}."
            if one.respondents is not None:
                yield self.respondents(one)
        variants = [variant for variant in one.variants if variant.unusual.why != "there are none"]
        if variants and one.explanation.direction and self.has_shares:
            said = [
                f"{md(variant.name.removeprefix('tiers from '))} {share_words(variant.tally.fits, variant.tally.n)}"
                for variant in variants
                if variant.tally.n
            ]
            yield f"Fits with the outcome, or the measure, from other sources: {'; '.join(said)}."
        yield from self._rivals(one)

    def _spread(self, looks: Sequence[tuple[str, Unusual]]) -> str:
        known = [look for _, look in looks if look.k is not None and look.n is not None]
        if not known:
            return "not testable"
        words = list(dict.fromkeys(self.k_of_n(look) for look in sorted(known, key=lambda look: look.share or 0)))
        turned = [md(value) for value, look in looks if look.effect is not None and look.effect < 0]
        other = f", **the other way** without {listed(turned)}" if turned else ""
        spread = f"{words[0]} each time" if len(words) == 1 else f"{words[0]} to {words[-1]}"
        return f"{spread if len(known) > 1 else words[0]}{other}"

    def _rivals(self, one: Result) -> Iterator[str]:
        if one.rivals:
            named = [f"“{md(rival.explanation.name)}” {_short(self.rival_note(rival))}" for rival in one.rivals]
            yield f"The team’s rivals: {'; '.join(named)}."
        for_ = [self.case(row.case_id) for row in one.decisions if row.for_]
        silent = [self.case(row.case_id) for row in one.decisions if _decides_nothing(row)]
        if for_:
            yield f"Speaks for a rival: {listed(for_)}."
        if silent:
            yield f"Decides nothing: {listed(silent)}."

    # Negative cases

    def exceptions(self, one: CodePattern) -> str:
        """The cases that do not show what most show, and those in which somebody denies it; '' where there is none."""
        word = f"{one.presence}, {one.n_showing} of {one.n_cases}" if self.has_shares else one.presence
        without = [f"{self.case(case.case_id)} ({self._counts(case)})" for case in one.negative]
        denied = [self.case(case.case_id) for case in one.cases if case.is_showing and case.denied]
        parts = [f"not in {'; '.join(without)}"] if without else []
        parts += [f"told by some and denied by others in {listed(denied)}"] if denied else []
        if not parts:
            return ""
        name = evidence_link(f"*{md(one.name)}*", f"cross-case/cross-case/{one.code_id}")
        return f"{name} ({word}): {'. '.join((parts[0], *map(first_upper, parts[1:])))}."

    def _counts(self, case: Silent) -> str:
        if not case.is_known:
            return "not known"
        parts = []
        for state, words in STATES:
            n = len(getattr(case, state))
            if n:
                bare = words.removesuffix(" in")
                parts.append(f"{bare} in {n}" if self.has_shares else bare)
        return ", ".join(parts) or "nothing on file"


def _from_different(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Two passages at most, of two people, such as may be quoted first."""
    first: dict[Any, Mapping[str, Any]] = {}
    for row in sorted(rows, key=lambda row: not quote(row).words):
        first.setdefault(row["respondent_id"] or row["transcript_id"], row)
    return list(first.values())[:2]


def _short(note: str) -> str:
    """The note on a rival, without its reasons where the page beside gives them."""
    if "by construction" in note:
        return "predicts every tier as it is, so these cases cannot speak against it"
    return note


def _decides_nothing(row: Decision) -> bool:
    return not row.against and not row.for_
