"""What people agreed to, and until when: cells that say neither yes nor no, use without consent, days that are near."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from pipeline.loaded_study import LoadedStudy
from pipeline.study.problems import Problem, Severity, caution
from pipeline.study.records import Participant, says_yes, yes_or_no

YES_OR_NO = ("may_quote", "may_use", "may_archive")
SOON = timedelta(days=30)
"""A month: time enough to ask somebody again before what they said can no longer be taken back."""


def about_consent(loaded_study: LoadedStudy) -> list[Problem]:
    """Cells of consent that cannot be read, and people whose words are used although they have not agreed to that.

    An empty cell is a no; so is a word that is neither.
    """
    people = list(loaded_study.corpus.participants.values())
    return [
        *(problem for person in people for problem in _unread(person)),
        *_used_without_consent(loaded_study, people),
    ]


def _unread(person: Participant) -> Iterator[Problem]:
    for column in YES_OR_NO:
        cell = person.attributes.get(column, "")
        if cell and yes_or_no(cell) is None:
            message = f"{column} of '{person.respondent_id}' is '{cell}', which is neither yes nor no: it counts as no."
            yield Problem(Severity.CAUTION, person.source, message, "Write yes or no.")
    cell = person.attributes.get("withdraw_by", "")
    if cell and _day(cell) is None:
        message = f"withdraw_by of '{person.respondent_id}' is '{cell}', which is no day."
        yield Problem(Severity.CAUTION, person.source, message, "Write it as 2026-05-31.")


def _used_without_consent(loaded_study: LoadedStudy, people: list[Participant]) -> Iterator[Problem]:
    speaking = {turn.respondent_id for transcript in loaded_study.corpus.transcripts for turn in transcript.turns}
    speaking |= {transcript.respondent_id for transcript in loaded_study.corpus.transcripts}
    without = [
        person
        for person in people
        if "may_use" in person.attributes
        and not says_yes(person.attributes["may_use"])
        and person.respondent_id in speaking
    ]
    if without:
        named = ", ".join(person.respondent_id for person in without[:5]) + (" and others" if len(without) > 5 else "")
        message = f"may_use is no or empty for {named}, whose words are read and counted all the same."
        remedy = "Ask them, or write `withdrawn` under `status`: then nothing reads their words."
        yield caution(without[0].source.path, without[0].source.line, message, remedy)


def about_days(loaded_study: LoadedStudy, today: date) -> list[Problem]:
    """Who can still withdraw for a few days only. Said by `check` alone: a run depends on its study, not on the day."""
    near = [
        (day, person)
        for person in loaded_study.corpus.participants.values()
        if (day := _day(person.attributes.get("withdraw_by", ""))) is not None and today <= day <= today + SOON
    ]
    problems = []
    for day, person in sorted(near, key=lambda pair: (pair[0], pair[1].respondent_id)):
        message = f"'{person.respondent_id}' can withdraw until {day.isoformat()}, which is near."
        remedy = "Share or archive nothing of theirs before that day without asking."
        problems.append(Problem(Severity.CAUTION, person.source, message, remedy))
    return problems


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell.strip())
    except ValueError:
        return None
