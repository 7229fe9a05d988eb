"""The ranking exercise in words: rows and sentences for its part of the cross-case memo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.comparison.ballots import LEAST, MOST
from pipeline.comparison.measures import tidy
from pipeline.comparison.ranking import Against, Exercise, Marked, Order, Ranking
from pipeline.memos.context import MemoContext
from pipeline.memos.links import evidence_link
from pipeline.memos.sentences import sentence
from pipeline.memos.stages.types_of_barriers import type_of
from pipeline.study.dataclass import dataclass
from pipeline.wording.escaping import md
from pipeline.wording.numbers import listed, plural, share_words
from pipeline.wording.vocabulary import UNCHECKED

ENDS = 3
"""How many barriers the memo shows from either end of the picks; the appendix has them all."""


@dataclass(frozen=True, slots=True)
class RankingBody:
    """Laid out by ranking.md.j2; `ends` are the first and last of `picks`.

    `has_numbers` is False in the interpretive reading, and the tables are then empty.
    """

    lead: str
    has_numbers: bool
    has_intervals: bool
    picks: tuple[tuple[str, ...], ...]
    ends: tuple[tuple[str, ...], ...]
    order: tuple[tuple[str, ...], ...]
    order_words: str
    cases: tuple[tuple[str, ...], ...]
    readings: tuple[str, ...]
    told: str
    unspoken: tuple[str, ...]
    unmarked: tuple[str, ...]
    cautions: tuple[str, ...]


def ranking_body(ranking: Ranking, context: MemoContext) -> RankingBody:
    """The context of one study's ranking exercise."""
    numbers = not context.is_interpretive
    has_intervals = context.settings.reading == "coefficients" and ranking.overall.n_members > 1
    marked = ranking.overall.picks if numbers else ()
    picks = tuple(_pick(barrier, ranking, context, has_intervals) for barrier in marked)
    return RankingBody(
        _lead(ranking, context),
        numbers,
        has_intervals,
        picks,
        # To leave out one or two would spare no room.
        picks if len(picks) <= 2 * ENDS + 2 else (*picks[:ENDS], *picks[-ENDS:]),
        tuple(_order(ranking.overall.order, has_intervals)) if numbers else (),
        _concordance(ranking.overall.order) if has_intervals else "",
        tuple(_case(case, context, has_intervals) for case in ranking.cases) if numbers else (),
        () if numbers else tuple(_reading(case, context) for case in ranking.cases),
        f"; {UNCHECKED}" if context.is_unchecked else "",
        tuple(_against(gap, context) for gap in ranking.overall.against if gap.kind == "unspoken"),
        tuple(_unmarked([gap for gap in ranking.overall.against if gap.kind == "unmarked"], context)),
        tuple(_cautions(ranking, context)),
    )


def _lead(ranking: Ranking, context: MemoContext) -> str:
    word = md(context.settings.case)
    without = ""
    if ranking.without:
        without = f" None is written for {listed(context.case_name(case_id) for case_id in ranking.without)}."
    if context.is_interpretive:
        return f"Members marked barriers in {plural(len(ranking.cases), word)}.{without}"
    exercise = ranking.overall
    asked = [f"{exercise.n_picking} marked most and least"] if exercise.n_picking else []
    asked += [f"{exercise.n_ordering} ranked"] if exercise.n_ordering else []
    both = ", two questions that are never added" if len(asked) > 1 else ""
    answers, cases = plural(exercise.n_members, "answer"), plural(len(ranking.cases), word)
    return f"{answers} from {cases}: {listed(asked)}{both}.{without}"


def _label(item: str, label: str, case_id: str | None, context: MemoContext) -> str:
    """A barrier's name, leading to its quotations where it is a code."""
    # What is no code of the codebook has no page of quotations.
    if item not in context.codebook.codes:
        return md(label)
    place = f"{case_id}/{item}" if case_id else f"cross-case/cross-case/{item}"
    return evidence_link(md(label), place)


def _pick(barrier: Marked, ranking: Ranking, context: MemoContext, has_intervals: bool) -> tuple[str, ...]:
    where = [
        context.case_name(case.case_id or "")
        for case in ranking.cases
        if any(mine.item == barrier.item and mine.n_most > mine.n_least for mine in case.picks)
    ]
    # Of one member nobody can be drawn again.
    has_moved = has_intervals and ranking.overall.n_picking > 1
    moved = f" ({_signed(barrier.net_low)} to {_signed(barrier.net_high)})" if has_moved else ""
    net = f"{_signed(barrier.net)}{moved}"
    name = _label(barrier.item, barrier.label, None, context)
    kind = type_of(barrier.item, context) if barrier.item in context.codebook.codes else "—"
    return (name, kind, str(barrier.n_most), str(barrier.n_least), net, listed(where) or "—")


def _signed(value: float) -> str:
    return f"+{tidy(value)}" if value > 0 else tidy(value).replace("-", "−")


def _order(order: Order | None, has_intervals: bool) -> list[tuple[str, ...]]:
    if order is None:
        return []
    rows: list[tuple[str, ...]] = []
    for n, item in enumerate(order.items, 1):
        has_moved = has_intervals and order.n_members > 1
        moved = f" ({tidy(item.borda_low)} to {tidy(item.borda_high)})" if has_moved else ""
        rows.append((str(n), md(item.label), f"{item.borda}{moved}", tidy(item.median)))
    return rows


def _concordance(order: Order | None) -> str:
    if order is None:
        return ""
    if order.w is None:
        return f"Kendall’s W does not exist here: {order.why}."
    # Where W exists so does its interval: both come from the same members.
    assert order.w_low is not None
    assert order.w_high is not None
    return (
        f"Kendall’s W over {plural(order.n_members, 'member')} and {len(order.items)} items: {order.w:.2f} "
        f"(members drawn again: {order.w_low:.2f} to {order.w_high:.2f}, which leans upwards)."
    )


def _case(exercise: Exercise, context: MemoContext, has_intervals: bool) -> tuple[str, ...]:
    name = context.case_name(exercise.case_id or "")
    first = _marked(exercise, MOST, context)
    last = _marked(exercise, LEAST, context)
    if exercise.order is not None:
        ends = exercise.order.items
        first = "; ".join(filter(None, (first, "ranked first: " + md(ends[0].label))))
        last = "; ".join(filter(None, (last, "ranked last: " + md(ends[-1].label))))
    agree = "—"
    if exercise.order is not None and has_intervals:
        agree = f"W {exercise.order.w:.2f}" if exercise.order.w is not None else f"no W: {exercise.order.why}"
    return (name, str(exercise.n_members), first or "—", last or "—", agree)


def _marked(exercise: Exercise, pick: str, context: MemoContext) -> str:
    """The items that most members mark so, with how many of those who mark."""

    def times(row: Marked) -> int:
        return row.n_most if pick == MOST else row.n_least

    top = max((times(row) for row in exercise.picks), default=0)
    if not top:
        return ""
    names = [_label(row.item, row.label, exercise.case_id, context) for row in exercise.picks if times(row) == top]
    return f"{listed(names)} ({share_words(top, exercise.n_picking)}{' each' if len(names) > 1 else ''})"


def _reading(exercise: Exercise, context: MemoContext) -> str:
    """The range of marks without a number."""
    parts = []
    for words, rows in (
        ("marked most challenging by some: ", [row for row in exercise.picks if row.n_most and not row.n_least]),
        ("least: ", [row for row in exercise.picks if row.n_least and not row.n_most]),
        ("most by some and least by others: ", [row for row in exercise.picks if row.n_most and row.n_least]),
    ):
        if rows:
            parts.append(words + listed(_label(row.item, row.label, exercise.case_id, context) for row in rows))
    if exercise.order is not None:
        parts.append(f"placed first by the orders together: {md(exercise.order.items[0].label)}")
    return f"{context.case_name(exercise.case_id or '')}: {'; '.join(parts) or 'nothing that can be read'}."


def _unmarked(gaps: Sequence[Against], context: MemoContext) -> Iterator[str]:
    """A line a barrier: the cases in which most tell it and nobody marks it."""
    for item in dict.fromkeys(gap.item for gap in gaps):
        some = [gap for gap in gaps if gap.item == item]
        where = [
            context.case_name(gap.case_id)
            if context.is_interpretive
            else evidence_link(
                f"{context.case_name(gap.case_id)}, {share_words(gap.n_mentioning, gap.n_known)} known",
                f"{gap.case_id}/{gap.item}",
            )
            for gap in some
        ]
        yield f"{_label(item, some[0].label, None, context)}: {'; '.join(where)}."


def _against(gap: Against, context: MemoContext) -> str:
    name = _label(gap.item, gap.label, gap.case_id, context)
    case = context.case_name(gap.case_id)
    if context.is_interpretive:
        return f"{case}, {name}: marked as challenging, told by nobody."
    marks = []
    if gap.n_most or gap.n_least:
        marks.append(f"{gap.n_most} mark it most, {gap.n_least} least")
    if gap.borda_place is not None:
        marks.append(f"place {gap.borda_place} of the orders")
    told = f"told in {share_words(gap.n_mentioning, gap.n_known)} known"
    return f"{case}, {name}: {listed(marks) or 'marked by nobody'}; {told}."


def _cautions(ranking: Ranking, context: MemoContext) -> list[str]:
    said = [sentence(md(caution)) for caution in ranking.overall.cautions]
    for case in ranking.cases:
        said += [sentence(f"{context.case_name(case.case_id or '')}: {md(caution)}") for caution in _few(case.cautions)]
    if ranking.not_codes:
        names = listed(md(name) for name in ranking.not_codes)
        said.append(f"{names}: no code of the codebook, so it cannot be set beside what is told.")
    return said


def _few(cautions: Sequence[str]) -> Sequence[str]:
    return cautions if len(cautions) <= 5 else (*cautions[:4], f"and {len(cautions) - 4} more of this kind")
