"""The short memo of several cases: what survives the rules, under which rules the rest stands, who does not fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from pipeline.memos.context import MemoContext
from pipeline.memos.links import UP, code_link
from pipeline.memos.quotes import Quote, quotes
from pipeline.memos.reasoning.distillation import distilled, key_items
from pipeline.memos.reasoning.links import contrast_links
from pipeline.memos.sentences import governance_in_short, sentence
from pipeline.memos.short.limits import not_heard
from pipeline.memos.short.parts import Paragraph, Picture, ShortMemo, Table, paragraphs, sentences, some
from pipeline.memos.short.timing import NONE, TIMES, when_helped
from pipeline.memos.stages import coder_agreement
from pipeline.memos.stages.claims import claims_of, code_of, surviving, under_some_rules
from pipeline.memos.stages.claims import in_order as claims_in_order
from pipeline.memos.stages.cross_case import contrary
from pipeline.memos.stages.holding_constant import case_link
from pipeline.memos.stages.in_short import answer_of, answered
from pipeline.memos.stages.patterns import in_order
from pipeline.stages.findings import CodeLine, Finding
from pipeline.store.rows import Agreement, CaseRow, Claim, Episode, GovernanceStep
from pipeline.study.study import FIRST_STAGE, LAST_STAGE
from pipeline.wording.escaping import md
from pipeline.wording.numbers import listed, number_word, plural
from pipeline.wording.vocabulary import RELATIONS_WORDS, tier_marks

MOST_GROUPS = {LAST_STAGE: 2}
USUAL_GROUPS = 4
"""Groups of claims that only some rules grant; the rest stands in the data room's table."""

MOST_PASSAGES = 3
MOST_AT_ODDS = {LAST_STAGE: 1}
USUAL_AT_ODDS = 2
"""Places where judgement and count part that a memo names; the rest stands in the data room."""
ALL = "[All codes, quotations and counts of this comparison]({})"


def memo_of_cases(
    finding: Finding, context: MemoContext, has_note: bool, pictures: tuple[Picture, ...], said: Mapping[str, str]
) -> ShortMemo:
    """The software's part of a later stage's memo.

    Args:
        finding: Of the stage's subject.
        context: What a memo may know beside it.
        has_note: Whether an analyst's note stands above: then no passages are added to theirs.
        pictures: The stage's figures.
        said: Further paragraphs by label, of propositions and what cannot be said; none but at the last stage.
    """
    lines = [line for family in context.families(finding) for line in finding.family(family)]
    room = f"{UP}room/{finding.stage}/{finding.subject}.html"
    # One case compares with nothing: its own memo says what is known.
    if len(finding.cases) < 2:
        known = f"What is known stands in {listed(case_link(case_id, context) for case_id in finding.cases)}."
        said_ = (("Limits of this page", sentences(finding.cautions)),)
        return ShortMemo(known, (), (), paragraphs(*said_), (f"[All codes, quotations and counts]({room})",))
    table, claimed = _cases(finding, context), _claimed(finding, context)
    return ShortMemo(
        # Under a note the table alone tells who answered how: the note has said what it comes to.
        in_short=("" if has_note and table.rows else sentences(answered(finding, context)))
        or _number_of(finding, context),
        tables=(table, claimed),
        pictures=pictures,
        paragraphs=_paragraphs(finding, lines, context, said, above=_surviving_codes(finding) if claimed.rows else ()),
        where_else=(" · ".join((ALL.format(room), *contrast_links(finding, context))),),
        quotes=() if has_note else _passages(finding),
        quotes_are="Of the first code that survives every rule, a passage a case.",
    )


def _paragraphs(
    finding: Finding, lines: Sequence[CodeLine], context: MemoContext, said: Mapping[str, str], above: Sequence[str]
) -> tuple[Paragraph, ...]:
    return paragraphs(
        ("Distilled by the team", distilled(context, above) if finding.stage == LAST_STAGE else ""),
        # What stands in the table is not said again below it.
        (
            "What survives" if context.is_unchecked else "Survives every rule",
            "" if above else _surviving(finding, context),
        ),
        ("Stands under some rules only", _under_some(finding, context)),
        *said.items(),
        ("Beside the partners", sentences(_beside(finding, context))),
        ("Does not fit", sentences(_does_not_fit(finding, lines, context))),
        ("Limits of this page", sentences(_limits(finding, context))),
    )


def _claimed(finding: Finding, context: MemoContext) -> Table:
    """A row a code that survives every rule: the claim, when it helped, by judgement, how far its readers agree.

    No rows where nothing is known of times and readers: a sentence says the claims then.
    """
    codes = _surviving_codes(finding) if not context.is_unchecked else ()
    key = key_items(context) if finding.stage == LAST_STAGE else ()
    times = when_helped(finding, codes, context)
    readers = coder_agreement.of_codes(finding, codes, context)
    if not codes or not (times or readers):
        return Table((), ())
    heads = ("survives every rule", "claim", *(TIMES if times else ()), *(["readers agree"] if readers else []))
    rows = tuple(
        (
            f"{code_of(code_id, finding)}{', key' if code_id in key else ''}",
            claims_of(code_id, finding, context),
            *(times.get(code_id, (NONE,) * len(TIMES)) if times else ()),
            *([readers[code_id]] if readers else []),
        )
        for code_id in codes
    )
    return Table(heads, rows, _how_to_read(finding, context, bool(times), readers.values()))


def _surviving_codes(finding: Finding) -> tuple[str, ...]:
    return tuple(dict.fromkeys(claim.code_id for claim in claims_in_order(finding) if claim.survives))


def _how_to_read(finding: Finding, context: MemoContext, has_times: bool, readers: Iterable[str]) -> str:
    case = md(context.settings.case)
    # The interpretive reading counts nothing, so that there is nothing to explain.
    times = f"Judged present or mixed, in how many {case}s; in brackets, with a passage of that time."
    judged = times if has_times else ""
    bar = f"Readers: Krippendorff's alpha by transcript, bar {context.settings.machine['min_alpha']:g}."
    # A stage that reads no agreement cannot say that nobody knows it.
    is_elsewhere = context.has_coefficients and Agreement.TABLE not in finding.tables
    where = f"How far readers agree is counted over the whole study, not over these cases: {coder_agreement.WHERE}."
    is_known = any(cell != coder_agreement.NOT_KNOWN for cell in readers)
    parts = (judged if context.has_shares else "", bar if is_known else "", where if is_elsewhere else "")
    return " ".join(filter(None, parts))


def _number_of(finding: Finding, context: MemoContext) -> str:
    n = len(finding.cases)
    cases = plural(n, md(context.settings.case)).partition(" ")[2]
    return f"{number_word(n).capitalize()} {cases} are compared."


def _cases(finding: Finding, context: MemoContext) -> Table:
    """A row a case, best first; a column only for what the study has."""
    cases = in_order(finding.tables.rows(CaseRow), context)
    steps, episodes = finding.tables.rows(GovernanceStep), finding.tables.rows(Episode)
    has_tiers = any(case.tier for case in cases)
    heads = [md(context.settings.case)]
    heads += ["tier"] if has_tiers else []
    heads += ["governance"] if steps else []
    heads += ["setbacks and answers, in order"] if episodes else []
    # A table of names alone says nothing.
    if len(heads) == 1:
        return Table((), ())
    rows = []
    for case in cases:
        cells = [case_link(case.case_id, context)]
        if has_tiers:
            cells.append(f"{tier_marks(case.tier, context.settings.outcome_order)} {md(case.tier or '—')}".strip())
        if steps:
            cells.append(governance_in_short([row for row in steps if row.case_id == case.case_id]) or "—")
        if episodes:
            mine = [row for row in episodes if row.case_id == case.case_id]
            answers = [answer_of(list(readings)) for _, readings in groupby(mine, lambda row: row.episode)]
            cells.append("; ".join(answers) or "—")
        rows.append(tuple(cells))
    return Table(tuple(heads), tuple(rows))


def _surviving(finding: Finding, context: MemoContext) -> str:
    # What only a machine found, and nobody checked, carries no claim on a first page.
    if context.is_unchecked:
        return "Passages were found by machine and nobody has checked them: nothing is claimed here."
    granted = [sentence(part) for part in surviving(finding, context)]
    if not granted and not any(case.judgement for line in finding.lines for case in line.cases):
        return "Nothing yet: nobody has judged a case, and two of the five rules ask for it."
    if not granted:
        nothing = "Nothing: no code is in all, most or none of these by all five rules."
        # What some rules grant leads there in its own paragraph.
        return (
            nothing
            if any(under_some_rules(finding, context))
            else f"{nothing} {_rule_by_rule(finding, context)}".strip()
        )
    return " ".join(granted)


def _under_some(finding: Finding, context: MemoContext) -> str:
    if context.is_unchecked or context.is_interpretive:
        return ""
    granted = [sentence(part) for part in under_some_rules(finding, context)]
    if not granted:
        return ""
    return " ".join([*granted[: MOST_GROUPS.get(finding.stage, USUAL_GROUPS)], _rule_by_rule(finding, context)])


def _rule_by_rule(finding: Finding, context: MemoContext) -> str:
    """The way to every claim; '' where none was to be made, or the team prints no counts."""
    if context.is_interpretive or not finding.tables.rows(Claim):
        return ""
    return f"[Every claim, rule by rule]({UP}room/{finding.stage}/{finding.subject}.html#what-the-rules-leave)."


def _beside(finding: Finding, context: MemoContext) -> Iterator[str]:
    """How a mayor, or another source of no case, stands to the partners: what it adds or contradicts by name."""
    sources = {stance.source.transcript_id: stance.source for stance in finding.beside}
    for transcript_id, source in sources.items():
        mine = [stance for stance in finding.beside if stance.source.transcript_id == transcript_id]
        by_relation = {
            relation: [stance for stance in mine if stance.relation == relation] for relation in RELATIONS_WORDS
        }
        parts = []
        for relation, words in RELATIONS_WORDS.items():
            stances = by_relation[relation]
            if stances:
                # Where the two agree, or one says nothing, the number is enough.
                is_named = relation not in ("agree", "source silent")
                names = f" ({some([f'*{md(stance.name)}*' for stance in stances], 3)})" if is_named else ""
                n = "some codes" if context.is_interpretive else plural(len(stances), "code")
                parts.append(f"{words} {n}{names}")
        who = "the mayor" if source.kind == "mayor" else md(transcript_id)
        if parts:
            yield sentence(f"{who} {'; '.join(parts)}")


def _does_not_fit(finding: Finding, lines: Sequence[CodeLine], context: MemoContext) -> Iterator[str]:
    odd: dict[str, dict[str, list[str]]] = {}
    for line in lines:
        for case in in_order(line.cases, context):
            if case.at_odds and case.judgement:
                by_case = odd.setdefault(case.judgement.judgement, {})
                by_case.setdefault(context.case_name(case.case_id), []).append(code_link(line))
    told = "the material" if context.is_interpretive else "the count"
    room = f"{UP}room/{finding.stage}/{finding.subject}.html"
    most = MOST_AT_ODDS.get(finding.stage, USUAL_AT_ODDS)
    for word, by_case in odd.items():
        places = [f"{listed(codes)} in {case}" for case, codes in by_case.items()]
        left = len(places) - most
        more = [f"[{number_word(left)} more]({room}#judgements-against-counts)"] if left > 0 else []
        shown = listed([*places[:most], *more])
        yield f"Judged {word}, where {told} says {'no' if word == 'present' else 'yes'}: {shown}."
    if finding.stage == LAST_STAGE:
        said = list(contrary(lines, context))
        yield from said[:1]
        if len(said) > 1:
            yield f"[More contrary cases]({room}#contrary-cases)."


def _limits(finding: Finding, context: MemoContext) -> Iterator[str]:
    yield from finding.cautions
    within = [former.heard for former in finding.former if former.stage == FIRST_STAGE and former.heard]
    # Somebody who belongs to several cases was asked once.
    yield from not_heard(list({row.respondent_id: row for heard in within for row in heard.unheard}.values()))
    unread, counted = sum(len(heard.unread) for heard in within), sum(heard.n_counted for heard in within)
    # Of a study that nobody coded the line below the title says whose codings these are.
    if unread and not context.is_unchecked:
        how = "some of the" if context.is_interpretive else f"{unread} of {counted}"
        yield f"Nobody has marked {how} interviews and groups as read."
    # The last stage says it among what cannot be said.
    if finding.stage != LAST_STAGE and not context.is_unchecked:
        n = len(finding.cases)
        cases = plural(n, md(context.settings.case)).partition(" ")[2]
        yield f"{number_word(n).capitalize()} {cases} were compared: what they share may be chance."


def _passages(finding: Finding) -> tuple[Quote, ...]:
    """One passage of each of a few cases, of the code that survives in most voices; else none."""
    for claim in claims_in_order(finding):
        line = finding.line(claim.code_id)
        # Of a claim that none shows there is no passage to show.
        if claim.survives and line is not None and line.family != "barrier" and claim.claim != "none":
            return quotes([case.quotes[0] for case in line.cases if case.quotes][:MOST_PASSAGES])
    return ()
