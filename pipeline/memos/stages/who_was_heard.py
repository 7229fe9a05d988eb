"""The portrait of a case in words: who was heard, who was not, what was asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.memos.context import MemoContext
from pipeline.memos.sentences import sentence
from pipeline.stages.findings import Finding, Heard
from pipeline.wording.escaping import md
from pipeline.wording.numbers import listed, number_word, plural, share_words
from pipeline.wording.vocabulary import kinds_words


def who_was_heard(finding: Finding, context: MemoContext) -> Iterator[str]:
    heard = finding.heard
    assert heard is not None
    if not heard.kinds:
        yield "Nobody: no transcript is listed. A row in transcripts.csv would begin this section."
        return
    people = _people(heard)
    of = f" from {plural(len(heard.organisations), 'organisation')}" if heard.organisations else ""
    sectors = f" ({', '.join(f'{n} {md(sector)}' for sector, n in heard.sectors)})" if heard.sectors else ""
    yield (
        f"{people}{of}{sectors}, in {kinds_words(heard.kinds)}: {heard.n_words} words, "
        f"{heard.n_words_respondent} of them spoken by respondents."
    )
    if heard.organisations:
        named = (f"{md(name)} ({f'{md(sector)}, ' if sector else ''}{n})" for name, sector, n in heard.organisations)
        yield sentence(f"organisations: {listed(named)}")
    else:
        yield "Which organisations they speak for is not written: participants.csv would say."
    yield from _not_heard(heard)
    yield from _what_was_asked(heard, context)


def is_heard(status: str) -> bool:
    """Whether a status of participants.csv says that somebody was heard."""
    return status.strip().casefold() == "heard"


def _not_heard(heard: Heard) -> Iterator[str]:
    """Who belongs to the case and speaks nowhere; who is listed as heard all the same stands apart."""
    as_heard = [row for row in heard.unheard if is_heard(row.status or "")]
    others = [row for row in heard.unheard if row not in as_heard]
    if others:
        # Whoever declined did not agree to be named: sector and status are all that is said of them.
        counts = Counter((md(row.sector or "no sector"), md(row.status or UNTOLD_STATUS)) for row in others)
        said = (f"{n} {sector} ({status})" for (sector, status), n in sorted(counts.items()))
        yield sentence(f"not heard: {listed(said)}")
    if as_heard:
        named = (md(row.respondent_id) for row in as_heard)
        yield sentence(f"listed as heard, and speaking in no transcript of the case: {listed(named)}")
    if not heard.unheard:
        yield (
            "Whom the team asked in vain is not written: a row in participants.csv with this case_id "
            "and a status would say."
        )


def _people(heard: Heard) -> str:
    """`7 respondents`, `7 respondents, 2 of them without an id`, `3 respondents without an id`; else that nobody is."""
    n_all = len(heard.respondents) + heard.n_unnamed
    if not heard.respondents:
        return f"{plural(n_all, 'respondent')} without an id" if n_all else "Nobody recognised as a respondent"
    without = f", {heard.n_unnamed} of them without an id" if heard.n_unnamed else ""
    return f"{plural(n_all, 'respondent')}{without}{',' if without and heard.organisations else ''}"


def _what_was_asked(heard: Heard, context: MemoContext) -> Iterator[str]:
    for name, n in heard.guides:
        if name not in context.guides:
            continue
        everywhere, partly, nowhere = [], [], []
        for question in context.guides[name].questions:
            asked = heard.asked.get((name, question.question), 0)
            if asked == n:
                everywhere.append(f"*{md(question.question)}*")
            elif asked:
                share = "" if context.is_interpretive else f" ({share_words(asked, n)})"
                partly.append(f"*{md(question.question)}*{share}")
            else:
                nowhere.append(f"*{md(question.question)}*")
        parts = [
            f"{_everywhere(n, context)} {listed(everywhere)}" if everywhere else "",
            f"in some {listed(partly)}" if partly else "",
            f"{'not' if n == 1 else 'in none'} {listed(nowhere)}" if nowhere else "",
        ]
        of = (
            f"guide {md(name)}"
            if context.is_interpretive
            else f"guide {md(name)} recognised in {plural(n, 'transcript')}"
        )
        yield f"Questions of the {of}: {'; '.join(part for part in parts if part)}."
    if heard.unmatched:
        yield sentence(
            f"what was asked cannot be told of {listed(md(transcript_id) for transcript_id in heard.unmatched)}: "
            "no guide is named, or no question of it was recognised"
        )


def _everywhere(n: int, context: MemoContext) -> str:
    if context.is_interpretive:
        return "in all"
    return "in it" if n == 1 else f"in all {number_word(n)}"


UNTOLD_STATUS = "no status is written"
