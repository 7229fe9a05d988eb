"""What a person reads before a study is handed out: what was replaced and withheld, and what could still identify."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.corpus.cases import Corpus
from pipeline.loaded_study import LoadedStudy
from pipeline.sharing.replacing import Replacer
from pipeline.sharing.shared import Shared
from pipeline.sharing.unlisted import Unlisted, unlisted_names
from pipeline.study.dataclass import dataclass
from pipeline.study.problems import Problem, as_data
from pipeline.wording.numbers import plural

MOST = 40
"""Lines of one kind that a person reads; the rest is counted, and `--json` has them all."""

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DAY = rf"""
    \b \d{{1,2}} (?:st|nd|rd|th)? \s (?:of\s)? (?:{MONTHS}) \b
  | \b (?:{MONTHS}) \s \d{{1,2}} (?:st|nd|rd|th)? \b
  | \b \d{{4}} - \d\d - \d\d \b
"""
AGE = r"""
    \b aged? \s \d{1,3} \b
  | \b \d{1,3} [ -] years? [ -] old \b
  | \b (?:I'm | I’m | I\sam | he's | she's | turned) \s \d{2} \b
  | \b [a-z]+ -year-old \b
"""
FAMILY = r"""
    \b (?:my | his | her | their) \s
    (?:son | daughter | child | kid | wife | husband | mother | father | brother | sister | boy | girl | niece | nephew
     | grand\w+?) s? \b
"""
UNIQUE = r"""
    \b the \s (?:only | first | last | oldest | youngest | former | sole) \s (?:[a-z]+\s)?
    (?:woman | man | person | mayor | director | chief | principal | pastor | doctor | nurse | school | church
     | hospital | clinic | company | owner | superintendent | commissioner) \b
"""
TELEPHONE = r"(?<!\d) (?:\+?\d[\s().-]?){7,15} (?!\d)"
STILL_SAID = tuple(
    (what, re.compile(pattern, re.VERBOSE | flags))
    for what, pattern, flags in (
        ("a day", DAY, 0),
        ("an age", AGE, re.IGNORECASE),
        ("a minor or a member of somebody's family", FAMILY, re.IGNORECASE),
        ("a unique person or place", UNIQUE, re.IGNORECASE),
        ("a number that may be a telephone's", TELEPHONE, 0),
    )
)
"""What can give somebody away although no name is said."""


@dataclass(frozen=True, slots=True)
class Risk:
    """Something by which somebody could still be told: what, and where."""

    what: str
    where: str


@dataclass(frozen=True, slots=True)
class SharingReport:
    """What sharing a study does to it, for the person who decides.

    `replaced` (name, what stands instead, how often); `left` names that are words, with how often they were left
    standing at the head of a sentence; `withheld` (transcript, turns, words).
    """

    replaced: tuple[tuple[str, str, int], ...]
    as_words: tuple[tuple[str, int], ...]
    left: tuple[tuple[str, int], ...]
    withheld: tuple[tuple[str, int, int], ...]
    risks: tuple[Risk, ...]
    unlisted: tuple[Unlisted, ...]
    problems: tuple[Problem, ...]

    def as_data(self) -> dict[str, object]:
        """The same for `--json`."""
        return {
            "replaced": [{"name": name, "instead": instead, "n": n} for name, instead, n in self.replaced],
            "names_that_are_words": [{"name": name, "n_replaced": n} for name, n in self.as_words],
            "left_as_words": [{"name": name, "n": n} for name, n in self.left],
            "withheld": [
                {"transcript_id": name, "n_turns": turns, "n_words": words} for name, turns, words in self.withheld
            ],
            "risks": [{"what": risk.what, "where": risk.where} for risk in self.risks],
            "unlisted": [name.as_data() for name in self.unlisted],
            "problems": [as_data(problem, None) for problem in self.problems],
        }

    def lines(self) -> Iterator[str]:
        """The same for a terminal."""
        yield f"names replaced: {sum(n for *_, n in self.replaced)} times"
        yield from _some([f"  {name} -> {instead}: {n}" for name, instead, n in self.replaced])
        if self.as_words or self.left:
            yield "names that are words, to be looked through:"
            left = dict(self.left)
            names = dict(self.as_words) | {name: dict(self.as_words).get(name, 0) for name in left}
            yield from _some(
                [
                    f"  {name}: replaced {n}, left standing at the head of a sentence {left.get(name, 0)}"
                    for name, n in names.items()
                ]
            )
        yield f"withheld: {plural(sum(turns for _, turns, _ in self.withheld), 'turn')} of those who may not be quoted"
        yield from _some([f"  {name}: {plural(turns, 'turn')}, {words} words" for name, turns, words in self.withheld])
        yield f"what could still identify somebody: {plural(len(self.risks), 'place')}"
        yield from _some([f"  {risk.what}: {risk.where}" for risk in self.risks])
        yield f"capitalised words that are not in names.csv: {len(self.unlisted)}"
        yield from _some([f"  {name.words}: {name.n}, first in {_place(name)}" for name in self.unlisted])
        yield "This is pseudonymised, not anonymous: read it through as a stranger would before it leaves."


def _some(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:MOST]
    if len(lines) > MOST:
        yield f"  … and {len(lines) - MOST} more: --json has all"


def _place(name: Unlisted) -> str:
    transcript_id, turn = name.places[0]
    return f"{transcript_id}, turn {turn}"


def sharing_report(loaded_study: LoadedStudy, shared: Shared) -> SharingReport:
    """What sharing does to a study and what could still identify somebody.

    Args:
        loaded_study: As it was told.
        shared: As it is handed out.
    """
    tally = shared.tally
    instead = {name.name: name.shown for name in shared.names}
    replaced = tuple(
        (name, instead.get(name, name), n)
        for name, n in sorted(tally.replaced.items(), key=lambda item: (-item[1], item[0]))
    )
    return SharingReport(
        replaced,
        tuple(sorted(tally.as_words.items())),
        tuple(sorted(tally.left.items())),
        shared.withheld,
        (*_small_cells(shared.loaded_study), *_still_said(shared.loaded_study.corpus)),
        # A counter of its own: this look replaces nothing.
        unlisted_names(_open(loaded_study.corpus, shared), Replacer(shared.names)),
        shared.problems,
    )


def _open(corpus: Corpus, shared: Shared) -> Corpus:
    """The corpus as told, without the turns that are withheld: their names do not leave."""
    from dataclasses import replace  # noqa: PLC0415

    withheld = {
        (transcript.transcript_id, turn.number)
        for transcript in shared.loaded_study.corpus.transcripts
        for turn in transcript.turns
        if turn.is_withheld
    }
    transcripts = tuple(
        replace(
            transcript,
            turns=tuple(turn for turn in transcript.turns if (transcript.transcript_id, turn.number) not in withheld),
        )
        for transcript in corpus.transcripts
    )
    return replace(corpus, transcripts=transcripts)


def _small_cells(shared: LoadedStudy) -> Iterator[Risk]:
    """Sectors, and combinations of attributes that leave, which one respondent of a case has."""
    corpus = shared.corpus
    in_case: dict[str, set[str]] = {}
    for transcript in corpus.transcripts:
        speaking = {turn.respondent_id for turn in transcript.turns} | {transcript.respondent_id}
        here = in_case.setdefault(transcript.case_id or "no case", set())
        here |= {person_id for person_id in speaking if person_id and person_id in corpus.participants}
    columns = [("sector", "the only respondent of a sector")]
    columns += [(name, f"the only respondent with that {name}") for name in shared.study.settings.share]
    for case_id, people in sorted(in_case.items()):
        for column, what in columns:
            values = Counter(corpus.participants[person_id].attributes.get(column, "") for person_id in people)
            for value in sorted(value for value, n in values.items() if n == 1 and value):
                yield Risk(what, f"{value} in {case_id}")


def _still_said(corpus: Corpus) -> Iterator[Risk]:
    for what, pattern in STILL_SAID:
        for transcript in corpus.transcripts:
            turns = [str(turn.number) for turn in transcript.turns if pattern.search(turn.text)]
            if turns:
                more = f" and {len(turns) - 5} more" if len(turns) > 5 else ""
                yield Risk(what, f"{transcript.transcript_id}, turn {', '.join(turns[:5])}{more}")
