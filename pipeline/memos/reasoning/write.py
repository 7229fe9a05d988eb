"""Writes the pages of the team's own reasoning into the data room."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.loaded_study import LoadedStudy
from pipeline.memos.appendices import appendices
from pipeline.memos.context import MemoContext
from pipeline.memos.exercise import sheet_page, sheet_text
from pipeline.memos.reasoning.contrast import REJECTED, contrast_text, pairs_text
from pipeline.memos.reasoning.distillation import PAGE, distillation_text
from pipeline.memos.reasoning.exhibit import exhibit_text
from pipeline.memos.reasoning.history import history_text
from pipeline.memos.reasoning.links import exhibits_of
from pipeline.stages.findings import Finding
from pipeline.study.study import FIRST_STAGE, LAST_STAGE
from pipeline.wording.numbers import in_prose


def write_reasoning(
    findings: Sequence[Finding], context: MemoContext, loaded_study: LoadedStudy, write: Callable[[str, str, str], None]
) -> None:
    """Exhibits, drafts, sheets of each case; contrasts and all pairs; the distillation; the history of propositions.

    Args:
        findings: Of all stages that were run.
        context: What pages may know beside them.
        loaded_study: For the questions that were asked.
        write: Takes a page's name below outputs/, its title, its Markdown.
    """
    for finding in findings:
        if finding.stage == FIRST_STAGE:
            sheet = sheet_text(finding, context)
            if sheet is not None:
                write(sheet_page(finding.subject), f"{finding.name} — what you marked", sheet)
            for exhibit in exhibits_of(finding, context.reasoning):
                text = exhibit_text(exhibit, finding, context, loaded_study.corpus)
                write(f"room/exhibit/{exhibit.name}", f"{finding.name} — exhibit", text)
    for row in context.reasoning.get("contrasts", ()):
        if row["action"] != REJECTED:
            page = contrast_text(row, context, loaded_study.corpus, loaded_study.propositions)
            if page is not None:
                write(f"room/contrast/{row['contrast']}", f"{in_prose(row['contrast'])} — contrast", page)
    last = next((finding for finding in findings if finding.stage == LAST_STAGE), None)
    distillation = distillation_text(last, context) if last is not None else None
    if distillation is not None:
        write(PAGE, "From the lists to what is key", distillation)
    for name, title, text in (
        appendices(last, context, loaded_study.study, loaded_study.outgoing) if last is not None else ()
    ):
        write(f"room/{LAST_STAGE}/{name}", title, text)
    held, abandoned = loaded_study.propositions, loaded_study.abandoned
    if len(loaded_study.corpus.cases) > 1:
        text = pairs_text(findings, context, context.has_history)
        write(f"room/{LAST_STAGE}/pairs", "Pairs to set side by side", text)
    if context.has_history:
        text = history_text(held, abandoned, context.settings.fiction)
        write(f"room/{LAST_STAGE}/history", "How the propositions came about", text)
