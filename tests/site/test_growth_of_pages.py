"""What a page costs as a study grows: links and anchors are as many as there are figures, not as their square."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from pipeline.site.markdown import anchors
from tests.site.pages_as_read import read_pages


def n_lines_run(work: Callable[[], object], name: str) -> int:
    """How many lines of the functions called `name` are run by `work`: a measure of its cost that no clock disturbs."""
    n_lines = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal n_lines
        n_lines += event == "line" and frame.f_code.co_name == name
        return trace

    former = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(former)
    return n_lines


def test_twice_as_many_headings_of_the_same_words_take_twice_the_steps():
    steps = [n_lines_run(lambda n=n: anchors(["Trust"] * n), "anchors") for n in (100, 200)]

    assert steps[1] <= 2.1 * steps[0]


@pytest.mark.parametrize(
    ("headings", "names"),
    [
        (["Trust", "Trust", "Trust"], ["trust", "trust-1", "trust-2"]),
        (["Trust", "Trust 1", "Trust", "Trust"], ["trust", "trust-1", "trust-2", "trust-3"]),
        (["Trust 1", "Trust", "Trust", "Trust 1"], ["trust-1", "trust", "trust-2", "trust-1-1"]),
        (["Main", "?!", "?!"], ["main-1", "part", "part-1"]),
    ],
)
def test_anchors_are_given_once_and_keep_the_names_they_had(headings, names):
    assert anchors(headings) == names


def links_of_section(page, name):
    sections = [part for part in page.all("section") if part.attributes.get("aria-labelledby") == name]
    return [link.attributes["href"] for section in sections for link in section.all("a")]


def test_an_evidence_page_leads_to_its_code_elsewhere_by_one_link_and_that_page_leads_to_all_figures(ledger_outputs):
    evidence = {name: page for name, page in read_pages(ledger_outputs).items() if name.startswith("evidence/")}
    figures = [name for name in evidence if name.count("/") > 1]
    by_code = {
        code: [name for name in figures if name.endswith(f"/{code}")] for code in {Path(n).name for n in figures}
    }

    assert any(len(names) > 2 for names in by_code.values())
    for code, names in by_code.items():
        ups = ["../" * name.count("/") for name in names]
        assert [links_of_section(evidence[name], "elsewhere") for name in names] == (
            [[f"{up}evidence/{code}"] for up in ups] if len(names) > 1 else [[]]
        )
        if len(names) > 1:
            main = evidence[f"evidence/{code}"].all("main")[0]
            listed = [link.attributes["href"] for link in main.all("a")]
            assert sorted(f"evidence/{href}" for href in listed if not href.startswith("../")) == sorted(names)
