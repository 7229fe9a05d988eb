"""What a memo says of a person, a figure, a judgement, an episode: one way each, as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.memos.context import MemoContext
from pipeline.memos.links import evidence_link
from pipeline.stages.findings import CaseLine, CodeLine, Told
from pipeline.store.rows import CodeFrequency, Episode, Event, GovernanceStep, Judgement
from pipeline.wording.escaping import md
from pipeline.wording.numbers import counted, first_upper, interval, k_of_n, listed, share_words, voices
from pipeline.wording.vocabulary import (
    NOT_JUDGED,
    POLARITIES,
    TRUST,
    UNCHECKED,
    answered,
    judgement_words,
    mode_words,
    tellers_words,
)


def readings(line: CodeLine | CaseLine) -> str:
    """The range of readings without a number: `told, denied and wished for`."""
    by_polarity = {"affirmed": line.quotes, "absent": line.denials, "wished": line.wishes, "disputed": line.disputes}
    words = [POLARITIES[polarity] for polarity, voices in by_polarity.items() if voices]
    is_known = line.frequency is not None and line.frequency.n_known
    return listed(words) or ("nobody speaks of it" if is_known else "not known")


def figure(frequency: CodeFrequency, context: MemoContext) -> str:
    """A figure of one case in words: `4 of 6 known, of 7`; not for an interpretive study, which has `readings`."""
    if not context.is_unchecked:
        said = k_of_n(frequency)
    else:
        said = f"{counted(frequency)}; {UNCHECKED}" if frequency.n_known else counted(frequency)
    if context.settings.intervals == "wilson" and frequency.n_known:
        said += f"; {interval(frequency)}"
    return said


def told_by(line: CodeLine, context: MemoContext) -> str:
    """The cell of a figure: its count with its link, then whose voices these are."""
    assert line.frequency is not None
    words = readings(line) if context.is_interpretive else figure(line.frequency, context)
    linked = evidence_link(words, line.figure_id)
    who = "" if context.is_interpretive else voices(line.frequency)
    return f"{linked} — {who}" if who else linked


def judged_words(judgement: Judgement | None) -> str:
    """`present, at launch`; `not judged` where nobody did."""
    return NOT_JUDGED if judgement is None else judgement_words(judgement.judgement or "", judgement.role)


def judged_because(judgement: Judgement) -> str:
    """`judged absent by ana: “why”`."""
    by = f" by {md(judgement.by)}" if judgement.by else ""
    why = f": “{md(judgement.why)}”" if judgement.why else ""
    return f"judged {judged_words(judgement)}{by}{why}"


def silent_in(line: CodeLine) -> int:
    """Transcripts that were asked about the code, are known for it, and say nothing of it either way."""
    return sum(
        pair.is_asked
        and pair.is_known
        and not (pair.is_mentioning or pair.is_denying or pair.is_wishing or pair.is_disputing)
        for pair in line.pairs
    )


def not_so_simple(line: CodeLine, context: MemoContext) -> str:
    """What stands against the count of one code in one case."""
    row = line.frequency
    assert row is not None
    if context.is_interpretive:
        return _documents(line)
    wishing = sum(pair.is_wishing for pair in line.pairs)
    disputing = sum(pair.is_disputing for pair in line.pairs)
    silent = silent_in(line)
    parts = [
        f"{row.n_denying} {'denies' if row.n_denying == 1 else 'deny'} it" if row.n_denying else "",
        f"{wishing} {'wishes' if wishing == 1 else 'wish'} for it" if wishing else "",
        f"{disputing} {'disputes' if disputing == 1 else 'dispute'} it" if disputing else "",
        f"asked in {row.n_asked}, silent in {silent}" if silent and row.n_mentioning else "",
        _documents(line),
    ]
    return "; ".join(part for part in parts if part)


def _documents(line: CodeLine) -> str:
    ids = dict.fromkeys(md(row.transcript_id) for row in line.documents)
    if not ids:
        return ""
    return f"also in {listed(ids)}" if line.quotes else f"{listed(ids)} has it, no interview does"


def told_words(told: Told[Event] | Told[Episode], respondents: Sequence[str] = ()) -> str:
    """Who tells an event or episode: `one voice (r01)`, `all 3 respondents, 2 organisations`, a document."""
    whole = "all " if respondents and set(respondents) <= set(told.respondents) else ""
    return tellers_words(
        tuple(map(md, told.respondents)), told.organisations, (), tuple(map(md, told.documents)), whole
    )


def setback_words(row: Episode) -> str:
    """`The pump fails (severe)`."""
    severity = f" ({md(row.severity)})" if row.severity else ""
    return f"{first_upper(md(row.setback))}{severity}"


def answer_words(row: Episode) -> str:
    """`answered with learning, trust grew`."""
    trust = f", {TRUST[row.trust_after]}" if row.trust_after else ""
    return f"{answered(row.response)}{trust}"


def step_words(row: GovernanceStep, is_later: bool) -> str:
    """A step of governance: `shared from 2021`, `then lead organisation from 2023 (the association runs it)`."""
    since = f" from {md(row.from_)}" if row.from_ else ""
    note = f" ({md(row.note)})" if row.note else ""
    return f"{'then ' if is_later else ''}{mode_words(row.mode)}{since}{note}"


def governance_words(rows: Sequence[GovernanceStep]) -> str:
    """A case's history of governance in one line; '' where none is written."""
    return ", ".join(step_words(row, n > 0) for n, row in enumerate(rows))


def presence_words(line: CodeLine, context: MemoContext) -> str:
    """`most: 2 of 3`, a case of which nothing is known left out; `not known` where none is known."""
    row = line.presence
    assert row is not None
    if row.n_cases == 0:
        return "not known"
    said = f"{row.presence}: {share_words(row.n_showing, row.n_cases)}"
    if row.n_cases < len(line.cases):
        said += f" known, of {len(line.cases)}"
    if context.is_interpretive:
        return "some" if row.presence in ("most", "one") else str(row.presence)
    return said


def sentence(text: str) -> str:
    """Words as a sentence: a capital first, one full stop last."""
    ends = text.rstrip().removesuffix("”")[-1:] in (".", "!", "?")
    return first_upper(text.rstrip()) + ("" if ends else ".")
