"""One criterion: an operator on a cell. Numbers, dates and words as people write them in a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from pipeline.study.dataclass import dataclass

ALIASES: Mapping[str, str] = {
    "is": "is", "==": "is", "=": "is", "equals": "is", "eq": "is",
    "is_not": "is_not", "!=": "is_not", "not": "is_not", "ne": "is_not",
    "in": "in", "one_of": "in", "not_in": "not_in", "none_of": "not_in",
    ">": "more_than", "more_than": "more_than", "over": "more_than", "gt": "more_than",
    ">=": "not_under", "not_under": "not_under", "ge": "not_under", "gte": "not_under",
    "<": "less_than", "less_than": "less_than", "under": "less_than", "lt": "less_than",
    "<=": "not_over", "not_over": "not_over", "le": "not_over", "lte": "not_over",
    "between": "between", "filled": "filled", "is_there": "filled", "not_empty": "filled",
    "has": "has", "has_all": "has_all", "at_least": "at_least",
}  # fmt: skip
NUMERIC = ("more_than", "not_under", "less_than", "not_over", "between")
WORDS: Mapping[str, str] = {
    "is": "is", "is_not": "is not", "in": "is one of", "not_in": "is none of", "more_than": "is more than",
    "not_under": "is not under", "less_than": "is less than", "not_over": "is not over", "between": "lies between",
    "filled": "is filled in", "has": "has one of", "has_all": "has all of", "at_least": "holds at least",
}  # fmt: skip
YES, NO = ("yes", "true", "1", "y"), ("no", "false", "0", "n")
DATED = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")


@dataclass(frozen=True, slots=True)
class Rule:
    """One criterion: `op` of `column` against `value` (already a number, a pair, or casefolded words), and why."""

    column: str
    op: str
    value: Any
    why: str
    line: int

    @property
    def words(self) -> str:
        """`population is more than 100000`."""
        if self.op == "filled":
            return f"{self.column} is filled in"
        return f"{self.column} {WORDS[self.op]} {_shown(self.op, self.value)}"


class CannotTellError(ValueError):
    """A cell is empty where a criterion needs to know."""


class NotANumberError(ValueError):
    """A cell holds words where a criterion compares numbers."""


Amount = float | tuple[int, ...]


def amount_in(cell: str) -> Amount | None:
    """A number as people write it (`100,000`), a date as (year, month[, day]); None for anything else."""
    bare = cell.replace(",", "").replace("_", "").replace(" ", "")
    if (dated := DATED.fullmatch(bare)) is not None:
        return tuple(int(part) for part in dated.groups() if part)
    try:
        value = float(bare)
    except ValueError:
        return None
    # `float` also reads `inf` and `nan`, which no table means as a number.
    return value if abs(value) < float("inf") else None


def difference(first: Amount, second: Amount) -> float:
    """Below 0 where the first is the smaller; dates are compared from the left, as far as both are written."""
    if isinstance(first, float) and isinstance(second, float):
        return first - second
    left = first if isinstance(first, tuple) else (int(first),)
    right = second if isinstance(second, tuple) else (int(second),)
    n = min(len(left), len(right))
    return float((left[:n] > right[:n]) - (left[:n] < right[:n]))


def meets(rule: Rule, cell: str) -> bool:
    """Whether a cell meets a rule.

    Raises:
        CannotTellError: The cell is empty.
        NotANumberError: The rule compares numbers, and the cell is none.
    """
    if rule.op == "filled":
        return bool(cell)
    # Not known is not "no": who asks must be able to count it apart.
    if not cell:
        raise CannotTellError(rule.column)
    if rule.op in NUMERIC:
        value = amount_in(cell)
        if value is None:
            raise NotANumberError(cell)
        return _compare(rule.op, value, rule.value)
    return TESTS[rule.op](cell, rule.value)


def _compare(op: str, value: Amount, bound: Any) -> bool:
    if op == "between":
        return difference(value, bound[0]) >= 0 >= difference(value, bound[1])
    gap = difference(value, bound)
    return {"more_than": gap > 0, "not_under": gap >= 0, "less_than": gap < 0, "not_over": gap <= 0}[op]


def word_of(value: object) -> str:
    """A value as its casefolded word; yes and no in all their spellings are one word each."""
    word = str(value).strip().casefold()
    # 1 and 0 stay numbers: `value: 1` may mean one year.
    return "yes" if word in YES and word != "1" else "no" if word in NO and word != "0" else word


def _words(cell: str) -> set[str]:
    return {word_of(part) for part in cell.split(";") if part.strip()}


TESTS: Mapping[str, Callable[[str, Any], bool]] = {
    "is": lambda cell, value: word_of(cell) in value,
    "in": lambda cell, value: word_of(cell) in value,
    "is_not": lambda cell, value: word_of(cell) not in value,
    "not_in": lambda cell, value: word_of(cell) not in value,
    "has": lambda cell, value: bool(_words(cell) & set(value)),
    "has_all": lambda cell, value: set(value) <= _words(cell),
    "at_least": lambda cell, value: (
        len(_words(cell) & set(value[1])) >= value[0] if value[1] else len(_words(cell)) >= value[0]
    ),
}


def _amount(value: Amount) -> str:
    if isinstance(value, tuple):
        return "-".join(f"{part:02d}" for part in value)
    return f"{value:.0f}" if value.is_integer() else str(value)


def _shown(op: str, value: Any) -> str:
    if op == "between":
        return f"{_amount(value[0])} and {_amount(value[1])}"
    if op in NUMERIC:
        return _amount(value)
    if op == "at_least":
        return f"{value[0]} of {', '.join(value[1])}" if value[1] else f"{value[0]}"
    return ", ".join(value)
