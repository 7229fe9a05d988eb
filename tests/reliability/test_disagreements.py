"""Where two people read a passage otherwise, however many codings each of them has."""

from __future__ import annotations

from collections.abc import Sequence
from unittest.mock import patch

import pytest

from pipeline.reliability import disagreements as subject
from pipeline.reliability.disagreements import Disagreement, disagreements
from pipeline.reliability.readings import collect_readings
from pipeline.study.passages import overlap
from pipeline.study.records import Coding, ReadMark

CODES = ("boats", "bread")


def coding(coder: str, start: int, end: int, code_id: str = "boats", polarity: str = "affirmed") -> Coding:
    return Coding(f"{coder}{start}{code_id}", "t1", start, end, code_id, coder, "hand", polarity)


def told(codings: Sequence[Coding]) -> list[Disagreement]:
    marks = [ReadMark("t1", coder, frozenset(CODES)) for coder in ("ana", "ben")]
    return disagreements(collect_readings([], codings, marks), codings, (), CODES)


def n_compared(n_codings: int) -> int:
    """How many pairs of passages are held against each other where both coders have so many, one after the other."""
    codings = [coding(coder, 20 * n, 20 * n + 10) for coder in ("ana", "ben") for n in range(n_codings)]
    with patch.object(subject, "overlap", wraps=overlap) as compared:
        assert told(codings) == []
    return compared.call_count


def test_twice_as_many_codings_take_twice_the_comparisons():
    assert n_compared(200) <= 2.1 * n_compared(100)


@pytest.mark.parametrize(
    ("start", "end", "is_told"), [(90, 100, True), (90, 101, False), (149, 160, False), (150, 160, True)]
)
def test_a_passage_is_shared_from_one_character_on(start, end, is_told):
    rows = told([coding("ana", 100, 150), coding("ben", start, end)])

    assert [row.coder for row in rows] == (["ana", "ben"] if is_told else [])


def test_a_long_passage_that_began_far_before_is_shared_too():
    short = [coding("ben", place, place + 5, "bread") for place in range(500, 900, 10)]

    assert told([coding("ana", 950, 960), coding("ben", 0, 1000), *short])[0].code_id == "bread"


def test_the_others_codes_stand_in_the_order_of_their_file():
    others = [coding("ben", 120, 130, "bread"), coding("ben", 100, 110, "boats", "absent")]

    row = next(row for row in told([coding("ana", 100, 150), *others]) if row.coder == "ana")

    assert row.other_codes == "bread; boats (absent)"
