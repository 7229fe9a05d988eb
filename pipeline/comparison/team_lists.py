"""What the analysts listed of each case in free words, and what became of it, round by round, by their own decision.

Nothing here is counted from codings: an item stands because somebody listed it, and it is key because the team says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import several
from pipeline.study.records import Row, says_no

KEY, DROP = "key", "drop"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that helped or hindered one case, in an analyst's words."""

    case_id: str
    words: str
    why: str
    codings: tuple[str, ...]
    by: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One row of a round: what became of an item, why, and what was said against it. `case_id` may be ''."""

    case_id: str
    item: str
    action: str
    into: str
    criterion: str
    why: str
    objection: str
    knew_tier: str
    by: str


@dataclass(frozen=True, slots=True)
class Round:
    """The decisions of one round, as written."""

    name: str
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """An item as it is called after `level` rounds that renamed anything, with the lists that it came from.

    `level` 0 is an item of a case's own list. `decision` is the last that was taken on it, if any, `round` its round;
    `into` are the labels that it became.
    """

    level: int
    words: str
    cases: tuple[str, ...]
    items: tuple[Item, ...]
    into: tuple[tuple[int, str], ...] = ()
    decision: Decision | None = None
    round: str = ""

    @property
    def is_key(self) -> bool:
        """Whether the team named it key in the end."""
        return self.decision is not None and self.decision.action == KEY

    @property
    def is_dropped(self) -> bool:
        """Whether it was let go."""
        return self.decision is not None and self.decision.action == DROP


@dataclass(frozen=True, slots=True)
class TeamLists:
    """A study's lists and rounds; all empty where nobody wrote any."""

    enablers: tuple[Item, ...] = ()
    barriers: tuple[Item, ...] = ()
    rounds: tuple[Round, ...] = ()
    levels: tuple[tuple[Label, ...], ...] = ()
    labels: Mapping[tuple[int, str], Label] = field(default_factory=dict)

    @property
    def has_lists(self) -> bool:
        """Whether anybody listed anything, or decided on it."""
        return bool(self.enablers or self.barriers or self.rounds)

    @property
    def ended(self) -> tuple[Label, ...]:
        """Labels that became nothing else, the latest round first; items of which nothing was decided among them."""
        return tuple(label for level in reversed(self.levels) for label in level if not label.into)

    @property
    def key(self) -> tuple[Label, ...]:
        """What the team named key, in the order in which it did."""
        order = [decision for around in self.rounds for decision in around.decisions]
        labels = [(order.index(label.decision), label) for label in self.ended if label.is_key and label.decision]
        return tuple(label for _, label in sorted(labels, key=lambda placed: placed[0]))

    @property
    def dropped(self) -> tuple[Label, ...]:
        """What the team let go, the last round first."""
        return tuple(label for label in self.ended if label.is_dropped)

    @property
    def is_blind(self) -> bool:
        """Whether every row that named something key says that its writer did not know the tiers."""
        keys = [label.decision for label in self.key if label.decision is not None]
        return bool(keys) and all(says_no(decision.knew_tier) for decision in keys)

    def of_case(self, case_id: str) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
        """One case's own items: what helped, what hindered."""
        helped = tuple(item for item in self.enablers if item.case_id == case_id)
        return helped, tuple(item for item in self.barriers if item.case_id == case_id)

    def leads_to_key(self, label: Label) -> bool:
        """Whether a label, or what it became, is key in the end."""
        return label.is_key or any(self.leads_to_key(self.labels[place]) for place in label.into)


def team_lists(reasoning: Mapping[str, Sequence[Row]]) -> TeamLists:
    """The lists and rounds of a study.

    Args:
        reasoning: Rows of enablers.csv, barriers.csv and distillation.csv by the tables' names.

    Returns:
        Labels by level. A round in which nothing changes its name (items are kept, dropped or named key) makes no
        level: its decisions stand at the labels of the level before. An item on which a round says nothing stays.
    """
    enablers, barriers = (tuple(map(_item, reasoning.get(name, ()))) for name in ("enablers", "barriers"))
    rounds = _rounds(reasoning.get("distillation", ()))
    levels = _levels(enablers, barriers, rounds)
    labels = {(label.level, key): label for level in levels for key, label in level.items()}
    return TeamLists(enablers, barriers, rounds, tuple(tuple(level.values()) for level in levels), labels)


def _item(row: Row) -> Item:
    return Item(row["case_id"], row["item"], row["why"], tuple(several(row["codings"])), row["by"])


def _rounds(rows: Iterable[Row]) -> tuple[Round, ...]:
    by_round: dict[str, list[Decision]] = {}
    for row in rows:
        names = ("case_id", "item", "action", "into", "criterion", "why", "objection", "knew_tier", "by")
        by_round.setdefault(row["round"].strip(), []).append(Decision(*(row[name] for name in names)))
    # Rounds are numbers (checked when read): 10 comes after 2, whatever the order of rows.
    names_ = sorted(by_round, key=lambda name: (float(name or 0), name))
    return tuple(Round(name, tuple(by_round[name])) for name in names_)


def _levels(enablers: Sequence[Item], barriers: Sequence[Item], rounds: Sequence[Round]) -> list[dict[str, Label]]:
    decided = {(d.case_id, d.item) for around in rounds for d in around.decisions}
    # What hindered takes part only where a round speaks of it: most teams distil what helped alone.
    listed = (*enablers, *(item for item in barriers if (item.case_id, item.words) in decided))
    first = {f"{item.case_id}/{item.words}": Label(0, item.words, (item.case_id,), (item,)) for item in listed}
    levels = [first] if first or rounds else []
    for around in rounds:
        _decide(levels, around)
    return levels


def _decide(levels: list[dict[str, Label]], around: Round) -> None:
    """Applies one round to the labels that stand."""
    standing = levels[-1]
    n = len(levels)
    renamed: dict[str, list[Label]] = {}
    for decision in around.decisions:
        keys = [key for key, label in standing.items() if _is_meant(decision, label)]
        if not keys:
            # A code may be named key, or a label dropped, that stands in no list: it comes from no case.
            key = decision.item
            standing[key] = Label(n - 1, decision.item, (decision.case_id,) if decision.case_id else (), ())
            keys = [key]
        for key in keys:
            label = standing[key]
            # A name under `into` beside `drop` says where it belongs instead: the item itself ends here.
            target = decision.into if decision.action not in (DROP, KEY) else ""
            into = (*label.into, (n, target)) if target else label.into
            standing[key] = Label(
                label.level, label.words, label.cases, label.items, tuple(dict.fromkeys(into)), decision, around.name
            )
            if target:
                renamed.setdefault(target, []).append(label)
    if not renamed:
        return
    after = {target: _merged(n, target, labels) for target, labels in renamed.items()}
    for key, label in list(standing.items()):
        if not label.into and not label.is_dropped:
            target = label.words
            after[target] = _merged(n, target, [label, *([after[target]] if target in after else [])])
            standing[key] = Label(
                label.level, label.words, label.cases, label.items, ((n, target),), label.decision, label.round
            )
    levels.append(after)


def _is_meant(decision: Decision, label: Label) -> bool:
    is_its_case = not decision.case_id or not label.items or decision.case_id in label.cases
    return decision.item == label.words and is_its_case and not label.is_dropped


def _merged(level: int, words: str, labels: Sequence[Label]) -> Label:
    cases = tuple(dict.fromkeys(case_id for label in labels for case_id in label.cases))
    items = tuple(dict.fromkeys(item for label in labels for item in label.items))
    return Label(level, words, cases, items)
