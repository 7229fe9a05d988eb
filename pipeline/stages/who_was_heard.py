"""Who was heard in one case, who was not, what was asked and what has been read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from pipeline.stages.findings import Heard, Tables
from pipeline.store.rows import AnyTranscript, Attendance, CodedPair, IndexChunkRow, ParticipantRow, UnnamedRespondent
from pipeline.study.records import COUNTED_KINDS, OFF_PROTOCOL


def who_was_heard(tables: Tables) -> Heard:
    """The portrait of a case's material, from its own rows of transcripts, attendance, participants and readings."""
    transcripts = tables.rows(AnyTranscript)
    counted = [row for row in transcripts if row.kind in COUNTED_KINDS]
    pairs = tables.rows(CodedPair)
    participants = tables.rows(ParticipantRow)
    people = {row.respondent_id: row for row in participants}
    respondents = _respondents(counted, tables.rows(Attendance))
    read_all, read_some, unread = _by_reading((row.transcript_id for row in counted), pairs)
    not_told_apart = {row.transcript_id for row in pairs if row.is_asked_unknown}
    guides, asked, unmatched = _asked(counted, tables.rows(IndexChunkRow), not_told_apart)
    here = {row.transcript_id for row in counted}
    return Heard(
        kinds=tuple(Counter(row.kind for row in transcripts).items()),
        n_words=sum(row.n_words for row in transcripts),
        n_words_respondent=sum(row.n_words_respondent for row in counted),
        respondents=respondents,
        n_unnamed=sum(row.transcript_id in here for row in tables.rows(UnnamedRespondent)),
        organisations=_organisations(respondents, people),
        sectors=_sectors(respondents, people),
        unheard=tuple(row for row in participants if row.respondent_id not in respondents),
        guides=guides,
        asked=asked,
        unmatched=unmatched,
        read_all=read_all,
        read_some=read_some,
        unread=unread,
    )


def _respondents(counted: Iterable[AnyTranscript], attendance: Iterable[Attendance]) -> tuple[str, ...]:
    transcripts = list(counted)
    here = {row.transcript_id for row in transcripts}
    speaking = [row.respondent_id for row in transcripts]
    speaking += [row.respondent_id for row in attendance if row.transcript_id in here]
    return tuple(dict.fromkeys(respondent for respondent in speaking if respondent))


def _organisations(
    respondents: Iterable[str], people: Mapping[str, ParticipantRow]
) -> tuple[tuple[str, str, int], ...]:
    n_by_organisation = Counter(
        (organisation, people[respondent].sector or "")
        for respondent in respondents
        if respondent in people and (organisation := people[respondent].organisation)
    )
    return tuple((organisation, sector, n) for (organisation, sector), n in n_by_organisation.items())


def _sectors(respondents: Iterable[str], people: Mapping[str, ParticipantRow]) -> tuple[tuple[str, int], ...]:
    n_by_sector = Counter(
        sector for respondent in respondents if respondent in people and (sector := people[respondent].sector)
    )
    return tuple(sorted(n_by_sector.items(), key=lambda item: (-item[1], item[0])))


def _by_reading(
    transcripts: Iterable[str], pairs: Iterable[CodedPair]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Transcripts that a person has read for all codes, for some, for none."""
    marks: dict[str, list[bool]] = defaultdict(list)
    for pair in pairs:
        marks[pair.transcript_id].append(pair.is_read)
    for_all: list[str] = []
    for_some: list[str] = []
    for_none: list[str] = []
    for transcript_id in transcripts:
        # `all` of no marks is true: a transcript without any would pass for read.
        read = marks[transcript_id]
        (for_all if read and all(read) else for_some if any(read) else for_none).append(transcript_id)
    return tuple(for_all), tuple(for_some), tuple(for_none)


def _asked(
    counted: Iterable[AnyTranscript], chunks: Iterable[IndexChunkRow], not_told_apart: Collection[str]
) -> tuple[tuple[tuple[str, int], ...], dict[tuple[str, str], int], tuple[str, ...]]:
    """Guides with their transcripts, questions with theirs, and transcripts of which it cannot be told."""
    recognised: dict[str, set[str]] = defaultdict(set)
    for chunk in chunks:
        if chunk.question != OFF_PROTOCOL:
            recognised[chunk.transcript_id].add(chunk.question)
    guides: Counter[str] = Counter()
    asked: Counter[tuple[str, str]] = Counter()
    unmatched = []
    for row in counted:
        questions = recognised[row.transcript_id]
        # Where no question was recognised, an unasked question and one that was missed look alike.
        if not questions or row.transcript_id in not_told_apart:
            unmatched.append(row.transcript_id)
            continue
        if not row.guide:
            continue
        guides[row.guide] += 1
        asked.update((row.guide, question) for question in questions)
    return tuple(guides.items()), dict(asked), tuple(unmatched)
