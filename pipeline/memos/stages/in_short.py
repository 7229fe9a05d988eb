"""The first paragraph of a memo: the few judgements that matter, what is disputed, the arc of setbacks.

At most about 110 words and a handful of links. Which judgements matter: those with most voices behind them, a finding
aid for this paragraph only. Numbers stand in the tables below it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from pipeline.memos.context import MemoContext
from pipeline.memos.links import code_link
from pipeline.memos.sentences import sentence
from pipeline.memos.stages.patterns import in_order, pattern_of
from pipeline.stages.findings import CodeLine, Finding
from pipeline.store.rows import CaseAttribute, CaseRow, Episode, GovernanceStep
from pipeline.wording.escaping import md
from pipeline.wording.numbers import listed, number_word
from pipeline.wording.vocabulary import TRUST, answer_words, mode_words

FEW, MANY = 3, 4
SHARED = ("all", "all known")


def of_case(finding: Finding, context: MemoContext) -> Iterator[str]:
    """A case: what it is, what the team judged, what is disputed, how setbacks were answered, who governed."""
    yield from _what_it_is(finding, context)
    yield from _judged(finding, context)
    yield from _disputed(finding, context)
    yield from _arc(finding)
    steps = tuple(dict.fromkeys(mode_words(row.mode) for row in finding.tables.rows(GovernanceStep)))
    if steps:
        yield sentence(f"governance: {', then '.join(steps)}{' throughout' if len(steps) == 1 else ''}")


def _what_it_is(finding: Finding, context: MemoContext) -> Iterator[str]:
    held = [
        f"{md(row.attribute)}: {md(row.value)}"
        for row in finding.tables.rows(CaseAttribute)
        if row.attribute in context.settings.design.values()
    ]
    (case,) = finding.tables.rows(CaseRow)
    purpose = case.extra.get("purpose")
    what = f" — {md(purpose)}" if purpose else ""
    where = f" ({', '.join(held)})" if held else ""
    if where or what:
        yield f"{md(finding.name)}{where}{what}."


def _judged(finding: Finding, context: MemoContext) -> Iterator[str]:
    main = context.families(finding)
    lines = [line for family in main for line in finding.family(family) if line.judgement]
    if not lines:
        yield "Nobody has judged anything yet: what follows is told or counted, and a count is a finding aid."
        yield from _told(finding, context)
        return
    helped = [line for line in lines if line.family != "barrier"]
    present = sorted((line for line in helped if _word(line) == "present"), key=_fewest_behind)
    absent = _by_voices(line for line in helped if _word(line) == "absent")
    parts = []
    if present:
        parts.append(f"present, with most voices behind them, {_are(present[:FEW], _thin)}")
    if absent:
        parts.append(f"absent {_are(absent[:2])}")
    if parts:
        yield sentence(f"in the team’s judgement {'; '.join(parts)}")
    barriers = [line for line in lines if line.family == "barrier" and _word(line) == "present"]
    barriers.sort(key=lambda line: -_n_telling(line))
    if barriers:
        yield sentence(f"in its way stood {_some(barriers, FEW, _thin)}")


def _told(finding: Finding, context: MemoContext) -> Iterator[str]:
    lines = [line for family in context.families(finding) for line in finding.family(family)]
    several = _by_voices(line for line in lines if line.frequency and line.frequency.n_respondents > 1)
    if several:
        yield sentence(f"told by more than one person: {_some(several, 5)}")


def _are(lines: Sequence[CodeLine], more: Callable[[CodeLine], str] = lambda line: "") -> str:
    return f"{'is' if len(lines) == 1 else 'are'} {listed(code_link(line) + more(line) for line in lines)}"


def _thin(line: CodeLine) -> str:
    """` (one voice)`, ` (judged, and told by none who was read)`: what a judgement rests on where that is little."""
    row = line.frequency
    if row is None or not row.n_known:
        return ""
    if not row.n_mentioning:
        return " (judged, and told by none who was read)"
    return " (one voice)" if row.n_respondents == 1 else ""


def _some(lines: Sequence[CodeLine], most: int, more: Callable[[CodeLine], str] = lambda line: "") -> str:
    """The first few by name, with what `more` says of each; the rest by number."""
    shown = [code_link(line) + more(line) for line in lines[:most]]
    left = len(lines) - len(shown)
    return listed([*shown, f"{number_word(left)} more"]) if left else listed(shown)


def _word(line: CodeLine) -> str:
    return str(line.judgement.judgement) if line.judgement else ""


def _by_voices(lines: Iterable[CodeLine]) -> list[CodeLine]:
    return sorted(lines, key=lambda line: -_n_voices(line))


def _n_telling(line: CodeLine) -> int:
    """Respondents who tell it; those who deny it are no voices behind it."""
    return int(line.frequency.n_respondents) if line.frequency else 0


def _fewest_behind(line: CodeLine) -> tuple[bool, int]:
    """Sorts by how many tell it; what as many deny as tell comes last."""
    return (0 < _n_telling(line) <= _n_denying(line), -_n_telling(line))


def _n_voices(line: CodeLine) -> int:
    rows = [line.frequency] if line.frequency else [case.frequency for case in line.cases]
    return sum(row.n_respondents + row.n_denying for row in rows)


def _disputed(finding: Finding, context: MemoContext) -> Iterator[str]:
    lines = [line for family in context.families(finding) for line in finding.family(family)]
    claimed = [line for line in lines if _word(line) in ("present", "mixed") and line.frequency]
    denied = max(claimed, key=_n_denying, default=None)
    if denied is not None and denied.frequency and _n_denying(denied):
        more = denied.frequency.n_denying > denied.frequency.n_mentioning
        how = "more deny it than tell it" if more else "some deny it"
        if context.is_interpretive:
            how = "it is denied too"
        yield f"Most disputed is {code_link(denied)}: judged {_word(denied)}, and {how}."
    single = [line for line in claimed if line.frequency and line.frequency.n_respondents == 1 and line != denied]
    if single and not _n_denying(denied):
        yield f"{code_link(single[0])} rests on one voice."


def _n_denying(line: CodeLine | None) -> int:
    return int(line.frequency.n_denying) if line is not None and line.frequency else 0


def _arc(finding: Finding) -> Iterator[str]:
    steps = []
    for _, rows in groupby(finding.tables.rows(Episode), key=lambda row: row.episode):
        readings = list(rows)
        steps.append(_answer(readings))
    if len(steps) == 1:
        yield f"Its one setback on file: {steps[0]}."
    elif steps:
        yield f"Its {number_word(len(steps))} setbacks, in order: {'; '.join(steps)}."


def _answer(readings: Sequence[Episode]) -> str:
    words = dict.fromkeys(answer_words(row.response) for row in readings)
    answer = next(iter(words)) if len(words) == 1 else "read differently by analysts"
    trust = {row.trust_after for row in readings}
    only = next(iter(trust)) if len(trust) == 1 else ""
    return f"{answer}, {TRUST[only]}" if only in TRUST else answer


def of_comparison(finding: Finding, context: MemoContext) -> Iterator[str]:
    """Several cases: what they share and what divides them, where judgement is at odds, how setbacks were answered."""
    found = 0
    for family in context.families(finding):
        for said in _across(finding, family, context):
            found += 1
            yield said
    if not found:
        yield "Too little is known of more than one case to say what they share."
    odd = [line for line in finding.lines if any(case.at_odds for case in line.cases)]
    if odd and len(finding.cases) <= 4:
        counts = "material" if context.is_interpretive else "counts"
        how_many = "some codes" if context.is_interpretive else _codes(len(odd))
        yield f"Judgement and {counts} part ways on {how_many}, {code_link(_by_voices(odd)[0])} among them."
    against = [stance for stance in finding.beside if stance.relation == "contradict"]
    if against:
        names = listed(f"*{md(one.name)}*" for one in against[:FEW])
        yield sentence(f"partners and another source contradict each other on {names}")
    yield from _answered(finding, context)


def _codes(n: int) -> str:
    return "one code" if n == 1 else f"{number_word(n)} codes"


def _across(finding: Finding, family: str, context: MemoContext) -> Iterator[str]:
    lines = [line for line in finding.family(family) if line.presence]
    judged = [line for line in lines if any(case.judgement for case in line.cases)] or lines
    alone = _by_voices(line for line in judged if pattern_of(line) == "only known")
    shared = _by_voices(line for line in judged if pattern_of(line) in SHARED)
    dividing = _by_voices(line for line in judged if pattern_of(line) in ("most", "some"))
    heading = context.heading(family).lower() if family in ("enabler", "barrier") else context.heading(family)
    most = FEW if family != "barrier" else 2
    if shared:
        every = "all" if all(pattern_of(line) == "all" for line in shared) else "all that are known"
        yield sentence(f"{heading} in {every}: {_some(shared, most, _weakly(finding, context))}")
    if alone:
        named = _some(alone, most, _weakly(finding, context))
        yield sentence(f"{heading} in the only one of which it is known: {named}")
    if family == "barrier":
        mostly = [line for line in dividing if pattern_of(line) == "most"]
        if mostly:
            width = "several" if context.is_interpretive else "most"
            yield sentence(f"{heading} in {width}: {_some(mostly, most)}")
    apart = list(_with_the_tiers(lines, context)) if len(finding.cases) > MANY else []
    if family != "barrier" and dividing and not apart:
        yield from _dividing(dividing, context)
    yield from apart


def _weakly(finding: Finding, context: MemoContext) -> Callable[[CodeLine], str]:
    """` (only mixed in 3)`: how many of those that show a code show it by a mixed judgement."""

    def said(line: CodeLine) -> str:
        mixed = [case for case in line.cases if case.judgement and case.judgement.judgement == "mixed"]
        if not mixed:
            return ""
        where = "some" if context.is_interpretive else f"{number_word(len(mixed))} of them"
        name = listed(context.case_name(case.case_id) for case in mixed)
        return f" (only mixed in {name if len(finding.cases) <= MANY else where})"

    return said


def _dividing(lines: Sequence[CodeLine], context: MemoContext) -> Iterator[str]:
    """What the same few cases lack: the largest group, told by those that lack it; else by who shows the first."""
    groups: dict[tuple[str, ...], list[CodeLine]] = {}
    for line in lines:
        lack = tuple(case.case_id for case in in_order(line.cases, context) if case.state == "not")
        if 0 < len(lack) <= FEW:
            groups.setdefault(lack, []).append(line)
    if groups:
        lack, found = max(groups.items(), key=lambda item: (_is_apart(item[1][0], context), len(item[1])))
        names = listed(context.case_name(case_id) for case_id in lack)
        verb = "lacks" if len(lack) == 1 else "lack"
        yield sentence(f"what {names} alone {verb}: {_some(found, FEW)}")
        return
    first = lines[0]
    have = [context.case_name(case.case_id) for case in in_order(first.cases, context) if case.state == "shows"]
    yield sentence(f"{code_link(first)} divides them: shown by {listed(have[:FEW])}")


def _with_the_tiers(lines: Sequence[CodeLine], context: MemoContext) -> Iterator[str]:
    """Codes that all of the best tier show and none of the worst, or the reverse, beyond what is said already."""
    order = context.settings.outcome_order
    best = [line for line in lines if _is_apart(line, context)]
    worst = [line for line in lines if _is_apart(line, context, True)]
    if best:
        yield sentence(f"in all of the tier “{md(order[-1])}” and none of “{md(order[0])}”: {_some(best, FEW)}")
    if worst:
        yield sentence(f"in all of the tier “{md(order[0])}” and none of “{md(order[-1])}”: {_some(worst, FEW)}")


def _is_apart(line: CodeLine, context: MemoContext, is_reverse: bool = False) -> bool:
    """Whether every case of the best tier shows a code and none of the worst; the other way round if `is_reverse`."""
    order = context.settings.outcome_order
    if len(order) < 2:
        return False
    top, low = (order[0], order[-1]) if is_reverse else (order[-1], order[0])
    have = [case.state == "shows" for case in line.cases if case.tier == top]
    lack = [case.state == "not" for case in line.cases if case.tier == low]
    return bool(have and lack) and all(have) and all(lack)


def _answers(rows: Sequence[Episode]) -> list[set[str]]:
    """What each setback of one case was answered with, by every analyst's reading."""
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(str(row.episode), set()).add(row.response or "")
    return list(found.values())


def answers_words(answers: Sequence[set[str]]) -> str:
    """How one case answers setbacks: `learning alone`; `learning (one not answered)`; `nothing`.

    An answer counts where all analysts see it in one setback, alone or with the other. "Alone" is said only where every
    setback was answered and all analysts read it alike.
    """
    differing = sum(len(words) > 1 for words in answers)
    learnt, blamed = (any(words <= {answer, "both"} for words in answers) for answer in ("learning", "blaming"))
    has = (learnt, blamed)
    kind = {(True, False): "learning", (False, True): "blaming", (True, True): "learning and blaming"}.get(has, "")
    none = sum(words == {"none"} for words in answers)
    but = [f"{number_word(none)} not answered"] if none and kind else []
    but += [f"{number_word(differing)} read differently by analysts"] if differing else []
    said = kind or ("nothing" if none else "no answer that all see")
    alone = " alone" if kind and not but and not all(has) else ""
    return f"{said}{alone}{f' ({listed(but)})' if but else ''}"


def _answered(finding: Finding, context: MemoContext) -> Iterator[str]:
    """Which cases answered setbacks with learning alone, which with blaming alone, which with both."""
    found: dict[str, list[str]] = {}
    for case in in_order(finding.tables.rows(CaseRow), context):
        answers = _answers([row for row in finding.tables.rows(Episode) if row.case_id == case.case_id])
        if answers:
            found.setdefault(answers_words(answers), []).append(context.case_name(case.case_id))
    if found:
        yield sentence(f"setbacks were answered with {'; with '.join(f'{w} in {listed(n)}' for w, n in found.items())}")
