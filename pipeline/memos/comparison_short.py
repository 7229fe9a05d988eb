"""How the cross-case memo sums up what its pages hold in full: a line where a page has a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.comparison.circularity import FromElsewhere
from pipeline.comparison.loops import BLAMING, LEARNING, CaseLoops, Episode, Loops, Tellers
from pipeline.comparison.negative import CodePattern, Silent
from pipeline.comparison.patterns import Unusual
from pipeline.comparison.propositions import BLIND, Decision, Propositions, Result, Rival, Tally
from pipeline.comparison.success import Judged, Success
from pipeline.comparison.targets import Laid
from pipeline.memos.comparison_words import FORMED, STATES, TRUST, Say
from pipeline.memos.entries import Entry
from pipeline.memos.first_page import DECIDES, SURE, UNTOLD
from pipeline.memos.sentences import MODES, evidence_link
from pipeline.wording.filters import first_upper, listed, md, number_word, plural, share_words

EDGE = {
    "learning": "answered with learning",
    "blaming": "answered with blaming",
    "both": "answered with both",
    "none": "not answered",
    "differing": "read differently by analysts",
}
FEWER = (BLIND, "tiers from archival indicators only", "tiers from mayors only")
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

    def best_first(self, found: Sequence[Any]) -> list[Any]:
        """Cases, or what has a `case_id`, from the best tier on, in the study's own order within it."""
        order = self.m.settings.outcome_order

        def place(one: Any) -> int:
            tier = self.m.tiers.get(one if isinstance(one, str) else one.case_id)
            return -order.index(tier) if tier in order else 1

        return sorted(found, key=place)

    def mode(self, mode: str) -> str:
        """A mode of governance in words."""
        return MODES.get(mode, md(mode))

    # Success

    def placed(self, people: Sequence[Judged]) -> str:
        """Tiers that people gave, without their words: `all three: more`; `2 less, 1 more`; names stand beside."""
        tiers = [one.tier or "no tier" for one in people]
        if not people:
            return "—"
        if len(people) == 1:
            return md(tiers[0])
        if len(set(tiers)) == 1:
            return f"all {number_word(len(people))}: {md(tiers[0])}"
        if not self.has_shares:
            return ", ".join(f"{md(one.rater)} {md(tier)}" for one, tier in zip(people, tiers, strict=True))
        return ", ".join(f"{n} {md(tier)}" for tier, n in Counter(tiers).most_common())

    def moved(self, found: Success) -> str:
        """Which way outcome indicators moved."""
        moved = [one.moved for case in found.cases for one in case.indicators if one.role == "outcome"]
        if not moved:
            return "No archival indicators are on file (success/indicators.csv)."
        if not self.has_shares:
            return "Archival indicators stand beside."
        parts = [f"{moved.count(word)} moved {said}" for word, said in MOVED.items() if moved.count(word)]
        known = f"Of {plural(len(moved), 'archival outcome indicator')} {listed(parts)}"
        unknown = moved.count("unknown")
        if not unknown:
            return f"{known}."
        if not parts:
            which = "the one archival outcome indicator" if unknown == 1 else f"{unknown} archival outcome indicators"
            return f"Which way {which} moved is not known."
        return f"{known}; which way {unknown} moved is not known."

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

    def first_page(self, found: Propositions) -> Mapping[str, str]:
        """What the memo's first page says of the proposition that fits most cases, by the page's labels."""
        known = [one for one in found.results if one.tally.n and one.explanation.direction]
        blind = [one for one in found.shipped if not one.explanation.is_testable]
        untold = (
            f"Rivals that nothing here can test: {listed(md(one.explanation.name) for one in blind)}." if blind else ""
        )
        if not known:
            return {UNTOLD: untold} if found.results else {}
        best = max(known, key=lambda one: (one.tally.fits, -(one.unusual.share or 1)))
        return {
            SURE: " ".join(self._sure(best, known, found)),
            DECIDES: " ".join(self._what_decides(best)),
            UNTOLD: untold,
        }

    def _sure(self, best: Result, known: Sequence[Result], found: Propositions) -> Iterator[str]:
        """How well the best proposition fits, what speaks for chance, and what is left by other sources."""
        name = f"“{self.title(best.name)}”"
        when = {"before": "before coding", "during": "while these same cases were coded"}
        formed = when.get(best.formed, "after coding these same cases")
        if not self.has_shares:
            yield f"Of the propositions, {name} stands best against these cases; it was formed {formed}."
            return
        if not best.tally.fits:
            yield f"No proposition fits a single {md(self.m.settings.case)} ([propositions](#propositions-and-rivals))."
            return
        level = [one.name for one in known if one is not best and one.tally.fits == best.tally.fits]
        also = (
            f", and so does {self.titles(level)}"
            if len(level) == 1
            else f", and so do {self.titles(level)}"
            if level
            else ""
        )
        word, where = md(self.m.settings.case), "[propositions](#propositions-and-rivals)"
        yield f"The proposition {name} fits {self.share(best.tally)} {word}s{also} ({where})."
        if best.unusual.k is not None:
            as_well = "fits as well, the one that was found" if best.unusual.k == 1 else "fit as well"
            tried = "explanation was tried" if found.n_looks == 1 else "explanations were tried"
            yield f"{self.k_of_n(best.unusual)} ways to arrange the tiers {as_well}; {found.n_looks} {tried}."
        alike = {one.formed for one in known if one.tally.fits == best.tally.fits} == {best.formed}
        who = "It was" if not level else "All were" if alike else f"{name} was"
        yield f"{who} formed {formed}."
        left = [
            f"{md(look.name)} {self.share(look.tally)}" for look in best.variants if look.tally.n and look.name in FEWER
        ]
        if left:
            yield f"With other sources: {'; '.join(left)}."

    def _what_decides(self, best: Result) -> Iterator[str]:
        """Which rivals the cases speak against, which they cannot, and what would change the team's mind."""
        parts, mute = [], []
        for rival in best.rivals:
            name = rival.explanation.name
            against = sum(name in row.against for row in best.decisions)
            if against:
                how = f" ({share_words(against, len(best.decisions))})" if self.has_shares else ""
                parts.append(f"“{md(name)}”{how}")
            else:
                mute.append(f"“{md(name)}”")
        if parts:
            yield f"Of the rivals of “{self.title(best.name)}”, these have cases against them: {', '.join(parts)}."
        if mute:
            yield f"No case speaks against {listed(mute, 'or')}."
        if best.would_change_our_mind:
            yield f"Would change our mind: {md(best.would_change_our_mind)}"

    def parts(self, one: Episode) -> str:
        """What the answer is told to have consisted of, beyond its kind."""
        told = [*one.told("learning"), *one.told("blaming")]
        names = [md(part.name) for part in told if part.code_id not in (LEARNING, BLAMING)]
        return f" ({'; '.join(names)})" if names else ""

    def path(self, case: CaseLoops) -> str:
        """A case's setbacks in order: `severe: **learning**, trust grew; mild: **blaming**, trust fell`."""
        said = []
        for one in case.episodes:
            what = md(one.severity) if one.severity else (md(one.when) or "undated")
            disputed = " (disputed)" if one.is_disputed else ""
            voice = ", one voice" if len(one.tellers.respondents) == 1 else ""
            said.append(f"{what}{disputed}: {self.response(one)}, {self.trust(one)}{voice}")
        return "; ".join(said) or "no episode is written"

    def differing(self, found: Loops) -> Iterator[Entry]:
        """A line for each setback that analysts read differently or that is disputed; the page beside has the words."""
        for case in self.best_first(found.cases):
            for one in case.episodes:
                if one.response is None or one.is_disputed or len(set(one.trust)) > 1:
                    yield self._account(case, one)

    def people(self, who: Tellers) -> str:
        """`3 respondents`, `one voice (r1)`: as `tellers`, without their organisations."""
        return self.tellers(who).partition(",")[0]

    def _account(self, case: CaseLoops, one: Episode) -> Entry:
        parts = []
        if one.response is None or len(set(one.trust)) > 1:
            answer = "answered with " + self.response(one) if one.response else self.response(one)
            parts.append(f"{first_upper(answer)}; {self.trust(one)}.")
        if one.is_disputed:
            parts.append("What happened is disputed.")
        told = [*one.told("learning"), *one.told("blaming"), *one.told("denied")]
        if told:
            parts.append(f"{'; '.join(f'{md(part.name)}: {self.people(part.tellers)}' for part in told[:3])}.")
        if not one.accounts:
            parts.append("Its rows name no codings (column `codings`), so no words are tied to it.")
        return Entry(f"**{self.case(case.case_id)}, {md(one.setback)}.** {' '.join(parts)}")

    def laid(self, cells: Sequence[Laid]) -> str:
        """What the grid adds up to, with its dates."""
        if not self.has_shares:
            return "Coders named whom speakers credit and blame; each passage stands on the page beside."
        total = sum(one.n for one in cells)
        before, after = sum(one.n_before for one in cells), sum(one.n_after for one in cells)
        blame = sum(one.n for one in cells if one.sign == "blame")
        dated = f"{before} before the first setback, {after} after, {total - before - after} undated"
        alone = sum(one.n_people == 1 for one in cells)
        return (
            f"{plural(total, 'passage')}, {blame} of them blame ({dated}), in {plural(len(cells), 'pair')} of a "
            f"speaker and a target; {share_words(alone, len(cells))} pairs are one person’s words, and no pair has "
            f"more than {plural(max(one.n for one in cells), 'passage')}."
        )

    def proposed(self, found: Loops) -> str:
        """How many further episodes the codings suggest."""
        n = sum(not one.is_in_episodes for case in found.cases for one in case.candidates)
        if not self.has_shares or not n:
            return "candidates from codings"
        return f"{plural(n, 'candidate')} from codings that an analyst may accept or refuse"

    # Propositions

    def formed(self, results: Sequence[Result]) -> str:
        """When the propositions were formed, once where all were formed alike; '' where each is told by itself."""
        words = {one.formed for one in results}
        if len(words) != 1 or "before" in words or not self.has_shares:
            return ""
        all_ = "They were" if len(results) > 1 else "It was"
        said = FORMED.get(next(iter(words)), "").replace("It was", all_)
        return said.replace("this says how unusual the pattern is", "the table says how unusual each pattern is")

    def standing(self, one: Result, is_told: bool) -> str:
        """What the table of looks leaves out: why it has none, its p, when it was formed unless `is_told` of all."""
        look = one.unusual
        if not self.has_shares:
            return self.tally_of(one)
        if look.k is None or look.n is None:
            return f"{self.tally_of(one)} Not testable by rearranging tiers: {md(look.why)}."
        single = "" if one.explanation.direction else self.tally_of(one)
        return f"{single} {'' if is_told else self._formed(one)}".strip()

    def firmness(self, results: Sequence[Result]) -> list[tuple[str, ...]]:
        """Rows of looks, a cell a proposition: arrangements, parts left out, other sources of outcome and measure."""
        known = [one for one in results if one.unusual.k is not None]
        if not known or not self.has_shares:
            return []
        word = f"{md(self.m.settings.case)}s"
        rows = [(f"{word} that fit", *(self._fits(one) for one in results))]
        rows.append(
            ("arrangements of tiers that fit as well or better", *(self.k_of_n(one.unusual) for one in results))
        )
        rows.append(("closest that could be reached", *(self._closest(one) for one in results)))
        rows.append(("in words", *(self._in_words(one) for one in results)))
        attributes = dict.fromkeys(attribute for one in results for attribute, _ in one.without)
        for attribute in attributes:
            cells = (
                next((self._spread(looks) for name, looks in one.without if name == attribute), "—") for one in results
            )
            rows.append((f"without one {md(attribute)}", *cells))
        if any(one.respondents is not None for one in results):
            rows.append(("without one respondent", *(self._without_one(one) for one in results)))
        names = dict.fromkeys(
            look.name for one in results for look in one.variants if look.unusual.why != "there are none"
        )
        rows += [(md(name), *(self._variant(one, name) for one in results)) for name in names]
        return rows

    def _fits(self, one: Result) -> str:
        return self.share(one.tally) if one.tally.n and one.explanation.direction else "—"

    def _in_words(self, one: Result) -> str:
        verdict = self.verdict(one.unusual, one.explanation.direction).rstrip(".")
        return verdict[:1].lower() + verdict[1:] or "—"

    def _closest(self, one: Result) -> str:
        is_none = one.unusual.k is None or one.explanation.direction == 0
        return "—" if is_none else f"{one.unusual.k_least:,}"

    def _without_one(self, one: Result) -> str:
        if one.respondents is None:
            return "not recounted"
        return "**the direction is lost**" if one.respondents.turning else "the direction stays"

    def _variant(self, one: Result, name: str) -> str:
        """`3 of 8, 5 undecided`; a dash where this look was not taken."""
        found = next((look for look in one.variants if look.name == name), None)
        if found is None or not one.explanation.direction or not found.tally.n:
            return "—"
        return self.share(found.tally)

    def share(self, found: Tally) -> str:
        """`6 of 8 (1 undecided, 1 against, 1 not known)`: what does not fit is not left to be guessed."""
        parts = [f"{found.undecided} undecided"] if found.undecided else []
        parts += [f"{found.against} against"] if found.against else []
        parts += [f"{found.unknown} not known"] if found.unknown else []
        return share_words(found.fits, found.n) + (f" ({', '.join(parts)})" if parts else "")

    def elsewhere(self, found: Sequence[FromElsewhere]) -> list[tuple[str, ...]]:
        """Rows of the audit: a source, then for each proposition how it fits and how many arrangements fit as well."""
        names = dict.fromkeys(look.name for one in found for look in one.variants)
        return [(md(name), *(self._elsewhere(one, name) for one in found)) for name in names]

    def _elsewhere(self, one: FromElsewhere, name: str) -> str:
        look = next((look for look in one.variants if look.name == name), None)
        if look is None:
            return "—"
        if look.unusual.why == "there are none":
            return "there are none"
        if not self.has_shares or not look.tally.n:
            return self.tally(look.tally).rstrip(".")
        return f"{self.share(look.tally)}; {self.k_of_n(look.unusual)}"

    def rests_on(self, one: Result) -> Iterator[str]:
        """The team's rivals, and the cases that decide; a voice on which the direction hangs."""
        if self.has_shares and one.respondents is not None and one.respondents.turning:
            yield self.respondents(one)
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
        told: dict[str, list[str]] = {}
        for rival in one.rivals:
            told.setdefault(self._rival(rival), []).append(f"“{md(rival.explanation.name)}”")
        if told:
            yield f"The team’s rivals: {'; '.join(f'{listed(names)} {words}' for words, names in told.items())}."
        for_ = [self.case(row.case_id) for row in one.decisions if row.for_]
        silent = [self.case(row.case_id) for row in one.decisions if _decides_nothing(row)]
        if for_:
            yield f"Speaks for a rival: {listed(for_)}."
        if silent:
            yield f"Decides nothing: {listed(silent)}."

    def _rival(self, rival: Rival) -> str:
        note = self.rival_note(rival)
        if "by construction" in note:
            return "predicted tier for tier what was found, so that these cases cannot speak against it"
        if not rival.explanation.is_testable or not rival.tells_apart or not self.has_shares:
            return note if self.has_shares or not rival.tells_apart else f"— {note}"
        return f"fits {self.share(rival.tally)}"

    def shipped(self, rivals: Sequence[Rival]) -> list[tuple[str, ...]]:
        """Rows of the rivals that could be measured: name, what these cases say, arrangements."""
        rows = []
        for rival in rivals:
            if rival.explanation.is_testable:
                said = self.share(rival.tally) if self.has_shares else self.tally(rival.tally)
                rows.append((md(rival.explanation.name), said, *([self.k_of_n(rival.unusual)] * self.has_shares)))
        return rows

    def untestable(self, rivals: Sequence[Rival]) -> str:
        """`hindsight (all were asked afterwards); resources (…)`; '' where all could be measured."""
        return "; ".join(
            f"{md(rival.explanation.name)} ({md(rival.explanation.why)})"
            for rival in rivals
            if not rival.explanation.is_testable
        )

    # Negative cases

    def exceptions(self, one: CodePattern) -> str:
        """The cases that do not show what all or most show, each with its silences; '' where there is none."""
        without = [f"{self.case(case.case_id)} ({self._counts(case)})" for case in one.negative]
        return f"{self._code(one)} ({self.width(one)}): {'; '.join(without)}." if without else ""

    def width(self, one: CodePattern) -> str:
        """`6 of 8`: how many cases show a code; all or some where readings only are wanted."""
        if self.has_shares:
            return f"{one.n_showing} of {one.n_cases}"
        return one.presence if one.presence == "all" else "some"

    def not_known(self, codes: Sequence[CodePattern]) -> str:
        """Cases of which a pattern is not known: neither for it nor against it; '' where there is none."""
        found: dict[str, list[str]] = {}
        for one in codes:
            if one.unknown:
                found.setdefault(self.named([case.case_id for case in one.unknown]), []).append(self._code(one))
        said = "; ".join(f"{listed(names)} in {cases}" for cases, names in found.items())
        return f"Not known, so neither for a pattern nor against it: {said}." if found else ""

    def told_and_denied(self, codes: Sequence[CodePattern]) -> str:
        """Where a case shows what somebody in it denies; '' where none does."""
        found = []
        for one in codes:
            denied = [
                md(self.m.names.get(case.case_id, case.case_id))
                for case in one.cases
                if case.is_showing and case.denied
            ]
            if denied:
                found.append(f"{self._code(one)} in {listed(denied)}")
        return f"Shown all the same, told by some and denied by others: {'; '.join(found)}." if found else ""

    def _code(self, one: CodePattern) -> str:
        return evidence_link(f"*{md(one.name)}*", f"cross-case/cross-case/{one.code_id}")

    def _counts(self, case: Silent) -> str:
        """`told in 1, denied in 2, of 3 read`; what was not read is left out and not a no."""
        states = [("told", case.told), *((words.removesuffix(" in"), getattr(case, state)) for state, words in READ)]
        parts = [f"{words} in {len(ids)}" if self.has_shares else words for words, ids in states if ids]
        n = len({one for _, ids in states for one in ids})
        of = f", of {n} read" if self.has_shares and parts else ""
        judged = [f"judged {case.judgement}"] if case.judgement else []
        return ", ".join([*judged, *parts]) + of if judged or parts else "nothing on file"


READ = tuple(one for one in STATES if one[0] != "not_read")


def _decides_nothing(row: Decision) -> bool:
    return not row.against and not row.for_
