"""Screening on small tables that a reader can go through by hand, and on the sample's."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import pytest

from pipeline.selection import Screening, screen, screening_as_data, screening_as_text
from pipeline.selection.rules import Rule, amount_in, difference, meets
from pipeline.study.problems import Loaded

SAMPLE = Path(__file__).parents[2] / "corpora" / "sample" / "screening"

CITIES = """\
    city,population,years
    Ash,"200,000",9
    Birch,90000,8
    Cedar,150000,7
    Dale,300000,5
    """
CANDIDATES = """\
    city,candidate,issue,sectors,since
    Ash,a1,water,public;private,2018
    Ash,a2,roads,public,2018
    Birch,b1,water,public;private,2018
    Cedar,c1,water,public;nonprofit,2017-05
    Cedar,c2,roads,public;private,2012
    Dale,d1,water,public;nonprofit,2018
    Dale,d2,roads,public;private,2019
    """
CRITERIA = """\
    cities:
      keep:
        - {column: population, op: ">", value: 100000, why: large enough}
      order:
        - {column: years, direction: descending}
    candidates:
      keep:
        - {column: sectors, op: at_least, value: 2, of: [public, private, nonprofit]}
        - {column: since, op: ">=", value: "2017-01"}
    matrix: {cities: 2, issues: 1}
    """


def screened(
    folder: Path, cities: str = CITIES, candidates: str = CANDIDATES, criteria: str = CRITERIA
) -> Loaded[Screening | None]:
    for name, text in (("cities.csv", cities), ("candidates.csv", candidates), ("criteria.yaml", criteria)):
        (folder / name).write_text(textwrap.dedent(text), encoding="utf-8")
    return screen(folder)


def found(folder: Path, **tables: str) -> Screening:
    loaded = screened(folder, **tables)
    assert loaded.records is not None, [one.shown(folder) for one in loaded.problems]
    return loaded.records


def faults(folder: Path, **tables: str) -> list[str]:
    loaded = screened(folder, **tables)
    assert loaded.records is None
    return [f"{one.source.shown(folder)} {one.fault} {one.remedy}" for one in loaded.problems]


def test_cities_are_examined_in_order_until_a_matrix_is_complete(tmp_path: Path) -> None:
    # Birch is too small; Ash (9 years) and Cedar (7) both have water, so Dale (5) is never looked at.
    one = found(tmp_path)

    assert [(step.n_before, step.n_after) for step in one.city_steps] == [(4, 3)]
    assert [city.city for city in one.examined] == ["Ash", "Cedar"]
    assert [(city.city, len(city.candidates), city.n_eligible) for city in one.examined] == [
        ("Ash", 2, 1),
        ("Cedar", 2, 1),
    ]
    assert [(matrix.cities, matrix.issues) for matrix in one.matrices] == [(("Ash", "Cedar"), ("water",))]
    assert one.not_examined == 3  # b1 of a city that was not kept, d1 and d2 of one whose turn never came


def test_each_step_of_the_candidates_counts_who_is_left_and_who_failed(tmp_path: Path) -> None:
    one = found(tmp_path)

    assert [(s.n_before, s.n_after, [d.name for d in s.dropped]) for s in one.candidate_steps] == [
        (4, 3, ["a2"]),
        (3, 2, ["c2"]),
    ]
    assert one.candidate_steps[0].words == "sectors holds at least 2 of public, private, nonprofit"


def test_a_candidate_that_fails_twice_has_both_reasons(tmp_path: Path) -> None:
    one = found(tmp_path, candidates="city,candidate,issue,sectors,since\nAsh,a1,water,public,2001\n")

    assert one.examined[0].candidates[0].reasons == (
        "not so: sectors holds at least 2 of public, private, nonprofit (sectors: public)",
        "not so: since is not under 2017-01 (since: 2001)",
    )


def test_what_another_matrix_lacks_is_named_with_the_candidates_screened_out_there(tmp_path: Path) -> None:
    one = found(tmp_path)

    (other,) = one.others
    assert (other.cities, other.issues) == (("Ash", "Cedar"), ("roads",))
    assert other.missing == (("Ash", "roads"), ("Cedar", "roads"))
    assert "lacks Ash, roads: a2 (not so:" in screening_as_text(one)


def test_no_complete_matrix_examines_every_city_and_says_what_is_missing(tmp_path: Path) -> None:
    one = found(tmp_path, criteria=CRITERIA.replace("cities: 2, issues: 1", "cities: 2, issues: 2"))

    # Only Dale has both issues; Ash lacks roads, Cedar lacks roads.
    assert one.matrices == ()
    assert len(one.examined) == 3
    assert [(m.cities, m.missing) for m in one.others] == [
        (("Ash", "Dale"), (("Ash", "roads"),)),
        (("Cedar", "Dale"), (("Cedar", "roads"),)),
    ]
    assert "No matrix of 2 x 2 is complete" in screening_as_text(one)
    assert screening_as_data(one)["matrix"] is None


def test_two_matrices_complete_at_once_are_both_told_the_first_in_order_first(tmp_path: Path) -> None:
    rows = "city,candidate,issue,sectors,since\n" + "".join(
        f"{city},{city}-{issue},{issue},public;private,2018\n"
        for city in ("Ash", "Cedar")
        for issue in ("roads", "water")
    )
    one = found(tmp_path, candidates=rows)

    assert [matrix.issues for matrix in one.matrices] == [("roads",), ("water",)]
    data = screening_as_data(one)
    assert data["matrix"]["issues"] == ["roads"]
    assert [matrix["issues"] for matrix in data["tied_matrices"]] == [["water"]]
    assert "2 matrices were complete at once" in screening_as_text(one)


def test_two_eligible_candidates_in_a_cell_are_the_teams_choice(tmp_path: Path) -> None:
    one = found(tmp_path, candidates=CANDIDATES + "    Ash,a3,water,public;private,2019\n")

    assert "Ash, water: a1, a3 (2 eligible: the team chooses)" in screening_as_text(one)


def test_cities_that_the_order_cannot_tell_apart_keep_the_files_order_and_are_a_caution(tmp_path: Path) -> None:
    loaded = screened(tmp_path, cities=CITIES.replace("Cedar,150000,7", "Cedar,150000,9"))

    assert loaded.records is not None
    assert [city.city for city in loaded.records.examined] == ["Ash", "Cedar"]
    assert loaded.records.examined[0].tied_with == ("Cedar",)
    assert [one.is_fault for one in loaded.problems] == [False, False]
    assert "Ash and Cedar share a place" in loaded.problems[0].fault


def test_an_empty_cell_screens_out_as_not_known(tmp_path: Path) -> None:
    one = found(
        tmp_path, candidates=CANDIDATES.replace("Ash,a1,water,public;private,2018", "Ash,a1,water,public;private,")
    )

    assert one.examined[0].candidates[0].reasons == ("not known: since",)
    assert screening_as_data(one)["candidate_steps"][1]["n_not_known"] == 1


def test_only_the_issues_looked_at_count_and_a_misspelt_one_is_a_caution(tmp_path: Path) -> None:
    criteria = CRITERIA.replace("candidates:\n", "candidates:\n      issues: [water]\n")
    loaded = screened(tmp_path, criteria=criteria, candidates=CANDIDATES + "    Ash,a9,watr,public;private,2018\n")

    assert loaded.records is not None
    assert len(loaded.records.candidates) == 2
    assert loaded.records.passed_over == 4  # a2, c2, d2 and the misspelt a9
    assert [(one.source.line, one.remedy) for one in loaded.problems] == [(9, "Did you mean 'water'?")]


def test_an_unknown_column_is_a_fault_on_its_line_with_the_nearest_name(tmp_path: Path) -> None:
    (said,) = faults(tmp_path, criteria=CRITERIA.replace("column: population", "column: popluation"))

    assert said.startswith("criteria.yaml:3 cities.csv has no column 'popluation'. Did you mean 'population'?")


@pytest.mark.parametrize(
    ("was", "now", "line", "words"),
    [
        ('op: ">"', "op: bigger", 3, "op is 'bigger', which is no operator."),
        ("value: 100000", "value: many", 3, "this operator compares numbers."),
        ("value: 2, of", "value: two, of", 8, "at_least counts the values of a cell."),
        ("direction: descending", "direction: sideways", 5, "does not say what to order by."),
        ("why: large enough", "because: large", 3, "'because' is no field here."),
        ("matrix: {cities: 2", "matrix: {cities: none", 10, "matrix: cities is 'none'."),
        (
            "matrix: {cities: 2",
            "matrix: {cities: 99999999999999999999",
            10,
            "matrix: cities is '99999999999999999999'.",
        ),
        ("value: 100000", "value: .inf", 3, "this operator compares numbers."),
        ("candidates:", "kandidates:", 6, "'kandidates' is no field here."),
    ],
)
def test_a_mistake_in_the_criteria_is_a_fault_on_its_line(
    tmp_path: Path, was: str, now: str, line: int, words: str
) -> None:
    said = faults(tmp_path, criteria=CRITERIA.replace(was, now))

    assert any(one.startswith(f"criteria.yaml:{line} ") and words in one for one in said), said


def test_a_candidate_twice_a_city_that_is_not_there_and_a_city_twice_are_faults(tmp_path: Path) -> None:
    said = faults(
        tmp_path,
        candidates=CANDIDATES + "    Ash,A1,roads,public;private,2018\n    Ahs,x,water,public;private,2018\n",
        cities=CITIES + "    Ash,1,1\n",
    )

    assert [one.split(" ")[0] for one in said] == ["candidates.csv:9", "candidates.csv:10", "cities.csv:6"]
    assert "stands there already, in line 2." in said[0]
    assert "Did you mean 'Ash'?" in said[1]


def test_words_where_a_number_is_compared_are_a_fault_in_the_table(tmp_path: Path) -> None:
    (said,) = faults(tmp_path, cities=CITIES.replace("300000", "large"))

    assert said.startswith("cities.csv:5 population is 'large'")


def test_missing_files_are_faults_all_at_once(tmp_path: Path) -> None:
    loaded = screen(tmp_path)

    assert loaded.records is None
    assert [one.source.path.name for one in loaded.problems] == ["candidates.csv", "cities.csv", "criteria.yaml"]


def test_dates_are_compared_from_the_left_as_far_as_both_are_written() -> None:
    def gap(one: str, other: str) -> float:
        left, right = amount_in(one), amount_in(other)
        assert left is not None
        assert right is not None
        return difference(left, right)

    assert gap("2021-06", "2021") == 0
    assert gap("2021-06", "2021-07") < 0
    assert gap("2022", "2021-07") > 0
    assert gap("100,000", "99999") == 1


@pytest.mark.parametrize(
    ("op", "value", "cell", "expected"),
    [
        ("is", ("yes",), "Yes", True),
        ("is", ("yes",), "true", True),
        ("is_not", ("yes",), "no", True),
        ("in", ("a", "b"), "B", True),
        ("not_in", ("a", "b"), "b", False),
        ("between", (3.0, 7.0), "7", True),
        ("between", (3.0, 7.0), "7.5", False),
        ("has", ("x",), "y;X", True),
        ("has_all", ("x", "y"), "y", False),
        ("at_least", (2, ()), "a;a", False),
        ("filled", True, "", False),
    ],
)
def test_operators(op: str, value: object, cell: str, expected: bool) -> None:
    assert meets(Rule("c", op, value, "", 1), cell) is expected


@pytest.mark.skipif(not (SAMPLE / "criteria.yaml").is_file(), reason="the sample is not there")
def test_the_sample_gives_the_published_funnel() -> None:
    one = screen(SAMPLE).records
    assert one is not None

    data = screening_as_data(one)
    assert (data["n_cities"], data["n_cities_kept"], data["n_cities_examined"]) == (59, 35, 7)
    assert (data["n_candidates"], data["n_eligible"]) == (39, 22)
    assert (data["cities"][3]["n_candidates"], data["cities"][3]["n_eligible"]) == (7, 4)
    assert data["matrix"]["cities"] == ["Alpha", "Beta", "Gamma"]
    assert sorted(data["matrix"]["issues"]) == ["economic development", "education", "public safety"]
    assert len(data["matrix"]["cells"]) == 9
    json.dumps(data)
