"""General lessons across cases for practitioners, and what may not leave: names, and what too few people tell.

Nothing told by fewer than three people of two organisations becomes a lesson, and no lesson whose wording names a
case, a respondent, an organisation or a city.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.comparison.material import Material
from pipeline.comparison.measures import coding_ids, named
from pipeline.stages.findings import CodeLine
from pipeline.store.rows import Attendance, CaseRow, Claim, Episode, ParticipantRow, TranscriptRow, Voice
from pipeline.study.dataclass import dataclass
from pipeline.study.records import COUNTED_KINDS, MAIN_FAMILIES, Codebook

BEST_NOT_WORST = "best_not_worst"
# What fewer tell could lead somebody who knows the cases to the person, names or not.
LEAST_PEOPLE, LEAST_ORGANISATIONS, LEAST_CASES = 3, 2, 2
ANSWERS = ("learning", "blaming")
# A name of one letter, such as the speaker `A.`, would be found in every sentence with the article.
INITIAL = re.compile(r"[^\W\d_]\.?")


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson: a code's own words, in how many cases it shows (`presence`), and in which tiers at all.

    `is_everywhere_best`: it shows in every known case of the best tier, and something is known of the worst;
    `is_somewhere_worst`: in one of the worst; `is_known`: something is known of every case of these two tiers;
    `is_firm`: that it does the first and not the second survives the five rules of `claims`.
    """

    code_id: str
    family: str
    name: str
    definition: str
    presence: str
    is_everywhere_best: bool
    is_somewhere_worst: bool
    is_denied: bool
    is_firm: bool = False
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of trust where setbacks were answered in one way: `up` of `n` episodes, over how many cases.

    `n_differing` further episodes have this answer in one analyst's reading and another in another's; they are in no
    count.
    """

    response: str
    n: int
    up: int
    down: int
    n_cases: int
    n_differing: int = 0


@dataclass(frozen=True, slots=True)
class Lessons:
    """All lessons; `held_thin` were held back because too few tell them, `held_named` because they name somebody."""

    n_cases: int
    n_people: int
    lessons: tuple[Lesson, ...]
    answered: tuple[Answered, ...]
    held_thin: int
    held_named: int
    names: frozenset[str]


def lessons_of(
    material: Material, lines: Sequence[CodeLine], codebook: Codebook, more_names: Iterable[str] = ()
) -> Lessons:
    """What may be said in general, from the lines of the cross-case finding.

    Args:
        material: The rows of the last stage.
        lines: Of the cross-case finding.
        codebook: For the definitions.
        more_names: Names that may not leave beside those in the material, such as cities of mayors.
    """
    names = frozenset({*names_in(material), *more_names}) - {""}
    lessons: list[Lesson] = []
    thin = leaking = 0
    for line in lines:
        if line.family not in MAIN_FAMILIES or line.presence is None or line.presence.n_showing < LEAST_CASES:
            continue
        voices = _voices(material, line.code_id)
        if not is_told_by_enough(row for row in voices if row.is_counted):
            thin += 1
            continue
        lesson = _lesson(line, material, codebook, is_told_by_enough(_denying(voices)))
        if leaks(f"{lesson.name} {lesson.definition}", names):
            leaking += 1
        else:
            lessons.append(lesson)
    answered = tuple(answered_so for response in ANSWERS if (answered_so := _answered(material, response)) is not None)
    return Lessons(len(material.cases), len(_people(material)), tuple(lessons), answered, thin, leaking, names)


def is_told_by_enough(voices: Iterable[Voice]) -> bool:
    """Whether at least three known people of at least two organisations stand behind codings."""
    # Speakers without an id might all be one person.
    rows = [row for row in voices if row.respondent_id]
    people = {row.respondent_id for row in rows}
    organisations = {row.organisation for row in rows if row.organisation}
    return len(people) >= LEAST_PEOPLE and len(organisations) >= LEAST_ORGANISATIONS


def _denying(voices: Iterable[Voice]) -> Iterable[Voice]:
    return (row for row in voices if row.would_count and row.polarity == "absent")


def _voices(material: Material, code_id: str) -> list[Voice]:
    """Codings of one code in interviews and group interviews, counted or not."""
    return [
        row
        for case_id in material.cases
        for row in material.own(case_id, Voice)
        if row.code_id == code_id and row.kind in COUNTED_KINDS
    ]


def _people(material: Material) -> set[str]:
    speaking = {row.respondent_id for row in material.rows(TranscriptRow)}
    speaking |= {row.respondent_id for row in material.rows(Attendance)}
    return {respondent for respondent in speaking if respondent}


def _lesson(line: CodeLine, material: Material, codebook: Codebook, is_denied: bool) -> Lesson:
    assert line.presence is not None
    code = codebook.codes[line.code_id]
    order = material.settings.outcome_order
    known = [case for case in line.cases if case.state != "unknown"]
    best = [case.state == "shows" for case in known if len(order) > 1 and case.tier == order[-1]]
    # What is mixed in a case is there in part: of such a case nobody says that it has none of it.
    worst = [
        case.state == "shows" or (case.judgement is not None and case.judgement.judgement == "mixed")
        for case in known
        if len(order) > 1 and case.tier == order[0]
    ]
    is_firm = any(
        claim.survives and claim.claim == BEST_NOT_WORST and claim.code_id == line.code_id
        for claim in material.rows(Claim)
    )
    return Lesson(
        line.code_id,
        line.family,
        code.name,
        code.definition,
        line.presence.presence,
        bool(best) and bool(worst) and all(best),
        any(worst),
        is_denied,
        is_firm,
        not any(case.state == "unknown" and case.tier in (order[:1] + order[-1:]) for case in line.cases),
    )


def _answered(material: Material, response: str) -> Answered | None:
    """None where under two cases have such episodes, or too few people tell of them.

    An episode whose answer analysts read differently is counted for neither answer, as in the memo.
    """
    episodes: dict[tuple[str, str], list[Episode]] = {}
    voices: list[Voice] = []
    differing: set[tuple[str, str]] = set()
    for case_id in material.cases:
        for row in material.of(Episode, case_id):
            place = (case_id, row.episode or "")
            if row.response == response:
                episodes.setdefault(place, []).append(row)
            else:
                differing.add(place)
    unsettled = len(differing & set(episodes))
    episodes = {place: rows for place, rows in episodes.items() if place not in differing}
    for (case_id, _), rows in episodes.items():
        for row in rows:
            voices += named(material.own(case_id, Voice), set(coding_ids(row)))
    if len({case_id for case_id, _ in episodes}) < LEAST_CASES or not is_told_by_enough(voices):
        return None
    trust = [{row.trust_after for row in rows} for rows in episodes.values()]
    cases = {case_id for case_id, _ in episodes}
    # Only where all analysts say the same of trust: where they differ, the episode is in neither count.
    return Answered(response, len(episodes), trust.count({"up"}), trust.count({"down"}), len(cases), unsettled)


def names_in(material: Material) -> set[str]:
    """Every name that may not leave: cases, what the design holds constant, cities, organisations, people."""
    names: set[str] = set()
    # A city gives a case away also where the design does not hold it constant.
    held = {*material.attributes, "city"}
    for case in material.rows(CaseRow):
        names |= {case.case_id, case.name, *(str(case.cell(attribute) or "") for attribute in held)}
    for person in material.rows(ParticipantRow):
        names |= {person.respondent_id, person.organisation or "", str(person.cell("name") or "")}
    for attending in material.rows(Attendance):
        names |= {attending.speaker or "", attending.respondent_id or ""}
    for case_id in material.cases:
        names |= _labels(material, case_id)
    return {" ".join(name.split()) for name in names} - {""}


def _labels(material: Material, case_id: str) -> set[str]:
    """Speakers' labels that look like a person's name: two words or more, each with a capital."""
    speakers = {voice.speaker for voice in material.own(case_id, Voice)}
    # One word with a capital may be a role, such as `Moderator`.
    return {label for label in speakers if len(label.split()) > 1 and all(word[:1].isupper() for word in label.split())}


def leaks(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """The names that stand in a text as whole words; single capital words are matched with their capital."""
    standing = []
    for name in names:
        # `Hope` the organisation, not the hope of a sentence; of several words, or an abbreviation, any case will do.
        is_plain_word = name.isalpha() and name[:1].isupper() and name[1:].islower()
        flags = re.NOFLAG if is_plain_word else re.IGNORECASE
        pattern = r"\s+".join(re.escape(part) for part in name.split())
        if pattern and not INITIAL.fullmatch(name) and re.search(rf"(?<!\w){pattern}(?!\w)", text, flags):
            standing.append(name)
    return tuple(sorted(standing))
