"""The context of a within-case memo: portrait, chronology, what helped and hindered, what does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from pipeline.memos.entries import Entry
from pipeline.memos.filters import first_upper, listed, md
from pipeline.memos.heard import who_was_heard
from pipeline.memos.misfits import misfits, open_questions
from pipeline.memos.sentences import (
    Around,
    Quote,
    answer_words,
    code_link,
    governance_words,
    judged_because,
    judgement_words,
    kinds_words,
    not_so_simple,
    quotes,
    sentence,
    setback_words,
    silent_in,
    told_by,
    told_words,
)
from pipeline.stages.findings import CodeLine, Finding, Heard, Told


@dataclass(frozen=True, slots=True)
class Group:
    """Quotations under one small label (`denied`, `wished for`)."""

    label: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """One code below the table: why it was judged so, and its quotations."""

    title: str
    because: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """One family of codes: the table's rows (code, judgement, told by, not so simple) and what is said below it.

    `asked`, `not_asked` and `not_read` are the three kinds of silence, which are not the same.
    """

    heading: str
    rows: tuple[tuple[str, str, str, str], ...]
    blocks: tuple[CodeBlock, ...]
    asked: tuple[str, ...]
    not_asked: tuple[str, ...]
    not_read: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseBody:
    """All that a within-case memo lays out."""

    heard: tuple[str, ...]
    chronology: tuple[tuple[str, str, str], ...]
    governance: str
    families: tuple[Family, ...]
    others: tuple[str, ...]
    episodes: tuple[Entry, ...]
    striking: tuple[Quote, ...]
    misfits: tuple[Entry, ...]
    questions: tuple[str, ...]


def header_of(finding: Finding, around: Around) -> tuple[str, ...]:
    """The small line below the title."""
    assert finding.heard is not None
    return (kinds_words(finding.heard.kinds) or "no material", _read(finding.heard))


def _read(heard: Heard) -> str:
    if not heard.n_counted:
        return ""
    some = f", {len(heard.read_some)} for some" if heard.read_some else ""
    return f"{len(heard.read_all)} of {heard.n_counted} read by a person for all codes{some}"


def body_of(finding: Finding, around: Around) -> CaseBody:
    """The context of one case."""
    shown = [line for family in around.families(finding) for line in finding.family(family)]
    others = [line for line in finding.lines if line not in shown and line.quotes]
    return CaseBody(
        heard=tuple(who_was_heard(finding, around)),
        chronology=tuple(_chronology(finding)),
        governance=governance_words(finding.tables["governance"]),
        families=tuple(_family(finding, family, around) for family in around.families(finding)),
        others=tuple(f"{code_link(line)}: {told_by(line, around)}" for line in others),
        episodes=tuple(_episodes(finding)),
        striking=quotes([row for row in finding.tables["voices"] if row["is_aha"] and row["would_count"]]),
        misfits=tuple(misfits(finding, shown, around)),
        questions=tuple(open_questions(finding, shown, around)),
    )


def _chronology(finding: Finding) -> Iterator[tuple[str, str, str]]:
    respondents = finding.heard.respondents if finding.heard else ()
    for told in finding.events:
        row = told.row
        when = "–".join(dict.fromkeys(md(part) for part in (row["from"], row["to"]) if part)) or "—"
        disputed = ", **disputed**" if str(row["is_disputed"] or "").casefold() in ("true", "yes", "1") else ""
        yield when, f"{md(row['what'])} ({row['kind']}{disputed})", told_words(told, respondents)


def _family(finding: Finding, family: str, around: Around) -> Family:
    lines = finding.family(family)
    silences: dict[tuple[int, int], list[str]] = {}
    not_asked = []
    for line in lines:
        row = line.frequency
        assert row is not None
        n_matched = row["n_transcripts"] - row["n_asked_unknown"]
        is_told = row["n_mentioning"] or line.denials or line.wishes or line.disputes
        if row["n_asked"] and not is_told and (silent := silent_in(line)):
            silences.setdefault((row["n_asked"], silent), []).append(f"*{md(line.name)}*")
        elif not row["n_asked"] and n_matched:
            not_asked.append(f"*{md(line.name)}*")
    return Family(
        around.heading(family),
        tuple(
            (md(line.name), judgement_words(line.judgement), told_by(line, around), not_so_simple(line, around))
            for line in lines
        ),
        tuple(_block(line) for line in lines if line.is_spoken_of or line.judgement),
        tuple(
            listed(names) if around.is_interpretive else f"asked in {n}, silent in {silent}: {listed(names)}"
            for (n, silent), names in silences.items()
        ),
        tuple(not_asked),
        tuple(_unread(lines)),
    )


def _block(line: CodeLine) -> CodeBlock:
    labelled = (
        ("", line.quotes),
        ("Denied", line.denials[:2]),
        ("Wished for", line.wishes[:1]),
        ("Disputed", line.disputes[:2]),
        ("In documents", line.documents),
    )
    groups = tuple(Group(label, quotes(rows)) for label, rows in labelled if rows)
    because = sentence(judged_because(line.judgement)) if line.judgement else ""
    return CodeBlock(md(line.name), because, groups)


def _unread(lines: tuple[CodeLine, ...]) -> Iterator[str]:
    """The codes for which nothing is known of a transcript; transcripts that lack the same codes together."""
    unknown: dict[str, list[str]] = {}
    for line in lines:
        for row in line.pairs:
            if not row["is_known"]:
                unknown.setdefault(row["transcript_id"], []).append(md(line.name))
    together: dict[tuple[str, ...], list[str]] = {}
    for transcript_id in sorted(unknown):
        together.setdefault(tuple(unknown[transcript_id]), []).append(md(transcript_id))
    for names, transcripts in together.items():
        what = "any of them" if len(names) == len(lines) else listed((f"*{name}*" for name in names), "or")
        yield f"{listed(transcripts)}, for {what}"


def _episodes(finding: Finding) -> Iterator[Entry]:
    """An entry a setback; where analysts read it differently, every reading stands in it."""
    respondents = finding.heard.respondents if finding.heard else ()
    for number, some in groupby(finding.episodes, key=lambda told: told.row["episode"]):
        readings = list(some)
        text = f"**{md(number)}.** {setback_words(readings[0].row)}. {_readings(readings)}."
        first = max(readings, key=lambda told: len(told.quotes))
        if first.quotes:
            text += f" Told by {told_words(first, respondents)}."
        else:
            text += " No coding is cited."
        yield Entry(text, quotes(first.quotes[:3]))


def _readings(readings: list[Told]) -> str:
    """`Answered with learning, trust grew, by ana’s reading`; several where analysts differ."""
    by_words: dict[str, list[str]] = {}
    for told in readings:
        by_words.setdefault(answer_words(told.row), []).append(md(told.row["by"]))
    if len(by_words) == 1:
        ((words, names),) = by_words.items()
        by = f", by {listed(f'{name}’s' for name in names)} reading" if all(names) else ""
        return first_upper(words) + by
    return "Analysts differ: " + "; ".join(f"{words} ({listed(names)})" for words, names in by_words.items())
