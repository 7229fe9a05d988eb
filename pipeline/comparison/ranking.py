"""The ranking exercise: what members mark as most and least challenging, and how that sits beside what they tell.

Two questions that are never added: picks (some items marked most or least, the rest left open) and complete orders.
Where members of one case answered both, each is read by itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from pipeline.comparison.ballots import Ballot, ballots_of, items_of
from pipeline.comparison.material import Material
from pipeline.statistics.errors import UndefinedStatisticError
from pipeline.statistics.ranking import (
    borda_intervals,
    borda_scores,
    count_picks,
    kendall_interval,
    kendall_w,
    median_ranks,
)
from pipeline.store.rows import CodeFrequency
from pipeline.store.rows import Ranking as RankingRow
from pipeline.study.dataclass import dataclass

FAMILY = "barrier"


@dataclass(frozen=True, slots=True)
class Marked:
    """One item as members marked it: `net` is most less least, its ends the middle 95 % over members drawn again."""

    item: str
    label: str
    n_most: int
    n_least: int
    net: int
    net_low: float
    net_high: float


@dataclass(frozen=True, slots=True)
class Placed:
    """One item of complete orders: `borda` counts items ranked below it, over all members; `median` is of ranks."""

    item: str
    label: str
    borda: int
    borda_low: float
    borda_high: float
    median: float


@dataclass(frozen=True, slots=True)
class Order:
    """Complete orders of the same items. W is Kendall's, with ties; None, and `why`, where it does not exist."""

    n_members: int
    items: tuple[Placed, ...]
    w: float | None
    w_low: float | None
    w_high: float | None
    why: str


@dataclass(frozen=True, slots=True)
class Against:
    """One barrier of one case, marked and told apart.

    `kind`: `unspoken` (marks most, less marks least, come from a third or more of those who mark, or it stands in the
    upper third of the orders, and no interview known for it tells it) or `unmarked` (more than half of the interviews
    known for it, at least two, tell it, and nobody marks it most, or it stands in the lower third of the orders).
    """

    case_id: str
    item: str
    label: str
    kind: str
    n_most: int
    n_least: int
    borda_place: int | None
    n_mentioning: int
    n_known: int


@dataclass(frozen=True, slots=True)
class Exercise:
    """The exercise in one case, or over all (`case_id` None)."""

    case_id: str | None
    n_members: int
    n_picking: int
    n_ordering: int
    picks: tuple[Marked, ...]
    order: Order | None
    against: tuple[Against, ...]
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The exercise over all cases and in each that did it; `without` are the cases that did not."""

    overall: Exercise
    cases: tuple[Exercise, ...]
    without: tuple[str, ...]
    not_codes: tuple[str, ...]


def rank_barriers(material: Material) -> Ranking | None:
    """The ranking exercise of a study; None where rankings.csv holds no row."""
    ballots, labels = _ballots(material)
    if not ballots:
        return None
    cases = _exercises(ballots, labels, material)
    done = {exercise.case_id for exercise in cases}
    return Ranking(
        _overall(ballots, cases, labels),
        cases,
        tuple(case_id for case_id in material.cases if case_id not in done),
        tuple(item for item in labels if item not in material.codes),
    )


def exercises_by_case(material: Material) -> tuple[Exercise, ...]:
    """The exercise in each case that did it, and nothing over all of them."""
    return _exercises(*_ballots(material), material)


def _ballots(material: Material) -> tuple[list[Ballot], dict[str, str]]:
    """What members wrote, and item -> its label."""
    rows = material.rows(RankingRow)
    items = items_of(material, rows)
    labels: dict[str, str] = {}
    for item in items.values():
        labels[item] = material.codes[item].name if item in material.codes else item
    return ballots_of(rows, items, labels), labels


def _exercises(ballots: Sequence[Ballot], labels: Mapping[str, str], material: Material) -> tuple[Exercise, ...]:
    by_case: dict[str, list[Ballot]] = defaultdict(list)
    for ballot in ballots:
        by_case[ballot.case_id].append(ballot)
    return tuple(
        _exercise(case_id, by_case[case_id], labels, material) for case_id in material.cases if case_id in by_case
    )


def _exercise(case_id: str, ballots: Sequence[Ballot], labels: Mapping[str, str], material: Material) -> Exercise:
    picks, order = _picks(ballots, labels), _order(ballots, labels)
    cautions = [words for ballot in ballots for words in ballot.cautions]
    cautions += _cautions(ballots, order, labels)
    return Exercise(
        case_id,
        len(ballots),
        sum(bool(ballot.marks) for ballot in ballots),
        sum(bool(ballot.order) for ballot in ballots),
        picks,
        order,
        _against(case_id, sum(bool(ballot.marks) for ballot in ballots), picks, order, material),
        tuple(cautions),
    )


def _cautions(ballots: Sequence[Ballot], order: Order | None, labels: Mapping[str, str]) -> list[str]:
    said = []
    n_picking, n_ordering = sum(bool(ballot.marks) for ballot in ballots), sum(bool(ballot.order) for ballot in ballots)
    if n_picking and n_ordering:
        said.append(
            f"{n_picking} marked most and least, {n_ordering} ranked: two questions, read apart and never added"
        )
    every = {item for ballot in ballots for item in ballot.order}
    for ballot in ballots:
        lacking = sorted(every - set(ballot.order))
        if ballot.order and lacking:
            said.append(f"{ballot.member} leaves {', '.join(labels[item] for item in lacking)} without a rank")
    if order is not None and every and len(order.items) < len(every):
        said.append(f"{len(order.items)} of {len(every)} items are ranked by all who rank: the order is of these only")
    return said


def _matrix(ballots: Sequence[Ballot], items: Sequence[str], is_order: bool) -> npt.NDArray[np.float64]:
    """Shape (n_members, n_items): marks, or ranks."""
    given = [ballot.order if is_order else ballot.marks for ballot in ballots]
    # An item left open is no opinion: never a 0 between most and least.
    return np.array([[ratings.get(item, np.nan) for item in items] for ratings in given], dtype=np.float64)


def _picks(ballots: Sequence[Ballot], labels: Mapping[str, str]) -> tuple[Marked, ...]:
    """Most first; marks of members who picked only."""
    picking = [ballot for ballot in ballots if ballot.marks]
    items = [item for item in labels if any(item in ballot.marks for ballot in picking)]
    if not picking:
        return ()
    counts = count_picks(_matrix(picking, items, False))
    rows = [
        Marked(
            item, labels[item], int(counts.n_most[n]), int(counts.n_least[n]), int(counts.net[n]),
            float(counts.net_low[n]), float(counts.net_high[n]),
        )
        for n, item in enumerate(items)
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda marked: (-marked.net, -marked.n_most, marked.label)))


def _order(ballots: Sequence[Ballot], labels: Mapping[str, str]) -> Order | None:
    """Over the items that all who rank have ranked; None where nobody ranks, or they share no two items."""
    ordering = [ballot for ballot in ballots if ballot.order]
    # Borda and W need the same items from everybody; a caution says what that leaves out.
    items = [item for item in labels if ordering and all(item in ballot.order for ballot in ordering)]
    if len(items) < 2:
        return None
    ranks = _matrix(ordering, items, True)
    scores, medians = borda_scores(ranks), median_ranks(ranks)
    low, high = borda_intervals(ranks)
    placed = [
        Placed(item, labels[item], int(scores[n]), float(low[n]), float(high[n]), float(medians[n]))
        for n, item in enumerate(items)
    ]
    placed.sort(key=lambda placing: (-placing.borda, placing.median, placing.label))
    try:
        w, ends = kendall_w(ranks).w, kendall_interval(ranks)
    except UndefinedStatisticError as error:
        return Order(len(ordering), tuple(placed), None, None, None, str(error))
    return Order(len(ordering), tuple(placed), w, ends.low, ends.high, "")


def _against(
    case_id: str, n_picking: int, picks: Sequence[Marked], order: Order | None, material: Material
) -> tuple[Against, ...]:
    """Barriers of the codebook that are marked high and told by nobody, or told by most and marked by nobody."""
    frequency = {row.code_id: row for row in material.of(CodeFrequency, case_id)}
    marked = {mark.item: mark for mark in picks}
    places = {placing.item: n for n, placing in enumerate(order.items, 1)} if order else {}
    third = len(places) / 3
    barriers = []
    for code_id, row in frequency.items():
        if row.family != FAMILY or (code_id not in marked and code_id not in places and not picks):
            continue
        n_most, n_least = (marked[code_id].n_most, marked[code_id].n_least) if code_id in marked else (0, 0)
        place = places.get(code_id)
        is_high = (n_most > n_least and 3 * (n_most - n_least) >= n_picking) or (place is not None and place <= third)
        is_low = n_most == 0 and (place is None or place > len(places) - third)
        # At least two: one of one known would be most of them.
        n_heard = row.n_transcripts if row.is_telling_only else row.n_known
        is_told_by_most = row.n_mentioning >= 2 and 2 * row.n_mentioning > n_heard
        kind = ""
        # A barrier that nobody has read for is not unspoken: its silence is not known.
        if is_high and row.n_known and not row.n_mentioning and not row.is_telling_only:
            kind = "unspoken"
        elif is_low and is_told_by_most:
            kind = "unmarked"
        if kind:
            label = material.codes[code_id].name
            counts = (row.n_mentioning, row.n_known)
            barriers.append(Against(case_id, code_id, label, kind, n_most, n_least, place, *counts))
    return tuple(sorted(barriers, key=lambda barrier: barrier.kind, reverse=True))


def _overall(ballots: Sequence[Ballot], cases: Sequence[Exercise], labels: Mapping[str, str]) -> Exercise:
    """All members of all cases; orders only over items that everybody who ranks has ranked."""
    times = Counter(ballot.member for ballot in ballots)
    # Members whom nobody named are not one person.
    twice = sorted(member for member, n in times.items() if n > 1 and member != "nobody named")
    order = _order(ballots, labels)
    said = [f"{member} answers in {times[member]} cases and counts in each" for member in twice]
    n_picking = sum(bool(ballot.marks) for ballot in ballots)
    n_ordering = sum(bool(ballot.order) for ballot in ballots)
    if n_picking and n_ordering:
        said.append(
            f"{n_picking} marked most and least, {n_ordering} ranked: two questions, read apart and never added"
        )
    every = {item for ballot in ballots for item in ballot.order}
    if order is not None and len(order.items) < len(every):
        said.append(f"{len(order.items)} of {len(every)} items are ranked by all who rank: the order is of these only")
    if order is None and every:
        said.append("those who rank share no two items over all cases: there is no common order")
    if len({exercise.n_members for exercise in cases}) > 1:
        said.append("a case with more members weighs more: read the cases first")
    against = tuple(line for exercise in cases for line in exercise.against)
    return Exercise(None, len(ballots), n_picking, n_ordering, _picks(ballots, labels), order, against, tuple(said))
