"""What a memo says of figures that hold the machine's codings, where the machine is less sure than its verdict."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.memos.filters import plural
from pipeline.memos.sentences import Around
from pipeline.stages.findings import CodeLine, Finding

MOST = 4


def machine_doubts(finding: Finding, around: Around) -> Iterator[str]:
    """A caution for each code that the machine counts in this memo and errs on unevenly, or knows badly in new cases.

    A difference between two cities that only the machine sees may be the machine's own.
    """
    if around.is_interpretive:
        return
    doubted = [line for line in finding.lines if around.machine_doubts.get(line.code_id) and _is_machine_counted(line)]
    for line in doubted[:MOST]:
        why = "; ".join(around.machine_doubts[line.code_id])
        yield (
            f"Figures of {line.name} hold codings of the machine where nobody has read, and {why}. A difference "
            "between cases that rests on them may be the machine's own."
        )
    if len(doubted) > MOST:
        yield f"The same holds for {plural(len(doubted) - MOST, 'more code')}: machine.html says for which."


def _is_machine_counted(line: CodeLine) -> bool:
    rows = [row for row in (line.frequency, *(case["frequency"] for case in line.cases)) if row]
    return any(row["n_machine_mentioning"] for row in rows)
