"""rankings.csv -> what each member marked and ranked, and what cannot be read of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import isnan

from pipeline.comparison.material import Material
from pipeline.comparison.measures import as_number
from pipeline.store.rows import Ranking as RankingRow
from pipeline.study.dataclass import dataclass

MOST, LEAST, RANKED = "most", "least", "ranked"


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one member of one case wrote: marks by item (1 most, -1 least), and an order by item."""

    case_id: str
    member: str
    marks: Mapping[str, int]
    order: Mapping[str, float]
    cautions: tuple[str, ...]


def items_of(material: Material, rows: Sequence[RankingRow]) -> dict[str, str]:
    """Each word written under `barrier` -> the code that it names by id or name, else the word itself."""
    names = {code.name.casefold(): code_id for code_id, code in material.codes.items()}
    # Ids last: where one code's name is another's id, the id decides.
    names |= {code_id.casefold(): code_id for code_id in material.codes}
    words = [row.barrier or "" for row in rows]
    return {word: names.get(word.casefold(), word) for word in words}


def ballots_of(rows: Sequence[RankingRow], items: Mapping[str, str], labels: Mapping[str, str]) -> list[Ballot]:
    """What each member of each case wrote, with what cannot be read of it."""
    written: dict[tuple[str, str], list[RankingRow]] = defaultdict(list)
    for row in rows:
        # Rows without a respondent are one ballot: nothing in them says how many people wrote them.
        written[(row.case_id, row.respondent_id or "nobody named")].append(row)
    return [_ballot(*key, some, items, labels) for key, some in written.items()]


def _ballot(
    case_id: str,
    member: str,
    rows: Sequence[RankingRow],
    items: Mapping[str, str],
    labels: Mapping[str, str],
) -> Ballot:
    said: list[str] = []
    marks: dict[str, int] = {}
    both: set[str] = set()
    order: dict[str, float] = {}
    for row in rows:
        item = items[row.barrier or ""]
        # A mark and an order answer two questions: a rank beside a mark is not read.
        if row.pick in (MOST, LEAST):
            mark = 1 if row.pick == MOST else -1
            if marks.get(item, mark) != mark:
                both.add(item)
            marks[item] = mark
            continue
        rank = as_number(row.rank)
        if rank is None:
            continue
        if item in order and order[item] != rank:
            said.append(f"{member} ranks {labels[item]} twice, {order[item]:g} and {rank:g}: the order is left out")
            # Not a number: the member's whole order is dropped below, since nobody knows which rank was meant.
            order[item] = float("nan")
        order.setdefault(item, rank)
    for item in sorted(both):
        said.append(f"{member} marks {labels[item]} both most and least: the mark is left out")
        del marks[item]
    if any(isnan(rank) for rank in order.values()):
        order = {}
    # Told, not refused: shared and skipped ranks still say what stands above what.
    if order and sorted(order.values()) != [float(n) for n in range(1, len(order) + 1)]:
        said.append(f"{member} skips or shares ranks: only the order is read, ties share their mean")
    return Ballot(case_id, member, marks, order, tuple(said))
