"""Figures that rest on the machine, where the machine is less sure than its verdict."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from pipeline.memos.stages.machine_doubts import machine_doubts
from pipeline.stages.findings import CodeLine
from pipeline.store.rows import CodeFrequency
from pipeline.study.records import MachineDoubt
from tests.typed_rows import case_line
from tests.typed_rows import row as typed_row

UNEVEN = MachineDoubt(("by city: wrong in 9 of 40 at Tarn, in 1 of 60 at Brack",), "")
UNSEEN = MachineDoubt((), "in a case that it has not learnt from, alpha is -0.28")


def row(case_id: str, n_known: int, n_read: int, n_machine: int) -> CodeFrequency:
    basis = "people" if n_known == n_read else "mixed" if n_read else "machine_verified"
    known = {"n_known": n_known, "n_hand_read": n_read, "n_machine_mentioning": n_machine, "basis": basis}
    return typed_row(CodeFrequency, case_id=case_id, **known)


def test_a_denial_that_somebody_coded_without_a_read_mark_is_no_word_of_the_machine() -> None:
    denied = typed_row(CodeFrequency, case_id="c", n_known=1, n_denying=1, basis="people")
    assert said(UNSEEN, denied) == []


def said(doubt: MachineDoubt, *rows: CodeFrequency, reading: str = "", n_codes: int = 1) -> list[str]:
    cases = tuple(case_line(row.case_id, frequency=row) for row in rows)
    lines = [CodeLine(f"trust{n or ''}", "Trust", "enabler", "x", cases=cases) for n in range(n_codes)]
    doubts = {line.code_id: doubt for line in lines}
    names: Any = {("within-case", "c"): SimpleNamespace(name="Third table")}
    context: Any = SimpleNamespace(machine_doubts=doubts, is_interpretive=reading == "interpretive", by_subject=names)
    finding: Any = SimpleNamespace(lines=lines)
    return list(machine_doubts(finding, context))


def test_an_uneven_error_is_a_caution_where_the_machine_counts() -> None:
    assert said(UNEVEN, row("a", 5, 3, 2)) == [
        "Figures of Trust rest in part on the machine, where nobody has read, and it errs unevenly by city: wrong in 9 "
        "of 40 at Tarn, in 1 of 60 at Brack. A difference between cases that rests on it may be its own."
    ]


def test_a_case_that_taught_nothing_is_named_also_where_the_machine_finds_nothing() -> None:
    assert said(UNSEEN, row("a", 5, 3, 2), row("c", 3, 0, 0)) == [
        "In Third table nobody has read anything for Trust: the machine alone says what is told there, and in a case "
        "that it has not learnt from, alpha is -0.28. That it finds nothing there does not say that nothing is told."
    ]


def test_a_case_that_people_have_read_all_of_needs_no_caution() -> None:
    assert said(UNEVEN, row("a", 3, 3, 0)) == []
    assert said(UNSEEN, row("a", 5, 3, 2)) == [], "its other transcripts taught the machine"


def test_an_interpretive_team_sees_no_machine_figure_and_no_caution() -> None:
    assert said(UNEVEN, row("a", 5, 3, 2), reading="interpretive") == []


def test_many_codes_are_summed_up() -> None:
    found = said(UNEVEN, row("a", 5, 3, 2), n_codes=6)

    assert len(found) == 5
    assert found[-1] == "The like holds for 2 more figures: machine.html says for which codes."
