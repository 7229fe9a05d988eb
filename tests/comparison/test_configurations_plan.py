"""configurations.yaml and the exploration that it asks for, on four cases in view."""

from __future__ import annotations

import textwrap
from math import exp
from pathlib import Path
from typing import Any

import pytest
from more_rows import material

from pipeline.comparison.calibration import Condition, Plan, read_plan
from pipeline.comparison.configurations import explore, in_words
from pipeline.study.problems import Loaded, Source
from pipeline.study.records import Code, Codebook

TIERS = ("less", "intermediate", "more")
CASES = ("a", "b", "c", "d")
PLAN = """\
    calibrated: {by: ana, at: 2026-05-04, why: agreed before the tiers were known}
    outcome: {name: thriving, memberships: {less: 0, intermediate: 0.3, more: 1}}
    conditions:
      - name: habit
        memberships: {a: 1, b: 1, c: 0, d: 0}
        expect: 1
      - name: money
        measure: {table: code_frequency, column: n_mentioning}
        threshold: 2
    """


def written(folder: Path, text: str = PLAN) -> Path:
    (folder / "configurations.yaml").write_text(textwrap.dedent(text), encoding="utf-8")
    return folder


def test_a_measure_of_a_former_code_asks_for_todays_and_one_of_none_is_a_fault(tmp_path):
    codes = {
        "trust": Code("trust", "trust", was=("faith",)),
        "loud": Code("loud", "loud", split_from="quarrel"),
        "walk": Code("walk", "walk", split_from="quarrel"),
    }
    book = Codebook("b", "1", codes, Source(tmp_path))

    def read(code: str) -> Loaded[Plan | None]:
        text = PLAN.replace("n_mentioning}", f"n_mentioning, where: {{code_id: {code}}}}}")
        return read_plan(written(tmp_path, text), CASES, TIERS, codebook=book)

    plan = read("faith").records
    assert plan is not None
    assert plan.conditions[1].measure == {
        "table": "code_frequency",
        "column": "n_mentioning",
        "where": {"code_id": "trust"},
    }
    assert read("faith").problems == ()
    assert [one.fault for one in read("quarrel").problems] == [
        "measure: code 'quarrel' was split into 'loud' and 'walk'."
    ]


def plan_of(folder: Path, text: str = PLAN) -> Plan:
    loaded = read_plan(written(folder, text), CASES, TIERS)
    assert loaded.records is not None, [one.shown(folder) for one in loaded.problems]
    return loaded.records


def counts(**numbers: int) -> list[dict[str, Any]]:
    return [
        {"case_id": one, "code_id": "m", "n_mentioning": n, "n_known": 9, "n_respondents": n}
        for one, n in numbers.items()
    ]


def four(tiers: tuple[str, ...] = ("more", "more", "less", "less"), **numbers: int) -> Any:
    table = counts(**(numbers or {"a": 3, "b": 0, "c": 2, "d": 1}))
    return material(CASES, TIERS, dict(zip(CASES, tiers, strict=True)), code_frequency=table)


def test_without_the_file_there_is_no_plan_and_no_problem(tmp_path: Path) -> None:
    loaded = read_plan(tmp_path, CASES, TIERS)

    assert loaded.records is None
    assert loaded.problems == ()


def test_the_plan_keeps_who_calibrated_when_and_why(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)

    assert plan.calibrated.at == "2026-05-04"
    assert plan.conditions[1].calibrated == plan.calibrated
    assert plan.cut == 0.8
    assert plan.conditions[0].expect == 1


@pytest.mark.parametrize(
    ("was", "now", "line", "words"),
    [
        ("calibrated: {by: ana, at: 2026-05-04, why: agreed before the tiers were known}\n", "cut: 0.8\n", 2,
         "there is no dated calibration"),
        ("at: 2026-05-04", "at: last spring", 1, "there is no dated calibration"),
        ("intermediate: 0.3", "intermediate: 0.5", 2, "is 0.5: neither in nor out."),
        ("a: 1, b: 1", "a: 1, b: 0.5", 5, "the membership of b is 0.5"),
        ("a: 1, b: 1", "a: 1, x: 1", 5, "'x' is no case."),
        ("a: 1, b: 1", "a: 1, b: 1.2", 5, "the membership of b is '1.2'."),
        ("less: 0, ", "", 2, "there is no membership for less."),
        ("expect: 1", "expect: 2", 6, "expect is '2'."),
        ("threshold: 2", "anchors: [3, 1, 2]", 9, "anchors must rise, or fall"),
        ("threshold: 2", "expect: 0", 7, "a measure needs a threshold (crisp) or anchors (fuzzy)"),
        ("name: money", "name: habit", 7, "condition 'habit' stands there twice."),
        ("name: money", "name: a*b", 7, "name is 'a*b'."),
        ("column: n_mentioning", "column: n_mentoining", 8, "table 'code_frequency' has no column 'n_mentoining'."),
        ("table: code_frequency", "table: cod_frequency", 8, "there is no table 'cod_frequency'"),
        ("conditions:", "condition:", 3, "'condition' is no field here."),
    ],
)  # fmt: skip
def test_a_mistake_is_a_fault_on_its_line(tmp_path: Path, was: str, now: str, line: int, words: str) -> None:
    assert was in PLAN
    columns = {"code_frequency": ("case_id", "n_mentioning")}
    loaded = read_plan(written(tmp_path, PLAN.replace(was, now)), CASES, TIERS, columns)

    assert loaded.records is None
    assert any(words in one.fault and one.source.line == line for one in loaded.problems), [
        one.shown(tmp_path) for one in loaded.problems
    ]


def test_too_many_conditions_are_a_fault_that_names_how_many_these_cases_can_carry(tmp_path: Path) -> None:
    conditions = "".join(f"\n      - {{name: c{n}, memberships: {{a: 1, b: 1, c: 0, d: 0}}}}" for n in range(9))
    text = PLAN[: PLAN.index("conditions:")] + "conditions:" + conditions + "\n"

    (problem,) = read_plan(written(tmp_path, text), CASES, TIERS).problems

    assert problem.fault == "9 conditions make 512 combinations."
    assert problem.remedy == "Use two at most for 4 cases."


def test_the_direct_method_gives_the_anchors_log_odds_of_minus_three_none_and_three() -> None:
    rising = Condition("x", None, anchors=(1.0, 2.0, 4.0))  # type: ignore[arg-type]
    falling = Condition("x", None, anchors=(4.0, 2.0, 1.0))  # type: ignore[arg-type]

    full = 1 / (1 + exp(-3))
    assert [rising.membership(value) for value in (1, 2, 3, 4)] == pytest.approx(
        [1 - full, 0.5, 1 / (1 + exp(-1.5)), full]
    )
    assert [falling.membership(value) for value in (1, 2, 4)] == pytest.approx([full, 0.5, 1 - full])


def test_a_perfect_condition_is_the_solution_and_remainders_are_counted(tmp_path: Path) -> None:
    # habit: a, b thrive; c, d do not. money (2 or more): a and c. All four combinations have a case.
    found = explore(four(), plan_of(tmp_path))

    assert found.fuzzy is None
    assert found.crisp is not None
    assert [row.cases for row in found.crisp.rows] == [("d",), ("c",), ("b",), ("a",)]
    assert in_words(found.crisp.conservative) == ("habit",)
    assert found.negated is not None
    assert in_words(found.negated.conservative) == ("~habit",)
    assert found.crisp.necessity["habit"].consistency == 1.0
    assert all(one.is_same for one in found.variations)
    assert [one.label for one in found.variations][-2:] == [
        "outcome split: intermediate or more against less",
        "outcome split: more against less or intermediate",
    ]


def test_another_split_of_the_tiers_can_change_the_solution(tmp_path: Path) -> None:
    # c is intermediate: with it among the successful, habit is no longer the whole story.
    found = explore(four(("more", "more", "intermediate", "less")), plan_of(tmp_path))

    assert found.fuzzy is not None
    by_label = {one.label: one for one in found.variations}
    assert by_label["outcome split: more against less or intermediate"].conservative == ("habit",)
    changed = by_label["outcome split: intermediate or more against less"]
    assert changed.conservative == ("habit + money",)
    assert not changed.is_same


def test_a_case_without_a_tier_or_a_value_is_left_out_by_name(tmp_path: Path) -> None:
    given = material(CASES, TIERS, {"a": "more", "b": "more", "c": "less"}, code_frequency=counts(a=3, c=1, d=1))
    found = explore(given, plan_of(tmp_path))

    assert [case_id for case_id, _ in found.left_out] == ["b", "d"]
    assert found.left_out[1] == ("d", "no tier")
    assert [one.case_id for one in found.members] == ["a", "c"]


def test_a_measured_membership_of_a_half_is_refused_by_name(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, PLAN.replace("threshold: 2", "anchors: [0, 1, 3]"))
    found = explore(four(), plan)

    assert found.why == "a membership of 0.5 is neither in nor out: d in money"
    assert found.crisp is None


def test_three_conditions_for_four_cases_are_warned_of(tmp_path: Path) -> None:
    more = "  - {name: third, memberships: {a: 0, b: 0, c: 0, d: 1}}\n"
    found = explore(four(), plan_of(tmp_path, textwrap.dedent(PLAN) + more))

    assert found.cautions[0].startswith("3 conditions make 8 combinations for 4 cases")
