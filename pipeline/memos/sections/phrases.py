"""What several sections say alike: names of cases and tiers, answers to setbacks, who tells something."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from pipeline.comparison.loops import Candidate, Episode, Tellers
from pipeline.comparison.material import Material
from pipeline.memos.links import UP, case_link
from pipeline.study.dataclass import dataclass
from pipeline.wording.escaping import md
from pipeline.wording.numbers import in_prose, listed
from pipeline.wording.vocabulary import TRUST, answer_words, tellers_words, tier_marks


class OfACase(Protocol):
    """Whatever belongs to a case."""

    @property
    def case_id(self) -> str: ...


Placed = TypeVar("Placed", bound=OfACase)


@dataclass(frozen=True, slots=True)
class Phrases:
    """Wording for one study: `m` gives names, tiers and the attribute held constant."""

    m: Material

    @property
    def word(self) -> str:
        """What the study calls a case, as Markdown."""
        return md(self.m.settings.case)

    @property
    def has_coefficients(self) -> bool:
        """Whether agreement, effects and p are printed."""
        return self.m.settings.reading == "coefficients"

    @property
    def has_shares(self) -> bool:
        """Whether shares and counts of cases and arrangements are printed."""
        return self.m.settings.reading != "interpretive"

    @property
    def block(self) -> str:
        """What is held constant, in prose."""
        return md(self.m.block) if self.m.block else "the study"

    def case(self, case_id: str) -> str:
        """A case's name with the way to its own memo."""
        return case_link(case_id, md(self.m.names.get(case_id, case_id)))

    def named(self, cases: Iterable[str]) -> str:
        """Several cases; a dash where there is none."""
        return listed(self.case(case_id) for case_id in cases) or "—"

    def tier(self, tier: str | None) -> str:
        """A tier as a row of filled marks, as on the pages, and its word."""
        marks = tier_marks(tier, self.m.settings.outcome_order)
        return f"{marks} {md(tier)}" if marks else "no tier"

    def case_tier(self, case_id: str) -> str:
        """`Name (▮▮▮ more)`."""
        return f"{self.case(case_id)} ({self.tier(self.m.tiers.get(case_id))})"

    def transcript(self, transcript_id: str) -> str:
        """A transcript's id with the way to it."""
        return f"[{md(transcript_id)}]({UP}transcripts/{transcript_id}.html)"

    def best_first(self, rows: Iterable[Placed]) -> list[Placed]:
        """What belongs to a case, from the best tier on, in the study's own order within it."""
        return sorted(rows, key=lambda row: self._place(row.case_id))

    def cases_best_first(self) -> list[str]:
        """All case ids, from the best tier on."""
        return sorted(self.m.cases, key=self._place)

    def _place(self, case_id: str) -> int:
        order = self.m.settings.outcome_order
        tier = self.m.tiers.get(case_id)
        # No tier sorts after the worst one, whose place is 0.
        return -order.index(tier) if tier in order else 1

    def title(self, name: str) -> str:
        """A proposition's name in prose: `learning-or-blaming` is `Learning or blaming`."""
        return md(in_prose(name))

    def titles(self, names: Sequence[str]) -> str:
        """Several of them."""
        return listed(f"“{self.title(name)}”" for name in names)

    def tellers(self, who: Tellers) -> str:
        """`3 respondents, 2 organisations, 2 sectors`; `one voice (r01)`."""
        return tellers_words(tuple(map(md, who.respondents)), who.organisations, who.sectors)

    def response(self, episode: Episode) -> str:
        """The answer; where analysts differ, each one's."""
        if episode.response is not None:
            return f"**{answer_words(episode.response)}**"
        readings = (f"{md(by) or 'somebody'} {answer_words(word)}" for by, word in episode.responses)
        return "analysts differ: " + "; ".join(readings)

    def trust(self, episode: Episode) -> str:
        """What became of trust."""
        words = list(dict.fromkeys(TRUST.get(word, md(word)) for word in episode.trust))
        return " / ".join(words) or "not said"

    def candidate(self, candidate: Candidate) -> str:
        """`learning, told in t1 and t2 (2021)`."""
        when = f" ({md(candidate.period)})" if candidate.period else ""
        answer = "no answer coded" if candidate.response == "none" else answer_words(candidate.response)
        return f"{answer}, told in {listed(self.transcript(name) for name in candidate.told_by)}{when}"
