"""What memos state without exception, as the machine is told of it."""

from __future__ import annotations

from pipeline.comparison.stated_patterns import stated_patterns
from pipeline.reliability import Pattern
from pipeline.stages.findings import CodeLine, Finding
from pipeline.store.rows import CodePresence, Judgement
from pipeline.study.study import Settings
from tests.typed_rows import case_line, row, tables

SETTINGS = Settings("test", "codebook.yaml", case="table", design={"within-city": "city"})


def later(presence: str, states: dict[str, str], stage: str = "within-city", subject: str = "alpha") -> Finding:
    n_cases = sum(state != "unknown" for state in states.values())
    line = CodeLine(
        "trust", "Trust", "enabler", f"{stage}/{subject}/trust",
        presence=row(CodePresence, presence=presence, n_cases=n_cases),
        cases=tuple(case_line(case_id, state=state) for case_id, state in states.items()),
    )  # fmt: skip
    cities = [{"case_id": case_id, "city": "Alpha" if case_id.startswith("a") else "Beta"} for case_id in states]
    return Finding(stage, subject, subject, tuple(states), (line,), tables(cases=cities))


def within_case(judgement: str | None) -> Finding:
    said = row(Judgement, judgement=judgement) if judgement else None
    line = CodeLine("trust", "Trust", "enabler", "a1/trust", judgement=said)
    return Finding("within-case", "a1", "a1", ("a1",), (line,))


def stated(*findings: Finding) -> list[Pattern]:
    return list(stated_patterns(findings, SETTINGS))


def test_a_judgement_of_a_case_is_a_pattern_of_its_memo() -> None:
    assert stated(within_case("absent")) == [Pattern("within-case/a1", "trust", ("a1",), False, "judged absent")]
    assert [one.is_shown for one in stated(within_case("present"))] == [True]


def test_mixed_unknown_and_no_judgement_state_nothing() -> None:
    assert stated(within_case("mixed"), within_case("unknown"), within_case(None)) == []


def test_all_known_cases_and_none_are_patterns_of_a_later_memo_and_unknown_ones_are_outside() -> None:
    every = stated(later("all", {"a1": "shows", "a2": "shows", "a3": "unknown"}))
    none = stated(later("none", {"a1": "not", "a2": "not"}))

    assert every == [Pattern("within-city/alpha", "trust", ("a1", "a2"), True, "all 2 known tables show it")]
    assert none == [Pattern("within-city/alpha", "trust", ("a1", "a2"), False, "none of 2 known tables shows it")]


def test_one_case_most_and_some_are_no_pattern() -> None:
    assert stated(later("all", {"a1": "shows", "a2": "unknown"})) == []
    assert stated(later("most", {"a1": "shows", "a2": "shows", "a3": "not"})) == []


def test_what_one_city_shows_and_no_other_does_is_a_pattern_of_both_sides() -> None:
    states = {"a1": "shows", "a2": "shows", "b1": "not", "b2": "not"}

    inside, elsewhere = stated(later("some", states, "cross-case", "cross-case"))

    assert (inside.cases, inside.is_shown) == (("a1", "a2"), True)
    assert (elsewhere.cases, elsewhere.is_shown) == (("b1", "b2"), False)
    assert inside.words == elsewhere.words == "all of Alpha (city) show it and none elsewhere"
