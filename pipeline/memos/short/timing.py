"""When something helped: at the launch or in the answer to a setback, by judgements and passages of that time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.memos.context import MemoContext
from pipeline.memos.links import code_link
from pipeline.memos.sentences import sentence
from pipeline.stages.findings import CodeLine, Finding
from pipeline.wording.numbers import plural
from pipeline.wording.vocabulary import PRESENT

LAUNCH, RESPONSE = ("at_launch", "both"), ("in_response", "both")
MOST = 4


def when_helped(finding: Finding, code_ids: Sequence[str], context: MemoContext) -> str:
    """`At launch by judgement in 6 of 7, in response in 4 (passages of that time in 2): *A*; …`.

    Only for what helped, of the codes that are claimed; '' where no judgement says a time. A time is said where a
    judgement's `role` says it; how many of these cases also have a passage with a period stands beside it.
    """
    lines = [line for code_id in code_ids if (line := finding.line(code_id)) and line.family != "barrier"]
    said = [words for line in lines[:MOST] if (words := "; ".join(_times(line, context)))]
    if not said:
        return ""
    return " ".join(sentence(part) for part in said)


def _times(line: CodeLine, context: MemoContext) -> Iterator[str]:
    present = [case for case in line.cases if case.judgement and case.judgement.judgement in PRESENT]
    timed = [case for case in present if case.judgement and case.judgement.role]
    if not timed:
        return
    at_launch = sum(bool(case.judgement and case.judgement.role in LAUNCH) for case in timed)
    in_response = sum(bool(case.judgement and case.judgement.role in RESPONSE) for case in timed)
    dated = sum(any(voice.period for voice in case.quotes) for case in timed)
    if context.is_interpretive:
        times = [word for word, n in (("at launch", at_launch), ("in response", in_response)) if n]
        yield f"{code_link(line)}: judged {' and '.join(times)}"
        return
    untold = f", no time said in {len(present) - len(timed)}" if len(timed) < len(present) else ""
    passages = f"passages name their period in {plural(dated, 'case')}" if dated else "no passage names its period"
    launched = f"judged at launch in {at_launch} of {len(present)}"
    yield f"{code_link(line)}: {launched}, in response in {in_response}{untold}; {passages}"
