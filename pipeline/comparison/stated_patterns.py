"""What memos state of codes without exception, for the machine to look for passages that speak against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.comparison.design_patterns import without_exception
from pipeline.reliability.against_patterns import Pattern
from pipeline.stages.findings import CodeLine, Finding
from pipeline.study.study import FIRST_STAGE, LAST_STAGE, Settings
from pipeline.wording.numbers import plural

LEAST = 2


def stated_patterns(findings: Iterable[Finding], settings: Settings) -> Iterator[Pattern]:
    """What the team judged present or absent in a case; what memos of later stages say of all their cases or of none.

    A later stage must know two cases of the code at least. Of the last memo also: shown by all cases of one city and by
    none elsewhere.
    """
    for finding in findings:
        memo = f"{finding.stage}/{finding.subject}"
        for line in finding.lines:
            yield from (
                _of_a_case(memo, finding, line) if finding.stage == FIRST_STAGE else _of_cases(memo, line, settings)
            )
        if finding.stage == LAST_STAGE:
            yield from _of_the_design(finding, settings)


def _of_a_case(memo: str, finding: Finding, line: CodeLine) -> Iterator[Pattern]:
    word = line.judgement.judgement if line.judgement else None
    if word in ("present", "absent"):
        yield Pattern(memo, line.code_id, finding.cases, word == "present", f"judged {word}")


def _of_cases(memo: str, line: CodeLine, settings: Settings) -> Iterator[Pattern]:
    row = line.presence
    if row is None or row.n_cases < LEAST or row.presence not in ("all", "none"):
        return
    known = tuple(case.case_id for case in line.cases if case.state != "unknown")
    is_shown = row.presence == "all"
    cases = plural(len(known), f"known {settings.case}")
    yield Pattern(
        memo, line.code_id, known, is_shown, f"all {cases} show it" if is_shown else f"none of {cases} shows it"
    )


def _of_the_design(finding: Finding, settings: Settings) -> Iterator[Pattern]:
    memo = f"{finding.stage}/{finding.subject}"
    for pattern in without_exception(finding, finding.lines, settings):
        inside, elsewhere = ("all", "none") if pattern.is_shown else ("none", "all")
        words = f"{inside} of {pattern.value} ({pattern.attribute}) show it and {elsewhere} elsewhere"
        # Two claims in one: a denial inside speaks against the first, a telling elsewhere against the second.
        for cases, is_shown in ((pattern.inside, pattern.is_shown), (pattern.elsewhere, not pattern.is_shown)):
            yield Pattern(memo, pattern.line.code_id, cases, is_shown, words)
