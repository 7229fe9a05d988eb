"""What a memo says of figures that rest on the machine, where the machine is less sure than its verdict."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.memos.context import MemoContext
from pipeline.stages.findings import CodeLine, Finding
from pipeline.store.rows import CodeFrequency
from pipeline.study.study import FIRST_STAGE
from pipeline.wording.numbers import listed, plural

MOST = 4


def machine_doubts(finding: Finding, context: MemoContext) -> Iterator[str]:
    """Cautions for codes that the machine counts in this memo and errs on unevenly, or knows badly in new cases.

    A difference between two cities that only the machine sees may be its own; and what it does not find in a case that
    taught it nothing may be told there all the same.
    """
    if context.is_interpretive:
        return
    said = [words for line in finding.lines for words in _said(line, context)]
    yield from said[:MOST]
    if len(said) > MOST:
        yield f"The like holds for {plural(len(said) - MOST, 'more figure')}: machine.html says for which codes."


def _said(line: CodeLine, context: MemoContext) -> Iterator[str]:
    doubt = context.machine_doubts.get(line.code_id)
    rows = [row for row in (line.frequency, *(case.frequency for case in line.cases)) if row]
    rows = [row for row in rows if rests_on_the_machine(row)]
    if doubt is None or not rows:
        return
    if doubt.uneven:
        yield (
            f"Figures of {line.name} rest in part on the machine, where nobody has read, and it errs unevenly "
            f"{'; '.join(doubt.uneven)}. A difference between cases that rests on it may be its own."
        )
    # Cases of which nobody has read anything for the code: there the machine had nothing to learn from.
    new = [_name(row.case_id, context) for row in rows if row.n_hand_read == 0]
    if doubt.unseen and new:
        yield (
            f"In {listed(new)} nobody has read anything for {line.name}: the machine alone says what is told there, "
            f"and {doubt.unseen}. That it finds nothing there does not say that nothing is told."
        )


def _name(case_id: str, context: MemoContext) -> str:
    finding = context.by_subject.get((FIRST_STAGE, case_id))
    return finding.name if finding else case_id


def rests_on_the_machine(row: CodeFrequency) -> bool:
    """Whether some transcripts of the case are known by the machine's word: nobody read or coded them for the code."""
    return row.basis not in (None, "people")
