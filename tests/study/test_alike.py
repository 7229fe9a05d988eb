"""Problems of one cause are told once, with every place; those about their own place stay there."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.study.alike import in_order_by_cause
from pipeline.study.problems import Problem, Severity, Source, as_data, caution

HERE = Path("study/transcripts")


def told(*places, fault="taken for interviewer: '{}'.", remedy="Name them."):
    problems = [caution(HERE / name, line, fault.format(cited), remedy) for name, line, cited in places]
    return [problem.fault for problem in in_order_by_cause(problems)]


def test_one_cause_in_several_files_is_one_message_that_names_each_with_what_is_cited_there():
    assert told(("b.txt", 0, "Ann"), ("a.txt", 0, "Tom"), ("c.txt", 4, "It's Ann', 'Tom")) == [
        "taken for interviewer: 'Tom'. So also in 2 more files: b.txt ('Ann'), c.txt:4 ('It's Ann', 'Tom')."
    ]


def test_the_same_words_on_several_lines_are_one_message_with_all_lines():
    places = [("a.csv", line, "nort") for line in (9, 2, 3, 4, 7)]

    assert told(*places, fault="no case '{}'.") == ["no case 'nort'. So also on lines 3-4, 7, 9."]


@pytest.mark.parametrize(
    "places",
    [
        [("a.txt", 0, "Ann"), ("b.txt", 0, "Tom")],
        [("a.txt", 0, "1' and 2 of 'x"), ("b.txt", 0, "3' and 4 of 'y"), ("c.txt", 0, "5' and 6 of 'z")],
    ],
    ids=["two that cite different words", "three of which most differs"],
)
def test_messages_about_their_own_place_stay_apart(places):
    assert len(told(*places)) == len(places)


def test_another_remedy_is_another_cause():
    problems = [caution(HERE / name, 0, "no case 'nort'.", f"Did you mean '{name}'?") for name in ("a", "b", "c")]

    assert in_order_by_cause(problems) == tuple(problems)


def test_data_have_every_place():
    problems = [caution(HERE / "a.csv", line, "no case 'nort'.", "Mend it.") for line in (2, 5)]
    (problem,) = in_order_by_cause(problems)

    assert as_data(problem, HERE)["also"] == ["a.csv:5"]


def test_what_was_gathered_is_not_gathered_again():
    problems = [caution(HERE / name, 0, f"asks: '{name}'.", "Name them.") for name in "abcd"]
    once = in_order_by_cause(problems)

    assert in_order_by_cause(once) == once


def test_faults_that_cite_different_words_stay_in_their_places():
    typos = [Problem(Severity.FAULT, Source(HERE / "a.csv", n), f"no code '{n}'.", "See codes.csv.") for n in (2, 5, 9)]

    assert in_order_by_cause(typos) == tuple(typos)
