"""Stage 1: everything about one case, and nothing about another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from pipeline.coding.hand.hand_work import CONSENSUS
from pipeline.stages.cited_events import CitedCodings, in_time
from pipeline.stages.findings import CodeLine, Finding, Tables, strongest
from pipeline.stages.who_was_heard import who_was_heard
from pipeline.store.rows import (
    CaseRow,
    CodedPair,
    CodeFrequency,
    CodeRow,
    Episode,
    Event,
    Judgement,
    ShownByCase,
    TranscriptRow,
    Voice,
)
from pipeline.study.records import COUNTED_KINDS
from pipeline.study.study import FIRST_STAGE

READS = (
    "cases", "case_attributes", "transcripts", "all_transcripts", "code_frequency", "code_frequency_other",
    "coded_pairs", "voices", "index_chunks", "judgements", "events", "episodes", "governance", "codes", "participants",
    "attendance", "unnamed_respondents", "shown_by_case", "period_changes", "rankings",
)  # fmt: skip

OfCode = TypeVar("OfCode", Voice, CodedPair)


def stage(subject: str, tables: Tables) -> Finding:
    """What the case's own material tells; nothing comes before."""
    # Exactly one: a second row would mean that another case's material had come in.
    (case,) = tables.rows(CaseRow)
    judgements = last_judgements(tables.rows(Judgement))
    voices, pairs = by_code(tables.rows(Voice)), by_code(tables.rows(CodedPair))
    settled = frozenset(voice.transcript_id for voice in tables.rows(Voice) if voice.coder == CONSENSUS)
    names = {code.code_id: code.name for code in tables.rows(CodeRow)}
    shown = {row.code_id: row for row in tables.rows(ShownByCase)}
    lines = tuple(
        _line(
            row,
            names[row.code_id],
            judgements.get((subject, row.code_id)),
            voices.get(row.code_id, ()),
            pairs.get(row.code_id, ()),
            shown.get(row.code_id),
            settled,
        )
        for row in tables.rows(CodeFrequency)
    )
    cited = CitedCodings(tables.rows(Voice))
    return Finding(
        FIRST_STAGE,
        subject,
        case.name,
        (subject,),
        lines,
        tables,
        _cautions(tables.rows(TranscriptRow)),
        heard=who_was_heard(tables),
        events=tuple(cited.told(event) for event in in_time(tables.rows(Event))),
        episodes=tuple(cited.told(episode) for episode in tables.rows(Episode)),
    )


def by_code(rows: Iterable[OfCode]) -> Mapping[str, Sequence[OfCode]]:
    """Rows shelved by their code, in their order."""
    shelves: dict[str, list[OfCode]] = defaultdict(list)
    for row in rows:
        shelves[row.code_id].append(row)
    return shelves


def last_judgements(judgements: Iterable[Judgement]) -> dict[tuple[str, str], Judgement]:
    """The team's last word by `at` on each case and code."""
    last: dict[tuple[str, str], Judgement] = {}
    # `row_no` breaks ties: of two judgements of one day, or without a date, the later line is the last word.
    for judgement in sorted(judgements, key=lambda row: (row.at or "", row.row_no)):
        last[(judgement.case_id, judgement.code_id)] = judgement
    return last


def _line(
    row: CodeFrequency,
    name: str,
    judgement: Judgement | None,
    every: Sequence[Voice],
    pairs: Sequence[CodedPair],
    shown: ShownByCase | None,
    settled: frozenset[str],
) -> CodeLine:
    # Interviews and groups alone are counted: what documents tell stands beside, never inside.
    voices = [voice for voice in every if voice.kind in COUNTED_KINDS]

    def with_polarity(polarity: str) -> tuple[Voice, ...]:
        return strongest([voice for voice in voices if voice.would_count and voice.polarity == polarity], 4)

    return CodeLine(
        code_id=row.code_id,
        name=name,
        family=row.family,
        figure_id=f"{row.case_id}/{row.code_id}",
        judgement=judgement,
        frequency=row,
        quotes=strongest([voice for voice in voices if voice.is_counted], 3),
        denials=with_polarity("absent"),
        wishes=with_polarity("wished"),
        disputes=with_polarity("disputed"),
        suggestions=strongest([voice for voice in voices if voice.is_suggesting], 2),
        documents=strongest([voice for voice in every if voice.kind not in COUNTED_KINDS and voice.is_counted], 2),
        pairs=tuple(pair for pair in pairs if pair.kind in COUNTED_KINDS),
        shown=shown,
        outdated_versions=_outdated_versions(voices),
        passed_over=passed_over(voices, settled),
    )


def passed_over(voices: Sequence[Voice], settled: frozenset[str]) -> tuple[Voice, ...]:
    """Tellings by a person where another person's reading counts, in transcripts of which that tells nothing.

    What a meeting has looked at (`settled`) is no question any more.
    """
    telling = settled | {voice.transcript_id for voice in voices if voice.is_counted}
    return tuple(
        voice
        for voice in voices
        if voice.origin == "hand" and voice.polarity == "affirmed" and not voice.would_count
        and not voice.is_outdated and voice.transcript_id not in telling
    )  # fmt: skip


def _outdated_versions(voices: Sequence[Voice]) -> tuple[str, ...]:
    outdated = [voice for voice in voices if voice.is_outdated and voice.polarity == "affirmed"]
    return tuple(sorted({voice.codebook_version for voice in outdated if voice.codebook_version}))


def _cautions(transcripts: Iterable[TranscriptRow]) -> tuple[str, ...]:
    if any(row.kind in COUNTED_KINDS for row in transcripts):
        return ()
    return ("There is no interview and no group interview here: nothing can be counted.",)
