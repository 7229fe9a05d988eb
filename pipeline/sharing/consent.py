"""What people agreed to, and until when: cells that cannot be read or contradict, use without consent, days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from pipeline.corpus.cases import Corpus
from pipeline.loaded_study import LoadedStudy
from pipeline.study.problems import Problem, Severity, caution, nearest
from pipeline.study.records import Participant, says_yes, yes_or_no

YES_OR_NO = ("may_quote", "may_use", "may_archive")
SHOWING = ("may_quote", "may_archive")
SOON = timedelta(days=30)
"""A month: time enough to ask somebody again before what they said can no longer be taken back."""


def about_consent(loaded_study: LoadedStudy) -> list[Problem]:
    """Cells of consent that cannot be read or contradict, and people whose words are used without their consent.

    An empty cell is a no; so is a word that is neither.
    """
    people = list(loaded_study.corpus.participants.values())
    return [
        *(problem for person in people for problem in _unread(person)),
        *_used_without_consent(loaded_study, people),
        *_contradicting(people),
    ]


def _unread(person: Participant) -> Iterator[Problem]:
    for column in YES_OR_NO:
        cell = person.attributes.get(column, "")
        if cell and yes_or_no(cell) is None:
            message = f"{column} of '{person.respondent_id}' is '{cell}', which is neither yes nor no: it counts as no."
            yield Problem(Severity.CAUTION, person.source, message, "Write yes or no.")
    cell = person.attributes.get("status", "")
    # Whoever took their words back must not be read because of a letter.
    if not person.has_withdrawn and (cell.casefold().strip().startswith("withdr") or nearest(cell, ("withdrawn",))):
        message = f"status of '{person.respondent_id}' is '{cell}', which is not `withdrawn`: their words are read."
        yield Problem(Severity.CAUTION, person.source, message, "Write withdrawn alone, if that is meant.")
    cell = person.attributes.get("withdraw_by", "")
    if cell and _day(cell) is None:
        message = f"withdraw_by of '{person.respondent_id}' is '{cell}', which is no day."
        yield Problem(Severity.CAUTION, person.source, message, "Write it as 2026-05-31.")


def _used_without_consent(loaded_study: LoadedStudy, people: list[Participant]) -> Iterator[Problem]:
    unwilling = [person for person in people if not _agreed(person, "may_use", True)]
    # Every turn is looked into only where somebody has not agreed.
    speaking = _who_may_speak(loaded_study.corpus) if unwilling else frozenset()
    if without := [person for person in unwilling if person.respondent_id in speaking]:
        message = f"may_use is no or empty for {_named(without)}, whose words are read and counted all the same."
        remedy = "Ask them, or write `withdrawn` under `status`: then nothing reads their words."
        yield caution(without[0].source.path, without[0].source.line, message, remedy)


def _who_may_speak(corpus: Corpus) -> set[str]:
    """Whoever speaks in a transcript; where a turn of a group names nobody, everybody who attended."""
    speaking = {transcript.respondent_id or "" for transcript in corpus.transcripts}
    open_groups = set()
    for transcript in corpus.transcripts:
        answers = [turn for turn in transcript.turns if not turn.is_interviewer and not turn.is_nobodys]
        speaking |= {turn.respondent_id or "" for turn in answers}
        if not transcript.respondent_id and any(not turn.respondent_id for turn in answers):
            open_groups.add(transcript.transcript_id)
    return speaking | {row["respondent_id"] for row in corpus.attendance if row["transcript_id"] in open_groups}


def _contradicting(people: list[Participant]) -> Iterator[Problem]:
    """People who agreed to have their words shown and not to have them used, or of whom no form is named."""
    for column in SHOWING:
        agreed = [person for person in people if _agreed(person, column, False)]
        if unused := [person for person in agreed if not _agreed(person, "may_use", True)]:
            message = f"{column} is yes and may_use is no or empty for {_named(unused)}: one of the two is wrong."
            yield caution(
                unused[0].source.path, unused[0].source.line, message, "Look at their form, and mend the cell."
            )
        if unsigned := [person for person in agreed if not person.attributes.get("consent", "-").strip()]:
            message = f"{column} is yes for {_named(unsigned)}, and `consent` names no form that says so."
            remedy = "Write the form under `consent`, or no: an empty consent is none."
            yield caution(unsigned[0].source.path, unsigned[0].source.line, message, remedy)


def _agreed(person: Participant, column: str, where_not_asked: bool) -> bool:
    return says_yes(person.attributes[column]) if column in person.attributes else where_not_asked


def _named(people: Sequence[Participant]) -> str:
    more = f" and {len(people) - 5} more" if len(people) > 5 else ""
    return ", ".join(person.respondent_id for person in people[:5]) + more


def about_days(loaded_study: LoadedStudy, today: date) -> list[Problem]:
    """Who can still withdraw for a few days only, and who no longer.

    Said by `check` alone: a run depends on its study, not on the day.
    """
    days = [
        (day, person)
        for person in loaded_study.corpus.participants.values()
        if (day := _day(person.attributes.get("withdraw_by", ""))) is not None
    ]
    near = [(day, person) for day, person in days if today <= day <= today + SOON]
    problems = []
    if past := [person for day, person in days if day < today]:
        message = f"the day until which they can withdraw is past for {_named(past)}."
        remedy = "If it was put off for anybody, mend `withdraw_by`; whoever asks later all the same can be withdrawn."
        problems.append(caution(past[0].source.path, past[0].source.line, message, remedy))
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
