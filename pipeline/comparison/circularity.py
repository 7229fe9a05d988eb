"""Whether outcome and explanation were seen by the same eyes in the same words."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.comparison.loops import kinds_of_codes
from pipeline.comparison.material import Material, descendants
from pipeline.comparison.measures import coding_ids, named
from pipeline.comparison.propositions import Propositions, Variant
from pipeline.comparison.rivals import HABIT
from pipeline.store.rows import (
    CodeRow,
    Cooccurrence,
    Episode,
    Event,
    Indicator,
    Judgement,
    Rating,
    ReadRow,
    StoredRow,
    TeamMember,
    Voice,
)
from pipeline.study.dataclass import dataclass
from pipeline.study.records import yes_or_no

ENOUGH_WORDS = 5


@dataclass(frozen=True, slots=True)
class Shared:
    """A passage used twice: as an input of success, and as evidence for what should explain success."""

    case_id: str
    used_for: str
    success: Voice
    predictor: Voice


@dataclass(frozen=True, slots=True)
class Knower:
    """How many judgements or episodes one person made knowing the tier, not knowing it, or without saying."""

    table: str
    by: str
    knew: int
    did_not: int
    unsaid: int


@dataclass(frozen=True, slots=True)
class Member:
    """One of the team, with what else this person did; None where team.csv does not say."""

    person: str
    relation: str
    interviewed: bool | None
    coded: bool | None
    rated: bool | None

    @property
    def did_all(self) -> bool:
        """Interviewed, coded and rated."""
        return bool(self.interviewed and self.coded and self.rated)


@dataclass(frozen=True, slots=True)
class Meeting:
    """In how many of a case's segments the habit and a part of the answer meet, and how much of either that is."""

    case_id: str
    code_id: str
    n_segments: int
    jaccard: float


@dataclass(frozen=True, slots=True)
class FromElsewhere:
    """A proposition with outcomes from sources that took no part in the coding."""

    name: str
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True)
class Circularity:
    """The audit. `n_success_passages`: how many passages are an input of success at all."""

    shared: tuple[Shared, ...]
    n_success_passages: int
    knowers: tuple[Knower, ...]
    team: tuple[Member, ...]
    meetings: tuple[Meeting, ...]
    has_both_codes: bool
    elsewhere: tuple[FromElsewhere, ...]


def circularity(material: Material, outcome: Propositions) -> Circularity:
    """What was used twice, who knew what, which constructs share their words, and what outside sources say."""
    shared: list[Shared] = []
    n_passages = 0
    for case_id in material.cases:
        inputs = success_passages(material, case_id)
        n_passages += len(inputs)
        shared += _shared(material, case_id, inputs)
    learning = descendants(material.rows(CodeRow), "mutual_learning")
    return Circularity(
        shared=tuple(shared),
        n_success_passages=n_passages,
        knowers=_knowers(material),
        team=tuple(
            Member(
                row.person or "",
                row.relation or "",
                yes_or_no(row.interviewed),
                yes_or_no(row.coded),
                yes_or_no(row.rated),
            )
            for row in material.rows(TeamMember)
        ),
        meetings=_meetings(material, learning),
        has_both_codes=HABIT in material.codes and bool(learning),
        elsewhere=tuple(FromElsewhere(result.name, result.variants) for result in outcome.results if result.variants),
    )


def success_passages(material: Material, case_id: str) -> tuple[tuple[str, Voice], ...]:
    """(what it is used for, coding) of every passage that an outcome event, a rating or an indicator rests on.

    A passage counts when the row names its coding, or when what a rater is proud of stands in it word for word.
    """
    voices = material.own(case_id, Voice)
    ratings = material.of(Rating, case_id)
    inputs: list[tuple[str, StoredRow]] = []
    inputs += [("outcome event", event) for event in material.of(Event, case_id) if event.kind == "outcome"]
    inputs += [("rating", rating) for rating in ratings]
    inputs += [("indicator", indicator) for indicator in material.of(Indicator, case_id)]
    passages: dict[str, tuple[str, Voice]] = {}
    for used_for, row in inputs:
        for voice in named(voices, set(coding_ids(row))):
            # One passage is one input: its first use stands, outcome events before ratings before indicators.
            passages.setdefault(voice.coding_id, (used_for, voice))
    for rating in ratings:
        for words in (rating.proud_of, rating.why):
            if words and len(words.split()) >= ENOUGH_WORDS:
                for voice in voices:
                    if words.casefold() in voice.quotation.casefold():
                        passages.setdefault(voice.coding_id, ("rating, word for word", voice))
    return tuple(passages.values())


def _shared(material: Material, case_id: str, inputs: tuple[tuple[str, Voice], ...]) -> list[Shared]:
    kinds = kinds_of_codes(material.rows(CodeRow))
    predictors = [
        voice
        for voice in material.own(case_id, Voice)
        if voice.is_counted and (voice.family == "enabler" or kinds.get(voice.code_id) in ("learning", "blaming"))
    ]
    return [
        Shared(case_id, kind, passage, predictor)
        for kind, passage in inputs
        for predictor in predictors
        if predictor.transcript_id == passage.transcript_id
        # Ends are exclusive: passages that only touch share no word.
        and predictor.start_char < passage.end_char
        and passage.start_char < predictor.end_char
    ]


def _knowers(material: Material) -> tuple[Knower, ...]:
    counts: dict[tuple[str, str], list[bool | None]] = {}
    for judgement in material.rows(Judgement):
        counts.setdefault((Judgement.TABLE, judgement.by or ""), []).append(yes_or_no(judgement.knew_tier))
    for episode in material.rows(Episode):
        counts.setdefault((Episode.TABLE, episode.by or ""), []).append(yes_or_no(episode.knew_tier))
    for (coder, _), knew in _readers(material.rows(ReadRow)).items():
        counts.setdefault(("transcripts read", coder), []).append(knew)
    return tuple(
        Knower(table, by, knew.count(True), knew.count(False), knew.count(None))
        for (table, by), knew in sorted(counts.items())
    )


def _readers(rows: Iterable[ReadRow]) -> dict[tuple[str, str], bool | None]:
    """(coder, transcript) -> whether the tier was known; a transcript read again for another code is one transcript."""
    said: dict[tuple[str, str], set[bool | None]] = {}
    for row in rows:
        said.setdefault((row.coder, row.transcript_id), set()).add(yes_or_no(row.knew_tier))
    # Having known once is having known; "did not know" needs every row to say so.
    return {pair: True if True in knew else None if None in knew else False for pair, knew in said.items()}


def _meetings(material: Material, learning: frozenset[str]) -> tuple[Meeting, ...]:
    meetings = []
    for row in material.rows(Cooccurrence):
        pair = {row.code_a, row.code_b}
        other = pair - {HABIT}
        # A standing habit and the answer to a named setback are two codes: where they share their words, it is said.
        if HABIT in pair and other <= learning:
            meetings.append(Meeting(row.case_id, next(iter(other)), row.n_segments, row.jaccard))
    return tuple(sorted(meetings, key=lambda meeting: (-meeting.n_segments, meeting.case_id, meeting.code_id)))
