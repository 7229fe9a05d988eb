"""`room/cross-case/distillation`: each case's own list, rounds with their objections, what is key, what was dropped.

Also what memos say of it in a line or two.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from pipeline.comparison.measures import named
from pipeline.comparison.team_lists import Decision, Item, Label, Round, TeamLists, team_lists
from pipeline.memos.context import MemoContext
from pipeline.memos.links import UP, case_link, evidence_link
from pipeline.memos.quotes import quote
from pipeline.memos.rendering import render
from pipeline.memos.sentences import sentence
from pipeline.memos.stages.patterns import in_order
from pipeline.stages.findings import Finding
from pipeline.store.rows import CaseRow, Voice
from pipeline.study.dataclass import dataclass
from pipeline.study.records import Codebook, says_no
from pipeline.study.study import FIRST_STAGE, LAST_STAGE
from pipeline.wording.escaping import md
from pipeline.wording.numbers import first_upper, listed, number_word, plural

PAGE = f"room/{LAST_STAGE}/distillation"
MOST_NAMED = 6
"""Items of a case's own list that its memo names; the rest stands on the page."""


@dataclass(frozen=True, slots=True)
class CaseList:
    """What was listed of one case: rows of item, why, passages, who listed it."""

    name: str
    helped: tuple[tuple[str, ...], ...]
    hindered: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ShownRound:
    """One round: a row for each thing that items became, or that was decided of one."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    tier_words: str


@dataclass(frozen=True, slots=True)
class DistillationPage:
    """Laid out by reasoning/distillation.md.j2."""

    lead: str
    figure: str
    key: tuple[tuple[str, ...], ...]
    dropped_heads: tuple[str, ...]
    dropped: tuple[tuple[str, ...], ...]
    rounds: tuple[ShownRound, ...]
    lists: tuple[CaseList, ...]


def code_names(codebook: Codebook) -> Mapping[str, str]:
    """Names of codes that stand today: a word of a list may happen to be the id of a retired one."""
    return {code_id: code.name for code_id, code in codebook.codes.items() if not code.retired}


def lists_of(context: MemoContext) -> TeamLists:
    """The team's lists and rounds."""
    return team_lists(context.reasoning)


def distillation_text(finding: Finding, context: MemoContext) -> str | None:
    """The page as Markdown; None where nobody listed anything. `finding` is the last stage's."""
    lists = lists_of(context)
    if not lists.has_lists:
        return None
    cases = in_order(finding.tables.rows(CaseRow), context)
    tiers = {case.case_id: case.tier for case in cases if case.tier}
    order = tuple(dict.fromkeys(tiers.values()))
    page = DistillationPage(
        _lead(lists, context),
        f"{UP}figures/distillation.svg" if lists.rounds else "",
        tuple(_key(label, context) for label in lists.key),
        ("item", "round", "why", "objection", *(map(md, order) if order else ("listed in",))),
        tuple(_dropped(label, tiers, order, context) for label in lists.dropped),
        tuple(_round(around, context) for around in lists.rounds),
        tuple(_case_list(case.case_id, lists, context) for case in cases if any(lists.of_case(case.case_id))),
    )
    return render("reasoning/distillation.md.j2", page=page, fiction=context.settings.fiction)


def _lead(lists: TeamLists, context: MemoContext) -> str:
    cases = {item.case_id for item in (*lists.enablers, *lists.barriers)}
    people = sorted({item.by for item in (*lists.enablers, *lists.barriers) if item.by})
    by = f", by {listed(map(md, people))}" if people else ""
    listed_ = f"What helped and what hindered {plural(len(cases), md(context.settings.case))}, in free words{by}."
    if not lists.rounds:
        return f"{listed_} Nobody has distilled the lists yet: rows in distillation.csv would stand here."
    if not lists.key:
        return f"{listed_} {_rounds_words(lists)} Nothing is named key."
    seen = (
        "Whoever named something key did not know the tiers."
        if lists.is_blind
        else "What is key was named by people who knew the tiers: that it goes with them is in part its own making."
    )
    return f"{listed_} {_rounds_words(lists)} {seen}"


def _rounds_words(lists: TeamLists) -> str:
    n = sum(len(around.decisions) for around in lists.rounds)
    return f"{plural(n, 'decision')} in {plural(len(lists.rounds), 'round')}."


def name_of(words: str, context: MemoContext) -> str:
    """What an item is called: a code by its name, with the way to its evidence where there is any; else its words."""
    names = code_names(context.codebook)
    name = f"*{md(names.get(words, words))}*"
    figure = f"{LAST_STAGE}/{LAST_STAGE}/{words}"
    return evidence_link(name, figure) if words in names and figure in context.evidence.rows else name


def _case(case_id: str, context: MemoContext) -> str:
    return case_link(case_id, context.case_name(case_id))


def _decision_words(decision: Decision) -> str:
    return ": ".join(md(words) for words in (decision.criterion, decision.why) if words) or "—"


def _tier_known(decision: Decision) -> str:
    return "no" if says_no(decision.knew_tier) else md(decision.knew_tier) or "not said"


def _key(label: Label, context: MemoContext) -> tuple[str, ...]:
    decision = label.decision
    assert decision is not None
    where = listed(_case(case_id, context) for case_id in label.cases) or "no list"
    return (
        name_of(label.words, context), where, _decision_words(decision), md(decision.objection) or "—",
        md(decision.by) or "—", _tier_known(decision),
    )  # fmt: skip


def _dropped(label: Label, tiers: Mapping[str, str], order: Sequence[str], context: MemoContext) -> tuple[str, ...]:
    decision = label.decision
    assert decision is not None
    instead = f" (belongs to {name_of(decision.into, context)})" if decision.into else ""
    groups = [[case for case in label.cases if tiers.get(case) == tier] for tier in order] or [list(label.cases)]
    where = [listed(_case(case_id, context) for case_id in group) or "—" for group in groups]
    return (
        f"{name_of(label.words, context)}{instead}", md(label.round), _decision_words(decision),
        md(decision.objection) or "—", *where,
    )  # fmt: skip


def _round(around: Round, context: MemoContext) -> ShownRound:
    """Rows of one round; items that became the same thing for the same reason share one."""
    groups: dict[tuple[str, str, str], list[Decision]] = {}
    for decision in around.decisions:
        alike = (decision.action, decision.into, _decision_words(decision))
        # Only what is merged is many things that became one: all else is said item by item.
        groups.setdefault(alike if decision.into else (*alike[:1], decision.item, alike[2]), []).append(decision)
    rows = tuple(
        (
            "; ".join(_item_words(decision, context) for decision in decisions),
            action + (f" into {name_of(into, context)}" if decisions[0].into else ""),
            why,
            "; ".join(_objection(decision, len(decisions), context) for decision in decisions if decision.objection)
            or "—",
        )
        for (action, into, why), decisions in groups.items()
    )
    n_blind = sum(says_no(decision.knew_tier) for decision in around.decisions)
    n = len(around.decisions)
    known = "" if context.is_interpretive else f"{n_blind} of {n} decisions by somebody who did not know the tier."
    return ShownRound(md(around.name), rows, known)


def _item_words(decision: Decision, context: MemoContext) -> str:
    case = f" ({context.case_name(decision.case_id)})" if decision.case_id else ""
    return f"{name_of(decision.item, context)}{case}"


def _objection(decision: Decision, n: int, context: MemoContext) -> str:
    # In a row of several items it says to which of them the objection was made.
    about = f" (on {name_of(decision.item, context)})" if n > 1 else ""
    return f"{md(decision.objection)}{about}"


def _case_list(case_id: str, lists: TeamLists, context: MemoContext) -> CaseList:
    finding = context.by_subject.get((FIRST_STAGE, case_id))
    voices = finding.tables.rows(Voice) if finding else ()
    helped, hindered = lists.of_case(case_id)
    return CaseList(
        _case(case_id, context),
        tuple(_item_row(item, voices) for item in helped),
        tuple(_item_row(item, voices) for item in hindered),
    )


def _item_row(item: Item, voices: Sequence[Voice]) -> tuple[str, ...]:
    passages = [quote(row) for row in named(voices, set(item.codings))]
    ways = dict.fromkeys(f"[{shown.where}]({shown.href})" for shown in passages)
    return md(item.words), md(item.why) or "—", "; ".join(ways) or "no passage is named", md(item.by) or "—"


def own_list(finding: Finding, context: MemoContext) -> str:
    """One case's list for its memo: `Helped: *a*; *b*. Hindered: *c*.`; '' where nobody listed anything."""
    parts = []
    for lead, items in zip(("helped", "hindered"), lists_of(context).of_case(finding.subject), strict=True):
        if items:
            left = len(items) - MOST_NAMED
            names = [f"*{md(item.words)}*" for item in items]
            # One more is named as well: "one more" spares nothing.
            some = names if left < 2 else [*names[:MOST_NAMED], f"{number_word(left)} more"]
            # Free words hold commas of their own.
            parts.append(sentence(f"{lead}: {'; '.join(some)}"))
    page = f"{UP}room/{finding.stage}/{finding.subject}.html#listed-in-free-words"
    return f"{' '.join(parts)} [With reasons and passages]({page})." if parts else ""


def case_list(finding: Finding, context: MemoContext) -> CaseList | None:
    """One case's list for its own page of the data room."""
    lists = lists_of(context)
    return _case_list(finding.subject, lists, context) if any(lists.of_case(finding.subject)) else None


def key_items(context: MemoContext) -> tuple[str, ...]:
    """What the team named key: codes by their id, other items by their words."""
    return tuple(label.words for label in lists_of(context).key)


def distilled(context: MemoContext, above: Collection[str] = ()) -> str:
    """What the team distilled, for the memo of all cases; '' where nobody did.

    `above`: codes that stand in the memo's table already, marked as key, and are not named again.
    """
    return " ".join(_distilled(lists_of(context), context, above))


def _distilled(lists: TeamLists, context: MemoContext, above: Collection[str]) -> Iterator[str]:
    if not lists.rounds:
        return
    n_rounds = plural(len(lists.rounds), "round")
    items = "the lists of each case" if context.is_interpretive else f"{len(lists.levels[0])} items in free words"
    if lists.key:
        seen = "without knowing the tiers" if lists.is_blind else "knowing the tiers"
        others = [name_of(words, context) for words in key_items(context) if words not in above]
        if len(others) == len(lists.key):
            yield f"From {items} the team named key in {n_rounds}, {seen}: {'; '.join(others)}."
        else:
            n = "some" if context.is_interpretive else number_word(len(lists.key))
            survive = f"all but {'; '.join(others)} survive" if others else "all survive"
            yield f"From {items} the team named {n} key in {n_rounds}, {seen}: {survive} every rule, as marked above."
    else:
        yield f"From {items} the team has named nothing key, after {n_rounds}."
    objections = sum(bool(decision.objection) for around in lists.rounds for decision in around.decisions)
    parts = ["every merge"]
    if objections and not context.is_interpretive:
        parts.append(plural(objections, "objection"))
    if lists.dropped:
        parts.append("what was dropped" if context.is_interpretive else f"{number_word(len(lists.dropped))} dropped")
    yield f"[{first_upper(listed(parts))}]({UP}{PAGE}.html)."
