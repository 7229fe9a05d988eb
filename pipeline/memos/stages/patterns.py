"""Pattern by pattern: which cases show a code, which deviate and why, where judgement and counts part ways."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from pipeline.memos.context import MemoContext
from pipeline.memos.links import code_link, evidence_link
from pipeline.memos.quotes import Entry, Quote, quote, quotes
from pipeline.memos.sentences import figure as figure_words
from pipeline.memos.sentences import is_open_absence, judged_because, readings, sentence, told_in
from pipeline.stages.findings import CaseLine, CodeLine
from pipeline.stages.other_sources import is_mixed
from pipeline.store.rows import Judgement, Voice
from pipeline.study.dataclass import dataclass
from pipeline.wording.escaping import md
from pipeline.wording.numbers import listed
from pipeline.wording.vocabulary import MIXED_HOW, OPEN_ABSENCE

SAYS_ENOUGH, BRIEF = 8, 25
"""Words of a quotation that says enough and is short, for a memo on many cases."""

# A code of which nothing is known stands with those that no case shows: neither has a pattern.
NOBODY = ("none", "none known", "unknown")
RECURRING = ("all", "all known", "most")


@dataclass(frozen=True, slots=True)
class Patterns:
    """The codes of one family that all (or most, some, one, none) of the cases show, each in a paragraph."""

    heading: str
    entries: tuple[Entry, ...]


class WithTier(Protocol):
    """A case as a row of the store, or as a line of a finding."""

    @property
    def tier(self) -> str | None: ...


HasTier = TypeVar("HasTier", bound=WithTier)


def tier_order(context: MemoContext) -> dict[str | None, int]:
    """Best tier first, by the study's own order; a case without a tier comes last."""
    return {tier: n for n, tier in enumerate(reversed(context.settings.outcome_order))}


def in_order(cases: Iterable[HasTier], context: MemoContext) -> list[HasTier]:
    """Cases from the best tier on, in the study's own order within it."""
    order = tier_order(context)
    return sorted(cases, key=lambda case: order.get(case.tier, len(order)))


def judgement_of(case: CaseLine) -> Judgement:
    """The team's word on a case that was judged."""
    assert case.judgement is not None
    return case.judgement


def pattern_of(line: CodeLine) -> str:
    """A key of PRESENCES: code_presence's word, told apart where not all cases are known."""
    row = line.presence
    assert row is not None
    if row.presence in ("all", "none") and row.n_cases < len(line.cases):
        # "All" of one case would sound like a pattern.
        if row.presence == "all" and row.n_cases == 1:
            return "only known"
        return f"{row.presence} known"
    return row.presence


def case_figure(case: CaseLine, context: MemoContext, is_short: bool = False) -> str:
    """A case's figure; `is_short` leaves out what the machine suggests in unread transcripts."""
    if context.is_interpretive:
        return readings(case)
    row = replace(case.frequency, n_suggested=0) if is_short else case.frequency
    return figure_words(row, context, case.outdated_versions)


def patterns_in(lines: Sequence[CodeLine], context: MemoContext, is_wide: bool = False) -> Iterator[Entry]:
    """A paragraph a code; codes that nobody tells, denies or judges share the last one.

    Over many cases (`is_wide`) only codes that all or most show, or that somebody judged, have one; quotations stand
    with what helped in all or most alone, evidence pages hold the rest, and what the matrix shows is not said again.
    """
    plain = [
        line
        for line in lines
        if not line.quotes and not line.denials and not any(case.judgement for case in line.cases)
    ]
    for line in lines:
        if line not in plain and (not is_wide or _has_paragraph(line)):
            entry = _pattern(line, context, is_wide)
            # Else the paragraph would be the code's name alone.
            if entry.quotes or " — " in entry.text:
                yield entry
    if plain:
        some = any(case.state == "not" for line in plain for case in line.cases)
        it = "it" if len(plain) == 1 else "them"
        end = (
            f"nobody tells or denies {it} where anything is known" if some else f"nothing is known of {it} in any case"
        )
        yield Entry(f"{listed(code_link(line) for line in plain)}: {end}.")


def _has_paragraph(line: CodeLine) -> bool:
    """Whether all or most show it, or a judgement says more than that it is there."""
    words = {case.judgement.judgement for case in line.cases if case.judgement}
    return pattern_of(line) in RECURRING or bool(words - {"present"})


def _pattern(line: CodeLine, context: MemoContext, is_wide: bool) -> Entry:
    """One code: what the matrix does not say of those that show it, who does not and why; then quotations."""
    cases = in_order(line.cases, context)
    showing = [case for case in cases if case.state == "shows"]
    # A mixed case is counted as not showing, yet is no case without it: it is told apart.
    mixed = [case for case in cases if case.state == "not" and is_mixed(case)]
    against = [case for case in cases if case.state == "not" and not is_mixed(case)]
    unknown = [case for case in cases if case.state == "unknown"]
    parts = []
    if showing and not is_wide:
        parts.append("; ".join(_showing(showing, line, context)))
    if mixed:
        parts.append(_mixed(mixed, line, context))
    if against and not _is_dull(against, showing):
        judged = [case for case in against if case.judgement]
        parts.append(
            "; ".join(
                (*_absent(judged, line, context), *_told_by_too_few(against, line, context))
                if is_wide
                else _deviating(against, line, context, bool(showing))
            )
        )
    parts += _unknown(unknown, line, context)
    text = " — ".join(part for part in (code_link(line), " ".join(sentence(part) for part in parts if part)) if part)
    if is_wide and (pattern_of(line) not in RECURRING or line.family == "barrier"):
        return Entry(text)
    # One quotation a case, so that no case speaks for the others.
    told = [row for case in showing for row in case.quotes[:1]]
    rows = _quotable(told, is_brief=True)[:1] if is_wide else told[:3]
    denied = [row for case in (*against, *showing) for row in case.denials]
    # Whoever denies is heard too, somebody else where that is possible.
    rows += _quotable(denied, {row.respondent_id for row in rows}, is_wide)[:1]
    return Entry(text, tuple(denial_marked(row) for row in rows))


def _quotable(rows: Sequence[Voice], but: Collection[str | None] = (), is_brief: bool = False) -> list[Voice]:
    """Words that may be printed first, and those of other people than have been heard; brief ones if `is_brief`."""

    def key(row: Voice) -> tuple[bool, bool, bool]:
        is_long = is_brief and not SAYS_ENOUGH <= len(str(row.quotation).split()) <= BRIEF
        return (not quote(row).may_quote, row.respondent_id in but, is_long)

    return sorted(rows, key=key)


def _is_dull(against: Sequence[CaseLine], showing: Sequence[CaseLine]) -> bool:
    """Where few show it, the silence of the others is what the matrix says, unless somebody judged, told or denied."""
    quiet = not any(case.judgement or case.denials or is_told_by_too_few(case) for case in against)
    return quiet and len(showing) < len(against)


def is_told_by_too_few(case: CaseLine) -> bool:
    """Whether a case that nobody judged tells a code, in fewer transcripts than `shows` asks for."""
    return case.state == "not" and not case.judgement and case.frequency.n_mentioning > 0


def _unknown(cases: Sequence[CaseLine], line: CodeLine, context: MemoContext) -> list[str]:
    """Cases that the team judged unknown, with what is told there; cases of which nothing is known stand apart."""
    judged = [case for case in cases if case.judgement]
    silent = [case for case in cases if not case.judgement]
    said = [f"judged unknown in {listed(_judged_unknown(case, line, context) for case in judged)}"] if judged else []
    return said + ([f"nothing is known of {named(silent, context)}"] if silent else [])


def named(cases: Sequence[CaseLine], context: MemoContext) -> str:
    """The cases' names in a row."""
    return listed(context.case_name(case.case_id) for case in cases)


def _judged_unknown(case: CaseLine, line: CodeLine, context: MemoContext) -> str:
    """`C0 (ana: “why”; told in 1 of 3 known)`: who judged so and why, and what stands on file all the same."""
    row = judgement_of(case)
    why = ": ".join(part for part in (md(row.by or ""), f"“{md(row.why)}”" if row.why else "") if part)
    words = case_figure(case, context, True)
    told = words if context.is_interpretive else told_in(words)
    told = told if case.frequency.n_known else ""
    beside = "; ".join(part for part in (why, told) if part)
    return _link(case, line, context) + (f" ({beside})" if beside else "")


def denial_marked(row: Voice) -> Quote:
    """A quotation that says of itself where it denies."""
    quotation = quote(row)
    if row.polarity != "absent":
        return quotation
    mark = f"denial; {quotation.mark}" if quotation.mark else "denial"
    return replace(quotation, mark=mark)


def _showing(cases: Sequence[CaseLine], line: CodeLine, context: MemoContext) -> Iterator[str]:
    """How far judgement stands behind those that show it; the matrix has each case."""
    judged = [case for case in cases if case.judgement]
    if not judged:
        yield f"told, and not judged, in {listed(_link(case, line, context) for case in cases)}"
        return
    said = []
    if len(judged) == len(cases) > 1:
        said.append("judged present in each that shows it")
    else:
        said.append(f"judged present in {listed(_link(case, line, context) for case in judged)}")
    if len(judged) < len(cases):
        said.append("elsewhere told and not judged")
    yield ", ".join(said)


def _mixed(cases: Sequence[CaseLine], line: CodeLine, context: MemoContext) -> str:
    """`mixed in Case one (over time: “why”)`: a mixed case neither shows a code nor lacks it."""
    return f"mixed in {listed(_link(case, line, context) + _why_mixed(case) for case in cases)}"


def _why_mixed(case: CaseLine) -> str:
    row = judgement_of(case)
    parts = [MIXED_HOW.get(row.mixed_how or "", ""), f"“{md(row.why)}”" if row.why else ""]
    said = ": ".join(part for part in parts if part)
    return f" ({said})" if said else ""


def _deviating(cases: Sequence[CaseLine], line: CodeLine, context: MemoContext, has_others: bool) -> Iterator[str]:
    """Judged cases one by one with their reasons; the others together, by whether anybody denies it."""
    start = "not in " if has_others else ""
    for n, case in enumerate(case for case in cases if case.judgement):
        yield f"{start if n == 0 else ''}{_link(case, line, context)}, {judged_because(case)}"
    yield from _told_by_too_few(cases, line, context)
    for is_denied, words in ((True, "told by nobody and denied by some"), (False, "nobody tells or denies it")):
        alike = [
            case
            for case in cases
            if not (case.judgement or is_told_by_too_few(case)) and bool(case.denials) == is_denied
        ]
        if alike:
            names = listed(_link(case, line, context) for case in alike)
            yield f"{words} in {names}"


def _told_by_too_few(cases: Sequence[CaseLine], line: CodeLine, context: MemoContext) -> Iterator[str]:
    """`told by too few to show it in C0 (1 of 4)`: under the threshold is neither silence nor a no."""
    links = [
        _link(case, line, context) + ("" if context.is_interpretive else f" ({case_figure(case, context, True)})")
        for case in cases
        if is_told_by_too_few(case)
    ]
    if links:
        yield f"told by too few to show it in {listed(links)}"


def _absent(cases: Sequence[CaseLine], line: CodeLine, context: MemoContext) -> Iterator[str]:
    """`judged absent in A (ana: “why”), B (ben: “why”)`: over many cases, by judgement."""
    by_word: dict[str, list[str]] = {}
    for case in cases:
        row = judgement_of(case)
        by, why = md(row.by or ""), f"“{md(row.why)}”" if row.why else ""
        said = ": ".join(part for part in (by, why) if part)
        word = OPEN_ABSENCE if is_open_absence(case) else row.judgement or ""
        by_word.setdefault(word, []).append(_link(case, line, context) + (f" ({said})" if said else ""))
    for word, places in by_word.items():
        yield f"{word if word == OPEN_ABSENCE else f'judged {word}'} in {listed(places)}"


def _link(case: CaseLine, line: CodeLine, context: MemoContext) -> str:
    """A case's name, leading to its quotations of a code."""
    return evidence_link(f"*{context.case_name(case.case_id)}*", f"{case.case_id}/{line.code_id}")


def at_odds(lines: Sequence[CodeLine], context: MemoContext, is_wide: bool = False) -> Iterator[Entry]:
    """Where a case's judgement and its counts part ways: a paragraph a code; over many cases a line a judgement."""
    if is_wide:
        yield from _odd_in_few_lines(lines, context)
        return
    for line in lines:
        cases = [case for case in in_order(line.cases, context) if case.at_odds]
        said = []
        for case in cases:
            told = "in the material it is" if context.is_interpretive else "the count is"
            figure = _figure_link(case, line, context)
            said.append(f"{context.case_name(case.case_id)}, {judged_because(case)}; {told} {figure}")
        if said:
            text = f"{code_link(line)} in {'. In '.join(said)}."
            yield Entry(text, quotes([row for case in cases for row in case.quotes[:1]][:1]))


def _odd_in_few_lines(lines: Sequence[CodeLine], context: MemoContext) -> Iterator[Entry]:
    """`Judged absent, and told: CODE in A ([1 of 3 known, of 5]); …`; the cases' memos say why."""
    by_word: dict[str, list[str]] = {}
    for line in lines:
        places: dict[str, list[str]] = {}
        for case in in_order(line.cases, context):
            if case.at_odds:
                where = f"{context.case_name(case.case_id)} ({_figure_link(case, line, context)})"
                places.setdefault(judgement_of(case).judgement or "", []).append(where)
        for word, where_ in places.items():
            by_word.setdefault(word, []).append(f"{code_link(line)} in {listed(where_)}")
    told = "material" if context.is_interpretive else "count"
    for word, said in by_word.items():
        yield Entry(f"- Judged {word}, the {told} says {'no' if word == 'present' else 'yes'}: {'; '.join(said)}.")


def _figure_link(case: CaseLine, line: CodeLine, context: MemoContext) -> str:
    return evidence_link(case_figure(case, context, True), f"{case.case_id}/{line.code_id}")
