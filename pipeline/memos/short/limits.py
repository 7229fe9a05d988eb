"""The limits that touch one memo: who was not heard, what was not read, which questions were not recognised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.memos.context import MemoContext
from pipeline.memos.short.parts import sentences, some
from pipeline.memos.stages.machine_doubts import rests_on_the_machine
from pipeline.memos.stages.misfits import recognised
from pipeline.memos.stages.who_was_heard import is_heard
from pipeline.stages.findings import Finding, Heard
from pipeline.store.rows import ParticipantRow
from pipeline.wording.escaping import md
from pipeline.wording.numbers import plural, share_words


def limits_of_case(finding: Finding, context: MemoContext) -> str:
    """What one case's page cannot know."""
    heard = finding.heard
    assert heard is not None
    return sentences(
        (*finding.cautions, *not_heard(heard.unheard), *_unread(heard, context), *_questions(heard, context),
         *_machine(finding, context))
    )  # fmt: skip


def not_heard(unheard: Sequence[ParticipantRow]) -> Iterator[str]:
    """`Asked and not heard: 2 private, 1 public.`: who declined is counted by sector, and never named."""
    sectors = Counter(md(row.sector or "no sector") for row in unheard if not is_heard(row.status or ""))
    if sectors:
        yield f"Asked and not heard: {', '.join(f'{n} {sector}' for sector, n in sorted(sectors.items()))}."


def _unread(heard: Heard, context: MemoContext) -> Iterator[str]:
    """How much nobody has marked as read, though a coding may stand there.

    Of a study that nobody coded the line below the title says whose codings these are.
    """
    if not heard.unread or context.is_unchecked:
        return
    if context.is_interpretive:
        yield "Some of its interviews and groups nobody has marked as read."
        return
    if len(heard.unread) < heard.n_counted:
        some_of_them = share_words(len(heard.unread), heard.n_counted)
        yield f"Nobody has marked {some_of_them} interviews and groups as read."
    elif heard.n_counted == 1:
        yield "Nobody has marked its one transcript as read."
    else:
        yield f"Nobody has marked any of its {heard.n_counted} interviews and groups as read."


def _questions(heard: Heard, context: MemoContext) -> Iterator[str]:
    """Questions of the guides in use that were recognised nowhere: which is not the same as not asked."""
    nowhere = [f"*{md(question)}*" for question, is_asked in recognised(heard, context).items() if not is_asked]
    if nowhere:
        yield f"No question on {some(nowhere, 3)} was recognised, which does not say that nobody asked."
    # Where a study has no guide, nobody expects to know what was asked.
    if heard.unmatched and context.guides and not context.is_interpretive:
        yield f"What was asked cannot be told of {plural(len(heard.unmatched), 'transcript')}."


def _machine(finding: Finding, context: MemoContext) -> Iterator[str]:
    """That some figures of the page rest on the machine where nobody has read."""
    if context.is_interpretive or context.is_unchecked:
        return
    resting = [line for line in finding.lines if line.frequency and rests_on_the_machine(line.frequency)]
    if resting:
        yield f"Figures of {plural(len(resting), 'code')} rest in part on a checked machine, where nobody has read."
