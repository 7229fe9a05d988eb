"""criteria.yaml -> the rules by which cities and candidates stay, the order of cities, the matrix that is wanted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.people_files import Tree, read_yaml
from pipeline.problems import Loaded, Problem, did_you_mean, fault

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
DESCENDING = ("descending", "desc", "largest", "largest_first", "most", "most_first", "down")
ASCENDING = ("ascending", "asc", "smallest", "smallest_first", "least", "least_first", "up", "")
TOP = {"cities": ("keep", "order"), "candidates": ("issues", "keep"), "matrix": ("cities", "issues")}
RULE = ("column", "op", "value", "of", "why")


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


@dataclass(frozen=True, slots=True)
class Key:
    """A column that cities are ordered by."""

    column: str
    is_descending: bool
    line: int


@dataclass(frozen=True, slots=True)
class Criteria:
    """What criteria.yaml asks for.

    `path` is the file, for problems that show only with the tables; `issues` those looked at, none standing for all."""

    path: Path
    cities: tuple[Rule, ...]
    order: tuple[Key, ...]
    issues: tuple[str, ...]
    candidates: tuple[Rule, ...]
    n_cities: int
    n_issues: int


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
    return value if abs(value) < float("inf") else None


def difference(one: Amount, other: Amount) -> float:
    """Below 0 where the first is the smaller; dates are compared from the left, as far as both are written."""
    if isinstance(one, float) and isinstance(other, float):
        return one - other
    left = one if isinstance(one, tuple) else (int(one),)
    right = other if isinstance(other, tuple) else (int(other),)
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


def _word(value: Any) -> str:
    """A value as its casefolded word; yes and no in all their spellings are one word each."""
    word = str(value).strip().casefold()
    return "yes" if word in YES and word != "1" else "no" if word in NO and word != "0" else word


def _words(cell: str) -> set[str]:
    return {_word(part) for part in cell.split(";") if part.strip()}


TESTS: Mapping[str, Callable[[str, Any], bool]] = {
    "is": lambda cell, value: _word(cell) in value,
    "in": lambda cell, value: _word(cell) in value,
    "is_not": lambda cell, value: _word(cell) not in value,
    "not_in": lambda cell, value: _word(cell) not in value,
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


def read_criteria(path: Path) -> Loaded[Criteria | None]:
    """The criteria in a file, with every problem at once; None where one of them is a fault."""
    loaded = read_yaml(path)
    if loaded.records is None:
        return Loaded(None, loaded.problems)
    reader = _Reader(loaded.records, [])
    criteria = reader.criteria()
    return Loaded(None if reader.problems else criteria, tuple(reader.problems))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Collects what is wrong while the tree is turned into rules."""

    tree: Tree
    problems: list[Problem]

    def wrong(self, where: tuple[Any, ...], what: str, remedy: str) -> None:
        self.problems.append(fault(self.tree.path, self.tree.line(*where), what, remedy))

    def criteria(self) -> Criteria:
        top = self.fields((), self.tree.data, tuple(TOP))
        parts = {name: self.fields((name,), top.get(name) or {}, fields) for name, fields in TOP.items()}
        return Criteria(
            self.tree.path,
            self.rules("cities", parts["cities"].get("keep")),
            self.order(parts["cities"].get("order")),
            self.issues(parts["candidates"].get("issues")),
            self.rules("candidates", parts["candidates"].get("keep")),
            self.count(parts["matrix"], "cities"),
            self.count(parts["matrix"], "issues"),
        )

    def fields(self, where: tuple[Any, ...], found: Any, known: tuple[str, ...]) -> dict[str, Any]:
        if not isinstance(found, dict):
            name = f"'{where[-1]}'" if where else "criteria.yaml"
            self.wrong(where, f"{name} is not a list of `name: value`.", f"Its fields are {', '.join(known)}.")
            return {}
        for name in found:
            if name not in known:
                remedy = did_you_mean(str(name), known, f"use one of {', '.join(known)}.")
                self.wrong((*where, name), f"'{name}' is no field here.", remedy)
        return found

    def rules(self, part: str, found: Any) -> tuple[Rule, ...]:
        if found is None:
            return ()
        if not isinstance(found, list):
            self.wrong((part, "keep"), "'keep' is not a list.", "Write `- {column: …, op: …, value: …, why: …}`.")
            return ()
        rules = [self.rule((part, "keep", n), one) for n, one in enumerate(found)]
        return tuple(rule for rule in rules if rule is not None)

    def rule(self, where: tuple[Any, ...], found: Any) -> Rule | None:
        fields = self.fields(where, found, RULE)
        if not fields:
            return None
        for name in ("column", "op"):
            if fields.get(name) is None:
                self.wrong(where, f"this criterion has no '{name}'.", f"Its fields are {', '.join(RULE)}.")
                return None
        op = ALIASES.get(re.sub(r"[\s-]+", "_", str(fields["op"]).strip().casefold()))
        if op is None:
            known = [name for name in ALIASES if name.isidentifier() and ALIASES[name] == name]
            remedy = did_you_mean(str(fields["op"]), ALIASES, f"use one of {', '.join(known)}.")
            self.wrong((*where, "op"), f"op is '{fields['op']}', which is no operator.", remedy)
            return None
        value = self.value((*where, "value"), op, fields.get("value"), fields.get("of"))
        if fields.get("of") is not None and op != "at_least":
            self.wrong((*where, "of"), "'of' belongs to the operator at_least.", "Remove it, or write `op: at_least`.")
        why = " ".join(str(fields.get("why") or "").split())
        return None if value is None else Rule(str(fields["column"]), op, value, why, self.tree.line(*where))

    def value(self, where: tuple[Any, ...], op: str, value: Any, of: Any = None) -> Any:
        """The value in the form that its operator needs; None, and a fault, where it cannot be."""
        if op == "filled":
            return True
        if value is None:
            self.wrong(where, "this criterion has no 'value'.", "Add `value: …`, what the column is compared with.")
            return None
        if op in NUMERIC:
            wanted = 2 if op == "between" else 1
            parts = value if isinstance(value, list) else [value]
            numbers = [amount_in(str(part)) for part in parts if not isinstance(part, bool)]
            if len(numbers) != wanted or None in numbers:
                remedy = "Write two numbers: [3, 7]." if wanted == 2 else "Write one number."
                self.wrong(where, f"value is '{value}', and this operator compares numbers.", remedy)
                return None
            return tuple(numbers) if wanted == 2 else numbers[0]
        if op == "at_least":
            return self.at_least(where, value, of)
        listed = value if isinstance(value, list) else [value]
        if not listed or any(isinstance(one, (dict, list)) for one in listed):
            self.wrong(where, f"value is '{value}'.", "Write a word, or a list of words: [public, private].")
            return None
        return tuple(_word(one) for one in listed)

    def at_least(self, where: tuple[Any, ...], n: Any, of: Any) -> tuple[int, tuple[str, ...]] | None:
        if isinstance(n, bool) or not isinstance(n, int) or n < 1 or not isinstance(of, (list, type(None))):
            remedy = "Write `op: at_least, value: 2, of: [public, private, nonprofit]`."
            self.wrong(where, f"value is '{n}', and at_least counts the values of a cell.", remedy)
            return None
        return n, tuple(_word(one) for one in of or ())

    def issues(self, found: Any) -> tuple[str, ...]:
        if found is None:
            return ()
        if not isinstance(found, list) or any(isinstance(one, (dict, list)) for one in found):
            self.wrong(
                ("candidates", "issues"), "'issues' is not a list of words.", "Write `issues: [housing, education]`."
            )
            return ()
        return tuple(dict.fromkeys(str(one).strip() for one in found))

    def order(self, found: Any) -> tuple[Key, ...]:
        if found is None:
            return ()
        listed = found if isinstance(found, list) else [found]
        keys = [self.key(("cities", "order", n), one) for n, one in enumerate(listed)]
        return tuple(key for key in keys if key is not None)

    def key(self, where: tuple[Any, ...], found: Any) -> Key | None:
        line = self.tree.line(*where)
        if isinstance(found, dict):
            fields = self.fields(where, found, ("column", "direction"))
            column, direction = str(fields.get("column") or ""), str(fields.get("direction") or "")
        else:
            column, _, direction = str(found).strip().partition(" ")
            if column.startswith("-"):
                column, direction = column[1:], "descending"
        word = re.sub(r"[\s-]+", "_", direction.strip().casefold())
        if not column or word not in (*DESCENDING, *ASCENDING):
            remedy = "Write a column, or {column: years_with_us, direction: descending}."
            self.wrong(where, f"'{found}' does not say what to order by.", remedy)
            return None
        return Key(column, word in DESCENDING, line)

    def count(self, found: Mapping[str, Any], name: str) -> int:
        value = found.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            what = f"matrix: {name} is '{value}'." if name in found else f"the matrix has no number of {name}."
            self.wrong(("matrix", name), what, "Write for instance `matrix: {cities: 3, issues: 3}`.")
            return 1
        return value
