"""Figures that hold the machine's codings, where the machine is less sure than its verdict."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from pipeline.memos.machine_doubts import machine_doubts
from pipeline.stages.findings import CodeLine

UNEVEN = "it errs unevenly by city: wrong in 9 of 40 at Tarn, in 1 of 60 at Brack"


def said(n_machine: int, doubts: dict[str, tuple[str, ...]], reading: str = "", n_codes: int = 1) -> list[str]:
    cases = ({"case_id": "a", "frequency": {"n_machine_mentioning": n_machine}},)
    lines = [CodeLine(f"trust{n or ''}", "Trust", "enabler", "x", cases=cases) for n in range(n_codes)]
    around: Any = SimpleNamespace(machine_doubts=doubts, is_interpretive=reading == "interpretive")
    finding: Any = SimpleNamespace(lines=lines)
    return list(machine_doubts(finding, around))


def test_an_uneven_error_is_a_caution_where_the_machine_counts() -> None:
    assert said(2, {"trust": (UNEVEN, "in a case that it has not learnt from, alpha is 0.20")}) == [
        f"Figures of Trust hold codings of the machine where nobody has read, and {UNEVEN}; in a case that it has not "
        "learnt from, alpha is 0.20. A difference between cases that rests on them may be the machine's own."
    ]


def test_no_machine_coding_counted_no_doubt_or_an_interpretive_team_no_caution() -> None:
    assert said(0, {"trust": (UNEVEN,)}) == []
    assert said(2, {"other": (UNEVEN,)}) == []
    assert said(2, {"trust": (UNEVEN,)}, "interpretive") == []


def test_many_codes_are_summed_up() -> None:
    every = {f"trust{n or ''}": (UNEVEN,) for n in range(6)}

    found = said(1, every, n_codes=6)

    assert len(found) == 5
    assert found[-1] == "The same holds for 2 more codes: machine.html says for which."
