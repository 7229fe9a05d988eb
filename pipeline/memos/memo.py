"""Findings -> one frozen `Memo` each: a page of argument. Templates choose and order; they never count.

First what a person claims, or, where nobody has written it, facts and the stage's questions; then the software's own
few words beside its tables. All else stands on the page of the data room behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from pipeline.corpus.quotable import Quotable
from pipeline.loaded_study import LoadedStudy
from pipeline.memos.appendices import appendix_links
from pipeline.memos.context import MemoContext, Texts
from pipeline.memos.head import header_of, title_of
from pipeline.memos.links import UP
from pipeline.memos.quotes import each_quoted_once
from pipeline.memos.rendering import render
from pipeline.memos.sections.compared import Compared
from pipeline.memos.sections.propositions_in_short import first_page_words
from pipeline.memos.short.case import memo_of_case
from pipeline.memos.short.comparison import memo_of_cases
from pipeline.memos.short.parts import ShortMemo
from pipeline.memos.short.pictures import pictures_of
from pipeline.memos.shown_notes import Revision, ShownNote, Stale, notes_of, revisions_of, shown_note, stale_note
from pipeline.memos.stages.first_page import first_page
from pipeline.notes.evidence import evidence_of
from pipeline.notes.questions import questions_of
from pipeline.notes.standing import answered
from pipeline.stages.findings import Finding
from pipeline.store.rows import (
    AnyTranscript,
    CaseRow,
    Episode,
    Event,
    Indicator,
    PropositionRow,
    Rating,
    StoredRow,
    Tier,
)
from pipeline.study.dataclass import dataclass
from pipeline.study.study import FIRST_STAGE, LAST_STAGE
from pipeline.wording.escaping import md

NO_PAGES: Mapping[str, str] = MappingProxyType({})
NO_MOVES: Mapping[tuple[str, str], str] = MappingProxyType({})


RESTS_ON: Mapping[str, tuple[type[StoredRow], ...]] = MappingProxyType(
    {
        "success": (Tier, Rating, Indicator),
        "setbacks": (Episode, Event),
        "propositions": (PropositionRow, Tier),
    }
)
"""Pages that say nothing where none of these tables has a row: a memo does not lead to them then."""


@dataclass(frozen=True, slots=True)
class Memo:
    """One memo. `questions` of the stage are printed, marked open, where no analyst has answered them in the `note`.

    `short` is the software's own part; `room` leads to the page that holds all the rest, `further` to notes on
    transcripts, codes and hunches that stand there.
    """

    title: str
    header: str
    room: str
    stale: tuple[Stale, ...]
    revised_by: tuple[Revision, ...]
    note: ShownNote | None
    questions: tuple[str, ...]
    note_command: str
    short: ShortMemo
    further: str
    beside: tuple[str, ...]


def memo_context(
    findings: Iterable[Finding], loaded_study: LoadedStudy, moves: Mapping[tuple[str, str], str] = NO_MOVES
) -> MemoContext:
    """What every memo of a run may know beside its finding; `moves` as `revision.moves.moved_in_words` has them."""
    listed_ = tuple(findings)
    return MemoContext(
        loaded_study.study.settings,
        loaded_study.codebook,
        loaded_study.corpus.guides,
        loaded_study.notes.notes,
        evidence_of(listed_),
        Texts(loaded_study.corpus.transcripts),
        not loaded_study.hand.has_apply_row,
        {(former.stage, former.subject): former for former in listed_},
        loaded_study.machine_doubts,
        {name: table.rows for name, table in loaded_study.reasoning.items()},
        moves,
        tuple(str(proposition.get("name") or "") for proposition in loaded_study.abandoned),
        # No page for wordings that never changed.
        bool(loaded_study.abandoned) or any(proposition.get("history") for proposition in loaded_study.propositions),
        Quotable(loaded_study.corpus).may_quote,
    )


def memo_text(
    finding: Finding, context: MemoContext, compared: Compared | None = None, beside: Mapping[str, str] = NO_PAGES
) -> str:
    """The memo of one finding as Markdown."""
    return each_quoted_once(render("memo.md.j2", memo=memo_of(finding, context, compared, beside)))


def memo_of(
    finding: Finding, context: MemoContext, compared: Compared | None = None, beside: Mapping[str, str] = NO_PAGES
) -> Memo:
    """All that one finding's memo lays out; of the last stage with what the comparison says of propositions.

    `beside`: the pages that stand beside the last memo, name -> title.
    """
    notes = notes_of(finding, context)
    own = next((note for note in notes if (note.stage, note.subject) == (finding.stage, finding.subject)), None)
    others = [note for note in notes if note is not own]
    # A note of headings alone answers nothing: its memo still prints the stage's questions.
    note = None if own is None or not answered(own.body)[0] else shown_note(own, context)
    subject = md(finding.subject)
    return Memo(
        title=title_of(finding),
        header=header_of(finding, context),
        room=f"{UP}room/{finding.stage}/{finding.subject}.html",
        stale=tuple(warning for note in notes if (warning := stale_note(note, context)) is not None),
        revised_by=tuple(revisions_of(finding, context)),
        note=note,
        questions=tuple(_questions(finding, context)) if note is None else note.open,
        # A note that is begun is edited, not begun again.
        note_command="" if own else f"crosscase notes new STUDY --stage {finding.stage} --subject {subject} --by NAME",
        short=_short(finding, context, compared, note is not None),
        further="#notes" if others else "",
        beside=(
            *(
                f"[{title.lower()}]({UP}memos/{LAST_STAGE}/{name}.html)"
                for name, title in beside.items()
                if any(finding.tables.rows(table) for table in RESTS_ON.get(name, (CaseRow,)))
            ),
            *(appendix_links(finding, context, compared.comparison.folder) if compared is not None else ()),
        ),
    )


def _short(finding: Finding, context: MemoContext, compared: Compared | None, has_note: bool) -> ShortMemo:
    if finding.stage == FIRST_STAGE:
        return memo_of_case(finding, context, has_note)
    # A single case can neither fit nor contradict: propositions compare.
    has_propositions = compared is not None and len(finding.cases) > 1
    propositions = first_page_words(compared) if compared is not None and has_propositions else {}
    said = first_page(finding, context, propositions) if finding.stage == LAST_STAGE else {}
    return memo_of_cases(finding, context, has_note, tuple(pictures_of(finding, context, compared)), said)


def _questions(finding: Finding, context: MemoContext) -> Iterator[str]:
    """The questions of the stage, as Markdown."""
    has_source = bool(finding.tables.other(AnyTranscript))
    for question in questions_of(finding.stage, context.settings, finding.name, has_source):
        yield md(question.text)
