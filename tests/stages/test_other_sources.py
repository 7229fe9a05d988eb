"""A mayor beside the partners: agree, contradict, complement, silent; never a confirmation."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.stages.findings import CodeLine, Tables
from pipeline.stages.other_sources import set_beside
from pipeline.store.rows import AnyTranscript, CodedPair, Judgement, Voice
from tests.typed_rows import case_line, row
from tests.typed_rows import voice as coding

MAYOR = row(AnyTranscript, transcript_id="m", kind="mayor", respondent_id="r9")


JUDGED = {"denied": "absent", "mixed": "mixed"}


def voice(polarity: str, target: str | None = None) -> Voice:
    return coding("trust", "r9", transcript_id="m", polarity=polarity, target=target)


def line(**states: str) -> CodeLine:
    """Cases by state: `a="shows"`, `b="denied"`, `c="not"`, `d="unknown"`, `e="mixed"`."""
    cases = tuple(
        case_line(
            case,
            name=f"The {case} table",
            state="not" if state in JUDGED else state,
            judgement=row(Judgement, judgement=judged) if (judged := JUDGED.get(state)) else None,
        )
        for case, state in states.items()
    )
    return CodeLine("trust", "Trust", "enabler", "within-city/x/trust", cases=cases)


def relation(own: Sequence[Voice], cases: CodeLine, is_known: bool = True) -> str | None:
    tables = Tables(
        {
            "other:all_transcripts": (MAYOR,),
            "other:voices": tuple(own),
            "other:coded_pairs": (row(CodedPair, transcript_id="m", code_id="trust", is_known=is_known),),
        }
    )
    compared = set_beside(tables, [cases])
    return compared[0].relation if compared else None


@pytest.mark.parametrize(
    ("own", "cases", "expected"),
    [
        ([voice("affirmed")], line(a="shows", b="not"), "agree"),
        ([voice("absent")], line(a="denied"), "agree"),
        ([voice("absent")], line(a="shows"), "contradict"),
        ([voice("affirmed")], line(a="denied", b="not"), "contradict"),
        ([voice("affirmed")], line(a="shows", b="denied"), "complement"),
        ([voice("wished")], line(a="shows"), "complement"),
        ([voice("affirmed")], line(a="not", b="unknown"), "partners silent"),
        ([voice("affirmed")], line(a="mixed", b="not"), "complement"),
        ([], line(a="mixed"), "source silent"),
        ([], line(a="shows"), "source silent"),
        ([], line(a="not"), None),
    ],
)
def test_two_sides_stand_in_one_relation(own: Sequence[Voice], cases: CodeLine, expected: str | None) -> None:
    assert relation(own, cases) == expected


def test_words_about_one_case_are_set_beside_that_case_alone() -> None:
    assert relation([voice("affirmed", target="b")], line(a="shows", b="denied")) == "contradict"
    assert relation([voice("affirmed", target="the B table")], line(a="shows", b="denied")) == "contradict"


def test_a_code_for_which_nobody_read_the_mayor_is_no_silence() -> None:
    assert relation([], line(a="shows"), is_known=False) is None
