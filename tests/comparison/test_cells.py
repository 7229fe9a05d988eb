"""Cells that nothing can be done with are named with their line; those that can be used are passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.comparison.cells import every_cell_of_a_table_can_be_used
from pipeline.io.cache import Cache
from pipeline.loading import load_study, open_study
from pipeline.study.problems import Problem
from tests.making import make_study

EVENTS = "case_id,event_id,from,to,kind,what\n"
INDICATORS = "case_id,indicator,role,value,direction\n"
RANKINGS = "case_id,respondent_id,barrier,pick,rank\n"


def problems(tmp_path: Path, file: str, text: str) -> list[Problem]:
    settings = "codebook: codebook.yaml\noutcome: {attribute: tier, order: [low, high]}\n"
    study = open_study(make_study(tmp_path, {"study.yaml": settings, file: text})).records
    assert study is not None
    loaded = load_study(study, Cache(None))
    assert loaded.records is not None
    found = every_cell_of_a_table_can_be_used(loaded.records)
    assert set(found) <= set(loaded.problems)
    return found


@pytest.mark.parametrize(
    ("file", "text", "said", "remedy"),
    [
        ("success/ratings.csv", "case_id,rater,role,tier\na,ana,author,hgih\n", "tier 'hgih'", "Did you mean 'high'?"),
        ("events.csv", EVENTS + "a,1,2019-13,,win,x\n", "from '2019-13'", "2021-07"),
        ("events.csv", EVENTS + "a,1,2019,soon,win,x\n", "to 'soon'", "2021-07"),
        ("governance.csv", "case_id,step,mode,from\na,1,lead,spring\n", "from 'spring'", "2021-07"),
        ("success/indicators.csv", INDICATORS + "a,x,outcome,lots,up\n", "value 'lots'", "12 -> 9"),
        ("success/indicators.csv", INDICATORS + "a,x,outcome,4,better\n", "direction 'better'", "up (more is wanted)"),
        ("rankings.csv", RANKINGS + "a,r1,trust,ranked,2.5\n", "rank '2.5' is no whole number", "share its number"),
        ("rankings.csv", RANKINGS + "a,r1,trust,most,1\n", "rank '1' stands beside the mark 'most'", "`ranked`"),
    ],
)
def test_a_cell_that_cannot_be_used_is_a_caution_at_its_line_with_what_to_write(tmp_path, file, text, said, remedy):
    (problem,) = problems(tmp_path, file, text)

    assert not problem.is_fault
    assert problem.source.line == 2
    assert problem.source.path.as_posix().endswith(file)
    assert said in problem.fault
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("success/ratings.csv", "case_id,rater,role,tier,rating\na,ana,author,high,\na,r1,member,,9\n"),
        ("events.csv", EVENTS + "a,1,2019,2019-12,win,x\na,2,2020-02-29,,win,x\na,3,,,win,x\n"),
        ("success/indicators.csv", INDICATORS + 'a,x,outcome,"1,200",more\na,y,proxy,12 → 9,decrease\na,z,proxy,,\n'),
        ("rankings.csv", RANKINGS + "a,r1,trust,ranked,1\na,r2,trust,most,\n"),
    ],
)
def test_cells_that_can_be_used_are_passed_over(tmp_path, file, text):
    assert problems(tmp_path, file, text) == []


def test_a_word_that_recurs_is_told_once(tmp_path):
    text = EVENTS + "".join(f"a,{n},soon,,win,x\n" for n in range(9))

    assert [problem.source.line for problem in problems(tmp_path, "events.csv", text)] == [2]
