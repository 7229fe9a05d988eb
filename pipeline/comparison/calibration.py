"""configurations.yaml -> a dated plan for QCA: the outcome, the conditions, how each was calibrated. Off without it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import field
from math import exp
from pathlib import Path
from typing import TypeGuard

from pipeline.coding.named_codes import measure_of_today
from pipeline.comparison.checks import about_measured_codes, measurable
from pipeline.corpus.propositions import MEASURE
from pipeline.loaded_study import LoadedStudy
from pipeline.statistics.n_conditions import LARGEST_N_CONDITIONS, most_conditions
from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import read_yaml
from pipeline.study.problems import Loaded, Problem, did_you_mean
from pipeline.study.records import Codebook
from pipeline.study.tree_reader import TreeReader
from pipeline.wording.numbers import number_word, plural

FILE = "configurations.yaml"
# Names become terms such as `A*~B`: no sign in them may be read as an operator.
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
TOP = ("calibrated", "cut", "outcome", "conditions")
OUTCOME = ("name", "memberships", "why", "calibrated")
CONDITION = ("name", "measure", "threshold", "anchors", "memberships", "calibrated", "expect", "why")


@dataclass(frozen=True, slots=True)
class Calibrated:
    """Who decided how cases belong to a set, when, and why."""

    by: str
    at: str
    why: str


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: memberships by case, or a measure with a threshold (crisp) or three anchors (fuzzy).

    `anchors` are fully out, the point of indifference, fully in; the first may be the largest. `expect` is 1 or 0
    where its presence or absence should help the outcome, None for either.
    """

    name: str
    calibrated: Calibrated
    memberships: Mapping[str, float] = field(default_factory=dict)
    measure: Mapping[str, object] | None = None
    threshold: float | None = None
    anchors: tuple[float, float, float] | None = None
    expect: int | None = None

    def membership(self, value: float) -> float:
        """A measured value as membership, by the threshold or by Ragin's direct method (log odds of -3, 0, 3)."""
        if self.anchors is None:
            assert self.threshold is not None
            return 1.0 if value >= self.threshold else 0.0
        out, middle, inside = self.anchors
        # Each side of the middle has a scale of its own, so that both outer anchors come to log odds of 3.
        end = inside if (value - middle) * (inside - middle) >= 0 else out
        odds = 3 * (value - middle) / abs(end - middle) * (1 if inside > middle else -1)
        # `exp` overflows far outside the anchors, where the membership is 0 or 1 anyhow.
        return 1 / (1 + exp(-max(-50.0, min(50.0, odds))))


@dataclass(frozen=True, slots=True)
class Plan:
    """What to explore: the outcome's membership for each tier, the conditions, the cut of consistency."""

    outcome: str
    tiers: Mapping[str, float]
    calibrated: Calibrated
    conditions: tuple[Condition, ...]
    cut: float


def every_configuration_is_calibrated(loaded_study: LoadedStudy) -> list[Problem]:
    """A promise for `check`: configurations.yaml, where it stands, can be used, and its measures are there."""
    cases = {case.case_id for case in loaded_study.corpus.cases}
    columns = measurable(loaded_study)
    order = loaded_study.study.settings.outcome_order
    return list(read_plan(loaded_study.study.folder, cases, order, columns, loaded_study.codebook).problems)


def read_plan(
    folder: Path,
    cases: Collection[str],
    tiers: Collection[str],
    columns: Mapping[str, Collection[str]] | None = None,
    codebook: Codebook | None = None,
) -> Loaded[Plan | None]:
    """The plan of a study; None where configurations.yaml does not stand there, or has a fault.

    Args:
        folder: Of the study.
        cases: Ids of all cases.
        tiers: Of the outcome.
        columns: Tables that can be measured, and their columns; None leaves that unchecked.
        codebook: In which measures' codes stand; former and merged ids are followed. None leaves them as written.
    """
    path = folder / FILE
    if not path.is_file():
        return Loaded(None)
    loaded = read_yaml(path)
    if loaded.records is None:
        return Loaded(None, loaded.problems)
    reader = _Reader(loaded.records, [], frozenset(cases), tuple(tiers), columns, codebook)
    # Read to the end whatever is wrong, so that every fault is told at once.
    plan = reader.plan()
    is_wrong = any(problem.is_fault for problem in reader.problems)
    # A fault of the shared calibration is met at the outcome and at every condition, and told once.
    return Loaded(None if is_wrong else plan, tuple(dict.fromkeys(reader.problems)))


def _is_number(value: object) -> TypeGuard[int | float]:
    """A number that can be reckoned with: not yes or no, not infinite."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e15


@dataclass(frozen=True, slots=True)
class _Reader(TreeReader):
    """Collects what is wrong while the tree is turned into a plan."""

    cases: frozenset[str]
    tiers: tuple[str, ...]
    columns: Mapping[str, Collection[str]] | None
    codebook: Codebook | None = None

    def plan(self) -> Plan:
        top = self.fields((), self.tree.data, TOP)
        outcome = self.fields(("outcome",), top.get("outcome"), OUTCOME)
        listed = top.get("conditions")
        if not isinstance(listed, list) or not listed:
            self.wrong(("conditions",), "there is no list of conditions.", "Write `conditions:` with `- name: …`.")
            listed = []
        if len(listed) > LARGEST_N_CONDITIONS:
            message = f"{len(listed)} conditions make {2 ** len(listed)} combinations."
            n_cases = len(self.cases)
            remedy = f"Use {number_word(most_conditions(n_cases))} at most for {plural(n_cases, 'case')}."
            self.wrong(("conditions",), message, remedy)
        shared = top.get("calibrated")
        conditions = tuple(self.condition(n, condition, shared) for n, condition in enumerate(listed))
        names = [condition.name for condition in conditions]
        for n, name in enumerate(names):
            if name in names[:n]:
                self.wrong(("conditions", n), f"condition '{name}' stands there twice.", "Rename one of the two.")
        memberships = self.memberships(("outcome", "memberships"), outcome.get("memberships"), self.tiers, "tier")
        if not self.tiers:
            self.wrong(("outcome",), "the study has no order of tiers.", "Add `outcome:` to study.yaml.")
        return Plan(
            self.name(("outcome",), outcome.get("name", "outcome")),
            memberships,
            self.calibrated(("outcome",), outcome.get("calibrated"), shared),
            conditions,
            self.cut(top.get("cut", 0.8)),
        )

    def name(self, where: tuple[object, ...], value: object) -> str:
        if not isinstance(value, str) or not NAME.fullmatch(value):
            self.wrong(where, f"name is '{value}'.", "Write letters, digits and _, a letter first: such as learning.")
        return str(value)

    def cut(self, value: object) -> float:
        # `true` is the number 1 to Python, and no consistency. Under 0.5 more would lie out than in.
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0.5 < value <= 1:
            self.wrong(("cut",), f"cut is '{value}'.", "Write a consistency over 0.5 and at most 1, such as 0.8.")
            return 0.8
        return float(value)

    def calibrated(self, where: tuple[object, ...], own: object, shared: object) -> Calibrated:
        """Without a date nobody can tell whether a set was drawn before its result was seen."""
        written = shared if own is None else own
        cells = written if isinstance(written, dict) else {}
        by, at, why = (str(cells.get(name) or "").strip() for name in ("by", "at", "why"))
        if not by or not why or not DATE.fullmatch(at):
            message = "there is no dated calibration: who decided on the memberships, when, and why."
            self.wrong(
                # Pointed at where it was written: at the top, where a set has none of its own.
                ("calibrated",) if own is None and shared is not None else (*where, "calibrated"),
                message,
                "Write `calibrated: {by: NAME, at: 2026-05-04, why: …}`.",
            )
        return Calibrated(by, at, why)

    def condition(self, n: int, node: object, shared: object) -> Condition:
        where = ("conditions", n)
        fields = self.fields(where, node, CONDITION)
        expect = fields.get("expect")
        if isinstance(expect, bool) or expect not in (None, 0, 1):
            self.wrong((*where, "expect"), f"expect is '{expect}'.", "Write 1, 0, or leave it out.")
        measure, memberships = fields.get("measure"), fields.get("memberships")
        if (measure is None) == (memberships is None):
            remedy = "Write `memberships: {case: 1, …}`, or `measure:` with `threshold:` or `anchors:`."
            self.wrong(where, "a condition has either memberships or a measure.", remedy)
        given: Mapping[str, float] = {}
        if memberships is not None:
            given = self.memberships((*where, "memberships"), memberships, sorted(self.cases), "case")
        is_measured = measure is not None and self.measure((*where, "measure"), measure)
        threshold, anchors = self.bounds(where, fields) if measure is not None else (None, None)
        return Condition(
            self.name(where, fields.get("name")),
            self.calibrated(where, fields.get("calibrated"), shared),
            given,
            self.today(measure) if is_measured and isinstance(measure, Mapping) else None,
            threshold,
            anchors,
            expect if expect in (0, 1) and not isinstance(expect, bool) else None,
        )

    def memberships(
        self, where: tuple[object, ...], node: object, known: Collection[str], kind: str
    ) -> dict[str, float]:
        if not isinstance(node, dict):
            self.wrong(where, "memberships is not a list of `name: number`.", f"Write one number for each {kind}.")
            return {}
        kept: dict[str, float] = {}
        for name, value in node.items():
            if str(name) not in known:
                self.wrong((*where, name), f"'{name}' is no {kind}.", did_you_mean(str(name), known, "remove it."))
            elif isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
                self.wrong((*where, name), f"the membership of {name} is '{value}'.", "Write a number from 0 to 1.")
            # A case at 0.5 belongs to no row of the truth table: refused rather than rounded.
            elif abs(value - 0.5) < 1e-9:
                said = f"the membership of {name} is 0.5: neither in nor out."
                self.wrong((*where, name), said, "Decide: over 0.5 is more in than out.")
            else:
                kept[str(name)] = float(value)
        missing = [name for name in known if name not in {str(given_name) for given_name in node}]
        # A case without a membership is left out later, by name; a tier without one would take all its cases along.
        if missing and kind == "tier":
            self.wrong(where, f"there is no membership for {', '.join(missing)}.", "Add one for each tier.")
        return kept

    def bounds(
        self, where: tuple[object, ...], fields: Mapping[str, object]
    ) -> tuple[float | None, tuple[float, float, float] | None]:
        threshold, anchors = fields.get("threshold"), fields.get("anchors")
        if (threshold is None) == (anchors is None):
            message = "a measure needs a threshold (crisp) or anchors (fuzzy), and not both."
            self.wrong(where, message, "Write `threshold: 0.5`, or `anchors: [fully out, middle, fully in]`.")
            return None, None
        written = [threshold] if anchors is None else anchors
        numbers = [cell for cell in written if _is_number(cell)] if isinstance(written, list) else []
        if not isinstance(written, list) or not len(numbers) == len(written) == (1 if anchors is None else 3):
            self.wrong(where, f"'{written}' are no numbers to calibrate by.", "Write `anchors: [0.1, 0.45, 0.8]`.")
            return None, None
        if threshold is not None:
            return float(numbers[0]), None
        out, middle, inside = map(float, numbers)
        # Falling anchors are allowed: they turn a measure round.
        if not (out < middle < inside or out > middle > inside):
            self.wrong((*where, "anchors"), "anchors must rise, or fall, from one to the next.", "Order them.")
            return None, None
        return None, (out, middle, inside)

    def measure(self, where: tuple[object, ...], node: object) -> bool:
        fields = self.fields(where, node, MEASURE)
        if not {"table", "column"} <= set(fields):
            self.wrong(
                where, "a measure names a table and a column.", "Write `measure: {table: …, column: …, where: {…}}`."
            )
            return False
        wanted = fields.get("where") or {}
        if not isinstance(wanted, dict):
            self.wrong((*where, "where"), "where is not a list of `column: value`.", "Write `where: {code_id: …}`.")
            return False
        if self.codebook is not None:
            self.problems.extend(about_measured_codes(self.tree, (*where, "where"), wanted, self.codebook))
        return self.columns is None or self.stands(
            where, str(fields["table"]), [str(fields["column"]), *map(str, wanted)]
        )

    def today(self, measure: Mapping[str, object]) -> Mapping[str, object]:
        return measure if self.codebook is None else measure_of_today(measure, self.codebook)

    def stands(self, where: tuple[object, ...], table: str, names: list[str]) -> bool:
        assert self.columns is not None
        if table not in self.columns:
            remedy = did_you_mean(table, self.columns, f"use one of {', '.join(sorted(self.columns))}.")
            self.wrong(where, f"there is no table '{table}' with rows of single cases.", remedy)
            return False
        missing = [name for name in names if name not in self.columns[table]]
        for name in missing:
            remedy = did_you_mean(name, self.columns[table], f"use one of {', '.join(self.columns[table])}.")
            self.wrong(where, f"table '{table}' has no column '{name}'.", remedy)
        return not missing
