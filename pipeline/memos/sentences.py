"""What a memo says of a person, a figure, a judgement, an episode: one way each, as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.memos.context import MemoContext
from pipeline.memos.links import evidence_link
from pipeline.stages.findings import CaseLine, CodeLine, Told
from pipeline.store.rows import CodeFrequency, Episode, Event, GovernanceStep, Judgement
from pipeline.wording.escaping import md
from pipeline.wording.numbers import first_upper, interval, k_of_n, listed, share_words, voices
from pipeline.wording.vocabulary import (
    CONTESTED,
    MIXED_HOW,
    NO_PASSAGE,
    NOT_JUDGED,
    OPEN_ABSENCE,
    POLARITIES,
    TRUST,
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


def figure(frequency: CodeFrequency, context: MemoContext, versions: Sequence[str] = ()) -> str:
    """A figure of one case in words: `4 of 6 known, of 7`; not for an interpretive study, which has `readings`."""
    said = k_of_n(frequency, versions)
    # Off by default: respondents are partners reached by introduction, seldom a sample.
    if context.settings.intervals == "wilson" and frequency.n_known:
        said += f"; {interval(frequency)}"
    return said


def told_in(words: str) -> str:
    """`told in 1 of 3 known`; words that say themselves by whom they tell it stay as they are."""
    return words if words.startswith(("told in", "the machine", "not ")) else f"told in {words}"


def told_by(line: CodeLine, context: MemoContext) -> str:
    """The cell of a figure: its count with its link, then whose voices these are."""
    assert line.frequency is not None
    words = readings(line) if context.is_interpretive else figure(line.frequency, context, line.outdated_versions)
    linked = evidence_link(words, line.figure_id)
    who = "" if context.is_interpretive else voices(line.frequency)
    return f"{linked} — {who}" if who else linked


def judged_words(line: CodeLine | CaseLine, has_role: bool = True) -> str:
    """`present, at launch !`, with the marks that say how far it stands; `not judged` where nobody did.

    An absence that nobody denies, and of which nobody was asked who then said nothing, is not known.
    """
    judgement = line.judgement
    if judgement is None:
        return f"{NOT_JUDGED}{marks(line)}"
    # No denial and nobody asked in vain: "absent" would make a no of what is not known.
    if is_open_absence(line):
        return OPEN_ABSENCE
    return f"{judgement_in_words(judgement, has_role)}{marks(line)}"


def judgement_in_words(judgement: Judgement, has_role: bool = True) -> str:
    """`mixed over time, in response`: a row of judgements.csv by itself."""
    how = MIXED_HOW.get(judgement.mixed_how or "", "") if judgement.judgement == "mixed" else ""
    word = f"{judgement.judgement or ''}{f' {how}' if how else ''}"
    return judgement_words(word, judgement.role if has_role else None)


def marks(line: CodeLine | CaseLine) -> str:
    """` !` where a judgement names no passage that tells the code, ` ≠` where as many deny it as tell it; else ''."""
    shown, judgement = line.shown, line.judgement
    if shown is None or (judgement is not None and judgement.judgement not in ("present", "mixed")):
        return ""
    # Only a judgement can lack a passage: a count is made of passages.
    signs = [NO_PASSAGE] if judgement is not None and not shown.has_passage else []
    signs += [CONTESTED] if shown.is_contested and (judgement is not None or shown.is_showing) else []
    return "".join(f" {mark}" for mark in signs)


def is_open_absence(line: CodeLine | CaseLine) -> bool:
    """Whether a code is judged absent though nobody denies it, and nobody who was asked was silent."""
    is_absent = line.judgement is not None and line.judgement.judgement == "absent"
    return is_absent and not line.denials and not silent_in(line)


def judged_because(line: CodeLine | CaseLine) -> str:
    """`judged absent by ana: “why”`; '' where nobody judged."""
    row = line.judgement
    return "" if row is None else f"judged {judged_words(line)}{because(row)}"


def because(judgement: Judgement) -> str:
    """` by ana: “why”`."""
    by = f" by {md(judgement.by)}" if judgement.by else ""
    return by + (f": “{md(judgement.why)}”" if judgement.why else "")


def silent_in(line: CodeLine | CaseLine) -> int:
    """Transcripts that were asked about the code, are known for it, and say nothing of it either way.

    None where only a machine that nobody checked says so: what it does not find is no silence.
    """
    if line.frequency is None or line.frequency.is_unchecked:
        return 0
    return sum(
        pair.is_asked
        and pair.is_known
        and not (pair.is_mentioning or pair.is_denying or pair.is_wishing or pair.is_disputing)
        for pair in line.pairs
    )


def deny_words(n: int) -> str:
    """`1 denies`, `3 deny`."""
    return f"{n} {'denies' if n == 1 else 'deny'}"


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
        f"{deny_words(row.n_denying)} it" if row.n_denying else "",
        f"{wishing} {'wishes' if wishing == 1 else 'wish'} for it" if wishing else "",
        f"{disputing} {'disputes' if disputing == 1 else 'dispute'} it" if disputing else "",
        # Where nobody tells it, its kind of silence is said under the table.
        f"asked in {row.n_asked}, silent in {silent}" if silent and row.n_mentioning else "",
        _passed_over(line),
        _documents(line),
    ]
    return "; ".join(part for part in parts if part)


def _passed_over(line: CodeLine) -> str:
    n = len({row.transcript_id for row in line.passed_over})
    return f"another coder finds it in {n}" if n else ""


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


def governance_in_short(rows: Sequence[GovernanceStep]) -> str:
    """`shared throughout`, `shared, then lead organisation`, `lead organisation, changed inside the mode`."""
    modes = [mode_words(row.mode) for row in rows]
    if not modes:
        return ""
    # "Throughout" only of one step on file: two steps of one mode are a change inside it.
    if len(modes) == 1:
        return f"{modes[0]} throughout"
    turns = [mode for n, mode in enumerate(modes) if n == 0 or mode != modes[n - 1]]
    return f"{turns[0]}, changed inside the mode" if len(turns) == 1 else ", then ".join(turns)


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
    # A quotation that ends the sentence holds its own full stop inside the marks.
    ends = text.rstrip().removesuffix("”")[-1:] in (".", "!", "?")
    return first_upper(text.rstrip()) + ("" if ends else ".")
