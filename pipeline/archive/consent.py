"""Whose whole transcript may be archived, and why another's may not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from pipeline.corpus.cases import Corpus
from pipeline.study.records import Transcript, Turn, says_yes

NOBODY = "nobody is listed who could have agreed"
UNKNOWN = "somebody speaks who is not listed"
NOT_AGREED = "may_archive is not yes for everybody who speaks or attended"


def why_not_archived(corpus: Corpus) -> dict[str, str]:
    """transcript_id -> why the whole of it stays with the team; those that are missing here may be archived.

    Everybody who speaks or attended has agreed; a blank is no, and so is a speaker whom nobody knows.
    """
    agreed = {
        person.respondent_id
        for person in corpus.participants.values()
        if says_yes(person.attributes.get("may_archive", ""))
    }
    attending: dict[str, set[str]] = defaultdict(set)
    for row in corpus.attendance:
        attending[row["transcript_id"]].add(row["respondent_id"])
    reasons = {transcript.transcript_id: _why(transcript, agreed, attending) for transcript in corpus.transcripts}
    return {name: reason for name, reason in reasons.items() if reason}


def _why(transcript: Transcript, agreed: set[str], attending: Mapping[str, set[str]]) -> str:
    answers = [turn for turn in transcript.turns if not turn.is_interviewer and not turn.is_nobodys]
    listed = {transcript.respondent_id, *attending.get(transcript.transcript_id, ())}
    members = {name for name in (*listed, *(turn.respondent_id for turn in answers)) if name}
    if not members:
        return NOBODY
    if _has_unknown_voice(transcript, answers):
        return UNKNOWN
    return "" if members <= agreed else NOT_AGREED


def _has_unknown_voice(transcript: Transcript, answers: list[Turn]) -> bool:
    """Whether somebody speaks of whom no row says who it is."""
    unknown = {turn.speaker for turn in answers if not turn.respondent_id}
    if transcript.respondent_id is None:
        return bool(unknown)
    # The one voice of an interview is its respondent's, whatever its label; a second one is somebody else's.
    return len(unknown) > 1 or (bool(unknown) and any(turn.respondent_id for turn in answers))
