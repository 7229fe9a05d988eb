"""The cues of `staff_turnover` in the shipped codebook: seats that keep changing, no firm's figures, no ball lost."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from interviews import interview

from pipeline.codebook.load import load_codebook
from pipeline.coding.cues.by_pattern import code_transcript
from pipeline.study.records import Codebook

SHIPPED = Path(__file__).parents[2] / "codebooks" / "collaboration.yaml"


@cache
def turnover() -> Codebook:
    """The shipped codebook with this code's cues alone."""
    loaded = load_codebook(SHIPPED).records
    assert loaded is not None
    return replace(loaded, codes={"staff_turnover": replace(loaded.codes["staff_turnover"], parent=None)})


def said(sentence: str) -> list[str]:
    """The polarity that the machine gives a sentence for the code; [] where it gives none."""
    return [coding.polarity for coding in code_transcript(interview("I: Go on.", sentence), turnover())]


@pytest.mark.parametrize(
    "sentence",
    [
        "By the time I had the new one's number in my phone she'd handed in her badge.",
        "It's a revolving door over at the precinct.",
        "We're on our fourth superintendent since I moved here.",
        "They've gone through five different directors in six years.",
        "There was a new face from the county every other month.",
        "You explain the whole thing to the next captain and then he makes deputy chief.",
        "Every new principal wants to see it from the beginning.",
        "Commanders just come and go.",
        "The department kept rotating our officers off the corner.",
        "So I'm starting over with somebody who never heard of us.",
        "Getting each new coordinator up to speed ate my spring.",
        "The seat just sat empty for eleven months.",
        "Whoever had that desk that winter would nod at me.",
        "By the time she learned where the building was she was gone.",
        "All the institutional knowledge went to the suburbs.",
    ],
)
def test_people_at_the_table_who_keep_changing_are_found(sentence: str):
    assert said(sentence) == ["affirmed"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The plant had an employee turnover of forty percent, a revolving door.",
        "So much turnover, and then they threw an interception in the end zone.",
        "It's a revolving door, in and out of jail by Monday.",
        "He left in March and the board thanked him.",
        "They kept changing the rules on us.",
        "Our rent is due every month and the seat cushions are new.",
        "We had three people at the table.",
    ],
)
def test_a_firms_figures_a_ball_lost_a_jail_and_one_departure_are_not(sentence: str):
    assert said(sentence) == []


def test_turnover_denied_is_absent():
    assert said("We never had any staff turnover.") == ["absent"]
