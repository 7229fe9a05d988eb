"""A measure counted again without one respondent, or from people who did not know the tier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from pipeline.comparison.material import Material
from pipeline.comparison.measures import FREQUENCIES, measure_cases
from pipeline.comparison.patterns import Explanation, effect_of
from pipeline.stages.findings import teller
from pipeline.store.rows import CodedPair, CodeFrequency, Episode, Judgement, TranscriptRow, Voice
from pipeline.study.dataclass import dataclass
from pipeline.study.records import COUNTED_KINDS, yes_or_no

RECOUNTED = ("n_known", "n_mentioning", "mention_share", "n_respondents")
# Effects are sums of floats: what is smaller than this is 0, and its sign means nothing.
NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class WithoutOne:
    """What becomes of an effect when each respondent is left out in turn.

    `lowest` and `highest` are (respondent, effect); `turning` names those without whom its sign changes or it is gone.
    """

    n_respondents: int
    lowest: tuple[str, float]
    highest: tuple[str, float]
    turning: tuple[str, ...]


def is_recountable(measure: Mapping[str, object]) -> bool:
    """Whether the measure rests on counts of transcripts that can be made again from codings."""
    return measure.get("table") in FREQUENCIES and measure.get("column") in RECOUNTED


def without_each_respondent(
    material: Material, explanation: Explanation, measure: Mapping[str, object], effect: float
) -> WithoutOne | None:
    """The effect without each respondent in turn; None where nobody is named, or only one person."""
    effects = {}
    wanted = _codes_of(material, measure)
    # The table is recounted for every respondent: rows of codes that are not measured would only cost time.
    slim = material.with_rows(CodeFrequency, (row for row in material.rows(CodeFrequency) if row.code_id in wanted))
    for respondent in respondents_of(material):
        changed = explanation_without(slim, explanation, measure, respondent)
        cases = tuple(case_id for case_id in material.cases if case_id in material.ranks and case_id in changed)
        effect_without = effect_of(cases, material.ranks, changed, material.blocks(cases))
        effects[respondent] = 0.0 if abs(effect_without) < NOTHING else effect_without
    if len(effects) < 2:
        return None
    ordered = sorted(effects.items(), key=lambda item: (item[1], item[0]))
    turning = tuple(who for who, effect_without in effects.items() if effect_without * effect <= 0)
    return WithoutOne(len(effects), ordered[0], ordered[-1], turning)


def explanation_without(
    material: Material, explanation: Explanation, measure: Mapping[str, object], respondent: str
) -> Mapping[str, float]:
    """Each case's score with one respondent's interviews and words left out."""
    rows = []
    for row in material.rows(CodeFrequency):
        rows.append(recount(material, row, respondent) if _is_heard(material, row.case_id, respondent) else row)
    changed = measure_cases(material.with_rows(CodeFrequency, rows), measure)
    sign = -1 if explanation.direction < 0 else 1
    return {measured.case_id: sign * measured.value for measured in changed if measured.value is not None}


def _codes_of(material: Material, measure: Mapping[str, object]) -> set[str]:
    where = measure.get("where")
    asked = where.get("code_id") if isinstance(where, Mapping) else None
    if asked is None:
        return set(material.codes)
    return {str(code_id) for code_id in (asked if isinstance(asked, list) else [asked])}


def respondents_of(material: Material) -> tuple[str, ...]:
    """Everybody who speaks in an interview or group of a case."""
    people: set[str] = set()
    for case_id in material.cases:
        transcripts = material.own(case_id, TranscriptRow) or material.of(TranscriptRow, case_id)
        people |= {row.respondent_id for row in transcripts if row.respondent_id and row.kind in COUNTED_KINDS}
        voices = material.own(case_id, Voice)
        people |= {voice.respondent_id for voice in voices if voice.respondent_id and voice.kind in COUNTED_KINDS}
    return tuple(sorted(people))


def _is_heard(material: Material, case_id: str, respondent: str) -> bool:
    return any(row.respondent_id == respondent for row in material.of(TranscriptRow, case_id)) or any(
        voice.respondent_id == respondent for voice in material.own(case_id, Voice)
    )


def recount(material: Material, row: CodeFrequency, respondent: str) -> CodeFrequency:
    """One row of code_frequency without a respondent: own interviews go, in groups only the own words go."""
    case_id, code_id = row.case_id, row.code_id
    own = {
        transcript.transcript_id
        for transcript in material.of(TranscriptRow, case_id)
        if transcript.respondent_id == respondent
    }
    pairs = [
        pair
        for pair in material.own(case_id, CodedPair)
        if pair.code_id == code_id and pair.kind in COUNTED_KINDS and pair.transcript_id not in own
    ]
    left = _left(material.own(case_id, Voice), code_id, respondent)
    # A group still tells it while anybody else in it does.
    lost = {voice.transcript_id for voice in left[1]} - {voice.transcript_id for voice in left[0]}
    n_known = sum(pair.is_known for pair in pairs)
    n_mentioning = sum(pair.is_mentioning and pair.transcript_id not in lost for pair in pairs)
    people = {teller(voice) for voice in left[0] if not voice.is_interviewer}
    return replace(
        row,
        n_known=n_known,
        n_mentioning=n_mentioning,
        mention_share=n_mentioning / n_known if n_known else None,
        n_respondents=len(people),
    )


def _left(voices: Iterable[Voice], code_id: str, respondent: str) -> tuple[tuple[Voice, ...], tuple[Voice, ...]]:
    """Counted codings of the code by others, and by the respondent."""
    counted = [v for v in voices if v.code_id == code_id and v.is_counted and v.kind in COUNTED_KINDS]
    others = tuple(v for v in counted if v.respondent_id != respondent)
    return others, tuple(v for v in counted if v.respondent_id == respondent)


def from_those_who_did_not_know(material: Material, measure: Mapping[str, object]) -> Material | None:
    """Only the rows of people who did not know the tier; None where the measure's table does not say."""
    if measure.get("table") == Episode.TABLE:
        return material.with_rows(Episode, (row for row in material.rows(Episode) if made_blind(row)))
    if measure.get("table") == Judgement.TABLE:
        return material.with_rows(Judgement, (row for row in material.rows(Judgement) if made_blind(row)))
    return None


def made_blind(row: Episode | Judgement) -> bool:
    """Whether somebody wrote it who says that they did not know the tier."""
    # `is False`: a row that does not say whether they knew is no blind row.
    return yes_or_no(row.knew_tier) is False
