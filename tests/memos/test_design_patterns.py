"""What all cases of one city show and no other does, in words that say how many were looked at."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.memos.stages.design_patterns import design_patterns
from pipeline.stages.findings import CodeLine, Tables
from pipeline.store.rows import CaseRow, Judgement
from tests.typed_rows import case_line, row

CITY = {"a1": "Alpha", "a2": "Alpha", "b1": "Beta", "b2": "Beta", "b3": "Beta"}


def said(
    states: dict[str, str], judged: tuple[str, ...] = (), city: dict[str, str] = CITY, reading: str = ""
) -> list[str]:
    line = CodeLine(
        "turnover", "Turnover", "barrier", "cross-case/cross-case/turnover",
        cases=tuple(
            case_line(case_id, state=states[case_id], judgement=row(Judgement) if case_id in judged else None)
            for case_id in city
        ),
    )  # fmt: skip
    cases = tuple(row(CaseRow, case_id=case_id, city=where) for case_id, where in city.items())
    finding: Any = SimpleNamespace(tables=Tables({"cases": cases}))
    context: Any = SimpleNamespace(
        settings=SimpleNamespace(design={"within-city": "city"}), is_interpretive=reading == "interpretive", up="../../"
    )
    return [one.split(") ", 1)[-1] for one in design_patterns(finding, [line], context)]


ONLY_ALPHA = {"a1": "shows", "a2": "shows", "b1": "not", "b2": "not", "b3": "not"}


def test_a_code_of_one_city_alone_is_named_with_how_many_were_looked_at() -> None:
    assert said(ONLY_ALPHA) == [
        "shows in all 2 of Alpha (city) and in none of the 3 elsewhere, by what is told alone: the team has judged "
        "none of them.",
        "1 code looked at for 2 values of city: where so many are looked at, one can fit by chance; and what all of "
        "one place share cannot be told from the place itself.",
    ]


def test_a_code_that_only_one_city_lacks_is_named_too() -> None:
    three = {"a1": "Alpha", "a2": "Alpha", "b1": "Beta", "b2": "Beta", "c1": "Gamma"}
    lacking = {"a1": "not", "a2": "not", "b1": "shows", "b2": "shows", "c1": "shows"}

    assert said(lacking, city=three)[0].startswith("shows in none of the 2 of Alpha (city) and in all 3 elsewhere")


@pytest.mark.parametrize("case_id", ["a1", "b3"])
def test_one_exception_is_enough_to_say_nothing(case_id: str) -> None:
    other = {"shows": "not", "not": "shows"}

    assert said(ONLY_ALPHA | {case_id: other[ONLY_ALPHA[case_id]]}) == []


def test_what_is_not_known_there_is_no_pattern_and_elsewhere_is_counted_out() -> None:
    assert said(ONLY_ALPHA | {"a2": "unknown"}) == []
    assert "in none of the 2 known elsewhere" in said(ONLY_ALPHA | {"b3": "unknown"})[0]
    assert said(ONLY_ALPHA | {"b2": "unknown", "b3": "unknown"}) == []


def test_the_teams_judgement_is_named_as_the_ground() -> None:
    assert said(ONLY_ALPHA, judged=("a1", "a2"))[0].endswith("as the team judged.")
    assert said(ONLY_ALPHA, judged=("a1",))[0].endswith("partly by what is told.")


def test_the_interpretive_reading_prints_no_count() -> None:
    found = said(ONLY_ALPHA, judged=("a1", "a2"), reading="interpretive")[0]

    assert found == "shows in all of Alpha (city) and in none elsewhere, as the team judged."
