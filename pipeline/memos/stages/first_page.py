"""The first page of the memo on all cases: what was found, how sure that is, what decides, what cannot be said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.memos.context import MemoContext
from pipeline.memos.stages import coder_agreement
from pipeline.stages.findings import Finding
from pipeline.wording.escaping import md
from pipeline.wording.numbers import plural

SURE, DECIDES, UNTOLD = "How sure", "What decides", "What cannot be said"


def first_page(finding: Finding, context: MemoContext, propositions: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Paragraphs below “In short”: (label, words). `propositions` is what the propositions say, by label."""
    found = (
        (SURE, " ".join((propositions.get(SURE, ""), *_readers(finding, context)))),
        (DECIDES, propositions.get(DECIDES, "")),
        (UNTOLD, " ".join(_cannot_be_said(finding, context, propositions.get(UNTOLD, "")))),
    )
    return tuple((label, words.strip()) for label, words in found if words.strip())


def _readers(finding: Finding, context: MemoContext) -> Iterator[str]:
    """How far those who read agree, and what nobody has read."""
    yield from coder_agreement.in_short(finding, context)
    yield from _unread(finding, context)


def _unread(finding: Finding, context: MemoContext) -> Iterator[str]:
    """How much nobody has read; of a study that nobody coded, the memo's other words say it."""
    heard = [former.heard for former in finding.former if former.heard is not None]
    unread, counted = sum(len(material.unread) for material in heard), sum(material.n_counted for material in heard)
    if unread and not context.is_unchecked:
        how = "some of the" if context.is_interpretive else f"{unread} of {counted}"
        yield f"Nobody has read {how} interviews and groups."


def _cannot_be_said(finding: Finding, context: MemoContext, untestable: str) -> Iterator[str]:
    if len(finding.cases) < 2:
        return
    word = plural(2, md(context.settings.case)).removeprefix("2 ")
    yield (
        "That one thing brought about another (nothing was assigned at random); anything of other "
        f"{word} (as far as the study's files say, neither these nor the people heard are a random sample)."
    )
    if untestable:
        yield untestable
