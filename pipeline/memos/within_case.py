"""The context of a within-case memo: portrait, chronology, what helped and hindered, what does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.memos.entries import Entry
from pipeline.memos.filters import listed, md
from pipeline.memos.heard import who_was_heard
from pipeline.memos.misfits import misfits, open_questions
from pipeline.memos.sentences import (
    Around,
    Quote,
    code_link,
    episode_words,
    governance_words,
    judged_because,
    judgement_words,
    kinds_words,
    not_so_simple,
    quotes,
    sentence,
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
    others = [line for line in finding.lines if line not in shown and line.is_spoken_of]
    return CaseBody(
        heard=tuple(who_was_heard(finding, around)),
        chronology=tuple(_chronology(finding)),
        governance=governance_words(finding.tables["governance"]),
        families=tuple(_family(finding, family, around) for family in around.families(finding)),
        others=tuple(f"{code_link(line)}: {told_by(line, around)}" for line in others),
        episodes=tuple(_episode(told, finding) for told in finding.episodes),
        striking=quotes([row for row in finding.tables["voices"] if row["is_aha"] and row["would_count"]]),
        misfits=tuple(misfits(finding, shown, around)),
        questions=tuple(open_questions(finding, shown, around)),
    )


def in_short(finding: Finding, around: Around) -> Iterator[str]:
    """The memo in a few sentences: judgements first, then what is only counted, then what happened."""
    held = [
        f"{md(row['attribute'])}: {md(row['value'])}"
        for row in finding.tables["case_attributes"]
        if row["attribute"] in around.settings.design.values()
    ]
    (case,) = finding.tables["cases"]
    what = f" — {md(case['purpose'])}" if case.get("purpose") else ""
    where = f" ({', '.join(held)})" if held else ""
    if where or what:
        yield f"{md(finding.name)}{where}{what}."
    shown = [line for family in around.families(finding) for line in finding.family(family)]
    yield from _judged_sentences(shown, around)
    yield from _counted_sentences([line for line in shown if line.judgement is None], around)
    for told in finding.episodes:
        yield sentence(episode_words(told.row))
    if governance := governance_words(finding.tables["governance"]):
        yield sentence(f"governance: {governance}")


def _judged_sentences(lines: list[CodeLine], around: Around) -> Iterator[str]:
    parts = []
    for word in ("present", "mixed", "absent", "unknown"):
        found = [line for line in lines if line.judgement and line.judgement["judgement"] == word]
        if found:
            parts.append(f"{word} {'is' if len(found) == 1 else 'are'} {listed(code_link(line) for line in found)}")
    if parts:
        yield sentence(f"in the team’s judgement {'; '.join(parts)}")
    else:
        yield "Nobody has judged anything yet: what follows is told or counted, and a count is a finding aid."


def _counted_sentences(lines: list[CodeLine], around: Around) -> Iterator[str]:
    def named(found: list[CodeLine]) -> str:
        return listed(code_link(line) for line in found)

    several = [line for line in lines if line.frequency and line.frequency["n_respondents"] > 1]
    single = [line for line in lines if line.frequency and line.frequency["n_respondents"] == 1]
    denied = [line for line in lines if line.denials and not line.quotes]
    if several:
        yield sentence(f"told by more than one person, and not judged: {named(several)}")
    if single:
        yield sentence(f"told by one voice only: {named(single)}")
    if denied:
        yield sentence(f"denied, and told by nobody: {named(denied)}")


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
        tuple(_block(line) for line in lines if line.is_spoken_of or line.judgement or line.suggestions),
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
        ("Denied", line.denials),
        ("Wished for", line.wishes),
        ("Disputed", line.disputes),
        ("In documents", line.documents),
        ("Suggested by the machine, read by nobody", line.suggestions),
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


def _episode(told: Told, finding: Finding) -> Entry:
    respondents = finding.heard.respondents if finding.heard else ()
    by = f", by {md(told.row['by'])}’s reading" if told.row["by"] else ""
    text = f"**{md(told.row['episode'])}.** {episode_words(told.row)}{by}. Told by {told_words(told, respondents)}."
    return Entry(text.replace("Told by no coding is cited", "No coding is cited"), quotes(told.quotes[:4]))
