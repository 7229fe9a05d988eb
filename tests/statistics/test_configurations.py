"""Lipset's data with the results of R's QCA 3.25 (R 4.5.1), then setqca, then cases worked by hand."""

import json
from pathlib import Path

import numpy as np
import pytest
from lipset import CASES, CONDITIONS, CRISP, FUZZY, columns

from pipeline.statistics.configurations import compare_configurations, necessity, sufficiency
from pipeline.statistics.errors import TooManyModelsError, UnusableMembershipError

ORACLES = json.loads((Path(__file__).parent / "fixtures" / "oracles.json").read_text(encoding="utf-8"))

SURV = np.array(FUZZY["SURV"])

# Configuration, n, consistency, PRI, outcome as R's truthTable(LF, "SURV", incl.cut = 0.8) prints them.
LIPSET_ROWS = {
    "00000": (3, 0.215976331360947, 0.0, False),
    "00001": (2, 0.278026905829596, 0.0, False),
    "00100": (2, 0.520900321543409, 0.113095238095238, False),
    "00101": (1, 0.528571428571429, 0.228070175438597, False),
    "10101": (2, 0.804270462633452, 0.719387755102041, True),
    "10110": (1, 0.378205128205128, 0.0396039603960395, False),
    "10111": (2, 0.7087719298245621, 0.634361233480176, False),
    "11110": (1, 0.445255474452555, 0.0499999999999999, False),
    "11111": (4, 0.904205607476635, 0.885793871866295, True),
}


def lipset(data, conditions=CONDITIONS, **options):
    return compare_configurations(
        columns(data, conditions), np.array(data["SURV"], dtype=float), conditions, CASES, **options
    )


def terms(models):
    return {frozenset(model.terms) for model in models}


def compare(text, **options):
    """A table written as lines of `case conditions outcome`, each membership one digit: 1, 0, or tenths with a dot."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    numbers = np.array([[float(cell) for cell in line[1:]] for line in lines])
    names = ["A", "B", "C", "D"][: numbers.shape[1] - 1]
    return compare_configurations(numbers[:, :-1], numbers[:, -1], names, [line[0] for line in lines], **options)


def test_lipset_fuzzy_truth_table_is_that_of_r():
    rows = {"".join(map(str, row.configuration)): row for row in lipset(FUZZY).rows}

    assert len(rows) == 32
    assert {name for name, row in rows.items() if not row.is_remainder} == set(LIPSET_ROWS)
    for name, (n, consistency, pri, is_sufficient) in LIPSET_ROWS.items():
        row = rows[name]
        assert (len(row.cases), row.is_sufficient) == (n, is_sufficient)
        assert row.fit.consistency == pytest.approx(consistency)
        assert row.fit.pri == pytest.approx(pri, abs=1e-12)
    assert rows["11111"].cases == ("BE", "CZ", "NL", "UK")


def test_lipset_fuzzy_solutions_are_those_of_r():
    found = lipset(FUZZY, expected=[1, 1, 1, 1, 1])

    assert terms(found.conservative) == {frozenset({"DEV*URB*LIT*IND*STB", "DEV*~URB*LIT*~IND*STB"})}
    assert terms(found.parsimonious) == {frozenset({"DEV*~IND", "URB*STB"})}
    assert terms(found.intermediate) == {frozenset({"DEV*URB*LIT*STB", "DEV*LIT*~IND*STB"})}
    assert found.parsimonious[0].cases == {"DEV*~IND": ("FI", "IE"), "URB*STB": ("BE", "CZ", "NL", "UK")}


def test_lipset_fuzzy_at_a_cut_of_09():
    found = lipset(FUZZY, cut=0.9)

    assert terms(found.conservative) == {frozenset({"DEV*URB*LIT*IND*STB"})}
    assert terms(found.parsimonious) == {frozenset({"URB*STB"})}
    assert found.parsimonious[0].fit.consistency == pytest.approx(0.8737672583826429)
    assert found.parsimonious[0].fit.pri == pytest.approx(0.8454106280193235)
    assert found.parsimonious[0].fit.coverage == pytest.approx(0.5199530516431925)


def test_lipset_crisp_solutions_are_those_of_r():
    found = lipset(CRISP, cut=1.0)

    assert terms(found.conservative) == {frozenset({"DEV*~URB*LIT*STB", "DEV*LIT*IND*STB"})}
    assert terms(found.parsimonious) == {frozenset({"DEV*STB"})}
    assert found.parsimonious[0].fit.coverage == 1.0
    assert found.intermediate is None


def test_lipset_with_three_conditions():
    found = lipset(FUZZY, ("DEV", "LIT", "STB"), expected=[1, 1, 1])

    assert terms(found.conservative) == terms(found.intermediate) == {frozenset({"DEV*LIT*STB"})}
    assert terms(found.parsimonious) == {frozenset({"DEV*STB"})}
    assert found.conservative[0].fit.coverage == pytest.approx(0.8239436619718311)


def test_lipset_necessity_with_its_relevance_is_that_of_r():
    found = lipset(FUZZY).necessity

    assert found["LIT"].consistency == pytest.approx(0.9906103286384976)
    assert found["LIT"].coverage == pytest.approx(0.6428027418126427)
    assert found["LIT"].ron == pytest.approx(0.5094142259414226)
    assert found["DEV"].ron == pytest.approx(0.8113553113553114)
    either = necessity(columns(FUZZY, ("DEV", "URB")).max(1), SURV)
    assert (either.consistency, either.ron) == (pytest.approx(0.8990610328638499), pytest.approx(0.7582205029013538))


def test_lipset_sufficiency_of_a_conjunction_is_that_of_r():
    found = sufficiency(columns(FUZZY, ("DEV", "URB")).min(1), SURV)

    assert found.consistency == pytest.approx(0.8133874239350914)
    assert found.pri == pytest.approx(0.7761557177615573)
    assert found.coverage == pytest.approx(0.4706572769953052)


@pytest.mark.parametrize("case", ORACLES["qca"])
def test_truth_tables_and_models_are_those_of_setqca(case):
    """Of tied models, setqca names only those with the fewest conditions: they must be among ours, of equal length."""
    cases = [str(number) for number in range(len(case["outcome"]))]
    found = compare_configurations(np.array(case["memberships"]), np.array(case["outcome"]), ["A", "B", "C"], cases)

    for row, (n, consistency, pri, code) in zip(found.rows, case["rows"], strict=True):
        assert len(row.cases) == n
        assert (code == "R", code == "1") == (row.is_remainder, bool(row.is_sufficient))
        if n:
            assert row.fit.consistency == pytest.approx(consistency)
            assert row.fit.pri in (None, pytest.approx(pri))
    assert terms(found.conservative) >= {frozenset(model) for model in case["conservative"]}
    assert terms(found.parsimonious) >= {frozenset(model) for model in case["parsimonious"]}
    assert {len(model.terms) for model in found.parsimonious} == {len(case["parsimonious"][0])}


def test_all_tied_models_are_named():
    """Without remainders the six rows form a ring: two ways to cover it with three pairs."""
    found = compare("""\
        p 0 0 0  1
        q 0 0 1  1
        r 0 1 1  1
        s 1 1 1  1
        t 1 1 0  1
        u 1 0 0  1
        v 0 1 0  0
        w 1 0 1  0
        """)

    assert terms(found.conservative) == {
        frozenset({"~A*~B", "B*C", "A*~C"}),
        frozenset({"~A*C", "A*B", "~B*~C"}),
    }


def test_a_contradiction_is_named_with_its_cases():
    found = compare("""\
        p 1 1  1
        q 1 1  1
        r 1 1  0
        s 0 1  0
        """)
    row = found.rows[-1]

    assert row.fit.consistency == pytest.approx(2 / 3)
    assert (row.is_sufficient, row.contradicting) == (False, ("p", "q"))
    assert any("p, q, r" in caution for caution in found.cautions)
    assert found.conservative == ()
    assert any("no combination reaches a consistency of 0.8" in caution for caution in found.cautions)


def test_the_negated_outcome_has_its_own_solution():
    table = """\
        p 1 1  1
        q 1 0  0
        r 0 1  0
        s 0 0  0
        """

    assert terms(compare(table).conservative) == {frozenset({"A*B"})}
    assert terms(compare(table, is_negated=True).conservative) == {frozenset({"~A", "~B"})}


def test_an_intermediate_solution_keeps_what_was_expected_and_drops_what_stands_against_it():
    """Observed: A*B*~C works, nothing works without A. C is expected to help, so that A*B*C would work too."""
    table = """\
        p 1 1 0  1
        q 0 1 0  0
        r 0 0 1  0
        """
    helps, either = compare(table, expected=[1, 1, 1]), compare(table, expected=[None, None, None])

    assert terms(helps.parsimonious) == {frozenset({"A"})}
    assert terms(helps.intermediate) == {frozenset({"A*B"})}
    assert terms(either.intermediate) == {frozenset({"A*B*~C"})}


def test_nothing_but_the_outcome_is_covered_by_every_case():
    found = compare("p 1 0 1\nq 0 1 1")

    assert terms(found.parsimonious) == {frozenset({"1"})}


@pytest.mark.parametrize("line", ["r 0.5 1 0", "r 1 0 0.5", "r 1.2 1 0", "r nan 1 0"])
def test_a_half_membership_or_one_off_the_scale_is_refused(line):
    with pytest.raises(UnusableMembershipError):
        compare(f"p 1 1 1\nq 0 1 0\n{line}")


@pytest.mark.parametrize(("n_conditions", "is_warned"), [(3, False), (4, True), (5, True)])
def test_nine_cases_carry_three_conditions(n_conditions, is_warned):
    generator = np.random.default_rng(1)
    memberships = generator.integers(0, 2, size=(9, n_conditions)).astype(float)
    found = compare_configurations(memberships, memberships[:, 0], list("ABCDE")[:n_conditions], list("pqrstuvwx"))

    assert any("use at most 3" in caution for caution in found.cautions) == is_warned


def test_nine_conditions_are_refused():
    with pytest.raises(TooManyModelsError, match="9 conditions"):
        compare_configurations(np.ones((2, 9)), np.ones(2), list("ABCDEFGHI"), ["p", "q"])
