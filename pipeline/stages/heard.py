"""Who was heard in one case, who was not, what was asked and what has been read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pipeline.stages.findings import Heard, Rows
from pipeline.study.records import COUNTED_KINDS, OFF_PROTOCOL


def who_was_heard(tables: Mapping[str, Rows]) -> Heard:
    """The portrait of a case's material, from its own rows of transcripts, attendance, participants and readings."""
    transcripts = tables["all_transcripts"]
    counted = [row for row in transcripts if row["kind"] in COUNTED_KINDS]
    people = {row["respondent_id"]: row for row in tables["participants"]}
    respondents = _respondents(counted, tables["attendance"])
    all_, some, none = _read((row["transcript_id"] for row in counted), tables["coded_pairs"])
    unknown = {row["transcript_id"] for row in tables["coded_pairs"] if row["is_asked_unknown"]}
    guides, asked, unmatched = _asked(counted, tables["index_chunks"], unknown)
    here = {row["transcript_id"] for row in counted}
    return Heard(
        kinds=tuple(Counter(row["kind"] for row in transcripts).items()),
        n_words=sum(row["n_words"] for row in transcripts),
        n_words_respondent=sum(row["n_words_respondent"] for row in counted),
        respondents=respondents,
        n_unnamed=sum(row["transcript_id"] in here for row in tables["unnamed_respondents"]),
        organisations=_organisations(respondents, people),
        sectors=_sectors(respondents, people),
        unheard=tuple(row for row in tables["participants"] if row["respondent_id"] not in respondents),
        guides=guides,
        asked=asked,
        unmatched=unmatched,
        read_all=all_,
        read_some=some,
        unread=none,
    )


def _respondents(counted: Iterable[Mapping[str, Any]], attendance: Rows) -> tuple[str, ...]:
    listed = list(counted)
    here = {row["transcript_id"] for row in listed}
    found = [row["respondent_id"] for row in listed]
    found += [row["respondent_id"] for row in attendance if row["transcript_id"] in here]
    return tuple(dict.fromkeys(str(one) for one in found if one))


def _organisations(
    respondents: Iterable[str], people: Mapping[str, Mapping[str, Any]]
) -> tuple[tuple[str, str, int], ...]:
    found = Counter(
        (people[one]["organisation"], people[one]["sector"] or "")
        for one in respondents
        if one in people and people[one]["organisation"]
    )
    return tuple((organisation, sector, n) for (organisation, sector), n in found.items())


def _sectors(respondents: Iterable[str], people: Mapping[str, Mapping[str, Any]]) -> tuple[tuple[str, int], ...]:
    found = Counter(people[one]["sector"] for one in respondents if one in people and people[one]["sector"])
    return tuple(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _read(counted: Iterable[str], pairs: Rows) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    marks: dict[str, list[bool]] = defaultdict(list)
    for row in pairs:
        marks[row["transcript_id"]].append(row["is_read"])
    all_: list[str] = []
    some: list[str] = []
    none: list[str] = []
    for one in counted:
        read = marks[one]
        (all_ if read and all(read) else some if any(read) else none).append(one)
    return tuple(all_), tuple(some), tuple(none)


def _asked(
    counted: Iterable[Mapping[str, Any]], chunks: Rows, unknown: Collection[str]
) -> tuple[tuple[tuple[str, int], ...], dict[tuple[str, str], int], tuple[str, ...]]:
    recognised: dict[str, set[str]] = defaultdict(set)
    for row in chunks:
        if row["question"] != OFF_PROTOCOL:
            recognised[row["transcript_id"]].add(row["question"])
    guides: Counter[str] = Counter()
    asked: Counter[tuple[str, str]] = Counter()
    unmatched = []
    for row in counted:
        questions = recognised[row["transcript_id"]]
        if not questions or row["transcript_id"] in unknown:
            unmatched.append(row["transcript_id"])
            continue
        if not row["guide"]:
            continue
        guides[row["guide"]] += 1
        asked.update((row["guide"], question) for question in questions)
    return tuple(guides.items()), dict(asked), tuple(unmatched)
