"""The context of a within-case memo: portrait, chronology, what helped and hindered, what does not fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from pipeline.comparison.loops import event_of
from pipeline.memos.context import MemoContext
from pipeline.memos.links import code_link
from pipeline.memos.quotes import Entry, Quote, quote, quotes
from pipeline.memos.sentences import (
    answer_words,
    figure,
    governance_words,
    judged_because,
    judged_words,
    not_so_simple,
    sentence,
    setback_words,
    silent_in,
    told_by,
    told_in,
    told_words,
)
from pipeline.memos.stages.misfits import misfits, open_questions
from pipeline.memos.stages.types_of_barriers import under_types
from pipeline.memos.stages.who_was_heard import who_was_heard
from pipeline.stages.findings import CodeLine, Finding, Heard, Told
from pipeline.store.rows import Episode, Event, GovernanceStep, Voice
from pipeline.study.dataclass import dataclass
from pipeline.study.records import says_yes
from pipeline.wording.escaping import md
from pipeline.wording.numbers import first_upper, listed
from pipeline.wording.vocabulary import kinds_words


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
    unquoted: str


@dataclass(frozen=True, slots=True)
class Family:
    """One family of codes: the table's rows (code, judgement, told by, not so simple) and what is said below it.

    `asked`, `not_asked` and `not_read` are three kinds of silence, which are not the same: that nobody was asked is
    said only where a person has set what each question was, else the question was `not_recognised`. `silent`: what is
    left of the codes that nobody judged and nobody speaks of. These have no row: figures stand behind their names.
    """

    heading: str
    rows: tuple[tuple[str, ...], ...]
    blocks: tuple[CodeBlock, ...]
    asked: tuple[str, ...]
    not_asked: tuple[str, ...]
    not_recognised: tuple[str, ...]
    silent: tuple[str, ...]
    not_read: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseBody:
    """All that a within-case memo lays out."""

    heard: tuple[str, ...]
    chronology: tuple[tuple[str, str, str, str], ...]
    governance: str
    families: tuple[Family, ...]
    others: tuple[str, ...]
    episodes: tuple[Entry, ...]
    striking: tuple[Quote, ...]
    misfits: tuple[Entry, ...]
    questions: tuple[str, ...]


def header_of(finding: Finding, context: MemoContext) -> tuple[str, ...]:
    """The small line below the title."""
    assert finding.heard is not None
    return (kinds_words(finding.heard.kinds) or "no material", _read(finding.heard))


def _read(heard: Heard) -> str:
    if not heard.n_counted:
        return ""
    some = f", {len(heard.read_some)} for some" if heard.read_some else ""
    return f"{len(heard.read_all)} of {heard.n_counted} read by a person for all codes{some}"


def body_of(finding: Finding, context: MemoContext) -> CaseBody:
    """The context of one case."""
    shown = [line for family in context.families(finding) for line in finding.family(family)]
    others = [line for line in finding.lines if line not in shown and line.quotes]
    return CaseBody(
        heard=tuple(who_was_heard(finding, context)),
        chronology=tuple(
            (*cells, ways_to(told)) for cells, told in zip(chronology(finding), finding.events, strict=True)
        ),
        governance=governance_words(finding.tables.rows(GovernanceStep)),
        families=tuple(_family(finding, family, context) for family in context.families(finding)),
        others=tuple(f"{code_link(line)}: {told_by(line, context)}" for line in others),
        episodes=tuple(_episodes(finding)),
        striking=quotes([row for row in finding.tables.rows(Voice) if row.is_aha and row.would_count]),
        misfits=tuple(misfits(finding, shown, context)),
        questions=tuple(open_questions(finding, shown, context)),
    )


def chronology(finding: Finding) -> Iterator[tuple[str, str, str]]:
    """A row an event: when, what, told by whom."""
    respondents = finding.heard.respondents if finding.heard else ()
    for told in finding.events:
        row = told.row
        # An event of one day may name it in both columns.
        when = "–".join(dict.fromkeys(md(part) for part in (row.from_, row.to) if part)) or "—"
        disputed = ", **disputed**" if says_yes(row.is_disputed) else ""
        yield when, f"{md(row.what)} ({row.kind}{disputed})", told_words(told, respondents)


def ways_to(told: Told[Event]) -> str:
    """`[t1, turn 4](…); [t2, turn 8](…)`: the passages that the event's row names, '—' where it names none."""
    # Two coders of one turn name it once.
    by_turn = {shown.where: shown for shown in map(quote, reversed(told.quotes))}
    return "; ".join(f"[{shown.where}]({shown.href})" for shown in reversed(by_turn.values())) or "—"


def _family(finding: Finding, family: str, context: MemoContext) -> Family:
    lines = finding.family(family)
    silences: dict[str, dict[str, list[str]]] = {"asked": {}, "not asked": {}, "not recognised": {}, "silent": {}}
    for line in lines:
        kind = _silence(line)
        if kind:
            silences[kind].setdefault(_silence_words(line, kind, context), []).append(_named(line, context))
    said = {
        kind: tuple(f"{words}: {listed(names)}" if words else listed(names) for words, names in by_words.items())
        for kind, by_words in silences.items()
    }
    spoken = [line for line in lines if not _is_silent(line)]
    rows = [
        (md(line.name), judged_words(line), told_by(line, context), not_so_simple(line, context)) for line in spoken
    ]
    return Family(
        context.heading(family),
        tuple(under_types(spoken, rows, context)),
        tuple(_block(line) for line in lines if line.is_spoken_of or line.judgement),
        said["asked"],
        said["not asked"],
        said["not recognised"],
        said["silent"],
        tuple(_unread(lines)),
    )


def _silence(line: CodeLine) -> str:
    """`asked` and not mentioned, `not asked`, `not recognised`, `silent` of a code without a row; else ''."""
    row = line.frequency
    assert row is not None
    is_told = row.n_mentioning or line.denials or line.wishes or line.disputes or line.passed_over
    if row.n_asked:
        if not is_told and silent_in(line):
            return "asked"
    # "Not asked" needs a person's word for every transcript; else the question was only not recognised.
    elif row.n_not_asked and row.n_not_asked == row.n_transcripts:
        return "not asked"
    elif row.n_transcripts - row.n_asked_unknown:
        return "not recognised"
    return "silent" if _is_silent(line) else ""


def _silence_words(line: CodeLine, kind: str, context: MemoContext) -> str:
    """What is said once of all codes with the same: `asked in 5, silent in 3, told in 0 of 3 known, of 5`."""
    assert line.frequency is not None
    if context.is_interpretive or (kind.startswith("not ") and not _is_silent(line)):
        return ""
    asked = f"asked in {line.frequency.n_asked}, silent in {silent_in(line)}" if kind == "asked" else ""
    told = told_in(figure(replace(line.frequency, n_suggested=0), context))
    if not line.frequency.n_known:
        told = f"known for none of {line.frequency.n_transcripts}"
    return ", ".join(part for part in (asked, told) if part)


def _is_silent(line: CodeLine) -> bool:
    """Whether nobody judged it and nobody tells, denies, disputes or wishes for it, in interviews or documents."""
    return line.judgement is None and not line.is_spoken_of and not line.passed_over


def _named(line: CodeLine, context: MemoContext) -> str:
    """A code's name, leading to its figure, with what the machine suggests in unread transcripts."""
    row = line.frequency
    assert row is not None
    if context.is_interpretive or not row.n_suggested or not _is_silent(line):
        return code_link(line)
    n_unread = row.n_transcripts - row.n_known
    return f"{code_link(line)} (the machine suggests {row.n_suggested} of {n_unread} unread)"


def _block(line: CodeLine) -> CodeBlock:
    labelled = (
        # Quotations that count are all printed; of what deviates a few, the evidence page holds the rest.
        ("", line.quotes),
        ("Denied", line.denials[:2]),
        ("Wished for", line.wishes[:1]),
        ("Disputed", line.disputes[:2]),
        ("In documents", line.documents),
    )
    groups = tuple(Group(label, quotes(rows)) for label, rows in labelled if rows)
    because = sentence(judged_because(line)) if line.judgement else ""
    nobody = "no coding of it stands"
    if line.passed_over:
        nobody = f"one coder marks {code_link(line)}, and the reading that counts is another’s"
    return CodeBlock(md(line.name), because, groups, f"Nobody is quoted: {nobody}.")


def _unread(lines: tuple[CodeLine, ...]) -> Iterator[str]:
    """The codes for which nothing is known of a transcript; transcripts that lack the same codes together."""
    unknown: dict[str, list[str]] = {}
    for line in lines:
        for row in line.pairs:
            if not row.is_known:
                unknown.setdefault(row.transcript_id, []).append(md(line.name))
    together: dict[tuple[str, ...], list[str]] = {}
    for transcript_id in sorted(unknown):
        together.setdefault(tuple(unknown[transcript_id]), []).append(md(transcript_id))
    for names, transcripts in together.items():
        what = "any of them" if len(names) == len(lines) else listed((f"*{name}*" for name in names), "or")
        yield f"{listed(transcripts)}, for {what}"


def _episodes(finding: Finding) -> Iterator[Entry]:
    """An entry a setback; where analysts read it differently, every reading stands in it.

    Who tells it: whoever any of the readings, or the event that they are about, names; as in the cross-case memo.
    """
    events = tuple(told.row for told in finding.events)
    respondents = finding.heard.respondents if finding.heard else ()
    for number, some in groupby(finding.episodes, key=lambda told: told.row.episode):
        readings = list(some)
        event = event_of(readings[0].row, events)
        behind = _together(readings, [told for told in finding.events if told.row is event])
        text = f"**{md(number)}.** {setback_words(readings[0].row)}. {_readings(readings)}."
        if behind.quotes:
            text += f" Setback and answer are told by {told_words(behind, respondents)}."
        else:
            text += " No coding is cited."
        # The reading that cites most speaks for all: the same passages would be printed again.
        first = max(readings, key=lambda told: len(told.quotes))
        yield Entry(text, quotes(_not_inside_another(first.quotes)[:3]))


def _together(readings: Sequence[Told[Episode]], events: Sequence[Told[Event]]) -> Told[Episode]:
    """All who are cited by the readings of a setback, or by the event that it is about, as one."""
    behind: list[Told[Episode] | Told[Event]] = [*readings, *events]
    return Told(
        readings[0].row,
        tuple(row for told in behind for row in told.quotes),
        tuple(dict.fromkeys(who for told in behind for who in told.respondents)),
        tuple(dict.fromkeys(name for told in behind for name in told.organisations)),
        tuple(dict.fromkeys(document for told in behind for document in told.documents)),
    )


def _not_inside_another(rows: Sequence[Voice]) -> list[Voice]:
    """Passages without those that a longer one here repeats."""

    def is_inside(row: Voice, other: Voice) -> bool:
        return (
            row.transcript_id == other.transcript_id
            and other.start_char <= row.start_char
            and row.end_char <= other.end_char
            and (other.start_char, other.end_char) != (row.start_char, row.end_char)
        )

    return [row for row in rows if not any(is_inside(row, other) for other in rows)]


def _readings(readings: list[Told[Episode]]) -> str:
    """`Answered with learning, trust grew, by ana’s reading`; several where analysts differ."""
    by_words: dict[str, list[str]] = {}
    for told in readings:
        by_words.setdefault(answer_words(told.row), []).append(md(told.row.by))
    if len(by_words) == 1:
        ((words, names),) = by_words.items()
        by = f", by {listed(f'{name}’s' for name in names)} reading" if all(names) else ""
        return first_upper(words) + by
    return "Analysts differ: " + "; ".join(f"{words} ({listed(names)})" for words, names in by_words.items())
