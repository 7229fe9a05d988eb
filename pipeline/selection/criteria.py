"""criteria.yaml -> the rules by which cities and candidates stay, the order of cities, the matrix that is wanted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from pipeline.selection.rules import ALIASES, NUMERIC, Rule, amount_in, word_of
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import Where, read_yaml
from pipeline.study.problems import Loaded, did_you_mean
from pipeline.study.tree_reader import TreeReader

DESCENDING = ("descending", "desc", "largest", "largest_first", "most", "most_first", "down")
ASCENDING = ("ascending", "asc", "smallest", "smallest_first", "least", "least_first", "up", "")
MOST_WANTED = 1_000
TOP = {"cities": ("keep", "order"), "candidates": ("issues", "keep"), "matrix": ("cities", "issues")}
RULE = ("column", "op", "value", "of", "why")


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


def read_criteria(path: Path) -> Loaded[Criteria | None]:
    """The criteria in a file, with every problem at once; None where one of them is a fault."""
    loaded = read_yaml(path)
    if loaded.records is None:
        return Loaded(None, loaded.problems)
    reader = _Reader(loaded.records, [])
    criteria = reader.criteria()
    return Loaded(None if reader.problems else criteria, tuple(reader.problems))


@dataclass(frozen=True, slots=True)
class _Reader(TreeReader):
    """Collects what is wrong while the tree is turned into rules."""

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

    def rules(self, part: str, listed: object) -> tuple[Rule, ...]:
        if listed is None:
            return ()
        if not isinstance(listed, list):
            self.wrong((part, "keep"), "'keep' is not a list.", "Write `- {column: …, op: …, value: …, why: …}`.")
            return ()
        rules = [self.rule((part, "keep", n), fields) for n, fields in enumerate(listed)]
        return tuple(rule for rule in rules if rule is not None)

    def rule(self, where: Where, written: object) -> Rule | None:
        fields = self.fields(where, written, RULE)
        if not fields:
            return None
        for name in ("column", "op"):
            if fields.get(name) is None:
                self.wrong(where, f"this criterion has no '{name}'.", f"Its fields are {', '.join(RULE)}.")
                return None
        # `At least`, `at-least` and `at_least` are one operator.
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

    def value(self, where: Where, op: str, value: object, of: object = None) -> object:
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
        if not listed or any(isinstance(part, (dict, list)) for part in listed):
            self.wrong(where, f"value is '{value}'.", "Write a word, or a list of words: [public, private].")
            return None
        return tuple(word_of(part) for part in listed)

    def at_least(self, where: Where, n: object, of: object) -> tuple[int, tuple[str, ...]] | None:
        # A bool is an int in Python: `value: true` would count as 1.
        if isinstance(n, bool) or not isinstance(n, int) or n < 1 or not isinstance(of, (list, type(None))):
            remedy = "Write `op: at_least, value: 2, of: [public, private, nonprofit]`."
            self.wrong(where, f"value is '{n}', and at_least counts the values of a cell.", remedy)
            return None
        return n, tuple(word_of(word) for word in of or ())

    def issues(self, listed: object) -> tuple[str, ...]:
        if listed is None:
            return ()
        if not isinstance(listed, list) or any(isinstance(issue, (dict, list)) for issue in listed):
            self.wrong(
                ("candidates", "issues"), "'issues' is not a list of words.", "Write `issues: [housing, education]`."
            )
            return ()
        # In the order written, which is that of issues in every matrix.
        return tuple(dict.fromkeys(str(issue).strip() for issue in listed))

    def order(self, written: object) -> tuple[Key, ...]:
        if written is None:
            return ()
        listed = written if isinstance(written, list) else [written]
        keys = [self.key(("cities", "order", n), key) for n, key in enumerate(listed)]
        return tuple(key for key in keys if key is not None)

    def key(self, where: Where, written: object) -> Key | None:
        line = self.tree.line(*where)
        if isinstance(written, dict):
            fields = self.fields(where, written, ("column", "direction"))
            column, direction = str(fields.get("column") or ""), str(fields.get("direction") or "")
        else:
            column, _, direction = str(written).strip().partition(" ")
            # `-years_with_us`: a minus turns the order round.
            if column.startswith("-"):
                column, direction = column[1:], "descending"
        word = re.sub(r"[\s-]+", "_", direction.strip().casefold())
        if not column or word not in (*DESCENDING, *ASCENDING):
            remedy = "Write a column, or {column: years_with_us, direction: descending}."
            self.wrong(where, f"'{written}' does not say what to order by.", remedy)
            return None
        return Key(column, word in DESCENDING, line)

    def count(self, matrix: Mapping[str, object], name: str) -> int:
        value = matrix.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_WANTED:
            message = f"matrix: {name} is '{value}'." if name in matrix else f"the matrix has no number of {name}."
            self.wrong(("matrix", name), message, "Write for instance `matrix: {cities: 3, issues: 3}`.")
            # Any number will do: criteria with a problem are never used.
            return 1
        return value
