"""The title of a memo or of its page in the data room, and the small line below it."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.memos.context import MemoContext
from pipeline.memos.links import UP
from pipeline.memos.stages import within_case
from pipeline.stages.findings import Finding
from pipeline.study.study import FIRST_STAGE
from pipeline.wording.escaping import md
from pipeline.wording.numbers import plural
from pipeline.wording.vocabulary import UNCHECKED


def title_of(finding: Finding) -> str:
    """`Harbour lights (flood-tarn) — within-case`."""
    # Files and rows are named by the id: the name alone would not lead to them.
    own = f" ({md(finding.subject)})" if finding.stage == FIRST_STAGE and finding.name != finding.subject else ""
    return f"{md(finding.name)}{own} — {finding.stage}"


def header_of(finding: Finding, context: MemoContext) -> str:
    """Codebook, material, who has read it, whose codings these are."""
    return " · ".join(part for part in _parts(finding, context) if part)


def _parts(finding: Finding, context: MemoContext) -> Iterable[str]:
    yield f"Codebook {md(context.codebook.name)} {md(context.codebook.version)}"
    if finding.stage == FIRST_STAGE:
        yield from within_case.header_of(finding, context)
    else:
        yield plural(len(finding.cases), md(context.settings.case))
        attribute = context.settings.design.get(finding.stage)
        # The last stage holds nothing constant.
        yield f"{md(attribute)} held constant: {md(finding.name)}" if attribute else ""
    yield _whose_codings(finding) if context.is_unchecked else ""
    yield "fiction" if context.settings.fiction else ""


def _whose_codings(finding: Finding) -> str:
    """Of a study without a row that applies a code: the machine's, but for what people have read and coded nothing in.

    Where all is read for all codes the machine counts nowhere, and there is nothing of it to check.
    """
    heard = [former.heard for former in (finding, *finding.former) if former.heard is not None]
    if not any(material.read_all or material.read_some for material in heard):
        return UNCHECKED
    if all(len(material.read_all) == material.n_counted for material in heard):
        return "no person has coded a passage: what was read counts as not told"
    return f"where nobody has read: {UNCHECKED}"


def on_suggestions(finding: Finding, context: MemoContext) -> str:
    """Where it stands how often the machine is right, for a page that prints what it suggests; else ''."""
    if context.is_interpretive or context.is_unchecked:
        return ""
    # A case's own page has its rows on the line, later stages on the cases of the line.
    rows = [row for line in finding.lines for row in (line.frequency, *(case.frequency for case in line.cases)) if row]
    if not any(row.n_suggested for row in rows):
        return ""
    how = f"[how often it is right, code by code]({UP}machine.html#verdicts)"
    return f"What “the machine suggests” no person has checked, and no count holds it: {how}."
