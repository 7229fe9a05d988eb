"""A study in which nobody has read anything: what the machine found is claimed nowhere, and its silence is no "no"."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.run import Progress, analyze
from tests.making import make_study

CODEBOOK = """\
codebook: mine
version: "1"
codes:
  enabler: {name: What helps, is_codable: false, definition: What helped.}
  trust: {parent: enabler, name: Trust, definition: They rely on each other., cues: {phrases: [rely on them]}}
  barrier: {name: What hinders, is_codable: false, definition: What hindered.}
  process: {parent: barrier, name: Working together, is_codable: false, definition: Process.}
  turnover: {parent: process, name: People leave, definition: They leave., cues: {phrases: [he left]}}
"""
SAID = "Interviewer: How was it?\n\nRespondent: He left in March. {}\n"
STUDY = {
    "codebook.yaml": CODEBOOK,
    "cases.csv": "case_id\nmill\nquay\n",
    "transcripts.csv": (
        "transcript_id,file,case_id,kind,guide\nt1,t1.txt,mill,interview,main\nt2,t2.txt,quay,interview,main\n"
    ),
    "guides/main.yaml": "questions:\n  how: {text: How was it?, asks_about: [trust]}\n",
    "transcripts/t1.txt": SAID.format("I could rely on them all the same."),
    "transcripts/t2.txt": SAID.format("And that was that."),
}


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unchecked")
    analyze(make_study(folder / "study", STUDY), folder / "out", progress=Progress(say=lambda line: None))
    return folder / "out"


def text(outputs: Path, name: str) -> str:
    return (outputs / f"{name}.md").read_text("utf-8")


def test_the_memo_of_a_case_lists_no_barrier_that_only_the_machine_found(outputs: Path) -> None:
    memo = text(outputs, "memos/within-case/mill")

    assert "judged present or told" not in memo
    assert "nobody has checked them: nothing is claimed here" in memo


@pytest.mark.parametrize("page", ["appendix", "setbacks"])
def test_pages_beside_the_memo_say_whose_findings_they_hold(outputs: Path, page: str) -> None:
    before_the_first_heading = text(outputs, f"memos/cross-case/{page}").partition("\n## ")[0]

    assert "**Machine, not checked by a person.**" in before_the_first_heading


def test_a_case_in_which_the_machine_found_nothing_has_no_list_without_enablers(outputs: Path) -> None:
    appendix = text(outputs, "memos/cross-case/appendix")

    assert "no enabler shows" not in appendix
    assert "- quay: nothing is known, since nobody has checked the machine." in appendix
    assert "known for" not in appendix
    assert "No case has a list yet: nothing is known of any of them" in text(outputs, "room/cross-case/cross-case")


def test_what_the_machine_does_not_find_where_it_was_asked_is_no_silence(outputs: Path) -> None:
    room = text(outputs, "room/within-case/quay")

    assert "silent in" not in room
    assert "Asked, and not mentioned" not in room
    assert (
        "**Neither judgement nor telling on file:** the machine finds it in 0 of 1; nobody has checked: [*Trust*]"
        in room
    )
