"""How two readings of one transcript differ, as the meeting sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.page.differences import Place, beside
from pipeline.page.material import KeptMaterial
from pipeline.study.records import Coding


def coding(coder: str, start: int, end: int, polarity: str = "affirmed") -> Coding:
    return Coding(f"{coder}-1", "n1", start, end, "trust", coder, "hand", polarity=polarity)


@pytest.mark.parametrize(
    ("bens", "kind"),
    [
        (coding("ben", 0, 9), ""),
        (coding("ben", 2, 9), "other extent"),
        (coding("ben", 0, 9, "absent"), "other polarity"),
        (coding("ben", 2, 9, "absent"), "other extent and polarity"),
    ],
)
def test_a_difference_says_all_that_differs(bens: Coding, kind: str) -> None:
    assert Place(0, 9, (coding("ana", 0, 9), bens), ("ana", "ben")).kind == kind


def test_a_difference_stands_between_the_sentences_around_it(study: Path) -> None:
    transcript = KeptMaterial.read(study, study / "none").stands.texts["n1"]
    start = transcript.text.index("I trust her.")

    there = beside(transcript, Place(start, start + 12, (), ()))

    assert there == ("We go way back.", "I trust her.", "Interviewer: Who called whom?")


def test_before_the_first_sentence_and_after_the_last_stands_nothing(study: Path) -> None:
    transcript = KeptMaterial.read(study, study / "none").stands.texts["n1"]

    assert beside(transcript, Place(0, len(transcript.text), (), ())) == ("", transcript.text, "")
