"""The team desk: what lies open since the last meeting, settling it, and judging a case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from pipeline.page.choice import excluded
from pipeline.page.desks.frame import frame
from pipeline.page.desks.recode import agreement_words
from pipeline.page.differences import DoubleReading, Place, beside, both_silent, double_reading, double_readings
from pipeline.page.judging import ENTRIES, FILLED_IN, passages_of_case, rows_of_case
from pipeline.page.meeting import hunches, last_meeting, minutes, open_proposals, striking_passages
from pipeline.page.pages import render
from pipeline.page.random_passages import answered
from pipeline.page.rows import Refused
from pipeline.page.session import Session
from pipeline.page.settling import settled_places, yields
from pipeline.page.transcript_view import code_name, turns_between
from pipeline.study.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Open:
    """A (transcript, code) that several people read and nobody settled, in counts."""

    reading: DoubleReading
    code: str
    n_agreed: int
    n_open: int
    n_settled: int

    @property
    def is_agreed(self) -> bool:
        """Whether there was never anything to settle."""
        return not (self.n_open or self.n_settled)


@dataclass(frozen=True, slots=True)
class SeenByCode:
    """How far coders mark the same places, by code, from their own files: settling changes nothing here."""

    code: str
    n_readings: int
    n_places: int
    n_shared: int


def team_page(session: Session) -> str:
    """What a meeting has before it."""
    _not_blind(session)
    since = last_meeting(session)
    cases = [(case.case_id, case.name) for case in session.material.corpus.cases]
    striking = striking_passages(session, since)
    readings = double_readings(session)
    return render(
        "team.html.j2",
        **frame(session, "team", None),
        since=since,
        proposals=open_proposals(session),
        striking=[
            (coding, name, turn_of(session, coding.transcript_id, coding.start_char)) for coding, name in striking
        ],
        hunches=hunches(session),
        open=_open(session, readings),
        by_code=_by_code(session, readings),
        yields=yields(session),
        random_answers=_random_answers(session),
        oneselves=[(coder, words) for coder in session.work if (words := agreement_words(session, coder))],
        minutes=minutes(session),
        example_code=next((code.code_id for code in session.material.codebook.codable), "trust"),
        case_list=cases,
        is_settling=session.choice.is_settling,
    )  # fmt: skip


def settle_page(session: Session, transcript_id: str, code_id: str) -> str:
    """One transcript and code: each difference side by side."""
    _not_blind(session)
    material = session.material
    if transcript_id not in material.texts or code_id not in material.codebook.codes:
        raise Refused("This transcript or code is not there any more.", 404)
    reading, text = double_reading(session, transcript_id, code_id), material.texts[transcript_id].text
    settled = settled_places(session, transcript_id, code_id)
    differences = [
        {
            "place": place, "n": n, "turn": turn_of(session, transcript_id, place.start_char),
            "beside": beside(material.texts[transcript_id], place),
            "sides": [_side(session, reading, place, coder) for coder in reading.coders],
            "settled": settled.get((str(place.start_char), str(place.end_char))),
        }
        for n, place in enumerate(reading.differences, start=1)
    ]  # fmt: skip
    context = frame(session, "team", material.texts[transcript_id])
    context["desk"] |= {"coders": list(reading.coders), "settles": [transcript_id, code_id]}
    return render(
        "settle.html.j2",
        **context,
        reading=reading,
        code=material.codebook.codes[code_id],
        excluded=[excluded(words, session) for words in material.codebook.codes[code_id].exclude],
        differences=differences,
        n_agreed=len(reading.places) - len(reading.differences),
        is_settling=session.choice.is_settling,
        people=_people(session, reading),
        silent=[(segment, text[segment.start_char : segment.end_char]) for segment in both_silent(session, reading)],
        next_open=_next_open(session, transcript_id, code_id),
    )


def case_page(session: Session, case_id: str) -> str:
    """A case's judgements, episodes, events and governance, with a form for one more row of each."""
    _not_blind(session)
    case = next((case for case in session.material.corpus.cases if case.case_id == case_id), None)
    if case is None:
        raise Refused("This case is not in the study any more.", 404)
    context = frame(session, "team", None)
    context["desk"] |= {"judges": case_id}
    return render(
        "case.html.j2",
        **context,
        case=case,
        tables=[(entry, rows_of_case(session, entry, case_id)) for entry in ENTRIES],
        filled_in=FILLED_IN,
        passages=passages_of_case(session, case_id),
        code_list=[(code.code_id, code.name) for code in session.material.codebook.codable],
    )


def turn_of(session: Session, transcript_id: str, at: int) -> int:
    """The number of the turn at an offset."""
    numbers = turns_between(session.material.texts[transcript_id], at, at + 1)
    return numbers[0] if numbers else 1


def _side(session: Session, reading: DoubleReading, place: Place, coder: str) -> dict[str, Any]:
    """What one coder has at a place: their codings of the code, else what else they gave these words."""
    others = [
        (code_name(coding.code_id, session.material), coding.quotation)
        for coding in session.work[coder].shown_in(reading.transcript_id)
        if coding.code_id != reading.code_id
        and coding.start_char < place.end_char
        and place.start_char < coding.end_char
    ]
    return {"coder": coder, "codings": place.of(coder), "others": others}


def _open(session: Session, readings: Sequence[DoubleReading]) -> list[Open]:
    rows = []
    for reading in readings:
        if reading.is_settled or not reading.places:
            continue
        settled = settled_places(session, reading.transcript_id, reading.code_id) if reading.differences else {}
        n_settled = sum((str(p.start_char), str(p.end_char)) in settled for p in reading.differences)
        name = code_name(reading.code_id, session.material)
        n_agreed = len(reading.places) - len(reading.differences)
        rows.append(Open(reading, name, n_agreed, len(reading.differences) - n_settled, n_settled))
    # What a meeting is for comes first.
    return sorted(rows, key=lambda row: row.is_agreed)


def _next_open(session: Session, transcript_id: str, code_id: str) -> DoubleReading | None:
    others = [
        other.reading
        for other in _open(session, double_readings(session))
        if (other.reading.transcript_id, other.reading.code_id) != (transcript_id, code_id)
    ]
    return others[0] if others else None


def _by_code(session: Session, readings: Sequence[DoubleReading]) -> list[SeenByCode]:
    n_readings: Counter[str] = Counter()
    places: Counter[str] = Counter()
    shared: Counter[str] = Counter()
    for reading in readings:
        n_readings[reading.code_id] += 1
        places[reading.code_id] += len(reading.places)
        shared[reading.code_id] += sum(
            {coding.coder for coding in place.codings} == set(reading.coders) for place in reading.places
        )
    return [
        SeenByCode(code_name(code_id, session.material), n, places[code_id], shared[code_id])
        for code_id, n in n_readings.items()
        if places[code_id]
    ]


def _random_answers(session: Session) -> list[tuple[str, int, int]]:
    """(coder, accepted, answered) of the random passages among suggestions."""
    counted = [(coder, *answered(row.coding for row in work.by_id.values())) for coder, work in session.work.items()]
    return [row for row in counted if row[2]]


def _people(session: Session, reading: DoubleReading) -> list[str]:
    """Who may settle: the coders of the pair, then whoever else codes here."""
    return [*reading.coders, *sorted(set(session.work) - set(reading.coders) - {"consensus"})]


def _not_blind(session: Session) -> None:
    if session.choice.is_blind:
        raise Refused("A blind session shows nobody else's work: open the page without --blind for the team desk.", 403)
