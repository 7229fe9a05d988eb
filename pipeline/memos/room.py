"""The page of the data room behind a memo: every code, quotation, count and silence of one finding.

A memo says little and points here; what it leaves out stands on this page, and nowhere else is it cut.
"""

from __future__ import annotations

from pipeline.memos.contents import with_contents
from pipeline.memos.context import MemoContext
from pipeline.memos.head import header_of, on_suggestions, title_of
from pipeline.memos.links import UP
from pipeline.memos.quotes import each_quoted_once
from pipeline.memos.reasoning.distillation import CaseList, case_list
from pipeline.memos.rendering import render
from pipeline.memos.sections.compared import Compared
from pipeline.memos.sections.sections import BuiltSection, sections_of
from pipeline.memos.shown_notes import Revision, ShownNote, Stale, notes_of, revisions_of, shown_note, stale_note
from pipeline.memos.stages import cross_case, holding_constant, within_case
from pipeline.memos.stages.claims import ClaimsTable, claims_table
from pipeline.memos.stages.machine_doubts import machine_doubts
from pipeline.stages.findings import Finding
from pipeline.study.dataclass import dataclass
from pipeline.study.study import FIRST_STAGE, LAST_STAGE
from pipeline.wording.vocabulary import MARKS_MEAN


@dataclass(frozen=True, slots=True)
class RoomPage:
    """One page. `within`, `across` and `overall` are filled by stage: the first, every later one, the last.

    Of the last stage `findings` stand before the matrices of codes, `explanations` after them. `notes` are those on
    transcripts, codes, hunches and the team's own place: the note on the subject stands in the memo.
    """

    title: str
    header: str
    memo: str
    stale: tuple[Stale, ...]
    revised_by: tuple[Revision, ...]
    cautions: tuple[str, ...]
    on_suggestions: str
    marks: tuple[str, ...]
    notes: tuple[ShownNote, ...]
    within: within_case.CaseBody | None = None
    across: holding_constant.StageBody | None = None
    overall: cross_case.OverallBody | None = None
    claims: ClaimsTable | None = None
    listed: CaseList | None = None
    findings: tuple[BuiltSection, ...] = ()
    explanations: tuple[BuiltSection, ...] = ()


TEMPLATES = {FIRST_STAGE: "stages/within_case.md.j2", LAST_STAGE: "stages/cross_case.md.j2"}


def room_text(finding: Finding, context: MemoContext, compared: Compared | None = None) -> str:
    """The page of one finding as Markdown, with a contents list where it is long and each quotation whole once."""
    template = TEMPLATES.get(finding.stage, "stages/holding_constant.md.j2")
    return with_contents(each_quoted_once(render(template, page=room_page_of(finding, context, compared))))


def room_page_of(finding: Finding, context: MemoContext, compared: Compared | None = None) -> RoomPage:
    """All that the page of one finding lays out; of the last stage with the sections of the comparison."""
    notes = notes_of(finding, context)
    is_first = finding.stage == FIRST_STAGE
    is_last = finding.stage == LAST_STAGE
    sections = tuple(sections_of(compared)) if compared is not None else ()
    others = [note for note in notes if (note.stage, note.subject) != (finding.stage, finding.subject)]
    return RoomPage(
        title=f"{title_of(finding)}, data room",
        header=header_of(finding, context),
        memo=f"{UP}memos/{finding.stage}/{finding.subject}.html",
        stale=tuple(warning for note in notes if (warning := stale_note(note, context)) is not None),
        revised_by=tuple(revisions_of(finding, context)),
        cautions=(*finding.cautions, *machine_doubts(finding, context)),
        on_suggestions="" if is_last else on_suggestions(finding, context),
        marks=tuple(f"{mark} {meaning}" for mark, meaning in MARKS_MEAN.items()) if _has_marks(finding) else (),
        notes=tuple(shown_note(note, context) for note in others),
        within=within_case.body_of(finding, context) if is_first else None,
        across=None if is_first else holding_constant.body_of(finding, context),
        overall=cross_case.body_of(finding, context) if is_last else None,
        claims=None if is_first else claims_table(finding, context),
        listed=case_list(finding, context) if is_first else None,
        findings=tuple(section for section in sections if section.is_finding),
        explanations=tuple(section for section in sections if not section.is_finding),
    )


def _has_marks(finding: Finding) -> bool:
    shown = [line.shown for line in finding.lines] + [case.shown for line in finding.lines for case in line.cases]
    return any(row is not None and (row.is_contested or not row.has_passage) for row in shown)
