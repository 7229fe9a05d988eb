"""The context of a memo that compares cases: what all, most, some, one or none of them share, and who deviates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from statistics import mode

from pipeline.memos.context import MemoContext
from pipeline.memos.links import UP, code_link, evidence_link
from pipeline.memos.quotes import Entry
from pipeline.memos.sentences import (
    answer_words,
    deny_words,
    governance_words,
    judged_words,
    presence_words,
    setback_words,
)
from pipeline.memos.stages.other_sources import SourceBeside, named, sources_beside
from pipeline.memos.stages.patterns import (
    NOBODY,
    RECURRING,
    Patterns,
    at_odds,
    case_figure,
    in_order,
    is_told_by_too_few,
    pattern_of,
    patterns_in,
)
from pipeline.memos.stages.types_of_barriers import under_types
from pipeline.stages.findings import CaseLine, CodeLine, Finding
from pipeline.store.rows import CaseRow, CodeFrequency, Episode, GovernanceStep
from pipeline.study.dataclass import dataclass
from pipeline.study.records import COUNTED_KINDS
from pipeline.study.study import FIRST_STAGE
from pipeline.wording.escaping import md
from pipeline.wording.numbers import listed, number_word, share_words
from pipeline.wording.vocabulary import PRESENCES, kinds_words, tier_marks

# Cases beside each other in full; over that cells are cut short, and the page of the matrix has all.
WIDE = 4
FEW_LEFT = 3


@dataclass(frozen=True, slots=True)
class FamilyAcross:
    """One family: a matrix of codes by cases, then pattern by pattern."""

    heading: str
    rows: tuple[tuple[str, ...], ...]
    patterns: tuple[Patterns, ...]
    left: str = ""


@dataclass(frozen=True, slots=True)
class StageBody:
    """All that a memo comparing cases lays out. `cases` are rows (case, tier, material, read)."""

    word: str
    is_wide: bool
    case_names: tuple[str, ...]
    cases: tuple[tuple[str, ...], ...]
    has_tiers: bool
    families: tuple[FamilyAcross, ...]
    at_odds: tuple[Entry, ...]
    governance: tuple[tuple[str, str], ...]
    episodes: tuple[tuple[str, str, str], ...]
    beside: tuple[SourceBeside, ...]
    questions: tuple[str, ...]


def body_of(finding: Finding, context: MemoContext) -> StageBody:
    """The context of a stage's subject."""
    cases = in_order(finding.tables.rows(CaseRow), context)
    within = {former.subject: former for former in finding.former if former.stage == FIRST_STAGE}
    shown = [line for family in context.families(finding) for line in finding.family(family)]
    is_wide = len(cases) > WIDE
    return StageBody(
        word=md(context.settings.case),
        is_wide=is_wide,
        case_names=tuple(_heading(case, finding, context, is_wide) for case in cases),
        cases=tuple(_case_row(case, within[case.case_id], context, is_wide) for case in cases),
        has_tiers=any(case.tier for case in cases),
        families=tuple(_family(finding, family, context) for family in context.families(finding)),
        at_odds=tuple(at_odds(shown, context, is_wide)),
        governance=tuple(_histories(finding, cases, context)),
        episodes=tuple(_episodes(finding, cases, context)),
        beside=tuple(sources_beside(finding, context)),
        questions=tuple(_open_questions(finding, shown, context)),
    )


def case_link(case_id: str, context: MemoContext) -> str:
    """The way to a case's own memo."""
    return f"[{context.case_name(case_id)}]({UP}memos/{FIRST_STAGE}/{case_id}.html)"


def _case_row(case: CaseRow, within: Finding, context: MemoContext, is_wide: bool) -> tuple[str, ...]:
    heard = within.heard
    assert heard is not None
    read = f"{len(heard.read_all)} of {heard.n_counted}" if heard.n_counted else "—"
    kinds = (_kinds_in_short(heard.kinds) if is_wide else kinds_words(heard.kinds)) or "none"
    return (case_link(case.case_id, context), md(case.tier or "—"), kinds, read)


def _kinds_in_short(kinds: Sequence[tuple[str, int]]) -> str:
    """`4 + 1`: interviews and groups; what else there is in words, as in `4 + 1, 1 document`."""
    number = dict(kinds)
    rest = kinds_words([(kind, n) for kind, n in kinds if kind not in COUNTED_KINDS])
    return ", ".join(part for part in (f"{number.get('interview', 0)} + {number.get('group', 0)}", rest) if part)


def _family(finding: Finding, family: str, context: MemoContext) -> FamilyAcross:
    """Over many cases: cells without roles and suggestions, and no row for codes that nobody tells or judges."""
    lines = finding.family(family)
    is_wide = len(finding.cases) > WIDE
    patterns = []
    for presence, heading in PRESENCES.items():
        members = [line for line in lines if _shelf(line, context) == presence]
        entries = tuple(patterns_in(members, context, is_wide)) if members else ()
        if entries:
            patterns.append(Patterns(heading, entries))
    shown = [line for line in lines if (_is_in_matrix(line) if is_wide else not _is_empty(line))]
    rows = matrix_of(
        shown, context, {row.case_id: _usual(row, finding) for row in finding.tables.rows(CaseRow)} if is_wide else {}
    )
    left = [line for line in lines if line not in shown and pattern_of(line) not in NOBODY]
    return FamilyAcross(context.heading(family), tuple(under_types(shown, rows, context)), tuple(patterns), _left(left))


def _left(lines: Sequence[CodeLine]) -> str:
    """How many codes only the page of the matrix shows: a few by name, more by number."""
    if len(lines) <= FEW_LEFT:
        return listed(map(code_link, lines))
    return f"{number_word(len(lines))} more"


def matrix_of(lines: Sequence[CodeLine], context: MemoContext, usual: Mapping[str, int]) -> tuple[tuple[str, ...], ...]:
    """Rows (code, presence, a cell a case). `usual`: for each case the number known that its heading says; {} for all
    in full, with roles and suggestions."""
    return tuple(
        (
            md(line.name),
            evidence_link(presence_words(line, context), line.figure_id),
            *(_case_cell(case, line.code_id, context, usual) for case in in_order(line.cases, context)),
        )
        for line in lines
    )


def _shelf(line: CodeLine, context: MemoContext) -> str:
    """Under which heading a code stands: `most` is a count in a word, which the interpretive reading leaves out."""
    presence = pattern_of(line)
    # Under the threshold of `shows:` is neither silence nor a no: it has a shelf of its own.
    if presence in ("none", "none known") and any(map(is_told_by_too_few, line.cases)):
        return "too few"
    return "some" if context.is_interpretive and presence in ("most", "one") else presence


def _is_in_matrix(line: CodeLine) -> bool:
    """Over many cases: what all or most show, and what helped in some; the rest stands on the page of the matrix."""
    return pattern_of(line) in RECURRING or (line.family != "barrier" and pattern_of(line) not in NOBODY)


def _is_empty(line: CodeLine) -> bool:
    """Known of every case, and nobody tells, denies or judges it, nor does the machine suggest it: no row is needed."""
    return pattern_of(line) == "none" and not any(
        case.judgement or case.denials or case.frequency.n_suggested for case in line.cases
    )


def _usual(case: CaseRow, finding: Finding) -> int:
    """For how many transcripts of a case most of its codes are known."""
    known = [shown.frequency.n_known for line in finding.lines for shown in line.cases if shown.case_id == case.case_id]
    return mode(known) if known else 0


def _heading(case: CaseRow, finding: Finding, context: MemoContext, is_wide: bool) -> str:
    """The heading of a case's column; over many cases with its tier's marks and how many transcripts are known."""
    name = context.case_name(case.case_id)
    marks = tier_marks(case.tier, context.settings.outcome_order) if is_wide else ""
    return f"{name}{f' {marks}' if marks else ''}{_known(case, finding, context) if is_wide else ''}"


def _known(case: CaseRow, finding: Finding, context: MemoContext) -> str:
    """`, 3 of 5 known`, for the heading of a column."""
    rows = [row for row in finding.tables.rows(CodeFrequency) if row.case_id == case.case_id]
    if context.is_interpretive or not rows:
        return ""
    return f", {_usual(case, finding)} of {rows[0].n_transcripts} known"


def _case_cell(case: CaseLine, code_id: str, context: MemoContext, usual: Mapping[str, int]) -> str:
    judged = ""
    if case.judgement:
        judged = f"**{judged_words(case, has_role=not usual)}**; "
    figure = case_figure(case, context, bool(usual))
    row = case.frequency
    if usual and usual.get(case.case_id) == row.n_known:
        # The column's heading says how many are known; only cells that differ say it again.
        figure = figure.replace(f" known, of {row.n_transcripts}", "", 1)
    denying = "" if context.is_interpretive or not row.n_denying else f", {deny_words(row.n_denying)}"
    return judged + evidence_link(figure, f"{case.case_id}/{code_id}") + denying


def _histories(finding: Finding, cases: Sequence[CaseRow], context: MemoContext) -> Iterator[tuple[str, str]]:
    if not finding.tables.rows(GovernanceStep):
        return
    for case in cases:
        rows = [row for row in finding.tables.rows(GovernanceStep) if row.case_id == case.case_id]
        yield context.case_name(case.case_id), governance_words(rows) or "—"


def _episodes(finding: Finding, cases: Sequence[CaseRow], context: MemoContext) -> Iterator[tuple[str, str, str]]:
    """A row a setback: case, setback, answer; every reading where analysts read one differently."""
    if not finding.tables.rows(Episode):
        return
    for case in cases:
        rows = [row for row in finding.tables.rows(Episode) if row.case_id == case.case_id]
        if not rows:
            yield context.case_name(case.case_id), "—", "—"
        for _, some in groupby(rows, key=lambda row: row.episode):
            readings = list(some)
            yield context.case_name(case.case_id), setback_words(readings[0]), _answer_words(readings)


def _answer_words(readings: Sequence[Episode]) -> str:
    answers = dict.fromkeys(answer_words(row) for row in readings)
    named = [f"{answer_words(row)} ({md(row.by)})" if row.by else answer_words(row) for row in readings]
    return next(iter(answers)) if len(answers) == 1 else f"read differently: {listed(named)}"


def _open_questions(finding: Finding, lines: list[CodeLine], context: MemoContext) -> Iterator[str]:
    for cases, named_codes in _unknown(lines, context, is_judged=False):
        yield f"Nothing is known of {named(cases, context)} for {named_codes}."
    for cases, named_codes in _unknown(lines, context, is_judged=True):
        yield f"Judged unknown in {named(cases, context)}: {named_codes}. What would settle it?"
    suggested = [
        line for line in lines if any(case.frequency.n_suggested and case.state != "shows" for case in line.cases)
    ]
    if suggested and not context.is_interpretive:
        n = number_word(len(suggested))
        codes = code_link(suggested[0]) if len(suggested) == 1 else f"{n} codes, {code_link(suggested[0])} among them"
        yield f"Would unread transcripts change {codes}? The machine suggests passages where no reading shows it."
    single = [
        line for line in lines
        if line.presence and line.presence.n_showing
        and sum(case.frequency.n_respondents for case in line.cases if case.state == "shows") == 1
        and not any(case.frequency.n_mentioning for case in line.cases if case.state != "shows")
    ]  # fmt: skip
    if single:
        each = "it" if len(single) == 1 else "each of them"
        yield f"{listed(code_link(line) for line in single)}: a single voice carries {each}."


def _unknown(lines: Sequence[CodeLine], context: MemoContext, is_judged: bool) -> Iterator[tuple[tuple[str, ...], str]]:
    """(cases, codes) that the team judged unknown, or of which nothing is known; codes of the same cases together."""
    by_cases: dict[tuple[str, ...], list[str]] = {}
    for line in lines:
        cases = tuple(
            case.case_id
            for case in in_order(line.cases, context)
            if case.state == "unknown" and bool(case.judgement) == is_judged
        )
        if cases:
            by_cases.setdefault(cases, []).append(code_link(line))
    yield from ((cases, listed(codes)) for cases, codes in by_cases.items())


def shown_in(lines: Sequence[CodeLine], tier: str | None) -> Mapping[str, tuple[int, int]]:
    """Code -> (cases of a tier that show it, cases of that tier of which it is known)."""
    counts = {}
    for line in lines:
        known = [case for case in line.cases if case.tier == tier and case.state != "unknown"]
        counts[line.code_id] = (sum(case.state == "shows" for case in known), len(known))
    return counts


def share_cell(pair: tuple[int, int]) -> str:
    """`2 of 3`; `not known` where no case of the tier is."""
    return share_words(*pair) if pair[1] else "not known"
