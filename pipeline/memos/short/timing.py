"""When something helped: at the launch or in the answer to a setback, by judgements and passages of that time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.comparison.targets import AFTER, BEFORE, when_told
from pipeline.memos.context import MemoContext
from pipeline.stages.findings import CaseLine, CodeLine, Finding
from pipeline.store.rows import Voice
from pipeline.study.study import FIRST_STAGE
from pipeline.wording.vocabulary import PRESENT

TIMES: Mapping[str, tuple[tuple[str, ...], str]] = {
    "at launch": (("at_launch", "both"), BEFORE),
    "in the answer to a setback": (("in_response", "both"), AFTER),
}
"""Each time with the roles of judgements that say it, and the time of passages that tell of it."""

NONE = "—"


def when_helped(finding: Finding, code_ids: Sequence[str], context: MemoContext) -> Mapping[str, tuple[str, ...]]:
    """Code -> a table's cell a time of TIMES: `3 (2)`, cases judged so, in brackets those with a passage of that time.

    Only for what helped; empty where no judgement says a time.
    """
    lines = [line for code_id in code_ids if (line := finding.line(code_id)) and line.family != "barrier"]
    dated = _dated(finding)
    cells = {
        line.code_id: tuple(_cell(line, roles, time, dated, context) for roles, time in TIMES.values())
        for line in lines
    }
    return cells if any(cell != NONE for row in cells.values() for cell in row) else {}


def _dated(finding: Finding) -> Mapping[tuple[str, str], frozenset[str]]:
    """(case, code) -> the times, before or after, of which counted passages tell."""
    by_place: dict[tuple[str, str], set[str]] = {}
    for former in finding.former:
        # Only at the first stage is the subject a case.
        for voice in former.tables.rows(Voice) if former.stage == FIRST_STAGE else ():
            if voice.is_counted and voice.period:
                by_place.setdefault((former.subject, voice.code_id), set()).add(when_told(voice.period, ""))
    return {place: frozenset(times) for place, times in by_place.items()}


def _cell(
    line: CodeLine,
    roles: Sequence[str],
    time: str,
    dated: Mapping[tuple[str, str], frozenset[str]],
    context: MemoContext,
) -> str:
    present = [case for case in line.cases if case.judgement and case.judgement.judgement in PRESENT]
    of_time = [case for case in present if _role(case) in roles]
    if not of_time:
        return NONE
    told = sum(time in dated.get((case.case_id, line.code_id), ()) for case in of_time)
    return "some" if context.is_interpretive else f"{len(of_time)} ({told})"


def _role(case: CaseLine) -> str:
    return (case.judgement.role if case.judgement else None) or ""
