"""`run_statistic`: the keys of the contract, and what is said of a table that cannot be used."""

import json
import math

import pytest
from lipset import CONDITIONS, FUZZY, as_csv

from pipeline.study.problems import FilesNeedAHand, WrongUsage
from pipeline.user_tables.run_statistic import StatisticOptions, _printed, run_statistic

NINE_CASES = """\
case,issue,tier,learning,switched,age
ea,education,more,3,yes,4
eb,education,less,0,no,4
eg,education,intermediate,1,no,4
sa,safety,less,1,no,6
sb,safety,intermediate,2,yes,6
sg,safety,more,3,yes,6
xa,economy,intermediate,1,no,3
xb,economy,more,2,yes,3
xg,economy,less,1,no,3
"""
EXACT = StatisticOptions(outcome="tier", order=("less", "intermediate", "more"), predictor=("learning",), block="issue")

CODERS = """\
unit,ann,ben,cleo
1,yes,yes,yes
2,no,no,yes
3,yes,yes,
4,no,no,no
5,yes,no,yes
"""


@pytest.fixture
def table(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "table.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def refused(name, path, options=None):
    with pytest.raises(FilesNeedAHand) as caught:
        run_statistic(name, path, options or StatisticOptions())
    return caught.value.problems


def test_agreement_has_the_keys_of_the_contract_and_says_why_kappa_is_missing(table):
    found = run_statistic("agreement", table(CODERS), StatisticOptions())

    assert {"percent", "kappa", "ac1", "alpha", "alpha_low", "alpha_high", "n_units", "n_coders", "pairwise"} <= set(
        found
    )
    assert (found["n_units"], found["n_coders"], found["kappa"]) == (5, 3, None)
    assert found["why"] == "kappa: the units differ in how many coders saw them"
    assert [pair["coders"] for pair in found["pairwise"]] == [["ann", "ben"], ["ann", "cleo"], ["ben", "cleo"]]
    assert found["pairwise"][0]["percent"] == 0.8


def test_two_coders_who_always_agree_on_one_code_have_no_kappa(table):
    found = run_statistic("agreement", table("ann,ben\nno,no\nno,no\n"), StatisticOptions())

    assert (found["percent"], found["kappa"], found["ac1"], found["alpha"]) == (1.0, None, None, None)
    assert "one and the same code" in found["why"]


def test_agreement_of_numbers_ignores_how_a_spreadsheet_wrote_them(table):
    found = run_statistic("agreement", table("ann,ben\n1,1.0\n2,2.0\n3,3\n"), StatisticOptions())

    assert found["alpha"] == 1.0


def test_agreement_by_cluster_does_not_take_the_cluster_for_a_coder(table):
    text = "interview,ann,ben\ni1,1,1\ni1,2,2\ni2,1,2\ni2,2,2\n"
    found = run_statistic("agreement", table(text), StatisticOptions(metric="ordinal", cluster="interview"))

    assert found["n_coders"] == 2


def test_exact_has_the_keys_of_the_contract(table):
    found = run_statistic("exact", table(NINE_CASES), EXACT)

    assert {"effect", "p_one", "p_two", "k", "n_arrangements", "p_min", "testable"} <= set(found)
    assert (found["n_arrangements"], found["testable"]) == (216, True)
    assert found["p_one"] == found["k"] / 216


def test_several_predictors_give_a_list_in_which_a_trait_of_the_issue_is_not_testable(table):
    options = StatisticOptions(
        outcome="tier", order=("less", "intermediate", "more"), predictor=("learning", "switched", "age"), block="issue"
    )
    learning, switched, age = run_statistic("exact", table(NINE_CASES), options)["tests"]

    assert learning["p_holm"] >= learning["p_maxt"] >= learning["p_two"]
    assert switched["testable"]
    assert (age["testable"], age["p_holm"], age["p_maxt"]) == (False, None, None)
    assert "no block varies" in age["why"]


def test_configurations_has_the_keys_of_the_contract(table):
    options = StatisticOptions(outcome="SURV", conditions=CONDITIONS, expect=("1",) * 5)
    found = run_statistic("configurations", table(as_csv(FUZZY)), options)

    assert found["conservative"] == [["DEV*URB*LIT*IND*STB", "DEV*~URB*LIT*~IND*STB"]]
    assert found["parsimonious"] == [["DEV*~IND", "URB*STB"]]
    assert found["intermediate"] == [["DEV*URB*LIT*STB", "DEV*LIT*~IND*STB"]]
    assert set(found["consistency"]) == {"conservative", "parsimonious", "intermediate"}
    assert found["necessity"]["LIT"]["ron"] == pytest.approx(0.5094142259414226)
    assert found["truth_table"][-1]["cases"] == ["BE", "CZ", "NL", "UK"]
    assert [row["out"] for row in found["truth_table"]].count("?") == 23


def test_without_expectations_the_intermediate_solution_is_null_and_says_why(table):
    options = StatisticOptions(outcome="SURV", conditions=CONDITIONS)
    found = run_statistic("configurations", table(as_csv(FUZZY)), options)

    assert (found["intermediate"], found["consistency"]["intermediate"]) == (None, None)
    assert found["why"] == "intermediate: needs --expect"


def test_a_membership_of_a_half_is_named_with_its_line(table):
    problems = refused(
        "configurations",
        table("case,A,B,Y\np,1,0.8,1\nq,0.5,0.2,0\n"),
        StatisticOptions(outcome="Y", conditions=("A", "B")),
    )

    assert [problem.source.line for problem in problems] == [3]
    assert "0.5 is neither in nor out" in problems[0].fault


def test_ranking_has_the_keys_of_the_contract(table):
    found = run_statistic("ranking", table("who,time,money,trust\nr1,1,2,3\nr2,1,3,2\nr3,2,2,3\n"), StatisticOptions())

    assert {"w", "chi2", "p", "borda", "median"} <= set(found)
    assert found["borda"] == {"time": 5, "money": 2, "trust": 1}
    assert found["median"] == {"time": 1.0, "money": 2.0, "trust": 3.0}


def test_a_respondent_who_ranks_twice_and_a_rank_left_out_are_refused(table):
    twice = refused("ranking", table("who,time,money\nr1,1,2\nr1,2,1\n"))
    left_out = refused("ranking", table("who,time,money\nr1,1,2\nr2,,1\n"))

    assert [problem.source.line for problem in twice] == [2, 3]
    assert "column 'time': is blank." in left_out[0].fault


def test_icc_has_the_keys_of_the_contract(table):
    text = "target,j1,j2,j3,j4\na,9,2,5,8\nb,6,1,3,2\nc,8,4,6,8\nd,7,1,2,6\ne,10,5,6,9\nf,6,2,4,7\n"
    found = run_statistic("icc", table(text), StatisticOptions())

    published = {"icc1": 0.17, "icc2": 0.29, "icc3": 0.71, "icc1k": 0.44, "icc2k": 0.62, "icc3k": 0.91}
    assert {name: round(value, 2) for name, value in found.items()} == published


def test_saturation_counts_transcripts_in_the_order_of_the_table_also_those_without_codes(table):
    text = "transcript_id,code_id\nt1,a\nt1,b\nt2,a\nt2,c\nt3,\nt4,c\n"
    found = run_statistic("saturation", table(text), StatisticOptions(base=2, run=1))

    assert {"base", "new_by_run", "quotients", "reached"} <= set(found)
    assert (found["base"], found["new_by_run"], found["reached"]) == (3, [0, 0], 2)


def test_saturation_of_too_few_transcripts_is_null_and_says_why(table):
    found = run_statistic("saturation", table("transcript_id,code_id\nt1,a\n"), StatisticOptions())

    assert found["reached"] is None
    assert "need 6 transcripts, not 1" in found["why"]


def test_prevalence_has_the_keys_of_the_contract(table):
    text = "label,prediction,probability,cluster\n1,1,0.5,a\n0,1,0.5,b\n,1,0.5,c\n,0,0.5,d\n"
    found = run_statistic("prevalence", table(text), StatisticOptions())

    assert {"naive", "human_only", "corrected", "low", "high"} <= set(found)
    assert (found["naive"], found["human_only"], found["corrected"]) == (0.75, 0.5, 0.25)


def test_prevalence_with_two_clusters_has_no_interval(table):
    text = "label,prediction,probability,cluster\n1,1,0.5,a\n0,1,0.5,b\n"
    found = run_statistic("prevalence", table(text), StatisticOptions())

    assert (found["low"], found["high"]) == (None, None)
    assert "3 clusters, not 2" in found["why"]


def test_a_read_row_without_probability_is_named(table):
    problems = refused("prevalence", table("label,prediction,probability,cluster\n1,1,,a\n,1,,b\n"))

    assert [problem.source.line for problem in problems] == [2]


def test_what_a_spreadsheet_writes_is_read(table):
    """BOM, semicolons, decimal commas, Windows line ends and blank columns at the end."""
    text = "\ufefflabel;prediction;probability;cluster;\r\n1;1;0,5;a;\r\n0;1;0,5;b;\r\n;1;0,5;c;\r\n;0;0,5;d;\r\n"

    assert run_statistic("prevalence", table(text), StatisticOptions())["corrected"] == 0.25


@pytest.mark.parametrize(
    ("name", "text", "options"),
    [
        ("agreement", CODERS, StatisticOptions()),
        ("agreement", "ann,ben\nno,no\n", StatisticOptions()),
        ("exact", NINE_CASES, EXACT),
        ("configurations", "case,A,Y\np,1,0\nq,1,1\n", StatisticOptions(outcome="Y", conditions=("A",), negate=True)),
        ("ranking", "who,a,b\nr1,1,1\n", StatisticOptions()),
        ("icc", "target,j1\na,1\n", StatisticOptions()),
        ("saturation", "transcript_id,code_id\nt1,a\n", StatisticOptions()),
        ("prevalence", "label,prediction,probability,cluster\n,1,,a\n", StatisticOptions()),
    ],
)
def test_every_result_is_json_without_nan(table, name, text, options):
    found = run_statistic(name, table(text), options)

    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert not any(isinstance(value, float) and math.isnan(value) for value in found.values())


def test_a_misspelt_column_is_named_with_the_one_that_was_probably_meant(table):
    options = StatisticOptions(outcome="teir", order=EXACT.order, predictor=("learning",))
    (problem,) = refused("exact", table(NINE_CASES), options)

    assert problem.fault == "there is no column 'teir'."
    assert "Did you mean 'tier'?" in problem.remedy


def test_a_tier_that_is_not_in_the_order_is_named_with_its_line(table):
    (problem,) = refused("exact", table(NINE_CASES.replace("eb,education,less", "eb,education,lesss")), EXACT)

    assert problem.source.line == 3
    assert "'lesss' is not in the order" in problem.fault
    assert "Did you mean 'less'?" in problem.remedy


def test_every_bad_cell_is_named_at_once(table):
    problems = refused("exact", table(NINE_CASES.replace(",3,yes", ",many,yes")), EXACT)

    assert [problem.source.line for problem in problems] == [2, 7]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "the table has no rows."),
        ("ann,ben\n", "the table has no rows."),
        ("ann,ann\n1,2\n", "the column 'ann' occurs twice."),
        ("ann,,ben\n1,2,3\n", "a column has no name."),
        ("ann,ben\n1,2,3\n", "the row has 3 cells, the header 2."),
        ('ann,ben\n"1,2\n', "this is not CSV: unexpected end of data."),
        ("ann\nyes\n", "agreement needs two columns of coders; found: ann."),
    ],
)
def test_a_table_that_is_no_table_is_refused(table, text, fault):
    assert refused("agreement", table(text))[0].fault == fault


def test_a_table_in_another_encoding_is_refused(table):
    assert refused("agreement", table("ann,ben\nä,ä\n", "latin-1"))[0].fault == "the file is not UTF-8."


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    assert refused("icc", tmp_path / "none.csv")[0].fault == "there is no such file."
    assert refused("icc", tmp_path)[0].fault.startswith("the file cannot be read")


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("agrement", StatisticOptions(), "Did you mean 'agreement'?"),
        ("unitize", StatisticOptions(), "--length"),
        ("exact", StatisticOptions(), "--outcome"),
        ("exact", StatisticOptions(outcome="tier"), "--order"),
        ("configurations", StatisticOptions(outcome="tier"), "--conditions"),
        ("configurations", StatisticOptions(outcome="t", conditions=("a",), expect=("1", "1")), "2 directions for 1"),
        ("configurations", StatisticOptions(outcome="t", conditions=("a",), expect=("x",)), "not 'x'"),
        ("agreement", StatisticOptions(metric="cardinal"), "there is no metric 'cardinal'"),
        ("saturation", StatisticOptions(base=0), "1 transcript or more"),
    ],
)
def test_a_wrong_option_is_wrong_usage(table, name, options, said):
    with pytest.raises(WrongUsage, match=said.replace("?", r"\?")):
        run_statistic(name, table(NINE_CASES), options)


@pytest.mark.parametrize("name", ["id", "Segment", "UNITS", "segment_id", "Row", "Subject"])
def test_a_column_that_names_the_unit_is_no_coder_and_is_named(table, name):
    found = run_statistic("agreement", table(CODERS.replace("unit,", f"{name},")), StatisticOptions())

    assert (found["unit_columns"], found["coders"]) == ([name], ["ann", "ben", "cleo"])
    assert (found["n_units"], found["n_coders"]) == (5, 3)


def test_two_columns_of_which_one_names_the_unit_are_too_few_and_it_is_said_which(table):
    (problem,) = refused("agreement", table("segment,ann\n1,yes\n2,no\n"))

    assert "Taken for the name of the unit: segment." in problem.fault


def test_tied_models_say_whose_fit_is_printed(table):
    rows = [f"c{n},{n >> 2},{n >> 1 & 1},{n & 1},{int(0 < n < 7)}" for n in range(8)]  # a ring: two ways to cover it
    text = "\n".join(["case,A,B,C,Y", *rows])
    options = StatisticOptions(outcome="Y", conditions=("A", "B", "C"))
    found = run_statistic("configurations", table(text), options)

    assert found["conservative"] == [["A*~B", "~A*C", "B*~C"], ["A*~C", "~A*B", "~B*C"]]
    assert found["fits_of"] == {
        "conservative": ["A*~B", "~A*C", "B*~C"],
        "parsimonious": ["A*~B", "~A*C", "B*~C"],
        "intermediate": None,
    }
    assert "(conservative 2, parsimonious 2)" in found["note"]


def test_models_that_are_not_tied_need_no_note(table):
    options = StatisticOptions(outcome="SURV", conditions=CONDITIONS, expect=("1",) * 5)
    found = run_statistic("configurations", table(as_csv(FUZZY)), options)

    assert "note" not in found
    assert found["fits_of"]["parsimonious"] == ["DEV*~IND", "URB*STB"]


def test_no_number_is_printed_with_dust_and_a_very_small_p_is_not_nothing():
    assert _printed({"alpha_high": 1.1e-16, "w": [0.5000000000000001, 1 / 3], "p": 1e-20}, "") == {
        "alpha_high": 0.0,
        "w": [0.5, 1 / 3],
        "p": 1e-20,
    }


@pytest.mark.parametrize(
    ("name", "text", "remedy"),
    [
        ("prevalence", "label,prediction,probability,cluster\n1,-1,1,a\n", "Write a number from 0 to 1."),
        ("prevalence", "label,prediction,probability,cluster\n2,1,1,a\n", "from 0 to 1, or leave the cell blank."),
    ],
)
def test_a_number_out_of_bounds_is_told_its_bounds(table, name, text, remedy):
    (problem,) = refused(name, table(text))

    assert remedy in problem.remedy


@pytest.mark.parametrize("name", ["Zeile", "fragment"])
@pytest.mark.parametrize("begin", [1, 100])
def test_a_first_column_that_numbers_its_rows_is_told_where_it_counts_as_a_coder(table, name, begin):
    rows = "".join(f"{begin + n},{n % 2 + 1},{n % 3}\n" for n in range(6))

    (told,) = run_statistic("agreement", table(f"{name},ann,ben\n{rows}"), StatisticOptions())["cautions"]

    assert told.startswith(f"column '{name}' is counted as a coder")


def test_a_coder_who_gives_each_unit_another_value_is_told_of_in_no_caution(table):
    rows = "3.5,4\n2,2\n5,3.5\n4,5\n1,1\n"

    assert "cautions" not in run_statistic("agreement", table(f"ann,ben\n{rows}"), StatisticOptions(metric="interval"))
