"""Negative cases: who by rule should show a pattern and does not, and how."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.comparison.negative import AgainstRule, CodePattern, Silent
from pipeline.memos.links import evidence_link
from pipeline.memos.sections.compared import Compared
from pipeline.memos.sections.phrases import Phrases
from pipeline.study.dataclass import dataclass
from pipeline.wording.escaping import md
from pipeline.wording.numbers import first_upper, listed

STATES = (
    ("denied", "denied in"),
    ("asked_and_silent", "asked and silent"),
    ("not_asked", "not asked, or not recognised as asked"),
    ("not_known_whether_asked", "not known whether asked"),
    ("not_read", "not read"),
)
"""Why a transcript does not tell a code, each a field of `Silent`: none of these is the same as another."""

# What nobody read is no part of "of n read".
READ = tuple(state for state in STATES if state[0] != "not_read")
EXPECTED = {"high": "highest", "low": "lowest", "between": "in between"}


@dataclass(frozen=True, slots=True)
class NegativeBody:
    """Laid out by negative_cases.md.j2."""

    is_unread: bool
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NegativePattern:
    """One code that all or most show: its exceptions, a line each, and who denies it where others tell it."""

    heading: str
    lines: tuple[str, ...]
    denied: str


@dataclass(frozen=True, slots=True)
class NegativePage:
    """Laid out by negative_cases_page.md.j2."""

    is_fiction: bool
    is_unread: bool
    propositions: tuple[str, ...]
    has_codes: bool
    patterns: tuple[NegativePattern, ...]


def negative_body(compared: Compared) -> NegativeBody:
    """The memo's section."""
    return NegativeBody(compared.comparison.negative.is_unread, tuple(_lines(compared)))


def _lines(compared: Compared) -> Iterator[str]:
    say, negative = compared.say, compared.comparison.negative
    yield from (_against(rule, say) for rule in negative.against)
    if negative.without_exception:
        their = "its" if len(negative.without_exception) == 1 else "their"
        yield f"By {their} own measure, no {say.word} stands against {say.titles(negative.without_exception)}."
    yield from filter(None, (_exceptions(pattern, say) for pattern in negative.codes))
    if not negative.codes:
        yield "No code of the families enabler and barrier is shown by all or most."
    yield from filter(None, (_not_known(negative.codes, say), _told_and_denied(negative.codes, say)))


def negative_page(compared: Compared) -> NegativePage:
    """The page beside the memo."""
    say, negative = compared.say, compared.comparison.negative
    without = (
        f"**{say.title(name)}**: no {say.word} stands against it by its own measure."
        for name in negative.without_exception
    )
    patterns = (_pattern(pattern, say) for pattern in negative.codes)
    return NegativePage(
        say.m.settings.fiction,
        negative.is_unread,
        (*(_against(rule, say) for rule in negative.against), *without),
        bool(negative.codes),
        tuple(pattern for pattern in patterns if pattern.lines or pattern.denied),
    )


def _against(rule: AgainstRule, say: Phrases) -> str:
    expected = EXPECTED.get(rule.expected, md(rule.expected))
    but = f"has {md(rule.measured)}" if rule.measured and say.has_shares else "is not"
    return f"**{say.title(rule.proposition)}**: {say.case_tier(rule.case_id)} should be {expected} and {but}."


def _pattern(pattern: CodePattern, say: Phrases) -> NegativePattern:
    width = _width(pattern, say)
    lines = []
    for case in pattern.negative:
        judged = f"is judged {case.judgement}" if case.judgement else "does not show it"
        lines.append(f"{say.case_tier(case.case_id)} {judged}. {_states(case, say)}.")
    # Unknown is not "no": such a case counts neither for nor against a pattern.
    for case in pattern.unknown:
        known = "Judged unknown" if case.judgement else "Not known"
        lines.append(f"{known}, so neither for it nor against it: {say.case_tier(case.case_id)}. {_states(case, say)}.")
    denied = "; ".join(
        f"{say.case(case.case_id)} ({', '.join(map(say.transcript, case.denied))})"
        for case in pattern.cases
        if case.is_showing and case.denied
    )
    heading = f"{md(pattern.name)}: {f'{pattern.presence} ({width})' if say.has_shares else width}"
    return NegativePattern(heading, tuple(lines), denied)


def _states(case: Silent, say: Phrases) -> str:
    """`Denied in t1; asked and silent: t2, t3; not read: t4`."""
    parts = []
    for state, words in STATES:
        ids = getattr(case, state)
        if ids:
            named = ", ".join(map(say.transcript, ids))
            parts.append(f"{words} {named}" if state == "denied" else f"{words}: {named}")
    return first_upper("; ".join(parts) or "no interview or group")


def _exceptions(pattern: CodePattern, say: Phrases) -> str:
    """The cases that do not show what all or most show, each with its silences; '' where there is none."""
    without = [f"{say.case(case.case_id)} ({_counts(case, say)})" for case in pattern.negative]
    return f"{_code(pattern)} ({_width(pattern, say)}): {'; '.join(without)}." if without else ""


def _width(pattern: CodePattern, say: Phrases) -> str:
    """`6 of 8`: how many cases show a code; all or some where readings only are wanted."""
    if say.has_shares:
        return f"{pattern.n_showing} of {pattern.n_cases}"
    return pattern.presence if pattern.presence == "all" else "some"


def _not_known(patterns: Sequence[CodePattern], say: Phrases) -> str:
    """Cases of which a pattern is not known: neither for it nor against it; '' where there is none."""
    codes: dict[str, list[str]] = {}
    for pattern in patterns:
        if pattern.unknown:
            codes.setdefault(say.named(case.case_id for case in pattern.unknown), []).append(_code(pattern))
    said = "; ".join(f"{listed(names)} in {cases}" for cases, names in codes.items())
    return f"Not known, so neither for a pattern nor against it: {said}." if codes else ""


def _told_and_denied(patterns: Sequence[CodePattern], say: Phrases) -> str:
    """Where a case shows what somebody in it denies; '' where none does."""
    parts = []
    for pattern in patterns:
        names = [
            md(say.m.names.get(case.case_id, case.case_id)) for case in pattern.cases if case.is_showing and case.denied
        ]
        if names:
            parts.append(f"{_code(pattern)} in {listed(names)}")
    return f"Shown all the same, told by some and denied by others: {'; '.join(parts)}." if parts else ""


def _code(pattern: CodePattern) -> str:
    return evidence_link(f"*{md(pattern.name)}*", f"cross-case/cross-case/{pattern.code_id}")


def _counts(case: Silent, say: Phrases) -> str:
    """`told in 1, denied in 2, of 3 read`; what was not read is left out and not a no."""
    states = [("told", case.told), *((words.removesuffix(" in"), getattr(case, state)) for state, words in READ)]
    parts = [f"{words} in {len(ids)}" if say.has_shares else words for words, ids in states if ids]
    n = len({transcript_id for _, ids in states for transcript_id in ids})
    of = f", of {n} read" if say.has_shares and parts else ""
    judged = [f"judged {case.judgement}"] if case.judgement else []
    return ", ".join([*judged, *parts]) + of if judged or parts else "nothing on file"
